"""Need by age, digital use, quality in the choice of a unit, and what happens where nothing can be reached."""

from dataclasses import replace

import numpy as np
import pytest

from model import service_decisions
from model.geography import UNREACHABLE_MIN
from model.parameters import resolve
from model.registry import load_parameters, service_types
from model.remote import Params as Remote
from model.remote import digital_share
from model.service_costs import groups, norm_posts
from model.service_units import close_units, record_use, serve_all
from model.service_use import (
    Params,
    assign,
    felt_minutes,
    in_person,
    need_by_age,
    residents_by_age,
    units_of,
    users_by_type,
)
from model.submodels import services
from tests.unit.small_economy import BASE_YEAR, economy

SIZE = {"municipalities": 4, "zones": 4, "households": 3_000, "n_firms": 500}
KINDS = service_types()
load_parameters()
P = resolve({})[Params]
REMOTE = resolve({})[Remote]


@pytest.fixture
def region():
    return economy(**SIZE)


def _type(region, name):
    return [k.id for k in region.service_types].index(name)


def _only(region, k, zones, capacity=1e6):
    """Leave one unit of a type in each of these zones."""
    c = region.services.c
    rows = units_of(region, k)
    close_units(region, rows[len(zones) :])
    c.place_id[rows[: len(zones)]], c.capacity[rows[: len(zones)]] = zones, capacity
    return rows[: len(zones)]


# ---------------------------------------------------------------------------------------------------------------- need


def test_need_varies_by_age_as_declared():
    need = need_by_age(KINDS["home_care"])
    assert need[[10, 66, 67, 79, 80, 89, 90, 100]] == pytest.approx([0.012, 0.012, 0.066, 0.066, 0.3, 0.3, 0.54, 0.54])
    school = need_by_age(KINDS["primary_school"])
    assert school.tolist() == [1.0 if 6 <= age < 13 else 0.0 for age in range(126)]


def test_classes_are_full_in_large_schools_and_at_most_two_are_half_empty_in_small_ones(region):
    school = KINDS["primary_school"]
    n = np.array([0.0, 24.0, 48.0, 120.0, 168.0, 480.0])
    assert groups(school, n, 2.0).tolist() == [0.0, 3.0, 4.0, 7.0, 7.0, 20.0]
    assert groups(KINDS["library"], n, 2.0).tolist() == [0.0] * 6
    posts = norm_posts(region, school, np.array([1.0, 168.0]))
    assert posts == pytest.approx([max(3.0, 2 * (2 + 1 / 24) + 1 / 13), 2 * 7 + 168 / 13])


# ------------------------------------------------------------------------------------------------------------- digital


def test_visits_give_way_to_digital_use_at_the_stated_rate(region):
    kind = KINDS["nav_office"]
    assert digital_share(region, kind, 2025) == pytest.approx(kind.digital_share)
    assert 1.0 - digital_share(region, kind, 2045) == pytest.approx((1.0 - kind.digital_share) * np.exp(-0.2))
    assert digital_share(region, KINDS["grocery"], 2045) == 0.0
    region.params[Remote] = REMOTE._replace(digital_growth=0.0)
    assert digital_share(region, kind, 2045) == pytest.approx(kind.digital_share)


def test_the_old_and_places_without_broadband_use_services_less_over_the_net(region):
    k = _type(region, "library")
    kind, residents = region.service_types[k], residents_by_age(region)
    region.zones.cover(np.array([1.0, 0.0] * 8), np.zeros(16))
    share = in_person(region, residents, 2025)[k]
    assert (share[1::2] == 1.0).all()
    groups_of = ((3, 30, 0.9), (30, 67, 0.85), (67, 80, 0.6 * 0.85), (80, 126, 0.6 * 0.35))
    able = sum(use * residents[low:high, 0].sum() for low, high, use in groups_of) / residents[3:, 0].sum()
    assert share[0] == pytest.approx(1.0 - kind.digital_share * able)


def test_digital_use_makes_what_is_far_feel_nearer_and_thins_out_visits_to_the_threshold(region):
    k = _type(region, "nav_office")
    kind, use = region.service_types[k], assign(region, k, users_by_type(region)[k])
    felt = felt_minutes(region, kind, use, np.full(16, 0.5))
    assert felt == pytest.approx(0.5 * use.minutes)
    came = service_decisions.came(kind, BASE_YEAR + 20, np.array([100.0]), region)
    assert came == pytest.approx([100.0 * np.exp(-0.2)])


# ------------------------------------------------------------------------------------------------------------- quality


def test_a_practice_without_doctors_loses_those_for_whom_another_is_little_further(region):
    k = _type(region, "gp_practice")
    kind, c = region.service_types[k], region.services.c
    rows = _only(region, k, [0, 4])
    t = np.full((16, 16), UNREACHABLE_MIN)
    t[:, 0], t[:, 4] = 10.0, np.linspace(5.5, 30.0, 16)
    users = np.full(16, 10.0)
    full = assign(region, k, users, t)
    c.quality[rows] = [0.5, 1.0]
    short = assign(region, k, users, t)
    moved = (full.served[:, 0] > 0) & (short.served[:, 4] > 0)
    further = t[:, 4] - t[:, 0]
    assert (moved == ((further > 0) & (further < 0.5 * kind.quality_min))).all()
    assert moved.any()
    felt = felt_minutes(region, kind, short, np.ones(16))
    stays = short.served[:, 0] > 0
    assert felt[stays] == pytest.approx(10.0 + 0.5 * kind.quality_min)


