"""The report's table of winners and losers: what each municipality and age group gains or loses, and in how many runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.compare import CLOSE, SMALL, UNCHANGED
from experiments.group_words import group_name
from experiments.report_texts import text
from experiments.texts import Language, difference, place_name
from experiments.wording import Wording

WINNERS = ("population", "employed", "jobs", "dwelling_price_nok_m2", "municipal_net_result_mnok", "welfare_logsum")
WINNER_GROUPS = (
    "age:0-19", "age:20-39", "age:20-39|sex:female", "age:40-66", "age:67-79", "age:80+",
    "age:0-24", "age:25-34", "age:35-49", "age:50-66", "age:67+",
)  # fmt: skip
TRACE = ("scenario", "indicator", "place", "group", "year")  # columns of summary.csv and differences.parquet


def winners(wording: Wording, scenario: str, language: Language) -> list[dict[str, Any]]:
    """Return what each municipality and age group wins or loses: a column per indicator."""
    keys = [(str(place), "all") for place in wording.municipalities(scenario, "population")["place"]]
    keys += [("region", group) for group in WINNER_GROUPS]
    rows = []
    for place, group in keys:
        cells = [wording.cell(scenario, i, place, group) for i in winner_columns(wording)]
        if any(cell is not None for cell in cells):
            label = place_name(place, wording.region, language) if group == "all" else group_name(group, language)
            rows.append({"label": label, "cells": [_counted(cell, language) for cell in cells]})
    return rows


def winner_columns(wording: Wording) -> list[str]:
    """Return the indicators of the table of winners and losers that there are."""
    return [i for i in WINNERS if any(s[0] == i for s in wording.data.series)]


def _counted(row: Mapping[str, Any] | None, language: Language) -> dict[str, str]:
    """Return a cell that also says in how many runs the difference is above zero."""
    cell = cell_text(row, language)
    if row is not None and row["verdict"] != UNCHANGED:
        k, n = round(row["share_above"] * row["n"]), int(row["n"])
        cell["interval"] = "; ".join(filter(None, [cell["interval"], text("of_runs", language, k=k, n=n)]))
    return cell


def cell_text(row: Mapping[str, Any] | None, language: Language) -> dict[str, str]:
    """Return a difference as it stands in a table: number and interval, grey where the sign is not sure.

    `row`: where the number stands in the results, to be shown when it is pointed at.
    """
    if row is None:
        return {"value": "", "interval": "", "css": "", "row": ""}
    where = " · ".join(str(row[key]) for key in TRACE)
    if row["verdict"] == UNCHANGED:
        return {"value": "0", "interval": "", "css": "unchanged", "row": where}
    mean, interval = difference(row["difference"], row["low"], row["high"], language)
    if row["sd"] == 0:
        interval = text("every_run", language)
    css = "close" if row["verdict"] in (CLOSE, SMALL) else ""
    return {"value": mean, "interval": interval, "css": css, "row": where}
