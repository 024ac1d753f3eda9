"""When a comparison has run enough: sequential stopping at an interval of a wanted width.

After each batch the interval of every scenario's difference is looked at; while one is wider than wanted, as many pairs
are added as the spread so far asks for, at most as many as there are (Chow and Robbins 1965: such a rule keeps the
interval's coverage when the width is small against the spread). It depends on results alone, so any number of workers
stops at the same run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from experiments.compare import Panel, paired, whole_run
from model.registry import indicators
from scenarios.errors import BadInput

FIRST = 10  # pairs before the first look: fewer say little about the spread
BATCH = 5
MOST = 500


@dataclass(frozen=True)
class Until:
    """Stop when the 95 % interval of an indicator, in the whole region and the whole run, is this wide or narrower."""

    width: float
    indicator: str = "population"
    most: int = MOST

    def check(self) -> Until:
        """Return it. Raises BadInput where it cannot be met."""
        if not (math.isfinite(self.width) and self.width > 0):
            raise BadInput("the width of the interval is wrong", value=self.width, expected="a number above 0")
        if self.indicator not in indicators():
            raise BadInput(
                f"there is no indicator '{self.indicator}'",
                value=self.indicator,
                expected="one of `omland list indicators`",
            )
        return self

    def more(self, data: Panel, base: str) -> int:
        """Return how many pairs to add; 0 when all intervals are narrow enough or the most have been run."""
        at = [n for n, s in enumerate(data.series) if s[:3] == (self.indicator, "region", "all")]
        if not at:
            raise BadInput("the runs have no such indicator in the whole region", value=self.indicator)
        is_summed = np.array([s[0] in indicators() and indicators()[s[0]].kind == "sum" for s in data.series])
        whole = {name: x[:, at] for name, x in whole_run(data, is_summed).items()}
        needed = 0
        for name, x in whole.items():
            stats = paired(x, whole[base])
            width, n = float((stats["high"] - stats["low"])[0]), int(stats["n"][0])
            if name != base and not width <= self.width:
                needed = max(needed, math.ceil(n * (width / self.width) ** 2) if math.isfinite(width) else 2 * n)
        n = len(data.seeds)
        return min(max(needed, n + BATCH), 2 * n, self.most) - n if needed else 0
