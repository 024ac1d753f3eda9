"""Runs of invented regions and of Lister, and what is kept of them for the patterns: counts by zone, year, sex and age.

    runs = recorded("town", seeds=20, years=20)      one Record per seed, computed once per process

Immigration is given, as EVIDENCE V1 and MODEL.md ask: the nation's cohort residual of each five years, by population.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise

import numpy as np

from model.inputs import Founders, RegionData, Scenario, WorldPath
from tests.patterns import invented
from tests.patterns.pool import run_all

AGES = 106
Parameters = tuple[tuple[str, float], ...]
_PERIODS = (2005, 2010, 2015, 2020, 2025)  # of the national table


@dataclass
class Record:
    """One run: Y years, Z zones, M municipalities. Stocks have Y + 1 rows, the first is the base year's."""

    role: list[str]  # [M] town, near, far
    municipality: np.ndarray  # [Z]
    is_settlement: np.ndarray  # [Z] zones that are a town, its suburbs or a village
    people: np.ndarray  # [Y + 1, Z, 2, AGES]
    births: np.ndarray  # [Y, Z]
    deaths: np.ndarray
    immigration: np.ndarray  # [Y, Z] from abroad less to abroad
    price: np.ndarray  # [Y + 1, Z] NOK a square metre
    cost: float  # the same, of building
    homes: np.ndarray  # [Y + 1, Z] lived in or on offer
    started: np.ndarray  # [Y, Z, 2] homes started for the market, by a household for itself

    def domestic(self, zones: np.ndarray) -> np.ndarray:
        """Net migration from and to the rest of the country [Y] of zones [Z], persons: what other causes leave."""
        residents = self.people.sum(axis=(2, 3))[:, zones].sum(axis=1).astype(float)
        other = (self.births - self.deaths + self.immigration)[:, zones].sum(axis=1)
        return np.asarray(np.diff(residents) - other)

    def zones(self, role: str) -> np.ndarray:
        """Zones [Z] of the municipalities of a role; "hinterland" is near and far."""
        roles = ("near", "far") if role == "hinterland" else (role,)
        return np.array([self.role[m] in roles for m in self.municipality])


def _town(base_year: int, **how: bool | float) -> RegionData:
    return invented.town_and_hinterland(base_year, **how)


def _lister(base_year: int = 2025, price_nok_m2: float | None = None) -> RegionData:
    from scenarios.bundle import load_region

    data = load_region("lister")
    if price_nok_m2 is not None:
        prices = data.prices.assign(price_nok_m2_base_year=price_nok_m2)
        data = replace(data, prices=prices, zones=data.zones.assign(price_factor=1.0), hash=data.hash + " one price")
    return data if base_year == data.base_year else invented.in_year(data, base_year)


def building_cost() -> float:
    """NOK per square metre of a new home, as the model has it."""
    from model.parameters import resolve
    from model.registry import load_parameters
    from model.submodels.homes import Params

    load_parameters()
    return float(resolve({})[Params].cost_nok_m2)


# Setups by name. "town" is the invented region with balanced sexes and the nation's ages.
SETUPS: dict[str, Callable[[], RegionData]] = {
    "town": partial(_town, 2005, balanced=True),
    "town, aged": partial(_town, 2005, aged=True),
    "town, at cost": lambda: _town(2015, price_nok_m2=building_cost()),
    "lister": _lister,
    "lister 2005": partial(_lister, 2005),
    "lister, at cost": lambda: _lister(price_nok_m2=building_cost()),
}


def region_of(setup: str) -> RegionData:
    """Region of a setup: a name of SETUPS, or "hinterland 17", "aged hinterland 17"."""
    if setup in SETUPS:
        return SETUPS[setup]()
    kind, _, number = setup.rpartition(" ")
    return invented.random_hinterland(int(number), aged=kind == "aged hinterland")


@cache
def recorded(setup: str, seeds: int, years: int, parameters: Parameters = ()) -> list[Record]:
    """Runs with seeds 0 … seeds − 1, and with other values of parameters if there are any."""
    return run_all(run_one, [(setup, seed, years, parameters) for seed in range(seeds)])


@cache
def recorded_family(kind: str, members: int, years: int) -> list[Record]:
    """One run of every member of the family "hinterland" or "aged hinterland"."""
    return run_all(run_one, [(f"{kind} {number}", number, years, ()) for number in range(members)])


