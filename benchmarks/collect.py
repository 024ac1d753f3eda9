"""All rows of the table, in order."""

from __future__ import annotations

from benchmarks import kernels, peers, processes, skims, whole
from benchmarks.rows import Row
from model.inputs import Scenario
from scenarios.format import load, with_years
from scenarios.founders import with_founders


def collect(
    name: str, repeats: int, *, years: int | None = None, has_peers: bool = True, peers: str | None = None
) -> tuple[list[Row], Scenario]:
    """Measure everything on a scenario. Returns the rows and the scenario."""
    scenario = load(name)
    scenario = with_founders(scenario if years is None else with_years(scenario, years))
    rows = whole.rows(scenario, repeats)
    rows += processes.rows(scenario, name, repeats, whole.start_s(scenario))
    rows += kernels.rows(scenario, repeats)
    rows += skims.rows(repeats)
    if has_peers:
        rows += peer_rows(scenario, peers)
    return rows, scenario


def peer_rows(scenario: Scenario, python: str | None) -> list[Row]:
    """Rows of other packages."""
    return peers.rows(scenario, python)
