"""One run: a scenario and a seed in, a value for every indicator, place, group and year out.

Stocks are recorded as of 1 January, the base year and the day after the last year included; flows with the calendar
year in which they happened.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inputs import Scenario
from model.ledger import Note
from scenarios.founders import with_founders

Series = tuple[str, str, str, str]  # indicator, place, group, unit
Record = tuple[int, bool, tuple[Series, ...], NDArray[np.float64]]  # year, whether flows, series, values


@dataclass(frozen=True)
class RunResult:
    """What one run gave. values [years, series] is nan where an indicator has no value in a year."""

    scenario: str
    replication: int
    seed: int
    series: tuple[Series, ...]  # sorted
    is_flow: NDArray[np.bool_]  # [series]
    years: NDArray[np.int64]  # [years]
    values: NDArray[np.float64]
    start_s: float  # time to make the model
    step_cpu_s: float  # CPU time of its years
    notes: tuple[Note, ...] = ()
    log: tuple[dict[str, Any], ...] = ()  # who decided what and why, if asked for


def run_scenario(
    scenario: Scenario,
    seed: int,
    *,
    replication: int = 0,
    zones: bool = True,
    on_year: Callable[[int], None] | None = None,
    log: bool = False,
) -> RunResult:
    """Run a scenario to its end. `on_year` is called after each year; an exception that it raises ends the run."""
    from model.mesa_model import OmlandModel

    began = time.perf_counter()
    model = OmlandModel(scenario=with_founders(scenario), seed=seed, ledger=log)
    start_s = time.perf_counter() - began
    records: list[Record] = [(scenario.start, False, model.stocks.series, model.stocks.values)]
    cpu_s = 0.0
    for year in range(scenario.start, scenario.start + scenario.years):
        began = time.process_time()
        model.step()
        cpu_s += time.process_time() - began
        records.append((year, True, model.flows.series, model.flows.values))
        records.append((year + 1, False, model.stocks.series, model.stocks.values))
        if on_year is not None:
            on_year(year)
    result = collect(scenario.name, replication, seed, records, start_s, cpu_s)
    result = replace(result, notes=tuple(model.region.notes), log=tuple(model.region.ledger.records))
    return result if zones else without_zones(result)


def without_zones(result: RunResult) -> RunResult:
    """Return the same result with towns, hinterlands and municipalities, but no single zones."""
    keep = np.array([not series[1].startswith("zone:") for series in result.series], dtype=bool)
    series = tuple(s for s, kept in zip(result.series, keep, strict=True) if kept)
    return replace(result, series=series, is_flow=result.is_flow[keep], values=result.values[:, keep])


def collect(
    scenario: str,
    replication: int,
    seed: int,
    records: Sequence[Record],
    start_s: float = 0.0,
    step_cpu_s: float = 0.0,
) -> RunResult:
    """Put what was measured in one table. records: (year, whether these are flows, series, values)."""
    kinds = {record[2]: record[1] for record in records}  # a region gives the same series every year
    flow_of = {series: is_flow for group, is_flow in kinds.items() for series in group}
    ordered = tuple(sorted(flow_of))
    column = {series: n for n, series in enumerate(ordered)}
    columns = {group: np.array([column[series] for series in group], dtype=np.int64) for group in kinds}
    years = np.array(sorted({record[0] for record in records}), dtype=np.int64)
    values = np.full((len(years), len(ordered)), np.nan)
    for year, _, group, measured in records:
        values[int(np.searchsorted(years, year)), columns[group]] = measured
    is_flow = np.array([flow_of[series] for series in ordered], dtype=bool)
    return RunResult(scenario, replication, seed, ordered, is_flow, years, values, start_s, step_cpu_s)
