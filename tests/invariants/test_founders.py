"""Founders keep the books, counted here anew without the model's own check."""

from __future__ import annotations

import numpy as np
import pytest

from model.changes import in_care_home
from model.codes import DwellingState, Sex, Status
from model.inputs import Scenario
from model.region import Region
from model.synthesis import build_region
from scenarios.bundle import load_region
from tests.fixtures import TINY


@pytest.fixture(scope="module", params=["lister", TINY], ids=["lister", "tiny"])
def region(request: pytest.FixtureRequest) -> Region:
    data = load_region(request.param)
    return build_region(Scenario(name="t", title={}, region=data, start=data.base_year, years=1), 3)


def test_everybody_has_one_household_or_lives_outside(region: Region) -> None:
    c, h = region.persons.c, region.households.c
    resident = c.household_id >= 0
    assert np.array_equal(np.bincount(c.household_id[resident], minlength=region.households.n), h.n_members)
    minors = resident & (c.age < 18)
    assert np.array_equal(np.bincount(c.household_id[minors], minlength=region.households.n), h.n_children)
    assert np.array_equal(c.place_id[resident], h.place_id[c.household_id[resident]])
    assert (c.place_id[~resident] >= region.n_zones).all()
    assert (c.place_id[~resident] < region.n_places).all()
    # Who is not resident has left, or works here.
    assert ((c.left_year[~resident] > 0) ^ (c.employer_id[~resident] >= 0)).all()


def test_reference_persons_are_the_oldest(region: Region) -> None:
    c, h = region.persons.c, region.households.c
    assert np.array_equal(c.household_id[h.ref_id], np.arange(region.households.n))
    resident = np.flatnonzero(c.household_id >= 0)
    ref = h.ref_id[c.household_id[resident]]
    older = c.age[resident] > c.age[ref]
    tie = (c.age[resident] == c.age[ref]) & (c.key[resident] < c.key[ref])
    assert not (older | tie).any()


def test_homes_and_households_point_at_each_other(region: Region) -> None:
    h, d = region.households.c, region.dwellings.c
    lived_in = np.flatnonzero(d.state == DwellingState.OCCUPIED)
    private = np.flatnonzero(h.service_id < 0)
    home = h.dwelling_id[private]
    assert np.array_equal(np.sort(home), lived_in)
    assert np.array_equal(d.household_id[home], private)
    assert np.array_equal(d.place_id[home], h.place_id[private])
    assert np.array_equal(d.tenure[home], h.tenure[private])
    others = ~np.isin(d.state, (DwellingState.OCCUPIED, DwellingState.UNDER_CONSTRUCTION))
    assert (d.household_id[others] == -1).all()
    assert (d.year_built[d.state != DwellingState.UNDER_CONSTRUCTION] <= region.year).all()
    assert (d.year_built[home] <= h.moved_year[private]).all()


def test_as_many_live_in_care_homes_as_their_municipality_counts_users(region: Region) -> None:
    c, h, s = region.persons.c, region.households.c, region.services.c
    collective = np.flatnonzero(h.service_id >= 0)
    assert (h.dwelling_id[collective] == -1).all()
    assert np.array_equal(h.place_id[collective], s.place_id[h.service_id[collective]])
    assert (h.n_members[collective] <= s.capacity[h.service_id[collective]]).all()
    inside, resident = in_care_home(region), c.household_id >= 0
    municipality = region.zones.municipality[np.where(resident, c.place_id, 0)]
    for m in range(region.municipalities.n):
        mine = resident & (municipality == m)
        users = sum(
            kind.need_per_resident * (mine & (c.age >= kind.need_age_from) & (c.age < kind.need_age_to)).sum()
            for kind in region.service_types
            if kind.is_residential
        )
        assert abs((mine & inside).sum() - users) <= 0.5
    assert c.age[inside].min() >= 67
    assert c.sex[inside].mean() > c.sex[resident & (c.age >= 80)].mean()  # more of the women live alone


def test_fathers_are_men_a_generation_older_and_couples_are_married_together(region: Region) -> None:
    c = region.persons.c
    rows = np.flatnonzero(c.father_id >= 0)
    gap = c.age[c.father_id[rows]].astype(int) - c.age[rows]
    assert (c.sex[c.father_id[rows]] == Sex.MALE).all()
    assert gap.min() >= 16
    assert gap.max() <= 60
    minors = np.flatnonzero((c.household_id >= 0) & (c.age < 18))
    home = c.household_id[minors]
    both = (c.mother_id[minors] >= 0) & (c.household_id[c.mother_id[minors]] == home)
    both &= (c.father_id[minors] >= 0) & (c.household_id[c.father_id[minors]] == home)
    assert 0.70 < both.mean() < 0.95
    partner = np.flatnonzero(c.partner_id >= 0)
    assert np.array_equal(c.is_married[partner], c.is_married[c.partner_id[partner]])
    assert not c.is_married[c.partner_id < 0].any()
    here = partner[c.household_id[partner] >= 0]
    assert 0.6 < c.is_married[here].mean() < 0.85
    assert c.is_married[here[c.age[here] > 60]].mean() > 0.8
    assert c.is_married[here[c.age[here] < 30]].mean() < 0.5


def test_work_and_status_agree(region: Region) -> None:
    c, f = region.persons.c, region.firms.c
    resident = c.household_id >= 0
    assert np.array_equal(c.employer_id[resident] >= 0, c.status[resident] == Status.EMPLOYED)
    assert np.array_equal(np.bincount(c.employer_id[c.employer_id >= 0], minlength=region.firms.n), f.n_staff)
    posts = f.posts_basic + f.posts_upper + f.posts_tertiary
    inside = f.place_id < region.n_zones
    assert (f.n_staff[inside] <= posts[inside]).all()
    assert (c.age[c.status == Status.EMPLOYED] >= 19).all()
    assert (c.status[c.age < 6] == Status.CHILD).all()
    assert (c.status[(c.age >= 6) & (c.age < 19)] == Status.PUPIL).all()


def test_every_unit_of_a_service_has_an_employer_in_its_zone(region: Region) -> None:
    s, f = region.services.c, region.firms.c
    assert region.services.n > 0
    assert np.array_equal(f.service_id[s.firm_id], np.arange(region.services.n))
    assert np.array_equal(f.place_id[s.firm_id], s.place_id)
    assert f.is_fixed[s.firm_id].all()
    assert (s.users <= s.capacity + 1e-3).all()
    assert np.array_equal(s.municipality_id, region.zones.municipality[s.place_id])


def test_a_place_outside_has_one_employer(region: Region) -> None:
    f = region.firms.c
    outside = np.flatnonzero(f.sector < 0)
    assert np.array_equal(np.sort(f.place_id[outside]), np.arange(region.n_zones, region.n_places))
    assert f.is_fixed[outside].all()
    assert (f.place_id[f.sector >= 0] < region.n_zones).all()


def test_money_starts_balanced(region: Region) -> None:
    assert not region.accounts.balance_nok
    assert (region.households.c.income_nok_year > 0).all()
    assert np.isfinite(region.persons.c.wage_nok_year).all()
    assert (region.persons.c.wage_nok_year >= 0).all()
