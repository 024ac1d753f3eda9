"""Design files: which points of which scenario a sweep runs. Format: docs/how_to/sweep.md.

What varies is read in `experiments/design_factors.py`; which combinations of values are run is the business of
`experiments/design_points.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from experiments.design_factors import Factor, applied, read_factors, unknown
from experiments.design_points import METHODS, Cube, Sampling, cube, number_of_points, points
from model.inputs import Scenario
from model.registry import indicators
from scenarios.errors import BadInput
from scenarios.format import load, scenario_hash, with_years
from scenarios.resolve import find_scenarios
from scenarios.toml_source import TomlSource, read_toml

FORMAT = 1
KEYS = (
    "format", "scenario", "against", "method", "n", "levels", "years", "seed", "replications", "indicators", "zones",
    "levers", "world", "parameters",
)  # fmt: skip
MAX_POINTS = 100_000
DRAWN = {
    "lhs": "how many points",
    "sobol": "the base sample, a power of two; points are n × (factors + 2)",
    "morris": "how many trajectories; points are n × (factors + 1)",
}


@dataclass(frozen=True)
class Design:
    """A sweep, checked: what varies, how often each point is run, and what of it is kept."""

    path: Path
    base: Scenario
    against: Scenario | None  # run at every point too, with the same world, parameters and seeds
    names: tuple[str, ...]  # of both scenarios as `scenarios.format.load` knows them; empty where they were given
    method: str
    sampling: Sampling
    factors: tuple[Factor, ...]
    seed: int
    replications: int
    indicators: tuple[str, ...]  # empty: all
    zones: bool

    def points(self) -> list[tuple[Any, ...]]:
        """Return the points: a value per factor, in the factors' order."""
        return points(self.method, self.factors, self.sampling)

    def cube(self) -> Cube:
        """Return the points as places in the unit cube [points, factors]; not of a grid."""
        return cube(self.method, self.factors, self.sampling)

    def scenarios(self) -> tuple[Scenario, ...]:
        """Return the scenarios that are run at every point: what is compared with first, where there is one."""
        return (self.base,) if self.against is None else (self.against, self.base)

    def at(self, scenario: Scenario, number: int, point: Sequence[Any]) -> Scenario:
        """Return one of `scenarios()` at a point; its name says which point it is. Levers it does not have stay out."""
        changed = applied(self.factors, point, scenario)
        return replace(changed, name=f"{scenario.name}, point {number}", hash=scenario_hash(changed))


def load_design(path: str | Path, known: Mapping[str, Scenario] | None = None) -> Design:
    """Return the design of a file, checked. Raises BadInput with file and line at the first thing that is wrong.

    known: scenarios by the key that names them ("scenario", "against"), taken instead of those that the file names.
    """
    known = known or {}
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
    base, name = _scenario(source, "scenario", known)
    against, other = _scenario(source, "against", known) if "against" in data else (None, "")
    if against is not None:
        _check_against(source, base, against)
    method = data.get("method", "grid")
    if method not in METHODS:
        raise unknown(source, "method", method, METHODS, "method")
    design = Design(
        path=Path(path),
        base=base,
        against=against,
        names=tuple(filter(None, (name, other))),
        method=method,
        sampling=_sampling(source, method),
        factors=read_factors(source, base, is_grid=method == "grid"),
        seed=_whole(source, "seed", 1, 0),
        replications=_whole(source, "replications", 1, 1),
        indicators=_indicators(source),
        zones=_zones(source),
    )
    _check_size(source, design)
    return design


def _scenario(source: TomlSource, key: str, known: Mapping[str, Scenario]) -> tuple[Scenario, str]:
    """Return a scenario that the file names, with the years that it asks for, and its name."""
    if key in known:
        return known[key], ""
    given = source.data.get(key)
    if not isinstance(given, str):
        raise source.bad(
            f"the key '{key}' is missing" if given is None else f"'{key}' is of the wrong type",
            key,
            value=given,
            expected=f'a line `{key} = "region/name"`, or the path of a scenario file from this file\'s folder',
        )
    name = given if given in find_scenarios() or not given.endswith(".toml") else str(source.path.parent / given)
    try:
        scenario = load(name)
    except BadInput as error:
        if error.file is not None:
            raise
        raise source.bad(error.message, key, value=error.value, expected=error.expected, hint=error.hint) from error
    years = _whole(source, "years", scenario.years, 1)
    try:
        return with_years(scenario, years), name
    except BadInput as error:
        raise source.bad("'years' is too large", "years", value=years, expected=error.expected) from error


def _check_against(source: TomlSource, base: Scenario, against: Scenario) -> None:
    """Raise BadInput unless two scenarios can be compared."""
    given = source.data["against"]
    if against.name == base.name:
        raise source.bad("a scenario against itself", "against", value=given, expected="another scenario")
    if against.region.hash != base.region.hash:
        raise source.bad("it is of another region", "against", value=given, expected=f"one of {base.region.id}")
    if (against.start, against.years) != (base.start, base.years):
        expected = f"{base.years} years from {base.start}; `years` sets them for both"
        raise source.bad("it runs over other years", "against", value=given, expected=expected)


def _sampling(source: TomlSource, method: str) -> Sampling:
    """Return how much is drawn; a grid draws nothing and says how much by its values."""
    for key, methods in (("n", ("lhs", "sobol", "morris")), ("levels", ("morris",))):
        if key in source.data and method not in methods:
            raise source.bad(f"a {method} has no '{key}'", key, value=source.data[key],
                             expected="no such line, or method = " + " or ".join(f'"{m}"' for m in methods))  # fmt: skip
    if method == "grid":
        return Sampling()
    if "n" not in source.data:
        raise source.bad("the key 'n' is missing", "method", value=method, expected=f"a line `n = …`: {DRAWN[method]}")
    n, levels = _whole(source, "n", 0, 2), _whole(source, "levels", 4, 2)
    if method == "sobol" and n & (n - 1):
        raise source.bad("'n' is wrong", "n", value=n, expected="a power of two, such as 64: Sobol' sequences need it")
    if levels % 2:
        raise source.bad("'levels' is wrong", "levels", value=levels, expected="an even number, such as 4")
    return Sampling(n, _whole(source, "seed", 1, 0), levels)


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
    n = number_of_points(design.method, design.factors, design.sampling)
    if n > MAX_POINTS:
        raise source.bad("the design has too many points", value=f"{n:,}", expected=f"at most {MAX_POINTS:,}")
