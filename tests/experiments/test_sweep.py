"""Sweeps: continued after a kill, the same bytes with any number of workers, and clear words about a wrong design."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.design_file import load_design
from experiments.errors import RunError
from experiments.sweep import SweepOptions, sweep
from scenarios.errors import BadInput
from tests.experiments.fake import fails_in_the_third, simulate

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "regions" / "tiny"
EXAMPLES = ROOT / "experiments" / "designs"

SCENARIO = f"""format = 1
region = "{TINY}"
years = 3
[[policy]]
id = "state"
instrument = "state_job_relocation"
from = 2026
zone = "a-centre"
jobs = 20
origin = "rest"
"""
DESIGN = """format = 1
scenario = "jobs.toml"
replications = 2
seed = 5
indicators = ["population", "jobs", "births"]
[levers.state]
jobs = [0, 10, 20]
[world]
immigration = { low = 0.8, high = 1.2, n = 2 }
[parameters]
"relocation.base_rate" = [0.05, 0.06]
"""
N_RUNS = 3 * 2 * 2 * 2
COMMAND = [
    sys.executable,
    "-c",
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); from experiments.cli import app; app()",
]


@pytest.fixture
def design(tmp_path: Path) -> Path:
    (tmp_path / "jobs.toml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "design.toml").write_text(DESIGN, encoding="utf-8")
    return tmp_path / "design.toml"


def changed(design: Path, old: str, new: str) -> Path:
    """Change some words of a design file."""
    assert old in DESIGN
    design.write_text(DESIGN.replace(old, new), encoding="utf-8")
    return design


def call(*arguments: str | Path, status: int = 0) -> str:
    """Return what the command writes."""
    result = CliRunner().invoke(app, ["sweep", *(str(a) for a in arguments)])
    assert result.exit_code == status, f"{result.stdout}\n{result.stderr}\n{result.exception!r}"
    return result.stdout + result.stderr


def quick(design: Path, out: Path, workers: int = 1, **options: object) -> Path:
    """Sweep with the stand-in for the model."""
    return sweep(design, SweepOptions(out=out, workers=workers, simulate=simulate, **options)).folder  # type: ignore[arg-type]


def start(design: Path, out: Path, workers: int) -> subprocess.Popen[bytes]:
    """Start the command in a process group of its own."""
    arguments = [*COMMAND, "sweep", str(design), "--out", str(out), "--workers", str(workers)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def finished(out: Path) -> int:
    """Number of runs that are kept."""
    return len(list((out / "runs").glob("[0-9]*.run"))) if (out / "runs").exists() else 0


def wait_until(true: object, seconds: float = 300.0) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.002)


def is_gone(group: int) -> bool:
    """Whether no process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


# --------------------------------------------------------------------------------------------------- kill and continue


def test_killed_and_continued_with_other_workers_it_gives_the_bytes_of_one_go(design: Path, tmp_path: Path) -> None:
    one_go = start(design, tmp_path / "one", workers=1)
    assert one_go.wait(600) == 0, one_go.stderr.read()  # type: ignore[union-attr]
    out = tmp_path / "killed"
    moments = sorted(random.sample(range(1, N_RUNS - 4), 3))  # other ones every time: named where it fails
    print("killed after", moments)
    for after, workers in zip(moments, (2, 1, 2), strict=True):
        process = start(design, out, workers)
        wait_until(lambda n=after: finished(out) >= n)
        process.send_signal(signal.SIGKILL)
        process.wait()
        wait_until(lambda group=process.pid: is_gone(group))  # the workers end with their parent
        assert after <= finished(out) < N_RUNS
        assert not (out / "results.parquet").exists()
    kept = finished(out)
    last = start(design, out, 2)
    said, _ = last.communicate(timeout=600)
    assert last.returncode == 0
    assert f"{N_RUNS} runs, {kept} of them run before" in " ".join(said.decode().split())
    assert (out / "results.parquet").read_bytes() == (tmp_path / "one" / "results.parquet").read_bytes()
    assert (out / "points.csv").read_bytes() == (tmp_path / "one" / "points.csv").read_bytes()
    assert not (out / "runs").exists()


def test_a_damaged_run_and_a_run_of_another_sweep_are_run_again(design: Path, tmp_path: Path) -> None:
    whole = quick(design, tmp_path / "whole").joinpath("results.parquet").read_bytes()
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        sweep(design, SweepOptions(out=out, simulate=simulate), on_progress=_stop_at(6))
    runs = sorted((out / "runs").glob("[0-9]*.run"))
    assert len(runs) >= 6
    runs[0].write_bytes(runs[0].read_bytes()[:200])
    runs[1].write_bytes(runs[1].read_bytes().replace(b'"sweep": "', b'"sweep": "other', 1))
    content = runs[2].read_bytes()
    runs[2].write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    swept = sweep(design, SweepOptions(out=out, simulate=simulate))
    assert swept.found == len(runs) - 3
    assert (out / "results.parquet").read_bytes() == whole


