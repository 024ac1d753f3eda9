"""One run: a scenario and a seed in, a value for every indicator, place, group and year out.

Stocks are recorded as of 1 January, the base year and the day after the last year included; flows with the calendar
year in which they happened.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.inputs import Scenario
from scenarios.founders import with_founders

Series = tuple[str, str, str, str]  # indicator, place, group, unit


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


def run_scenario(
    scenario: Scenario,
    seed: int,
    *,
    replication: int = 0,
    zones: bool = True,
    on_year: Callable[[int], None] | None = None,
) -> RunResult:
    """Run a scenario to its end. `on_year` is called after each year; an exception that it raises ends the run."""
    from model.indicators import measure
    from model.mesa_model import OmlandModel

    began = time.perf_counter()
    model = OmlandModel(scenario=with_founders(scenario), seed=seed)
    start_s = time.perf_counter() - began
    frames: list[tuple[int, bool, pd.DataFrame]] = [(scenario.start, False, measure(model.region, False, zones))]
    cpu_s = 0.0
    for year in range(scenario.start, scenario.start + scenario.years):
        began = time.process_time()
        model.step()
        cpu_s += time.process_time() - began
        frames.append((year, True, measure(model.region, True, zones)))
        frames.append((year + 1, False, measure(model.region, False, zones)))
        if on_year is not None:
            on_year(year)
    return collect(scenario.name, replication, seed, frames, start_s, cpu_s)


def collect(
    scenario: str,
    replication: int,
    seed: int,
    frames: list[tuple[int, bool, pd.DataFrame]],
    start_s: float = 0.0,
    step_cpu_s: float = 0.0,
) -> RunResult:
    """Put what was measured in one table. frames: (year, whether these are flows, rows of an indicator's values)."""
    flow_of: dict[Series, bool] = {}
    for _, is_flow, frame in frames:
        for series in _series(frame):
            flow_of[series] = is_flow
    ordered = tuple(sorted(flow_of))
    column = {series: n for n, series in enumerate(ordered)}
    years = np.array(sorted({year for year, _, _ in frames}), dtype=np.int64)
    values = np.full((len(years), len(ordered)), np.nan)
    for year, _, frame in frames:
        columns = [column[series] for series in _series(frame)]
        values[int(np.searchsorted(years, year)), columns] = frame["value"].to_numpy(np.float64)
    is_flow = np.array([flow_of[series] for series in ordered], dtype=bool)
    return RunResult(scenario, replication, seed, ordered, is_flow, years, values, start_s, step_cpu_s)


def _series(frame: pd.DataFrame) -> list[Series]:
    return list(zip(frame["indicator"], frame["place"], frame["group"], frame["unit"], strict=True))
