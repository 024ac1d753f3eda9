"""Twins of Lister, in one of which the school on Hidra is closed: pupils, money, journeys, and moves by year and zone."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from model.region import Region
from model.residential import places
from model.service_costs import unit_costs
from model.service_use import units_of, users_by_type
from tests.worlds import begin, copied, lister, walk

SEEDS, YEARS, ZONE, CLOSES = 4, 5, "flekkefjord-hidra", 2026


def _school(region: Region) -> tuple[int, int]:
    """Type, and row of the school on Hidra."""
    k = next(k for k, kind in enumerate(region.service_types) if kind.id == "primary_school")
    rows = units_of(region, k)
    return k, int(rows[region.services.c.place_id[rows] == region.place_of_zone(ZONE)][0])


def _announce(region: Region) -> None:
    """What a council does: from now on everybody knows that the school closes."""
    region.services.c.closes_year[_school(region)[1]] = CLOSES


@cache
def _twins(seed: int) -> list[tuple[Region, Region, tuple]]:
    """Per year: the twins after the services step, and flows and population at the year's end of both."""
    without = begin(lister(years=YEARS), seed)
    closed = copied(without)
    _announce(closed)
    years = []
    for _ in range(YEARS):
        seen, ends = [], []
        for region in (without, closed):
            for step in walk(region):
                if step == "services":
                    seen.append(copied(region))
            moves = region.flows.get("moves_in", 0.0) - region.flows.get("moves_out", 0.0)
            c = region.persons.c
            people = np.bincount(c.place_id[c.household_id >= 0], minlength=region.n_zones)[: region.n_zones]
            ends.append((moves, people, region.municipalities.c.cost_nok.copy()))
        years.append((*seen, ends))
    return years


@pytest.fixture(scope="module")
def twins() -> list[list[tuple[Region, Region, tuple]]]:
    return [_twins(seed) for seed in range(SEEDS)]


def test_nothing_differs_before_the_year_of_closing(twins: list) -> None:
    for years in twins:
        without, closed, ends = years[0]
        assert (without.services.c.users == closed.services.c.users).all()
        for one, other in zip(*ends, strict=True):
            assert (np.asarray(one) == np.asarray(other)).all()


def test_its_pupils_go_to_the_next_school_and_every_pupil_has_one(twins: list) -> None:
    for years in twins:
        for without, closed, _ in years[1:]:
            k, row = _school(without)
            gone = closed.services.c.key == without.services.c.key[row]
            assert (closed.services.c.place_id[gone] == -1).all()
            pupils = users_by_type(closed)[k].sum()
            assert closed.services.c.users[units_of(closed, k)].sum() == pytest.approx(pupils, rel=1e-5)
            assert closed.service_unmet[k].sum() < 0.5
        without, closed, _ = years[1]
        k, row = _school(without)
        more = closed.services.c.users[: without.services.n] - without.services.c.users
        assert more.sum() == pytest.approx(0.0, abs=0.1)
        gains = np.flatnonzero(more > 0.5)
        near = closed.time_min[without.services.c.place_id[row], closed.services.c.place_id[gains]]
        assert gains.size >= 1
        assert near.max() <= 45.0


def test_it_saves_the_fixed_cost_and_lengthens_journeys(twins: list) -> None:
    saved, longer = [], []
    for years in twins:
        without, closed, _ = years[-1]
        k, _ = _school(without)
        zone = without.place_of_zone(ZONE)
        cost = [unit_costs(region)[region.services.c.type == k].sum() for region in (without, closed)]
        saved.append((cost[0] - cost[1]) / 1e6)
        longer.append(closed.access["primary_school"][zone] - without.access["primary_school"][zone])
    print(f"saved, MNOK a year: {np.round(saved, 2)}; minutes longer in {ZONE}: {np.round(longer, 1)}")
    assert 2.0 <= np.median(saved) <= 12.0  # its own fixed cost and posts, less those that its pupils need elsewhere
    assert min(longer) >= 20.0


def test_what_households_see_of_it_is_the_way_to_school_alone(twins: list) -> None:
    for years in twins:
        without, closed, _ = years[1]
        before, after = places(without), places(closed)
        spans = before.service_ages.tolist()
        for row, span in enumerate(spans):
            changed = np.flatnonzero(before.services[row] != after.services[row])
            assert changed.size == 0 or span == [6, 13], span
        pupils = spans.index([6, 13])
        worse = after.services[pupils] < before.services[pupils]
        zone = without.place_of_zone(ZONE)
        assert worse[zone]
        assert set(np.flatnonzero(worse).tolist()) <= set(np.flatnonzero(without.time_min[zone, :36] < 60).tolist())
        for name in ("jobs", "density", "outside_value", "time_min"):
            assert (getattr(before, name) == getattr(after, name)).all(), name


def test_effects_on_moves_are_reported_by_year_and_zone(twins: list) -> None:
    """Whatever they are: net moves and population of the zone, of its municipality and of the region."""
    zones = twins[0][0][0].zones
    zone = zones.ids.index(ZONE)
    groups = {ZONE: np.arange(len(zones)) == zone, "Flekkefjord": zones.municipality == zones.municipality[zone],
              "region": np.ones(len(zones), bool)}  # fmt: skip
    print("year  " + "  ".join(f"{name:>24}" for name in groups))
    table = np.zeros((YEARS, len(groups), 2))
    for years in twins:
        for y, (_, _, (one, other)) in enumerate(years):
            for g, mask in enumerate(groups.values()):
                table[y, g] += [(other[i] - one[i])[mask].sum() / SEEDS for i in (0, 1)]
    for y in range(YEARS):
        print(2025 + y, "  ".join(f"net moves {a:+6.2f} people {b:+6.2f}" for a, b in table[y]))
    assert np.isfinite(table).all()
    assert (table[0] == 0.0).all()
