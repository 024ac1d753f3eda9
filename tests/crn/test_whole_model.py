"""Common random numbers in the whole model: the same seed is the same world, and only causes make differences."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from experiments.run import RunResult, run_scenario
from model import registry
from model.inputs import PolicySpec, Scenario
from model.traits import Instrument
from model.year import run_year
from tests.fixtures import TINY
from tests.worlds import begin, differences, digest, lister, policy, road_grant, state_jobs, tiny, walk

ROOT = Path(__file__).resolve().parents[2]

# ------------------------------------------------------------------------------------------------- same seed, same bytes

PROGRAM = """
from model.year import run_year
from tests.worlds import begin, digest, lister, road_grant, state_jobs
region = begin(lister(state_jobs("lyngdal-centre", 100), road_grant(300)), 11)
for _ in range(4):
    run_year(region)
    print(digest(region))
"""


def _process(*command: str, hash_seed: int, threads: int) -> str:
    """Run a command in a process of its own; returns what it printed."""
    environment = os.environ | {
        "PYTHONHASHSEED": str(hash_seed), "NUMBA_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads),
    }  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_two_processes_with_the_same_seed_make_the_same_region_to_the_byte():
    one, other = (_process(sys.executable, "-c", PROGRAM, hash_seed=s, threads=s) for s in (1, 2))
    assert one == other
    assert len(set(one.split())) == 4, "every year is another state"


def test_omland_run_twice_writes_the_same_file(tmp_path):
    file = tmp_path / "two_policies.toml"
    file.write_text(
        f'format = 1\nregion = "{TINY}"\nyears = 5\n[title]\nnb = "To"\nen = "Two"\n'
        '[[policy]]\nid = "jobs"\ninstrument = "state_job_relocation"\nfrom = 2026\nzone = "a-town"\njobs = 20\n'
        'origin = "city"\n'
        '[[policy]]\nid = "roads"\ninstrument = "county_road_grant"\nfrom = 2026\ngrant_mnok = 300\n',
        encoding="utf-8",
    )
    written = []
    for k in (1, 2):
        command = (
            sys.executable,
            "-m",
            "experiments.cli",
            "run",
            str(file),
            "--seed",
            "7",
            "--out",
            str(tmp_path / f"{k}"),
        )
        _process(*command, hash_seed=k, threads=k)
        written.append((tmp_path / f"{k}" / "results.parquet").read_bytes())
    assert written[0] == written[1]


def test_another_seed_is_another_run_of_the_same_founders():
    one, other = begin(lister(), 1), begin(lister(), 2)
    assert not differences(one, other), "founders do not depend on the seed"
    run_year(one)
    run_year(other)
    assert {"flows:deaths", "flows:births", "flows:hires", "flows:moves_in"} <= set(differences(one, other))


def test_walking_through_a_year_step_by_step_is_the_year():
    walked, run = (begin(tiny(state_jobs("a-town", 20, origin="city")), 3) for _ in range(2))
    for _ in range(3):
        for _ in walk(walked):
            pass
        run_year(run)
    assert not differences(walked, run)


# --------------------------------------------------------------------------------------------------- neutral is nothing


def _neutral_entries() -> list[tuple[Instrument, str]]:
    return [(kind, lever.name) for kind in registry.instruments().values() for lever in kind.levers
            if lever.neutral is not None]  # fmt: skip


def _entry(kind: Instrument, scenario: Scenario, start: int, until: int | None = None, **levers: float) -> PolicySpec:
    """An entry with defaults, and the first zone or place outside where one must be named."""
    first = {
        "zone": scenario.region.zones["zone_id"].iloc[0],
        "outside": scenario.region.outside["outside_id"].iloc[0],
        "municipality": scenario.region.municipalities[0].code,
        "link": scenario.region.links["link_id"].iloc[0],
    }
    named = {lever.name: first[lever.kind] for lever in kind.levers if lever.kind in first}
    return policy("it", kind.id, start, until, **(named | levers))


def _same_rows(one: RunResult, other: RunResult) -> bool:
    return (
        one.series == other.series
        and np.array_equal(one.years, other.years)
        and np.array_equal(one.values, other.values, equal_nan=True)
    )


@cache
def _without_policy(make, seed: int) -> RunResult:
    return run_scenario(make(years=5), seed)


# All in the tiny region; in Lister one of each strategy area, for the time it takes.
_IN_LISTER = (
    "rural_housing_loans", "open_service", "study_centre", "state_job_relocation", "county_road_grant", "land_accounts",
    "municipal_merger",
)  # fmt: skip


@pytest.mark.parametrize(
    ("make", "kind", "lever"),
    [(make, kind, lever) for make in (tiny, lister) for kind, lever in _neutral_entries()
     if make is tiny or kind.id in _IN_LISTER],
    ids=lambda x: x if isinstance(x, str) else getattr(x, "id", None) or x.__name__,
)  # fmt: skip
def test_an_instrument_at_its_neutral_lever_equals_no_policy_in_every_row(kind, lever, make):
    neutral = next(x.neutral for x in kind.levers if x.name == lever)
    entry = _entry(kind, make(), 2026, **{lever: neutral})
    assert _same_rows(run_scenario(make(entry, years=5), 4), _without_policy(make, 4))


@pytest.mark.parametrize(
    ("kind", "start", "until"),
    [(kind, *years) for kind in registry.instruments().values()
     for years in ([(2026, 2026), (2031, None), (2020, 2025)] if kind.id in _IN_LISTER else [(2031, None)])],
    ids=lambda x: getattr(x, "id", None) or str(x),
)  # fmt: skip
def test_a_policy_that_is_never_active_equals_no_policy_in_every_row(kind, start, until):
    entry = _entry(kind, tiny(), start, until)
    assert _same_rows(run_scenario(tiny(entry), 4), _without_policy(tiny, 4))


def test_every_instrument_has_a_neutral_lever():
    assert {kind.id for kind, _ in _neutral_entries()} == set(registry.instruments())


# --------------------------------------------------------------------------------------- a later policy changes nothing

LATER = {
    "jobs": (state_jobs("lyngdal-centre", 100, 2030), ["flows:hires", "firms.key"]),
    "roads": (road_grant(150, 2030), ["balance:county"]),
}


@pytest.mark.parametrize("name", sorted(LATER))
def test_a_policy_from_2030_leaves_the_world_before_it_identical_and_changes_it_then(name):
    later, changed = LATER[name]
    with_policy, without = begin(lister(later, years=7), 6), begin(lister(years=7), 6)
    for year in range(2025, 2030):
        assert not differences(with_policy, without), f"on 1 January {year}"
        run_year(with_policy)
        run_year(without)
    assert not differences(with_policy, without), "on 1 January 2030, before the policy acts"
    run_year(with_policy)
    run_year(without)
    assert set(changed) <= set(differences(with_policy, without))


@pytest.mark.parametrize("name", sorted(LATER))
def test_a_policy_from_2030_leaves_every_result_before_it_identical(name):
    one, other = run_scenario(lister(LATER[name][0], years=7), 6), run_scenario(lister(years=7), 6)
    assert one.series == other.series
    before = one.years < 2030
    assert np.array_equal(one.values[before], other.values[before], equal_nan=True)
    first = np.flatnonzero(one.years == 2030)
    stocks = ~one.is_flow  # of 1 January 2030
    assert np.array_equal(one.values[first][:, stocks], other.values[first][:, stocks], equal_nan=True)
    assert not np.array_equal(one.values[first], other.values[first], equal_nan=True)


def test_the_digest_sees_one_changed_bit():
    region = begin(tiny(), 1)
    before = digest(region)
    region.persons.c.age[-1] ^= 1
    assert digest(region) != before
