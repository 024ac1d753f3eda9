"""Population by centrality: EVIDENCE V1 (change), V24 (ageing and decline), V25 (women). Bands as written there."""

from __future__ import annotations

import pytest

from tests.patterns.population import v1, v24, v25

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("population")]


def test_v1_the_town_loses_1_to_6_percent_in_12_years_to_the_rest_of_the_country():
    v1()["domestic town"].check()


def test_v1_the_near_hinterland_loses_7_to_13_percent_in_12_years_to_the_rest_of_the_country():
    v1()["domestic near"].check()


def test_v1_the_far_hinterland_loses_7_to_13_percent_in_12_years_to_the_rest_of_the_country():
    v1()["domestic far"].check()


def test_v1_deaths_in_the_hinterland_exceed_births_by_1_to_6_percent_in_12_years():
    v1()["births"].check()


def test_v1_domestic_migration_falls_from_town_to_near_to_far_in_95_percent_of_seeds():
    v1()["order"].check()


def test_v24_60_to_90_percent_of_hinterland_municipalities_lose_people_in_20_years():
    v24()["decline"].check()


def test_v24_people_of_80_and_over_become_1_6_to_2_2_times_as_many_in_20_years():
    v24()["oldest"].check()


def test_v24_people_of_working_age_become_fewer():
    v24()["working age"].check()


def test_v25_the_hinterland_has_80_to_94_women_per_100_men_of_20_to_39_after_20_years():
    v25()["hinterland"].check()


def test_v25_the_town_has_90_to_100_women_per_100_men_of_20_to_39_after_20_years():
    v25()["town"].check()


def test_v25_women_become_fewer_with_distance():
    v25()["distance"].check()
