"""A small hand-made region: zones on a line, a network, couples, children, people alone, students, former residents.

    region = small_region(persons=2_000, zones=4)

It needs neither synthesis nor a bundle of its own: ages follow the nation's, the rest is plain. It has no firms or jobs,
and no services but `care_places` in care homes, if any. `settle` stands in for the moves where a test needs young
people and the separated to find homes.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from model import registry
from model.changes import dissolve_empty, join_household, recount
from model.codes import DwellingState, Education, Leaving, LinkClass, Sex, Status, ZoneKind
from model.couples import FIRST_CHILD, married_share, partnered_share
from model.couples import Params as Couples
from model.geography import Network, OutsidePlaces, Zones, intrazonal_minutes
from model.inputs import RegionData, Scenario, WorldPath
from model.kernels.family import minors_along
from model.parameters import resolve
from model.region import Region
from model.residential import service_access
from model.rng import Kind, derive_all, text_key
from model.service_units import add_units
from model.submodels.books import compact
from model.submodels.leaving_home import Params as LeavingHome
from model.submodels.leaving_home import home_share
from model.submodels.studies import SCHOOL_END, study_years
from model.submodels.studies import Params as Studies
from model.table import Table
from scenarios.bundle import load_region

TINY = Path(__file__).parent / "regions" / "tiny"
_loaded: dict[Path, RegionData] = {}


def tiny_data() -> RegionData:
    """The tiny bundle, read once."""
    if TINY not in _loaded:
        _loaded[TINY] = load_region(TINY)
    return _loaded[TINY]


def small_region(
    persons: int = 2_000, zones: int = 4, seed: int = 1, former: int = 0, year: int = 2025,
    world: dict[str, float] | None = None, parameters: dict[str, float] | None = None,
    data: RegionData | None = None, minutes: float = 10.0, care_places: int = 0,
) -> Region:  # fmt: skip
    """Region with about `persons` residents and `former` former ones; zone k is `minutes` from zone k + 1.

    `care_places` are those of a care home in the first zone and of another in the last.
    """
    data = data or tiny_data()
    registry.load_parameters()
    region = Region(
        data=data,
        scenario=Scenario(
            name="small", title={"en": "small"}, region=data, start=year, years=10,
            world={name: WorldPath((0,), (factor,)) for name, factor in (world or {}).items()},
        ),
        seed=seed,
        year=year,
        zones=_zones(zones),
        outside=_outside(),
        network=_network(zones, minutes),
        sectors=list(registry.sectors().values()),
        service_types=list(registry.service_types().values()),
        params=resolve(parameters or {}),
    )  # fmt: skip
    region.municipalities.add(
        2, key=np.array([text_key("A"), text_key("B")], np.uint64), place_id=np.array([0, zones - 1])
    )
    region.update_skims()
    region.price_nok_m2 = np.full(zones, 20_000.0)
    _people(region, persons)
    _marry(region)
    _homes(region)
    _former_residents(region, former)
    if care_places:
        _care_homes(region, care_places)
    recount(region)
    region.base["service_access"] = service_access(region)[1]
    return region


def settle(region: Region, year: int, graduates: float = 0.5) -> None:
    """Stand-in for moves: who wants a home founds a household in its zone, in an offered dwelling if there is one.

    Partners who both want one share it, minors go with their guardian; a share of the graduates, drawn by age, stays put.
    """
    p = region.persons.c
    graduating = np.flatnonzero(p.leaving == Leaving.GRADUATION)
    p.leaving[graduating[int(graduating.size * graduates) :]] = Leaving.NO
    wants = (p.leaving != Leaving.NO) & (p.household_id >= 0)
    rows = np.flatnonzero(wants)
    partner = p.partner_id[rows]
    rows = rows[~((partner >= 0) & wants[partner] & (p.key[rows] > p.key[partner]))]
    homes = region.households.add(
        rows.size, key=derive_all(p.key[rows], Kind.HOUSEHOLD_LEAVING_HOME, np.full(rows.size, year)),
        place_id=p.place_id[rows], moved_year=year,
    )  # fmt: skip
    h, d = region.households.c, region.dwellings.c
    new_home = np.full(region.persons.n, -1)
    new_home[rows] = homes
    has = p.partner_id[rows] >= 0
    new_home[p.partner_id[rows[has]]] = homes[has]
    along, parent = minors_along(p.household_id, p.age, p.mother_id, p.father_id, p.is_with_father, new_home >= 0)
    new_home[along] = new_home[parent]
    moving = np.flatnonzero(new_home >= 0)
    join_household(region, moving, new_home[moving])
    p.leaving[moving] = Leaving.NO
    for zone in range(region.n_zones):
        empty = np.flatnonzero((d.state == DwellingState.OFFERED) & (d.place_id == zone))
        waiting = homes[h.place_id[homes] == zone][: empty.size]
        empty = empty[: waiting.size]
        d.state[empty], d.household_id[empty], h.dwelling_id[waiting] = DwellingState.OCCUPIED, waiting, empty
    dissolve_empty(region, year)


def close_year(region: Region) -> dict[str, float]:
    """Stand-in for books: clear the year's marks, drop gone rows, go on to the next year. Returns the flows' sums."""
    p = region.persons.c
    p.leaving[p.leaving != Leaving.SEPARATION] = Leaving.NO
    region.households.c.events[:] = 0
    flows = {name: float(by_zone.sum()) for name, by_zone in region.flows.items()}
    region.flows.clear()
    compact(region)
    region.year += 1
    return flows


def twin(region: Region, seed: int | None = None) -> Region:
    """A copy that shares no state, with another seed if one is given."""
    tables = {}
    for name in ("persons", "households", "dwellings", "firms", "services", "municipalities"):
        table = getattr(region, name)
        tables[name] = Table(table.agent_class, table.n + 256)
        tables[name].add(table.n, **{column: array.copy() for column, array in vars(table.c).items()})
    base = {name: array.copy() for name, array in region.base.items()}
    return dataclasses.replace(
        region, **tables, base=base, flows={}, transfers={}, seed=region.seed if seed is None else seed
    )


def _zones(n: int) -> Zones:
    ids = [f"z{k}" for k in range(n)]
    return Zones(
        ids=ids, names=ids, keys=np.array([text_key(i) for i in ids], np.uint64),
        municipality=np.where(np.arange(n) < (n + 1) // 2, 0, 1),
        kind=np.array([ZoneKind.CENTRE if k == 0 else ZoneKind.VILLAGE for k in range(n)], np.int8),
        latitude=np.full(n, 58.0), longitude=7.0 + 0.1 * np.arange(n), land_km2=np.full(n, 20.0),
        broadband_share=np.full(n, 0.9), farmland_share=np.full(n, 0.1), town=np.zeros(n, np.int64),
        is_town=np.arange(n) == 0,
    )  # fmt: skip


def _outside() -> OutsidePlaces:
    return OutsidePlaces(
        ids=["city", "rest"], names=["City", "Rest"], keys=np.array([text_key("city"), text_key("rest")], np.uint64),
        is_abroad=np.zeros(2, bool), population=np.array([150_000.0, 5_000_000.0]), wage_factor=np.array([1.05, 1.0]),
        price_nok_m2=np.full(2, 40_000.0), study_share=np.array([0.6, 0.4]), migration_share=np.array([0.5, 0.5]),
        commute_share_out=np.array([0.8, 0.2]), commute_share_in=np.array([0.8, 0.2]),
    )  # fmt: skip


def _network(zones: int, minutes: float) -> Network:
    links = zones - 1
    return Network(
        ids=[f"l{k}" for k in range(links)], start=np.arange(links), stop=np.arange(1, zones),
        length_km=np.full(links, minutes), speed_kmh=np.full(links, 60.0),
        link_class=np.full(links, LinkClass.COUNTY, np.int8), toll_nok=np.zeros(links), is_open=np.ones(links, bool),
        bus_per_day=np.full(links, 8.0),
        fixed_min=np.array([90.0, 300.0]),
        intrazonal_min=np.concatenate([intrazonal_minutes(np.full(zones, 20.0)), np.full(2, 10.0)]),
    )  # fmt: skip


def _ages(region: Region, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Ages and sexes [~n] that follow the nation's in the base year."""
    nation = region.data.national.population
    nation = nation[nation["year"] == min(nation["year"], key=lambda y: abs(y - region.year))]
    share = nation["persons"].to_numpy() / nation["persons"].sum() * n
    count = np.diff(np.floor(np.concatenate([[0.0], np.cumsum(share)]) + 0.5)).astype(np.int64)
    sex = np.where(nation["sex"].to_numpy() == "female", Sex.FEMALE, Sex.MALE)
    return np.repeat(nation["age"].to_numpy(np.int64), count), np.repeat(sex, count)


