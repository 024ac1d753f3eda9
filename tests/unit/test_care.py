"""Care homes: who lives there and dies there, against closed forms; who moves in, and what becomes of home and partner."""

import numpy as np
import pytest

from model import couples, registry
from model.care import FIRST_AGE, Params, calibrate_care, entry_hazard, find_places, places_wanted, share_in_care, split
from model.changes import in_care_home, is_private
from model.codes import DwellingState, Leaving, Status
from model.indicators.people import _households, _in_care_homes, _waiting
from model.rates import N_AGES
from model.submodels import ageing, care, fertility, leaving_home, partnership, relocation
from tests.fixtures import close_year, settle, small_region, twin
from tests.invariants.test_people import books

registry.load_parameters()
PAR = Params(*map(float, Params()))
Q = np.minimum(3e-5 * np.exp(0.1 * np.arange(N_AGES)), 1.0)  # Gompertz


@pytest.fixture(scope="module")
def founders():
    region = small_region(persons=4_000, zones=4, care_places=80)
    couples.calibrate(region)
    calibrate_care(region)
    leaving_home.calibrate(region)
    return region


@pytest.fixture
def region(founders):
    return twin(founders)


def test_as_many_live_in_care_homes_as_the_service_has_users():
    population = 1_000.0 * np.exp(-0.0004 * np.exp(0.09 * np.arange(N_AGES)))
    share = share_in_care(population, 250.0, PAR)
    assert population @ share == pytest.approx(250.0)
    assert share[:FIRST_AGE].sum() == 0.0
    assert (np.diff(share[FIRST_AGE:]) > 0.0).all()
    odds = share[80:100] / (1.0 - share[80:100])
    assert np.diff(np.log(odds)) == pytest.approx(PAR.rise)
    assert share_in_care(population, 0.0, PAR).sum() == 0.0


def test_deaths_at_home_and_in_care_add_up_to_the_national_rate():
    share = np.linspace(0.0, 0.8, N_AGES)
    at_home, in_care = split(Q, share, PAR)
    assert (1.0 - share) * at_home + share * in_care == pytest.approx(Q)
    assert in_care[80] == pytest.approx(PAR.mortality * at_home[80])
    assert ((at_home >= 0.0) & (in_care <= 1.0)).all()


def test_the_hazard_of_entering_holds_the_share_of_a_cohort():
    """Nobody moves: a cohort followed from 66 on, with and without a partner, has at each age the share of that age."""
    share = share_in_care(np.exp(-0.0003 * np.exp(0.1 * np.arange(N_AGES))), 0.01, PAR)
    paired = np.full(N_AGES, 0.4)
    hazard = entry_hazard(share, Q, paired, PAR)
    assert hazard[1] == pytest.approx(PAR.with_partner * hazard[0])
    at_home, in_care = 1.0, 0.0
    for age in range(FIRST_AGE, 100):
        q = split(Q[age - 1 : age], share[age - 1 : age], PAR)
        at_home, in_care = at_home * (1.0 - q[0][0]), in_care * (1.0 - q[1][0])
        enter = at_home * (0.6 * hazard[0, age] + 0.4 * hazard[1, age])
        at_home, in_care = at_home - enter, in_care + enter
        assert in_care / (in_care + at_home) == pytest.approx(share[age], rel=1e-6)


def test_places_are_the_nearest_with_room_and_never_more_than_there_are():
    minutes = np.array([[1.0, 10.0, 30.0], [10.0, 1.0, 20.0], [30.0, 20.0, 1.0]])
    zone, room = np.array([0, 0, 2]), np.array([1, 2, 1])
    allowed = np.array([[True, True, True], [True, True, False], [False, False, True]])
    found = find_places(np.array([1, 1, 0, 0, 2, 1]), minutes, zone, room, allowed)
    assert found.tolist() == [
        1,
        0,
        1,
        2,
        -1,
        -1,
    ]  # of two in a zone first the emptier one; then only what the rule allows
    assert room.sum() == 0


