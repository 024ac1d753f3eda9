"""Computing a comparison in the background: one at a time for the whole app, so that a refresh or a second tab finds it.

The runs go on in a thread of this process (kernels let other threads run); whether to stop is asked once a simulated year.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from experiments.commands import RESULTS_FOLDER, Options, compare
from experiments.errors import RunError
from experiments.run import RunResult, run_scenario
from model.inputs import Scenario
from scenarios.errors import BadInput
from scenarios.format import load

State = Literal["running", "reporting", "done", "cancelled", "failed"]


class Cancelled(BaseException):
    """Ends a run from within; no `except Exception` on the way takes it for a failure."""


@dataclass
class Job:
    """A comparison being computed. Written by its thread, read by every session."""

    names: tuple[str, ...]
    replications: int
    years_total: int
    years: int | None = None
    years_done: int = 0
    state: State = "running"
    message: str = ""
    folder: Path | None = None
    first_year_at: float | None = None
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def is_active(self) -> bool:
        """Whether it still runs."""
        return self.state in ("running", "reporting")

    @property
    def is_stopping(self) -> bool:
        """Whether it was told to stop and has not yet."""
        return self.is_active and self._stop.is_set()

    @property
    def seconds_left(self) -> float | None:
        """How long the runs will take still, judged from the years done; None before it can be judged."""
        if self.first_year_at is None or self.years_done < 2:
            return None
        each = (time.monotonic() - self.first_year_at) / (self.years_done - 1)
        return each * (self.years_total - self.years_done)

    def cancel(self) -> None:
        """Tell it to stop; it does within a simulated year."""
        self._stop.set()

    def check(self, year: int) -> None:  # noqa: ARG002  the runner says which year it was
        """Count a year; raise Cancelled if told to stop."""
        self.years_done += 1
        self.first_year_at = self.first_year_at or time.monotonic()
        if self._stop.is_set():
            raise Cancelled

    def simulate(self, scenario: Scenario, seed: int, *, replication: int = 0, zones: bool = True) -> RunResult:
        """Run one scenario, asking every year whether to go on."""
        return run_scenario(scenario, seed, replication=replication, zones=zones, on_year=self.check)

    def run(self) -> None:
        """Compute and store the comparison; what goes wrong becomes the state."""
        try:
            options = Options(years=self.years, simulate=self.simulate)
            folder, _ = compare(
                self.names, options, replications=self.replications, workers=1, on_report=self._begin_report
            )
            self.folder, self.state = folder, "done"
        except Cancelled:
            self.state = "cancelled"
        except (BadInput, RunError) as error:
            self.message, self.state = str(error), "failed"
        except Exception as error:  # a thread's exception would be lost
            self.message, self.state = f"{type(error).__name__}: {error}", "failed"

    def _begin_report(self) -> None:
        if self._stop.is_set():
            raise Cancelled
        self.state = "reporting"


_lock = threading.Lock()
_jobs: list[Job] = []  # the latest one


def current() -> Job | None:
    """Return the job that runs, or the last one that ran."""
    return _jobs[-1] if _jobs else None


def start(names: Sequence[str], replications: int, years: int | None = None) -> bool:
    """Start a comparison of the first scenario with the others; False if another one runs. Raises BadInput."""
    total = sum(years or load(name).years for name in names) * replications
    with _lock:
        job = current()
        if job is not None and job.is_active:
            return False
        _jobs[:] = [Job(tuple(names), replications, total, years)]
        threading.Thread(target=_jobs[0].run, name="comparison", daemon=True).start()
    return True


def results_folder() -> Path:
    """Return the folder that holds stored comparisons: results/ where the app was started."""
    return RESULTS_FOLDER
