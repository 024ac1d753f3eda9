"""A stand-in for the model: as fast as arithmetic, and with a known effect. Importable by worker processes."""

from __future__ import annotations

import numpy as np

from experiments.run import Record, RunResult, Series, collect
from model.inputs import Scenario

PLACES = ("region", "town", "hinterland", "town:tinytown", "hinterland:tinytown", "zone:a-town", "outside")


def simulate(scenario: Scenario, seed: int, *, replication: int = 0, zones: bool = True) -> RunResult:
    """Population 100·seed-noise + jobs of the policies; births are a flow that no policy changes."""
    effect = sum(p.levers["jobs"] for p in scenario.policies)
    first = min((p.start for p in scenario.policies), default=9999)
    records: list[Record] = []
    for year in range(scenario.start, scenario.start + scenario.years + 1):
        noise = np.random.default_rng([seed, year])
        level = noise.normal(1000.0, 50.0, len(PLACES))
        response = effect * (year >= first) * noise.normal(1.0, 0.3, len(PLACES))
        records.append((year, False, series("population", "persons"), level + response))
        if year < scenario.start + scenario.years:
            records.append((year, True, series("births", "births"), noise.poisson(10.0, len(PLACES)).astype(float)))
    return collect(scenario.name, replication, seed, records)


def fails_in_the_third(scenario: Scenario, seed: int, *, replication: int = 0, zones: bool = True) -> RunResult:
    """Like `simulate`, but replication 2 fails."""
    if replication == 2:
        raise ArithmeticError("the books do not balance")
    return simulate(scenario, seed, replication=replication, zones=zones)


def series(indicator: str, unit: str) -> tuple[Series, ...]:
    """The same indicator in every place."""
    return tuple((indicator, place, "all", unit) for place in PLACES)
