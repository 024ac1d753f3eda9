"""What levers and what they may be are called, in both languages."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

from experiments.texts import Language, number, place_name
from model.employers import LARGEST
from model.inputs import RegionData
from model.registry import sectors, service_types
from model.traits import Instrument, Lever
from viz.texts_design import OPTION_WORDS, said, unit_said

NUMBERS = ("number", "integer")
PLACES = ("zone", "municipality", "link")


def option_label(lever: Lever, name: str, region: RegionData, language: Language) -> str:
    """Return what a name that a lever may have is called."""
    if lever.kind in ("zone", "municipality", "outside"):
        return place_name(f"{lever.kind}:{name}", region, language)
    if lever.kind == "link":
        names = dict(zip(region.links["link_id"], region.links["name"], strict=True))
        return str(names.get(name, name))
    if name.startswith(LARGEST):
        sector = _declared().get(name.removeprefix(LARGEST), {}).get(language, name)
        return said("largest_in", language, sector=sector)
    if words := OPTION_WORDS.get(name):
        return words[language]
    for label in (_declared().get(name, {}).get(language), place_name(f"outside:{name}", region, language)):
        if label and label != name:
            return label
    return name.replace("_", " ")


@cache
def _declared() -> dict[str, dict[str, str]]:
    """Labels of service types and sectors by id: what a lever may name."""
    return {one.id: one.label for one in (*sectors().values(), *service_types().values())}


def figure(value: float, language: Language) -> str:
    """Return a number with as many decimals as it has, at most three."""
    decimals = next((d for d in range(4) if math.isclose(value, round(value, d), abs_tol=1e-9)), 3)
    return number(value, decimals, language)


def summary(instrument: Instrument, levers: Mapping[str, Any], region: RegionData, language: Language) -> str:
    """Return an instrument with where and how much, as far as its user has said: what tells two variants apart."""
    details = [
        option_label(lever, str(levers[lever.name]), region, language)
        for lever in instrument.levers
        if lever.kind in PLACES and levers.get(lever.name)
    ][:2]
    for lever in instrument.levers:
        value = levers.get(lever.name)
        if lever.neutral is not None and isinstance(value, int | float):
            unit = unit_said(lever.unit, language)
            currency, _, rest = unit.partition(" ") if unit.startswith("NOK ") else ("", "", unit)
            details.append(" ".join(filter(None, [currency, figure(value, language), rest])))
            break
    return ": ".join(filter(None, [instrument.label[language], ", ".join(details)]))
