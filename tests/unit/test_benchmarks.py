"""The benchmarks' table builds, and their counterparts compute what the kernels compute. Nothing here asserts a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from benchmarks import counterparts, kernels, peers
from benchmarks.collect import collect
from benchmarks.rows import COLUMNS, as_page, medians, on_screen
from model.inputs import Scenario
from model.kernels.choice import run_queue
from model.kernels.matching import match
from scenarios.format import load
from scenarios.founders import with_founders

TINY = Path(__file__).parents[1] / "regions" / "tiny"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("bench") / "tiny.toml"
    file.write_text(f'format = 1\nregion = "{TINY}"\nyears = 2\n', encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def scenario(path: Path) -> Scenario:
    return with_founders(load(path))


def test_the_table_builds_on_the_tiny_region(path: Path) -> None:
    rows, scenario = collect(str(path), 1, has_peers=False)
    parts = {row.part for row in rows}
    assert {"whole run", "share of a year", "start", "memory", "kernels", "skims"} == parts
    shares = [float(row.figure) for row in rows if row.part == "share of a year"]
    assert sum(shares) == pytest.approx(100.0, abs=2.0)
    console = Console(width=200, record=True)
    console.print(on_screen(rows))
    shown = console.export_text()
    page = as_page(rows, scenario.name, scenario.years, 1)
    for row in rows:
        assert row.what in shown
        assert f"| {row.part} | {row.what} | {row.figure} |" in page
    assert f"| {' | '.join(COLUMNS)} |" in page
    assert "They drift" in page
    assert str(path.parent) not in page


def test_numpy_counterparts_choose_what_the_kernels_choose(scenario: Scenario) -> None:
    calls = kernels.captured(scenario)
    for kernel, other, call in (
        (run_queue, counterparts.queue, calls["queue"]),
        (match, counterparts.match, calls["match"]),
    ):
        chosen = kernel(*kernels.fresh(call))
        assert np.mean(chosen == other(*kernels.fresh(call))) > 0.999
        assert len(np.unique(chosen)) > 1


def test_peers_that_are_not_there_are_said_to_be_missing(scenario: Scenario) -> None:
    rows = peers.rows(scenario, "no-such-python")
    assert [row.figure for row in rows] == ["–"] * 3
    assert all("does not run here" in row.beside for row in rows)


def test_repeats_are_taken_in_turn() -> None:
    order: list[str] = []
    values = iter(range(6))

    def call(name: str) -> float:
        order.append(name)
        return float(next(values))

    assert medians({"a": lambda: call("a"), "b": lambda: call("b")}, 3) == {"a": 2.0, "b": 3.0}
    assert order == ["a", "b"] * 3
