"""The birth ratio of a bundle: births over what the nation's rates give; children where births are not known."""

from __future__ import annotations

import pandas as pd
import pytest

from scenarios.build_history import _birth_ratio
from scenarios.bundle import load_national

NATION = load_national("NO")
CODE = "X"


def people(years: tuple[int, ...], women: int = 10, children: float = 10.0) -> pd.DataFrame:
    """As many women of every age each year, and children of 0–4 of each sex."""
    rows = [(CODE, y, "female", a, women) for y in years for a in range(5, 90)]
    rows += [(CODE, y, sex, a, children) for y in years for sex in ("male", "female") for a in range(5)]
    return pd.DataFrame(rows, columns=["municipality", "year", "sex", "age", "persons"])


def births(first: int, last: int, each: float) -> pd.DataFrame:
    columns = ["municipality_code", "year", "births_proxy_age0_next_jan1"]
    return pd.DataFrame([(CODE, y, each) for y in range(first, last + 1)], columns=columns)


def total_fertility(year: int) -> float:
    return float(NATION.fertility[NATION.fertility["year"] == year]["births_per_woman_year"].sum())


def test_ten_years_of_births_are_held_against_ten_years_of_the_nation_s_rates() -> None:
    """With ten women of every age, as many births are expected as ten times the nation's total fertility."""
    expected = sum(10.0 * total_fertility(y) for y in range(2005, 2015))
    found = _birth_ratio(people((2005, 2010, 2015)), births(2005, 2014, 0.12 * expected), NATION, 2015)
    assert found is not None
    assert found[0] == pytest.approx(1.2, rel=1e-6)
    assert found[1] == pytest.approx(1.2 * expected)


def test_children_who_moved_in_do_not_count_where_births_are_known() -> None:
    born = births(2005, 2014, 20.0)
    few, many = (_birth_ratio(people((2005, 2010, 2015), children=n), born, NATION, 2015) for n in (5.0, 50.0))
    assert few == many


@pytest.mark.parametrize("known", [births(2006, 2014, 20.0), births(2005, 2013, 20.0)])
def test_with_a_year_missing_it_goes_by_children(known: pd.DataFrame) -> None:
    found = _birth_ratio(people((2005, 2010, 2015)), known, NATION, 2015)
    assert found is not None
    assert "children" in found[2]


def test_twice_the_children_is_twice_the_ratio() -> None:
    one, two = (_birth_ratio(people((2005,), children=n), births(2005, 2005, 1.0), NATION, 2005) for n in (10.0, 20.0))
    assert one is not None
    assert two is not None
    assert two[0] == pytest.approx(2.0 * one[0])
    mean = sum(total_fertility(y) for y in range(2000, 2005)) / 5
    nation = NATION.population[NATION.population["year"] == 2005]
    women = nation[(nation["sex"] == "female") & nation["age"].between(20, 39)]["persons"].mean()
    crude = (100.0 / (10.0 * mean)) / (nation[nation["age"] < 5]["persons"].sum() / (women * mean))
    assert one[0] == pytest.approx(crude, rel=0.1)  # the nation's women of 20–39 are about as many of each age


def test_a_year_that_the_nation_s_table_lacks_says_nothing() -> None:
    assert _birth_ratio(people((2007,)), births(2007, 2007, 1.0), NATION, 2007) is None
