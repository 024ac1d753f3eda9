"""Reports say the same in both languages, write numbers as people do, and never claim a sign that is not sure."""

from __future__ import annotations

import math
import string
from typing import Any

import pytest

from experiments.group_words import GROUPS, group_name
from experiments.report_texts import NOT_FOR, TEXTS
from experiments.sentences import PAYERS, effect
from experiments.texts import LANGUAGES, WORDS, decimals_of_interval, difference, joined, number
from experiments.wording import UNITS
from model.indicators import gauge
from tests.fixtures import small_region

NB = "\u00a0"


@pytest.mark.parametrize(
    ("value", "decimals", "nb", "en"),
    [
        (1234.56, 1, f"1{NB}234,6", "1,234.6"),
        (-1234567, 0, f"−1{NB}234{NB}567", "−1,234,567"),
        (-0.04, 1, "0,0", "0.0"),
        (math.nan, 1, "–", "–"),
    ],
)
def test_numbers_are_written_as_the_language_does(value: float, decimals: int, nb: str, en: str) -> None:
    assert number(value, decimals, "nb") == nb
    assert number(value, decimals, "en") == en


def test_a_difference_has_its_sign_and_zero_has_none() -> None:
    assert number(3, 0, "en", sign=True) == "+3"
    assert number(-3, 0, "en", sign=True) == "−3"
    assert number(0.2, 0, "en", sign=True) == "0"


def test_digits_far_below_the_width_of_the_interval_are_not_written() -> None:
    assert difference(64.37, 30.2, 98.5, "en") == ("+64", "30 to 98")
    assert difference(0.337, 0.30, 0.374, "nb") == ("+0,34", "0,30 til 0,37")
    assert decimals_of_interval(5.0, math.nan, math.nan) == 0


def row(verdict: str, mean: float, low: float, high: float) -> dict[str, Any]:
    return {"verdict": verdict, "difference": mean, "low": low, "high": high}


@pytest.mark.parametrize(
    ("given", "nb", "en"),
    [
        (row("higher", 64, 30, 98), "64 flere (30 til 98)", "64 more (30 to 98)"),
        (row("lower", -64, -98, -30), "64 færre (30 til 98)", "64 fewer (30 to 98)"),
        (row("too close to call", 5, -12, 22), "for usikkert til å si (−12 til 22)", "too close to call (−12 to 22)"),
        (row("unchanged", 0, 0, 0), "uendret", "unchanged"),
        (
            row("too close to call", 2, math.nan, math.nan),
            "+2 i én kjøring, uten intervall",
            "+2 in one run, without interval",
        ),
    ],
)
def test_an_effect_says_more_or_fewer_only_where_that_is_sure(given: dict[str, Any], nb: str, en: str) -> None:
    assert effect(given, "nb") == nb
    assert effect(given, "en") == en


@pytest.mark.parametrize(
    "table", [WORDS, TEXTS, GROUPS, PAYERS, UNITS], ids=["words", "texts", "groups", "payers", "units"]
)
def test_every_text_is_there_in_both_languages_with_the_same_blanks(table: dict[str, dict[str, str]]) -> None:
    for key, text in table.items():
        assert set(text) == set(LANGUAGES), key
        blanks = [
            {name for _, name, _, _ in string.Formatter().parse(text[language]) if name} for language in LANGUAGES
        ]
        assert blanks[0] == blanks[1], key


def test_the_warnings_are_the_same_number_in_both_languages() -> None:
    assert len(NOT_FOR["nb"]) == len(NOT_FOR["en"])


def test_lists_are_joined_with_and() -> None:
    assert joined(["a", "b", "c"], "nb") == "a, b og c"
    assert joined(["a", "b"], "en") == "a and b"
    assert joined(["a"], "en") == "a"


def test_every_group_that_the_model_reports_has_a_name() -> None:
    region = small_region()
    groups = {series[2] for flows in (False, True) for series in gauge(region, flows).series} - {"all"}
    ids = {part.partition(":")[2] for group in groups for part in group.split("|")} - {"abroad"}
    # An id that has no name stands as it is; the table has both languages or fails above.
    nameless = {g for g in groups if ids & set(group_name(g, "nb").split(", "))}
    assert len(groups) > 100
    assert nameless == set()


def test_a_group_by_age_and_sex_is_named_as_people_say_it() -> None:
    assert group_name("age:20-39|sex:female", "nb") == "kvinner 20–39"
    assert group_name("age:80+|sex:male", "nb") == "menn 80 år og over"
    assert group_name("mode:bus|service:grocery", "en") == "by bus, grocery shop"
