"""A claim: what a pattern of EVIDENCE.md says a run should show, its band, and what the runs showed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Claim:
    """`values` has one number per seed, or per member of a family; their mean is held against the band."""

    pattern: str
    text: str
    values: np.ndarray
    low: float = -np.inf
    high: float = np.inf
    unit: str = ""
    setup: str = ""
    history: tuple[tuple[str, float], ...] = ()  # the same in Lister's own figures, where there are any: (when, value)
    is_own_band: bool = False  # the band is ours, not of EVIDENCE.md

    @property
    def mean(self) -> float:
        return float(np.mean(self.values))

    @property
    def holds(self) -> bool:
        return bool(self.low <= self.mean <= self.high)

    @property
    def has_band(self) -> bool:
        return bool(np.isfinite(self.low) or np.isfinite(self.high))

    @property
    def history_violates(self) -> bool:
        """Whether Lister's own figure lies outside the band in most of the years given."""
        outside = [not self.low <= value <= self.high for _, value in self.history]
        return 2 * sum(outside) > len(outside)

    @property
    def band(self) -> str:
        """The band in words."""
        if not self.has_band:
            return "–"
        if np.isinf(self.low):
            return f"at most {number(self.high)}"
        return f"at least {number(self.low)}" if np.isinf(self.high) else f"{number(self.low)} … {number(self.high)}"

    @property
    def measured(self) -> str:
        """Mean, and the middle 95 % over seeds or members where there are several."""
        if self.values.size < 2 or set(np.unique(self.values)) <= {0.0, 100.0}:
            return number(self.mean)
        low, high = np.quantile(self.values, (0.025, 0.975))
        return f"{number(self.mean)} ({number(low)} … {number(high)})"

    def check(self) -> None:
        """Assert that the mean lies in the band."""
        assert self.holds, f"{self.pattern}: {self.text}: {self.measured} {self.unit}, band {self.band}; {self.setup}"


def number(value: float) -> str:
    """Three digits, a true minus sign."""
    digits = 0 if abs(value) >= 99.5 else 1 if abs(value) >= 9.95 else 2
    text = f"{value:.{digits}f}"
    return text.replace("-", "−") if float(text) != 0 else text.lstrip("-")
