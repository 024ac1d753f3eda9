"""Replay: the same bytes, or exactly what differs; export: every row, with the factors of a sweep."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.replay import replay
from scenarios.errors import BadInput
from tests.experiments.test_design_points import BASE, JOBS, TINY

DESIGN = """format = 1
scenario = "jobs.toml"
against = "base.toml"
method = "lhs"
n = 3
replications = 2
indicators = ["population"]
[world]
immigration = {}
[levers.state]
jobs = { high = 30 }
"""


def call(*arguments: str | Path, status: int = 0) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == status, f"{result.stdout}\n{result.stderr}\n{result.exception!r}"
    return " ".join((result.stdout + result.stderr).split())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run, a comparison, a sweep and a break-even of a region that is not one of Omland's; the inputs are gone."""
    folder = tmp_path_factory.mktemp("made")
    bundle = shutil.copytree(TINY, folder / "inputs" / "tiny")
    for name, text in (("base", BASE), ("jobs", JOBS)):
        (folder / "inputs" / f"{name}.toml").write_text(text.replace(str(TINY), str(bundle)), encoding="utf-8")
    (folder / "inputs" / "design.toml").write_text(DESIGN, encoding="utf-8")
    base, jobs = folder / "inputs" / "base.toml", folder / "inputs" / "jobs.toml"
    call("run", jobs, "--seed", "4", "--out", folder / "run")
    call("compare", base, jobs, "--replications", "2", "--workers", "1", "--out", folder / "compare")
    call("sweep", folder / "inputs" / "design.toml", "--workers", "1", "--out", folder / "sweep")
    call(
        "breakeven", jobs, "--lever", "state.jobs", "--indicator", "jobs", "--above", "1", "--against", base,
        "--high", "3", "--replications", "2", "--workers", "1", "--out", folder / "breakeven",
    )  # fmt: skip
    shutil.rmtree(folder / "inputs")
    return folder


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Callable[[str], Path]:
    return lambda name: shutil.copytree(made / name, tmp_path / name)


def change(folder: Path, *path: str | int, value: Any) -> None:
    """Change one place in the manifest."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    at = manifest
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize("name", ["run", "compare", "sweep", "breakeven"])
def test_a_folder_alone_gives_the_same_bytes_on_another_machine(name: str, copied: Callable[[str], Path]) -> None:
    folder = copied(name)
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert call("replay", folder, "--workers", "1").startswith("results.parquet: the same bytes")
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_an_edited_number_is_found_with_its_row(copied: Callable[[str], Path]) -> None:
    folder = copied("run")
    table = pq.read_table(folder / "results.parquet")
    values = table["value"].to_numpy().copy()
    values[11] += 1
    at = table.schema.get_field_index("value")
    pq.write_table(table.set_column(at, table.schema.field(at), [values]), folder / "results.parquet")
    said = call("replay", folder, "--workers", "1", status=1)
    row = table.slice(11, 1).to_pylist()[0]
    assert f"results.parquet differs: 1 of {len(table):,} rows; the first: scenario tiny/jobs" in said
    assert f"year {row['year']}, indicator {row['indicator']}, place {row['place']}, group {row['group']}: " in said
    assert f"{row['value'] + 1:.10g} then, {row['value']:.10g} now" in said


def test_rows_that_are_the_same_in_other_bytes_are_called_that(copied: Callable[[str], Path]) -> None:
    folder = copied("run")
    pq.write_table(pq.read_table(folder / "results.parquet"), folder / "results.parquet", compression="none")
    assert "every row is the same, but not the bytes of the file" in call("replay", folder, "--workers", "1", status=1)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("identity", "code"), "0" * 64, "code: 0000000000000000… (version"),
        (("packages", "numpy"), "1.0", "package: numpy 1.0 then, "),
        (("python",), "2.7.18", "package: Python 2.7.18 then, "),
        (("scenarios", 0, "region_hash"), "0" * 64, "data: the region 'tiny' is not what it was"),
        (("scenarios", 0, "policies", 0, "levers", "jobs"), 21, "manifest: what it says of 'tiny/jobs' was changed"),
    ],
)
def test_what_is_not_as_it_was_is_named(
    path: tuple[str | int, ...], value: Any, words: str, copied: Callable[[str], Path]
) -> None:
    folder = copied("run")
    change(folder, *path, value=value)
    assert any(words in line for line in replay(folder).changed), replay(folder)


def test_other_seeds_give_other_rows(copied: Callable[[str], Path]) -> None:
    folder = copied("run")
    change(folder, "seeds", value=[5])
    change(folder, "identity", "seed", value=5)
    replayed = replay(folder)
    assert not replayed.is_same
    assert " rows; the first: " in replayed.differs


def test_what_cannot_be_replayed_is_one_message(copied: Callable[[str], Path], tmp_path: Path) -> None:
    assert "no results folder: it has no manifest" in call("replay", tmp_path, status=2)
    folder = copied("run")
    (folder / "results.parquet").write_bytes((folder / "results.parquet").read_bytes()[:100])
    assert "the file is damaged or no Parquet file" in call("replay", folder, status=2)
    (folder / "results.parquet").unlink()
    assert "there are no results" in call("replay", folder, status=2)
    change(folder, "state", value="running")
    assert "the results are not complete" in call("replay", folder, status=2)
    folder = copied("compare")
    change(folder, "scenarios", 0, value={})
    with pytest.raises(BadInput, match="the manifest lacks what this version of Omland needs"):
        replay(folder)
    folder = copied("sweep")
    text = (folder / "design.toml").read_text(encoding="utf-8").replace("replications = 2", "replications = 1")
    (folder / "design.toml").write_text(text, encoding="utf-8")
    assert "the design was changed after the run" in call("replay", folder, status=2)


# --------------------------------------------------------------------------------------------------------------- export


def test_every_row_is_exported_and_a_sweep_gets_its_factors(made: Path, tmp_path: Path) -> None:
    said = call("export", made / "sweep", "--out", tmp_path / "sweep.csv")
    rows = pd.read_parquet(made / "sweep" / "results.parquet")
    assert said.startswith(f"{len(rows):,} rows in ")
    exported = pd.read_csv(tmp_path / "sweep.csv")
    for column in rows.columns:
        kind = float if column == "value" else str
        assert exported[column].astype(kind).tolist() == rows[column].astype(kind).tolist(), column
    points = pd.read_csv(made / "sweep" / "points.csv")
    for factor in ("world.immigration", "levers.state.jobs"):
        assert exported[factor].tolist() == points[factor].to_numpy()[exported.point].tolist()


def test_an_export_that_cannot_be_written_or_read_is_one_message(copied: Callable[[str], Path], tmp_path: Path) -> None:
    folder = copied("run")
    call("export", folder)
    assert len(pd.read_csv(folder / "results.csv")) == len(pd.read_parquet(folder / "results.parquet"))
    assert "the file is no CSV file: 'x.xlsx'" in call("export", folder, "--out", "x.xlsx", status=2)
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "the file cannot be written" in call("export", folder, "--out", tmp_path / "file" / "x.csv", status=2)
    content = (folder / "results.parquet").read_bytes()
    (folder / "results.parquet").write_bytes(content[:2000] + b"\0" * 500 + content[2500:])
    kept = (folder / "results.csv").read_bytes()
    assert "damaged" in call("export", folder, status=2)
    assert (folder / "results.csv").read_bytes() == kept
