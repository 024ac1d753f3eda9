"""A grant for county roads: which minutes change and who pays, exactly; against paths found by another program."""

from __future__ import annotations

import dataclasses
import itertools
from functools import cache

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.codes import LinkClass
from model.geography import Network
from model.geography import Params as RoadParams
from model.inputs import Scenario
from model.policies.county_road_grant import choose, rank
from model.policy import act
from model.region import Region
from model.skims import by_car
from model.year import run_year
from tests.worlds import begin, lister, road_grant, tiny

START, BUILDING = 2026, 2
OPENING = START + BUILDING


def _graph(net: Network, speed: np.ndarray) -> networkx.Graph:
    """The network with the quickest of parallel links; every link knows its number."""
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(net.intrazonal_min)))
    for k in np.flatnonzero(net.is_open):
        a, b, minutes = int(net.start[k]), int(net.stop[k]), net.length_km[k] / speed[k] * 60.0
        if not graph.has_edge(a, b) or graph[a][b]["minutes"] > minutes:
            graph.add_edge(a, b, minutes=minutes, link=int(k))
    return graph


def _minutes(net: Network, speed: np.ndarray) -> np.ndarray:
    """Minutes between all places by networkx, places with stated minutes and the diagonal included."""
    n = len(net.intrazonal_min)
    times = np.full((n, n), 9_999.0)
    for a, reached in networkx.all_pairs_dijkstra_path_length(_graph(net, speed), weight="minutes"):
        for b, t in reached.items():
            times[a, b] = t
    for o, fixed in enumerate(net.fixed_min):
        if not np.isnan(fixed):
            place = n - len(net.fixed_min) + o
            times[place, :] = times[:, place] = fixed
    np.fill_diagonal(times, net.intrazonal_min)
    return times


def _upgraded(net: Network, links: list[int], gain: float = 15.0, limit: float = 80.0) -> np.ndarray:
    speed = net.speed_kmh.copy()
    for k in links:
        speed[k] = min(speed[k] + gain, limit)
    return speed


def _begin(scenario: Scenario, seed: int) -> Region:
    """The region with roads that are never closed, so that the cheapest path is the quickest."""
    region = begin(scenario, seed)
    region.network.closure_days[:] = 0.0
    region.network.is_changed = True
    region.update_skims()
    return region


@cache
def _opened(grant_mnok: float) -> tuple[Region, np.ndarray, np.ndarray, list[int], list[np.ndarray]]:
    """Lister after the opening; minutes before, speeds before, links chosen, minutes of each year from the base on."""
    region = _begin(lister(road_grant(grant_mnok, START), years=5), 1)
    before, speed, by_year = region.time_min.copy(), region.network.speed_kmh.copy(), []
    for _ in range(5):
        run_year(region)
        by_year.append(region.time_min.copy())
    return region, before, speed, [link for link, _ in region.memory["roads"]["links"]], by_year


GRANTS = (150.0, 400.0, 1_500.0)


@pytest.mark.parametrize("grant", GRANTS)
def test_only_pairs_whose_best_path_uses_a_chosen_link_change_their_minutes(grant):
    region, before, speed, links, by_year = _opened(grant)
    after, net = by_year[-1], region.network
    assert links
    graph = _graph(net, _upgraded(_at(net, speed), links))
    n = region.n_zones
    stated = {n + o for o, fixed in enumerate(net.fixed_min) if not np.isnan(fixed)}
    for a, paths in networkx.all_pairs_dijkstra_path(graph, weight="minutes"):
        for b, path in paths.items():
            if a == b or {a, b} & stated:
                continue
            uses = any(graph[u][v]["link"] in links for u, v in itertools.pairwise(path))
            if uses:
                assert after[a, b] < before[a, b] - 1e-9, f"{a}-{b} uses a chosen link and is no quicker"
            else:
                assert after[a, b] == pytest.approx(before[a, b], abs=1e-9), f"{a}-{b} uses no chosen link"
    for place in stated:
        assert np.array_equal(after[place], before[place])
    assert np.array_equal(np.diag(after), np.diag(before)), "minutes within a zone are not the county's"


