"""Lister's own figures, and a backcast from 2005 against them: residents by age and sex, net migration by age, prices.

The backcast starts with the residents of 1 January 2005, with jobs in proportion and the nation's immigration given; homes,
prices, birth and death ratios are those of the bundle. Bands are ours: EVIDENCE.md has none for a single region.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from model.inputs import RegionData
from scenarios.bundle import load_region
from tests.patterns import invented
from tests.patterns.claims import Claim
from tests.patterns.records import AGES, Record, building_cost, recorded

SEEDS, START, STOP = 8, 2005, 2025
YEARS = STOP - START + 1  # history.csv ends with the year 2025
SPAN = 5
LISTER_YEARS = 20  # of the baseline, as housing.py runs it
V1_LAST = 2016  # 2005 to 2016: twelve years
PROFILE = slice(1, 15)  # five-year groups from 5 to 74 years: younger ones were born since, older ones mostly die
_SETUP = f"Lister from {START}, {YEARS} years, the nation's immigration given"


@cache
def lister() -> RegionData:
    """The bundle."""
    return load_region("lister")


def role_by_code() -> dict[str, str]:
    """Municipalities with a town are towns, the others near hinterland."""
    data = lister()
    zones = {zone for town in data.towns for zone in town.zones}
    with_town = set(data.zones[data.zones["zone_id"].isin(zones)]["municipality"])
    return {m.code: "town" if m.code in with_town else "near" for m in data.municipalities}


def counted(year: int, role: str | None = None) -> np.ndarray:
    """Residents [2, AGES] of a 1 January of the bundle, of all municipalities or of those of a role."""
    frame = lister().population
    roles = frame["municipality"].map(role_by_code())
    frame = frame[(frame["year"] == year) & ((roles == role) | (role is None))]
    out = np.zeros((2, AGES))
    sex = (frame["sex"] == "female").to_numpy(np.int64)
    np.add.at(out, (sex, np.minimum(frame["age"].to_numpy(), AGES - 1)), frame["persons"].to_numpy(np.float64))
    return out


def _sum(quantity: str, role: str, first: int, last: int) -> float:
    frame = lister().history
    mine = frame["municipality"].map(role_by_code()) == role
    frame = frame[mine & (frame["quantity"] == quantity) & frame["year_from"].between(first, last)]
    return float(frame["value"].sum())


History = tuple[tuple[str, float], ...]


@cache
def split_of_lister() -> dict[str, History]:
    """Parts of V1 from history.csv; domestic and foreign migration are not told apart there."""
    out: dict[str, History] = {}
    years = f"{START}–{V1_LAST}"
    for role, name in (("town", "town"), ("near", "hinterland")):
        residents = _sum("population", role, START, START)
        born = _sum("births", role, START, V1_LAST) - _sum("deaths", role, START, V1_LAST)
        moved = _sum("net_migration", role, START, V1_LAST)
        out[f"births {name}"] = ((years, 100 * born / residents),)
        out[f"total {name}"] = ((years, 100 * (born + moved) / residents),)
    return out


@cache
def decline_of_lister() -> dict[str, History]:
    """V24 from population.csv: the municipalities without a town, 2005 to 2025."""
    first, last = counted(START, "near"), counted(STOP, "near")
    years = f"{START}–{STOP}"
    frame = lister().population
    total = frame.groupby(["municipality", "year"])["persons"].sum()
    codes = [code for code, role in role_by_code().items() if role == "near"]
    shrank = [total[code, STOP] < total[code, START] for code in codes]
    return {
        "decline": ((f"{years}, {len(codes)} municipalities", 100.0 * float(np.mean(shrank))),),
        "oldest": ((years, float(last[:, 80:].sum() / first[:, 80:].sum())),),
        "working age": ((years, float(100 * (last[:, 20:67].sum() / first[:, 20:67].sum() - 1))),),
        "size": ((years, float(100 * (last.sum() / first.sum() - 1))),),
    }


def women_per_100_men(people: np.ndarray) -> float:
    """Of residents [2, AGES] of 20 to 39."""
    men, women = people[:, 20:40].sum(axis=1)
    return float(100 * women / men)


@cache
def women_of_lister() -> dict[str, History]:
    """The published ratio of V25."""
    return {
        name: tuple((str(year), women_per_100_men(counted(year, role))) for year in (2005, 2015, 2025))
        for role, name in (("town", "town"), ("near", "hinterland"))
    }


@cache
def prices_of_lister() -> dict[str, History]:
    """The bundle's prices over building cost, mean of municipalities."""
    prices = lister().prices
    ratio = prices["price_nok_m2_base_year"] / building_cost()
    role = prices["municipality"].map(role_by_code())
    return {
        name: (("bundle", float(ratio[role == key].mean())),)
        for key, name in (("town", "town"), ("near", "hinterland"))
    }


