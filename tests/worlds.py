"""Scenarios of the tiny region and of Lister with policies on top, played step by step.

region = begin(tiny(state_jobs("a-town", 30)), seed=5)
for step in walk(region):   # after the policies and after every submodel of one year
    ...
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from model import registry
from model.inputs import PolicySpec, Scenario
from model.policy import act
from model.region import Region
from model.synthesis import build_region
from model.year import YEAR
from scenarios.format import load
from scenarios.founders import with_founders
from tests.fixtures import tiny_data

TABLES = ("persons", "households", "dwellings", "firms", "services", "municipalities")
STEPS = tuple(module.__name__.rpartition(".")[2] for module in YEAR)
_NEVER_CHANGES = ("data", "scenario", "seed", "params", "sectors", "service_types")


def policy(id_: str, instrument: str, start: int, until: int | None = None, **levers: Any) -> PolicySpec:
    """An entry of an instrument with its default levers, but for those given."""
    known = {lever.name: lever.default for lever in registry.instruments()[instrument].levers}
    assert set(levers) <= set(known), f"{instrument} has no lever {sorted(set(levers) - set(known))}"
    return PolicySpec(id_, instrument, start, until, 0, known | levers)


def event(id_: str, kind: str, year: int, **levers: Any) -> PolicySpec:
    """An event in one year with its default levers, but for those given."""
    known = {lever.name: lever.default for lever in registry.events()[kind].levers}
    return PolicySpec(id_, kind, year, year + 1, 0, known | levers)


def state_jobs(zone: str, jobs: int, start: int = 2026, until: int | None = None, **levers: Any) -> PolicySpec:
    """State jobs moved to a zone."""
    return policy("jobs", "state_job_relocation", start, until, zone=zone, jobs=jobs, **levers)


def road_grant(grant_mnok: float, start: int = 2026, until: int | None = None, **levers: Any) -> PolicySpec:
    """A grant for county roads."""
    return policy("roads", "county_road_grant", start, until, grant_mnok=grant_mnok, **levers)


def tiny(*policies: PolicySpec, years: int = 5, **changes: Any) -> Scenario:
    """The tiny region, 2025 on."""
    title = {"nb": "liten", "en": "tiny"}
    return Scenario("tiny", title, tiny_data(), start=2025, years=years, policies=policies, **changes)


@cache
def _lister() -> Scenario:
    return load("lister/baseline")


def lister(*policies: PolicySpec, years: int = 5, **changes: Any) -> Scenario:
    """Lister's baseline with these policies."""
    return replace(_lister(), policies=policies, years=years, **changes)


def begin(scenario: Scenario, seed: int) -> Region:
    """The region on 1 January of its base year."""
    return build_region(with_founders(scenario), seed)


def walk(region: Region) -> Iterator[str]:
    """Play one year as `run_year` does, and stop after the policies and after every submodel."""
    region.flows.clear()
    region.accounts.year_payments.clear()
    act(region)
    yield "policies"
    for name, submodel in zip(STEPS, YEAR, strict=True):
        submodel.step(region, region.year)
        yield name
    region.year += 1


def play_until(region: Region, step: str) -> None:
    """Play this year up to and with a step; nothing after it, the year stays unfinished."""
    for name in walk(region):
        if name == step:
            return


def copied(region: Region) -> Region:
    """An independent copy."""
    return copy.deepcopy(region, {id(getattr(region, name)): getattr(region, name) for name in _NEVER_CHANGES})


def state(region: Region) -> dict[str, np.ndarray]:
    """Everything that a region is, by name: columns, fields, flows, transfers, accounts; not what policies remember."""
    out = {f"{t}.{c}": values for t in TABLES for c, values in vars(getattr(region, t).c).items()}
    for name in (
        "time_min",
        "commute_d",
        "cost_min",
        "km",
        "bus_min",
        "bike_min",
        "no_car_min",
        "no_car_d",
        "price_nok_m2",
        "demand_posts",
        "market_potential",
        "logsum",
    ):
        out[name] = getattr(region, name)
    for name in ("access", "base", "flows", "transfers"):
        out |= {f"{name}:{key}": values for key, values in getattr(region, name).items()}
    out |= {f"balance:{name}": np.array([nok]) for name, nok in region.accounts.balance_nok.items()}
    out |= {
        f"network.{name}": getattr(region.network, name)
        for name in ("speed_kmh", "length_km", "is_open", "bus_per_day")
    }
    return out


def differences(a: Region, b: Region) -> list[str]:
    """Names of what differs between two regions, to the bit."""
    one, other = state(a), state(b)
    names = sorted(set(one) | set(other))
    return [n for n in names if n not in one or n not in other or one[n].tobytes() != other[n].tobytes()]


def digest(region: Region) -> str:
    """A hash of everything that a region is."""
    total = hashlib.sha256()
    for name, values in sorted(state(region).items()):
        total.update(f"{name} {values.dtype} {values.shape}\n".encode())
        total.update(np.ascontiguousarray(values).tobytes())
    return total.hexdigest()