def _at(net: Network, speed: np.ndarray) -> Network:
    return dataclasses.replace(net, speed_kmh=speed)


@pytest.mark.parametrize("grant", GRANTS)
def test_minutes_after_the_opening_are_those_of_an_independent_program_and_never_rise(grant):
    region, before, speed, links, by_year = _opened(grant)
    expected = _minutes(region.network, _upgraded(_at(region.network, speed), links))
    assert np.allclose(by_year[-1], expected, atol=1e-9)
    assert np.allclose(before, _minutes(region.network, speed), atol=1e-9)
    assert (by_year[-1] <= before + 1e-9).all()


@pytest.mark.parametrize("grant", GRANTS)
def test_nothing_changes_before_the_opening_year_and_everything_then(grant):
    _, before, _, _, by_year = _opened(grant)
    for year, times in zip(range(2025, 2030), by_year, strict=True):
        if year < OPENING:
            assert np.array_equal(times, before), year
        else:
            assert np.array_equal(times, by_year[-1]), year
            assert (times < before).any(), year


@pytest.mark.parametrize("grant", GRANTS)
def test_candidates_are_slow_county_links_and_the_budget_holds_no_more(grant):
    region, _, speed, links, _ = _opened(grant)
    net = region.network
    assert (net.link_class[links] == LinkClass.COUNTY).all()
    assert (speed[links] < 80.0).all()
    assert len(set(links)) == len(links)
    assert (net.length_km[links] * 40.0).sum() <= 2.0 * grant
    others = np.setdiff1d(np.arange(len(speed)), links)
    assert np.array_equal(net.speed_kmh[others], speed[others])


def test_a_larger_grant_never_builds_less():
    built = [sum(_opened(grant)[0].network.length_km[_opened(grant)[3]]) for grant in GRANTS]
    assert built == sorted(built)
    assert built[0] < built[-1]


# ------------------------------------------------------------------------------------------------------------------ money


def _acts(region: Region, years: int) -> dict[int, list]:
    """Only the policies act, in every year; payments by year."""
    paid = {}
    for _ in range(years):
        region.accounts.year_payments.clear()
        act(region)
        paid[region.year] = list(region.accounts.year_payments)
        region.year += 1
    return paid


@settings(max_examples=40, deadline=None)
@given(grant=st.floats(0, 1_000), share=st.floats(1, 5), cost=st.floats(15, 80), building=st.integers(1, 4))
def test_state_and_county_pay_exactly_the_cost_and_the_county_at_least_as_much_as_the_state(
    grant, share, cost, building
):
    entry = road_grant(grant, START, county_share=share, cost_mnok_per_km=cost, building_years=building)
    region = begin(tiny(entry, years=8), 1)
    speed = region.network.speed_kmh.copy()
    paid = _acts(region, 8)
    links = [link for link, _ in region.memory["roads"].get("links", [])]
    total = float((region.network.length_km[links] * cost * 1e6).sum())
    state, county = (-region.accounts.balance_nok.get(who, 0.0) for who in ("state", "county"))
    assert state + county == pytest.approx(total, rel=1e-9, abs=1e-3)
    assert county >= state * (1 - 1e-12)
    assert state <= grant * 1e6 * (1 + 1e-9)
    assert region.accounts.balance_nok.get("outside", 0.0) == pytest.approx(total, rel=1e-9, abs=1e-3)
    for year, payments in paid.items():
        assert bool(payments) == (bool(links) and START <= year < START + building)
        assert all(p.policy_id == "roads" for p in payments)
    assert (region.network.speed_kmh != speed).sum() == len(links)


def test_nothing_is_paid_twice_and_each_building_year_costs_the_same():
    region = _begin(lister(road_grant(150, START, building_years=3), years=8), 1)
    by_year = [sum(p.nok for p in payments if p.payee == "outside") for payments in _acts(region, 8).values()]
    assert by_year[0] == 0
    assert by_year[1] > 0
    assert by_year[1:4] == pytest.approx([by_year[1]] * 3)
    assert by_year[4:] == [0, 0, 0, 0]


# ---------------------------------------------------------------------------------------------------------------- ranking


