"""Invented regions for facts that are national: a town, its suburbs and village, near and far hinterland municipalities.

    region = town_and_hinterland(2005)       one town and two municipalities near it, two far away
    region = random_hinterland(17)           one hinterland municipality of a keyed family, with its small town

Nothing in them is fitted to what is measured. Ages are the nation's of the base year or, with `aged`, those that 25 years
of the domestic losses of EVIDENCE V1 leave (`past_losses`). Jobs, commuting, homes, prices, services and distances follow
the rules of `invented_tables.py`, all of them assumptions. All zones of a kind are alike.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache

import numpy as np

from model.inputs import MunicipalityData, NationalData, RegionData, Town
from scenarios.bundle import load_national
from scenarios.bundle_columns import TABLES
from scenarios.bundle_table import empty_table
from tests.patterns import invented_tables as tables
from tests.patterns.invented_tables import Place

# Moves between municipalities per 1000 and year from age 0, 5, … 70 (EVIDENCE V3: 2011; children, 40 and over: 2004).
_RATES = (62, 29, 21, 55, 142, 128, 79, 47, 30, 24, 19, 15, 14, 11, 5)
# Domestic net migration over 12 years, % of the residents: centrality classes 4, 5 and 6 (EVIDENCE V1).
DOMESTIC_LOSS = {"town": 3.12, "near": 8.64, "far": 10.37}
_YEARS_OF_LOSS, _AGE_OF_MOTHERS = 25, 29
LAST_AGE = 105
_EMPLOYED_20_66 = 0.78

REGION = (
    Place("T", "town", 12_000),
    Place("N1", "near", 3_500, 25.0),
    Place("N2", "near", 3_000, 30.0),
    Place("F1", "far", 2_500, 60.0),
    Place("F2", "far", 2_500, 70.0),
)


def town_and_hinterland(
    base_year: int, balanced: bool = False, aged: bool = False, price_nok_m2: float | None = None
) -> RegionData:
    """The region: `balanced` = as many women as men of every age; `aged` = ages after decades of loss.

    With a price every square metre of every zone costs that much at the start.
    """
    return _region(f"invented-{base_year}", REGION, base_year, 90.0, balanced, aged, price_nok_m2)


def random_hinterland(number: int, base_year: int = 2020, aged: bool = False) -> RegionData:
    """Member of a keyed family: a hinterland municipality 20–80 minutes from a small town, which has a city 60–150 away."""
    u = np.random.default_rng(number).random(4)
    minutes = 20.0 + 60.0 * u[0]
    places = (
        Place("T", "town", round(4_000 + 4_000 * u[1])),
        Place("H", "near" if minutes < 45.0 else "far", round(1_500 + 3_000 * u[2]), minutes),
    )
    return _region(f"hinterland-{number}", places, base_year, 60.0 + 90.0 * u[3], False, aged, None)


def role_of(data: RegionData) -> list[str]:
    """Role of every municipality of an invented region."""
    return [m.name for m in data.municipalities]


@cache
def nation() -> NationalData:
    """Norway's tables."""
    return load_national("NO")


def people_of(base_year: int) -> np.ndarray:
    """The nation's residents [2, age] (male, female) of the nearest year in the tables."""
    table = nation().population
    year = min(table["year"].unique(), key=lambda y: abs(int(y) - base_year))
    table = table[table["year"] == year]
    people = np.zeros((2, LAST_AGE + 1))
    sex = (table["sex"] == "female").to_numpy(np.int64)
    np.add.at(people, (sex, np.minimum(table["age"].to_numpy(), LAST_AGE)), table["persons"].to_numpy(np.float64))
    return people


