"""Twin worlds with and without state jobs: no draw changes for an agent whose inputs did not change."""

from __future__ import annotations

import numpy as np
import pytest

from model import labour
from model.codes import Leaving, Status
from model.region import Region
from model.year import run_year
from tests.worlds import STEPS, TABLES, begin, lister, state, state_jobs, walk

SEED = 8
# The steps of the first year that come before anybody can know of the posts: firms find the agency's premises taken.
UNAWARE = STEPS[: STEPS.index("firms")]


def _twins(start: int = 2026) -> tuple[Region, Region]:
    policies = state_jobs("lyngdal-centre", 100, start)
    with_jobs, without = begin(lister(policies), SEED), begin(lister(), SEED)
    for _ in range(2025, start):
        run_year(with_jobs)
        run_year(without)
    return with_jobs, without


def _by_key(region: Region, table: str, column: str, keys: np.ndarray) -> np.ndarray:
    found = getattr(region, table)
    return getattr(found.c, column)[found.rows_of(keys)]


def _common(a: Region, b: Region, table: str) -> np.ndarray:
    """Keys of agents who are there in both worlds."""
    one, other = (getattr(r, table) for r in (a, b))
    return np.intersect1d(one.c.key[one.is_present()], other.c.key[other.is_present()])


def _present(region: Region, keys: np.ndarray) -> np.ndarray:
    rows = region.persons.rows_of(keys)
    return (rows >= 0) & (region.persons.c.place_id[rows] >= 0)


# ------------------------------------------------------------------------------------------------ the policy's first year


def test_in_the_first_year_everything_before_firms_choose_places_is_as_without_the_policy():
    with_jobs, without = _twins()
    agency = None
    for step, _ in zip(walk(with_jobs), walk(without), strict=True):
        if step == "policies":
            agency = with_jobs.firms.n - 1
            continue
        if step not in UNAWARE:
            break
        one, other = state(with_jobs), state(without)
        for table in TABLES:
            for column in vars(getattr(with_jobs, table).c):
                mine, theirs = one[f"{table}.{column}"], other[f"{table}.{column}"]
                if table == "firms":  # the agency is one row more; firms that open later come after it
                    mine = np.delete(mine, agency)
                if column in ("employer_id", "firm_id"):
                    mine = np.where(mine > agency, mine - 1, mine)
                assert np.array_equal(mine, theirs), f"{table}.{column} after {step}"
        for flow in other:
            if flow.startswith("flows:"):
                assert np.array_equal(one[flow], other[flow]), f"{flow} after {step}"


def _moved_firms(with_jobs: Region, without: Region) -> np.ndarray:
    """Zones, in both worlds, of the firms that are not in the same zone in both [n, 2]; −1 = not there."""
    keys = np.union1d(with_jobs.firms.c.key, without.firms.c.key)
    rows = [r.firms.rows_of(keys) for r in (with_jobs, without)]
    zones = [np.where(at >= 0, r.firms.c.place_id[at], -1) for r, at in zip((with_jobs, without), rows, strict=True)]
    agency = keys == np.uint64(with_jobs.memory["jobs"]["employer_key"])
    return np.stack(zones, axis=1)[(zones[0] != zones[1]) & ~agency]


def test_in_the_first_year_firms_choose_otherwise_only_into_or_out_of_the_zone_where_the_agency_takes_premises():
    with_jobs, without = _twins()
    for step, _ in zip(walk(with_jobs), walk(without), strict=True):
        if step == "firms":
            break
    zones = _moved_firms(with_jobs, without)
    assert len(zones) <= 5
    assert (zones == with_jobs.place_of_zone("lyngdal-centre")).any(axis=1).all(), zones


def test_in_the_first_year_the_same_people_outside_would_come_but_for_the_holders_of_the_posts():
    with_jobs, without = _twins()
    for step, _ in zip(walk(with_jobs), walk(without), strict=True):
        if step == "candidates":
            break
    a, b = with_jobs.candidates, without.candidates
    others = ~np.isin(a.key, np.setdiff1d(a.key, b.key))
    assert (~others).sum() == 100
    for name in ("key", "origin", "place", "age", "education", "needs_job", "n_children", "intends", "log_income"):
        assert np.array_equal(getattr(a, name)[others], getattr(b, name)), name


# ------------------------------------------------------------------------------------------------- one year after the start


