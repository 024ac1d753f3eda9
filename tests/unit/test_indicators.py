"""Indicators against pandas: the same quantities counted naively, place by place, from data frames of the agents."""

import dataclasses
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from model import registry
from model.codes import DwellingState, DwellingType, Education, HireSource, HomeWork, Sex, Status, Tenure, ZoneKind
from model.geography import UNREACHABLE_MIN
from model.indicators import gauge, measure
from model.indicators.environment import MODES, mode_shares
from model.indicators.shared import one_measurement, residents_by_zone
from model.inputs import Town
from model.land import USES, account
from model.region import Region
from model.remote import Params as Remote
from model.remote import is_connected
from model.service_use import need_by_age
from model.synthesis.places import far_services
from model.traits import ServiceType
from tests.fixtures import small_region, tiny_data

ZONES = 6
AGES = {"0-19": (0, 19), "20-39": (20, 39), "40-66": (40, 66), "67-79": (67, 79), "80+": (80, 200)}
Found = dict[tuple[str, str, str], float]


def made_region() -> Region:
    """Two towns of one and two zones, firms, jobs, commuters both ways, services, and some rows that are gone."""
    towns = (Town("east", "East", ("z0",)), Town("west", "West", ("z4", "z5")))
    airports = pd.DataFrame(
        {"place": ["city", "z4"], "service": "airport", "minutes": [20.0, 30.0], "per_day": [12.0, 3.0]}
    )
    data = dataclasses.replace(tiny_data(), towns=towns)
    region = small_region(persons=900, zones=ZONES, former=80, data=data)
    rng = np.random.default_rng(3)
    region.outside.far = far_services(airports, {"city": ZONES, "z4": 4})
    z = region.zones
    z.town[:] = [0, 0, 0, 1, 1, 1]
    z.is_town[:] = [True, False, False, False, True, True]
    z.is_near = np.array([False, True, False, True, False, False])
    c, d = region.persons.c, region.dwellings.c
    n_firms = 50
    region.firms.add(
        n_firms, key=np.arange(1, n_firms + 1), place_id=rng.integers(0, ZONES - 1, n_firms),  # zone 5: no firm
        sector=rng.integers(0, len(region.sectors), n_firms), posts_basic=rng.integers(5, 9, n_firms),
        posts_upper=rng.integers(20, 30, n_firms), posts_tertiary=rng.integers(1, 5, n_firms),
    )  # fmt: skip
    outside = region.firms.add(2, key=[91, 92], place_id=[ZONES, ZONES + 1], sector=-1, is_fixed=True)
    region.firms.add(1, key=[93], place_id=-1, sector=1)
    workers = np.flatnonzero((c.status == Status.EMPLOYED) & (c.household_id >= 0))
    c.status[workers[::15]] = Status.UNEMPLOYED
    workers = np.flatnonzero((c.status == Status.EMPLOYED) & (c.household_id >= 0))
    c.employer_id[workers] = rng.integers(0, n_firms, workers.size)
    c.employer_id[workers[::9]] = rng.choice(outside, workers[::9].size)
    c.post_skill[workers] = rng.integers(0, 3, workers.size)
    former = np.flatnonzero(c.left_year > 0)
    c.left_year[former[:30]] = 0
    c.employer_id[former[:40]] = rng.integers(0, n_firms, 40)  # in-commuters, some of them former residents
    c.place_id[former[60:]] = -1  # gone
    collective = region.households.add(1, key=[7], place_id=3, service_id=4, n_members=9)
    c.household_id[np.flatnonzero((c.age >= 80) & (c.household_id >= 0))[::4]] = collective
    c.place_id[c.household_id == collective[0]] = 3
    region.households.c.income_nok_year[:] = rng.normal(6e5, 1e5, region.households.n)
    region.households.c.dwelling_id[3::40] = -1
    d.type[:] = rng.integers(0, len(DwellingType), region.dwellings.n)
    empty = np.flatnonzero(d.household_id < 0)
    d.state[empty] = 1 + np.arange(empty.size) % (len(DwellingState) - 1)  # some of every kind
    d.place_id[empty[:2]] = -1
    c.home_work[workers[::4]] = HomeWork.HALF
    c.home_work[workers[::7]] = HomeWork.ALL
    region.households.c.n_cars[::5] = 0
    z.cover(np.linspace(0.4, 1.0, ZONES), np.full(ZONES, 0.2))
    region.network.bus_per_day[[0, 3]] = 0.0  # no bus from the middle to either town
    region.network.is_changed = True
    region.update_skims()
    region.zones.public_space_m2[:] = rng.uniform(0, 900, ZONES)
    region.price_nok_m2 = rng.normal(2e4, 3e3, ZONES)
    region.base["construction_cost_nok_m2"] = np.array([31_000.0])
    region.services.add(
        9, key=np.arange(1, 10), type=np.arange(9) % len(region.service_types), place_id=rng.integers(-1, ZONES, 9),
        firm_id=np.arange(9), users=rng.uniform(5, 90, 9), quality=rng.uniform(0.5, 1, 9),
    )  # fmt: skip
    region.firms.c.n_staff[:n_firms] = np.bincount(c.employer_id[c.employer_id >= 0], minlength=n_firms + 3)[:n_firms]
    region.access |= {kind.id: rng.uniform(2, 40, ZONES) for kind in region.service_types}
    region.service_unmet = rng.uniform(0, 9, (len(region.service_types), ZONES))
    region.zones.cover(rng.uniform(0.5, 1, ZONES), np.zeros(ZONES))
    region.demand_posts = rng.uniform(0, 20, (ZONES, len(region.sectors)))
    region.firms.c.size[:n_firms] = rng.uniform(1, 30, n_firms)
    region.firms.c.is_fixed[:n_firms:4] = True
    money = region.municipalities.c
    money.place_id[:] = [0, 4]
    money.cost_nok[:], money.net_result_nok[:] = [40e6, 55e6], [2e6, -3e6]
    region.memory["agency"] = {"employer_key": int(region.firms.c.key[2])}
    region.count("births", np.array([0, 0, 3]))
    region.count("hires:source:migrant", np.array([1, 1, 4]))
    region.transfer("jobs", np.array([1]), np.array([-7.0]))
    region.transfer("population", np.array([0, 1]), np.array([3.0, 2.0]))
    region.accounts.pay("state", "county", 30e6, "grant", "roads")
    region.accounts.pay("county", "outside", 70e6, "road building", "roads")
    region.accounts.pay("households", "outside", 5e6, "not a policy")
    region.accounts.pay("municipality:A", "services", 3e6, "library")
    region.accounts.pay("municipality:B", "services", 2e6, "library")
    region.accounts.pay("state", "services", 4e6, "court_place")
    return region


