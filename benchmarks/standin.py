"""A stand-in for the model that takes no time and gives what Lister gives: what is left is the cost of running many."""

from __future__ import annotations

import os
import pickle
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from experiments.run import RunResult
from model.inputs import Scenario

PATH = "OMLAND_BENCH_RESULT"  # where a run of the model lies, pickled


@cache
def _result(path: str) -> RunResult:
    return pickle.loads(Path(path).read_bytes())


def simulate(scenario: Scenario, seed: int, *, replication: int = 0, **_: Any) -> RunResult:
    """Return that run under another name."""
    return replace(_result(os.environ[PATH]), scenario=scenario.name, seed=seed, replication=replication)