def _people(region: Region, n: int) -> None:
    """Persons with partners, mothers and households."""
    rng = np.random.default_rng(7)
    age, sex = _ages(region, n)
    n = age.size
    keys = derive_all(np.full(n, text_key("small"), np.uint64), Kind.FOUNDER_PERSON, np.arange(n))
    partner, mother, home = np.full(n, -1), np.full(n, -1), np.full(n, -1)
    school = region.par(Studies)
    student = (age >= SCHOOL_END) & (age - SCHOOL_END < study_years(keys))
    student &= rng.random(n) < school.completed * school.studies
    taken = ~student & (age >= 20) & (rng.random(n) < partnered_share(region.par(Couples))[sex, age])
    women = np.flatnonzero(taken & (sex == Sex.FEMALE))
    men = np.flatnonzero(taken & (sex == Sex.MALE))
    women = women[np.argsort(age[women] + 2.7 + 2.0 * rng.standard_normal(women.size))]
    men = men[np.argsort(age[men] + 2.0 * rng.standard_normal(men.size))]
    couples = min(women.size, men.size)
    women, men = (x[np.sort(rng.choice(x.size, couples, replace=False))] for x in (women, men))
    partner[women], partner[men] = men, women
    at_home = rng.random(n) < home_share(region.par(LeavingHome))[age]
    at_home = (age < 18) | student | ((partner < 0) & (age < 40) & at_home)
    mother[:] = _mothers(rng, age, sex, partner, at_home)
    heads = np.flatnonzero(~at_home & ~((partner >= 0) & (sex == Sex.MALE)))
    home[heads] = np.arange(heads.size)
    home[partner[heads[partner[heads] >= 0]]] = home[heads[partner[heads] >= 0]]
    home[at_home] = home[mother[at_home]]
    region.households.add(
        heads.size, key=derive_all(keys[heads], Kind.FOUNDER_HOUSEHOLD, np.zeros(heads.size, np.int64)),
        place_id=np.arange(heads.size) % region.n_zones, moved_year=region.year - 5,
    )  # fmt: skip
    place = region.households.c.place_id[home]
    status = np.select(
        [age < 6, age < SCHOOL_END, age >= 67], [Status.CHILD, Status.PUPIL, Status.RETIRED], Status.EMPLOYED
    )
    status[student] = Status.AWAY
    region.persons.add(
        n, key=keys, age=age, sex=sex, household_id=home, place_id=place, origin_place_id=place, partner_id=partner,
        mother_id=mother, father_id=np.where(mother >= 0, partner[mother], -1),
        status=status, education=np.where(age < SCHOOL_END, 0, Education.UPPER_SECONDARY),
        n_births=np.bincount(mother[mother >= 0], minlength=n),
        # All started in the year in which they turned 19, at the first place outside.
        study_end=np.where(student, region.year - 1 - (age - SCHOOL_END) + study_years(keys), 0),
        study_place_id=np.where(student, region.n_zones, -1),
    )  # fmt: skip


