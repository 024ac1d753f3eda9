"""Use of services, staff, and what owners decide."""

import numpy as np
import pytest

from model import service_decisions
from model.codes import Status
from model.employers import set_posts
from model.service_units import add_units, close_units, must_keep_one, staff_need
from model.service_use import assign, minutes_to_sites, units_of, users_by_type
from model.submodels import services
from tests.unit.small_economy import BASE_YEAR, economy

SIZE = {"municipalities": 4, "zones": 4, "households": 5_000, "n_firms": 700}


@pytest.fixture
def region():
    return economy(**SIZE)


def _type(region, name):
    return [k.id for k in region.service_types].index(name)


def _must_have(region, k):
    kind = region.service_types[k]
    return must_keep_one(kind) and kind.sites == "rule"


def _posts(region):
    c = region.firms.c
    return c.posts_basic + c.posts_upper + c.posts_tertiary


def test_users_are_residents_of_the_ages_served(region):
    users = users_by_type(region)
    c = region.persons.c
    pupils = (c.household_id >= 0) & (c.age >= 6) & (c.age < 13)
    assert users[_type(region, "primary_school")].sum() == pupils.sum()
    assert users[_type(region, "grocery")].sum() == region.persons.n


def test_sites_at_the_base_year_keep_the_threshold_and_every_municipality_its_own(region):
    c = region.services.c
    for k, kind in enumerate(region.service_types):
        rows = units_of(region, k)
        if rows.size == 0:
            # Only a municipality must have what its residents are too few for.
            assert not must_keep_one(kind)
            continue
        assert (c.users[rows] <= c.capacity[rows] + 1e-3).all()
        assert c.users[rows].sum() == pytest.approx(users_by_type(region)[k].sum(), rel=1e-5)
        if must_keep_one(kind):
            assert set(c.municipality_id[rows].tolist()) == set(range(4)) or kind.is_joint
        else:
            assert (c.users[rows] >= kind.threshold_users).all()


def test_every_unit_has_a_fixed_employer_in_its_sector(region):
    c, f = region.services.c, region.firms.c
    firms_of = c.firm_id[: region.services.n]
    assert (firms_of >= 0).all()
    assert f.is_fixed[firms_of].all()
    assert (f.service_id[firms_of] == np.arange(region.services.n)).all()
    assert (f.place_id[firms_of] == c.place_id).all()
    wanted = np.array([region.service_types[k].sector for k in c.type])
    assert (np.array([region.sectors[s].id for s in f.sector[firms_of]]) == wanted).all()
    assert len(set(c.key.tolist())) == region.services.n


def test_an_unchanged_world_changes_no_post_and_opens_nothing(region):
    posts, access = _posts(region).copy(), {k: v.copy() for k, v in region.access.items()}
    services._staff(region)
    for k in range(len(region.service_types)):
        use = assign(region, k, users_by_type(region)[k])
        assert service_decisions.to_open(region, k, use, minutes_to_sites(region)) == []
    assert (_posts(region) == posts).all()
    for kind in region.service_types:
        assert access[kind.id].min() > 0


def test_minutes_are_those_of_the_users(region):
    k = _type(region, "grocery")
    use = assign(region, k, users_by_type(region)[k])
    rows = units_of(region, k)
    nearest = region.time_min[:16][:, region.services.c.place_id[rows]].min(axis=1)
    assert use.minutes == pytest.approx(nearest)


def test_half_the_users_half_the_staff_in_time_but_a_school_keeps_its_classes(region):
    c, left = region.services.c, {}
    for name in ("grocery", "primary_school"):
        row = int(units_of(region, _type(region, name))[0])
        firm = int(c.firm_id[row])
        before = float(region.firms.c.size[firm])
        if name == "primary_school":
            c.users[row] = 120.0  # seven classes of 17; of 60 pupils four and a half
            before = float(staff_need(region, np.array([row]))[0])
        c.users[row] /= 2
        for _ in range(20):
            services._staff(region)
        left[name] = region.firms.c.size[firm] / before
    assert left["grocery"] == pytest.approx(0.5, rel=0.01)
    assert left["primary_school"] == pytest.approx((2 * 4.5 + 60 / 13) / (2 * 7 + 120 / 13), rel=0.01)


def test_quality_is_staff_found_over_wanted(region):
    row = int(units_of(region, _type(region, "grocery"))[0])
    firm = int(region.services.c.firm_id[row])
    region.firms.c.n_staff[firm] = 1
    services._staff(region)
    assert region.services.c.quality[row] == pytest.approx(1 / _posts(region)[firm], rel=1e-3)


