"""Tables -> population.csv of a bundle, and the base years that it allows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.inputs import NationalData
from model.synthesis.integers import largest_remainder
from scenarios.build_tables import Tables
from scenarios.errors import BadInput

OLDEST = 105  # the last age of published tables is open
GROUP = 5
SEXES = ("male", "female")


def population(tables: Tables, national: NationalData) -> pd.DataFrame:
    """Persons by municipality, year, sex and single year of age, from the best table there is."""
    target = "population.csv"
    single = tables.get("population_single_year_age_sex", target)
    if len(single):
        frame = single.melt(["municipality_code", "year", "age"], list(SEXES), var_name="sex", value_name="persons")
        return _people(frame, "official")
    five = tables.get("population_5yr_age_sex", target)
    if len(five):
        tables.note(target, "single years of age: each five-year group divided like the nation's")
        return _people(_split(five, national), "derived")
    tables.note(target, "sex and age: every total divided like the nation's population (assumption)")
    total = tables.get("population_total", target)
    whole = total.assign(age_from=-1, male=total.population_jan1, female=0.0)
    return _people(_split(whole, national), "assumption")


def _people(frame: pd.DataFrame, basis: str) -> pd.DataFrame:
    frame = frame.rename(columns={"municipality_code": "municipality"})
    frame = frame.assign(persons=frame.persons.round().astype("int64"), basis=basis)
    frame = frame.sort_values(["municipality", "year", "sex", "age"], ascending=[True, True, False, True])
    return frame[["municipality", "year", "sex", "age", "persons", "basis"]].reset_index(drop=True)


def _split(groups: pd.DataFrame, national: NationalData) -> pd.DataFrame:
    """Divide age groups (age_from −1 = everybody, both sexes in `male`) by the nation's ages of the nearest year."""
    years = np.sort(national.population.year.unique())
    last = int(groups.age_from.max())
    rows = []
    for row in groups.itertuples():
        near = years[np.argmin(np.abs(years - row.year))]
        nation = national.population[national.population.year == near]
        if row.age_from < 0:
            parts = [(nation, row.male)]
        else:
            high = OLDEST if row.age_from == last else row.age_from + GROUP - 1
            group = nation[nation.age.between(row.age_from, high)]
            parts = [(group[group.sex == sex], getattr(row, sex)) for sex in SEXES]
        for part, persons in parts:
            rows.append(
                pd.DataFrame(
                    {
                        "municipality_code": row.municipality_code,
                        "year": row.year,
                        "age": part.age.to_numpy(),
                        "sex": part.sex.to_numpy(),
                        "persons": largest_remainder(part.persons.to_numpy(float), round(persons)),
                    }
                )
            )
    return pd.concat(rows, ignore_index=True)


def choose_base_years(people: pd.DataFrame, wanted: list[int] | None, usual: tuple[int, ...]) -> list[int]:
    """Return the base years: those asked for, else the usual ones that have figures, else the latest year."""
    known = sorted(people.groupby("year").municipality.nunique().pipe(lambda n: n[n == n.max()]).index)
    for year in wanted or []:
        if year not in known:
            raise BadInput(
                f"there is no population on 1 January {year}",
                value=year,
                expected="base years among " + ", ".join(map(str, known)),
            )
    return sorted(set(wanted or [y for y in usual if y in known] or known[-1:]))


def persons(people: pd.DataFrame, year: int, low: int = 0, high: int = OLDEST) -> pd.Series:
    """Persons by municipality of an age range, in the year of the table nearest to `year`."""
    years = np.sort(people.year.unique())
    near = years[np.argmin(np.abs(years - year))]
    chosen = people[(people.year == near) & people.age.between(low, high)]
    return chosen.groupby("municipality").persons.sum()