def test_quality_does_not_count_where_users_are_assigned(region):
    k = _type(region, "primary_school")
    users = users_by_type(region)[k]
    before = assign(region, k, users).served
    region.services.c.quality[units_of(region, k)[:2]] = 0.1
    assert (assign(region, k, users).served == before).all()


# -------------------------------------------------------------------------------------------- nothing within reach, notes


def test_an_island_cut_off_has_finite_numbers_no_users_ashore_and_a_note(region):
    region.cost_min[3, :] = region.cost_min[:, 3] = UNREACHABLE_MIN
    region.cost_min[3, 3] = 4.0
    for name in ("hospital", "court_place", "police_station"):
        close_units(region, units_of(region, _type(region, name))[1:])
        region.services.c.place_id[units_of(region, _type(region, name))] = 0
    region.service_unmet[:] = 0.0
    services.step(region, BASE_YEAR)
    for kind in region.service_types:
        assert np.isfinite(region.access[kind.id]).all()
        assert np.isfinite(region.access[f"felt:{kind.id}"]).all()
        assert region.access[f"felt:{kind.id}"].max() <= P.longest_min + kind.quality_min
    k = _type(region, "police_station")
    assert region.service_unmet[k][3] == pytest.approx(users_by_type(region)[k][3])
    notes = [r for r in region.ledger.records if r["action"] == "cannot serve"]
    assert {"police_station"} <= {r["actor"] for r in notes}
    services.step(region, BASE_YEAR + 1)
    again = [r for r in region.ledger.records if r["action"] == "cannot serve" and r["actor"] == "police_station"]
    assert len(again) == 1  # said once, not every year


def test_pupils_of_an_island_cut_off_get_a_school_there(region):
    k = _type(region, "primary_school")
    c = region.services.c
    zone = next(z for z in range(16) if z not in c.place_id[units_of(region, k)] and users_by_type(region)[k][z] >= 30)
    region.cost_min[zone, :] = region.cost_min[:, zone] = UNREACHABLE_MIN
    region.cost_min[zone, zone] = 4.0
    services.step(region, BASE_YEAR)
    assert region.service_unmet[k].sum() == pytest.approx(0.0, abs=0.01)
    assert zone in region.services.c.place_id[units_of(region, k)]


def test_closing_the_last_unit_gives_finite_minutes_to_the_nearest_place_outside(region):
    k = _type(region, "hospital")
    close_units(region, units_of(region, k))
    use = serve_all(region)[k]
    assert use.minutes == pytest.approx(region.cost_min[:16, 16:].min(axis=1))
    assert region.service_unmet[k].sum() == pytest.approx(users_by_type(region)[k].sum())
    record_use(region, k, replace_minutes(use), np.ones(16))
    assert np.isfinite(region.access["felt:hospital"]).all()


def replace_minutes(use):
    """The same use, infinitely far: what a broken network would say."""
    return use._replace(minutes=np.full(16, UNREACHABLE_MIN))


def test_who_uses_units_where_adds_up(region):
    uses = serve_all(region)
    for k, use in enumerate(uses):
        assert region.service_users[k].sum() + region.service_unmet[k].sum() == pytest.approx(
            users_by_type(region)[k].sum()
        )
        home = region.zones.municipality
        for m in range(4):
            for n in range(4):
                assert region.service_users[k][m, n] == pytest.approx(use.served[home == m][:, home == n].sum())


def test_every_user_of_a_duty_has_a_place_and_none_is_over_capacity_for_ten_years(region):
    for year in range(BASE_YEAR, BASE_YEAR + 10):
        region.year = year
        services.step(region, year)
        c = region.services.c
        there = c.place_id >= 0
        assert (c.users[there] <= c.capacity[there] * (1 + 1e-5) + 1e-3).all()
        for k, kind in enumerate(region.service_types):
            if kind.is_duty:
                assert region.service_unmet[k].sum() < 0.5, (kind.id, year)


def test_a_duty_that_is_short_of_room_is_made_room_for_at_once(region):
    k = _type(region, "kindergarten")
    c = region.services.c
    rows = units_of(region, k)
    c.capacity[rows] *= 0.78  # 1.25 times the users before
    services.step(region, BASE_YEAR)
    assert region.service_unmet[k].sum() < 0.5
    said = [r for r in region.ledger.records if r["actor"] == "kindergarten" and r["action"] == "enlarges"]
    assert any("right" in r["reason"] for r in said)
    paid = [p for p in region.accounts.year_payments if p.purpose == "building: kindergarten"]
    kind = region.service_types[k]
    share = region.par(services.Params).building_share * kind.moving_cost_nok / kind.capacity_users
    assert sum(p.nok for p in paid) == pytest.approx(share * sum(r["places"] for r in said))


def test_types_are_immutable_declarations():
    with pytest.raises(AttributeError):
        KINDS["library"].threshold_users = 1.0
    assert replace(KINDS["library"], threshold_users=1.0).threshold_users == 1.0
