"""A computation asked for in the app, as it lies on disk: a refresh, a second tab and a new server find it again.

`results/.app/<id>/` holds `job.json` (what was asked, by whom), `state.json` (how far it has come) and `scenarios/` (files
that the user made). Its process writes results to `out/`; only when they are whole are they moved to `results/app/`.
"""

from __future__ import annotations

import json
import re
import shutil
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from experiments.commands import RESULTS_FOLDER
from experiments.store import write_json, write_text
from scenarios.errors import BadInput

JOBS = ".app"  # hidden: no folder of results
SHARED = "app"  # finished comparisons that the app made
OWNER = ".owner"
State = Literal["waiting", "running", "reporting", "done", "cancelled", "failed", "interrupted"]
ACTIVE: tuple[State, ...] = ("waiting", "running", "reporting")


@dataclass(frozen=True)
class Job:
    """What was asked. names: of the library, or files in the job's `scenarios/`; the base first.

    design: the design that the form held, as a link holds it, so that it comes back; empty for scenarios of the library.
    """

    id: str
    owner: str
    names: tuple[str, ...]
    replications: int
    years_total: int  # simulated years of all runs
    region: str
    slug: str  # readable part of the name of its results
    titles: dict[str, str] = field(default_factory=dict)  # language -> what is compared
    design: str = ""
    asked_at: float = 0.0

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return jobs_folder() / self.id

    def paths(self) -> list[str]:
        """Return the scenarios as `load` takes them."""
        own = self.folder / "scenarios"
        return [str(own / name) if name.endswith(".toml") else name for name in self.names]


@dataclass(frozen=True)
class Progress:
    """How far a job has come. Times in seconds since 1970; result: id of the finished comparison."""

    state: State
    years_done: int = 0
    message: str = ""
    result: str = ""
    first_year_at: float = 0.0
    year_at: float = 0.0


def results_folder() -> Path:
    """Return the folder that holds stored comparisons: results/ where the app was started."""
    return RESULTS_FOLDER


def jobs_folder() -> Path:
    """Return the folder of the app's own jobs."""
    return results_folder() / JOBS


def write_job(job: Job, files: dict[str, str]) -> None:
    """Write a new job; files: name -> TOML text, names made by the app and never by a user."""
    for name, text in files.items():
        write_text(job.folder / "scenarios" / name, text)
    write_json(job.folder / "job.json", asdict(job))


def read_job(folder: Path) -> Job:
    """Return the job of a folder. Raises BadInput where there is none that can be read."""
    try:
        said: dict[str, Any] = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        return Job(**(said | {"names": tuple(said["names"])}))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BadInput("the job cannot be read", file=folder, expected="a job that the app wrote") from error


def find_jobs(owner: str) -> list[Job]:
    """Return a user's jobs, the latest first; nobody else's."""
    return sorted((job for job in _all_jobs() if job.owner == owner), key=lambda job: -job.asked_at)


def _all_jobs() -> Iterator[Job]:
    for folder in sorted(jobs_folder().glob("*/")):
        try:
            yield read_job(folder)
        except BadInput:
            continue


def write_progress(job: Job, progress: Progress) -> None:
    """Write how far a job has come, in one step."""
    write_json(job.folder / "state.json", asdict(progress))


def read_progress(job: Job) -> Progress:
    """Return how far a job has come; what cannot be read was interrupted."""
    try:
        return Progress(**json.loads((job.folder / "state.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Progress("interrupted")


def publish(job: Job) -> str:
    """Move finished results to where comparisons lie; return their id. The id cannot be guessed by others."""
    out = job.folder / "out"
    write_text(out / OWNER, job.owner)
    target = results_folder() / SHARED / f"{job.slug}-{job.id}"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(out, target)
    return target.relative_to(results_folder()).as_posix()


def owner_of(results: Path) -> str:
    """Return who made a comparison in the app; empty for one that the command line made."""
    try:
        return (results / OWNER).read_text(encoding="utf-8")
    except OSError:
        return ""


def drop_unfinished(job: Job) -> None:
    """Remove results that were never finished."""
    shutil.rmtree(job.folder / "out", ignore_errors=True)


def forget(job: Job) -> None:
    """Remove what a job left: never finished results."""
    shutil.rmtree(job.folder, ignore_errors=True)


def slug(text: str) -> str:
    """Return a safe, readable file name for a title: lower-case letters, digits and hyphens, at most 40; never a path."""
    plain = text.lower().translate(str.maketrans({"æ": "ae", "ø": "o", "å": "a"}))
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "scenario"


def now() -> float:
    """Seconds since 1970: comparable between processes."""
    return time.time()
