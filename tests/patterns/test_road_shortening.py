"""A county road cut from about 50 to 35 minutes between a hinterland centre and its town: EVIDENCE V10.

Tonstad in Sirdal and the town of Flekkefjord, 20 pairs of seeds; means of the fifth to eighth year after the opening. Bands
as written there, but for the shops of the smaller place, about which V10 says only what may happen: see
docs/roads_and_cables.md for what does.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.patterns.roads import late

pytestmark = pytest.mark.slow


def test_the_road_is_cut_from_about_50_to_35_minutes() -> None:
    with_road, without = late("minutes")
    assert np.allclose(without, 53.0, atol=3.0)
    assert np.allclose(with_road, 34.0, atol=2.0)


@pytest.mark.parametrize("between", ["", "_municipality"])
def test_commuting_on_the_pair_rises_by_20_to_150_per_cent(between: str) -> None:
    with_road, without = (late("in" + between)[k] + late("out" + between)[k] for k in (0, 1))
    assert 1.2 <= with_road.mean() / without.mean() <= 2.5


@pytest.mark.parametrize("way", ["in", "out", "in_municipality", "out_municipality"])
def test_flows_grow_both_ways(way: str) -> None:
    with_road, without = late(way)
    assert with_road.mean() > without.mean()
    assert (with_road > without).mean() >= 0.8


@pytest.mark.parametrize("place", ["centre", "town"])
def test_unemployment_is_down_or_equal(place: str) -> None:
    rates = [late(f"unemployed_{place}")[k] / late(f"labour_{place}")[k] for k in (0, 1)]
    change = rates[0] - rates[1]
    assert change.mean() <= 2.0 * change.std(ddof=1) / np.sqrt(change.size)


def test_shops_of_the_smaller_place_change_by_less_than_half_whichever_way() -> None:
    with_road, without = late("retail_centre")
    assert 0.5 <= with_road.mean() / without.mean() <= 1.5