@pytest.fixture(scope="module")
def region() -> Region:
    made = made_region()
    made.zones.public_space_m2[:] = np.arange(ZONES) * 500.0
    return made


@pytest.fixture(scope="module")
def measured(region: Region) -> dict[bool, pd.DataFrame]:
    return {flows: measure(region, flows) for flows in (True, False)}


def value(frame: pd.DataFrame, indicator: str, place: str = "region", group: str = "all") -> float:
    found = frame[(frame.indicator == indicator) & (frame.place == place) & (frame.group == group)].value
    assert len(found) == 1, (indicator, place, group)
    return float(found.iloc[0])


# -------------------------------------------------------------------------------------------------- the naive way


def members() -> dict[str, set[int]]:
    """Zones of each place of the region above, written out."""
    return {
        "region": {0, 1, 2, 3, 4, 5},
        "town": {0, 4, 5},
        "hinterland": {1, 2, 3},
        "near_hinterland": {1, 3},
        "far_hinterland": {2},
        "town:east": {0},
        "town:west": {4, 5},
        "hinterland:east": {1, 2},
        "hinterland:west": {3},
        "municipality:A": {0, 1, 2},
        "municipality:B": {3, 4, 5},
        **{f"zone:z{k}": {k} for k in range(ZONES)},
    }


def frame_of(table: object) -> pd.DataFrame:
    return pd.DataFrame({name: np.array(getattr(table.c, name)) for name in table.spec})


