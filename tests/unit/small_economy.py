"""A region made by hand for tests of demand, firms and services: people, households and firms without a bundle."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from model.codes import Education, Owner, Status, ZoneKind
from model.employers import set_posts
from model.firm_life import stationary_ages
from model.geography import Network, OutsidePlaces, Zones
from model.kernels.travel import disutility_matrix
from model.parameters import resolve
from model.region import Region
from model.registry import load_parameters, sectors, service_types
from model.rng import Kind, derive_all, text_key
from model.submodels import demand, firms, services

BASE_YEAR = 2025


def _zones(n_municipalities: int, per_municipality: int, rng: np.random.Generator) -> Zones:
    n = n_municipalities * per_municipality
    kind = np.full(n, ZoneKind.RURAL, np.int8)
    kind[::per_municipality] = ZoneKind.CENTRE
    kind[1::per_municipality] = ZoneKind.TOWN
    ids = [f"zone-{i}" for i in range(n)]
    return Zones(
        ids=ids,
        names=ids,
        keys=np.array([text_key(i) for i in ids], np.uint64),
        municipality=np.repeat(np.arange(n_municipalities), per_municipality),
        kind=kind,
        latitude=rng.uniform(58, 58.7, n),
        longitude=rng.uniform(6.5, 7.5, n),
        land_km2=np.full(n, 50.0),
        broadband_share=rng.uniform(0.8, 1.0, n),
        farmland_share=np.zeros(n),
        town=np.repeat(np.arange(n_municipalities), per_municipality),
        is_town=kind != ZoneKind.RURAL,
    )


def _outside() -> OutsidePlaces:
    ones = np.ones(2)
    ids = ["city", "rest"]
    return OutsidePlaces(
        ids=ids,
        names=ids,
        keys=np.array([text_key(i) for i in ids], np.uint64),
        is_abroad=np.zeros(2, bool),
        population=np.array([150_000.0, 4_000_000.0]),
        wage_factor=ones,
        price_nok_m2=ones * 40_000,
        study_share=ones / 2,
        migration_share=ones / 2,
        commute_share_out=ones / 2,
        commute_share_in=ones / 2,
    )


def _times(zones: Zones, rng: np.random.Generator) -> np.ndarray:
    n, per = len(zones), int((zones.municipality == 0).sum())
    centres = rng.uniform(0, 55, (n // per, 2))
    point = centres[zones.municipality] + rng.normal(0, 9, (n, 2))
    point[::per] = centres
    point[1::per] = centres + 1.5
    t = np.sqrt(((point[:, None] - point[None]) ** 2).sum(2)) + 4.0
    t = np.pad(t, ((0, 2), (0, 2)), constant_values=300.0)
    t[n, :n] = t[:n, n] = 60.0 + point[:, 0] / 2
    np.fill_diagonal(t, 4.0)
    return t


def _add_people(region: Region, n_households: int, rng: np.random.Generator) -> None:
    weight = np.where(region.zones.is_town, 4.0, 1.0) * rng.uniform(0.5, 1.5, region.n_zones)
    zone = rng.choice(region.n_zones, n_households, p=weight / weight.sum())
    members = rng.integers(1, 5, n_households)
    keys = derive_all(np.full(n_households, text_key("test"), np.uint64), 2, np.arange(n_households))
    region.households.add(
        n_households,
        key=keys,
        place_id=zone,
        n_members=members,
        income_nok_year=rng.normal(650_000, 100_000, zone.size),
    )
    household = np.repeat(np.arange(n_households), members)
    n = household.size
    age = rng.integers(0, 95, n)
    status = np.where(age < 6, Status.CHILD, np.where(age < 19, Status.PUPIL, Status.EMPLOYED))
    status[age > 66] = Status.RETIRED
    region.persons.add(
        n,
        key=derive_all(np.full(n, text_key("test"), np.uint64), 1, np.arange(n)),
        age=age,
        status=status,
        education=rng.choice([Education.BASIC, Education.UPPER_SECONDARY, Education.TERTIARY], n, p=[0.25, 0.45, 0.3]),
        household_id=household,
        place_id=zone[household],
    )


def _add_firms(region: Region, n_firms: int, rng: np.random.Generator) -> None:
    weight = np.where(region.zones.is_town, 6.0, 1.0) * rng.uniform(0.5, 1.5, region.n_zones)
    size = np.where(rng.random(n_firms) < 0.65, 0.4, np.exp(rng.normal(1.3, 1.1, n_firms)))
    sector = rng.integers(0, len(region.sectors), n_firms)
    owner = np.array([s.owner for s in region.sectors])[sector]
    owner[size < 5] = Owner.PRIVATE
    age = stationary_ages(sector, size, rng.random(n_firms), 120)
    mix = np.array([s.skill_mix for s in region.sectors])[sector]
    region.firms.add(
        n_firms,
        key=derive_all(np.full(n_firms, text_key("test"), np.uint64), Kind.FOUNDER_FIRM, np.arange(n_firms)),
        place_id=rng.choice(region.n_zones, n_firms, p=weight / weight.sum()),
        sector=sector,
        owner=owner,
        founded_year=region.year - 1 - age,
        size=size,
        base_size=size,
        basic_share=mix[:, 0],
        tertiary_share=mix[:, 2],
    )


def economy(
    seed: int = 1, *, municipalities: int = 6, zones: int = 6, households: int = 16_000, n_firms: int = 4_800
) -> Region:
    """A region of hand-made people and firms, calibrated; the world is the same for every `seed` of the draws."""
    rng = np.random.default_rng(5)
    load_parameters()
    place, outside = _zones(municipalities, zones, rng), _outside()
    t = _times(place, rng)
    region = Region(
        data=None,  # type: ignore[arg-type]
        scenario=SimpleNamespace(world={}),  # type: ignore[arg-type]
        seed=seed,
        year=BASE_YEAR,
        zones=place,
        outside=outside,
        network=Network([], *(np.zeros(0, int) for _ in range(2)), *(np.zeros(0) for _ in range(5)), np.zeros(0), t[0]),
        sectors=list(sectors().values()),
        service_types=list(service_types().values()),
        params=resolve({}),
    )
    region.time_min = region.cost_min = t
    region.no_car_min = t + 25.0
    region.commute_d, region.no_car_d = disutility_matrix(t), disutility_matrix(t + 25.0)
    region.price_nok_m2 = np.where(place.is_town, 25_000.0, 18_000.0)
    region.municipalities.add(
        municipalities, key=np.arange(municipalities, dtype=np.uint64), place_id=np.arange(municipalities) * zones
    )
    _add_people(region, households, rng)
    _add_firms(region, n_firms, rng)
    kinds = list(enumerate(region.service_types))
    for k, _ in sorted(kinds, key=lambda one: bool(one[1].sites_with)):
        services.add_unit_firms(region, services.place_initial_sites(region, k), BASE_YEAR - 20)
    set_posts(region)
    c = region.firms.c
    c.n_staff[:] = c.posts_basic + c.posts_upper + c.posts_tertiary
    region.access["jobs"] = np.zeros(region.n_zones)
    demand.calibrate_demand(region)
    firms.calibrate_firms(region)
    services.calibrate_services(region)
    return region


def run_year(region: Region) -> None:
    """Demand, firms and services of one year; posts are filled at once; rows stay."""
    region.flows.clear()
    for step in (demand.step, firms.step, services.step):
        step(region, region.year)
    c = region.firms.c
    c.n_staff[:] = c.posts_basic + c.posts_upper + c.posts_tertiary
    region.year += 1
