"""Tables -> demography.csv and history.csv of a bundle: the region's level of births and deaths, and its past."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.inputs import NationalData
from scenarios.build_people import GROUP, OLDEST, SEXES
from scenarios.build_tables import Tables

_Found = tuple[float, float, str]  # ratio before it is shrunk, events it rests on, what they are
_BIRTHS = 10  # years of births before a base year that make its ratio
_SHRINK = 100.0  # events that count as much as the nation's ratio: a true spread between regions of 0.1


def demography(tables: Tables, people: pd.DataFrame, national: NationalData, base_years: list[int]) -> pd.DataFrame:
    """Birth and death ratio of the region to the nation for each base year, shrunk to 1."""
    target = "demography.csv"
    rows = []
    is_known = not people.empty and (people.basis == "official").all()
    if is_known:
        tables.used.setdefault(target, []).append("population_single_year_age_sex")
    births = tables.get("births_deaths_netmigration_estimates_2005_2025", target)
    for year in base_years:
        found_of = {"birth_ratio": _birth_ratio(people, births, national, year) if is_known else None}
        found_of["death_ratio"] = _death_ratio(people, national, year) if is_known else None
        for quantity, found in found_of.items():
            if found is None:
                text = "no figures for the years before: the nation's level"
                rows.append((quantity, year, 1.0, "assumption", text))
                continue
            raw, n, what = found
            value = 1.0 + n / (n + _SHRINK) * (raw - 1.0)
            rows.append((quantity, year, round(value, 3), "derived", f"raw {raw:.3f} from {what}; weight n/(n+100)"))
    return pd.DataFrame(rows, columns=["quantity", "base_year", "value", "basis", "note"])


def _birth_ratio(people: pd.DataFrame, births: pd.DataFrame, national: NationalData, year: int) -> _Found | None:
    """Births of the ten years before over those that the nation's rates give the region's women; else by children.

    Children of 0–4 say less: some were born elsewhere before the family moved in.
    """
    before = births[births.year.between(year - _BIRTHS, year - 1)]
    known = before.groupby("municipality_code").births_proxy_age0_next_jan1.count()
    if people.year.min() <= year - _BIRTHS and (known.reindex(people.municipality.unique()) == _BIRTHS).all():
        born = float(before.births_proxy_age0_next_jan1.sum())
        expected = sum(_expected_births(people, national, y) for y in range(year - _BIRTHS, year))
        return born / expected, born, f"{int(born)} births in ten years"
    if year not in set(national.population.year):
        return None
    levels = [_per_expected_child(frame, national, year) for frame in (people, national.population)]
    (here, n), (nation, _) = levels
    return here / nation, n, f"{int(n)} children of 0–4"


def _expected_births(people: pd.DataFrame, national: NationalData, year: int) -> float:
    """Births of a year by the nation's rates; women in the middle of it, linear between the years that are known."""
    known = np.sort(people.year.unique())
    women = np.array([_by_age(people, y, "female") for y in known])
    now = np.array([np.interp(year + 0.5, known, by_age) for by_age in women.T])
    return float(now @ _fertility(national, year))


def _per_expected_child(people: pd.DataFrame, national: NationalData, year: int) -> tuple[float, float]:
    """(children of 0–4 over those whom the women who live here would have had at the nation's rates, children)."""
    women = _by_age(people, year, "female")
    expected = 0.0
    for age in range(GROUP):
        rates = _fertility(national, year - 1 - age)
        then = (rates[:-1] + rates[1:]) / 2.0  # of women who became a year older in that year
        expected += float(women[1 + age :] @ then[: women.size - 1 - age])
    now = people[(people.year == year) & (people.age < GROUP)]
    children = float(now.persons.sum())
    return children / expected, children


def _fertility(national: NationalData, year: int) -> np.ndarray:
    """National births per woman and year by age, 0 to OLDEST."""
    rows = national.fertility[national.fertility.year == year].set_index("age").births_per_woman_year
    return rows.reindex(range(OLDEST + 1), fill_value=0.0).to_numpy(float)


