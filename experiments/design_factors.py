"""What a sweep varies: levers of policies, world assumptions and parameters, with the values they take.

Values are a list, or `{ low, high, n }`, where what is left out of low and high is the range that the declaration states;
n is how many values a grid takes, other methods draw from the whole range. `"relocation.*" = { }` names all parameters
that fit. Every value is checked as it would be in a scenario file, before anything runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from model.inputs import PolicySpec, Scenario, WorldPath
from model.parameters import REGISTRY, WORLD
from model.registry import events, instruments
from scenarios.check import FOUNDERS_ONLY, check_entry, check_parameters, check_world
from scenarios.errors import BadInput, did_you_mean
from scenarios.resolve import Resolved, Value
from scenarios.scenario_file import Entry, EventEntry, PolicyEntry
from scenarios.toml_source import TomlSource

SPAN_KEYS = ("low", "high", "n")
SHOWN = 12  # how many valid names a message lists before it refers to the command that lists all


@dataclass(frozen=True)
class Factor:
    """Something that a sweep varies. `low`, `high`: its range, nan where it has none."""

    table: str  # "levers", "world" or "parameters"
    path: tuple[str, ...]  # (policy id, lever), (world assumption,) or (parameter,)
    values: tuple[Any, ...]  # its levels on a grid; empty where it has a range only
    low: float = math.nan
    high: float = math.nan
    is_integer: bool = False
    is_range: bool = False  # drawn from low to high; else from the values

    @property
    def name(self) -> str:
        """What its column in points.csv is called."""
        return ".".join((self.table, *self.path))

    def at(self, u: float) -> Any:
        """Return its value at a place of the unit interval; every whole number or listed value has equal room."""
        if not self.is_range:
            return self.values[min(int(u * len(self.values)), len(self.values) - 1)]
        if self.is_integer:
            return int(self.low) + min(int(u * (self.high - self.low + 1)), int(self.high - self.low))
        return self.low + u * (self.high - self.low)


def applied(factors: Sequence[Factor], point: Sequence[Any], scenario: Scenario) -> Scenario:
    """Return the scenario with a value per factor in it; levers of policies that it does not have stay out.

    Its hash is not renewed.
    """
    world, parameters = dict(scenario.world), dict(scenario.parameters)
    levers: dict[str, dict[str, Any]] = {}
    for factor, value in zip(factors, point, strict=True):
        if factor.table == "world":
            world[factor.path[0]] = WorldPath((scenario.start,), (value,))
        elif factor.table == "parameters":
            parameters[factor.path[0]] = value
        else:
            levers.setdefault(factor.path[0], {})[factor.path[1]] = value
    policies, happenings = (
        tuple(replace(spec, levers=spec.levers | levers.get(spec.id, {})) for spec in specs)
        for specs in (scenario.policies, scenario.events)
    )
    return replace(scenario, world=world, parameters=parameters, policies=policies, events=happenings)


def read_factors(source: TomlSource, base: Scenario, *, is_grid: bool) -> tuple[Factor, ...]:
    """Return all that varies in a design file, checked: levers, then world, then parameters, each in the file's order."""
    found = (*_levers(source, base, is_grid), *_world(source, base, is_grid), *_parameters(source, is_grid))
    for n, factor in enumerate(found):
        if factor.name in [f.name for f in found[:n]]:
            raise source.bad(f"'{factor.path[-1]}' varies twice", factor.table, value=factor.path[-1],
                             expected="a name once, by itself or within a name with *")  # fmt: skip
    return found


def _table(source: TomlSource, *key: str) -> dict[str, Any]:
    table: Any = source.data
    for part in key:
        table = table.get(part, {})
    if not isinstance(table, dict):
        raise source.bad(f"'{'.'.join(key)}' is no table", *key, expected=f"a heading `[{'.'.join(key)}]`")
    return table


def _levers(source: TomlSource, base: Scenario, is_grid: bool) -> list[Factor]:
    """Return the levers that vary, by policy or event of the base scenario."""
    specs = {spec.id: spec for spec in (*base.policies, *base.events)}
    known = {**instruments(), **events()}
    found = []
    for id_ in _table(source, "levers"):
        if id_ not in specs:
            raise source.bad(
                f"'{base.name}' has no policy or event '{id_}'",
                "levers",
                id_,
                value=id_,
                expected="one of the ids " + ", ".join(specs) if specs else "a scenario with a [[policy]] or [[event]]",
                hint=did_you_mean(id_, specs),
            )
        levers = {lever.name: lever for lever in known[specs[id_].instrument].levers}
        for name, given in _table(source, "levers", id_).items():
            if name not in levers:
                raise unknown(source, f"lever of '{id_}'", name, levers, "levers", id_, name)
            lever = levers[name]
            check = _lever_check(source, base, specs[id_], name)
            is_number = lever.kind in ("number", "integer")
            low, high = (lever.low, lever.high) if is_number else (math.nan, math.nan)
            is_integer = lever.kind == "integer"
            found.append(_factor(source, ("levers", id_, name), given, check, low, high, is_grid, is_integer))
    return found


def _lever_check(source: TomlSource, base: Scenario, spec: PolicySpec, name: str) -> Callable[[Any], Any]:
    """Return what checks a value of a lever: the rules of scenario files, with the place in the design file."""
    is_event = spec in base.events
    known = events() if is_event else instruments()

    def check(value: Any) -> Any:
        levers = spec.levers | {name: value}
        body: PolicyEntry | EventEntry
        if is_event:
            body = EventEntry.model_validate({"kind": spec.instrument, "year": spec.start, **levers})
        else:
            body = PolicyEntry.model_validate({"instrument": spec.instrument, "from": spec.start, **levers})
        entry = Entry(source, ("levers", spec.id), body)
        return check_entry(spec.id, entry, known, base.region, base.start).levers[name]

    return check