def yearly_residuals(people: np.ndarray, first: int) -> np.ndarray:
    """Net migration [Y, 2, AGES] of each year by age at its end: residents less survivors at the nation's death rates.

    people [Y + 1, 2, AGES] on 1 Januaries from `first`. So are the figures of history.csv made. Newborns are 0.
    """
    table = invented.nation().mortality
    out = np.zeros((len(people) - 1, 2, AGES))
    for y in range(len(out)):
        for sex, name in enumerate(("male", "female")):
            rows = table[(table["year"] == first + y) & (table["sex"] == name)]
            left = people[y, sex] * np.exp(-np.interp(np.arange(AGES), rows["age"], rows["deaths_per_person_year"]))
            survivors = np.concatenate([[0.0], left[:-2], [left[-2] + left[-1]]])
            out[y, sex, 1:] = (people[y + 1, sex] - survivors)[1:]
    return out


def by_group(values: np.ndarray) -> np.ndarray:
    """Sums [..., 18] over ages 0–4, 5–9, …, 85 and over."""
    return np.add.reduceat(values, np.arange(0, 90, 5), axis=-1)


def profile(run: Record) -> np.ndarray:
    """Net migration a year per 1000 of an age [2, 18], 2005 to 2025."""
    people = run.people.sum(axis=1).astype(np.float64)
    moved = by_group(yearly_residuals(people, START)).sum(axis=0)
    return np.asarray(1000.0 * moved / by_group(people[:-1]).sum(axis=0))


