"""Many runs on many processes. What comes out does not depend on how many there are.

Each worker is a fresh process with one thread, so results neither depend on a parent's state nor on how sums are split.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from experiments.errors import RunError
from experiments.run import RunResult, Series, run_scenario
from model.inputs import Scenario
from scenarios.errors import BadInput

Simulate = Callable[..., RunResult]  # (scenario, seed, *, replication, zones) -> RunResult

ONE_THREAD = dict.fromkeys(
    ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


WAITING_PER_WORKER = 4  # tasks handed over ahead: enough that no worker waits, few enough that waiting stays cheap


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
    results: dict[Task, RunResult] = {}
    known: dict[tuple[Series, ...], tuple[Series, ...]] = {}  # thousands of names, the same in every run: kept once
    with closing(each_result(scenarios, tasks, seed=seed, workers=workers, zones=zones, simulate=simulate)) as finished:
        for task, result in finished:
            results[task] = replace(result, series=known.setdefault(result.series, result.series))
            if on_done is not None:
                on_done(result)
    return [results[task] for task in tasks]


def each_result(
    scenarios: Sequence[Scenario],
    tasks: Sequence[Task],
    *,
    seed: int,
    workers: int,
    zones: bool = True,
    simulate: Simulate = run_scenario,
    spawn: bool = False,
    cluster: str | None = None,
) -> Generator[tuple[Task, RunResult], None, None]:
    """Run all tasks and give each result as soon as it is there, in whatever order they end.

    spawn: a fresh process even for a single worker. cluster: address of a Dask scheduler whose workers run instead of
    processes here. Close the generator to end the workers.
    """
    plain = [_without_founders(s) for s in scenarios]
    if cluster is not None:
        from experiments.cluster import on_cluster

        yield from on_cluster(cluster, plain, tasks, seed, zones, simulate)
        return
    if not spawn and (workers <= 1 or len(tasks) <= 1):
        for task in tasks:
            yield task, run_task(simulate, plain, task, seed, zones)
        return
    with _one_thread():
        yield from _in_pool(plain, tasks, seed, max(1, min(workers, len(tasks))), zones, simulate)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let processes that start meanwhile have one thread each: libraries read it when they are first imported."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _in_pool(
    scenarios: list[Scenario], tasks: Sequence[Task], seed: int, workers: int, zones: bool, simulate: Simulate
) -> Generator[tuple[Task, RunResult], None, None]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, initializer=_start_worker, initargs=(scenarios, simulate))
    ahead = iter(tasks)
    try:
        waiting: dict[Future[RunResult], Task] = {
            pool.submit(_in_worker, t, seed, zones): t for t in islice(ahead, WAITING_PER_WORKER * workers)
        }
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for task in islice(ahead, len(done)):
                waiting[pool.submit(_in_worker, task, seed, zones)] = task
            # What has ended well is handed over before an error ends the others.
            for future in sorted(done, key=lambda f: f.exception() is not None):
                yield waiting.pop(future), future.result()
    except BrokenProcessPool as error:
        raise RunError("a worker process was ended from outside (too little memory?); try fewer --workers") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _without_founders(scenario: Scenario) -> Scenario:
    """Return the scenario as it is sent to workers: each reads the founders from the cache."""
    return replace(scenario, founders=None)


def run_task(simulate: Simulate, scenarios: Sequence[Scenario], task: Task, seed: int, zones: bool) -> RunResult:
    """Run one task. Raises RunError, which names it, when it fails."""
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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says what an interrupt means
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _state.update(scenarios=scenarios, simulate=simulate)


def _end_with_parent() -> None:
    """End this worker when its parent is killed; it would wait for tasks for ever."""
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


def _in_worker(task: Task, seed: int, zones: bool) -> RunResult:
    return run_task(_state["simulate"], _state["scenarios"], task, seed, zones)