def _ranked_by_hand(region: Region, levers: dict) -> list[tuple[int, float]]:
    """Gain per MNOK of every candidate, from networkx and loops over pairs of zones."""
    net, n = region.network, region.n_zones
    c, f = region.persons.c, region.firms.c
    residents, jobs, export = np.zeros(n), np.zeros(n), np.zeros(n)
    for household, place in zip(c.household_id, c.place_id, strict=True):
        if household >= 0:
            residents[place] += 1
    for place, sector, staff in zip(f.place_id, f.sector, f.n_staff, strict=True):
        if 0 <= place < n:
            jobs[place] += staff
            export[place] += staff * region.sectors[sector].export_share
    candidates = [
        k for k in range(len(net.ids))
        if net.link_class[k] == LinkClass.COUNTY and net.is_open[k] and net.speed_kmh[k] < levers["max_speed_kmh"]
    ]  # fmt: skip
    before = _minutes(net, net.speed_kmh)
    cities = [n + o for o in range(len(net.fixed_min)) if np.isnan(net.fixed_min[o])]
    labour, saved = [], []
    for k in candidates:
        after = _minutes(net, _upgraded(net, [k], levers["speed_gain_kmh"], levers["max_speed_kmh"]))
        labour.append(sum(
            residents[i] * jobs[j] for i in range(n) for j in range(n) if after[i, j] <= 45.0 < before[i, j]
        ))  # fmt: skip
        saved.append(
            sum(export[i] * (min(before[i, c] for c in cities) - min(after[i, c] for c in cities)) for i in range(n))
        )
    score = sum(
        levers[f"weight_{name}"] * np.array(gain) / (np.std(gain) or 1.0)
        for name, gain in (("labour", labour), ("export", saved))
    )
    per_mnok = score / (net.length_km[candidates] * levers["cost_mnok_per_km"])
    return sorted(
        ((k, float(g)) for k, g in zip(candidates, per_mnok, strict=True) if g > 1e-12), key=lambda x: (-x[1], x[0])
    )


@pytest.mark.parametrize("weights", [(1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.3, 2.0)])
@pytest.mark.parametrize("make", [lister, tiny])
def test_the_ranking_is_that_of_brute_force(make, weights):
    entry = road_grant(150, START, weight_labour=weights[0], weight_export=weights[1])
    region = _begin(make(entry), 1)
    ranked, expected = rank(region, entry), _ranked_by_hand(region, entry.levers)
    ranked = [row for row in ranked if row[2] > 1e-12]
    assert [gain for _, _, gain in ranked] == pytest.approx([gain for _, gain in expected], rel=1e-6)
    assert {link for link, _, _ in ranked} == {link for link, _ in expected}
    for link, cost, _ in ranked:
        assert cost == pytest.approx(region.network.length_km[link] * 40e6)


@settings(max_examples=200, deadline=None)
@given(costs=st.lists(st.floats(1, 100), max_size=8), budget=st.floats(0, 300))
def test_links_are_taken_in_order_while_they_fit_what_is_left(costs, budget):
    ranked = [(k, cost, float(10 - k)) for k, cost in enumerate(costs)]
    chosen = choose(ranked, budget)
    taken = {link for link, _ in chosen}
    left = budget
    for link, cost, _ in ranked:  # by hand
        fits = cost <= left
        assert (link in taken) == fits
        left -= cost if fits else 0.0
    assert left >= 0
    assert [link for link, _ in chosen] == sorted(taken)


def test_a_link_that_helps_nobody_is_never_built():
    """A road to nowhere: the outermost valley has nobody and no jobs, so its road ranks nowhere, whatever the grant."""
    entry = road_grant(5_000, START)
    region = begin(tiny(entry), 1)
    net = region.network
    dead_end = net.ids.index("b-rural--b-far")
    net.link_class[dead_end] = LinkClass.COUNTY
    far = region.zones.index("b-far")
    region.persons.c.place_id[region.persons.c.place_id == far] = 0
    region.firms.c.place_id[region.firms.c.place_id == far] = 0
    assert dead_end not in {link for link, _, _ in rank(region, entry)}
    assert by_car(net, region.par(RoadParams)).time_min.shape == region.time_min.shape
