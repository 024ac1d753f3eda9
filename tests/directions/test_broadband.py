"""Broadband for rural homes: coverage, cost and payers in closed form; work at home, online trade, use without a visit."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pandas as pd
import pytest

from experiments.run import RunResult, run_scenario
from model.codes import DwellingState, ZoneKind
from model.inputs import RegionData
from model.policies.broadband_rollout import Params
from model.policy import act
from model.remote import is_connected
from model.submodels import networks
from tests.worlds import begin, lister, policy, tiny

START, YEARS, PAIRS = 2026, 7, 6


def rollout(**levers: object) -> object:
    return policy("cable", "broadband_rollout", START, **({"years": 2, "where": "rural"} | levers))


def half() -> RegionData:
    """Lister with half of the rural homes covered."""
    data = lister().region
    zones = data.zones.copy()
    zones.loc[zones["kind"] == "rural", "broadband_share"] = 0.5
    return dataclasses.replace(data, zones=zones, hash=f"{data.hash} half")


def test_coverage_rises_in_equal_steps_and_each_home_is_paid_for_once() -> None:
    region = begin(dataclasses.replace(lister(rollout(state_share=0.4, county_share=0.1)), region=half()), 1)
    rural = region.zones.kind == ZoneKind.RURAL
    before = region.zones.broadband_share.copy()
    p, d = Params(), region.dwellings.c
    homes = np.bincount(d.place_id[(d.place_id >= 0) & (d.state <= DwellingState.WITHDRAWN)], minlength=region.n_zones)
    share, connected = 0.5, is_connected(region, np.flatnonzero(region.residents()))
    for year in range(2025, 2029):
        region.year = year
        region.accounts.year_payments.clear()
        act(region)
        step = 0.25 if START <= year < START + 2 else 0.0
        share += step
        assert region.zones.broadband_share[rural] == pytest.approx(np.full(rural.sum(), share))
        assert np.array_equal(region.zones.broadband_share[~rural], before[~rural])
        mean = 1.0 + p.last_homes * (share - step / 2.0)
        cost = homes[rural].sum() * step * p.fibre_rural_nok * mean
        by_payer = {p.payer: p.nok for p in region.accounts.year_payments}
        assert sum(by_payer.values()) == pytest.approx(cost)
        if step:
            assert by_payer["state"] == pytest.approx(0.4 * cost)
            assert by_payer["telecom"] == pytest.approx(0.5 * cost)
    now = is_connected(region, np.flatnonzero(region.residents()))
    assert (now >= connected).all(), "somebody lost the connection"
    in_rural = rural[region.persons.c.place_id[region.residents()]]
    assert np.array_equal(now[~in_rural], connected[~in_rural]), "somebody gained whom no cable reached"
    assert now[in_rural].mean() > connected[in_rural].mean() + 0.3


def test_wireless_covers_what_fibre_leaves() -> None:
    region = begin(tiny(rollout(target_share=0.5, technology="wireless", years=1)), 1)
    fibre = region.zones.fibre_share.copy()
    rural = region.zones.kind == ZoneKind.RURAL
    region.year = START
    act(region)
    assert region.zones.broadband_share[rural] == pytest.approx(fibre[rural] + (1.0 - fibre[rural]) * 0.5)
    assert np.array_equal(region.zones.fibre_share, fibre)


def test_what_the_bundle_says_will_be_covered_is_there_in_its_year_and_takes_nothing_away() -> None:
    data = tiny().region
    rows = [("b-far", 2027, "fibre", 0.9), ("b-far", 2028, "wireless", 0.5), ("b-far", 2020, "fibre", 0.3)]
    coverage = pd.DataFrame(rows, columns=["zone_id", "year", "technology", "share"])
    region = begin(dataclasses.replace(tiny(), region=dataclasses.replace(data, coverage=coverage, hash="covered")), 1)
    far, found = region.place_of_zone("b-far"), []
    for region.year in range(2026, 2030):
        networks.step(region, region.year)
        found.append(float(region.zones.broadband_share[far]))
    assert found == pytest.approx([0.3, 0.9, 0.95, 0.95])


@cache
def pairs() -> list[tuple[RunResult, RunResult]]:
    """Half of the rural homes covered throughout, or all of them from 2028."""
    with_, without = (
        dataclasses.replace(lister(*policies, years=YEARS), region=half(), founders=None)
        for policies in ((rollout(),), ())
    )
    return [(run_scenario(with_, seed), run_scenario(without, seed)) for seed in range(PAIRS)]


def effect(indicator: str, place: str, group: str = "all") -> np.ndarray:
    """Difference in the last year, per pair."""
    found = []
    for runs in pairs():
        column = next(n for n, s in enumerate(runs[0].series) if s[:3] == (indicator, place, group))
        a, b = (run.values[run.years == 2025 + YEARS - 1][0, column] for run in runs)
        found.append(a - b)
    return np.array(found)


@pytest.mark.parametrize(
    ("indicator", "low", "high"),
    [
        ("remote_workers", 20.0, 200.0),
        ("digital_use_share", 3.0, 12.0),
        ("online_share", 0.5, 8.0),
        ("broadband_connected_share", 12.0, 30.0),
    ],
)
def test_in_the_hinterland_more_work_at_home_buy_online_and_do_without_visits(
    indicator: str, low: float, high: float
) -> None:
    found = effect(indicator, "hinterland")
    assert low <= np.median(found) <= high, found
    assert (found > 0).all()


def test_in_the_town_nothing_of_it_changes_directly() -> None:
    assert np.abs(effect("broadband_connected_share", "town")).max() < 1.0
    assert np.abs(effect("digital_use_share", "town")).max() < 0.5
