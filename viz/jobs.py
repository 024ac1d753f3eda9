"""Computing comparisons for the app: each in a process of its own, a few at once, the others in a queue.

A user is a browser (its session cookie). Each has one computation under way at a time, so nobody can fill the queue, and
sees, cancels and lists only what is theirs; of others only how many are ahead in the queue.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import solara

from experiments.commands import load_all
from experiments.manifest import identity
from experiments.store import read_manifest
from experiments.stored import Listed, find_comparisons
from experiments.texts import LANGUAGES
from experiments.workers import ONE_THREAD, available_workers
from model.inputs import Scenario
from viz.job_files import (
    ACTIVE,
    SHARED,
    Job,
    Progress,
    State,
    drop_unfinished,
    find_jobs,
    forget,
    now,
    owner_of,
    read_progress,
    results_folder,
    slug,
    write_job,
    write_progress,
)

__all__ = ["Asked", "Status", "again", "cancel", "current", "dismiss", "me", "results_folder", "start", "stored"]

# What a run no longer needs goes back to the machine (glibc; others ignore it): about 70 MiB less each.
FRUGAL = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "100000", "ARROW_DEFAULT_MEMORY_POOL": "system"}
AT_ONCE = max(1, min(2, available_workers()))
LONGEST_QUEUE = 20
FEWEST, MOST = 2, 40  # paired runs
MOST_SCENARIOS = 4  # with the base


@dataclass(frozen=True)
class Asked:
    """A comparison to compute. scenarios: the base first; each a name of the library, or (title, TOML text)."""

    region: str
    scenarios: tuple[str | tuple[str, str], ...]
    replications: int
    design: str = ""


@dataclass(frozen=True)
class Status:
    """A job as its owner sees it. ahead: how many wait before it; is_stopping: told to stop."""

    job: Job
    progress: Progress
    ahead: int = 0

    @property
    def state(self) -> State:
        """Where it is."""
        return self.progress.state

    @property
    def is_active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ACTIVE

    @property
    def seconds_left(self) -> float | None:
        """How long the runs will take still, judged from the years done; None before it can be judged."""
        said = self.progress
        if said.years_done < 2:
            return None
        each = (said.year_at - said.first_year_at) / (said.years_done - 1)
        return each * (self.job.years_total - said.years_done)


def me() -> str:
    """Return who uses this page: a digest of the browser's session cookie, so that the cookie itself is never stored."""
    return hashlib.sha256(solara.get_session_id().encode()).hexdigest()[:16]


_lock = threading.RLock()
_waiting: list[Job] = []
_running: dict[str, subprocess.Popen[bytes]] = {}
_cancelled: set[str] = set()


def current(owner: str | None = None) -> Status | None:
    """Return a user's latest job; default: of who uses this page."""
    found = find_jobs(owner or me())
    return status(found[0]) if found else None


def status(job: Job) -> Status:
    """Return where a job is. One that neither waits nor runs here and never ended was interrupted with its app."""
    with _lock:
        ahead = next((n for n, one in enumerate(_waiting) if one.id == job.id), None)
        is_here = ahead is not None or job.id in _running
        progress = read_progress(job)
    if progress.state in ACTIVE and not is_here:
        progress = replace(progress, state="interrupted")
    if progress.state == "waiting" and ahead is None:  # its process is starting
        progress = replace(progress, state="running")
    return Status(job, progress, ahead or 0)


def start(asked: Asked, owner: str | None = None) -> str:
    """Begin a comparison or put it into the queue.

    Returns "", or why not: "busy" (this user has one under way), "full" (the queue is), or the id of the same comparison
    where it is stored already. Raises BadInput where a scenario is wrong.
    """
    owner = owner or me()
    if refused := _refused(owner):
        return refused
    job = _write(asked, owner)
    try:
        scenarios = load_all(job.paths(), None)
        if same := _same(scenarios, job):
            forget(job)
            return same
    except BaseException:
        forget(job)
        raise
    titles = {one: " / ".join(s.title[one] for s in scenarios[1:]) for one in LANGUAGES}
    job = replace(job, titles=titles, years_total=sum(s.years for s in scenarios) * job.replications)
    with _lock:
        if refused := _refused(owner, job):  # another tab was quicker
            forget(job)
            return refused
        write_job(job, {})
        write_progress(job, Progress("waiting"))
        _waiting.append(job)
        _advance()
    for old in find_jobs(owner):
        if old.id != job.id:
            forget(old)
    return ""


