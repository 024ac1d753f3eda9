"""Every number is declared once, beside the equation that uses it.

A submodel declares a `NamedTuple` of `par(...)` defaults and registers it::

    @parameters("mortality")
    class Params(NamedTuple):
        factor: float = par(1.0, unit="factor", low=0.8, high=1.2, source="assumption", note="...")

Kernels take the NamedTuple as it is; sliders, sweeps, sensitivity designs and the docs read `REGISTRY`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar


@dataclass(frozen=True)
class ParameterSpec:
    """What is declared about a number: dotted name, value, unit, range, source."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    source: str
    note: str
    module: str


class _Par(float):
    """A float that remembers its declaration until the class is registered."""

    meta: dict[str, Any]


REGISTRY: dict[str, ParameterSpec] = {}
_CLASSES: dict[str, type[Any]] = {}
_T = TypeVar("_T")


def par(value: float, *, unit: str, low: float, high: float, source: str, note: str = "") -> float:
    """Declare a parameter's default. `source="assumption"` marks a number without evidence.

    `source="calibration"` marks one that is fitted for all regions together: its value comes from a file of the country,
    and the default is where the search began.

    Raises ValueError if the value is outside its own range or unit or source is empty.
    """
    if not low <= value <= high:
        raise ValueError(f"parameter default {value} is outside its range {low} to {high}")
    if not unit or not source:
        raise ValueError("a parameter needs a unit and a source")
    number = _Par(value)
    number.meta = {"unit": unit, "low": low, "high": high, "source": source, "note": note}
    return number


def parameters(prefix: str) -> Callable[[type[_T]], type[_T]]:
    """Register a NamedTuple of `par` defaults under `prefix`."""

    def register(cls: type[_T]) -> type[_T]:
        defaults: Mapping[str, Any] = cls._field_defaults  # type: ignore[attr-defined]
        for field, number in defaults.items():
            if not isinstance(number, _Par):
                raise TypeError(f"{prefix}.{field}: declare it with par(...)")
            name = f"{prefix}.{field}"
            REGISTRY[name] = ParameterSpec(name=name, value=float(number), module=cls.__module__, **number.meta)
        _CLASSES[prefix] = cls
        return cls

    return register


def resolve(overrides: Mapping[str, float]) -> dict[type[Any], Any]:
    """Return one filled NamedTuple per registered class; `overrides` by dotted name.

    Raises KeyError for an unknown name.
    """
    unknown = sorted(set(overrides) - set(REGISTRY))
    if unknown:
        raise KeyError(unknown[0])
    filled: dict[type[Any], Any] = {}
    for prefix, cls in _CLASSES.items():
        values = {f: float(overrides.get(f"{prefix}.{f}", d)) for f, d in cls._field_defaults.items()}
        filled[cls] = cls(**values)
    return filled


class WorldSpec(NamedTuple):
    """An assumption about everything outside the region: a factor on the reference path."""

    name: str
    unit: str
    low: float
    high: float
    label: dict[str, str]
    source: str


WORLD: dict[str, WorldSpec] = {
    spec.name: spec
    for spec in (
        WorldSpec(
            "immigration",
            "factor on the reference inflow",
            0.5,
            1.5,
            {"nb": "Innvandring", "en": "Immigration"},
            "range: assumption; reference: the nation's cohort residual (SSB 07459), by population share",
        ),
        WorldSpec(
            "fertility",
            "factor on the national rates",
            0.85,
            1.15,
            {"nb": "Fruktbarhet", "en": "Fertility"},
            "range: assumption; reference: UN WPP 2024",
        ),
        WorldSpec(
            "mortality",
            "factor on the national rates",
            0.9,
            1.1,
            {"nb": "Dødelighet", "en": "Mortality"},
            "range: assumption; reference: UN WPP 2024",
        ),
        WorldSpec(
            "export_demand",
            "factor on the base-year export demand",
            0.8,
            1.2,
            {"nb": "Eksportetterspørsel", "en": "Export demand"},
            "assumption; reference: constant",
        ),
        WorldSpec(
            "e_commerce",
            "factor on the reference rise of the online share since the base year",
            0.3,
            1.7,
            {"nb": "Netthandel", "en": "Online shopping"},
            "range: assumption; reference: EVIDENCE ecommerce_share_2023_incl_foreign (from memory), 0.7 points a year",
        ),
        WorldSpec(
            "digital_services",
            "factor on the reference rate at which visits to services give way to digital use",
            0.0,
            2.0,
            {"nb": "Digitale tjenester", "en": "Digital services"},
            "assumption; reference: remote.digital_growth",
        ),
        WorldSpec(
            "interest_rate",
            "factor on the base-year interest: of builders, home owners and municipalities",
            0.7,
            1.5,
            {"nb": "Rente", "en": "Interest rate"},
            "assumption; reference: constant",
        ),
        WorldSpec(
            "home_work",
            "factor on the days at home of those whose post allows it",
            0.5,
            2.0,
            {"nb": "Hjemmekontor", "en": "Work at home"},
            "assumption; reference: constant shares of 2022-2024 (EVIDENCE homeworkable_share, home_half_time_or_more)",
        ),
        WorldSpec(
            "outside_wages",
            "factor on wages outside, relative to the region's",
            0.97,
            1.05,
            {"nb": "Lønn utenfor regionen", "en": "Wages outside the region"},
            "assumption; reference: constant",
        ),
        WorldSpec(
            "outside_home_prices",
            "factor on home prices outside, relative to the region's building costs",
            0.8,
            1.25,
            {"nb": "Boligpriser utenfor regionen", "en": "Home prices outside the region"},
            "assumption; reference: constant",
        ),
        WorldSpec(
            "electric_cars",
            "factor on the reference share of electric cars",
            0.8,
            1.15,
            {"nb": "Elbiler", "en": "Electric cars"},
            "assumption; reference: logistic path from the stock of 2023 (travel.electric_2023, travel.electric_growth)",
        ),
    )
}
