"""Work at home: who can, who is connected, what it does to a commute; against the written rule."""

import numpy as np
import pytest

from model.codes import HomeWork, Status
from model.labour import Params as Labour
from model.labour import commute_burden, commute_weights, seeker_kind
from model.region import Region
from model.remote import Params, days_at_home, home_commutes, in_post, is_connected, suits, work_code, workable
from model.rng import Stream
from tests.fixtures import small_region
from tests.worlds import begin, lister

P = Params(*(float(x) for x in Params()))
KEYS = np.arange(1, 200_001).astype(np.uint64)


@pytest.fixture
def region() -> Region:
    made = small_region(persons=900, zones=4)
    made.firms.add(3, key=[1, 2, 3], place_id=[0, 3, 4], sector=[0, 1, -1])
    return made


def test_days_that_suit_people_are_as_published(region: Region) -> None:
    shares = np.bincount(suits(region, KEYS, P), minlength=4) / KEYS.size
    assert shares == pytest.approx([0.0, 0.845, 0.11, 0.045], abs=0.003)


def test_founders_of_lister_work_at_home_about_as_often_as_the_nation() -> None:
    """SSB: 7–9 % of the employed half of the time or more, about 2 % always; fewer where industry is large."""
    region = begin(lister(), 1)
    c = region.persons.c
    rows = np.flatnonzero((c.household_id >= 0) & (c.employer_id >= 0))
    at_home = days_at_home(region, rows)
    assert 0.03 <= (at_home >= 0.5).mean() <= 0.09
    assert 0.005 <= (at_home == 1.0).mean() <= 0.025


def test_more_coverage_connects_only_whom_it_reaches(region: Region) -> None:
    rows = np.flatnonzero(region.residents())
    before = is_connected(region, rows)
    region.zones.cover(np.where(np.arange(4) == 2, 1.0, region.zones.fibre_share), np.zeros(4))
    after = is_connected(region, rows)
    in_2 = region.persons.c.place_id[rows] == 2
    assert (after >= before).all()
    assert np.array_equal(after[~in_2], before[~in_2])
    young = region.persons.c.age[rows] < 67
    assert after[in_2 & young].mean() > after[in_2 & ~young].mean(), "the old take it up less"


def test_posts_that_far_workers_hold_can_more_often_be_done_from_home(region: Region) -> None:
    rows = np.zeros(KEYS.size, np.int64)
    region.persons.add(KEYS.size, key=KEYS + np.uint64(10**9))
    rows = np.arange(region.persons.n - KEYS.size, region.persons.n)
    share, at_home, every_day = np.full(KEYS.size, 0.3), np.full(KEYS.size, 0.5), np.full(KEYS.size, 0.1)
    got = in_post(region, rows, share, at_home, every_day, region.draws(Stream.REMOTE))
    expected = 0.3 * 0.5 / (0.3 * 0.5 + 0.7 * 0.1)
    assert (got > HomeWork.NONE).mean() == pytest.approx(expected, abs=0.004)
    assert np.array_equal(got[got > 0], suits(region, region.persons.c.key[rows], P)[got > 0])


def test_a_home_weighs_the_commute_by_the_days_travelled_and_the_share_connected(region: Region) -> None:
    region.zones.cover(np.array([1.0, 0.5, 0.0, 1.0]), np.zeros(4))
    matrix, n = home_commutes(region, region.commute_d), region.n_places
    assert matrix.shape == (n, 4 * n)
    for code, days in ((HomeWork.NONE, 0.0), (HomeWork.SOME, 0.15), (HomeWork.HALF, 0.6), (HomeWork.ALL, 1.0)):
        for zone, covered in enumerate((1.0, 0.5, 0.0, 1.0)):
            expected = region.commute_d[zone, 3] * (1.0 - days * covered * 0.85)
            assert matrix[zone, code * n + 3] == pytest.approx(expected)
    c = region.persons.c
    c.employer_id[:2], c.home_work[:2] = 1, [HomeWork.NONE, HomeWork.HALF]
    assert work_code(region, np.array([0, 1, -1])).tolist() == [3, 2 * n + 3, -1]


def test_the_weight_of_a_post_is_that_of_the_tie_and_of_the_days_travelled_by_the_way_one_travels(
    region: Region,
) -> None:
    p = region.par(Labour)
    tie = region.base["commute_ties"] = np.linspace(-1.0, 1.0, region.n_places**2).reshape(region.n_places, -1)
    weight = commute_weights(region, p)
    for car, d in ((0, region.commute_d), (1, region.no_car_d)):
        for code, days in enumerate((0.0, 0.15, 0.6, 1.0)):
            assert np.allclose(weight[4 * car + code], np.exp(tie - p.theta * d * (1.0 - days)))
    region.cost_min[0, 1] = 9_999.0
    assert (commute_weights(region, p)[:, 0, 1] == 0.0).all(), "no way there: nobody takes a post"


def test_who_has_no_car_carries_the_minutes_without_one(region: Region) -> None:
    c = region.persons.c
    rows = np.flatnonzero(region.residents() & (c.age > 20))[:40]
    c.status[rows], c.employer_id[rows] = Status.EMPLOYED, 1
    region.households.c.n_cars[c.household_id[rows[:20]]] = 0
    none = region.households.c.n_cars[c.household_id[rows]] == 0
    expected = np.where(none, region.no_car_d[c.place_id[rows], 3], region.commute_d[c.place_id[rows], 3])
    p = region.par(Labour)
    tie = region.base["commute_ties"] = np.zeros((region.n_places, region.n_places))
    assert np.allclose(commute_burden(region, rows, p), expected)
    tie[:, 3] = -0.6
    assert np.allclose(commute_burden(region, rows, p), expected + 0.1), "a weak tie is felt like minutes"
    kind = seeker_kind(region, rows)
    assert np.array_equal(kind >= 4, none)
    assert np.array_equal(kind % 4 > 0, is_connected(region, rows))


def test_the_share_of_workable_posts_follows_sector_and_skill(region: Region) -> None:
    share = workable(region)
    first = region.sectors[0].home_workable
    assert share[0] == pytest.approx([0.3 * first, 0.7 * first, min(1.3 * first, 1.0)])
    assert share[2] == pytest.approx([0.3 * 0.45, 0.7 * 0.45, 1.3 * 0.45]), "a place outside: the nation's"