def net_immigration(start: int, stop: int) -> float:
    """Persons a year who came to the nation between two 1 Januaries of its table, net, per resident at the start.

    Residents who were born by the start, less survivors of those then; who came or was born since and is younger than
    that is not counted.
    """
    table = invented.nation().mortality
    table = table[table["year"] == (start + stop) // 2]
    before, after = invented.people_of(start), invented.people_of(stop)
    came = 0.0
    for sex, name in enumerate(("male", "female")):
        rows = table[table["sex"] == name]
        m = np.interp(np.arange(AGES), rows["age"], rows["deaths_per_person_year"])
        left = before[sex]
        for _ in range(stop - start):
            left = left * np.exp(-m)
            left = np.concatenate([[0.0], left[:-2], [left[-2] + left[-1]]])
        came += float((after[sex] - left)[stop - start :].sum())
    return came / (stop - start) / float(before.sum())


def _inflow(founders: Founders, base_year: int) -> tuple[Founders, dict[str, WorldPath]]:
    """Founders and world path with the immigration of each five years; before 2005 + 10 the model cannot know it."""
    residents = float((founders.columns["persons"]["household_id"] >= 0).sum())
    periods = [(a, b) for a, b in pairwise(_PERIODS) if b > base_year]
    if not periods:
        return founders, {}
    rates = np.array([net_immigration(a, b) for a, b in periods])
    arrays = founders.arrays | {"base:immigration_persons": np.array([rates[0] * residents])}
    assert "base:immigration_persons" in founders.arrays, "the model keeps its immigration under another name"
    years = tuple(year for a, b in periods for year in (a, b - 1))
    factors = tuple(float(f) for f in np.repeat(rates / rates[0], 2))
    return replace(founders, arrays=arrays), {"immigration": WorldPath(years, factors)}


@cache
def _scenario(setup: str, years: int) -> Scenario:
    from model.synthesis import synthesise

    data = region_of(setup)
    founders, world = _inflow(synthesise(data), data.base_year)
    return Scenario(setup, {}, data, start=data.base_year, years=years, world=world, founders=founders)


def run_one(job: tuple[str, int, int, Parameters]) -> Record:
    """Run a setup with a seed for some years."""
    from model.codes import ZoneKind
    from model.synthesis import build_region
    from model.year import run_year

    setup, seed, years, parameters = job
    scenario = replace(_scenario(setup, years), parameters=dict(parameters))
    region = build_region(scenario, seed)
    n = region.n_zones
    record = Record(
        role=_roles(region),
        municipality=region.zones.municipality.copy(),
        is_settlement=region.zones.kind <= ZoneKind.VILLAGE,
        people=np.zeros((years + 1, n, 2, AGES), np.int32),
        births=np.zeros((years, n)), deaths=np.zeros((years, n)), immigration=np.zeros((years, n)),
        price=np.zeros((years + 1, n)), cost=float(region.base["construction_cost_nok_m2"][0]),
        homes=np.zeros((years + 1, n)), started=np.zeros((years, n, 2)),
    )  # fmt: skip
    _stocks(region, record, 0)
    for y in range(years):
        before = _Before(region)
        run_year(region)
        for name in ("births", "deaths"):
            getattr(record, name)[y] = region.flows.get(name, 0.0)
        record.immigration[y] = region.flows.get("moves_in:origin:abroad", 0.0) - before.gone_abroad(region)
        record.started[y] = before.started(region)
        _stocks(region, record, y + 1)
    return record


def _roles(region) -> list[str]:
    """Roles of the municipalities: invented ones carry theirs; of others those with a town are towns, the rest near."""
    names = invented.role_of(region.data)
    if set(names) <= {"town", "near", "far"}:
        return names
    with_town = set(region.zones.municipality[region.zones.is_town])
    return ["town" if m in with_town else "near" for m in range(len(names))]


def _stocks(region, record: Record, y: int) -> None:
    from model.codes import DwellingState

    c, d, n = region.persons.c, region.dwellings.c, region.n_zones
    rows = np.flatnonzero(region.residents())
    np.add.at(record.people[y], (c.place_id[rows], c.sex[rows], np.minimum(c.age[rows], AGES - 1)), 1)
    price = region.price_nok_m2
    record.price[y] = price if price.ndim == 1 else price.mean(axis=1)
    market = np.isin(d.state, (DwellingState.OCCUPIED, DwellingState.OFFERED)) & (d.place_id >= 0)
    record.homes[y] = np.bincount(d.place_id[market], minlength=n)


class _Before:
    """Who lived where, and which homes there were, on 1 January."""

    def __init__(self, region) -> None:
        rows = np.flatnonzero(region.residents())
        order = rows[np.argsort(region.persons.c.key[rows])]
        self.key, self.zone = region.persons.c.key[order].copy(), region.persons.c.place_id[order].copy()
        self.homes = region.dwellings.c.key.copy()

    def gone_abroad(self, region) -> np.ndarray:
        """Residents of 1 January who have left for another country, by zone [Z]."""
        c, n = region.persons.c, region.n_zones
        abroad = np.flatnonzero(np.append(region.outside.is_abroad, False))
        rows = np.flatnonzero((c.household_id < 0) & np.isin(c.place_id - n, abroad))
        at = np.minimum(np.searchsorted(self.key, c.key[rows]), self.key.size - 1)
        mine = self.key[at] == c.key[rows]
        return np.bincount(self.zone[at[mine]], minlength=n)

    def started(self, region) -> np.ndarray:
        """Homes that were begun this year [Z, 2]: for the market, by a household for itself."""
        from model.codes import DwellingState

        d = region.dwellings.c
        new = ~np.isin(d.key, self.homes) & (d.state == DwellingState.UNDER_CONSTRUCTION)
        own = d.household_id >= 0
        return np.stack([np.bincount(d.place_id[new & who], minlength=region.n_zones) for who in (~own, own)], axis=1)