def _world(source: TomlSource, base: Scenario, is_grid: bool) -> list[Factor]:
    found = []
    for name, given in _expanded(_table(source, "world"), WORLD):
        spec = WORLD.get(name)

        def check(value: Any, name: str = name) -> float:
            resolved = Resolved(source.path, world={name: Value(value, source)})
            factor = check_world(resolved, base.start)[name].factors[0]
            low, high = WORLD[name].low, WORLD[name].high
            if isinstance(value, dict) or not low <= factor <= high:
                what = "is a table" if isinstance(value, dict) else "is out of range"
                expected = f"a factor from {low:g} to {high:g}, the range of `omland list world`"
                raise source.bad(f"'{name}' {what}", "world", name, value=factor, expected=expected)
            return factor

        if spec is None:
            raise unknown(source, "world assumption", name, WORLD, "world", name, command="omland list world")
        found.append(_factor(source, ("world", name), given, check, spec.low, spec.high, is_grid))
    return found


def _expanded(table: dict[str, Any], known: Iterable[str]) -> list[tuple[str, Any]]:
    """Return names and what is said of them; a name with * stands for all known ones that fit."""
    found = []
    for name, given in table.items():
        settable = (n for n in known if not n.startswith(FOUNDERS_ONLY))
        fitting = sorted(n for n in settable if fnmatchcase(n, name)) if "*" in name else []
        found += [(n, given) for n in fitting or [name]]
    return found


def _parameters(source: TomlSource, is_grid: bool) -> list[Factor]:
    found = []
    for name, given in _expanded(_table(source, "parameters"), REGISTRY):

        def check(value: Any, name: str = name) -> float:
            return check_parameters(Resolved(source.path, parameters={name: Value(value, source)}))[name]

        if name not in REGISTRY:
            if not isinstance(given, dict) or not set(given) <= set(SPAN_KEYS):
                check(given)  # says so
            raise unknown(source, "parameter", name, REGISTRY, "parameters", name, command="omland list parameters")
        low, high = REGISTRY[name].low, REGISTRY[name].high
        found.append(_factor(source, ("parameters", name), given, check, low, high, is_grid))
    return found


def _factor(
    source: TomlSource,
    key: tuple[str, ...],
    given: Any,
    check: Callable[[Any], Any],
    low: float,
    high: float,
    is_grid: bool,
    is_integer: bool = False,
) -> Factor:
    """Return a factor with checked values. low, high: the range that its declaration states."""
    if isinstance(given, dict):
        low, high, n = _span(source, key, given, low, high, is_grid)
        values = [low + (high - low) * i / (n - 1) for i in range(n)]
        if is_integer:
            values = [int(v) if float(v).is_integer() else v for v in values]
        values[-1] = high if not is_integer else values[-1]
        checked = tuple(check(v) for v in values)
        return Factor(key[0], key[1:], checked if is_grid else (), float(low), float(high), is_integer, is_range=True)
    if not isinstance(given, list) or not given:
        raise source.bad(
            f"'{key[-1]}' is {'an empty list' if given == [] else 'no list'}",
            *key,
            value=given if given != [] else None,
            expected=f"its values as `{key[-1]} = [ … ]`, or `{{ low = …, high = …, n = … }}`",
        )
    checked = tuple(check(value) for value in given)
    for value in checked:
        if checked.count(value) > 1:
            raise source.bad(f"'{key[-1]}' has a value twice", *key, value=value, expected="each value once")
    numbers = [v for v in checked if not isinstance(v, str)]
    return Factor(key[0], key[1:], checked, min(numbers, default=math.nan), max(numbers, default=math.nan))


def _span(
    source: TomlSource, key: tuple[str, ...], given: dict[str, Any], low: float, high: float, is_grid: bool
) -> tuple[Any, Any, int]:
    """Return low, high and n of a table; low and high are the declared range where they are left out.

    Only a grid has an n of its own; other methods draw from the whole range, of which both ends are checked.
    """
    for name in given:
        if name not in SPAN_KEYS:
            raise unknown(source, f"key of the range of '{key[-1]}'", name, SPAN_KEYS, *key)
    low, high, n = given.get("low", low), given.get("high", high), given.get("n")
    for name, value in (("low", low), ("high", high)):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            shown = given.get(name)
            what = f"'{name}' of '{key[-1]}' is {'missing' if shown is None else 'no number'}"
            raise source.bad(what, *key, value=shown, expected="numbers as low and high, or a list of values")
    if not is_grid and n is not None:
        raise source.bad(
            f"'n' of '{key[-1]}' counts on a grid only", *key, value=n, expected="no n here; `n` at the top of the file"
        )
    n = n if is_grid else 2
    if not isinstance(n, int) or isinstance(n, bool) or n < 2:
        raise source.bad(f"'n' of '{key[-1]}' is wrong", *key, value=n, expected="2 or more: how many values")
    if not low < high:
        raise source.bad(
            f"'low' of '{key[-1]}' is not below 'high'", *key, value=low, expected=f"a number below {high:g}"
        )
    return low, high, n


def unknown(source: TomlSource, what: str, name: Any, known: Any, *key: str, command: str = "") -> BadInput:
    names = list(known)
    few = len(names) <= SHOWN or not command
    return source.bad(
        f"there is no {what} '{name}'",
        *key,
        value=name,
        expected="one of " + ", ".join(names) if few else f"one of the {len(names)} of `{command}`",
        hint=did_you_mean(str(name), names),
    )
