"""The two largest kernels on what they really got in a first year, against the same computation in numpy."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks import counterparts
from benchmarks.rows import Row, figure, medians
from model import labour
from model.inputs import Scenario
from model.kernels.choice import run_queue
from model.kernels.matching import match
from model.mesa_model import OmlandModel
from model.submodels import moves

Call = tuple[Any, ...]
INNER = 10  # calls of a kernel that are timed together


def rows(scenario: Scenario, repeats: int) -> list[Row]:
    """Time per call and ratio, for the choice of homes and for the matching of posts."""
    calls = captured(scenario)
    found = []
    for what, kernel, other, call in (
        ("choice of homes, the queue", run_queue, counterparts.queue, calls["queue"]),
        ("matching of posts", match, counterparts.match, calls["match"]),
    ):
        times = medians(
            {"kernel": lambda k=kernel, c=call: cpu_s(k, c, INNER), "numpy": lambda o=other, c=call: cpu_s(o, c, 1)},
            max(repeats, 5),
        )
        n, alternatives = size(call)
        share = float(np.mean(kernel(*fresh(call)) == other(*fresh(call))))
        beside = f"{figure(times['kernel'] * 1e3)} ms against {figure(times['numpy'] * 1e3)} ms; {n:,} choosers × "
        beside += f"{alternatives:,} alternatives; {100 * share:.1f} % choose the same"
        found.append(Row("kernels", what, figure(times["numpy"] / times["kernel"]), "× chunked numpy", beside))
    return found


def captured(scenario: Scenario) -> dict[str, Call]:
    """Return the largest call of each kernel in the first year of a run, its arrays copied."""
    kept: dict[str, Call] = {}
    with keeping(moves, "run_queue", kept, "queue"), keeping(labour, "match", kept, "match"):
        OmlandModel(scenario=scenario, seed=1, ledger=False).step()
    return kept


@contextmanager
def keeping(module: ModuleType, name: str, kept: dict[str, Call], key: str) -> Iterator[None]:
    """Meanwhile, keep the largest call of a kernel that a module uses."""
    kernel = getattr(module, name)

    def keep(*arguments: Any) -> Any:
        if key not in kept or size(arguments)[0] > size(kept[key])[0]:
            kept[key] = fresh(arguments)
        return kernel(*arguments)

    setattr(module, name, keep)
    try:
        yield
    finally:
        setattr(module, name, kernel)


def fresh(call: Call) -> Call:
    """Return a call with arrays of its own, for a kernel takes from what is left."""
    return tuple(_copy(argument) for argument in call)


def _copy(argument: Any) -> Any:
    if isinstance(argument, np.ndarray):
        return argument.copy()
    if isinstance(argument, tuple):
        return type(argument)(*(_copy(part) for part in argument))  # type: ignore[call-arg]
    return argument


def size(call: Call) -> tuple[int, int]:
    """Return how many choose, and among how many alternatives."""
    if len(call) == 9:
        _, places, offers, _, order, *_ = call
        return int(order.size), int(offers.zone.size + 1 + places.outside_keys.size)
    _, posts, order, *_ = call
    return int(order.size), int(posts.place.size + 1)


def cpu_s(function: Callable[..., Any], call: Call, inner: int) -> float:
    """Return the CPU time of a call, the mean of so many."""
    calls = [fresh(call) for _ in range(inner)]
    began = time.process_time()
    for arguments in calls:
        function(*arguments)
    return (time.process_time() - began) / inner
