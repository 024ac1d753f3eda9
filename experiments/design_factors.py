"""What a sweep varies: levers of policies, world assumptions and parameters, with the values they take.

Values are a list, or `{ low, high, n }`, where what is left out of low and high is the range that the declaration states.
Every value is checked as it would be in a scenario file, before anything runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from model.inputs import PolicySpec, Scenario, WorldPath
from model.parameters import REGISTRY, WORLD
from model.registry import events, instruments
from scenarios.check import check_entry, check_parameters, check_world
from scenarios.errors import BadInput, did_you_mean
from scenarios.resolve import Resolved, Value
from scenarios.scenario_file import Entry, EventEntry, PolicyEntry
from scenarios.toml_source import TomlSource

SPAN_KEYS = ("low", "high", "n")
SHOWN = 12  # how many valid names a message lists before it refers to the command that lists all


@dataclass(frozen=True)
class Factor:
    """Something that a sweep varies. `values`: its levels on a grid; `low`, `high`: its range, nan where it has none."""

    table: str  # "levers", "world" or "parameters"
    path: tuple[str, ...]  # (policy id, lever), (world assumption,) or (parameter,)
    values: tuple[Any, ...]
    low: float = math.nan
    high: float = math.nan

    @property
    def name(self) -> str:
        """What its column in points.csv is called."""
        return ".".join((self.table, *self.path))

    def apply(self, scenario: Scenario, value: Any) -> Scenario:
        """Return the scenario with this value in it; its hash is not renewed."""
        if self.table == "world":
            return replace(scenario, world=scenario.world | {self.path[0]: WorldPath((scenario.start,), (value,))})
        if self.table == "parameters":
            return replace(scenario, parameters=scenario.parameters | {self.path[0]: value})
        policies, happenings = (
            tuple(
                replace(spec, levers=spec.levers | {self.path[1]: value}) if spec.id == self.path[0] else spec
                for spec in specs
            )
            for specs in (scenario.policies, scenario.events)
        )
        return replace(scenario, policies=policies, events=happenings)


def read_factors(source: TomlSource, base: Scenario) -> tuple[Factor, ...]:
    """Return all that varies in a design file, checked: levers, then world, then parameters, each in the file's order."""
    return (*_levers(source, base), *_world(source, base), *_parameters(source))


def _table(source: TomlSource, *key: str) -> dict[str, Any]:
    table: Any = source.data
    for part in key:
        table = table.get(part, {})
    if not isinstance(table, dict):
        raise source.bad(f"'{'.'.join(key)}' is no table", *key, expected=f"a heading `[{'.'.join(key)}]`")
    return table


def _levers(source: TomlSource, base: Scenario) -> list[Factor]:
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
            found.append(_factor(source, ("levers", id_, name), given, check, low, high, lever.kind == "integer"))
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


def _world(source: TomlSource, base: Scenario) -> list[Factor]:
    found = []
    for name, given in _table(source, "world").items():
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
        found.append(_factor(source, ("world", name), given, check, spec.low, spec.high))
    return found


def _parameters(source: TomlSource) -> list[Factor]:
    found = []
    for name, given in _table(source, "parameters").items():

        def check(value: Any, name: str = name) -> float:
            return check_parameters(Resolved(source.path, parameters={name: Value(value, source)}))[name]

        if name not in REGISTRY:
            check(given)  # says so
        found.append(_factor(source, ("parameters", name), given, check, REGISTRY[name].low, REGISTRY[name].high))
    return found


def _factor(
    source: TomlSource,
    key: tuple[str, ...],
    given: Any,
    check: Callable[[Any], Any],
    low: float,
    high: float,
    is_integer: bool = False,
) -> Factor:
    """Return a factor with checked values. low, high: the range that its declaration states."""
    if isinstance(given, dict):
        low, high, n = _span(source, key, given, low, high)
        values = [low + (high - low) * i / (n - 1) for i in range(n)]
        if is_integer:
            values = [int(v) if float(v).is_integer() else v for v in values]
        values[-1] = high if not is_integer else values[-1]
        return Factor(key[0], key[1:], tuple(check(v) for v in values), float(low), float(high))
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
    source: TomlSource, key: tuple[str, ...], given: dict[str, Any], low: float, high: float
) -> tuple[Any, Any, int]:
    """Return low, high and n of a table; low and high are the declared range where they are left out."""
    for name in given:
        if name not in SPAN_KEYS:
            raise unknown(source, f"key of the range of '{key[-1]}'", name, SPAN_KEYS, *key)
    low, high, n = given.get("low", low), given.get("high", high), given.get("n")
    for name, value in (("low", low), ("high", high)):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            shown = given.get(name)
            what = f"'{name}' of '{key[-1]}' is {'missing' if shown is None else 'no number'}"
            raise source.bad(what, *key, value=shown, expected="numbers as low and high, or a list of values")
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
