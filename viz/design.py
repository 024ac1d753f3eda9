"""A scenario being built in the app: what the form holds, and the TOML file that is saved, opened and linked to.

The file is the one truth: a link holds it compressed, opening it and checking it is the scenario loader's business. A file
from a user is data only: it may build on the library and on nothing else, so no path in it is ever followed.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import tomlkit

from experiments.texts import LANGUAGES, Language, joined
from model.inputs import RegionData, Scenario
from model.parameters import WORLD
from model.registry import events, instruments
from model.traits import Instrument
from scenarios.bundle import find_regions, load_region
from scenarios.errors import BadInput, did_you_mean
from scenarios.format import faults, find_scenarios, scenario_of
from scenarios.resolve import Resolved, resolve, resolve_source, scenario_path
from scenarios.scenario_file import FORMAT, Entry, EventEntry, ScenarioFile, parse_scenario
from scenarios.toml_source import Key, TomlSource, parse_toml
from viz.lever_words import summary

MOST_BYTES = 256 * 1024  # of a file that is opened
DEEPEST = 5  # the file, [[policy]], its entry, a lever that is a list, its value
MOST_PARTS = 40  # policies and events
USUAL_YEARS = 20


@dataclass(frozen=True)
class Part:
    """A policy or an event of the design. levers: as the user set them; what is not set has its default."""

    id: str
    kind: str
    is_event: bool
    start: int
    until: int | None = None
    phase_in_years: int = 0
    levers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def instrument(self) -> Instrument | None:
        """What is declared about it; None if that is not installed here."""
        return (events() if self.is_event else instruments()).get(self.kind)

    def named(self, region: str, language: Language) -> str:
        """Return what it is called: where and how much, too, in a region that is there."""
        if self.instrument is None:
            return self.kind
        if region not in find_regions():
            return self.instrument.label[language]
        return summary(self.instrument, self.levers, _region(region), language)


@dataclass(frozen=True)
class Design:
    """What a scenario says beyond the baseline of its region. world: what differs from the baseline, by name."""

    region: str
    title: Mapping[str, str] = field(default_factory=dict)
    description: Mapping[str, str] = field(default_factory=dict)
    start: int | None = None  # None: as the baseline
    years: int | None = None
    world: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()

    def named(self, language: Language) -> str:
        """Return its title, or what it consists of."""
        if given := self.title.get(language):
            return given
        labels = [part.named(self.region, language) for part in self.parts]
        first, *rest = list(dict.fromkeys(labels)) or [UNNAMED[language]]
        return joined([first, *(label[:1].lower() + label[1:] for label in rest)], language)

    def with_title(self, language: Language, words: str) -> Design:
        """Return it with a title, which the other language has too until it gets its own; without words: untitled."""
        if not words:
            return replace(self, title={})
        return replace(self, title=dict.fromkeys(LANGUAGES, words) | self.title | {language: words})

    def with_part(self, part: Part) -> Design:
        """Return it with a part changed, or added if its id is new."""
        if any(one.id == part.id for one in self.parts):
            return replace(self, parts=tuple(part if one.id == part.id else one for one in self.parts))
        return replace(self, parts=(*self.parts, part))

    def without_part(self, id_: str) -> Design:
        """Return it without a part."""
        return replace(self, parts=tuple(part for part in self.parts if part.id != id_))

    def free_id(self, kind: str) -> str:
        """Return the name of an instrument, with a number if a part has that name."""
        taken = {part.id for part in self.parts}
        return next(one for one in (kind, *(f"{kind}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


UNNAMED: dict[Language, str] = {"nb": "Mitt scenario", "en": "My scenario"}
NULL: dict[Language, str] = {
    "nb": "Uten tiltakene, ellers likt",
    "en": "Without the measures, all else the same",
}

# ---------------------------------------------------------------------------------------------------------- the file


def to_toml(design: Design) -> str:
    """Return the scenario file of a design: what `omland compare` reads."""
    base = baseline(design.region)
    said: dict[str, Any] = {"format": FORMAT, "region": design.region}
    if base is not None:
        said["extends"] = base
    if design.start is not None:
        said["start"] = design.start
    years = design.years if design.years is not None or base is not None else USUAL_YEARS
    if years is not None:
        said["years"] = years
    said["title"] = {language: design.named(language) for language in LANGUAGES}
    for name in ("description", "world"):
        if table := dict(getattr(design, name)):
            said[name] = table
    for key, is_event in (("policy", False), ("event", True)):
        if parts := [_entry(part) for part in design.parts if part.is_event == is_event]:
            said[key] = parts
    if design.parameters:
        said["parameters"] = dict(design.parameters)
    return tomlkit.dumps(said)


def _entry(part: Part) -> dict[str, Any]:
    """Return a part as its table in the file."""
    if part.is_event:
        return {"id": part.id, "kind": part.kind, "year": part.start, **part.levers}
    said: dict[str, Any] = {"id": part.id, "instrument": part.kind, "from": part.start}
    if part.until is not None:
        said["until"] = part.until
    if part.phase_in_years:
        said["phase_in_years"] = part.phase_in_years
    return {**said, **part.levers}


def opened(text: str, name: str) -> Design:
    """Return the design of a scenario file that a user gave; `name`: for messages only.

    Raises BadInput where it is no scenario file; values that do not fit the region are left to `faults_of`.
    """
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise BadInput("the file is too large for a scenario", file=name, expected=f"at most {MOST_BYTES // 1024} KB")
    try:
        return design_of(_resolved(text, name))
    except RecursionError as error:
        raise BadInput("the file is nested too deeply", file=name, expected="a scenario file") from error


def _resolved(text: str, name: str) -> Resolved:
    source = parse_toml(text, Path(name))
    _check_depth(source)
    _check_library_only(parse_scenario(source), source)
    return resolve_source(source)


def _check_depth(source: TomlSource) -> None:
    """Raise BadInput if tables lie deeper in each other than any scenario needs; without recursion."""
    level: list[Any] = [source.data]
    for _ in range(DEEPEST):
        inner = [one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)]
        level = [value for values in inner for value in values]
    if level:
        raise source.bad("the file is nested too deeply", expected="a scenario file")


def _check_library_only(file: ScenarioFile, source: TomlSource) -> None:
    """Raise BadInput if a file leads out of the library: a path in it is never followed."""
    if file.region is not None and file.region not in find_regions():
        raise source.bad(
            f"there is no region '{file.region}'",
            "region",
            value=file.region,
            expected="one of " + ", ".join(find_regions()),
            hint=did_you_mean(file.region, find_regions()),
        )
    names = find_scenarios()
    known = {*names, *(name.partition("/")[2] for name in names)}
    if file.extends is not None and file.extends not in known:
        raise source.bad(
            "a file opened here can only build on scenarios of the library",
            "extends",
            value=file.extends,
            expected=f"one of the {len(names)} of `omland list scenarios`, such as 'lister/baseline'",
            hint=did_you_mean(file.extends, known),
        )


def design_of(resolved: Resolved) -> Design:
    """Return a resolved scenario as a design: everything that differs from the baseline of its region."""
    if resolved.region is None:
        raise BadInput("the scenario names no region", file=resolved.path, expected="a line `region = …`")
    if len(resolved.entries) > MOST_PARTS:
        raise BadInput("too many policies and events", file=resolved.path, expected=f"at most {MOST_PARTS}")
    region = resolved.region.value.name
    base = _resolved_baseline(region)
    world = {name: _level(name, given.value) for name, given in resolved.world.items()}
    usual = {} if base is None else {name: given.value for name, given in base.world.items()}
    start, years = (None if given is None else given.value for given in (resolved.start, resolved.years))
    is_base = base is not None and resolved.title == base.title
    design = Design(
        region=region,
        title={} if is_base else dict(resolved.title),
        description={} if is_base else dict(resolved.description),
        start=None if base and base.start and start == base.start.value else start,
        years=None if base and base.years and years == base.years.value else years,
        world={name: value for name, value in world.items() if name not in usual or value != usual[name]},
        parameters={name: given.value for name, given in resolved.parameters.items()},
        parts=tuple(_part(id_, entry) for id_, entry in resolved.entries.items()),
    )
    unnamed = replace(design, title={})
    return unnamed if design.title == {one: unnamed.named(one) for one in LANGUAGES} else design


def _level(name: str, value: Any) -> Any:
    """Return a world value as the number that it means, where it is a word."""
    if name in WORLD and value in ("low", "reference", "high"):
        return {"low": WORLD[name].low, "reference": 1.0, "high": WORLD[name].high}[value]
    return value


def _part(id_: str, entry: Entry) -> Part:
    body = entry.body
    if isinstance(body, EventEntry):
        return Part(id_, body.kind, True, body.year, levers=body.levers())
    return Part(id_, body.instrument, False, body.start, body.until, body.phase_in_years, body.levers())


# ------------------------------------------------------------------------------------------------------------ checks


def faults_of(design: Design) -> dict[tuple[str, str], BadInput]:
    """Return what is wrong with a design: (id of the part, "world", "parameters" or "", name of the field) -> message."""
    try:
        found = faults(_resolved(to_toml(design), "scenario.toml"))
    except BadInput as error:
        found = [error]
    return {_place(design, fault.key): fault for fault in reversed(found)}


def _place(design: Design, key: Key) -> tuple[str, str]:
    if len(key) >= 2 and key[0] in ("policy", "event") and isinstance(key[1], int):
        parts = [part for part in design.parts if part.is_event == (key[0] == "event")]
        return parts[key[1]].id, str(key[2]) if len(key) > 2 else ""
    return (str(key[0]), str(key[1])) if len(key) > 1 else ("", str(key[0]) if key else "")


def scenario(design: Design) -> Scenario:
    """Return the scenario of a design. Raises BadInput at the first thing that is wrong."""
    return scenario_of(_resolved(to_toml(design), "scenario.toml"))


def baseline(region: str) -> str | None:
    """Return the name of a region's baseline in the library, None where it has none."""
    return name if (name := f"{region}/baseline") in find_scenarios() else None


