"""Computations of the app: a queue, one under way for each user, nobody sees another's, nothing is lost on the way."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from experiments.store import write_json
from scenarios.errors import BadInput
from viz import jobs
from viz.design import Design, Part, to_toml
from viz.job_files import (
    Progress,
    find_jobs,
    jobs_folder,
    publish,
    read_job,
    read_progress,
    results_folder,
    write_progress,
)

ANNA, BO, CARL = "anna", "bo", "carl"
LIBRARY = jobs.Asked("lister", ("lister/baseline", "lister/county_roads"), 2)
OWN = Design("lister", {"nb": "../../Mitt", "en": "Mine"}, parts=(Part("road", "road_maintenance", False, 2027),))
WAIT_S = 60


@pytest.fixture
def one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A room for one computation; its process sleeps until it is ended, or until there is a file `go` in its folder."""
    script = (
        "import sys, time, pathlib\n"
        "while not (pathlib.Path(sys.argv[1]) / 'go').exists(): time.sleep(0.05)\n"
        'pathlib.Path(sys.argv[1], \'state.json\').write_text(\'{"state": "done", "result": "app/x"}\')\n'
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    monkeypatch.setattr(jobs, "_command", lambda job: [sys.executable, "-c", script, str(job.folder)])
    yield
    for owner in (ANNA, BO, CARL):
        if status := jobs.current(owner):
            jobs.cancel(status.job, owner)
    until(lambda: not jobs._running)


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def state(owner: str) -> str:
    status = jobs.current(owner)
    return status.state if status else "none"


def test_others_wait_in_a_queue_and_see_how_many_are_ahead(one_at_a_time: None) -> None:
    for owner in (ANNA, BO, CARL):
        assert jobs.start(LIBRARY, owner) == ""
    assert [state(owner) for owner in (ANNA, BO, CARL)] == ["running", "waiting", "waiting"]
    assert [jobs.current(owner).ahead for owner in (BO, CARL)] == [0, 1]
    assert jobs.start(LIBRARY, ANNA) == "busy"

    anna = jobs.current(ANNA)
    jobs.cancel(anna.job, BO)
    assert state(ANNA) == "running", "nobody ends another's"
    jobs.cancel(jobs.current(BO).job, BO)
    assert state(BO) == "cancelled"
    assert jobs.current(CARL).ahead == 0

    (anna.job.folder / "go").touch()
    until(lambda: state(ANNA) == "done")
    until(lambda: state(CARL) == "running")
    jobs.cancel(jobs.current(CARL).job, CARL)
    until(lambda: state(CARL) == "cancelled")
    assert jobs.start(LIBRARY, CARL) == "", "who has cancelled may begin again"


def test_a_full_queue_says_so(one_at_a_time: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LONGEST_QUEUE", 1)
    assert [jobs.start(LIBRARY, owner) for owner in (ANNA, BO, CARL)] == ["", "", "full"]
    assert [job.owner for job in find_jobs(CARL)] == []


def test_a_process_that_dies_is_a_failure_with_a_reason(one_at_a_time: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_command", lambda job: [sys.executable, "-c", "raise SystemExit(9)"])
    jobs.start(LIBRARY, ANNA)
    until(lambda: state(ANNA) == "failed")
    assert "status 9" in jobs.current(ANNA).progress.message


def test_a_restarted_app_finds_what_was_under_way_and_can_compute_it_again(one_at_a_time: None) -> None:
    own = jobs.Asked("lister", ("lister/baseline", ("../../etc/passwd", to_toml(OWN))), 3, design="packed")
    assert jobs.start(own, ANNA) == ""
    job = jobs.current(ANNA).job
    with jobs._lock:  # as a new server sees it: the files, and nothing in memory
        process = jobs._running.pop(job.id)
    assert state(ANNA) == "interrupted"
    process.kill()
    until(lambda: read_progress(job).state == "failed")
    write_progress(job, Progress("running", years_done=7))
    assert state(ANNA) == "interrupted"
    assert jobs.again(job, ANNA) == ""
    new = jobs.current(ANNA).job
    assert (new.names, new.replications, new.design) == (("lister/baseline", "etc-passwd.toml"), 3, "packed")
    assert new.titles == {"nb": "../../Mitt", "en": "Mine"}
    assert not job.folder.exists(), "the old one makes room"


def test_files_of_a_job_stay_in_its_folder_whatever_the_title(one_at_a_time: None, tmp_path: Path) -> None:
    texts = tuple((title, to_toml(OWN)) for title in ("../../../x", "../../../x", "C:\\con"))
    jobs.start(jobs.Asked("lister", ("lister/baseline", *texts), 2), ANNA)
    files = sorted(path for path in tmp_path.rglob("*.toml"))
    assert [path.name for path in files] == ["c-con.toml", "x-2.toml", "x.toml"]
    assert all(path.parent.parent.parent == (tmp_path / jobs_folder()) for path in files)


def test_a_wrong_scenario_is_refused_and_leaves_nothing(one_at_a_time: None) -> None:
    wrong = to_toml(OWN).replace("road_maintenance", "free_beer")
    with pytest.raises(BadInput, match="free_beer"):
        jobs.start(jobs.Asked("lister", ("lister/baseline", ("x", wrong)), 2), ANNA)
    assert list(jobs_folder().glob("*")) == []
    assert state(ANNA) == "none"


def test_finished_comparisons_are_their_users_and_whoever_has_the_link(one_at_a_time: None) -> None:
    jobs.start(LIBRARY, ANNA)
    job = jobs.current(ANNA).job
    manifest = {
        "program": "omland", "state": "complete", "identity": {"command": "compare"}, "seeds": [1, 2],
        "scenarios": [{"region": "lister", "title": {"nb": "a", "en": "a"}}],
    }  # fmt: skip
    for folder in (job.folder / "out", results_folder() / "by-command-line"):
        for name in ("manifest.json", "differences.parquet", "summary.csv"):
            write_json(folder / name, manifest)
    id_ = publish(job)
    assert {one.id for one in jobs.stored(ANNA)} == {id_, "by-command-line"}
    assert {one.id for one in jobs.stored(BO)} == {"by-command-line"}
    assert {one.id for one in jobs.stored(BO, opened=id_)} == {id_, "by-command-line"}
    assert {one.id for one in jobs.stored(BO, opened="app/../app/x")} == {"by-command-line"}
    assert job.id in id_, "the name holds what nobody can guess"


def test_a_computation_ends_with_the_app_that_started_it(one_at_a_time: None) -> None:
    jobs.start(LIBRARY, ANNA)
    job = jobs.current(ANNA).job
    command = [sys.executable, "-m", "viz.job_process", str(job.folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    until(lambda: read_progress(job).state == "running")
    process.stdin.close()  # what happens to it when the app is gone, however it went
    assert process.wait(WAIT_S) == 1
    assert not list((results_folder()).glob("app/*"))


def test_what_another_version_wrote_does_not_disturb(one_at_a_time: None) -> None:
    jobs.start(LIBRARY, ANNA)
    for name, content in (("odd", {"new": 1}), ("none", None)):
        folder = jobs_folder() / name
        folder.mkdir()
        if content:
            (folder / "job.json").write_text(json.dumps(content), encoding="utf-8")
    assert state(ANNA) == "running"
    with pytest.raises(BadInput):
        read_job(jobs_folder() / "odd")
