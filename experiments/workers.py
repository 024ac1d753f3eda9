"""Many runs on many processes. What comes out does not depend on how many there are.

Each worker is a fresh process with one thread, so results neither depend on a parent's state nor on how sums are split.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, NamedTuple

from experiments.errors import RunError
from experiments.run import RunResult, run_scenario
from model.inputs import Scenario
from scenarios.errors import BadInput

Simulate = Callable[..., RunResult]  # (scenario, seed, *, replication, zones) -> RunResult

ONE_THREAD = dict.fromkeys(
    ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


class Task(NamedTuple):
    """One run: which scenario (number in the list), which replication."""

    scenario: int
    replication: int


def available_workers() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_tasks(
    scenarios: Sequence[Scenario],
    tasks: Sequence[Task],
    *,
    seed: int,
    workers: int,
    zones: bool = True,
    simulate: Simulate = run_scenario,
    on_done: Callable[[RunResult], None] | None = None,
) -> list[RunResult]:
    """Run all tasks; replication r uses seed + r. Returns the results in the order of the tasks.

    simulate: what makes a result; a function that a fresh process can import. Raises RunError when a run fails.
    """
    plain = [_without_founders(s) for s in scenarios]
    if workers <= 1 or len(tasks) <= 1:
        return [_report(_one(simulate, plain, task, seed, zones), on_done) for task in tasks]
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)  # read when a library is first imported: the workers start with it
    try:
        return _in_pool(plain, tasks, seed, min(workers, len(tasks)), zones, simulate, on_done)
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _in_pool(
    scenarios: list[Scenario],
    tasks: Sequence[Task],
    seed: int,
    workers: int,
    zones: bool,
    simulate: Simulate,
    on_done: Callable[[RunResult], None] | None,
) -> list[RunResult]:
    results: dict[Task, RunResult] = {}
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, initializer=_start_worker, initargs=(scenarios, simulate))
    try:
        waiting: dict[Future[RunResult], Task] = {pool.submit(_in_worker, t, seed, zones): t for t in tasks}
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                results[waiting.pop(future)] = _report(future.result(), on_done)
    except BrokenProcessPool as error:
        raise RunError("a worker process was ended from outside (too little memory?); try fewer --workers") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return [results[task] for task in tasks]


def _without_founders(scenario: Scenario) -> Scenario:
    """Return the scenario as it is sent to workers: each reads the founders from the cache."""
    from dataclasses import replace

    return replace(scenario, founders=None)


def _report(result: RunResult, on_done: Callable[[RunResult], None] | None) -> RunResult:
    if on_done is not None:
        on_done(result)
    return result


def _one(simulate: Simulate, scenarios: Sequence[Scenario], task: Task, seed: int, zones: bool) -> RunResult:
    scenario = scenarios[task.scenario]
    try:
        return simulate(scenario, seed + task.replication, replication=task.replication, zones=zones)
    except BadInput:
        raise
    except Exception as error:
        where = f"the run of {scenario.name} with seed {seed + task.replication} failed"
        raise RunError(f"{where}: {type(error).__name__}: {error}") from error


_state: dict[str, Any] = {}


def _start_worker(scenarios: list[Scenario], simulate: Simulate) -> None:
    _state.update(scenarios=scenarios, simulate=simulate)


def _in_worker(task: Task, seed: int, zones: bool) -> RunResult:
    return _one(_state["simulate"], _state["scenarios"], task, seed, zones)
