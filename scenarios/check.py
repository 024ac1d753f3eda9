"""What a resolved scenario says, checked against the region and what is registered: policies, world, parameters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Any

from model.employers import LARGEST
from model.inputs import PolicySpec, RegionData, WorldPath
from model.parameters import REGISTRY, WORLD
from model.registry import sectors, service_types
from model.traits import Instrument, Lever
from scenarios.errors import BadInput, did_you_mean
from scenarios.resolve import Resolved, Value
from scenarios.scenario_file import EVENT_KEYS, POLICY_KEYS, Entry, PolicyEntry, ScenarioFile

LEVELS = ("low", "reference", "high")
MAX_FACTOR = 100.0
FOUNDERS_ONLY = "synthesis."  # parameters that shape the founders
SHOWN = 8  # how many valid names a message lists before it refers to the command that lists all


def check_entry(id_: str, entry: Entry, known: Mapping[str, Instrument], region: RegionData, start: int) -> PolicySpec:
    """Return a policy or event as the model wants it. `known`: the instruments or events by id."""
    what, key = ("event", "kind") if entry.is_event else ("instrument", "instrument")
    if entry.kind not in known:
        raise entry.bad(
            f"there is no {what} '{entry.kind}'",
            key,
            value=entry.kind,
            expected=_one_of(known, f"omland list {'events' if entry.is_event else 'instruments'}"),
            hint=did_you_mean(entry.kind, known),
        )
    first, until, phase = _dates(entry, start)
    if phase and not known[entry.kind].can_phase_in:
        raise entry.bad(
            f"'{entry.kind}' cannot be phased in",
            "phase_in_years",
            value=phase,
            expected="no such line: it acts in full from its first year",
        )
    return PolicySpec(
        id=id_,
        instrument=entry.kind,
        start=first,
        until=until,
        phase_in_years=phase,
        levers=_levers(entry, known[entry.kind], region),
    )


def _dates(entry: Entry, start: int) -> tuple[int, int | None, int]:
    """Return from, until (exclusive) and phase-in years of an entry; an event acts in its own year only."""
    body = entry.body
    key, first = ("from", body.start) if isinstance(body, PolicyEntry) else ("year", body.year)
    if first < start:
        raise entry.bad(f"'{key}' is before the start of the scenario", key, value=first, expected=f"{start} or later")
    if not isinstance(body, PolicyEntry):
        return first, first + 1, 0
    if body.until is not None and body.until <= first:
        raise entry.bad(
            "'until' is not after 'from'",
            "until",
            value=body.until,
            expected=f"{first + 1} or later: the first year in which the policy no longer acts",
        )
    return first, body.until, body.phase_in_years


def _levers(entry: Entry, instrument: Instrument, region: RegionData) -> dict[str, Any]:
    """Return every lever of an instrument: as given, else its default."""
    declared = {lever.name: lever for lever in instrument.levers}
    given = entry.body.levers()
    reserved = EVENT_KEYS if entry.is_event else POLICY_KEYS
    for name in given:
        if name not in declared:
            raise entry.bad(
                f"'{instrument.id}' has no lever '{name}'",
                name,
                value=name,
                expected="one of " + ", ".join([*declared, *reserved]),
                hint=did_you_mean(name, [*declared, *reserved]),
            )
    return {lever.name: _lever(entry, instrument, lever, region) for lever in instrument.levers}


def _lever(entry: Entry, instrument: Instrument, lever: Lever, region: RegionData) -> Any:
    """Return one lever: as given, else its default."""
    given = entry.body.levers()
    if lever.name in given:
        return _lever_value(entry, lever, given[lever.name], region)
    if lever.default is not None and _fits(lever, region):
        return lever.default
    why = "" if lever.default is None else f", and its default '{lever.default}' is not in {region.id}"
    raise entry.bad(
        f"the lever '{lever.name}' of '{instrument.id}' is missing{why}",
        lever.name,
        expected=f"a line `{lever.name} = …` with {_right_value(lever, region)}",
    )


def entry_faults(
    id_: str, entry: Entry, known: Mapping[str, Instrument], region: RegionData, start: int
) -> list[BadInput]:
    """Return all that is wrong with a policy or event, one message for each key; empty when all is well."""
    try:
        check_entry(id_, entry, known, region, start)
    except BadInput as error:
        found = {error.key: error}
    else:
        return []
    if entry.kind in known:
        instrument = known[entry.kind]
        for check in (
            lambda: _dates(entry, start),
            *(partial(_lever, entry, instrument, lever, region) for lever in instrument.levers),
        ):
            try:
                check()
            except BadInput as error:
                found.setdefault(error.key, error)
    return list(found.values())


def _fits(lever: Lever, region: RegionData) -> bool:
    """Whether the default of a lever exists in a region: a place outside need not."""
    return lever.kind in ("number", "integer") or lever.default in lever_names(lever, region)


def _lever_value(entry: Entry, lever: Lever, value: Any, region: RegionData) -> Any:
    """Return the value of a lever, a number as float or int. Raises BadInput when it is not right."""
    expected = _right_value(lever, region)
    if lever.kind in ("number", "integer"):
        allowed = int if lever.kind == "integer" else int | float
        if isinstance(value, bool) or not isinstance(value, allowed) or not math.isfinite(value):
            raise entry.bad(f"'{lever.name}' is of the wrong type", lever.name, value=value, expected=expected)
        if not lever.low <= value <= lever.high:
            what = "is negative" if value < 0 <= lever.low else "is out of range"
            raise entry.bad(f"'{lever.name}' {what}", lever.name, value=value, expected=expected)
        return int(value) if lever.kind == "integer" else float(value)
    if not isinstance(value, str):
        raise entry.bad(f"'{lever.name}' is of the wrong type", lever.name, value=value, expected=expected)
    names = lever_names(lever, region)
    if value not in names:
        what = {"outside": "place outside", "service": "service type"}.get(lever.kind, lever.kind)
        raise entry.bad(
            f"'{lever.name}': there is no {what} '{value}'",
            lever.name,
            value=value,
            expected=expected,
            hint=did_you_mean(value, names),
        )
    return value


def lever_names(lever: Lever, region: RegionData) -> list[str]:
    """Return the valid names of a lever that is no number."""
    if lever.kind == "zone":
        return [str(z) for z in region.zones.zone_id]
    if lever.kind == "municipality":
        return [m.code for m in region.municipalities]
    if lever.kind == "link":
        return [str(k) for k in region.links.link_id]
    if lever.kind == "service":
        return list(service_types())
    if lever.kind == "sector":
        return list(sectors())
    if lever.kind == "employer":
        return [f"{LARGEST}{sector}" for sector in sectors()]
    if lever.kind == "outside" or not lever.options:
        return [str(o) for o in region.outside.outside_id]
    return list(lever.options)


def _right_value(lever: Lever, region: RegionData) -> str:
    """Return in words what a lever may be."""
    if lever.kind in ("number", "integer"):
        what = "a whole number" if lever.kind == "integer" else "a number"
        return f"{what} {_range(lever.low, lever.high)}" + (f" ({lever.unit})" if lever.unit else "")
    names = lever_names(lever, region)
    if lever.kind == "zone":
        shown = names if len(names) <= SHOWN else [z for z in names if "centre" in z][:SHOWN]
        return (
            f"one of the {len(names)} zones of {region.id}: {', '.join(shown)}{' …' if len(shown) < len(names) else ''}"
        )
    if lever.kind == "municipality":
        return "a municipality: " + ", ".join(f"{m.code} ({m.name})" for m in region.municipalities)
    if lever.kind == "service":
        return f"one of the {len(names)} service types of `omland list services`"
    if lever.kind == "link" and len(names) > SHOWN:
        return f"one of the {len(names)} links of {region.id}, as its links.csv names them"
    return "one of " + ", ".join(names)


def _range(low: float, high: float) -> str:
    if math.isinf(high):
        return f"of {low:g} or more"
    return f"from {low:g} to {high:g}"


def _one_of(names: Mapping[str, Any], command: str) -> str:
    """Return the valid names, or, where they are many, the command that lists them."""
    if not names:
        return "none: none is installed"
    return "one of " + ", ".join(names) if len(names) <= SHOWN else f"one of the {len(names)} of `{command}`"


def check_world(resolved: Resolved, start: int) -> dict[str, WorldPath]:
    """Return the path of each world assumption that the scenario states."""
    return {name: _world_path(name, given, start) for name, given in sorted(resolved.world.items())}


def _world_path(name: str, given: Value, start: int) -> WorldPath:
    if name not in WORLD:
        raise _unknown(name, given, "world", "world assumption", WORLD)
    value = given.value
    if value in LEVELS:
        spec = WORLD[name]
        return WorldPath((start,), ({"low": spec.low, "reference": 1.0, "high": spec.high}[value],))
    if isinstance(value, dict):
        if not value:
            raise given.source.bad(f"'{name}' has no year", "world", name, expected="lines `year = factor`")
        years = sorted((_year(name, year, given), year) for year in value)
        factors = [_factor(name, value[text], given, text) for _, text in years]
        return WorldPath(tuple(year for year, _ in years), tuple(factors))
    return WorldPath((start,), (_factor(name, value, given),))


def _year(name: str, text: str, given: Value) -> int:
    if text.isdecimal() and 1900 <= int(text) <= 2300:
        return int(text)
    raise given.source.bad(f"'{name}': '{text}' is no year", "world", name, text, value=text, expected="a year as 2030")


def _factor(name: str, value: Any, given: Value, year: str | None = None) -> float:
    key = ("world", name) if year is None else ("world", name, year)
    what = f"'{name}'" + (f" in {year}" if year else "")
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or not 0 <= value <= MAX_FACTOR:
        problem = "is of the wrong type" if not is_number else "is negative" if value < 0 else "is too large"
        levels = "" if year else ', "low", "reference" or "high", or a table year = factor'
        raise given.source.bad(
            f"{what} {problem}",
            *key,
            value="a list" if isinstance(value, list) else value,
            expected=f"a factor on the reference path from 0 to {MAX_FACTOR:g}{levels}",
            hint=did_you_mean(value, LEVELS) if isinstance(value, str) else "",
        )
    return float(value)


def check_parameters(resolved: Resolved) -> dict[str, float]:
    """Return the model parameters that the scenario sets. Every submodel must have been imported before."""
    values: dict[str, float] = {}
    for name, given in sorted(resolved.parameters.items()):
        if isinstance(given.value, dict):
            inner = next(iter(given.value), "…")
            raise given.source.bad(
                f"'{name}' is a table",
                "parameters",
                name,
                expected="the whole name in quotes",
                hint=f'write `"{name}.{inner}" = …`',
            )
        if name.startswith(FOUNDERS_ONLY):
            raise given.source.bad(
                f"'{name}' cannot be set by a scenario: it shapes the founders, which all scenarios of a region share",
                "parameters",
                name,
                expected="another parameter of `omland list parameters`",
            )
        if name not in REGISTRY:
            raise _unknown(name, given, "parameters", "parameter", REGISTRY)
        spec = REGISTRY[name]
        value = given.value
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not is_number or not spec.low <= value <= spec.high:
            problem = (
                "is of the wrong type"
                if not is_number
                else "is negative"
                if value < 0 <= spec.low
                else "is out of range"
            )
            raise given.source.bad(
                f"'{name}' {problem}",
                "parameters",
                name,
                value=value,
                expected=f"a number {_range(spec.low, spec.high)} ({spec.unit})",
            )
        values[name] = float(value)
    return values


def _unknown(name: str, given: Value, table: str, what: str, known: Mapping[str, Any]) -> BadInput:
    """Return the exception for a name that is not registered; a key of the whole file may have slipped in."""
    if name in ScenarioFile.model_fields:
        hint = f"'{name}' belongs at the top of the file, above the first heading in brackets"
    else:
        hint = did_you_mean(name, known)
    command = f"omland list {table if table == 'parameters' else 'world'}"
    return given.source.bad(
        f"there is no {what} '{name}'", table, name, value=name, expected=_one_of(known, command), hint=hint
    )
