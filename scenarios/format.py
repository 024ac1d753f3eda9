"""Scenario files: TOML -> model.inputs.Scenario.

    from scenarios.format import load
    scenario = load("lister/baseline")     # or a path; see scenarios/library for examples

Keys: format, region, extends, start, years, [title], [description], [world], [[policy]], [[event]], [parameters], remove.
How files build on each other: scenarios/resolve.py. Whatever is wrong raises BadInput with file, line, the offending value,
what would be right and the nearest valid name.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from model.inputs import RegionData, Scenario
from model.registry import events, instruments, load_parameters, service_types
from scenarios.bundle import base_years, load_region, spoken_years
from scenarios.check import check_entry, check_parameters, check_world, entry_faults
from scenarios.errors import BadInput
from scenarios.resolve import Resolved, find_scenarios, resolve, scenario_path
from scenarios.scenario_file import MAX_YEARS

__all__ = ["faults", "find_scenarios", "load", "scenario_files", "scenario_of", "with_years"]

_regions: dict[tuple[Path, int | None, tuple[tuple[str, int, int], ...]], RegionData] = {}


def load(name_or_path: str | Path) -> Scenario:
    """Return the scenario of a file, checked. Its founders are not made yet: see scenarios/founders.py.

    name_or_path: `region/name` of the library (`find_scenarios`), or the path of a TOML file.
    """
    return scenario_of(resolve(scenario_path(name_or_path)))


def scenario_of(resolved: Resolved) -> Scenario:
    """Return the scenario that a file and what it extends describe, checked against its region and what is registered."""
    region = _region(resolved)
    start, years = region.base_year, _years(resolved)
    load_parameters()
    service_types()  # one that cannot work is refused here, before a command writes anything
    known = {False: instruments(), True: events()}
    specs = {
        id_: (entry.is_event, check_entry(id_, entry, known[entry.is_event], region, start))
        for id_, entry in resolved.entries.items()
    }
    name = f"{region.id}/{resolved.path.stem}"
    scenario = Scenario(
        name=name,
        title={language: resolved.title.get(language) or name for language in ("nb", "en")},
        region=region,
        start=start,
        years=years,
        world=check_world(resolved, start),
        policies=tuple(spec for is_event, spec in specs.values() if not is_event),
        events=tuple(spec for is_event, spec in specs.values() if is_event),
        parameters=check_parameters(resolved),
        description=_in_all_languages(resolved.description),
    )
    return replace(scenario, hash=scenario_hash(scenario))


def faults(resolved: Resolved) -> list[BadInput]:
    """Return everything that is wrong with what a file says, one message for each place; empty when all is well."""
    found: list[BadInput] = []
    try:
        region = _region(resolved)
        _years(resolved)
    except BadInput as error:
        return [error]
    load_parameters()
    known = {False: instruments(), True: events()}
    for id_, entry in resolved.entries.items():
        found += entry_faults(id_, entry, known[entry.is_event], region, region.base_year)
    for part, check in (
        ("world", lambda one: check_world(one, region.base_year)),
        ("parameters", check_parameters),
    ):
        for name, value in getattr(resolved, part).items():
            try:
                check(replace(resolved, **{part: {name: value}}))
            except BadInput as error:
                found.append(error)
    return found


def _in_all_languages(said: dict[str, str]) -> dict[str, str]:
    """Return a text in every language; where one is missing, in the other."""
    return {language: said.get(language) or next(iter(said.values())) for language in ("nb", "en") if said}


def scenario_files(name_or_path: str | Path) -> list[Path]:
    """Return the files that a scenario is made of, the farthest ancestor first."""
    return resolve(scenario_path(name_or_path)).files


def with_years(scenario: Scenario, years: int) -> Scenario:
    """Return the same scenario over another number of years."""
    if not 1 <= years <= MAX_YEARS:
        raise BadInput("the number of years is wrong", value=years, expected=f"1 to {MAX_YEARS}")
    changed = replace(scenario, years=years)
    return replace(changed, hash=scenario_hash(changed))


def scenario_hash(scenario: Scenario) -> str:
    """Return a digest of all that decides the results: the same for files that say the same in other words."""
    content = {
        "region": scenario.region.hash,
        "start": scenario.start,
        "years": scenario.years,
        "world": {name: [path.years, path.factors] for name, path in scenario.world.items()},
        "policies": [vars(spec) for spec in scenario.policies],
        "events": [vars(spec) for spec in scenario.events],
        "parameters": scenario.parameters,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _region(resolved: Resolved) -> RegionData:
    """Return the region of a scenario at its start; a bundle that has not changed on disk is read once per process."""
    if resolved.region is None:
        raise BadInput(
            "the scenario names no region", file=resolved.path, expected="a line `region = …` or `extends = …`"
        )
    folder = resolved.region.value
    start = _start(resolved, folder)
    stamp = tuple((p.name, p.stat().st_mtime_ns, p.stat().st_size) for p in sorted(folder.iterdir()) if p.is_file())
    if (folder, start, stamp) not in _regions:
        _regions[folder, start, stamp] = load_region(folder, start)
    return _regions[folder, start, stamp]


def _start(resolved: Resolved, folder: Path) -> int | None:
    """Return the year a scenario starts, None = the region's own base year.

    The world that synthesis makes is that of a base year, so a scenario starts at one.
    """
    if resolved.start is None:
        return None
    years = base_years(folder)
    if resolved.start.value not in years:
        raise resolved.start.source.bad(
            "'start' is no base year of the region",
            "start",
            value=resolved.start.value,
            expected=spoken_years(years, folder.name),
        )
    return int(resolved.start.value)


def _years(resolved: Resolved) -> int:
    if resolved.years is None:
        raise BadInput("the key 'years' is missing", file=resolved.path, expected="a line `years = 20`")
    return int(resolved.years.value)