@cache
def _region(id_: str) -> RegionData:
    return load_region(id_)


@cache
def _resolved_baseline(region: str) -> Resolved | None:
    name = baseline(region)
    return None if name is None else resolve(scenario_path(name))


def compared_with(design: Design) -> str | tuple[str, str]:
    """Return what a design is compared with: the same world without its measures, the baseline where that is the same.

    A name of the library, or (title, TOML text). A design without measures is about the world: against the baseline.
    """
    base = baseline(design.region)
    changes = design.world or design.parameters or design.start is not None or design.years is not None
    if base is not None and (not changes or not design.parts):
        return base
    return "no-measures", to_toml(replace(design, title=NULL, description={}, parts=()))


# -------------------------------------------------------------------------------------------------------------- link


def to_link(design: Design) -> str:
    """Return a design as text for an address: its file, compressed."""
    packed = zlib.compress(to_toml(design).encode(), 9)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def from_link(text: str) -> Design:
    """Return the design that an address holds. Raises BadInput where it holds none."""
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        unpacked = zlib.decompressobj().decompress(packed, MOST_BYTES)
        toml = unpacked.decode("utf-8")
    except (ValueError, zlib.error) as error:
        raise BadInput("the link is not whole", expected="a link that this app made, copied to its end") from error
    return opened(toml, "scenario.toml")