def _death_ratio(people: pd.DataFrame, national: NationalData, year: int) -> _Found | None:
    """The factor on national rates that gives the region's losses of old cohorts, over the one that gives the nation's."""
    if not {year - 10, year - 5, year} <= set(people.year) & set(national.population.year):
        return None
    here, lost = _death_factor(people, national, year)
    nation, _ = _death_factor(national.population, national, year)
    return here / nation, lost, f"a cohort loss of {round(lost)}"


def _death_factor(people: pd.DataFrame, national: NationalData, year: int) -> tuple[float, float]:
    """(factor, persons lost): cohorts between 72 and 94 years, over the two spans of five years before a year."""
    spans, lost = [], 0.0
    for then in (year - 10, year - 5):
        for sex in SEXES:
            before, after = (_by_age(people, y, sex) for y in (then, then + GROUP))
            ages = np.arange(72, 95 - GROUP)
            exposure = sum(_rates(national, sex, then + k)[ages + k] for k in range(GROUP))
            spans.append((before[ages], exposure))
            lost += float((before[ages] - after[ages + GROUP]).sum())
    low, high = 0.3, 3.0
    for _ in range(60):
        factor = (low + high) / 2.0
        expected = sum(float((n * -np.expm1(-factor * e)).sum()) for n, e in spans)
        low, high = (factor, high) if expected < lost else (low, factor)
    return factor, lost


def _rates(national: NationalData, sex: str, year: int) -> np.ndarray:
    """National deaths per person-year by age on 1 January."""
    rows = national.mortality[(national.mortality.sex == sex) & (national.mortality.year == year)]
    m = rows.set_index("age").deaths_per_person_year.reindex(range(OLDEST + 2)).ffill().to_numpy()
    return (m[:-1] + m[1:]) / 2.0


def _by_age(people: pd.DataFrame, year: int, sex: str) -> np.ndarray:
    rows = people[(people.year == year) & (people.sex == sex)].groupby("age").persons.sum()
    return rows.reindex(range(OLDEST + 1), fill_value=0).to_numpy(float)


def history(tables: Tables) -> pd.DataFrame:
    """Published totals, births, deaths and net migration: what a backcast is compared with. No input of a run."""
    target = "history.csv"
    columns = ["municipality", "year_from", "year_to", "quantity", "sex", "age_from", "age_to", "value", "basis"]
    parts = []
    total = tables.get("population_total", target)
    parts.append(_yearly(total, "population_jan1", "population", "official"))
    yearly = tables.get("births_deaths_netmigration_estimates_2005_2025", target)
    for column, quantity in (
        ("births_proxy_age0_next_jan1", "births"),
        ("deaths_expected_national_rates", "deaths"),
        ("net_migration_est", "net_migration"),
    ):
        parts.append(_yearly(yearly, column, quantity, "derived"))
    ages = tables.get("net_migration_by_age_sex_period", target)
    if len(ages):
        years = ages.period.str.split("-", expand=True).astype("int64")
        last = int(ages.age_from.max())
        parts.append(
            pd.DataFrame(
                {
                    "municipality": ages.municipality_code,
                    "year_from": years[0],
                    "year_to": years[1],
                    "quantity": "net_migration_by_age",
                    "sex": ages.sex,
                    "age_from": ages.age_from,
                    "age_to": np.where(ages.age_from == last, OLDEST, ages.age_from + GROUP - 1),
                    "value": ages.net_migration_est,
                    "basis": "derived",
                }
            )
        )
    found = pd.concat([part[columns] for part in parts], ignore_index=True)
    found["order"] = [tables.codes.index(code) for code in found.municipality]
    return found.sort_values("order", kind="stable")[columns].reset_index(drop=True)


def _yearly(frame: pd.DataFrame, column: str, quantity: str, basis: str) -> pd.DataFrame:
    frame = frame[frame[column].notna()] if len(frame) else frame
    return pd.DataFrame(
        {
            "municipality": frame.municipality_code,
            "year_from": frame.year,
            "year_to": frame.year,
            "quantity": quantity,
            "sex": "all",
            "age_from": 0,
            "age_to": OLDEST,
            "value": frame[column],
            "basis": basis,
        }
    )
