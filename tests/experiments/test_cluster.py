"""A sweep on a Dask cluster: the bytes of a local one, also when a worker is killed; clear words where none can be used."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.errors import RunError
from experiments.sweep import SweepOptions, sweep
from scenarios.errors import BadInput
from tests.experiments.cluster_runs import slowly
from tests.experiments.fake import fails_in_the_third, simulate
from tests.experiments.test_sweep import DESIGN, N_RUNS, SCENARIO, call, finished

pytest.importorskip("distributed")
pytestmark = pytest.mark.xdist_group("cluster")
ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__WORKER__DAEMON": "false"}
SCHEDULER = ("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")


def start(module: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a part of a cluster, as its command does."""
    program = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
    return subprocess.Popen(program, env=ENVIRONMENT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)


def said(process: subprocess.Popen[str], pattern: str) -> str:
    """What a process writes of a pattern; waits for it."""
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(pattern, line):
            return found.group(1) if found.groups() else found.group()
    raise AssertionError(f"{pattern} was never said")


def end(*processes: subprocess.Popen[str]) -> None:
    for process in processes:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


@pytest.fixture
def scheduler() -> Iterator[str]:
    """Address of a scheduler on loopback."""
    process = start(*SCHEDULER)
    yield said(process, r"Scheduler at: +(tcp://\S+)")
    end(process)


def worker(address: str, threads: int = 1) -> subprocess.Popen[str]:
    """A worker without a nanny, so that a kill is a loss."""
    process = start(
        "dask_worker", address, "--nthreads", str(threads), "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"
    )
    said(process, "Registered to")
    return process


@pytest.fixture
def workers(scheduler: str) -> Iterator[list[subprocess.Popen[str]]]:
    """Two workers."""
    both = [worker(scheduler), worker(scheduler)]
    yield both
    end(*both)


@pytest.fixture
def design(tmp_path: Path) -> Path:
    (tmp_path / "jobs.toml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "design.toml").write_text(DESIGN, encoding="utf-8")
    return tmp_path / "design.toml"


def test_a_worker_killed_in_the_middle_leaves_the_bytes_as_they_are(
    design: Path, tmp_path: Path, scheduler: str, workers: list[subprocess.Popen[str]]
) -> None:
    local = sweep(design, SweepOptions(out=tmp_path / "local", simulate=simulate, spawn=False)).folder
    killed: list[int] = []

    def on_progress(what: str, done: int, total: int) -> None:
        if what == "runs" and done == 5:
            workers[0].send_signal(signal.SIGKILL)
            workers[0].wait()
            killed.append(done)

    options = SweepOptions(out=tmp_path / "cluster", simulate=slowly, cluster=scheduler)
    swept = sweep(design, options, on_progress)
    assert killed == [5]
    assert swept.runs == N_RUNS
    for name in ("results.parquet", "points.csv"):
        assert (swept.folder / name).read_bytes() == (local / name).read_bytes(), name


def test_the_model_itself_gives_the_bytes_of_a_local_sweep(
    design: Path, tmp_path: Path, scheduler: str, workers: list[subprocess.Popen[str]]
) -> None:
    small = DESIGN.replace("[0, 10, 20]", "[0, 20]").replace("replications = 2", "years = 1")
    design.write_text(small, encoding="utf-8")
    call(design, "--out", tmp_path / "local", "--workers", "1")
    call(design, "--out", tmp_path / "cluster", "--cluster", scheduler)
    assert (tmp_path / "cluster" / "results.parquet").read_bytes() == (
        tmp_path / "local" / "results.parquet"
    ).read_bytes()


def test_a_run_that_fails_and_a_cluster_that_is_lost_keep_what_was_run(
    design: Path, tmp_path: Path, scheduler: str, workers: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    design.write_text(DESIGN.replace("replications = 2", "replications = 3"), encoding="utf-8")
    options = SweepOptions(out=tmp_path / "out", simulate=fails_in_the_third, cluster=scheduler)
    with pytest.raises(RunError, match=r"seed 7 failed: ArithmeticError.* runs are kept, the same command continues"):
        sweep(design, options)
    kept = finished(tmp_path / "out")
    assert kept >= 1
    monkeypatch.setattr("experiments.cluster.LOOK_S", 1)

    def on_progress(what: str, done: int, total: int) -> None:
        if done == kept + 3:
            for process in workers:
                process.kill()
                process.wait()

    with pytest.raises(RunError, match=r"has no workers left; \d+ of 36 runs are kept"):
        sweep(design, SweepOptions(out=tmp_path / "out", simulate=slowly, cluster=scheduler), on_progress)
    swept = sweep(design, SweepOptions(out=tmp_path / "out", simulate=simulate, spawn=False))
    assert swept.found >= kept + 3


def test_a_cluster_that_cannot_be_used_is_one_message(design: Path, tmp_path: Path, scheduler: str) -> None:
    for address, words in (
        (scheduler, "the cluster has no workers"),
        ("tcp://127.0.0.1:1", "no cluster answers: 'tcp://127.0.0.1:1'; expected the address of a Dask scheduler"),
        ("nonsense", "no cluster answers: 'nonsense'"),
    ):
        assert words in call(design, "--out", tmp_path / "out", "--cluster", address, status=2)
    two_threads = worker(scheduler, threads=2)
    try:
        with pytest.raises(BadInput, match=r"has 2 threads.*--nthreads 1"):
            sweep(design, SweepOptions(out=tmp_path / "out", simulate=simulate, cluster=scheduler))
    finally:
        end(two_threads)


def test_a_worker_with_other_code_is_refused(
    design: Path, tmp_path: Path, scheduler: str, workers: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.cluster.code_hash", _other)
    with pytest.raises(BadInput, match="another version of the program"):
        sweep(design, SweepOptions(out=tmp_path / "out", simulate=simulate, cluster=scheduler))


def _other() -> str:
    """Another hash wherever it is asked: by the workers under its own name, here once more."""
    return f"code of {os.getpid()}"
