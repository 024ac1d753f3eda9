"""Tables -> households.csv of a bundle: as published for 2019, and brought to each base year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scenarios.build_people import OLDEST, persons
from scenarios.build_tables import Tables

_TYPES = {
    "Couple without resident children": "couple_no_children",
    "Couple with small children (youngest child 0-5 years)": "couple_small_children",
    "Couple with older children (youngest child 6-17 years)": "couple_older_children",
    "Lone parent with small children (youngest child 0-5 years)": "lone_parent_small",
    "Lone parent with older children (youngest child 6-17 years)": "lone_parent_older",
    "Living alone": "living_alone",
    "One family households with adult children (youngest child 18 years and over": "adult_children",
    "Two or more-family households with small children (youngest child 0-5 years)": "multi_family_small",
    "Two or more-family households with older children (youngest child 6-17 years)": "multi_family_older",
    "Two or more-family households without resident children 0-17 years": "multi_family_no_children",
    "Other housesholds": "other",
}
# Households for each person of an age group (20 municipalities of the four regions together, 2019).
_USUAL_TYPES = {
    "couple_no_children": ("20+", 0.151),
    "couple_small_children": ("0-5", 0.641),
    "couple_older_children": ("6-17", 0.341),
    "lone_parent_small": ("0-5", 0.094),
    "lone_parent_older": ("6-17", 0.111),
    "living_alone": ("20+", 0.228),
    "adult_children": ("20+", 0.047),
    "multi_family_small": ("0-5", 0.050),
    "multi_family_older": ("6-17", 0.021),
    "multi_family_no_children": ("20+", 0.017),
    "other": ("20+", 0.000),
}
_USUAL_SIZES = {  # percent of households, of persons: mean of these municipalities
    "percent_households": (38.8, 31.3, 12.1, 10.9, 6.9),
    "percent_persons": (17.9, 28.8, 16.7, 19.9, 16.7),
}
_AGES = {"0-5": (0, 5), "6-17": (6, 17), "18+": (18, OLDEST), "20+": (20, OLDEST)}
_SIZES = np.array([1, 2, 3, 4, 5.4])  # members by class; 5.4 is the mean of five or more (assumption)
_HOUSEHOLDS_OF = 2019
_LEAST_ADULTS = {"living_alone": 1, "lone_parent_small": 1, "lone_parent_older": 1}  # of all other types 2
_MOST_ADULTS = 0.93  # of residents of 18 years and over in these, as in the municipalities without students (0.86–0.93)


def households(tables: Tables, people: pd.DataFrame, base_years: list[int]) -> pd.DataFrame:
    """Households by type and by size: as published for 2019, and brought to each base year."""
    target = "households.csv"
    types, sizes = tables.get("households_by_type_2019", target), tables.get("households_by_size_percent_2019", target)
    year = _HOUSEHOLDS_OF if len(types) else base_years[-1]
    rows = []
    for code in tables.codes:
        by_type = _by_type(tables, code, types[types.municipality_code == code], people, year)
        by_size = _by_size(tables, code, sizes[sizes.municipality_code_2024 == code], year)
        rows += [*by_type, *by_size]
        for base_year in base_years:
            if base_year != year:
                rows += _brought_to(base_year, by_type, by_size, people, code, year)
    tables.note(target, f"base years: types of {year} grown with children and adults, sizes with those who live alone")
    return pd.DataFrame(rows, columns=["municipality", "year", "kind", "category", "value", "unit", "basis"])


def _brought_to(
    year: int, by_type: list[tuple], by_size: list[tuple], people: pd.DataFrame, code: str, known: int
) -> list[tuple]:
    """Households of another year: families grow with the children, all others fill the adults that families leave.

    More adults than the residents of 18 years and over would be needed where students count who are registered elsewhere:
    then fewer live alone.
    """
    counts = {row[3]: float(row[4]) for row in by_type}
    then = {name: max(float(persons(people, known, *ages)[code]), 1.0) for name, ages in _AGES.items()}
    now = {name: float(persons(people, year, *ages)[code]) for name, ages in _AGES.items()}
    group = {t: "0-5" if "small" in t else "6-17" if t.endswith("older") or "older_" in t else "18+" for t in counts}
    families = {t: n * now[group[t]] / then[group[t]] for t, n in counts.items() if group[t] != "18+"}
    others = {t: n for t, n in counts.items() if group[t] == "18+"}
    needed = sum(_LEAST_ADULTS.get(t, 2) * n for t, n in counts.items())
    share = min(needed / then["18+"], _MOST_ADULTS)
    room = share * now["18+"] - sum(_LEAST_ADULTS.get(t, 2) * n for t, n in families.items())
    excess = max(needed / then["18+"] - _MOST_ADULTS, 0.0) * then["18+"]
    others["living_alone"] = max(others["living_alone"] - excess, 0.0)
    grown = max(room, 0.0) / max(sum(_LEAST_ADULTS.get(t, 2) * n for t, n in others.items()), 1.0)
    values = {t: round(families[t]) if t in families else round(others[t] * grown) for t in counts}
    basis = "assumption" if by_type[0][-1] == "assumption" else "derived"
    rows = [(code, year, "type", t, n, "households", basis) for t, n in values.items()]
    alone = 100.0 * values["living_alone"] / max(sum(values.values()), 1)
    percent = {row[3]: float(row[4]) for row in by_size if row[5] == "percent_households"}
    rest = max(sum(percent.values()) - percent["1"], 1e-9)
    for size, value in percent.items():
        scaled = alone if size == "1" else value * (100.0 - alone) / rest
        rows.append((code, year, "size", size, round(scaled, 2), "percent_households", basis))
    return rows


def _by_type(tables: Tables, code: str, mine: pd.DataFrame, people: pd.DataFrame, year: int) -> list[tuple]:
    known = {_TYPES[t]: n for t, n in zip(mine.household_type, mine.households, strict=True) if t in _TYPES}
    basis = "official"
    if not known:
        basis = "assumption"
        tables.note("households.csv", "types assumed from its ages", code)
        heads = {name: float(persons(people, year, *ages)[code]) for name, ages in _AGES.items()}
        known = {t: round(heads[group] * rate) for t, (group, rate) in _USUAL_TYPES.items()}
    return [(code, year, "type", t, known.get(t, 0), "households", basis) for t in _TYPES.values()]


def _by_size(tables: Tables, code: str, mine: pd.DataFrame, year: int) -> list[tuple]:
    """Percent of households and of persons by size; municipalities that were merged weigh by their population."""
    rows = []
    measures = {"percent_households": "Private households", "percent_persons": "Persons in private households"}
    for unit, measure in measures.items():
        part = mine[mine.measure == measure]
        if part.empty:
            tables.note("households.csv", "sizes assumed", code)
            shares, basis = np.array(_USUAL_SIZES[unit]), "assumption"
        else:
            shares, basis = _merged_sizes(tables, part), "official"
            basis = "official" if part.municipality_code_2019.nunique() == 1 else "derived"
        rows += [(code, year, "size", str(i + 1), round(float(s), 2), unit, basis) for i, s in enumerate(shares)]
    return rows


def _merged_sizes(tables: Tables, part: pd.DataFrame) -> np.ndarray:
    weights = tables.get("municipal_finance_education_2019", "households.csv").set_index("municipality_code_2019")
    total, shares = 0.0, np.zeros(len(_SIZES))
    for old in part.municipality_code_2019.unique():
        of_old = part[part.municipality_code_2019 == old].sort_values("household_size").percent.to_numpy()
        weight = float(weights.population.get(old, 1.0))
        if (part.measure == "Private households").all():  # persons per household turn people into households
            weight /= float(of_old @ _SIZES) / 100.0
        shares, total = shares + weight * of_old, total + weight
    return shares / total