def naive(region: Region) -> Found:
    persons, firms = frame_of(region.persons), frame_of(region.firms)
    people = persons[persons.household_id >= 0]
    everybody = frame_of(region.households)
    households = everybody.query("n_members > 0 and service_id < 0")
    in_care = people[people.household_id.map(everybody.service_id) >= 0]
    homes = frame_of(region.dwellings).query("place_id >= 0")
    stock = homes[~homes.state.isin([DwellingState.SECOND_HOME, DwellingState.UNDER_CONSTRUCTION])]
    units = frame_of(region.services)
    job = persons[persons.employer_id >= 0].copy()
    job["work"] = firms.place_id.to_numpy()[job.employer_id]
    job["sector"] = firms.sector.to_numpy()[job.employer_id]
    job["minutes"] = region.time_min[job.place_id, job.work]
    firms["staff"] = job.groupby("employer_id").size().reindex(firms.index, fill_value=0)
    firms["open"] = firms.posts_basic + firms.posts_upper + firms.posts_tertiary - firms.staff
    found: Found = {}
    for place, zones in members().items():

        def put(indicator: str, number: float, group: str = "all", place: str = place) -> None:
            found[indicator, place, group] = number

        here = people[people.place_id.isin(zones)]
        put("population", len(here))
        for age, (low, high) in AGES.items():
            put("population", len(here[here.age.between(low, high)]), f"age:{age}")
            for sex in Sex:
                both = here[here.age.between(low, high) & (here.sex == sex)]
                put("population", len(both), f"age:{age}|sex:{sex.name.lower()}")
        for sex in Sex:
            put("population", len(here[here.sex == sex]), f"sex:{sex.name.lower()}")
        put("new_public_space_m2", sum(region.zones.public_space_m2[zone] for zone in zones) / len(here))
        put("old_age_ratio", 100 * len(here[here.age >= 67]) / len(here[here.age.between(20, 66)]))
        employed, unemployed = (len(here[here.status == s]) for s in (Status.EMPLOYED, Status.UNEMPLOYED))
        put("employed", employed)
        put("unemployed", unemployed)
        put("unemployment_rate", 100 * unemployed / (employed + unemployed))
        mine = households[households.place_id.isin(zones)]
        put("households", len(mine))
        put("households_waiting", len(mine[mine.dwelling_id < 0]))
        put("in_care_homes", len(in_care[in_care.place_id.isin(zones)]))
        put("income_median_nok", mine.income_nok_year.astype(float).median())
        works_here = job[job.work.isin(zones)]
        put("jobs", len(works_here))
        agency = firms[(firms.index == 2) & firms.place_id.isin(zones)]
        put("policy_posts", (agency.posts_basic + agency.posts_upper + agency.posts_tertiary).sum())
        staff = job[job.employer_id.isin(agency.index)]
        put("policy_posts", len(staff), "posts:filled")
        for source in list(HireSource)[1:]:
            put("policy_posts", (staff.hire_source == source).sum(), f"source:{source.name.lower()}")
        put("knowledge_jobs", len(works_here[works_here.post_skill == Education.TERTIARY]))
        put("commuters_in", len(works_here[works_here.household_id < 0]))
        firm = firms[firms.place_id.isin(zones)]
        put("firms", len(firm))
        put("vacancies", firm.open.sum())
        for s, sector in enumerate(region.sectors):
            put("jobs", len(works_here[works_here.sector == s]), f"sector:{sector.id}")
            put("vacancies", firm[firm.sector == s].open.sum(), f"sector:{sector.id}")
        lives_here = job[job.place_id.isin(zones) & (job.household_id >= 0)]
        put("commuters_out", len(lives_here[lives_here.work >= ZONES]))
        put("mean_commute_min", lives_here.minutes.mean())
        put("mean_commute_min", lives_here[lives_here.work < ZONES].minutes.mean(), "work:region")
        reach = [
            sum(len(job[job.work == other]) for other in range(ZONES) if region.time_min[zone, other] <= 45)
            for zone in range(ZONES)
        ]
        put("jobs_within_45min", np.mean([reach[zone] for zone in here.place_id]))
        home = stock[stock.place_id.isin(zones)]
        put("dwellings", len(home))
        for kind in DwellingType:
            put("dwellings", len(home[home.type == kind]), f"type:{kind.name.lower()}")
        for state in (DwellingState.OFFERED, DwellingState.WITHDRAWN):
            put("vacant_dwellings", len(home[home.state == state]), f"state:{state.name.lower()}")
        put("vacant_dwellings", len(home[home.state != DwellingState.OCCUPIED]))
        lived_in = homes[(homes.state == DwellingState.OCCUPIED) & homes.place_id.isin(zones)]
        put("households_by_tenure", len(lived_in))
        for tenure in Tenure:
            put("households_by_tenure", len(lived_in[lived_in.tenure == tenure]), f"tenure:{tenure.name.lower()}")
        put("second_homes", ((homes.state == DwellingState.SECOND_HOME) & homes.place_id.isin(zones)).sum())
        building = (homes.state == DwellingState.UNDER_CONSTRUCTION) & homes.place_id.isin(zones)
        put("dwellings_under_construction", building.sum())
        price = np.average(region.price_nok_m2[home.place_id], weights=home.floor_m2)
        put("dwelling_price_nok_m2", price)
        put("price_to_cost", price / 31_000.0)
        put("service_units", units.place_id.isin(zones).sum())
        for k, kind in enumerate(region.service_types):
            put("service_units", (units.place_id.isin(zones) & (units.type == k)).sum(), f"service:{kind.id}")
            put("access_min", region.access[kind.id][here.place_id].mean(), f"service:{kind.id}")
            for mode, matrix in (("car", region.time_min), ("bus", region.bus_min)):
                at = units[(units.type == k) & (units.place_id >= 0)].place_id.to_numpy()
                minutes = np.array([_nearest(region, kind, matrix, zone, at) for zone in here.place_id])
                for limit in (15, 30, 45, 60):
                    share = 100 * np.mean(minutes <= limit)
                    put(f"reach_{limit}min_share", share, f"mode:{mode}|service:{kind.id}")
            served = minutes[minutes < UNREACHABLE_MIN]  # where a bus goes
            put("access_bus_min", served.mean() if served.size else np.nan, f"service:{kind.id}")
            put(
                "service_users", units[units.place_id.isin(zones) & (units.type == k)].users.sum(), f"service:{kind.id}"
            )
            put("service_unserved", region.service_unmet[k][sorted(zones)].sum(), f"service:{kind.id}")
        staffed = units[units.place_id.isin(zones)]
        posts = (firms.posts_basic + firms.posts_upper + firms.posts_tertiary).to_numpy()[staffed.firm_id]
        for group, rows in [("all", np.ones(len(staffed), bool))] + [
            (f"service:{kind.id}", (staffed.type == k).to_numpy()) for k, kind in enumerate(region.service_types)
        ]:
            put("service_staff", firms.n_staff.to_numpy()[staffed.firm_id][rows].sum(), group)
            of_all = (posts * staffed.quality)[rows].sum() / posts[rows].sum() if rows.any() else np.nan
            put("service_quality", 100 * of_all, group)
        _use(region, here, put)
    put_networks(region, found)
    return found


