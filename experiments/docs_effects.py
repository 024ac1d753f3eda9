"""What instruments were measured to do, and the evidence that they name: sections of their pages.

The measurements lie in docs/instruments/effects.csv (experiments/effects.py); the page says how many pairs of runs they
rest on, and what is too close to call.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pandas as pd

from experiments.compare import CLOSE, SMALL, UNCHANGED
from experiments.docs import DOCS, INSTRUMENTS
from experiments.docs_markdown import number, table
from experiments.group_words import GROUPS, group_name
from model import registry

FILE = DOCS / INSTRUMENTS / "effects.csv"
COLUMNS = [
    "instrument", "scenario", "levers", "indicator", "group", "place", "unit", "over", "year", "pairs", "without", "mean",
    "low", "high", "verdict", "measured",
]  # fmt: skip
PLACES = ("region", "town", "hinterland")
_OVER = {"end": "in the end", "sum": "sum of the years", "mean": "mean of the years"}
_KEY = re.compile(r"\b(V\d+|[a-z][a-z0-9]*(?:_[a-z0-9]+)+)\b")


def read(file: Path = FILE) -> pd.DataFrame:
    """Return what has been measured; no rows where there is no file."""
    return pd.read_csv(file, dtype={"measured": str}) if file.is_file() else pd.DataFrame(columns=COLUMNS)


def measured(instrument: str) -> str:
    """Return the section of measured effects; nothing where none have been measured."""
    all_ = _table()
    rows = all_[all_["instrument"] == instrument]
    if rows.empty:
        return ""
    first = rows.iloc[0]
    end = int(rows["year"].max())
    said = (
        f"In the scenario `{first['scenario']}` against the same without it, {first['pairs']} pairs of runs with the same "
        f"random numbers: means and their 95 % intervals, of stocks on 1 January {end}, of flows as said. A dash: not "
        f"measured there. So few pairs show large effects only: what is *too close to call* may be there, within the "
        f"interval, and a null effect would look the same; of all intervals one in twenty misses by chance. Levers: "
        f"{first['levers']}."
    )
    grouped = rows.groupby(["indicator", "group", "over", "unit"], sort=False)
    lines = [
        (_outcome(*(str(k) for k in key)), *(_cell(own[own["place"] == place]) for place in PLACES))
        for key, own in grouped
    ]
    return "\n\n".join(["## Measured effects", said, table(("outcome", "region", "towns", "hinterland"), lines)])


@cache
def _table() -> pd.DataFrame:
    return read()


def _outcome(indicator: str, group: str, over: str, unit: str) -> str:
    label = registry.indicators()[indicator].label["en"] if indicator in registry.indicators() else indicator
    parts = [group] if group in GROUPS else group.split("|")
    who = "" if group == "all" else ", " + ", ".join(group_name(part, "en") for part in parts)
    return f"{label}{who} ({unit}, {_OVER[over]})"


def _cell(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "–"
    row = rows.iloc[0]
    if row["verdict"] == UNCHANGED:
        return UNCHANGED
    span = f"{_signed(row['low'])} to {_signed(row['high'])}"
    return f"{row['verdict']} ({span})" if row["verdict"] in (CLOSE, SMALL) else f"**{_signed(row['mean'])}** ({span})"


def _signed(value: float) -> str:
    plain = number(float(f"{value:.3g}"))
    return f"+{plain}" if value > 0 else plain


def evidence(*sources: str) -> str:
    """Return the section of the evidence that the sources name, as docs/evidence.md has it; nothing where there is none."""
    keys = list(dict.fromkeys(key for text in sources if "EVIDENCE" in text for key in _KEY.findall(text)))
    lines = [(f"`{key}`", *_evidence()[key]) for key in keys if key in _evidence()]
    if not lines:
        return ""
    return "\n\n".join(["## Evidence", table(("key", "fact", "publication", "status"), lines)])


@cache
def _evidence() -> dict[str, tuple[str, str, str]]:
    """Fact, publication and status by key."""
    page = (DOCS / "evidence.md").read_text(encoding="utf-8") if (DOCS / "evidence.md").is_file() else ""
    found: dict[str, tuple[str, str, str]] = {}
    for line in page.splitlines():
        cells = [c.strip() for c in line.strip().strip("|").split(" | ")]
        if line.startswith("| `") and len(cells) == 4:
            for key in re.findall(r"`(\w+)`", cells[0]):
                found.setdefault(key, (cells[1], cells[2], cells[3]))
    return found
