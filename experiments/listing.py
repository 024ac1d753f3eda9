"""`omland list KIND`: plain rows from the registries."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from model.parameters import WORLD
from model.registry import events, indicators, instruments, sectors, service_types
from model.traits import Instrument, Lever
from scenarios.bundle import NATIONAL, find_regions, load_region
from scenarios.calibration import parameters_in_use
from scenarios.check import FOUNDERS_ONLY
from scenarios.errors import BadInput
from scenarios.format import find_scenarios, load

Row = dict[str, Any]

# The columns that the screen shows; --json has all.
SHOWN: dict[str, tuple[str, ...]] = {
    "regions": ("id", "name", "base_year", "residents", "zones", "towns"),
    "zones": ("region", "id", "name", "municipality", "kind"),
    "scenarios": ("name", "title", "description", "years", "policies"),
    "instruments": ("id", "area", "label", "levers"),
    "events": ("id", "label", "levers"),
    "parameters": ("name", "value", "low", "high", "unit", "set_by", "source"),
    "world": ("name", "label", "low", "high", "unit", "source"),
    "indicators": ("id", "label", "unit", "is", "groups"),
    "services": ("id", "label", "owner", "sites", "threshold_users"),
    "sectors": ("id", "label", "nace", "export_share", "driver"),
}


def rows(kind: str, region: str | None = None) -> list[Row]:
    """Return the rows of a list of SHOWN; `region`: whose zones, by id or folder (default: all regions)."""
    make: dict[str, Callable[[], list[Row]]] = {
        "regions": _regions,
        "zones": lambda: _zones(region),
        "scenarios": _scenarios,
        "instruments": lambda: [_instrument(i) for i in (*instruments().values(), *events().values())],
        "events": lambda: [_instrument(i) for i in events().values()],
        "parameters": _parameters,
        "world": _world,
        "indicators": _indicators,
        "services": _services,
        "sectors": _sectors,
    }
    return make[kind]()


def _regions() -> list[Row]:
    found = []
    for id_ in find_regions():
        region = load_region(id_)
        now = region.population[region.population["year"] == region.base_year]
        found.append(
            {
                "id": id_,
                "name": region.name["en"],
                "names": region.name,
                "base_year": region.base_year,
                "residents": int(now["persons"].sum()),
                "zones": len(region.zones),
                "towns": [t.name for t in region.towns],
                "municipalities": {m.code: m.name for m in region.municipalities},
                "zone_ids": list(region.zones["zone_id"]),
                "outside_ids": list(region.outside["outside_id"]),
            }
        )
    return found


def _zones(region: str | None) -> list[Row]:
    found = []
    for data in map(load_region, [region] if region else find_regions()):
        names = {m.code: m.name for m in data.municipalities}
        for zone in data.zones.itertuples():
            code = str(zone.municipality)
            found.append(
                {
                    "region": data.id,
                    "id": zone.zone_id,
                    "name": zone.name,
                    "municipality": names[code],
                    "municipality_code": code,
                    "kind": zone.kind,
                }
            )
    return found


def _scenarios() -> list[Row]:
    """A scenario of the library that does not load is listed with what is wrong with it."""
    found: list[Row] = []
    for name in find_scenarios():
        try:
            scenario = load(name)
        except BadInput as error:
            found.append({"name": name, "title": str(error)})
            continue
        found.append(
            {
                "name": name,
                "title": scenario.title["en"],
                "titles": scenario.title,
                "description": scenario.description.get("en", ""),
                "descriptions": scenario.description,
                "region": scenario.region.id,
                "start": scenario.start,
                "years": scenario.years,
                "policies": [p.instrument for p in (*scenario.policies, *scenario.events)],
                "hash": scenario.hash,
            }
        )
    return found


def _instrument(instrument: Instrument) -> Row:
    return {
        "id": instrument.id,
        "area": instrument.area,
        "label": instrument.label["en"],
        "labels": instrument.label,
        "description": instrument.description,
        "payers": instrument.payers,
        "can_phase_in": instrument.can_phase_in,
        "levers": [_lever_words(lever) for lever in instrument.levers],
        "lever_details": [_lever(lever) for lever in instrument.levers],
        "leaves_out": instrument.leaves_out,
        "sdg": instrument.sdg,
        "source": instrument.source,
    }


def _lever_words(lever: Lever) -> str:
    if lever.kind not in ("number", "integer"):
        return f"{lever.name} ({lever.kind})"
    span = f"{lever.low:g}–{lever.high:g}" if math.isfinite(lever.high) else f"{lever.low:g} or more"
    return f"{lever.name} ({span}{' ' + lever.unit if lever.unit else ''})"


def _lever(lever: Lever) -> Row:
    row = {k: getattr(lever, k) for k in ("name", "label", "kind", "unit", "default", "neutral", "options", "source")}
    return row | ({"low": lever.low, "high": lever.high} if lever.kind in ("number", "integer") else {})


def _parameters() -> list[Row]:
    keys = ("name", "value", "unit", "low", "high", "source", "note", "module")
    found = [{k: getattr(spec, k) for k in keys} for spec in parameters_in_use(NATIONAL / "no")]
    for row in found:
        row["set_by"] = "no scenario (founders only)" if row["name"].startswith(FOUNDERS_ONLY) else "scenarios"
    return found


def _world() -> list[Row]:
    return [{**spec._asdict(), "label": spec.label["en"], "labels": spec.label} for spec in WORLD.values()]


def _indicators() -> list[Row]:
    return [
        {
            "id": i.id,
            "label": i.label["en"],
            "labels": i.label,
            "unit": i.unit,
            "is": ("flow" if i.flow else "stock") + f", {i.kind}",
            "groups": getattr(i, "groups", ()),
            "outside": i.has_outside,
            "sdg": i.sdg,
            "description": i.description,
        }
        for i in indicators().values()
    ]


def _services() -> list[Row]:
    keys = (
        "id",
        "sites",
        "threshold_users",
        "capacity_users",
        "patience_years",
        "need_age_from",
        "need_age_to",
        "digital_share",
        "payers",
        "source",
    )
    return [
        {**{k: getattr(s, k) for k in keys}, "label": s.label["en"], "labels": s.label, "owner": s.owner.name.lower()}
        for s in service_types().values()
    ]


def _sectors() -> list[Row]:
    keys = ("id", "nace", "export_share", "skill_mix", "wage_nok_year", "driver", "source")
    return [
        {**{k: getattr(s, k) for k in keys}, "label": s.label["en"], "labels": s.label, "owner": s.owner.name.lower()}
        for s in sectors().values()
    ]
