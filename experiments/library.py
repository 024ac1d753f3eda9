"""`make library`: every scenario of the library, played in full on its own region.

    python -m experiments.library [--years N] [--workers N] [NAME…]

Prints a row per scenario: years, residents and jobs at the end, what policies cost, what the run says a reader must know.
Writes nothing. Exit status 1 if a scenario could not be played.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from experiments.errors import RunError
from experiments.outcomes import Outcome
from experiments.run import RunResult
from experiments.workers import Task, available_workers, each_result
from scenarios.errors import BadInput
from scenarios.format import load, with_years
from scenarios.resolve import find_scenarios

HEAD = f"{'scenario':<44} {'years':>5} {'residents':>9} {'jobs':>7} {'policies, MNOK':>14} {'CPU s':>6}  notes"


def row(result: RunResult) -> str:
    """Return what a run came to, on a line."""
    residents, jobs, cost = (Outcome(name).of_run(result) for name in ("population", "jobs", "policy_cost_mnok"))
    notes = "; ".join(f"{note.year} {note.about}: {note.text['en']}" for note in result.notes)
    years = len(result.years) - 1
    numbers = f"{years:>5} {residents:>9,.0f} {jobs:>7,.0f} {cost:>14,.1f} {result.step_cpu_s:>6.1f}"
    return f"{result.scenario:<44} {numbers}  {notes}"


def play(names: Sequence[str], years: int | None, workers: int) -> None:
    """Play scenarios and print their rows as they end. Raises BadInput or RunError at the first that fails."""
    scenarios = [load(name) for name in names]
    if years is not None:
        scenarios = [with_years(scenario, years) for scenario in scenarios]
    tasks = [Task(n, 0) for n in range(len(scenarios))]
    print(HEAD)
    for _, result in each_result(scenarios, tasks, seed=1, workers=workers, zones=False):
        print(row(result), flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Play the library. Returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m experiments.library", description="Every scenario, played in full."
    )
    parser.add_argument("names", nargs="*", help="scenarios (default: all)")
    parser.add_argument("--years", type=int, help="instead of each scenario's own")
    parser.add_argument("--workers", type=int, default=available_workers())
    given = parser.parse_args(arguments)
    try:
        play(given.names or find_scenarios(), given.years, given.workers)
    except BadInput as error:
        print(f"library: {error}", file=sys.stderr)
        return 2
    except RunError as error:
        print(f"library: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
