"""The results folder: the same results are the same bytes; what is there already is never lost by accident."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments import store
from experiments.run import RunResult
from experiments.workers import Task, run_tasks
from model.inputs import Scenario
from scenarios.bundle import load_region
from scenarios.errors import BadInput
from tests.experiments.fake import simulate

TINY = Path(__file__).resolve().parents[1] / "regions" / "tiny"
IDENTITY: dict[str, Any] = {"command": "run", "scenarios": {"a": "1"}, "seed": 1, "replications": 1, "code": "x"}


@pytest.fixture(scope="module")
def runs() -> list[RunResult]:
    base = Scenario("tiny/b", {"nb": "x", "en": "x"}, load_region(TINY), 2025, 2)
    pair = [base, replace(base, name="tiny/a")]
    return run_tasks(pair, [Task(s, r) for r in range(2) for s in range(2)], seed=1, workers=1, simulate=simulate)


@pytest.fixture
def filled(tmp_path: Path, runs: list[RunResult]) -> Path:
    folder = tmp_path / "results"
    store.prepare_folder(folder, IDENTITY)
    store.write_results(folder, runs)
    store.write_json(folder / store.MANIFEST, {"program": "omland", "state": "complete", "identity": IDENTITY})
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# ------------------------------------------------------------------------------------------------------------- the rows


def test_the_columns_are_those_of_the_design_in_its_order(filled: Path) -> None:
    expected = ["scenario", "point", "replication", "year", "indicator", "place", "group", "value", "unit"]
    assert pq.read_schema(filled / store.RESULTS).names == expected
    assert list(pd.read_parquet(filled / store.RESULTS).columns) == expected


def test_rows_are_sorted_and_each_is_there_once(filled: Path) -> None:
    frame = store.read_results(filled)
    keys = frame[["scenario", "point", "replication", "year", "indicator", "place", "group"]].astype(str)
    assert keys.equals(keys.sort_values(list(keys.columns)).reset_index(drop=True))
    assert not keys.duplicated().any()


def test_stocks_have_the_base_year_and_the_day_after_the_end_and_flows_the_years_between(filled: Path) -> None:
    frame = store.read_results(filled)
    years = frame.groupby("indicator", observed=True).year.unique()
    assert sorted(years["population"]) == [2025, 2026, 2027]
    assert sorted(years["births"]) == [2025, 2026]
    assert set(frame.point) == {0}


def test_the_values_are_those_of_the_runs(filled: Path, runs: list[RunResult]) -> None:
    frame = store.read_results(filled)
    run = next(r for r in runs if r.scenario == "tiny/a" and r.replication == 1)
    column = run.series.index(("population", "town", "all", "persons"))
    rows = frame[(frame.scenario == "tiny/a") & (frame.replication == 1) & (frame.indicator == "population")]
    assert rows[rows.place == "town"]["value"].tolist() == run.values[:, column].tolist()


def test_the_order_in_which_runs_arrive_does_not_change_a_byte(runs: list[RunResult], tmp_path: Path) -> None:
    for name, ordered in (("one", runs), ("two", runs[::-1])):
        store.write_results(tmp_path / name, ordered)
    assert (tmp_path / "one" / store.RESULTS).read_bytes() == (tmp_path / "two" / store.RESULTS).read_bytes()
    together = store.results_table(runs).to_pandas()
    assert store.read_results(tmp_path / "one").equals(together), "run by run is the same as all at once"


def test_nothing_of_pandas_or_of_the_day_is_in_the_file(filled: Path) -> None:
    metadata = pq.read_metadata(filled / store.RESULTS).metadata or {}
    assert set(metadata) <= {b"ARROW:schema"}


# ------------------------------------------------------------------------------------------------ what is there already


def test_a_new_and_an_empty_folder_are_taken(tmp_path: Path) -> None:
    store.prepare_folder(tmp_path / "deep" / "new", IDENTITY)
    (tmp_path / "empty").mkdir()
    store.prepare_folder(tmp_path / "empty", IDENTITY)
    assert store.read_manifest(tmp_path / "empty")["state"] == "running"


def test_results_of_the_same_runs_may_be_written_again(filled: Path) -> None:
    before = content(filled)
    store.prepare_folder(filled, IDENTITY)
    assert content(filled) == before, "preparing changes nothing: earlier results stay until new ones are there"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"seed": 2}, "another seed"),
        ({"replications": 9}, "another number of replications"),
        ({"scenarios": {"a": "2"}}, "other scenarios or other content in them"),
        ({"code": "y"}, "made by another version of the program"),
        ({"command": "compare"}, "another command"),
    ],
)
def test_other_results_are_refused_and_left_as_they_are(filled: Path, changed: dict[str, Any], words: str) -> None:
    before = content(filled)
    with pytest.raises(BadInput, match=f"the folder holds other results: {words}.*--out.*--replace"):
        store.prepare_folder(filled, IDENTITY | changed)
    assert content(filled) == before


def test_with_replace_other_results_may_be_given_up_but_stay_until_the_new_are_there(filled: Path) -> None:
    before = content(filled)
    store.prepare_folder(filled, IDENTITY | {"seed": 2}, replace=True)
    assert content(filled) == before


def test_a_folder_with_foreign_files_is_refused_even_with_replace(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("dear", encoding="utf-8")
    for may_replace in (False, True):
        with pytest.raises(BadInput, match=r"other files than results \(thesis.docx\)"):
            store.prepare_folder(tmp_path, IDENTITY, replace=may_replace)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(BadInput, match="the results folder is a file"):
        store.prepare_folder(tmp_path / "out", IDENTITY)


def test_a_folder_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(BadInput, match=r"cannot be written: .*expected a folder you may write in"):
        store.prepare_folder(tmp_path / "file" / "out", IDENTITY)


@pytest.mark.parametrize("damage", ["truncated", "text", "foreign"])
def test_a_damaged_or_foreign_parquet_file_is_refused_and_left_as_it_is(filled: Path, damage: str) -> None:
    path = filled / store.RESULTS
    if damage == "truncated":
        path.write_bytes(path.read_bytes()[:-100])
    elif damage == "text":
        path.write_text("no Parquet", encoding="utf-8")
    else:
        pq.write_table(pa.table({"x": [1]}), path)
    before = content(filled)
    words = "no column 'scenario'" if damage == "foreign" else "damaged or no Parquet file"
    with pytest.raises(BadInput, match=words):
        store.prepare_folder(filled, IDENTITY)
    with pytest.raises(BadInput, match=words):
        store.read_results(filled)
    assert content(filled) == before


def test_a_manifest_of_another_program_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"name": "app"}), encoding="utf-8")
    with pytest.raises(BadInput, match="not one of Omland's"):
        store.prepare_folder(tmp_path, IDENTITY)
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be read"):
        store.prepare_folder(tmp_path, IDENTITY)


def test_a_full_disk_gives_a_message_and_the_earlier_file_stays(
    filled: Path, runs: list[RunResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = content(filled)
    monkeypatch.setattr(store.pq.ParquetWriter, "write_table", full)
    with pytest.raises(BadInput, match="No space left on device"):
        store.write_results(filled, runs)
    assert content(filled) == before, "no half-written file lies about"


def test_a_free_folder_is_found_beside_one_that_is_taken(filled: Path) -> None:
    assert store.free_folder(filled, IDENTITY) == filled
    assert store.free_folder(filled, IDENTITY | {"seed": 2}) == filled.with_name("results-2")


def test_scenario_files_are_copied_by_region_and_two_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    for folder in ("a/lister", "b/lister"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "x.toml").write_text(folder, encoding="utf-8")
    files = [tmp_path / "a/lister/x.toml", tmp_path / "b/lister/x.toml", tmp_path / "a/lister/x.toml"]
    names = store.copy_files(tmp_path / "out", files)
    assert names == ["scenarios/lister/x.toml", "scenarios/lister/x-2.toml"]
    assert [(tmp_path / "out" / n).read_text(encoding="utf-8") for n in names] == ["a/lister", "b/lister"]
