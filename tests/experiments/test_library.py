"""`make library`: a row per scenario; one that is not there is refused."""

from __future__ import annotations

import pytest

from experiments.library import main


def test_every_scenario_has_a_row_with_what_it_came_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lister/baseline", "lister/bus_axis", "--years", "3", "--workers", "1"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split()[:3] == ["scenario", "years", "residents"]
    cells = [row.split()[:5] for row in rows]
    assert [c[:2] for c in cells] == [["lister/baseline", "3"], ["lister/bus_axis", "3"]]
    assert all(38_000 < int(c[2].replace(",", "")) < 42_000 for c in cells)
    assert float(cells[0][4]) == 0.0
    assert float(cells[1][4]) > 0.0


def test_a_scenario_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lister/base_line"]) == 2
    assert "lister/baseline" in capsys.readouterr().err
