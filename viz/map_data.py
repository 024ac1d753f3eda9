"""The map's colours and hover texts for one view, and the discs of a region."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments.compare import CLOSE
from experiments.figure_map import certain_at_once
from experiments.stored import StoredComparison
from experiments.texts import decimals_for, number, word
from viz.figure import Table
from viz.look import Look
from viz.map_layout import layout
from viz.palette import FEWER_MORE, LEVEL, UNKNOWN, mixed, paler
from viz.texts import text

SURE, UNSURE = "#222222", "#9aa0a0"
COLUMN = {"difference": "difference", "without": "base_mean", "with": "scenario_mean"}


def map_table(look: Look) -> Table:
    """Return the map's numbers: a row per zone."""
    language = look.language
    keys = ("base_mean", "scenario_mean", "difference", "low", "high")
    names = {m.code: m.name for m in look.stored.region.municipalities}
    is_level = look.chosen.shown != "difference"
    keys = (COLUMN[look.chosen.shown],) if is_level else keys
    heads = ("level",) if is_level else ("without", "with", "difference", "low", "high")
    rows = []
    for zone, code in zip(look.stored.region.zones["zone_id"], look.stored.region.zones["municipality"], strict=True):
        row = look.now.get(f"zone:{zone}", {})
        rows.append([look.name(f"zone:{zone}"), names.get(str(code), str(code)), *(row.get(key) for key in keys)])
    return Table([text("zone", language), text("municipality", language), *(text(h, language) for h in heads)], rows)


def map_layout(stored: StoredComparison) -> dict[str, Any]:
    """Return the fixed parts of the map: discs by the residents at the start without measures."""
    rows = stored.rows(stored.scenarios[0], "population")
    rows = rows[rows["year"] == stored.start]
    zones = {str(p).partition(":")[2]: v for p, v in zip(rows["place"], rows["base_mean"], strict=True)}
    return layout(stored.region, zones)


def paint(look: Look) -> dict[str, dict[str, Any]]:
    """Return for each zone its colour, its outline and what is said when it is pointed at."""
    zones = look.rows[look.rows["place"].astype(str).str.startswith("zone:")]
    now = zones[zones["year"] == look.chosen.year]
    limits = _limits(look, zones)
    certain = dict(zip(now["place"].astype(str), certain_at_once(now), strict=True)) if len(now) else {}
    found = {}
    for zone, municipality in zip(look.stored.region.zones["zone_id"], _municipalities(look), strict=True):
        row = look.now.get(f"zone:{zone}")
        lines = [municipality, *_lines(look, row)]
        name = look.name(f"zone:{zone}")
        shown = _fill(look, row, limits, bool(certain.get(f"zone:{zone}")))
        found[str(zone)] = {**shown, "name": name, "lines": lines, "aria": ". ".join([name, *lines])}
    return found


def _municipalities(look: Look) -> list[str]:
    names = {m.code: m.name for m in look.stored.region.municipalities}
    return [names.get(str(code), str(code)) for code in look.stored.region.zones["municipality"]]


def _limits(look: Look, zones: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the colour scale: the same in all years, so that colours can be followed."""
    values = zones[COLUMN[look.chosen.shown]].to_numpy(float)
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0, 1.0
    if look.chosen.shown == "difference":
        largest = float(np.abs(values).max())
        return -largest, largest
    both = zones[["base_mean", "scenario_mean"]].to_numpy(float)
    return float(np.nanmin(both)), float(np.nanmax(both))


def _fill(look: Look, row: dict[str, Any] | None, limits: tuple[float, float], is_sure: bool) -> dict[str, str]:
    value = np.nan if row is None else row[COLUMN[look.chosen.shown]]
    if not np.isfinite(value):
        return {"fill": UNKNOWN, "edge": UNSURE, "css": "unknown"}
    low, high = limits
    share = (value - low) / (high - low) if high > low else 0.5
    if look.chosen.shown != "difference":
        return {"fill": mixed(LEVEL, share), "edge": UNSURE, "css": "level"}
    colour = mixed(FEWER_MORE, share)
    return {"fill": colour if is_sure else paler(colour), "edge": SURE if is_sure else UNSURE,
            "css": "sure" if is_sure else "unsure"}  # fmt: skip


def _lines(look: Look, row: dict[str, Any] | None) -> list[str]:
    """Return what is said of a zone: the difference with its interval, and the level without and with the measure."""
    if row is None or not np.isfinite(row["base_mean"]):
        return [text("zone_unknown", look.language)]
    if look.chosen.shown != "difference":
        level = look.level(row[COLUMN[look.chosen.shown]])
        unit = look.unit
        return [text("zone_level", look.language, when=look.when, level=f"{level} {unit}".strip())]
    mean, interval = look.mean_and_interval(row)
    effect = f"{text('difference', look.language)}: {mean}" + (f" ({interval})" if interval else "")
    if row["verdict"] == CLOSE:
        effect += f" – {word('close', look.language)}"
    without, with_ = look.level(row["base_mean"]), look.level(row["scenario_mean"])
    return [effect, text("without_with", look.language, without=without, with_=with_)]


def legend(look: Look) -> dict[str, Any]:
    """Return the colour scale with its numbers and what the outlines mean."""
    zones = look.rows[look.rows["place"].astype(str).str.startswith("zone:")]
    if zones.empty:
        return {"colours": [], "ticks": [], "title": text("no_zones", look.language, what=look.label), "note": ""}
    low, high = _limits(look, zones)
    is_difference = look.chosen.shown == "difference"
    ticks = [low, 0.0, high] if is_difference else [low, (low + high) / 2, high]
    decimals = decimals_for(*ticks)
    unit = f" ({look.unit})" if look.unit and not look.is_count else ""
    return {
        "colours": list(FEWER_MORE if is_difference else LEVEL),
        "ticks": [number(t, decimals, look.language, sign=is_difference) for t in ticks],
        "title": f"{_shown(look)}: {look.label}{unit}, {look.when}",
        "note": text("map_note_difference" if is_difference else "map_note_level", look.language),
    }


def _shown(look: Look) -> str:
    """Return what the colours are: a difference, or the level of a scenario."""
    if look.chosen.shown == "difference":
        return text("map_difference", look.language)
    name = look.stored.base if look.chosen.shown == "without" else look.chosen.scenario
    return look.stored.title(name, look.language)
