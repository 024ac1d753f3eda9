"""New firms survive as V26 says, village shops die slowly (V29), and the facts of retail. Bands as written there."""

from __future__ import annotations

import pytest

from tests.patterns.firms_and_shops import retail_facts, v26, v29

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("firms")]


def test_v26_a_quarter_to_two_fifths_of_new_firms_are_there_after_five_years():
    v26()["all"].check()


def test_v26_with_staff_it_is_45_to_70_percent():
    v26()["staff"].check()


def test_v26_new_firms_in_villages_and_countryside_live_as_long_as_those_in_towns():
    v26()["rural"].check()


def test_v29_half_to_three_percent_of_village_shops_close_in_a_year():
    v29()["rate"].check()


def test_v29_those_that_close_are_small():
    v29()["small"].check()


@pytest.mark.parametrize("fact", ["online", "turnover", "next"])
def test_retail_is_as_published(fact):
    retail_facts()[fact].check()
