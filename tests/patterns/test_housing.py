"""Prices against cost, and settlements: EVIDENCE V28 and V31. Bands as written there."""

from __future__ import annotations

import pytest

from tests.patterns.housing import v28, v31

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("housing")]


def test_v28_hinterland_homes_come_to_cost_0_35_to_0_65_of_what_building_costs():
    v28()["hinterland"].check()


def test_v28_town_homes_come_to_cost_0_6_to_0_95_of_what_building_costs():
    v28()["town"].check()


def test_v28_hardly_anybody_builds_for_the_market_where_homes_cost_less_than_0_8_of_building():
    v28()["building"].check()


@pytest.mark.parametrize("region", ["invented", "Lister"])
def test_v31_the_share_in_settlements_rises_by_0_1_to_0_5_points_a_year(region: str):
    v31()[region].check()