def _use(region: Region, here: pd.DataFrame, put: Callable[..., None]) -> None:
    """What residents do with services, one resident at a time."""
    digital, journey = defaultdict(lambda: [0.0, 0.0]), defaultdict(lambda: [0.0, 0.0])
    # take-up by age, and how often the connected among the old use services over the net
    factor = np.repeat([0.9, 0.85, 0.6 * 0.85, 0.6 * 0.35], [30, 37, 13, 46])
    everybody = frame_of(region.persons).query("household_id >= 0")
    for k, kind in enumerate(region.service_types):
        need = need_by_age(kind)
        trips, hours = kind.user_cost_nok_per_min / 2.8, 0.0
        at = [p for p, t in zip(region.services.c.place_id, region.services.c.type, strict=True) if p >= 0 and t == k]
        for zone, people in here.groupby("place_id"):
            neighbours = everybody[everybody.place_id == zone].age
            able = (need * factor)[neighbours].sum() / max(need[neighbours].sum(), 1e-9)
            broadband = region.zones.broadband_share[zone]
            visits = 1.0 - kind.digital_share * able * broadband
            for age, n in people.age.value_counts().items():
                users = need[age] * n
                name = next(a for a, (low, high) in AGES.items() if low <= age <= high)
                digital[f"service:{kind.id}"][0] += users * (1.0 - visits)
                digital[f"service:{kind.id}"][1] += users
                for group in ("all", f"age:{name}") if kind.digital_share > 0 else ():
                    digital[group][0] += users * factor[age] * kind.digital_share * broadband
                    digital[group][1] += users
                hours += users * trips * visits * region.access[kind.id][zone] / 60.0
                for mode, matrix in (("car", region.time_min), ("bus", region.bus_min)):
                    minutes = _nearest(region, kind, matrix, zone, at)
                    if minutes < UNREACHABLE_MIN:
                        journey[f"mode:{mode}|age:{name}"][0] += users * trips * visits * minutes
                        journey[f"mode:{mode}|age:{name}"][1] += users * trips * visits
        put("service_travel_hours", hours / len(here), f"service:{kind.id}")
        digital.setdefault(f"service:{kind.id}", [0.0, 0.0])
    for age in AGES:
        digital.setdefault(f"age:{age}", [0.0, 0.0])
        for mode in ("car", "bus"):
            journey.setdefault(f"mode:{mode}|age:{age}", [0.0, 0.0])
    for group, (part, total) in digital.items():
        put("digital_use_share", 100 * part / total if total else np.nan, group)
    for group, (part, total) in journey.items():
        put("journey_min", part / total if total else np.nan, group)


