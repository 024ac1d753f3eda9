"""The process that computes one job of the app: `python -m viz.job_process FOLDER`.

It ends when it is killed (cancel) or when the app that started it is gone; whatever it had not published is given up.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path

from experiments.commands import Options, compare
from experiments.errors import RunError
from experiments.run import RunResult, run_scenario
from model.inputs import Scenario
from scenarios.errors import BadInput
from viz.job_files import Job, Progress, now, publish, read_job, write_progress

WRITE_S = 0.2  # between two reports of progress


class Reporter:
    """Counts simulated years and writes them for the app to read."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.progress = Progress("running")
        self.written_at = 0.0
        self._write()

    def simulate(self, scenario: Scenario, seed: int, *, replication: int = 0, zones: bool = True) -> RunResult:
        """Run one scenario and count its years."""
        return run_scenario(scenario, seed, replication=replication, zones=zones, on_year=self._count)

    def begin_report(self) -> None:
        """All runs are done."""
        self.progress = replace(self.progress, state="reporting")
        self._write()

    def end(self, progress: Progress) -> None:
        """Write the last word."""
        self.progress = progress
        self._write()

    def _count(self, year: int) -> None:  # noqa: ARG002  the runner says which year it was
        said, at = self.progress, now()
        self.progress = replace(
            said, years_done=said.years_done + 1, first_year_at=said.first_year_at or at, year_at=at
        )
        if at - self.written_at >= WRITE_S:
            self._write()

    def _write(self) -> None:
        write_progress(self.job, self.progress)
        self.written_at = now()


def main(folder: Path) -> None:
    """Compute the job of a folder; what goes wrong becomes its state."""
    job = read_job(folder)
    reporter = Reporter(job)
    try:
        options = Options(out=folder / "out", simulate=reporter.simulate)
        compare(
            job.paths(), options, replications=job.replications, workers=1, on_report=reporter.begin_report
        )  # fmt: skip
        reporter.end(replace(reporter.progress, state="done", result=publish(job)))
    except (BadInput, RunError) as error:
        reporter.end(Progress("failed", message=str(error)))
    except Exception as error:
        reporter.end(Progress("failed", message=f"{type(error).__name__}: {error}"))
        raise  # into the job's log


def _end_with_parent() -> None:
    """End when the app has gone: its end of standard input is closed then."""
    while os.read(0, 64):  # not sys.stdin: a thread that waits in it makes Python end with an error
        pass
    os._exit(1)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the app
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(15)  # the pages answer first
    main(Path(sys.argv[1]))
