"""What differs between replications: random numbers only, or also what is assumed about the world and the model's numbers.

    seeds        random numbers
    world        random numbers, and every world assumption drawn from its declared range
    parameters   random numbers, and every parameter drawn from its declared range, fitted ones from how well they are known
    all          all of these

Draws are uniform and independent, but for the constants that `omland calibrate` fitted: these are drawn together, normal
with the covariance of their file. All depend on the seed of the run alone: scenarios that are compared get the same draw
in the same replication, so their differences stay paired, and one run can be repeated by itself. A world path that a
scenario states is multiplied by the draw and kept within the range; a parameter that a scenario states is left alone.
Ranges that belong together are drawn apart, so the spread is on the wide side.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from experiments.run import RunResult
from experiments.workers import Simulate
from model import registry
from model.inputs import Calibration, Scenario, WorldPath
from model.parameters import REGISTRY, WORLD
from scenarios.check import FOUNDERS_ONLY
from scenarios.errors import BadInput, did_you_mean

KINDS = ("seeds", "world", "parameters", "all")
NOT_FITTED = Calibration()
STREAM = 20_210_511  # keeps these draws apart from all others of the same seed


def check_kind(kind: str) -> str:
    """Return the kind. Raises BadInput where there is no such one."""
    if kind not in KINDS:
        raise BadInput(
            "the kind of uncertainty is wrong", value=kind, expected="one of " + ", ".join(KINDS),
            hint=did_you_mean(kind, KINDS),
        )  # fmt: skip
    return kind


def draw(kind: str, seed: int, fitted: Calibration = NOT_FITTED) -> dict[str, dict[str, float]]:
    """Return what is drawn for a seed: factors by world assumption, values by parameter; empty where nothing is."""
    registry.load_parameters()
    drawn: dict[str, dict[str, float]] = {"world": {}, "parameters": {}}
    for number, (table, known) in enumerate((("world", WORLD), ("parameters", REGISTRY))):
        if kind in (table, "all"):
            names = [n for n in sorted(known) if not n.startswith(FOUNDERS_ONLY)]  # founders are the same in all runs
            u = np.random.default_rng([STREAM, number, seed]).random(len(names))
            spans = [(known[n].low, known[n].high) for n in names]
            drawn[table] = {n: low + (high - low) * float(x) for n, (low, high), x in zip(names, spans, u, strict=True)}
    if kind in ("parameters", "all"):
        drawn["parameters"] |= draw_fitted(fitted, seed)
    return drawn


def draw_fitted(fitted: Calibration, seed: int) -> dict[str, float]:
    """Return the fitted constants as drawn for a seed, within their ranges; empty where their covariance is not known."""
    if not fitted.covariance:
        return {}
    registry.load_parameters()
    names, mean = list(fitted.values), np.array(list(fitted.values.values()))
    z = np.random.default_rng([STREAM, 2, seed]).standard_normal(mean.size)
    drawn = mean + np.linalg.cholesky(np.array(fitted.covariance)) @ z
    return {n: min(max(float(x), REGISTRY[n].low), REGISTRY[n].high) for n, x in zip(names, drawn, strict=True)}


def under(kind: str, simulate: Simulate) -> Simulate:
    """Return what runs a scenario with what is drawn for its seed."""
    return simulate if kind == "seeds" else partial(_run, kind=kind, simulate=simulate)


def _run(scenario: Scenario, seed: int, *, kind: str, simulate: Simulate, **options: Any) -> RunResult:
    drawn = draw(kind, seed, scenario.region.national.calibration)
    return simulate(with_draw(scenario, drawn), seed, **options)


def with_draw(scenario: Scenario, drawn: dict[str, dict[str, float]]) -> Scenario:
    """Return the scenario with what was drawn in it; its hash is not renewed."""
    world = dict(scenario.world)
    for name, factor in drawn["world"].items():
        path = world.get(name, WorldPath((scenario.start,), (1.0,)))
        spec = WORLD[name]
        factors = tuple(min(max(f * factor, spec.low), spec.high) for f in path.factors)
        world[name] = WorldPath(path.years, factors)
    return replace(scenario, world=world, parameters={**drawn["parameters"], **scenario.parameters})


def draws_csv(kind: str, seeds: Sequence[int], fitted: Calibration = NOT_FITTED) -> str:
    """Return what was drawn as a table: a row per seed, a column per world assumption and parameter."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    for n, seed in enumerate(seeds):
        flat = {
            f"{table}.{name}": x for table, values in draw(kind, seed, fitted).items() for name, x in values.items()
        }
        if n == 0:
            rows.writerow(["seed", *flat])
        rows.writerow([seed, *(f"{x:.6g}" for x in flat.values())])
    return text.getvalue()