def test_who_moves_in_leaves_home_partner_and_work_behind(region):
    p, h, d = region.persons.c, region.households.c, region.dwellings.c
    home, place, dwelling = p.household_id.copy(), p.place_id.copy(), h.dwelling_id.copy()
    members = h.n_members.copy()
    busy = np.flatnonzero((p.age >= 80) & (p.household_id >= 0))[::3]
    p.status[busy] = Status.EMPLOYED
    care.step(region, 2025)
    rows = np.flatnonzero(in_care_home(region))
    assert rows.size == region.flows["care_entries"].sum() > 3
    assert (p.age[rows] >= FIRST_AGE).all()
    assert not np.isin(rows, busy).any()
    assert (region.flows["care_entries"] == np.bincount(place[rows], minlength=region.n_zones)).all()
    left = np.unique(home[rows], return_counts=True)
    empty = left[0][members[left[0]] == left[1]]
    assert 0 < empty.size < left[0].size  # some lived alone, some did not
    assert (d.state[dwelling[empty]] == DwellingState.OFFERED).all()
    assert (h.place_id[empty] == -1).all()
    stays = np.setdiff1d(left[0], empty)
    assert (h.n_members[stays] > 0).all()
    assert (h.dwelling_id[stays] == dwelling[stays]).all()
    partner = p.partner_id[rows][p.partner_id[rows] >= 0]
    assert partner.size > 0
    assert (p.partner_id[p.partner_id[partner]] == partner).all()
    collective = np.unique(p.household_id[rows])
    assert (h.dwelling_id[collective] == -1).all()
    assert (h.place_id[collective] == region.services.c.place_id[h.service_id[collective]]).all()
    books(region)


def test_a_full_care_home_takes_nobody_and_a_municipality_cares_for_its_own(region):
    region.services.c.capacity[:] = [3.0, 0.0]
    care.step(region, 2025)
    rows = np.flatnonzero(in_care_home(region))
    assert rows.size == 3
    own = region.zones.municipality == region.zones.municipality[region.services.c.place_id[0]]
    assert region.flows["care_entries"][own].sum() == 3


def test_many_years_keep_the_number_near_the_users_and_within_the_room(founders):
    stock, wanted, died = [], [], []
    for seed in range(4):
        region = twin(founders, seed)
        for year in range(14):
            before = in_care_home(region).sum()
            ageing.step(region, region.year)
            dead = before - in_care_home(region).sum()
            for submodel in (fertility, partnership, leaving_home, care):
                submodel.step(region, region.year)
            settle(region, region.year)
            lived = np.bincount(region.households.c.service_id[region.persons.c.household_id[in_care_home(region)]])
            assert (lived <= region.services.c.capacity).all()
            close_year(region)
            if year >= 6:
                stock.append(in_care_home(region).sum())
                wanted.append(places_wanted(region).sum())
                died.append(dead)
    assert np.mean(stock) / np.mean(wanted) == pytest.approx(1.0, abs=0.2)
    assert 1.5 < np.sum(stock) / np.sum(died) < 3.5  # years that a resident stays


def test_residents_of_care_homes_play_no_other_part(region):
    region.services.c.capacity[:] = 1_000.0
    region.base["care_entry"] = np.where(np.arange(N_AGES) >= FIRST_AGE, 0.5, 0.0) * np.ones((2, 1))
    before = _households(region)["all"].sum()
    care.step(region, 2025)
    p = region.persons.c
    inside = in_care_home(region)
    assert inside.sum() > 100
    assert _in_care_homes(region)["all"].sum() == inside.sum()
    assert _households(region)["all"].sum() == is_private(region).sum() < before
    assert _waiting(region)["all"].sum() == 0
    partner = p.partner_id.copy()
    for submodel in (partnership, leaving_home):
        submodel.step(region, 2025)
    assert (p.partner_id[inside] == partner[inside]).all()
    assert (p.leaving[inside] == Leaving.NO).all()
    assert (p.leaving[partner[inside & (partner >= 0)]] == Leaving.NO).all()
    relocation.step(region, 2025)
    assert not region.asks_to_move[region.households.c.service_id >= 0].any()


def test_when_a_care_home_closes_its_residents_get_another_or_wait_for_a_home(region):
    p, h, s = region.persons.c, region.households.c, region.services.c
    care.step(region, 2025)
    inside = in_care_home(region)
    moving, others = (np.flatnonzero(inside & (p.place_id == place)) for place in s.place_id)
    assert moving.size > 3
    region.base["care_entry"][:] = 0.0
    s.place_id[0], s.capacity[1] = -1, others.size + 2.0
    care.step(region, 2026)
    inside = in_care_home(region)
    assert inside[others].all()
    assert inside[moving].sum() == 2  # although it lies in the other municipality
    waiting = moving[~inside[moving]]
    assert (h.n_members[p.household_id[waiting]] == 1).all()
    assert (h.dwelling_id[p.household_id[waiting]] == -1).all()
    assert (p.place_id[waiting] == region.zones.index("z0")).all()
    assert _waiting(region)["all"].sum() == waiting.size
    books(region)
    close_year(region)
    assert in_care_home(region).sum() == others.size + 2
    books(region)


def test_switched_off_nobody_moves_in():
    region = small_region(persons=2_000, zones=4, care_places=40, parameters={"care.take_up": 0.0})
    for _ in range(3):
        care.step(region, region.year)
        close_year(region)
    assert not in_care_home(region).any()
    assert region.base["care_entry"].sum() == 0.0