def again(job: Job, owner: str | None = None) -> str:
    """Begin what a job asked for once more; returns what `start` does."""
    scenarios = tuple(
        (Path(path).stem, Path(path).read_text(encoding="utf-8")) if name.endswith(".toml") else name
        for name, path in zip(job.names, job.paths(), strict=True)
    )
    return start(Asked(job.region, scenarios, job.replications, job.design), owner)


def _refused(owner: str, but: Job | None = None) -> str:
    """Return why a user may not begin another job, empty where they may."""
    with _lock:
        under_way = [job for job in find_jobs(owner) if job != but and status(job).is_active]
        return "busy" if under_way else "full" if len(_waiting) >= LONGEST_QUEUE else ""


def _write(asked: Asked, owner: str) -> Job:
    """Write a job with its scenario files; titles become safe file names that differ."""
    files: dict[str, str] = {}
    names: list[str] = []
    for scenario in asked.scenarios[:MOST_SCENARIOS]:
        if isinstance(scenario, str):
            names.append(scenario)
            continue
        title, text = scenario
        stem = slug(title)
        taken = {name.rsplit("/")[-1].removesuffix(".toml") for name in names}
        name = next(n for n in (stem, *(f"{stem}-{k}" for k in range(2, 9))) if n not in taken) + ".toml"
        files[name] = text
        names.append(name)
    job = Job(
        id=secrets.token_hex(8),
        owner=owner,
        names=tuple(names),
        replications=min(max(asked.replications, FEWEST), MOST),
        years_total=0,
        region=asked.region,
        slug=slug("-".join(name.rsplit("/")[-1].removesuffix(".toml") for name in names[1:])),
        design=asked.design,
        asked_at=now(),
    )
    write_job(job, files)
    return job


def _same(scenarios: Sequence[Scenario], job: Job) -> str:
    """Return the id of a stored comparison that would come out the same to the byte; empty where there is none."""
    wanted = identity("compare", scenarios, 1, job.replications) | {"uncertainty": "seeds", "until": None}
    titles = [scenario.title for scenario in scenarios]
    for listed in stored(job.owner):
        if read_manifest(listed.folder)["identity"] == wanted and list(listed.titles) == titles:
            return listed.id
    return ""


def _command(job: Job) -> list[str]:
    """Return the command that computes a job."""
    return [sys.executable, "-m", "viz.job_process", str(job.folder)]


def _advance() -> None:
    """Start what waits while there is room. The lock is held."""
    while _waiting and len(_running) < AT_ONCE:
        job = _waiting.pop(0)
        with (job.folder / "log.txt").open("wb") as log:
            process = subprocess.Popen(
                _command(job),
                stdin=subprocess.PIPE,  # closed when this process ends, however it ends: then the other one ends too
                stdout=log,
                stderr=log,
                env={**os.environ, **ONE_THREAD, **FRUGAL},
            )
        _running[job.id] = process
        threading.Thread(target=_wait, args=(job, process), name=f"job {job.id}", daemon=True).start()


def _wait(job: Job, process: subprocess.Popen[bytes]) -> None:
    """See a job to its end, then let the next one begin."""
    process.wait()
    if process.stdin is not None:
        process.stdin.close()
    with _lock:
        progress = read_progress(job)
        if progress.state in ACTIVE:
            was_told = job.id in _cancelled
            message = (
                "" if was_told else f"the process ended with status {process.returncode}; see {job.folder}/log.txt"
            )
            drop_unfinished(job)
            write_progress(job, Progress("cancelled" if was_told else "failed", message=message))
        _cancelled.discard(job.id)
        _running.pop(job.id, None)
        _advance()


def cancel(job: Job, owner: str | None = None) -> None:
    """End a job of one's own at once; nothing of it is kept."""
    if job.owner != (owner or me()):
        return
    with _lock:
        if any(one.id == job.id for one in _waiting):
            _waiting[:] = [one for one in _waiting if one.id != job.id]
            write_progress(job, Progress("cancelled"))
        elif process := _running.get(job.id):
            _cancelled.add(job.id)
            process.kill()


def dismiss(job: Job, owner: str | None = None) -> None:
    """Forget a job of one's own that has ended."""
    if job.owner == (owner or me()) and not status(job).is_active:
        forget(job)


def stored(owner: str | None = None, opened: str = "") -> list[Listed]:
    """Return the stored comparisons that a user may see, the newest first.

    What the command line made is everybody's; what the app made is its user's, and whoever has the link's: `opened` is the
    id that the address names.
    """
    owner = owner or me()
    found = find_comparisons(results_folder())
    return [
        one for one in found if not one.id.startswith(f"{SHARED}/") or one.id == opened or owner_of(one.folder) == owner
    ]