@cache
def published_profile() -> np.ndarray:
    """The same of history.csv; person-years from the residents of every fifth year."""
    frame = lister().history
    frame = frame[frame["quantity"] == "net_migration_by_age"]
    moved = np.zeros((2, 18))
    sex = (frame["sex"] == "female").to_numpy(np.int64)
    np.add.at(moved, (sex, frame["age_from"].to_numpy() // 5), frame["value"].to_numpy(np.float64))
    counts = np.array([by_group(counted(year)) for year in range(START, STOP + 1, SPAN)])
    years = np.arange(START, STOP + 1)
    person_years = sum(
        np.array([[np.interp(y, years[::SPAN], counts[:, s, g]) for g in range(18)] for s in range(2)]) for y in years
    )
    return np.asarray(1000.0 * moved / person_years)


@cache
def backcast() -> dict[str, Claim]:
    """What 20 years from 2005 make of Lister, against what was published."""
    runs = recorded("lister 2005", SEEDS, YEARS)
    own = published_profile()
    rates = np.array([profile(run) for run in runs])
    end = STOP - START
    last, last_own = [run.people[end].sum(axis=0).astype(float) for run in runs], counted(STOP)
    claims = {}

    def add(
        name: str, text: str, values: list[float], low: float, high: float, unit: str = "", truth: float | None = None
    ) -> None:
        published = () if truth is None else (("published", truth),)
        claims[name] = Claim("Lister", text, np.array(values), low, high, unit, _SETUP, published, True)

    gap = [100 * float(np.abs(by_group(p).sum(0) - by_group(last_own).sum(0)).sum() / last_own.sum()) for p in last]
    add("ages", "residents of five-year groups in 2025: sum of absolute differences", gap, 0, 10, "%")
    for role, name in (("town", "municipalities with a town"), ("near", "other municipalities")):
        n = [float(run.people[end, run.zones(role)].sum()) for run in runs]
        published = counted(STOP, role).sum()
        add(
            f"residents {role}",
            f"residents in 2025, {name}, over the published",
            [x / published for x in n],
            0.95,
            1.05,
        )
        ratio = [women_per_100_men(run.people[end, run.zones(role)].sum(axis=0)) for run in runs]
        truth = women_per_100_men(counted(STOP, role))
        text = f"women per 100 men of 20 to 39 in 2025, {name}"
        add(f"women {role}", text, ratio, truth - 4, truth + 4, "", truth)
    shares = [_residents_by_municipality(run, end) / _published_by_municipality(STOP) for run in runs]
    text = "residents of a municipality in 2025: mean absolute difference from the published"
    add("municipalities", text, [100 * float(np.abs(x - 1.0).mean()) for x in shares], 0, 5, "%")
    text = "residents in 2025 over the published, municipality that is furthest off (no band)"
    add("furthest", text, [float(x[np.argmax(np.abs(x - 1.0))]) for x in shares], -np.inf, np.inf)
    fit = [float(np.corrcoef(r[:, PROFILE].ravel(), own[:, PROFILE].ravel())[0, 1]) for r in rates]
    add("profile", "net migration by age and sex, 2005–2025, ages 5–74: correlation with the published", fit, 0.8, 1)
    for group, low in ((3, 15), (4, 20), (5, 25), (6, 30)):
        text = f"net migration a year per 1000 of {low} to {low + 4} years"
        truth = float(own[:, group].mean())
        add(f"net {low}", text, list(rates[..., group].mean(axis=1)), truth - 10, truth + 10, "", truth)
    return claims


def _residents_by_municipality(run: Record, year: int) -> np.ndarray:
    return np.bincount(run.municipality, weights=run.people[year].sum(axis=(1, 2)))


def _published_by_municipality(year: int) -> np.ndarray:
    frame = lister().population
    total = frame[frame["year"] == year].groupby("municipality")["persons"].sum()
    return total.reindex([m.code for m in lister().municipalities]).to_numpy(np.float64)


def _first_year_excess(run: Record) -> float:
    """Largest difference between the first year's domestic net migration of a municipality and the mean of years 6–10."""
    gaps = []
    for m in range(len(run.role)):
        mine = run.municipality == m
        rate = 100.0 * run.domestic(mine) / run.people[:-1, mine].sum(axis=(1, 2, 3))
        gaps.append(abs(rate[0] - rate[5:10].mean()))
    return float(max(gaps))


@cache
def no_transient() -> dict[str, Claim]:
    """The founders of every municipality live where the model would have them live."""
    runs = recorded("lister", SEEDS, LISTER_YEARS)
    text = "domestic net migration of a municipality, first year against years 6–10: largest difference"
    values = np.array([_first_year_excess(run) for run in runs])
    return {
        "first year": Claim(
            "Lister", text, values, 0.0, 1.5, "% of residents", "Lister's baseline from 2025", is_own_band=True
        )
    }  # fmt: skip


@cache
def formed_prices() -> dict[str, Claim]:
    """Prices of municipalities that form from one price everywhere, against the bundle's."""
    data, runs = lister(), recorded("lister, at cost", SEEDS, STOP - START)
    codes = [m.code for m in data.municipalities]
    own = data.prices.set_index("municipality")["price_nok_m2_base_year"].reindex(codes).to_numpy(np.float64)
    gaps = []
    for run in runs:
        price = np.array(
            [
                np.average(run.price[-1, run.municipality == m], weights=run.homes[-1, run.municipality == m])
                for m in range(len(codes))
            ]
        )
        gaps.append(float(np.abs(np.log(price / own)).mean()))
    setup = "Lister from 2025, price = building cost everywhere at the start, 20 years"
    text = "prices of municipalities: mean absolute log difference from the bundle's"
    return {"prices": Claim("Lister", text, np.array(gaps), 0.0, 0.15, "", setup, is_own_band=True)}
