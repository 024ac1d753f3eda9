"""The pages of what a user may set: parameters, assumptions about the world, instruments and events."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from experiments.docs_effects import evidence, measured
from experiments.docs_markdown import docstring, page, source_link, span, table
from model import registry
from model.parameters import WORLD, ParameterSpec
from model.traits import Instrument, Lever
from scenarios.bundle import NATIONAL
from scenarios.calibration import parameters_in_use

AREAS = {  # of the strategy: English, norsk
    "1": ("living centre and homes", "levende sentrum og boliger"),
    "2": ("specialised services", "spesialiserte tjenester"),
    "3": ("education", "utdanning"),
    "4": ("business and knowledge jobs", "næringsliv og kompetansearbeidsplasser"),
    "5": ("transport and digital networks", "samferdsel og digitale nett"),
    "6": ("planning", "planlegging"),
    "7": ("cooperation", "samarbeid"),
    "beyond": ("beyond the strategy", "ut over strategien"),
    "event": ("events", "hendelser"),
}


def all_parameters() -> list[ParameterSpec]:
    """Return every parameter in order of name."""
    return parameters_in_use(NATIONAL / "no")


def by_prefix(specs: Iterable[ParameterSpec]) -> list[tuple[str, list[ParameterSpec]]]:
    """Return parameters by the word before the dot."""
    return [(prefix, list(group)) for prefix, group in groupby(specs, key=lambda s: s.name.split(".")[0])]


def kind_of_source(source: str) -> str:
    """Return what a source amounts to: fitted, fitted by hand, assumption, memory (to be verified), or evidence."""
    if source == "calibration":
        return source
    if source.startswith("provisional"):
        return "provisional calibration"
    if "assumption" in source or "MODEL.md" in source:
        return "assumption"
    return "memory" if "memory" in source else "evidence"


# --------------------------------------------------------------------------------------------------------- parameters


def parameters() -> str:
    """Return the page of all parameters."""
    specs = all_parameters()
    intro = (
        "Every number that a mechanism uses is declared beside its equation. A scenario may set any of them within its "
        "range under `[parameters]`, except those of `synthesis`, which shape the founders only. Numbers of a service "
        "type or a sector are on [their](services.md) [pages](sectors.md). "
        f"There are {len(specs)}; what they rest on:"
    )
    kinds = ("evidence", "memory", "assumption", "calibration", "provisional calibration")
    words = {
        "evidence": "a published figure, or follows from one; the source names its key in [the evidence](evidence.md)",
        "memory": "a published figure quoted from memory, to be verified before anything rests on it",
        "assumption": "nobody measured it; the range says how unsure it is ([MODEL.md](evidence.md#modelmd) too)",
        "calibration": "fitted to all regions together by [`omland calibrate`](how_to/calibrate.md): the value of its file",
        "provisional calibration": "set by hand over a few values to V3 and V5 of [the evidence](evidence.md)",
    }
    counts = [(kind, sum(kind_of_source(s.source) == kind for s in specs), words[kind]) for kind in kinds]
    parts = [intro, table(("rests on", "parameters", "meaning"), counts)]
    for kind in ("calibration", "provisional calibration", "assumption", "memory"):
        chosen = [s for s in specs if kind_of_source(s.source) == kind]
        parts += [f"## {kind.capitalize()}: {len(chosen)}", _name_list(chosen)]
    parts.append("## All, by mechanism")
    for prefix, group in by_prefix(specs):
        parts += [f"### {prefix}", _about(group), _parameter_table(group)]
    return page("Parameters", *parts)


def _name_list(specs: list[ParameterSpec]) -> str:
    """Names by prefix, one line each."""
    return "\n".join(
        f"- [{prefix}](#{prefix}): " + ", ".join(f"`{s.name.split('.', 1)[1]}`" for s in group)
        for prefix, group in by_prefix(specs)
    )


def _about(group: list[ParameterSpec]) -> str:
    return f"In {source_link(group[0].module)}."


def _parameter_table(group: list[ParameterSpec]) -> str:
    rows = [
        (f"`{s.name.split('.', 1)[1]}`", s.value, s.unit, span(s.low, s.high), s.source, s.note) for s in group
    ]  # fmt: skip
    return table(("name", "value", "unit", "range", "source", "note"), rows)


def world() -> str:
    """Return the page of assumptions about the world outside."""
    intro = (
        "What the region cannot decide. A scenario sets a factor on the reference path under `[world]`: a number, "
        '`"low"`, `"reference"` (1) or `"high"` (the ends of the range), or factors by year.'
    )
    rows = [
        (f"`{w.name}`", w.label["nb"], w.label["en"], w.unit, span(w.low, w.high), w.source) for w in WORLD.values()
    ]  # fmt: skip
    return page("The world outside", intro, table(("name", "norsk", "English", "unit", "range", "source"), rows))


# -------------------------------------------------------------------------------------------------------- instruments


def instruments() -> dict[str, str]:
    """Return one page per instrument and event, and README.md, the list of them."""
    modules = {**registry.declared_in("policies"), **registry.declared_in("events")}
    found = {**registry.instruments(), **registry.events()}
    result = {f"{id_}.md": _instrument(i, docstring(modules[id_]), modules[id_].__name__) for id_, i in found.items()}
    head = ("id", "norsk", "English", "pays", "SDG")
    parts = []
    for area in sorted({i.area for i in found.values()}, key=lambda a: ([*AREAS].index(a) if a in AREAS else 99, a)):
        rows = [
            (f"[{i.id}]({i.id}.md)", i.label["nb"], i.label["en"], i.payers or "nobody", i.sdg or "–")
            for i in found.values()
            if i.area == area
        ]
        parts += [f"## {_area_title(area)}", table(head, rows)]
    intro = (
        "What a scenario may do to the world: `[[policy]]` with `instrument`, or `[[event]]` with `kind`. Each changes "
        "jobs, links, prices, budgets or rules, never an outcome; at its neutral lever it changes nothing. "
        "Each page says what it does, its levers, who pays, what it leaves out, and what it was measured to do in a "
        "scenario of the library. [How to write a scenario](../how_to/write_a_scenario.md), "
        "[how to add an instrument](../how_to/add_an_instrument.md)."
    )
    return {"README.md": page("Instruments and events", intro, *parts), **dict(sorted(result.items()))}


def _area_title(area: str) -> str:
    english, norsk = AREAS.get(area, (area, area))
    number = f"{area}. " if area.isdigit() else ""
    return f"{number}{english.capitalize()} / {norsk}"


def _instrument(instrument: Instrument, doc: str, module: str) -> str:
    i = instrument
    facts = table(
        ("", ""),
        [
            ("norsk", f"**{i.label['nb']}.** {i.description['nb']}"),
            ("English", f"**{i.label['en']}.** {i.description['en']}"),
            ("area", _area_title(i.area)),
            ("pays", i.payers or "nobody"),
            ("reaches", i.eligible.get("en", "everybody")),
            *(
                [("direct output", f"{i.output.label['en']}, {i.output.unit}; grows with `{i.output.dose}`")]
                if i.output
                else []
            ),
            ("can be phased in", i.can_phase_in),
            ("SDG", i.sdg or "–"),
            ("source", i.source),
            ("code", source_link(module, "../../")),
        ],
    )
    head = ("lever", "norsk", "English", "kind", "unit", "range", "default", "neutral", "source")
    levers = table(head, [_lever(lever) for lever in i.levers])
    shown = _example(i)
    own = [s for s in all_parameters() if s.module == module]
    numbers = ["## Its own numbers", _parameter_table(own)] if own else []
    return page(
        i.label["en"], facts, "## Levers", levers, shown, "## What it does", doc,
        "## What it leaves out", i.leaves_out, measured(i.id),
        evidence(i.source, *(lever.source for lever in i.levers), *(s.source for s in own)), *numbers,
    )  # fmt: skip


def _lever(lever: Lever) -> tuple[object, ...]:
    is_number = lever.kind in ("number", "integer")
    right = span(lever.low, lever.high) if is_number else ", ".join(lever.options) or _which_id(lever.kind)
    default = "must be given" if lever.default is None else lever.default
    neutral = "–" if lever.neutral is None else lever.neutral
    return (
        f"`{lever.name}`", lever.label["nb"], lever.label["en"], lever.kind, lever.unit, right, default, neutral,
        lever.source,
    )  # fmt: skip


def _which_id(kind: str) -> str:
    words = {"outside": "place outside", "service": "service type"}
    listed = {"zone": "zones", "service": "services", "sector": "sectors"}.get(kind)
    if kind == "employer":
        return "`largest:` and a sector: `omland list sectors`"
    return f"an id of a {words.get(kind, kind)}" + (f": `omland list {listed}`" if listed else "")


def _example(instrument: Instrument) -> str:
    """What a scenario file would say, with every lever at its default."""
    is_event = instrument.area == "event"
    given = {lever.name: lever.default for lever in instrument.levers if lever.default is not None}
    must = [lever for lever in instrument.levers if lever.default is None]
    lines = ["[[event]]" if is_event else "[[policy]]"]
    lines += (
        [f'kind = "{instrument.id}"', "year = 2030"] if is_event else [f'instrument = "{instrument.id}"', "from = 2027"]
    )
    lines += [f"{m.name} = …   # {m.label['en']}: {m.kind}" for m in must]
    lines += [f"{lever} = {_toml(value)}" for lever, value in given.items()]
    return "```\n" + "\n".join(lines) + "\n```"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
