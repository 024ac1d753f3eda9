"""Employers close and open, and export prices change: posts, staff by key, what is said where there is none to close."""

from __future__ import annotations

import numpy as np
import pytest

from model.codes import Status
from model.events.price_shock import path
from model.region import Region
from model.year import run_year
from scenarios.errors import BadInput
from scenarios.format import load
from tests.worlds import begin, differences, event, lister, tiny

SEEDS = (1, 2, 3)


def posts(region: Region, sector: str) -> float:
    """Posts of a sector in the region, filled or open."""
    f, s = region.firms.c, [x.id for x in region.sectors].index(sector)
    here = (f.place_id >= 0) & (f.place_id < region.n_zones) & (f.sector == s)
    return float((f.posts_basic + f.posts_upper + f.posts_tertiary)[here].sum())


def run(scenario, seed: int, years: int) -> Region:
    region = begin(scenario, seed)
    for _ in range(years):
        run_year(region)
    return region


def test_the_staff_of_an_employer_that_closes_are_followed_by_key_and_most_work_again_after_five_years():
    closes = event("mill", "employer_closure", 2026)
    region = run(lister(events=(closes,), years=7), 1, 7)
    gone = next(r for r in region.ledger.records if r["action"] == "closes" and r["reason"] == "mill")
    told = [r for r in region.ledger.records if r["action"] == "is followed"]
    assert [r["year"] for r in told] == list(range(2027, 2032))
    parts = ("work_here", "commute_out", "seek_work", "retired_or_disabled", "live_elsewhere", "gone_or_outsiders")
    for r in told:
        assert sum(r[p] for p in parts) <= r["of"] == gone["staff"], "the rest study"
        assert sum(r[p] for p in parts) >= 0.95 * r["of"]
    keys = region.memory["mill"]["displaced"]
    rows = region.persons.rows_of(keys)
    c = region.persons.c
    residents = rows[(rows >= 0)]
    residents = residents[c.household_id[residents] >= 0]
    assert (c.employer_id[residents] >= 0).mean() > 0.6
    assert told[0]["seek_work"] >= told[-1]["seek_work"], "most of those who seek find something"
    assert (c.status[residents] == Status.UNEMPLOYED).sum() < 0.2 * residents.size


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_a_closure_takes_the_posts_it_says_and_the_largest_employer_of_the_sector(share):
    closes = event("mill", "employer_closure", 2026, share=share)
    with_, without = begin(lister(events=(closes,)), 1), begin(lister(), 1)
    for region in (with_, without):
        run_year(region)
    f = without.firms.c
    s = [x.id for x in without.sectors].index("manufacturing")
    candidates = (f.sector == s) & (f.service_id < 0) & (f.place_id >= 0)
    total = f.posts_basic + f.posts_upper + f.posts_tertiary
    expected = total[candidates].max()
    run_year(with_)
    run_year(without)
    assert with_.memory["mill"]["posts"] == pytest.approx(share * expected, abs=2)
    lost = posts(without, "manufacturing") - posts(with_, "manufacturing")
    assert lost == pytest.approx(share * expected, abs=3), "no more, no fewer in its year"


def test_a_closure_of_nothing_and_a_price_that_does_not_change_change_nothing():
    nothing = (
        event("mill", "employer_closure", 2026, share=0.0),
        event("price", "price_shock", 2026, change=0.0),
        event("none", "employer_opening", 2026, zone="a-town", jobs=0),
    )
    never, without = run(tiny(events=nothing), 2, 2), run(tiny(), 2, 2)
    assert differences(never, without) == []


def test_an_opening_fills_its_posts_from_those_who_seek():
    opens = event("plant", "employer_opening", 2026, zone="farsund-town", jobs=80)
    shares = []
    for seed in SEEDS:
        region = run(lister(events=(opens,)), seed, 4)
        row = region.firms.row_of(region.memory["plant"]["employer_key"])
        shares.append(region.firms.c.n_staff[row] / 80)
    assert 0.75 <= np.mean(shares) <= 1.0, shares


def test_export_posts_follow_a_low_price_with_a_delay_and_come_back():
    shock = event("price", "price_shock", 2026, change=-0.5, lasts_years=3, recovers_years=2)
    lost = []
    for seed in SEEDS:
        with_, without = begin(lister(events=(shock,)), seed), begin(lister(), seed)
        by_year = []
        for _ in range(12):
            run_year(with_)
            run_year(without)
            by_year.append(1.0 - posts(with_, "manufacturing") / posts(without, "manufacturing"))
        lost.append(by_year)
    mean = np.mean(lost, axis=0)
    full = 0.9 * (1.0 - 0.5**0.5)  # export share 0.9
    assert mean[0] == pytest.approx(0.0, abs=1e-9)
    assert 0.2 * full < mean[1] < 0.45 * full, "three tenths of the way in the first year"
    assert mean[3] == mean.max()
    assert 0.5 * full < mean[3] < 1.1 * full
    assert mean[-1] < 0.5 * mean[3]


def test_the_path_of_a_price_is_full_while_it_lasts_and_falls_in_equal_steps():
    assert [path(k, 2, 3) for k in range(6)] == pytest.approx([1, 1, 0.75, 0.5, 0.25, 0])
    assert [path(k, 1, 0) for k in range(3)] == [1, 0, 0]


def test_where_there_is_no_such_employer_a_note_says_so_and_the_run_goes_on():
    closes = event("mill", "employer_closure", 2026, employer="largest:power_mining")
    region = begin(tiny(events=(closes,)), 1)
    f = region.firms.c
    s = [x.id for x in region.sectors].index("power_mining")
    f.size[f.sector == s] = f.base_size[f.sector == s] = 0.0
    for _ in range(2):
        run_year(region)
    said = [n for n in region.notes if n.about == "mill"]
    assert len(said) == 1
    assert "power_mining" in said[0].text["nb"]
    assert "2026" in said[0].text["en"]


def test_an_employer_that_is_misspelt_gets_one_message_with_the_nearest(tmp_path):
    file = tmp_path / "mill.toml"
    file.write_text(
        'format = 1\nextends = "lister/baseline"\n[title]\nnb = "x"\nen = "x"\n[[event]]\nkind = "employer_closure"\n'
        'year = 2030\nemployer = "largest:manufactoring"\n',
        encoding="utf-8",
    )
    with pytest.raises(BadInput, match="largest:manufactoring") as error:
        load(str(file))
    assert "largest:manufacturing" in str(error.value)
    assert "line 9" in str(error.value) or ":9" in str(error.value)