def past_losses(people: np.ndarray, loss: float) -> np.ndarray:
    """What remains of each age [ages] after 25 years of a net loss of `loss` residents per resident and year.

    The loss falls on ages as moves between municipalities do (EVIDENCE V3). Who was born since then had parents who were
    as many as women of 29 were.
    """
    age = np.arange(people.shape[1])
    rate = np.array(_RATES)[np.minimum(age // 5, len(_RATES) - 1)] / 1000.0
    rate *= loss / (rate @ people.sum(axis=0) / people.sum())
    lost = np.concatenate([[0.0], np.cumsum(rate)])  # from birth to each birthday
    at_home = np.maximum(age - _YEARS_OF_LOSS, 0)
    mother_then = np.maximum(_AGE_OF_MOTHERS - np.maximum(_YEARS_OF_LOSS - age, 0), 0)
    own = np.exp(-(lost[age] - lost[at_home]))
    parents = np.exp(-(lost[_AGE_OF_MOTHERS] - lost[mother_then]))
    return np.where(age < _YEARS_OF_LOSS, own * parents, own)


def _people(place: Place, base_year: int, balanced: bool, aged: bool) -> np.ndarray:
    people = people_of(base_year)
    if aged:
        people = people * past_losses(people, DOMESTIC_LOSS[place.role] / 1200.0)
    if balanced:
        half = tables.whole(people.sum(axis=0), place.residents // 2)
        return np.stack([half, half])
    return tables.whole(people, place.residents)


def _region(
    region_id: str, places: tuple[Place, ...], base_year: int, city_minutes: float, balanced: bool, aged: bool,
    price_nok_m2: float | None,
) -> RegionData:  # fmt: skip
    people = {p.code: _people(p, base_year, balanced, aged) for p in places}
    workers = {code: round(_EMPLOYED_20_66 * n[:, 20:67].sum()) for code, n in people.items()}
    commuting = tables.commuting(places, workers, base_year)
    facts = repr((region_id, places, base_year, city_minutes, balanced, aged, price_nok_m2))
    return RegionData(
        id=region_id,
        name={"nb": "Oppdiktet", "en": "Invented"},
        base_year=base_year,
        towns=(Town("town", "Town", tuple(f"t-{zone[0]}" for zone in tables.TOWN_ZONES if zone[1] in ("centre", "town"))),),
        # The name is the role: role_of reads it.
        municipalities=tuple(MunicipalityData(p.code, p.role, 650_000.0, "assumption") for p in places),
        zones=tables.zones(places, price_nok_m2 is not None),
        links=tables.links(places, city_minutes),
        **{name: empty_table(TABLES[name]) for name in ("link_quality", "coverage", "far_services")},
        population=tables.population(places, people, base_year),
        households=tables.households(places, base_year),
        dwellings=tables.dwellings(places, base_year),
        jobs=tables.jobs(places, commuting, base_year),
        establishments=tables.establishments(places, commuting, base_year),
        commuting=commuting,
        services=tables.services(places, people),
        prices=tables.frame(
            ["municipality", "year", "price_nok_m2", "price_nok_m2_base_year"],
            [(p.code, base_year, *2 * (price_nok_m2 or tables.PRICE_NOK_M2[p.role],)) for p in places],
        ),
        demography=tables.frame(["quantity", "value"], [("birth_ratio", 1.0), ("death_ratio", 1.0)]),
        outside=tables.outside(),
        history=tables.frame(
            ["municipality", "year_from", "year_to", "quantity", "sex", "age_from", "age_to", "value"], []
        ),
        national=nation(),
        hash=hashlib.sha256(facts.encode()).hexdigest(),
    )  # fmt: skip


def in_year(data: RegionData, base_year: int) -> RegionData:
    """A published region as of an earlier 1 January: its residents of then; jobs scaled with residents of 20 to 66.

    What else the bundle says (homes by type, prices, households per adult, birth and death ratios) stays the base year's.
    """
    people = data.population[data.population["age"].between(20, 66)]
    adults = people.groupby(["municipality", "year"])["persons"].sum()
    scale = {m.code: adults[m.code, base_year] / adults[m.code, data.base_year] for m in data.municipalities}
    scale["outside"] = sum(scale.values()) / len(scale)
    commuting = data.commuting.copy()
    commuting["employed"] = np.rint(commuting["employed"] * commuting["home"].map(scale)).astype(np.int64)
    return replace(data, base_year=base_year, commuting=commuting, hash=f"{data.hash} as of {base_year}")