def _stop_at(number: int) -> object:
    def on_progress(what: str, done: int, total: int) -> None:
        if what == "runs" and done >= number:
            raise KeyboardInterrupt

    return on_progress


@pytest.mark.parametrize("what", ["a run", "the results"])
def test_a_full_disk_is_one_message_and_loses_nothing(
    what: str, design: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = quick(design, tmp_path / "whole").joinpath("results.parquet").read_bytes()
    out, room = tmp_path / "out", iter(range(7))

    def write_bytes(path: Path, content: bytes) -> None:
        is_room = next(room, None) is not None
        path.write_bytes(content if is_room else content[:50])
        if not is_room:
            raise OSError(errno.ENOSPC, "No space left on device")

    def writer(path: Path, *more: object, **options: object) -> None:
        path.write_bytes(b"half of a file")
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        if what == "a run":
            patch.setattr("experiments.sweep_store._write_bytes", write_bytes)
        else:
            patch.setattr("experiments.sweep_store.pq.ParquetWriter", writer)
        with pytest.raises(BadInput, match=r"the file cannot be written: No space left on device; expected free space"):
            sweep(design, SweepOptions(out=out, simulate=simulate, spawn=False))
    assert finished(out) == (7 if what == "a run" else N_RUNS)
    assert not (out / "results.parquet").exists()
    assert not [p.name for p in out.rglob(".*")], "nothing half-written"
    swept = sweep(design, SweepOptions(out=out, simulate=fails_in_the_third, spawn=False))
    assert swept.found == (7 if what == "a run" else N_RUNS)
    assert (out / "results.parquet").read_bytes() == whole


@pytest.mark.parametrize("content", [b"PAR1 and then nothing", b"", None])
def test_results_that_are_truncated_or_foreign_are_left_alone(
    content: bytes | None, design: Path, tmp_path: Path
) -> None:
    out = quick(design, tmp_path / "out")
    if content is None:
        pd.DataFrame({"mine": [1]}).to_parquet(out / "results.parquet")
    else:
        (out / "results.parquet").write_bytes(content)
    before = (out / "results.parquet").read_bytes()
    said = call(design, "--out", out, status=2)
    assert "not one of Omland's" in said if content is None else "damaged or no Parquet file" in said
    assert (out / "results.parquet").read_bytes() == before


def test_a_folder_that_may_not_be_written_in_is_one_message(
    design: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(*arguments: object, **more: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("experiments.store.tempfile.TemporaryFile", deny)
    said = call(design, "--out", tmp_path / "out", status=2)
    assert "the results folder cannot be written: Permission denied; expected a folder you may write in" in said


def test_a_finished_sweep_is_not_run_again(design: Path, tmp_path: Path) -> None:
    quick(design, tmp_path / "out")
    stamp = (tmp_path / "out" / "results.parquet").stat().st_mtime_ns
    swept = sweep(design, SweepOptions(out=tmp_path / "out", simulate=fails_in_the_third))
    assert swept.found == swept.runs == N_RUNS
    assert (tmp_path / "out" / "results.parquet").stat().st_mtime_ns == stamp


def test_a_run_that_fails_keeps_the_others_and_says_which(design: Path, tmp_path: Path) -> None:
    changed(design, "replications = 2", "replications = 3")
    with pytest.raises(
        RunError, match=r"point \d+ with seed 7 failed: ArithmeticError.* runs are kept, the same command"
    ):
        sweep(design, SweepOptions(out=tmp_path / "out", workers=1, simulate=fails_in_the_third))
    assert finished(tmp_path / "out") >= 2
    swept = sweep(design, SweepOptions(out=tmp_path / "out", simulate=simulate))
    assert swept.found >= 2


# ------------------------------------------------------------------------------------------------------------- results


def test_one_and_two_workers_give_the_same_bytes(design: Path, tmp_path: Path) -> None:
    call(design, "--out", tmp_path / "one", "--workers", "1", "--json")
    call(design, "--out", tmp_path / "two", "--workers", "2")
    for name in ("results.parquet", "points.csv", "design.toml"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_rows_are_by_point_and_hold_what_was_asked_for(design: Path, tmp_path: Path) -> None:
    out = quick(design, tmp_path / "out", workers=2)
    frame = pd.read_parquet(out / "results.parquet")
    assert list(frame.columns) == [
        "scenario", "point", "replication", "year", "indicator", "place", "group", "value", "unit",
    ]  # fmt: skip
    assert set(frame.indicator) == {"population", "births"}, "what the stand-in has of what is kept"
    keys = frame[["point", "replication", "year", "indicator", "place"]].astype({"indicator": str, "place": str})
    assert keys.equals(keys.sort_values(list(keys.columns)).reset_index(drop=True))
    points = pd.read_csv(out / "points.csv")
    assert list(points.columns) == [
        "point", "levers.state.jobs", "world.immigration", "parameters.relocation.base_rate",
    ]  # fmt: skip
    assert set(frame.point) == set(points.point) == set(range(12))
    assert points["world.immigration"].tolist()[:4] == [0.8, 0.8, 1.2, 1.2], "the last factor varies fastest"


def test_a_point_gives_what_a_run_of_the_same_scenario_and_seed_gives(design: Path, tmp_path: Path) -> None:
    call(design, "--out", tmp_path / "sweep", "--workers", "2")
    same = tmp_path / "same.toml"
    text = (
        SCENARIO.replace("jobs = 20", "jobs = 10")
        + '[world]\nimmigration = 1.2\n[parameters]\n"relocation.base_rate" = 0.05\n'
    )
    same.write_text(text, encoding="utf-8")
    run = CliRunner().invoke(app, ["run", str(same), "--seed", "6", "--out", str(tmp_path / "run")])
    assert run.exit_code == 0
    columns = ["year", "indicator", "place", "group", "value"]
    swept = pd.read_parquet(tmp_path / "sweep" / "results.parquet")
    swept = swept[(swept.point == 6) & (swept.replication == 1)][columns].astype({"year": int})
    alone = pd.read_parquet(tmp_path / "run" / "results.parquet")
    wanted = alone.indicator.isin(["population", "jobs", "births"]) & ~alone.place.astype(str).str.startswith("zone:")
    alone = alone[wanted][columns].astype({"year": int})
    for frame in (swept, alone):
        frame[columns[1:4]] = frame[columns[1:4]].astype(str)
    pd.testing.assert_frame_equal(swept.reset_index(drop=True), alone.reset_index(drop=True))


def test_the_manifest_says_how_to_repeat_it(design: Path, tmp_path: Path) -> None:
    out = quick(design, tmp_path / "out")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["state"] == "complete"
    assert manifest["seeds"] == [5, 6]
    assert manifest["design"]["points"] == 12
    assert manifest["timings"]["runs"] == N_RUNS
    assert all((out / name).is_file() for name in manifest["scenario_files"])


# ----------------------------------------------------------------------------------------------------------- bad input


def test_a_changed_design_or_code_in_the_same_folder_is_refused(
    design: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = quick(design, tmp_path / "out")
    before = {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}
    for old, new, words in (
        ("[0, 10, 20]", "[0, 10, 30]", "its design has changed"),
        ("seed = 5", "seed = 6", "it has another seed"),
        ("replications = 2", "replications = 3", "it has another number of replications"),
        ('"births"', '"deaths"', "its design has changed"),
    ):
        said = call(changed(design, old, new), "--out", out, status=2)
        assert f"the folder holds another sweep: {words}" in said
        assert "expected another folder (--out), or --replace" in said
    changed(design, "format = 1", "# a remark\nformat = 1")
    assert f"{N_RUNS} of them run before" in call(design, "--out", out), "remarks do not count"
    monkeypatch.setattr("experiments.manifest.code_hash", lambda: "other")
    assert "begun with another version of the program" in call(design, "--out", out, status=2)
    assert {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()} == before
    monkeypatch.undo()
    quick(changed(design, "[0, 10, 20]", "[0, 10, 30]"), out, replace=True)
    assert (out / "results.parquet").read_bytes() != before["results.parquet"]


def test_a_half_run_sweep_is_not_mixed_with_another(design: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        sweep(design, SweepOptions(out=tmp_path / "out", simulate=simulate), on_progress=_stop_at(3))
    n = finished(tmp_path / "out")
    said = call(changed(design, "[0, 10, 20]", "[0, 10, 30]"), "--out", tmp_path / "out", status=2)
    assert "the folder holds another sweep: its design has changed" in said
    assert finished(tmp_path / "out") == n


def test_a_folder_with_other_things_is_refused(design: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.docx").write_text("years of work", encoding="utf-8")
    assert "the folder holds other files than results (thesis.docx)" in call(design, "--out", out, status=2)
    assert [p.name for p in out.iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("format = 1\n", "", None, "the key 'format' is missing; expected a line `format = 1`"),
        ("format = 1", "format = 2", 1, "unknown format: '2'"),
        ("replications", "replicatons", 3, "there is no key 'replicatons'; expected one of format, scenario"),
        (
            "replications = 2",
            "replications = 0",
            3,
            "'replications' is wrong: '0'; expected a whole number of 1 or more",
        ),
        ("seed = 5", "seed = -1", 4, "'seed' is wrong: '-1'"),
        ("seed = 5", "years = 500", 4, "'years' is too large: '500'; expected 1 to 100"),
        (
            "seed = 5",
            'method = "gird"',
            4,
            "there is no method 'gird'; expected one of grid, lhs, sobol, morris (did you mean 'grid'?)",
        ),
        ('"jobs.toml"', '"gone.toml"', 2, "there is no scenario file"),
        ('scenario = "jobs.toml"\n', "", None, "the key 'scenario' is missing"),
        ('"births"', '"birth"', 5, "there is no indicator 'birth'"),
        (
            "[levers.state]",
            "[levers.stat]",
            6,
            "'tiny/jobs' has no policy or event 'stat'; expected one of the ids state",
        ),
        ("jobs = [0", "job = [0", 7, "there is no lever of 'state' 'job'"),
        ("[0, 10, 20]", "[0, -10]", 7, "'jobs' is negative: '-10'; expected a whole number"),
        ("[0, 10, 20]", "[0, 10.5]", 7, "'jobs' is of the wrong type: '10.5'; expected a whole number"),
        ("[0, 10, 20]", "{ low = 0, high = 10, n = 4 }", 7, "'jobs' is of the wrong type: '3.3"),
        ("[0, 10, 20]", "[0, 10, 10]", 7, "'jobs' has a value twice: '10'"),
        ("[0, 10, 20]", "[]", 7, "'jobs' is an empty list"),
        ("[0, 10, 20]", "10", 7, "'jobs' is no list: '10'; expected its values as `jobs = [ … ]`"),
        ("immigration", "imigration", 9, "there is no world assumption 'imigration'"),
        ("high = 1.2", "high = 9", 9, "'immigration' is out of range: '9.0'; expected a factor from 0.5 to 1.5"),
        ("high = 1.2", "high = 0.8", 9, "'low' of 'immigration' is not below 'high'"),
        ("n = 2", "n = 1", 9, "'n' of 'immigration' is wrong: '1'; expected 2 or more"),
        ("n = 2", "m = 2", 9, "there is no key of the range of 'immigration' 'm'"),
        ("n = 2", "n = 20000", None, "the design has too many points: '120,000'"),
        ('"relocation.base_rate"', '"relocation.bas_rate"', 11, "there is no parameter 'relocation.bas_rate'"),
        ("[0.05, 0.06]", "[0.05, 7]", 11, "'relocation.base_rate' is out of range: '7'"),
        ("[0.05, 0.06]", "[0.05, 0.06", None, "not readable as TOML"),
    ],
)
def test_a_wrong_design_is_one_message_with_its_line(
    design: Path, tmp_path: Path, old: str, new: str, line: int | None, words: str
) -> None:
    said = call(changed(design, old, new), "--out", tmp_path / "out", status=2)
    assert words in said
    assert said.count("\n") == 1
    assert f"{design}" in said
    if line is not None:
        assert f", line {line}: " in said
    assert not (tmp_path / "out").exists()


def test_nothing_that_varies_is_no_design(design: Path) -> None:
    design.write_text('format = 1\nscenario = "lister/baseline"\n', encoding="utf-8")
    with pytest.raises(BadInput, match="nothing varies"):
        load_design(design)


def test_zero_workers_and_a_missing_file_are_refused(design: Path, tmp_path: Path) -> None:
    assert "the number of workers is wrong" in call(design, "--workers", "0", status=2)
    assert "there is no such file" in call(tmp_path / "none.toml", status=2)


# ---------------------------------------------------------------------------------------------------- examples and guide


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda p: p.name)
def test_every_design_that_comes_with_omland_loads(path: Path) -> None:
    design = load_design(path)
    assert 1 < len(design.points()) * design.replications < 100, "an example is quick"


def test_the_example_of_the_guide_loads(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "how_to" / "sweep.md").read_text(encoding="utf-8")
    block = re.findall(r"^```toml\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)[0]
    (tmp_path / "guide.toml").write_text(block, encoding="utf-8")
    design = load_design(tmp_path / "guide.toml")
    assert [f.name for f in design.factors] == [
        "levers.state_jobs.jobs", "levers.state_jobs.zone", "levers.county_roads.grant_mnok", "world.immigration",
        "world.interest_rate", "parameters.relocation.base_rate",
    ]  # fmt: skip
    assert len(design.points()) == 3 * 2 * 4 * 3 * 2 * 3
    registry = design.factors[-1]
    assert (registry.values[0], registry.values[-1]) == (registry.low, registry.high)
