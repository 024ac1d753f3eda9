"""What the form shows: a field for each lever, generated from what the instruments declare.

A field is a plain dict for viz/fields.vue: name, label, kind ("number", "choice", "text"), value, unit, help, error, and
low, high and step of the slider, or the options with their names.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from experiments.texts import Language, place_name
from model.inputs import RegionData
from model.parameters import WORLD
from model.traits import Lever
from scenarios.check import lever_names
from scenarios.errors import BadInput
from viz.design import Design, Part
from viz.lever_words import NUMBERS, figure, option_label
from viz.texts_design import said, unit_said

Field = dict[str, Any]
FROM, UNTIL, PHASE_IN = "from", "until", "phase_in_years"
STEPS = 100  # a slider has about so many


def part_fields(
    part: Part, region: RegionData, years: int, faults: Mapping[tuple[str, str], BadInput], language: Language
) -> list[Field]:
    """Return the fields of a policy or event: its years first, then its levers in their order."""
    instrument = part.instrument
    if instrument is None:
        return []
    errors = {name: fault for (id_, name), fault in faults.items() if id_ == part.id}
    found = _year_fields(part, region, years, errors, language, can_phase_in=instrument.can_phase_in)
    for lever in instrument.levers:
        value = part.levers.get(lever.name, lever.default)
        field = lever_field(lever, value, region, language, error=errors.get(lever.name))
        found.append(field | {"is_more": _is_more(lever)})
    return found


def _is_more(lever: Lever) -> bool:
    """Whether a lever may stay folded away: it has a default and says neither where nor how much."""
    return lever.default is not None and lever.neutral is None and lever.kind in (*NUMBERS, "outside")


def _year_fields(
    part: Part,
    region: RegionData,
    years: int,
    errors: Mapping[str, BadInput],
    language: Language,
    *,
    can_phase_in: bool,
) -> list[Field]:
    """From, until and how long it is phased in; of an event, its year."""
    first, last = region.base_year, region.base_year + years
    year = {"kind": "number", "is_short": True, "is_year": True, "low": first, "step": 1, "unit": ""}
    key = "year" if part.is_event else FROM
    found = [
        year
        | {"name": key, "label": said(key, language), "value": part.start, "high": last - 1, "help": ""}
        | _error(errors, key, said("right_from", language, start=first))
    ]
    if part.is_event:
        return found
    found.append(
        year
        | {"name": UNTIL, "label": said("until", language), "value": part.until, "high": last}
        | {"help": said("until_help", language)}
        | _error(errors, UNTIL, said("right_until", language))
    )
    if can_phase_in:
        found.append(
            year
            | {
                "name": PHASE_IN,
                "label": said("phase_in", language),
                "value": part.phase_in_years,
                "low": 0,
                "high": years,
            }
            | {"help": said("phase_in_help", language)}
            | _error(errors, PHASE_IN, said("right_phase_in", language))
        )
    return found


def lever_field(
    lever: Lever, value: Any, region: RegionData, language: Language, error: BadInput | None = None
) -> Field:
    """Return the field of a lever. A kind that this form does not know, and whose names are not known, is a text field."""
    field: Field = {"name": lever.name, "label": lever.label[language], "value": value, "unit": "", "help": ""}
    errors = {} if error is None else {lever.name: error}
    if lever.kind in NUMBERS:
        span = _span(lever.low, lever.high, language)
        neutral = (
            [] if lever.neutral is None else [said("does_nothing", language, neutral=figure(lever.neutral, language))]
        )
        field |= {
            "kind": "number",
            "unit": unit_said(lever.unit, language),
            "low": lever.low,
            "high": lever.high if math.isfinite(lever.high) else None,
            "step": _step(lever),
            "is_whole": lever.kind == "integer",
            "help": "; ".join([span, *neutral]),
        }
        return field | _error(errors, lever.name, said(f"right_{lever.kind}", language, range=span))
    options = [
        {"id": name, "label": option_label(lever, name, region, language), "group": _group(lever, name, region)}
        for name in lever_names(lever, region)
    ]
    if not options:
        return field | {"kind": "text"} | _error(errors, lever.name, "")
    if lever.kind != "option":  # places: in the order of their names, within their municipality
        options.sort(key=lambda one: (one["group"], one["label"]))
    field |= {"kind": "choice", "options": options, "choose": said("choose", language)}
    if value not in {one["id"] for one in options}:
        field["value"] = ""
    return field | _error(errors, lever.name, said("right_choice", language))


def _group(lever: Lever, name: str, region: RegionData) -> str:
    """Return under which heading an option stands: a zone in its municipality."""
    if lever.kind != "zone":
        return ""
    codes = dict(zip(region.zones["zone_id"], region.zones["municipality"], strict=True))
    return place_name(f"municipality:{codes[name]}", region, "nb")


def world_fields(
    design: Design, faults: Mapping[tuple[str, str], BadInput], language: Language
) -> list[Field]:  # fmt: skip
    """Return a field for each assumption about the world outside."""
    errors = {name: fault for (part, name), fault in faults.items() if part == "world"}
    found = []
    for spec in WORLD.values():
        value = design.world.get(spec.name, 1.0)
        span = said("world_range", language, low=figure(spec.low, language), high=figure(spec.high, language))
        if isinstance(value, Mapping):
            years = ", ".join(f"{year}: {figure(factor, language)}" for year, factor in value.items())
            span, value = said("world_by_year", language, years=years), None
        found.append(
            {
                "name": spec.name,
                "label": spec.label[language],
                "kind": "number",
                "value": value,
                "unit": "",
                "help": span,
            }
            | {"low": spec.low, "high": spec.high, "step": 0.01}
            | _error(errors, spec.name, said("right_number", language, range=_span(0, 100, language)))
        )
    return found


def _error(errors: Mapping[str, BadInput], name: str, right: str) -> Field:
    """Return the message beside a field: what would be right, in the reader's language, else the loader's own words."""
    if name not in errors:
        return {"error": ""}
    return {"error": right or str(errors[name].message)}


def _span(low: float, high: float, language: Language) -> str:
    if math.isinf(high):
        return said("range_from", language, low=figure(low, language))
    return said("range", language, low=figure(low, language), high=figure(high, language))


def _step(lever: Lever) -> float:
    """Return a round step that divides the slider into about a hundred: 1, 2 or 5 times a power of ten."""
    if not math.isfinite(lever.high) or lever.high <= lever.low:
        return 1.0
    rough = (lever.high - lever.low) / STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999)
    return max(1.0, step) if lever.kind == "integer" else step
