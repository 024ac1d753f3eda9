"""Who moves, and how far: EVIDENCE V3 (age profile) and V5 (distance). Bands as written there."""

from __future__ import annotations

import pytest

from tests.patterns.moves import v3, v5

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("mobility")]


def test_v3_moves_between_municipalities_peak_at_20_to_24_or_25_to_29():
    v3()["peak"].check()


def test_v3_people_in_their_twenties_move_3_5_to_6_times_as_often_as_in_their_forties():
    v3()["forties"].check()


def test_v3_small_children_move_2_to_3_5_times_as_often_as_those_of_10_to_14():
    v3()["children"].check()


def test_v3_a_third_to_two_fifths_of_the_moves_are_at_20_to_29():
    v3()["twenties"].check()


def test_v5_55_to_72_percent_of_moves_stay_within_the_municipality():
    v5()["within"].check()


def test_v5_15_to_30_percent_of_moves_leave_the_region():
    v5()["out"].check()
