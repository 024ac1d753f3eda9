"""Costs, minutes and kilometres by car from links, against networkx; what a changed link may change and what not."""

import dataclasses
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.codes import LinkClass
from model.geography import UNREACHABLE_MIN, Network, Params, intrazonal_minutes
from model.kernels.travel import disutility_matrix
from model.skims import by_car, cost_between, uses

N_ZONES, N_OUTSIDE = 25, 2
P = Params(*(float(x) for x in Params()))


def travel_minutes(network: Network) -> np.ndarray:
    return by_car(network, P).time_min


def _network(seed=3, n_links=60):
    rng = np.random.default_rng(seed)
    start = np.concatenate([np.arange(N_ZONES), rng.integers(0, N_ZONES, n_links - N_ZONES)])
    stop = np.concatenate([(np.arange(N_ZONES) + 1) % N_ZONES, rng.integers(0, N_ZONES, n_links - N_ZONES)])
    keep = start != stop
    start, stop = start[keep], stop[keep]
    n = start.size
    return Network(
        ids=[f"l{i}" for i in range(n + 1)],
        start=np.append(start, 4),
        stop=np.append(stop, N_ZONES),  # the first place outside hangs on zone 4
        length_km=np.append(rng.uniform(1, 30, n), 50.0),
        speed_kmh=np.append(rng.uniform(30, 90, n), 80.0),
        link_class=np.ones(n + 1, np.int8),
        toll_nok=np.zeros(n + 1),
        is_open=np.ones(n + 1, bool),
        fixed_min=np.array([np.nan, 240.0]),
        intrazonal_min=np.full(N_ZONES + N_OUTSIDE, 4.0),
    )


def _networkx_minutes(network):
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(N_ZONES + 1))
    for a, b, km, speed, is_open in zip(
        network.start, network.stop, network.length_km, network.speed_kmh, network.is_open, strict=True
    ):
        if is_open:
            graph.add_edge(int(a), int(b), minutes=km / speed * 60.0)
    return dict(nx.all_pairs_dijkstra_path_length(graph, weight="minutes"))


def test_minutes_equal_networkx_also_with_parallel_links():
    network = _network()
    expected = _networkx_minutes(network)
    times = travel_minutes(network)
    for a in range(N_ZONES + 1):
        for b in range(N_ZONES + 1):
            if a != b:
                assert np.isclose(times[a, b], expected[a][b]), f"{a} to {b}"


def test_parallel_links_do_not_add_up():
    network = _network()
    doubled = dataclasses.replace(
        network,
        ids=[*network.ids, "again"],
        start=np.append(network.start, network.start[0]),
        stop=np.append(network.stop, network.stop[0]),
        length_km=np.append(network.length_km, 500.0),
        speed_kmh=np.append(network.speed_kmh, 50.0),
        link_class=np.append(network.link_class, 1).astype(np.int8),
        toll_nok=np.append(network.toll_nok, 0.0),
        is_open=np.append(network.is_open, True),
    )
    assert np.allclose(travel_minutes(doubled), travel_minutes(network)), "a slow second road changed a travel time"


def test_a_closed_link_is_not_used_and_a_cut_off_place_is_unreachable():
    network = _network()
    network.is_open[-1] = False
    times = travel_minutes(network)
    assert (times[:N_ZONES, N_ZONES] == UNREACHABLE_MIN).all()


def test_places_without_links_have_their_fixed_minutes_and_times_are_symmetric():
    times = travel_minutes(_network())
    assert (times[: N_ZONES + 1, N_ZONES + 1] == 240.0).all()
    assert np.array_equal(times, times.T)
    assert (np.diag(times) == 4.0).all()


def test_a_faster_link_changes_only_pairs_whose_best_path_uses_it():
    network = _network()
    before = travel_minutes(network)
    link = 5
    a, b = network.start[link], network.stop[link]
    faster = network.speed_kmh.copy()
    faster[link] += 15.0
    after = travel_minutes(dataclasses.replace(network, speed_kmh=faster))
    new_minutes = network.length_km[link] / faster[link] * 60.0
    via = np.minimum(after[:, [a]] + after[[b], :], after[:, [b]] + after[[a], :]) + new_minutes
    np.fill_diagonal(after, np.diag(before))
    changed = ~np.isclose(before, after)
    assert changed.any()
    hop = after.copy()
    np.fill_diagonal(hop, 0.0)
    via = np.minimum(hop[:, [a]] + hop[[b], :], hop[:, [b]] + hop[[a], :]) + new_minutes
    assert np.allclose(after[changed], via[changed]), "a time changed though the best path avoids the link"