def _marry(region: Region) -> None:
    """As many couples of an age are married as the hazards lead to."""
    p = region.persons.c
    women = np.flatnonzero((p.partner_id >= 0) & (p.sex == Sex.FEMALE))
    share = married_share(region.par(Couples))[(p.age[women] + p.age[p.partner_id[women]]) // 2, FIRST_CHILD]
    married = women[np.random.default_rng(11).random(women.size) < share]
    p.is_married[married] = p.is_married[p.partner_id[married]] = True


def _care_homes(region: Region, places: int) -> None:
    """Two care homes that nobody lives in yet, half of the places each."""
    kind = next(k for k, kind in enumerate(region.service_types) if kind.is_residential)
    zones = np.array([0, region.n_zones - 1])
    add_units(region, kind, zones, np.array([places // 2, places - places // 2]), 0.0, region.year)


def _mothers(
    rng: np.random.Generator, age: np.ndarray, sex: np.ndarray, partner: np.ndarray, at_home: np.ndarray
) -> np.ndarray:
    """A mother for everybody at home: a woman 20–42 years older, mostly with a partner, few children each."""
    mother = np.full(age.size, -1)
    children = np.zeros(age.size, np.int64)
    women = np.flatnonzero((sex == Sex.FEMALE) & ~at_home)
    for child in np.flatnonzero(at_home):
        gap = age[women] - age[child]
        weight = np.exp(-0.5 * ((gap - 30.0) / 4.5) ** 2) * np.where(partner[women] >= 0, 1.0, 0.25)
        weight *= np.array([1.0, 1.2, 0.3, 0.1, 0.02])[np.minimum(children[women], 4)]
        weight[(gap < 18) | (gap > 45)] = 0.0
        mother[child] = women[np.searchsorted(np.cumsum(weight), rng.random() * weight.sum())]
        children[mother[child]] += 1
    return mother


def _homes(region: Region) -> None:
    """A home for every household, and one in thirty more on offer."""
    h, n = region.households.c, region.households.n
    places = np.concatenate([h.place_id, h.place_id[: n // 30]])
    keys = derive_all(np.full(places.size, text_key("homes"), np.uint64), Kind.FOUNDER_DWELLING, np.arange(places.size))
    owner = np.concatenate([np.arange(n), np.full(n // 30, -1)])
    region.dwellings.add(
        places.size, key=keys, place_id=places, household_id=owner, year_built=1990,
        floor_m2=80.0 + np.arange(places.size) % 90,
        state=np.where(owner >= 0, DwellingState.OCCUPIED, DwellingState.OFFERED),
    )  # fmt: skip
    h.dwelling_id[:] = np.arange(n)


def _former_residents(region: Region, n: int) -> None:
    """Former residents aged 20–59, half of them with a mother here."""
    keys = derive_all(np.full(n, text_key("former"), np.uint64), Kind.FOUNDER_LEAVER, np.arange(n))
    region.persons.add(
        n, key=keys, age=20 + np.arange(n) % 40, sex=np.arange(n) % 2, status=Status.EMPLOYED,
        place_id=region.n_zones + np.arange(n) % 2, origin_place_id=np.arange(n) % region.n_zones,
        left_year=region.year - 1 - np.arange(n) % 20,
    )  # fmt: skip
