"""Twenty years of Lister from 2005 against what was published. Bands are ours: see own_figures.py."""

from __future__ import annotations

import pytest

from tests.patterns.own_figures import backcast, formed_prices, no_transient

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("own figures")]


def test_residents_by_age_are_within_10_percent_of_those_of_2025():
    backcast()["ages"].check()


@pytest.mark.parametrize("role", ["town", "near"])
def test_residents_of_towns_and_of_other_municipalities_are_within_5_percent_of_those_of_2025(role: str):
    backcast()[f"residents {role}"].check()


def test_residents_of_municipalities_are_within_5_percent_of_those_of_2025():
    backcast()["municipalities"].check()


@pytest.mark.parametrize("role", ["town", "near"])
def test_women_per_100_men_are_within_4_of_those_of_2025(role: str):
    backcast()[f"women {role}"].check()


def test_net_migration_by_age_and_sex_has_the_published_profile():
    backcast()["profile"].check()


@pytest.mark.parametrize("low", [15, 20, 25, 30])
def test_net_migration_of_young_adults_is_within_10_per_1000_of_the_published(low: int):
    backcast()[f"net {low}"].check()


def test_prices_that_form_from_one_price_resemble_the_published():
    formed_prices()["prices"].check()


def test_the_first_year_moves_no_municipality_otherwise_than_later_years():
    no_transient()["first year"].check()
