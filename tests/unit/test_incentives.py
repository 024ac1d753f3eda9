"""What policies may offer, each mechanism against sums done by hand, and neutral where nothing is offered."""

from __future__ import annotations

import numpy as np
import pytest

from model import adult_learning, employer_tax, fields, higher_education, incubation, labour, relief, remote, schooling
from model.codes import Education, Field, Owner, Status
from model.incentives import Course, Incentives
from model.submodels import demand, studies
from tests.choice_world import N_ZONES, choosers, offers, places, run
from tests.fixtures import small_region
from tests.worlds import begin, play_until, tiny

ZONES = 4
CARE = tuple(float(f == Field.CARE) for f in Field)


def _adults(n: int, education: int = Education.UPPER_SECONDARY, hazard: float = 0.2):
    """A region half an hour from zone to zone with n more adults in zone 0; returns it and their rows."""
    region = small_region(persons=1_000, zones=ZONES, minutes=30.0)
    studies.calibrate(region)
    region.params[higher_education.Params] = region.par(higher_education.Params)._replace(adult=hazard)
    region.params[adult_learning.Params] = region.par(adult_learning.Params)._replace(basic=hazard)
    rows = region.persons.add(
        n, key=np.arange(1, n + 1), age=35, sex=np.arange(n) % 2, status=int(Status.EMPLOYED), education=int(education),
        household_id=7, place_id=0,
    )  # fmt: skip
    return region, rows


def _begin(region, rows, *courses: Course, aid_nok: float = 0.0):
    region.incentives.courses.extend(courses)
    region.incentives.study_aid_nok = aid_nok
    adult_learning.begin(region, rows, higher_education.local_places(region), region.year)
    c = region.persons.c
    return c.study_end[rows] > 0, c.study_place_id[rows].copy(), c.field[rows].copy()


def _course(places: int, what=CARE, level: int = Education.TERTIARY, **more) -> Course:
    return Course(0, places, what, level, 4, **more)


# --------------------------------------------------------------------------------------------------- adult learning


def test_a_full_course_drives_nobody_away_and_takes_many_who_would_have_studied_elsewhere():
    region, rows = _adults(3_000)
    without, _, _ = _begin(region, rows)
    region, rows = _adults(3_000)
    with_course, place, field = _begin(region, rows, _course(50))
    in_course = with_course & (place < 0)
    assert in_course.sum() == 50
    assert (field[in_course] == Field.CARE).all()
    assert with_course[without].all(), "whoever began elsewhere begins here or there"
    new = (with_course & ~without).sum()
    assert 0 < new < 50, "only some of the places bring somebody new"


def test_the_share_that_begins_is_that_of_the_hazard_with_distance_company_and_aid():
    region, rows = _adults(6_000)
    q, p = region.par(higher_education.Params), region.par(adult_learning.Params)
    got, place, _ = _begin(region, rows, _course(10**6, (1.0, 1.0, 1.0, 1.0), pull=1.5, presence=0.5), aid_nok=40_000)
    minutes = region.time_min[0, 0]
    hazard = 0.2 * 1.5 * np.exp(-q.adult_distance * 0.5 * minutes / 60.0 + 4.0 * p.aid)
    assert (place[got] == -1).all()
    assert got.mean() == pytest.approx(1.0 - np.exp(-hazard), abs=4.0 * np.sqrt(0.25 / rows.size))


def test_basic_education_leads_to_a_certificate_in_what_is_taught_and_not_to_a_degree():
    region, rows = _adults(2_000, Education.BASIC)
    nothing, _, _ = _begin(region, rows, _course(500))
    assert not nothing.any(), "a degree is not open to them"
    technical = tuple(float(f == Field.TECHNICAL) for f in Field)
    got, _, field = _begin(region, rows, _course(500, technical, Education.UPPER_SECONDARY))
    assert got.sum() > 100
    assert (field[got] == Field.TECHNICAL).all()
    studies._graduate(region, region.year + 4)
    assert (region.persons.c.education[rows[got]] == Education.UPPER_SECONDARY).all()


# ------------------------------------------------------------------------------------------------------------- relief


def test_relief_in_a_zone_is_worth_as_much_as_homes_that_much_cheaper_there():
    c = choosers(4_000, debtors=np.full(4_000, 1.0 / 600_000.0), may_leave=np.full(4_000, False))
    tax, loan = np.array([0.04, 0.0, 0.0]), np.array([30_000.0, 0.0, 0.0])
    with_relief = run(c, where=places()._replace(tax_relief=tax, debt_relief=loan))
    worth = 0.04 + 30_000.0 / 600_000.0
    cheaper = offers()._replace(log_cost=offers().log_cost - worth * (offers().zone == 0))
    assert np.array_equal(with_relief, run(c, o=cheaper))
    assert not np.array_equal(with_relief, run(c))


def test_relief_at_home_keeps_people_from_places_outside():
    c = choosers(4_000, home=np.full(4_000, 0))
    flat = places()._replace(tax_relief=np.full(N_ZONES, 0.3))
    left = [(run(c, where=where) >= offers().zone.size).mean() for where in (places(), flat)]
    assert left[1] < left[0]