@pytest.fixture(scope="module")
def year_after() -> dict[str, tuple[Region, Region, Region, Region]]:
    """The year after the start: twins before and after each step that draws for people."""
    from tests.worlds import copied

    with_jobs, without = _twins()
    run_year(with_jobs)
    run_year(without)
    found, before = {}, (copied(with_jobs), copied(without))
    for step, _ in zip(walk(with_jobs), walk(without), strict=True):
        after = (copied(with_jobs), copied(without))
        found[step] = (*before, *after)
        before = after
        if step == "studies":
            break
    return found


def _equal_inputs(a: Region, b: Region, keys: np.ndarray, *columns: str) -> np.ndarray:
    same = np.ones(keys.size, bool)
    for column in columns:
        same &= _by_key(a, "persons", column, keys) == _by_key(b, "persons", column, keys)
    return keys[same]


def test_the_worlds_have_parted_a_year_after_the_start(year_after):
    a, b, *_ = year_after["ageing"]
    assert np.setxor1d(a.persons.c.key, b.persons.c.key).size > 50


def test_a_year_later_the_same_people_die_but_where_the_share_in_care_moves_past_a_draw(year_after):
    """Deaths are split between homes and care homes so that their mean is the nation's, so who moves into care shifts the
    probabilities of others of the same age by a thousandth: below 60 nobody, above a few in a thousand may differ."""
    a, b, a_after, b_after = year_after["ageing"]
    keys = _common(a, b, "persons")
    outside = [(_by_key(r, "persons", "place_id", keys) >= r.n_zones) for r in (a, b)]
    keys = _equal_inputs(a, b, keys[outside[0] == outside[1]], "age", "sex")
    dead = ~_present(a_after, keys)
    assert dead.sum() > 300
    differs = dead != ~_present(b_after, keys)
    age = _by_key(a, "persons", "age", keys)
    assert not differs[age < 60].any()
    assert differs.sum() <= max(2, 0.02 * dead.sum())


def test_a_year_later_the_same_pupils_study_and_at_the_same_place(year_after):
    a, b, a_after, b_after = year_after["studies"]
    keys = _common(a, b, "persons")
    keys = keys[
        (_by_key(a, "persons", "household_id", keys) >= 0) == (_by_key(b, "persons", "household_id", keys) >= 0)
    ]
    keys = keys[(_by_key(a, "persons", "partner_id", keys) >= 0) == (_by_key(b, "persons", "partner_id", keys) >= 0)]
    keys = _equal_inputs(a, b, keys, "age", "status", "n_births", "leaving", "education", "place_id")
    leavers = (_by_key(a, "persons", "status", keys) == Status.PUPIL) & (_by_key(a, "persons", "age", keys) >= 19)
    assert leavers.sum() > 200
    for column in ("status", "education", "place_id", "leaving", "left_year"):
        assert np.array_equal(_by_key(a_after, "persons", column, keys), _by_key(b_after, "persons", column, keys)), (
            column
        )


def test_a_year_later_births_differ_only_where_the_common_scale_moves_past_a_draw(year_after):
    """Rates by age are shared out over the women who are there, so a newcomer shifts the others' by a thousandth."""
    a, b, a_after, b_after = year_after["fertility"]
    keys = _common(a, b, "persons")
    keys = keys[(_by_key(a, "persons", "partner_id", keys) >= 0) == (_by_key(b, "persons", "partner_id", keys) >= 0)]
    keys = keys[
        (_by_key(a, "persons", "household_id", keys) >= 0) == (_by_key(b, "persons", "household_id", keys) >= 0)
    ]
    keys = _equal_inputs(a, b, keys, "age", "n_births")
    before = _by_key(a, "persons", "n_births", keys)
    mine, theirs = (_by_key(r, "persons", "n_births", keys) > before for r in (a_after, b_after))
    assert mine.sum() > 200
    assert (mine != theirs).sum() <= max(2, 0.02 * mine.sum())
    # Whoever was born in both worlds is the same child: same key, same sex.
    both = keys[mine & theirs]
    children = [r.persons.c.key[-int((r.flows["births"]).sum()) :] for r in (a_after, b_after)]
    assert np.intersect1d(*children).size >= both.size - 5


