"""Design files: which points of which scenario a sweep runs. Format: docs/how_to/sweep.md.

What varies is read in `experiments/design_factors.py`; which combinations of values are run is the business of
`experiments/design_points.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from experiments.design_factors import Factor, read_factors, unknown
from experiments.design_points import METHODS
from model.inputs import Scenario
from model.registry import indicators
from scenarios.errors import BadInput
from scenarios.format import load, scenario_hash, with_years
from scenarios.resolve import find_scenarios
from scenarios.toml_source import TomlSource, read_toml

FORMAT = 1
KEYS = (
    "format", "scenario", "method", "years", "seed", "replications", "indicators", "zones",
    "levers", "world", "parameters",
)  # fmt: skip
MAX_POINTS = 100_000


@dataclass(frozen=True)
class Design:
    """A sweep, checked: what varies, how often each point is run, and what of it is kept."""

    path: Path
    base: Scenario
    base_name: str  # as `scenarios.format.load` knows it
    method: str
    factors: tuple[Factor, ...]
    seed: int
    replications: int
    indicators: tuple[str, ...]  # empty: all
    zones: bool

    def points(self) -> list[tuple[Any, ...]]:
        """Return the points: a value per factor, in the factors' order."""
        return METHODS[self.method](self.factors)

    def scenario(self, number: int, point: Sequence[Any]) -> Scenario:
        """Return the scenario of a point; its name says which point it is."""
        scenario = self.base
        for factor, value in zip(self.factors, point, strict=True):
            scenario = factor.apply(scenario, value)
        return replace(scenario, name=f"{self.base.name}, point {number}", hash=scenario_hash(scenario))


def load_design(path: str | Path) -> Design:
    """Return the design of a file, checked. Raises BadInput with file and line at the first thing that is wrong."""
    source = read_toml(path)
    data = source.data
    for key in data:
        if key not in KEYS:
            raise unknown(source, "key", key, KEYS, key)
    if data.get("format") != FORMAT or isinstance(data.get("format"), bool):
        raise source.bad(
            "unknown format" if "format" in data else "the key 'format' is missing",
            "format",
            value=data.get("format"),
            expected=f"a line `format = {FORMAT}`",
        )
    name, base = _base(source)
    method = data.get("method", "grid")
    if method not in METHODS:
        raise unknown(source, "method", method, METHODS, "method")
    design = Design(
        path=Path(path),
        base=base,
        base_name=name,
        method=method,
        factors=read_factors(source, base),
        seed=_whole(source, "seed", 1, 0),
        replications=_whole(source, "replications", 1, 1),
        indicators=_indicators(source),
        zones=_zones(source),
    )
    _check_size(source, design)
    return design


def _base(source: TomlSource) -> tuple[str, Scenario]:
    """Return the scenario that is varied, and its name or path."""
    given = source.data.get("scenario")
    if not isinstance(given, str):
        raise source.bad(
            "the key 'scenario' is missing" if given is None else "'scenario' is of the wrong type",
            "scenario",
            value=given,
            expected='a line `scenario = "region/name"`, or the path of a scenario file from this file\'s folder',
        )
    name = given if given in find_scenarios() or not given.endswith(".toml") else str(source.path.parent / given)
    try:
        scenario = load(name)
    except BadInput as error:
        if error.file is not None:
            raise
        raise source.bad(
            error.message, "scenario", value=error.value, expected=error.expected, hint=error.hint
        ) from error
    years = _whole(source, "years", scenario.years, 1)
    try:
        return name, with_years(scenario, years)
    except BadInput as error:
        raise source.bad("'years' is too large", "years", value=years, expected=error.expected) from error


def _whole(source: TomlSource, key: str, default: int, least: int) -> int:
    value = source.data.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise source.bad(f"'{key}' is wrong", key, value=value, expected=f"a whole number of {least} or more")
    return value


def _zones(source: TomlSource) -> bool:
    value = source.data.get("zones", False)
    if not isinstance(value, bool):
        raise source.bad("'zones' is wrong", "zones", value=value, expected="true: keep single zones too; or false")
    return value


def _indicators(source: TomlSource) -> tuple[str, ...]:
    """Return the ids of the indicators to keep; empty: all of them."""
    given, known = source.data.get("indicators", []), indicators()
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise source.bad("'indicators' is of the wrong type", "indicators", expected="a list of ids in quotes")
    for name in given:
        if name not in known:
            raise unknown(source, "indicator", name, known, "indicators", command="omland list indicators")
    return tuple(sorted(set(given)))


def _check_size(source: TomlSource, design: Design) -> None:
    if not design.factors:
        raise source.bad("nothing varies", expected="a table [levers.<policy id>], [world] or [parameters]")
    n = math.prod(len(f.values) for f in design.factors)
    if n > MAX_POINTS:
        raise source.bad("the grid has too many points", value=f"{n:,}", expected=f"at most {MAX_POINTS:,}")