def test_households_get_the_tax_share_and_the_loan_sum_of_their_zone_and_nothing_elsewhere():
    region = begin(tiny(), 1)
    a, b = ([m.code for m in region.data.municipalities].index(code) for code in ("A", "B"))
    tax, loans = relief.give(region, a, 0.03, 20_000.0)
    c, h = region.persons.c, region.households.c
    gross = np.bincount(c.household_id[c.household_id >= 0], c.wage_nok_year[c.household_id >= 0], region.households.n)
    added = relief.household_relief(region, gross)
    municipality = region.zones.municipality[h.place_id]
    assert (added[municipality == b] == 0.0).all()
    young = (c.household_id >= 0) & (c.education == Education.TERTIARY) & (c.age < 45)
    mine = municipality == a
    expected = 0.03 * gross + 20_000.0 * np.bincount(c.household_id[young], minlength=region.households.n)
    assert np.allclose(added[mine], expected[mine])
    assert tax + loans == pytest.approx(added.sum(), rel=1e-6), "what the state pays is what households get"


# ------------------------------------------------------------------------------------------------------ employer tax


def test_most_of_a_tax_cut_ends_in_wages_and_posts_follow_the_rest():
    region = begin(tiny(), 1)
    a = 0
    wages = labour.wages(region, region.par(labour.Params))
    f, c = region.firms.c, region.persons.c
    nok = employer_tax.change_rate(region, a, -10.6, 10.6)
    here = region.zones.municipality == a
    inside = (f.place_id >= 0) & (f.place_id < region.n_zones)
    private = np.zeros(region.firms.n, bool)
    private[inside] = here[f.place_id[inside]] & (f.owner[inside] == Owner.PRIVATE)
    staff = c.employer_id >= 0
    assert nok == pytest.approx(-0.106 * c.wage_nok_year[staff][private[c.employer_id[staff]]].sum(dtype=float))
    cut = 10.6 / 110.6
    assert np.allclose(employer_tax.posts_factor(region)[here], (1.0 - 0.3 * cut) ** -0.4)
    assert (employer_tax.posts_factor(region)[~here] == 1.0).all()
    after = labour.wages(region, region.par(labour.Params))
    assert np.allclose(after[private], (1.0 + 0.7 * cut) * wages[private], rtol=1e-5)
    assert np.array_equal(after[~private], wages[~private])


# ------------------------------------------------------------------------------------- firms, desks, purchases, schools


def test_places_in_a_garden_are_a_limit_and_go_to_young_private_firms_of_the_zone():
    region = begin(tiny(), 1)
    assert incubation.members(region, region.year).size == 0
    region.incentives.garden_places[:] = 1000.0
    everybody = incubation.members(region, region.year)
    f, p = region.firms.c, region.par(incubation.Params)
    assert (f.owner[everybody] == Owner.PRIVATE).all()
    assert (region.year - f.founded_year[everybody] <= p.max_age).all()
    zone = int(np.bincount(f.place_id[everybody]).argmax())
    region.incentives.garden_places[:] = 0.0
    region.incentives.garden_places[zone] = 2.0
    some = incubation.members(region, region.year)
    assert some.size == 2
    assert set(some) <= set(everybody)


def test_desks_connect_those_who_are_not_and_nobody_loses_by_them():
    region = begin(tiny(), 1)
    rows = np.flatnonzero(region.residents())
    before = remote.is_connected(region, rows)
    zone = int(np.bincount(region.persons.c.place_id[rows]).argmax())
    region.incentives.desk_share[zone] = 1.0
    after = remote.is_connected(region, rows)
    mine = region.persons.c.place_id[rows] == zone
    assert after[mine].all()
    assert np.array_equal(after[~mine], before[~mine])
    assert remote.desk_share(region, zone, 0.0) == 0.0
    assert 0.0 < remote.desk_share(region, zone, 1.0) <= remote.desk_share(region, zone, 5.0) <= 1.0


def test_small_lots_move_public_purchases_from_outside_to_the_region_and_no_others():
    region = begin(tiny(), 1)
    before = region.demand_posts.copy()
    region.incentives.small_lots = 1.0
    demand.step(region, region.year)
    more = region.demand_posts - before
    for s, sector in enumerate(region.sectors):
        buys = sector.public_share > 0.0 and sector.driver == "spending" and before[:, s].sum() > 0
        assert (more[:, s].sum() > 1e-9) == buys, sector.id
    assert (more > -1e-9).all()


def test_subjects_over_the_net_are_worth_more_the_smaller_the_school_and_lower_its_threshold():
    region = begin(tiny(), 1)
    p = region.par(schooling.Params)
    assert (schooling.breadth(region, p) == 0.0).all()
    region.incentives.remote_subjects, region.incentives.remote_below = 4.0, 100.0
    c = region.services.c
    school = next(k for k, kind in enumerate(region.service_types) if kind.id == "upper_secondary_school")
    (unit,) = np.flatnonzero((c.type == school) & (c.place_id >= 0))
    gain = []
    for pupils in (20.0, 80.0, 120.0):
        c.users[unit] = pupils
        gain.append(schooling.breadth(region, p)[c.place_id[unit]])
    assert gain[0] == pytest.approx(p.breadth * np.log(5.0))
    assert gain[0] > gain[1] > gain[2] == 0.0
    kind = region.service_types[school]
    assert schooling.threshold(region, kind) == kind.threshold_users - 4.0 * p.pupils_per_subject


def test_what_nobody_renews_has_ended_on_the_next_first_of_january():
    region = begin(tiny(), 1)
    region.incentives.small_lots = 1.0
    play_until(region, "policies")
    assert region.incentives.small_lots == Incentives(region.n_zones).small_lots == 0.0


def test_the_words_for_what_courses_teach_cover_the_fields():
    assert set(adult_learning.TAUGHT) == {"all", "general", "care", "technical", "business"}
    assert all(len(shares) == fields.N_FIELDS for shares in adult_learning.TAUGHT.values())