def put_networks(region: Region, found: Found) -> None:
    """What the network, broadband and land indicators count, one resident or zone at a time."""
    persons, households, firms = frame_of(region.persons), frame_of(region.households), frame_of(region.firms)
    people = persons[persons.household_id >= 0]
    connected = pd.Series(is_connected(region, people.index.to_numpy()), index=people.index)
    remote, zones_of = region.par(Remote), region.zones
    days = {HomeWork.NONE: 0.0, HomeWork.SOME: remote.some_days, HomeWork.HALF: remote.half_days, HomeWork.ALL: 1.0}
    shares, towns = mode_shares(region), np.flatnonzero(zones_of.is_town)
    land = account(region)
    for place, zones in members().items():

        def put(indicator: str, number: float, group: str = "all", place: str = place) -> None:
            found[indicator, place, group] = number

        here = people[people.place_id.isin(zones)]
        for group, share in (
            ("all", zones_of.fibre_share + (1 - zones_of.fibre_share) * zones_of.wireless_share),
            ("technology:fibre", zones_of.fibre_share),
            ("technology:wireless", zones_of.wireless_share),
        ):
            put("broadband_covered_share", 100 * share[here.place_id].mean(), group)
        put("broadband_connected_share", 100 * connected[here.index].mean())
        put("broadband_connected_share", 100 * connected[here[here.age < 67].index].mean(), "age:0-66")
        put("broadband_connected_share", 100 * connected[here[here.age >= 67].index].mean(), "age:67+")
        adult = here[(here.age >= 18) & (households.service_id.to_numpy()[here.household_id] < 0)]
        none = (households.n_cars.to_numpy()[adult.household_id] == 0).astype(float)
        put("without_car_share", 100 * none.mean())
        for name, low, high in (("18-66", 18, 66), ("67-79", 67, 79), ("80+", 80, 200)):
            put("without_car_share", 100 * none[adult.age.between(low, high)].mean(), f"age:{name}")
        at_home = far = inside = 0.0
        by_mode = dict.fromkeys(("home", *MODES), 0.0)
        for row, person in here[here.employer_id >= 0].iterrows():
            stays = days[person.home_work] * connected[row]
            home, work = int(person.place_id), int(firms.place_id[person.employer_id])
            at_home += stays >= 0.5
            far += stays >= 0.5 and region.time_min[home, work] > 45
            if work < ZONES:
                inside += 1
                by_mode["home"] += stays
                has_car = int(households.n_cars[person.household_id] > 0)
                for m, mode in enumerate(MODES):
                    by_mode[mode] += (1 - stays) * shares[has_car, m, home, work]
        put("remote_workers", at_home)
        put("remote_workers", far, "post:far")
        for mode, sum_ in by_mode.items():
            put("commute_mode_share", 100 * sum_ / inside, f"mode:{mode}")
        for mode, minutes in (("car", region.time_min), ("bus", region.bus_min)):
            lost = [minutes[zone, towns].min() >= UNREACHABLE_MIN for zone in here.place_id]
            put("cut_off_share", 100 * np.mean(lost), f"mode:{mode}")
        t = region.time_min[here.place_id]
        put("outside_min", t[:, ZONES].mean(), "to:city")
        put("outside_min", t[:, ZONES].mean(), "to:big_hospital")
        near, away = t[:, 4] + 30, t[:, ZONES] + 20
        put("outside_min", np.minimum(near, away).mean(), "to:airport")
        put("flights_per_day", np.where(away <= near, 12.0, 3.0).mean())
        put("new_public_space_m2", sum(zones_of.public_space_m2[z] for z in zones) / len(here))
        for k, use in enumerate(USES):
            put("land_use_daa", sum(land[k, z] for z in zones), f"use:{use}")
        put("land_use_daa", sum(1000.0 * zones_of.land_km2[z] for z in zones))


