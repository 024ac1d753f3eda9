"""What owners do with all their sites: announced closings, mergers, moves, rooms given up; councils and joint units."""

from dataclasses import replace

import numpy as np
import pytest

from model import service_decisions
from model.cooperation import areas, cooperate, councils, merge, own_area, separate
from model.income_system import admin_cost
from model.kernels.sites import travel_cost
from model.service_costs import line
from model.service_review import best_step, looks, twins
from model.service_units import add_unit_firms, add_units, close_units, may_open, serve_all
from model.service_use import minutes_to_sites, units_of, users_by_type
from model.submodels import public_money, services
from tests.unit.small_economy import BASE_YEAR
from tests.unit.test_public_money import P, made


@pytest.fixture
def region():
    return made()


def _type(region, name):
    return [k.id for k in region.service_types].index(name)


def _add(region, k, zone, users, capacity=None):
    row = add_units(region, k, np.array([zone]), users if capacity is None else capacity, users, BASE_YEAR)
    add_unit_firms(region, row, BASE_YEAR)
    return int(row[0])


def _records(region, actor, action):
    return [r for r in region.ledger.records if (r["actor"], r["action"]) == (actor, action)]


# ------------------------------------------------------------------------------------------------------------ announced


def _doomed_school(region):
    """A second school in municipality 0 that the council is sure to close: row and type."""
    k = _type(region, "primary_school")
    row = _add(region, k, 2, 12.0, 60.0)
    region.services.c.capacity[units_of(region, k)] += 200.0
    region.services.c.years_under[row] = 50
    region.params[services.Params] = region.par(services.Params)._replace(council_closes=1.0)
    region.cost_min[:9, :9] = np.minimum(region.cost_min[:9, :9], 20.0)
    return k, row


def test_a_school_is_closed_a_year_after_it_was_announced_and_its_pupils_go_to_the_next(region):
    k, row = _doomed_school(region)
    c = region.services.c
    services.step(region, BASE_YEAR)
    assert c.closes_year[row] == BASE_YEAR + 1
    assert c.place_id[row] == 2
    assert len(_records(region, "primary_school", "announces closing")) == 1
    pupils = float(users_by_type(region)[k].sum())
    region.year += 1
    services.step(region, BASE_YEAR + 1)
    c = region.services.c
    assert c.place_id[row] == -1
    assert c.users[units_of(region, k)].sum() == pytest.approx(pupils, rel=1e-5)
    assert [r["reason"] for r in _records(region, "primary_school", "closes")] == ["as announced"]


def test_an_announced_closing_is_taken_back_when_the_others_close(region):
    k, row = _doomed_school(region)
    services.step(region, BASE_YEAR)
    c = region.services.c
    others = [r for r in units_of(region, k) if c.municipality_id[r] == 0 and r != row]
    close_units(region, np.array(others))
    region.year += 1
    services.step(region, BASE_YEAR + 1)
    assert region.services.c.place_id[row] == 2
    assert region.services.c.closes_year[row] == 0
    assert _records(region, "primary_school", "keeps")


def test_a_unit_that_opens_where_one_closed_this_year_has_a_key_of_its_own(region):
    k = _type(region, "grocery")
    c = region.services.c
    row = int(units_of(region, k)[0])
    zone, key = int(c.place_id[row]), int(c.key[row])
    close_units(region, np.array([row]))
    new = add_units(region, k, np.array([zone]), 500.0, 100.0, BASE_YEAR)
    c = region.services.c
    assert int(c.key[new[0]]) != key
    assert len(set(c.key.tolist())) == c.key.size


# ------------------------------------------------------------------------------------------------------- merge and move


def _area(region, k):
    return areas(region, region.service_types[k])[0]


def _two_schools(region, near):
    """Two schools in zones 0 and 1 of municipality 0, `near` minutes apart; pupils in both zones only."""
    k = _type(region, "primary_school")
    close_units(region, units_of(region, k))
    rows = [_add(region, k, 0, 150.0, 400.0), _add(region, k, 1, 20.0, 60.0)]
    t = np.where(np.eye(9) > 0, 3.0, 60.0)
    t[0, 1] = t[1, 0] = near
    return k, rows, t, np.array([150.0, 20.0] + [0.0] * 7)


