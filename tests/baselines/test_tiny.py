"""Golden results of the tiny region: they move only on purpose, with a line in CHANGELOG.md."""

from __future__ import annotations

from functools import cache

from tests.baselines.golden import compare, compute, read

HOW = "if this is meant, run `python -m tests.baselines.update` and add a line to CHANGELOG.md that says what moved and why"


@cache
def _now() -> list[list[str]]:
    return compute()


def test_the_results_of_the_tiny_region_are_those_of_the_file():
    changes = compare(read(), _now())
    assert not changes, f"{len(changes)} rows moved; {HOW}:\n" + "\n".join(changes[:15])


def test_the_file_holds_all_three_scenarios_and_policies_matter():
    rows = {tuple(row[:4]): row[5:] for row in read()[1:]}
    names = {key[0] for key in rows}
    assert names == {"baseline", "state_jobs", "county_roads"}
    for name, indicator in (("state_jobs", "jobs"), ("county_roads", "jobs_within_45min")):
        assert rows[name, indicator, "region", "all"] != rows["baseline", indicator, "region", "all"], name
    assert rows["state_jobs", "jobs", "outside", "all"][-1] == "-30"


def test_a_changed_number_a_missing_and_a_new_row_are_all_named():
    old = [["scenario", "indicator", "place", "group", "unit", "2025"], ["a", "x", "region", "all", "-", "1"],
           ["a", "y", "region", "all", "-", "1"]]  # fmt: skip
    new = [old[0], ["a", "x", "region", "all", "-", "2"], ["a", "z", "region", "all", "-", "1"]]
    assert compare(old, new) == ["gone: a y region all -", "new: a z region all -", "a x region all: 2025: 1 -> 2"]
    assert not compare(old, old)
