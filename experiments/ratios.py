"""Ratios of paired differences, with Fieller's interval: what a resident costs, and what share of a gain others lose.

mnok_per_resident   what all payers pay over the run, for each resident more at its end
residents_displaced residents lost in municipalities that surely lose, per resident gained where they surely gain
jobs_displaced      the same for jobs

The last two only where the whole region surely gains, and a municipality counts as sure with all of them taken together
(Bonferroni): otherwise chance alone would make winners and losers.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as student

from experiments.compare import CONFIDENCE, HIGHER, LOWER, Panel, ratio, whole_run

if TYPE_CHECKING:
    from experiments.wording import Wording

RATIOS = "ratios.csv"
DISPLACED = {"residents_displaced": "population", "jobs_displaced": "jobs"}
Ratio = tuple[float, float, float]  # estimate, low, high
Ratios = dict[str, dict[str, Ratio]]  # scenario -> name -> ratio


def ratios(wording: Wording) -> Ratios:
    """Return the ratios of every scenario that can be said."""
    whole = whole_run(wording.data, wording.is_summed())
    found: Ratios = {}
    for name in wording.scenarios:
        d = whole[name] - whole[wording.base]
        cost = _difference(wording.data, d, "policy_cost_mnok", "region")
        people = _difference(wording.data, d, "population", "region")
        own = {"mnok_per_resident": ratio(cost, people)} if cost.mean() > 0 and people.mean() > 0 else {}
        for what, indicator in DISPLACED.items():
            region = wording.cell(name, indicator, "region")
            loses, gains = (_sum(wording, d, name, indicator, verdict) for verdict in (LOWER, HIGHER))
            if region is not None and region["verdict"] == HIGHER and loses.any() and gains.any():
                own[what] = ratio(-loses, gains)
        found[name] = {key: value for key, value in own.items() if np.isfinite(value).all()}
    return found


def _difference(data: Panel, d: NDArray[np.float64], indicator: str, place: str) -> NDArray[np.float64]:
    """Return the differences of a series by replication; 0 where there is none."""
    at = [n for n, s in enumerate(data.series) if s[:3] == (indicator, place, "all")]
    return d[:, at[0]] if at else np.zeros(len(d))


def _sum(
    wording: Wording, d: NDArray[np.float64], scenario: str, indicator: str, verdict: str
) -> NDArray[np.float64]:  # fmt: skip
    """Return the sum over municipalities that surely have a verdict, by replication."""
    rows = wording.municipalities(scenario, indicator)
    if rows.empty or wording.n < 2:
        return np.zeros(len(d))
    with np.errstate(divide="ignore", invalid="ignore"):
        p_value = 2 * student.sf(np.abs(rows["difference"]) / (rows["sd"] / np.sqrt(rows["n"])), wording.n - 1)
    is_sure = p_value < (1 - CONFIDENCE) / len(rows)
    places = rows[is_sure & (rows["verdict"] == verdict)]["place"].astype(str)
    return sum((_difference(wording.data, d, indicator, place) for place in places), np.zeros(len(d)))


def write_ratios(path: Path, found: Ratios) -> None:
    """Write them as a table."""
    pd.DataFrame(_rows(found), columns=["scenario", "ratio", "estimate", "low", "high"]).to_csv(
        path, index=False, float_format="%.6g"
    )


def _rows(found: Ratios) -> Iterator[tuple[str, str, float, float, float]]:
    for scenario, own in found.items():
        for name, (estimate, low, high) in own.items():
            yield scenario, name, estimate, low, high


def read_ratios(path: Path) -> Ratios:
    """Return what `write_ratios` wrote; nothing where there is no such file or it is damaged."""
    try:
        rows = pd.read_csv(path)
        found: Ratios = {}
        for row in rows.itertuples():
            found.setdefault(str(row.scenario), {})[str(row.ratio)] = (row.estimate, row.low, row.high)  # type: ignore[assignment]
    except (OSError, ValueError, AttributeError):
        return {}
    return found