def test_a_year_later_the_same_couples_part_and_the_same_young_people_want_a_home(year_after):
    a, b, a_after, b_after = year_after["partnership"]
    keys = _common(a, b, "persons")
    partner = [_partner_key(r, keys) for r in (a, b)]
    keys = keys[(partner[0] == partner[1]) & (partner[0] > 0)]
    age = [_by_key(r, "persons", "age", keys) for r in (a, b)]
    minors = [r.households.c.n_children[_by_key(r, "persons", "household_id", keys)] > 0 for r in (a, b)]
    resident = [_by_key(r, "persons", "household_id", keys) >= 0 for r in (a, b)]
    home = [_key_of_home(r, keys) for r in (a, b)]
    same = (age[0] == age[1]) & (minors[0] == minors[1]) & resident[0] & resident[1] & (home[0] == home[1])
    keys = keys[same]
    parted = [_partner_key(r, keys) == 0 for r in (a_after, b_after)]
    assert parted[0].sum() > 100
    assert np.array_equal(*parted)

    a, b, a_after, b_after = year_after["leaving_home"]
    keys = _common(a, b, "persons")
    home = [_key_of_home(r, keys) for r in (a, b)]
    heads = [_key_of_head(r, keys) for r in (a, b)]
    partner = [_partner_key(r, keys) for r in (a, b)]
    keys = keys[(home[0] == home[1]) & (home[0] > 0) & (heads[0] == heads[1]) & (partner[0] == partner[1])]
    keys = _equal_inputs(a, b, keys, "age", "status", "leaving")
    wants = [_by_key(r, "persons", "leaving", keys) == Leaving.HOME for r in (a_after, b_after)]
    assert wants[0].sum() > 100
    assert np.array_equal(*wants)


def _partner_key(region: Region, keys: np.ndarray) -> np.ndarray:
    partner = _by_key(region, "persons", "partner_id", keys)
    return np.where(partner >= 0, region.persons.c.key[partner], 0)


def _key_of_home(region: Region, keys: np.ndarray) -> np.ndarray:
    home = _by_key(region, "persons", "household_id", keys)
    return np.where(home >= 0, region.households.c.key[home], 0)


def _key_of_head(region: Region, keys: np.ndarray) -> np.ndarray:
    home = _by_key(region, "persons", "household_id", keys)
    return np.where(home >= 0, region.persons.c.key[region.households.c.ref_id[home]], 0)


# ----------------------------------------------------------------------------------------------------- the labour market


def _first_round(region: Region, monkeypatch) -> tuple:
    """Seekers, open posts (counts included) and results, by key, of the first round of the work step."""
    rounds = []

    def recorded(seekers, posts, order, reach, base):
        opened = posts.left.copy()
        taken = kernel(seekers, posts, order, reach, base)
        rounds.append((seekers, posts, opened, order.copy(), taken.copy()))
        return taken

    kernel = labour.match
    with monkeypatch.context() as patch:
        patch.setattr(labour, "match", recorded)
        for step in walk(region):
            if step == "work":
                break
    return rounds[0]


def test_seekers_keep_their_result_unless_the_new_posts_or_somebody_displaced_by_them_reach_them(monkeypatch):
    """The chain is followed seeker by seeker: what is left of each group of posts, with and without the agency."""
    with_jobs, without = _twins()
    s1, p1, n1, o1, t1 = _first_round(with_jobs, monkeypatch)
    s2, p2, n2, o2, t2 = _first_round(without, monkeypatch)
    assert np.array_equal(s1.key[o1], s2.key[o2]), "the same people seek in the same order"
    for name in ("home", "skill", "below", "reserve"):
        assert np.array_equal(getattr(s1, name)[o1], getattr(s2, name)[o2]), name
    left = [dict(zip(p.key.tolist(), n.tolist(), strict=True)) for p, n in ((p1, n1), (p2, n2))]
    wage = [dict(zip(p.key.tolist(), p.log_wage.tolist(), strict=True)) for p in (p1, p2)]
    new = {
        k
        for k in left[0].keys() | left[1].keys()
        if left[0].get(k) != left[1].get(k) or wage[0].get(k) != wage[1].get(k)
    }
    places = {with_jobs.place_of_zone("lyngdal-centre"), *_moved_firms(with_jobs, without).ravel().tolist()}
    of_group = {int(k): int(z) for p in (p1, p2) for k, z in zip(p.key, p.place, strict=True)}
    assert {of_group[k] for k in new} <= places, "only the agency's posts, and those of firms it displaced, are new"
    changed = 0
    for one, other in zip(t1, t2, strict=True):
        a, b = (int(p.key[t]) if t >= 0 else 0 for p, t in ((p1, one), (p2, other)))
        if a != b:
            changed += 1
            gone = (b and left[0].get(b, 0) <= 0) or (a and left[1].get(a, 0) <= 0)
            assert a in new or b in new or gone, "a result changed without a cause"
        for which, group in ((0, a), (1, b)):
            if group:
                left[which][group] -= 1
                assert left[which][group] >= 0
    assert 5 <= changed < 200
    assert changed < 0.1 * t1.size