def test_a_merger_is_found_where_the_journeys_cost_less_than_the_school(region):
    k, _, t, pupils = _two_schools(region, 15.0)
    step = best_step(region, k, _area(region, k), pupils, t)
    assert (step.zone, step.to) == (1, -1)
    kind = region.service_types[k]
    before, after = (travel_cost(pupils, t, np.isin(np.arange(9), open_)) for open_ in ([0, 1], [0]))
    saved = line(region, kind)[0] - kind.user_cost_nok_per_min * (after - before)
    assert step.saving == pytest.approx(saved)


def test_no_merger_where_journeys_cost_more_nor_of_the_last_nor_of_what_is_announced(region):
    k, rows, t, pupils = _two_schools(region, 15.0)
    assert best_step(region, k, _area(region, k), 100.0 * pupils, t) is None
    region.services.c.closes_year[rows[1]] = BASE_YEAR + 1
    left = best_step(region, k, _area(region, k), pupils, t)
    assert left is None or left.zone != 1
    close_units(region, np.array(rows[1:]))
    step = best_step(region, k, _area(region, k), pupils, t)
    assert step is None or step.to >= 0


def test_a_site_moves_to_where_its_users_are(region):
    k = _type(region, "library")
    close_units(region, units_of(region, k))
    row = _add(region, k, 2, 1_000.0, 8_000.0)
    firm = region.services.c.firm_id[row]
    t = np.where(np.eye(9) > 0, 3.0, 60.0)
    users = np.array([90_000.0, 100.0, 50.0] + [0.0] * 6)
    step = best_step(region, k, _area(region, k), users, t)
    assert (step.zone, step.to) == (2, 0)
    region.params[services.Params] = region.par(services.Params)
    now = services.Year(BASE_YEAR, np.tile(users, (28, 1)), np.ones((28, 9)), t)
    for seed in range(400):
        region.seed = seed
        if services._review(region, k, now):
            break
    assert region.services.c.place_id[row] == region.firms.c.place_id[firm] == 0
    moved = _records(region, "library", "moves")[0]
    assert (moved["zone"], moved["to"]) == ("zone-2", "zone-0")
    assert [p.nok for p in region.accounts.year_payments] == [region.service_types[k].moving_cost_nok]


def test_owners_look_more_often_when_they_are_short_of_money(region):
    k, area = _type(region, "primary_school"), np.arange(9) < 3
    often = {}
    for room in (1.0, 0.0):
        hits = 0
        for seed in range(1_000):
            region.seed = seed
            hits += looks(region, k, area, lambda room=room: room)
        often[room] = hits / 1_000
    assert often[1.0] == pytest.approx(0.01, abs=0.01)
    assert often[0.0] == pytest.approx(0.15, abs=0.035)


def test_two_units_in_one_zone_that_fit_into_one_merge(region):
    k = _type(region, "kindergarten")
    close_units(region, units_of(region, k))
    rows = [_add(region, k, 0, 20.0, 40.0), _add(region, k, 0, 30.0, 40.0), _add(region, k, 1, 30.0, 40.0)]
    assert twins(region, k, _area(region, k)) == (rows[0], rows[1])
    region.services.c.users[rows[0]] = 70.0
    assert twins(region, k, _area(region, k)) is None


def test_far_too_much_room_is_given_up_in_time_and_saves_premises(region):
    k = _type(region, "library")
    row = int(units_of(region, k)[0])
    region.services.c.capacity[row] = 50_000.0
    for year in range(BASE_YEAR, BASE_YEAR + 40):
        region.year = year
        services.step(region, year)
    c = region.services.c
    assert c.users[row] <= c.capacity[row] < 20_000
    assert _records(region, "library", "gives up rooms")


# ---------------------------------------------------------------------------------------------------------- where it may


def test_state_offices_open_in_centres_and_a_post_counter_only_in_a_shop(region):
    office, post, shop = (_type(region, name) for name in ("state_office", "post_in_shop", "grocery"))
    assert may_open(region, office).tolist() == [zone % 3 < 2 for zone in range(9)]
    with_shop = set(region.services.c.place_id[units_of(region, shop)].tolist())
    assert set(np.flatnonzero(may_open(region, post)).tolist()) == with_shop