def _nearest(region: Region, kind: ServiceType, minutes: np.ndarray, zone: int, units: np.ndarray) -> float:
    """Minutes to the nearest unit; in the own municipality where that is the rule and it has one."""
    home = region.zones.municipality[zone]
    own = [unit for unit in units if region.zones.municipality[unit] == home]
    served = own if kind.users_within_municipality and own else units
    return min((minutes[zone, unit] for unit in served), default=np.inf)


def test_stocks_are_what_pandas_counts(region: Region, measured: dict[bool, pd.DataFrame]) -> None:
    expected = naive(region)
    frame = measured[False]
    got = {(i, p, g): v for i, p, g, v in zip(frame.indicator, frame.place, frame.group, frame.value, strict=True)}
    inside = {key: v for key, v in got.items() if not key[1].startswith("outside")}
    assert set(inside) == set(expected)
    wrong = {
        key: (inside[key], v) for key, v in expected.items() if inside[key] != pytest.approx(v, rel=1e-6, nan_ok=True)
    }
    assert not wrong
    assert len(got) == len(frame), "a row occurs twice"


def test_the_hand_made_region_has_something_of_everything(measured: dict[bool, pd.DataFrame]) -> None:
    totals = measured[False].query("place == 'region'").groupby("indicator").value.sum()
    assert (totals > 0).all(), totals[totals <= 0]


# --------------------------------------------------------------------------------------------------------- flows, money


def test_flows_are_summed_over_places_and_are_0_where_nothing_happened(measured: dict[bool, pd.DataFrame]) -> None:
    frame = measured[True]
    assert [value(frame, "births", p) for p in ("region", "town", "hinterland:west", "zone:z0", "zone:z1")] == [
        3,
        2,
        1,
        2,
        0,
    ]
    assert value(frame, "hires", "hinterland:east", "source:migrant") == 2
    assert value(frame, "hires", "region", "source:in_commuter") == 0
    assert value(frame, "deaths", "municipality:A") == 0
    assert {f"source:{s.name.lower()}" for s in HireSource if s} < set(frame[frame.indicator == "hires"].group)


def test_policy_cost_counts_a_grant_once(measured: dict[bool, pd.DataFrame]) -> None:
    frame = measured[True]
    cost = frame[frame.indicator == "policy_cost_mnok"]
    assert set(cost.place) == {"region"}
    assert value(frame, "policy_cost_mnok", group="payer:state") == pytest.approx(30.0)
    assert value(frame, "policy_cost_mnok", group="payer:county") == pytest.approx(40.0)
    assert value(frame, "policy_cost_mnok") == pytest.approx(70.0)


def test_the_cost_of_services_is_the_same_by_service_and_by_payer(measured: dict[bool, pd.DataFrame]) -> None:
    frame = measured[True]
    cost = frame[frame.indicator == "service_cost_mnok"].set_index("group").value
    assert cost[["all", "service:library", "service:court_place"]].tolist() == pytest.approx([9.0, 5.0, 4.0])
    assert cost[["payer:municipality", "payer:state", "payer:households"]].tolist() == pytest.approx([5.0, 4.0, 0.0])
    for kind in ("service:", "payer:"):
        assert cost[cost.index.str.startswith(kind)].sum() == pytest.approx(cost["all"])


def test_outside_is_the_net_transfer_since_the_start(measured: dict[bool, pd.DataFrame]) -> None:
    frame = measured[False]
    away = frame[frame.place.str.startswith("outside")]
    assert set(away.indicator) == {"population", "jobs", "employed"}
    assert set(away.group) == {"all"}
    assert value(frame, "jobs", "outside") == value(frame, "jobs", "outside:rest") == -7
    assert [value(frame, "population", p) for p in ("outside", "outside:city", "outside:rest")] == [5, 3, 2]
    assert value(frame, "employed", "outside") == 0


def test_municipal_money_is_spread_by_residents(region: Region, measured: dict[bool, pd.DataFrame]) -> None:
    people = frame_of(region.persons).query("household_id >= 0").place_id.value_counts()
    lives = {zone: int(people.get(zone, 0)) for zone in range(ZONES)}
    east, west = sum(lives[z] for z in (0, 1, 2)), sum(lives[z] for z in (3, 4, 5))
    for place, zones in members().items():
        share = [sum(lives[z] for z in zones if z in own) / n for own, n in (({0, 1, 2}, east), ({3, 4, 5}, west))]
        here = sum(lives[z] for z in zones)
        assert value(measured[True], "municipal_net_result_mnok", place) == pytest.approx(2 * share[0] - 3 * share[1])
        cost = (40e6 * share[0] + 55e6 * share[1]) / here
        assert value(measured[True], "cost_per_resident_nok", place) == pytest.approx(cost)


