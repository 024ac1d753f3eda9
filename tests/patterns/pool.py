"""Runs in two processes that stay until the program ends: compiling and importing are paid for once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import Any

WORKERS = 2


@cache
def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"))


def run_all(run: Callable[[Any], Any], jobs: list[Any]) -> list[Any]:
    """Results of run(job), in the order of jobs."""
    return list(_pool().map(run, jobs))