def test_a_post_counter_closes_with_its_shop(region):
    post, shop = (_type(region, name) for name in ("post_in_shop", "grocery"))
    c = region.services.c
    row = int(units_of(region, post)[0])
    zone = int(c.place_id[row])
    shops = units_of(region, shop)
    close_units(region, shops[c.place_id[shops] == zone])
    region.service_types[shop] = replace(region.service_types[shop], opening_users=1e9)  # nobody opens another
    services.step(region, BASE_YEAR)
    closed = _records(region, "post_in_shop", "closes")
    assert (f"zone-{zone}", "its host closed") in [(r["zone"], r["reason"]) for r in closed]


# ------------------------------------------------------------------------------------------------ mergers, joint units


def test_merged_municipalities_have_one_council_one_area_and_one_administration(region):
    kind = region.service_types[_type(region, "primary_school")]
    before = public_money.budget(region)
    merge(region, [0, 1])
    assert councils(region).tolist() == [0, 0, 2]
    assert [int(area.sum()) for area in areas(region, kind)] == [6, 3]
    assert own_area(region, kind)[0].tolist() == [True] * 6 + [False] * 3
    after = public_money.budget(region)
    people = np.bincount(region.zones.municipality[region.persons.c.place_id], minlength=3)
    assert after.administration[:2].sum() == pytest.approx(admin_cost(people[:2].sum(), P))
    assert after.administration[:2].sum() < before.administration[:2].sum()
    assert before.block_grant[:2].sum() - after.block_grant[:2].sum() == pytest.approx(P.grant_per_municipality)
    assert after.administration[2] == before.administration[2]
    region.base["municipal_other_nok"][0] -= 0.3 * region.municipalities.c.revenue_nok[0]
    for year in range(BASE_YEAR, BASE_YEAR + 3):
        public_money.step(region, year)
    room = region.municipalities.c.room
    assert room[0] == room[1] < room[2]


def test_one_council_may_close_a_municipalitys_last_school_after_a_merger(region):
    k = _type(region, "primary_school")
    c = region.services.c
    lone = [int(r) for r in units_of(region, k) if c.municipality_id[r] == 1]
    close_units(region, np.array(lone[1:], np.int64))
    left = np.array([r for r in units_of(region, k) if r != lone[0]])
    kind = region.service_types[k]
    assert service_decisions.is_last(region, kind, lone[0], left)
    merge(region, [0, 1])
    assert not service_decisions.is_last(region, kind, lone[0], left)


def test_joint_units_serve_their_members_and_each_pays_for_its_own_users(region):
    k = _type(region, "nav_office")
    kind, c = region.service_types[k], region.services.c
    cooperate(region, kind, [0, 1])
    rows = units_of(region, k)
    close_units(region, rows[c.municipality_id[rows] == 1])
    serve_all(region)
    assert region.service_users[k][1, 0] > 0
    bill = public_money.bills(region)[k]
    users = region.service_users[k][:2, 0]
    costs = public_money.unit_costs(region)
    here = (c.place_id >= 0) & (c.type == k) & (c.municipality_id == 0)
    share = 1.0 - sum(part for _, part in kind.payers)
    assert bill.municipalities[:2] == pytest.approx(share * costs[here].sum() * users / users.sum(), rel=1e-4)
    assert bill.municipalities.sum() + sum(bill.accounts.values()) == pytest.approx(bill.cost)


def test_the_emergency_clinic_is_owned_by_all_together(region):
    kind = region.service_types[_type(region, "emergency_clinic")]
    assert [int(area.sum()) for area in areas(region, kind)] == [9]
    t = minutes_to_sites(region)
    assert t.shape == (9, 9)


def test_who_leaves_a_group_of_three_leaves_the_others_together(region):
    kind = region.service_types[_type(region, "primary_school")]
    region.joint_units[kind.id] = np.array([0, 0, 0, 3])
    separate(region, kind, [0])
    assert region.joint_units[kind.id].tolist() == [0, 1, 1, 3]
    separate(region, kind, [1])
    assert region.joint_units[kind.id].tolist() == [0, 1, 2, 3]
