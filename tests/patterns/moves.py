"""V3 and V5: who moves, and how far, in Lister's baseline."""

from __future__ import annotations

from functools import cache

import numpy as np

from tests.patterns import invented
from tests.patterns.claims import Claim
from tests.patterns.mobility import AGES, FIRST, YEARS, lister_mobility, mobility_by_seed

SETUP = f"Lister's baseline from 2025, years {FIRST + 1} to {YEARS}"
_V3_YEAR = 2010  # nearest year of the nation's table to V3's 2011


def _municipal_moves(m: dict[str, np.ndarray]) -> np.ndarray:
    """Moves between municipalities by age: within the region, and over its border the mean of out and in.

    In the nation every such move is one out and one in; a region sees half of those that cross its border twice.
    """
    return m["between"] + 0.5 * (m["out"] + m["in"])


def _rate(m: dict[str, np.ndarray], low: int, high: int) -> float:
    """Moves per 1000 residents and year of the ages low … high."""
    return float(1000 * _municipal_moves(m)[low : high + 1].sum() / m["population"][low : high + 1].sum())


def _peak(m: dict[str, np.ndarray]) -> float:
    rates = {low: _rate(m, low, low + 4) for low in range(0, 85, 5)}
    return float(max(rates, key=rates.__getitem__))


def _twenties(m: dict[str, np.ndarray]) -> float:
    """Share of moves at 20 to 29, with rates weighted by the nation's ages: Lister has fewer people in their twenties."""
    people = np.zeros(AGES)
    nation = invented.people_of(_V3_YEAR).sum(axis=0)
    people[: nation.size] = nation
    moves = _municipal_moves(m) / np.maximum(m["population"], 1.0) * people
    return float(moves[20:30].sum() / moves.sum())


@cache
def v3() -> dict[str, Claim]:
    """Age profile of moves between municipalities."""

    def claim(text: str, values: list[float], low: float, high: float, unit: str = "") -> Claim:
        return Claim("V3", text, np.array(values), low, high, unit, SETUP)

    runs = mobility_by_seed()
    return {
        "peak": claim(
            "first age of the five-year group that moves most", [_peak(lister_mobility())], 20, 25, "years"
        ),
        "forties": claim(
            "moves per head at 20–29, over those at 40–49", [_rate(m, 20, 29) / _rate(m, 40, 49) for m in runs], 3.5, 6.0
        ),
        "children": claim(
            "moves per head at 0–4, over those at 10–14", [_rate(m, 0, 4) / _rate(m, 10, 14) for m in runs], 2.0, 3.5
        ),
        "twenties": claim(
            "share of moves at 20–29, at the nation's ages", [_twenties(m) for m in runs], 0.32, 0.43
        ),
    }  # fmt: skip


@cache
def v5() -> dict[str, Claim]:
    """Distance of all moves that start in the region."""

    def shares(name: str) -> np.ndarray:
        return np.array(
            [m[name].sum() / sum(m[n].sum() for n in ("within", "between", "out")) for m in mobility_by_seed()]
        )

    return {
        "within": Claim("V5", "share of moves within the municipality", shares("within"), 0.55, 0.72, "", SETUP),
        "out": Claim("V5", "share of moves that leave the region", shares("out"), 0.15, 0.30, "", SETUP),
        "between": Claim(
            "V5", "share of moves to another municipality of the region (no band)", shares("between"), setup=SETUP
        ),
    }  # fmt: skip