def test_a_private_owner_gives_up_slowly_and_the_smallest_first():
    kind = next(k for k in economy(**SIZE).service_types if k.id == "grocery")
    p = services.Params(*(float(x) for x in services.Params()))
    village = service_decisions.closing_hazard(np.array([210.0, 300.0, 400.0]), 0, kind, p)
    assert 0.005 <= village.mean() <= 0.03  # V29
    assert service_decisions.closing_hazard(np.array([500.0]), 0, kind, p) == pytest.approx(0.019, abs=0.003)
    assert (np.diff(village) < 0).all()
    assert service_decisions.closing_hazard(np.array([1500.0]), 0, kind, p) < 0.01
    assert service_decisions.closing_hazard(np.array([120.0]), kind.patience_years, kind, p) == pytest.approx(
        p.private_hazard
    )
    assert service_decisions.closing_hazard(np.array([120.0]), kind.patience_years + 1, kind, p) > 0.1


def test_a_council_waits_needs_room_elsewhere_and_keeps_its_last(region):
    k = _type(region, "primary_school")
    kind, c = region.service_types[k], region.services.c
    mine = units_of(region, k)[c.municipality_id[units_of(region, k)] == 0]
    extra = services.add_unit_firms(region, _second_school(region, k), BASE_YEAR)
    assert extra.size == 1
    c = region.services.c
    new = region.services.n - 1
    c.users[new], c.years_under[new] = 12.0, kind.patience_years
    assert _closing_years(region, k, new, 60) == 0  # not before patience is over
    c.years_under[new] = kind.patience_years + 1
    assert 8 <= _closing_years(region, k, new, 60) <= 24  # a quarter of the years
    c.users[mine] = c.capacity[mine]
    assert _closing_years(region, k, new, 60) == 0  # no room
    c.users[mine] = 5.0
    c.years_under[mine] = 30
    c.place_id[new] = -1
    for row in mine[1:]:
        c.place_id[row] = -1
    assert _closing_years(region, k, int(mine[0]), 60) == 0  # the last one


def _second_school(region, k):
    return add_units(region, k, np.array([2]), 60.0, 12.0, BASE_YEAR)


def _closing_years(region, k, row, years):
    start, n = region.year, 0
    for year in range(start, start + years):
        region.year = year
        n += row in [r for r, _ in service_decisions.to_close(region, k, year)]
    region.year = start
    return n


def test_a_lost_shop_opens_again_where_enough_people_are_far_from_one(region):
    k = _type(region, "grocery")
    c = region.services.c
    rows = units_of(region, k)
    gone = rows[c.municipality_id[rows] == 0]
    people = region.persons.c
    people.employer_id[:60] = c.firm_id[gone[0]]
    people.status[:60] = Status.EMPLOYED
    close_units(region, gone)
    assert (people.status[:60] == Status.UNEMPLOYED).all()
    assert (region.firms.c.place_id == -1).sum() == gone.size
    region.time_min[:4, 4:16] = region.time_min[4:16, :4] = 90.0
    services.step(region, BASE_YEAR)
    c = region.services.c
    opened = np.flatnonzero(c.opened_year == BASE_YEAR)
    reopened = [r for r in opened if c.type[r] == k and c.municipality_id[r] == 0 and r not in gone]
    assert reopened
    assert region.flows["service_openings"][:4].sum() >= 1
    for year in range(BASE_YEAR + 1, BASE_YEAR + 6):
        region.year = year
        services.step(region, year)
    assert region.access["grocery"][:4].max() < 90
    c = region.services.c
    assert "opens" in [record["action"] for record in region.ledger.records]
    assert len(set(c.key[c.place_id >= 0].tolist())) == (c.place_id >= 0).sum()


def test_a_region_without_units_has_finite_minutes(region):
    k = _type(region, "gp_practice")
    close_units(region, units_of(region, k))
    use = assign(region, k, users_by_type(region)[k])
    assert np.isfinite(use.minutes).all()
    assert use.unmet.sum() == pytest.approx(users_by_type(region)[k].sum())


def test_twenty_years_lose_no_type_and_close_few():
    closures = 0.0
    unit_years = 0
    for seed in range(4):
        region = economy(seed, **SIZE)
        had = [units_of(region, k).size > 0 for k in range(len(region.service_types))]
        for _ in range(20):
            region.flows.clear()
            unit_years += units_of(region, _type(region, "grocery")).size
            services.step(region, region.year)
            set_posts(region)
            region.firms.c.n_staff[:] = _posts(region)
            closed = [r for r in region.ledger.records if r["year"] == region.year and r["action"] == "closes"]
            closures += sum(r["actor"] == "grocery" for r in closed)
            region.year += 1
        for k, kind in enumerate(region.service_types):
            assert units_of(region, k).size > 0 or not had[k], kind.id
    assert closures / unit_years <= 0.03