def test_retail_is_demand_and_the_shops_that_are_units(region: Region, measured: dict[bool, pd.DataFrame]) -> None:
    firms, sold = frame_of(region.firms), {}
    for zone in range(ZONES):
        units = firms[(firms.place_id == zone) & firms.is_fixed]
        sold[zone] = sum(
            s.turnover_nok_per_post
            * (region.demand_posts[zone, i] + units[units.sector == i]["size"].astype(float).sum())
            for i, s in enumerate(region.sectors)
        )
    centre = {zone for zone in range(ZONES) if region.zones.kind[zone] == ZoneKind.CENTRE}
    assert centre
    for place, zones in members().items():
        total = sum(sold[z] for z in zones)
        assert value(measured[True], "retail_turnover_mnok", place) == pytest.approx(total / 1e6)
        share = 100 * sum(sold[z] for z in zones & centre) / total
        assert value(measured[True], "retail_share_centre", place) == pytest.approx(share)


# ------------------------------------------------------------------------------------------------------------------ rows


def test_rows_are_the_same_in_an_empty_year_and_an_empty_region(region: Region) -> None:
    empty = small_region(persons=60, zones=ZONES, data=region.data)
    empty.persons.c.place_id[:] = -1
    empty.persons.c.household_id[:] = -1
    empty.households.c.n_members[:] = 0
    for flows in (True, False):
        nothing = gauge(empty, flows)
        assert [row[:3] for row in nothing.series] == [row[:3] for row in gauge(region, flows).series]
        assert not np.nan_to_num(nothing.values[[row[0] not in _WITHOUT_PEOPLE for row in nothing.series]]).any()


# Homes, land and buses are there whoever lives in the region.
_WITHOUT_PEOPLE = {
    *("dwellings", "households_by_tenure", "vacant_dwellings", "dwelling_price_nok_m2", "price_to_cost"),
    *("land_use_daa", "vehicle_km_mill", "co2_tonnes"),
}


def test_without_zones_the_same_values_for_fewer_places(region: Region, measured: dict[bool, pd.DataFrame]) -> None:
    for flows in (True, False):
        fewer = measure(region, flows, zones=False)
        expected = measured[flows][~measured[flows].place.str.startswith("zone:")].reset_index(drop=True)
        pd.testing.assert_frame_equal(fewer, expected)


def test_measuring_changes_nothing_and_remembers_nothing(region: Region) -> None:
    before = {name: getattr(region.persons.c, name).copy() for name in region.persons.spec}
    first, second = gauge(region, False), gauge(region, False)
    assert first.values.tobytes() == second.values.tobytes()
    assert first.series is second.series
    assert all((getattr(region.persons.c, name) == column).all() for name, column in before.items())
    again = made_region()
    population = first.of_region()["population"]
    assert gauge(again, False).of_region()["population"] == population
    gone = np.flatnonzero(again.persons.c.household_id >= 0)[:10]
    with one_measurement():
        residents_by_zone(again)
        again.persons.c.household_id[gone] = -1
        assert residents_by_zone(again).sum() == population
    assert gauge(again, False).of_region()["population"] == population - 10


def test_groups_are_the_declared_ones(region: Region) -> None:
    for indicator in registry.indicators().values():
        groups = set(indicator.compute(region)) - {"all"}
        assert {"|".join(part.split(":")[0] for part in group.split("|")) for group in groups} == set(indicator.groups)


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def write(text: str) -> None:
        folder = tmp_path / "indicators"
        folder.mkdir()
        (folder / "cows.py").write_text(text)
        monkeypatch.setenv("OMLAND_PLUGINS", str(tmp_path))

    return write


def test_an_indicator_in_a_plugin_folder_is_measured(region: Region, plugin: Callable[[str], None]) -> None:
    plugin(
        "import numpy as np\n"
        "from model.traits import Indicator\n"
        "COWS = Indicator(id='cows', label={'nb': 'Kyr', 'en': 'Cows'}, unit='animals', kind='sum', flow=False,\n"
        "                 compute=lambda region: {'all': np.arange(region.n_zones)})\n"
    )
    assert value(measure(region, False), "cows") == sum(range(ZONES))