def test_trips_within_a_zone_grow_with_its_area_up_to_a_limit():
    minutes = intrazonal_minutes(np.array([0.5, 5.0, 50.0, 600.0]))
    assert (np.diff(minutes) > 0).any()
    assert minutes[0] >= 2.0
    assert minutes[-1] == 15.0


# ------------------------------------------------------------------------------------------------------- properties


@st.composite
def networks(draw: Any) -> Network:
    """Three to nine zones and two places outside; roads and ferries, some tolled, some often closed, perhaps not joined."""
    zones = draw(st.integers(3, 9))
    n = draw(st.integers(2, 18))
    number = st.floats(0.5, 60.0)
    ends = [
        draw(st.tuples(st.integers(0, zones), st.integers(0, zones)).filter(lambda ab: ab[0] != ab[1]))
        for _ in range(n)
    ]
    ferry = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))

    def column(values: Any) -> np.ndarray:
        return np.array(draw(st.lists(values, min_size=n, max_size=n)), np.float64)

    return Network(
        ids=[f"l{k}" for k in range(n)],
        start=np.array([a for a, _ in ends]),
        stop=np.array([b for _, b in ends]),
        length_km=column(number),
        speed_kmh=column(st.floats(20.0, 100.0)),
        link_class=np.where(ferry, LinkClass.FERRY, LinkClass.COUNTY).astype(np.int8),
        toll_nok=column(st.sampled_from([0.0, 0.0, 30.0, 120.0])),
        is_open=np.ones(n, bool),
        fixed_min=np.array([np.nan, 240.0]),
        intrazonal_min=np.full(zones + 2, 3.0),
        headway_min=np.where(ferry, column(st.sampled_from([0.0, 20.0, 60.0])), 0.0),
        closure_days=column(st.sampled_from([0.0, 0.0, 5.0, 40.0])),
    )


def by_networkx(network: Network) -> np.ndarray:
    """Least cost between all places by another program, from the written rule."""
    n = len(network.intrazonal_min)
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(n))
    for k in np.flatnonzero(network.is_open):
        wait = min(P.ferry_wait_share * network.headway_min[k], P.ferry_wait_cap_min)
        minutes = network.length_km[k] / network.speed_kmh[k] * 60.0 + wait
        delay = network.closure_days[k] / 365.0 * P.closure_delay_min
        graph.add_edge(
            int(network.start[k]), int(network.stop[k]), cost=minutes + network.toll_nok[k] / P.minute_nok + delay
        )
    out = np.full((n, n), UNREACHABLE_MIN)
    for a, found in nx.all_pairs_dijkstra_path_length(graph, weight="cost"):
        for b, cost in found.items():
            out[a, b] = cost
    out[-1, :] = out[:, -1] = 240.0
    np.fill_diagonal(out, network.intrazonal_min)
    return out


@given(networks())
def test_costs_equal_networkx_and_every_pair_has_finite_numbers(network: Network) -> None:
    car = by_car(network, P)
    assert np.allclose(car.cost_min, by_networkx(network))
    assert np.isfinite(car.time_min).all()
    assert (car.time_min <= car.cost_min + 1e-9).all(), "minutes are a part of the cost"
    no_way = car.cost_min >= UNREACHABLE_MIN
    assert (no_way == (car.time_min >= UNREACHABLE_MIN)).all()
    assert np.isnan(car.km[:-1, :-1][no_way[:-1, :-1]]).all()
    d = disutility_matrix(car.cost_min)
    assert ((d >= 0) & (d <= 1)).all()


@given(networks(), st.integers(0, 17), st.sampled_from(["speed", "toll", "length", "headway"]))
def test_shortening_a_link_changes_only_pairs_whose_best_path_uses_it(network: Network, link: int, what: str) -> None:
    link %= len(network.ids)
    before = by_car(network, P).cost_min
    shorter = dataclasses.replace(
        network, speed_kmh=network.speed_kmh.copy(), toll_nok=network.toll_nok.copy(),
        length_km=network.length_km.copy(), headway_min=network.headway_min.copy(),
    )  # fmt: skip
    if what == "speed":
        shorter.speed_kmh[link] += 25.0
    elif what == "toll":
        shorter.toll_nok[link] = 0.0
    elif what == "length":
        shorter.length_km[link] *= 0.6
    else:
        shorter.headway_min[link] = 0.0
    after = by_car(shorter, P).cost_min
    assert (after <= before + 1e-9).all(), "a better link made a trip longer"
    changed = after < before - 1e-9
    used = uses(after, int(network.start[link]), int(network.stop[link]), float(shorter.cost_minutes(P)[link]))
    assert not (changed & ~used)[:-1, :-1].any(), "a pair changed though its best path avoids the link"


