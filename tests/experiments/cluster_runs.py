"""Stand-ins for the model that workers of a cluster can import."""

from __future__ import annotations

import time
from typing import Any

from experiments.run import RunResult
from model.inputs import Scenario
from tests.experiments.fake import simulate


def slowly(scenario: Scenario, seed: int, **options: Any) -> RunResult:
    """Like `simulate`, and slow enough that a worker can be killed at it."""
    time.sleep(0.1)
    return simulate(scenario, seed, **options)
