"""All differences of a place over the whole run, sorted by certainty and then by size in per cent of the base."""

from __future__ import annotations

import math
from typing import Any

import solara

from experiments.compare import CLOSE, SMALL, UNCHANGED
from experiments.stored import StoredComparison
from experiments.texts import Language, difference, number, word
from viz.choices import Choices, choose
from viz.figure import Figure, Table
from viz.opened import basis, file_name
from viz.texts import text
from viz.widgets import RankedTable

WIDEST = 100.0  # per cent at the end of a bar at most
OPEN = (CLOSE, UNCHANGED, SMALL)
MONEY = "policy_cost_mnok"  # stands under who pays


def ranked(stored: StoredComparison, scenario: str, place: str) -> list[dict[str, Any]]:
    """Return the rows of the whole run of every indicator in a place: what is sure first, then the largest in per cent."""
    found = []
    for indicator in stored.groups_by_indicator:
        row = stored.cell(scenario, indicator, place)
        if row is None or row["verdict"] == UNCHANGED or indicator == MONEY:
            continue
        base = abs(row["base_mean"])
        percent = {key: 100 * row[key] / base if base > 0 else math.nan for key in ("difference", "low", "high")}
        found.append({"indicator": indicator, **row, "percent": percent, "is_open": row["verdict"] in OPEN})
    return sorted(found, key=_order)


def _order(row: dict[str, Any]) -> tuple[bool, float, str]:
    size = abs(row["percent"]["difference"])
    return row["is_open"], -size if math.isfinite(size) else 0.0, row["indicator"]


def shown(stored: StoredComparison, rows: list[dict[str, Any]], language: Language) -> list[dict[str, Any]]:
    """Return rows as the table writes them. bar: ends and mean as shares of the widest interval that is sure."""
    ends = [abs(row["percent"][k]) for row in rows if not row["is_open"] for k in ("low", "high")]
    widest = min(max([end for end in ends if math.isfinite(end)], default=10.0), WIDEST)
    written = []
    for row in rows:
        mean, interval = difference(row["difference"], row["low"], row["high"], language)
        percent = row["percent"]
        is_known = all(math.isfinite(v) for v in percent.values())
        decimals = 1 if is_known and abs(percent["difference"]) >= 0.1 else 2
        low, high = (number(percent[k], decimals, language) if is_known else "" for k in ("low", "high"))
        written.append(
            {
                "id": row["indicator"],
                "label": stored.row_label(row["indicator"], "all", language),
                "difference": mean,
                "interval": interval,
                "verdict": word("close", language) if row["verdict"] == CLOSE else "",
                "is_open": row["is_open"],
                "bar": [percent[k] / widest for k in ("low", "difference", "high")] if is_known else None,
                "percent": text("percent_of", language, low=low, high=high) if is_known else "",
            }
        )
    return written


@solara.component
def Ranked(stored: StoredComparison, chosen: Choices, where: str) -> None:
    """The table; what is too close to call unfolds."""
    language = chosen.language
    is_all, set_all = solara.use_state(False)
    every = solara.use_memo(
        lambda: ranked(stored, chosen.scenario, chosen.place),
        [stored.folder, stored.written, chosen.scenario, chosen.place],
    )
    sure = [row for row in every if not row["is_open"]]
    measure = stored.title(chosen.scenario, language)
    heading = text("ranked", language, where=where, measure=measure)
    when = word("end", language, last=stored.end)
    name = file_name(stored, "all-differences", chosen.scenario, chosen.place)
    lead = text("ranked_lead", language, when=when, first=stored.start, last=stored.end - 1)
    note = f"{lead} {text('ranked_sure', language, n=len(sure), total=len(every))} {basis(stored, language)}"
    with Figure(heading, name, _table(stored, every, language), language, note, ""):
        if not sure:
            solara.HTML(tag="p", unsafe_innerHTML=text("ranked_none", language))
        rows = shown(stored, every if is_all else sure, language)
        keys = ("what", "difference", "interval", "percent")
        RankedTable(
            caption=heading,
            rows=rows,
            texts={key: text(key, language) for key in keys},
            event_pick=lambda new: choose(indicator=str(new), group="all"),
        )
        if len(every) > len(sure):
            key = "ranked_fewer" if is_all else "ranked_more"
            solara.Button(
                text(key, language, n=len(every) - len(sure)), on_click=lambda: set_all(not is_all), text=True,
                classes=["om-more"],
            )  # fmt: skip


def _table(stored: StoredComparison, rows: list[dict[str, Any]], language: Language) -> Table:
    keys = ("difference", "low", "high")
    columns = [text("what", language), *(text(k, language) for k in keys), text("percent", language), ""]
    return Table(
        columns,
        [
            [
                stored.row_label(row["indicator"], "all", language),
                *(row[k] for k in keys),
                row["percent"]["difference"],
                word("close", language) if row["is_open"] else "",
            ]
            for row in rows
        ],
    )