@given(networks(), st.integers(0, 17))
def test_removing_a_link_never_shortens_and_spares_pairs_that_do_not_use_it(network: Network, link: int) -> None:
    link %= len(network.ids)
    before = by_car(network, P).cost_min
    used = uses(before, int(network.start[link]), int(network.stop[link]), float(network.cost_minutes(P)[link]))
    without = dataclasses.replace(network, is_open=np.arange(len(network.ids)) != link)
    after = by_car(without, P).cost_min
    assert (after >= before - 1e-9).all()
    assert not ((after > before + 1e-9) & ~used)[:-1, :-1].any()
    assert np.allclose(after, by_networkx(without))


@given(networks(), st.floats(0.5, 12.0))
def test_a_link_closed_for_months_gives_the_mean_of_the_year_with_and_without_it(
    network: Network, months: float
) -> None:
    closed = dataclasses.replace(network, closed_months=np.where(np.arange(len(network.ids)) == 0, months, 0.0))
    open_, shut = (
        by_networkx(network),
        by_networkx(dataclasses.replace(network, is_open=np.arange(len(network.ids)) != 0)),
    )
    never = (open_ >= UNREACHABLE_MIN) & (shut >= UNREACHABLE_MIN)
    whole = months >= 12.0
    shut_cost = shut if whole else np.where(shut >= UNREACHABLE_MIN, P.cut_off_min, shut)
    expected = months / 12.0 * shut_cost + (1.0 - months / 12.0) * (open_ if not whole else 0.0)
    assert np.allclose(by_car(closed, P).cost_min[~never], expected[~never])
    assert (by_car(closed, P).cost_min[never] == UNREACHABLE_MIN).all()


def test_a_toll_moves_the_path_but_not_the_minutes_of_who_pays_it() -> None:
    """Two ways from A to B: 20 minutes for 44 kroner (20 minutes' worth), or 30 minutes for nothing."""
    two = Network(
        ids=["new", "old"], start=np.array([0, 0]), stop=np.array([1, 1]), length_km=np.array([20.0, 30.0]),
        speed_kmh=np.full(2, 60.0), link_class=np.ones(2, np.int8), toll_nok=np.array([44.0, 0.0]),
        is_open=np.ones(2, bool), fixed_min=np.zeros(0), intrazonal_min=np.full(2, 3.0),
    )  # fmt: skip
    car = by_car(two, P)
    assert car.cost_min[0, 1] == pytest.approx(30.0)
    assert car.time_min[0, 1] == pytest.approx(30.0)
    assert car.km[0, 1] == pytest.approx(30.0)
    cheap = by_car(dataclasses.replace(two, toll_nok=np.array([11.0, 0.0])), P)
    assert cheap.cost_min[0, 1] == pytest.approx(25.0)
    assert cheap.time_min[0, 1] == pytest.approx(20.0)
    assert cheap.km[0, 1] == pytest.approx(20.0)
    assert np.allclose(cost_between(two, two.cost_minutes(P)), car.cost_min)


def test_a_backlog_made_good_speeds_a_link_up_and_closes_it_less() -> None:
    network = _network()
    network.base_backlog_mnok[:] = network.backlog_mnok[:] = 10.0
    network.closure_days[:] = 20.0
    before = network.minutes(P), network.cost_minutes(P)
    network.backlog_mnok[:] = 0.0
    assert network.minutes(P) == pytest.approx(before[0] / (1.0 + P.backlog_speed))
    delay = 20.0 / 365.0 * P.closure_delay_min
    assert network.cost_minutes(P) - network.minutes(P) == pytest.approx(np.full(len(network.ids), 0.5 * delay))
    network.backlog_mnok[:] = 20.0  # twice the base year's
    assert network.minutes(P) == pytest.approx(before[0] / (1.0 - P.backlog_speed))
