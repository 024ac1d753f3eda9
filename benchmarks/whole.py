"""Whole runs: speed, what each submodel takes, what writing takes."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.rows import Row, figure, medians
from experiments.run import run_scenario
from experiments.store import write_results
from model import year as the_year
from model.inputs import Scenario
from model.mesa_model import OmlandModel

AIM = 500_000


def rows(scenario: Scenario, repeats: int) -> list[Row]:
    """Speed of a run with founders, then the share of each submodel."""
    one_run(scenario, 0)  # compiles or loads every kernel
    seeds = iter(range(1, 10_000))
    plain: list[tuple[float, float]] = []  # person-years, CPU seconds

    def run_plain() -> float:
        plain.append(one_run(scenario, next(seeds)))
        return plain[-1][0] / plain[-1][1]

    spent: Counter[str] = Counter()

    def run_timed() -> float:
        with timed(spent):
            spent["year"] += one_run(scenario, next(seeds))[1]
        return 0.0

    calls = {"plain": run_plain, "timed": run_timed, "output": lambda: output_s(scenario)}
    found = medians(calls, repeats)
    shares = share_rows(spent)
    start = medians({"start": lambda: start_s(scenario)}, max(repeats, 5))["start"]
    beside = (
        f"aim {AIM:,}; a run takes {figure(plain[-1][1])} s of step(), {figure(start * 1e3)} ms to make the model, "
    )
    beside += f"{figure(found['output'] * 1e3)} ms to write results.parquet"
    return [Row("whole run", scenario.name, figure(found["plain"]), "person-years per CPU-s", beside), *shares]


def one_run(scenario: Scenario, seed: int) -> tuple[float, float]:
    """Return the person-years of a run and the CPU time of its steps."""
    model = OmlandModel(scenario=scenario, seed=seed, ledger=False)
    persons, cpu = 0.0, 0.0
    while model.running:
        persons += float(model.region.residents().sum())
        began = time.process_time()
        model.step()
        cpu += time.process_time() - began
    return persons, cpu


def start_s(scenario: Scenario) -> float:
    """Return the CPU time to make a model from founders in memory."""
    began = time.process_time()
    OmlandModel(scenario=scenario, seed=1, ledger=False).close()
    return time.process_time() - began


def output_s(scenario: Scenario) -> float:
    """Return the time to write the results of a run, zones included."""
    result = run_scenario(scenario, 1)
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        write_results(Path(folder), [result])
        return time.process_time() - began


@contextmanager
def timed(spent: Counter[str]) -> Iterator[None]:
    """Meanwhile, add the CPU time of every submodel's steps to `spent`."""
    before = the_year.YEAR
    the_year.YEAR = tuple(_Timed(submodel, spent) for submodel in before)  # type: ignore[assignment]
    try:
        yield
    finally:
        the_year.YEAR = before


class _Timed(SimpleNamespace):
    """A submodel with a clock."""

    def __init__(self, submodel: Any, spent: Counter[str]) -> None:
        super().__init__(submodel=submodel, spent=spent)

    def step(self, region: Any, year: int) -> None:
        began = time.process_time()
        self.submodel.step(region, year)
        self.spent[self.submodel.__name__.rsplit(".", 1)[1]] += time.process_time() - began


def share_rows(spent: Counter[str]) -> list[Row]:
    """Return the share of each submodel in the CPU time of a year, the largest first; the rest measures and acts."""
    total = spent["year"]
    parts = {name: seconds for name, seconds in spent.items() if name != "year"}
    parts["indicators and policies"] = total - sum(parts.values())
    ordered = sorted(parts.items(), key=lambda item: -item[1])
    return [Row("share of a year", name, f"{100 * seconds / total:.1f}", "%") for name, seconds in ordered]
