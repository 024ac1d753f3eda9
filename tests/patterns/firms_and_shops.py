"""V26, V29 and the facts of retail: who opens and closes, and what village shops sell, in Lister's baseline.

Firms are followed by key from the year they are founded. A village shop is a unit of daily goods outside centres and
towns; what it sells is its users times what they buy there a year: the rest they buy on trips to town.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np

from tests.patterns.claims import Claim
from tests.patterns.pool import run_all

SEEDS, YEARS, FOLLOWED = 20, 15, 5
SETUP = f"Lister's baseline from 2025, {YEARS} years, {SEEDS} seeds"
_GOODS = "grocery"
_MNOK_PER_USER = 0.019  # half of 38,000 NOK: EVIDENCE grocery_threshold_population, derived


def _one(seed: int) -> dict[str, float]:
    from model.year import run_year
    from tests.worlds import begin, lister

    region = begin(lister(years=YEARS), seed)
    kind = next(k for k, t in enumerate(region.service_types) if t.id == _GOODS)
    seen: dict[int, tuple[int, float, bool]] = {}  # founded, posts at the start, whether in a town
    last: dict[int, int] = {}
    shops: list[dict[int, tuple[float, int]]] = []  # by year, village shops: key -> turnover MNOK, zone
    online = None
    for year in range(2025, 2025 + YEARS):
        run_year(region)
        f, s = region.firms.c, region.services.c
        in_town = np.append(region.zones.kind <= 1, False)
        private = (f.place_id >= 0) & (f.place_id < region.n_zones) & (f.owner == 0) & ~f.is_fixed
        for row in np.flatnonzero(private & (f.founded_year >= 2025)):
            key = int(f.key[row])
            seen.setdefault(key, (int(f.founded_year[row]), float(f.base_size[row]), bool(in_town[f.place_id[row]])))
            last[key] = year
        mine = np.flatnonzero((s.type == kind) & (s.place_id >= 0))
        mine = mine[~in_town[s.place_id[mine]]]
        shops.append({int(s.key[r]): (float(s.users[r]) * _MNOK_PER_USER, int(s.place_id[r])) for r in mine})
        if online is None:
            online = region.flows["goods_bought_online"].sum() / region.flows["goods_bought"].sum()
    return {**_survival(seen, last), **_shops(region, shops), "online": 100.0 * float(online)}


def _survival(seen: dict[int, tuple[int, float, bool]], last: dict[int, int]) -> dict[str, float]:
    """Share of the firms founded early enough that are there after 1 … 5 years, in per cent."""
    founded = np.array([v[0] for v in seen.values()])
    size, in_town = np.array([v[1] for v in seen.values()]), np.array([v[2] for v in seen.values()])
    age = np.array([last[key] for key in seen]) - founded
    followed = founded <= 2025 + YEARS - 1 - FOLLOWED
    groups = {"all": size > 0, "staff": size >= 2.0, "five": size >= 5.0, "town": in_town, "rural": ~in_town}
    out = {}
    for name, who in groups.items():
        for years in (1, 2, 3, 4, 5) if name == "all" else (5,):
            out[f"{name}_{years}"] = float(100 * (age[followed & who] >= years).mean())
    return out


def _shops(region, shops: list[dict[int, tuple[float, int]]]) -> dict[str, float]:
    """Closures of village shops per shop and year, what those that closed had sold, and what is usual."""
    n = region.n_zones
    km = region.km[:n, :n]
    gone = [before[key][0] for before, after in pairwise(shops) for key in before if key not in after]
    exposed = sum(len(before) for before in shops[:-1])
    now = list(shops[0].values())
    kind = next(k for k, t in enumerate(region.service_types) if t.id == _GOODS)
    s = region.services.c
    zones = np.unique(s.place_id[(s.type == kind) & (s.place_id >= 0)]).astype(np.int64)
    villages = np.array(sorted({zone for _, zone in now}), np.int64)
    nearest = [km[z, zones[zones != z]].min() for z in villages if (zones != z).any()]
    turnover = np.array([sales for sales, _ in now])
    return {
        "closures": 100.0 * len(gone) / max(exposed, 1),
        "closed_small": float(np.sum(np.array(gone) < 4.0)),
        "closed": float(len(gone)),
        "turnover": float(turnover.mean()),
        "turnover_under_20": float(turnover[turnover < 20.0].mean()) if (turnover < 20.0).any() else np.nan,
        "next_km": float(np.mean(nearest)),
        "shops": float(turnover.size),
    }


@cache
def runs() -> list[dict[str, float]]:
    """One dictionary per seed."""
    return run_all(_one, list(range(SEEDS)))


def _values(name: str) -> np.ndarray:
    return np.array([run[name] for run in runs()])


@cache
def v26() -> dict[str, Claim]:
    """Survival of new firms."""

    def claim(text: str, values: np.ndarray, low: float = -np.inf, high: float = np.inf, unit: str = "%") -> Claim:
        return Claim("V26", text, values, low, high, unit, SETUP)

    published = {1: 50.3, 2: 44.7, 3: 37.6, 4: 32.9}
    return {
        "all": claim("new firms that are there after five years", _values("all_5"), 25, 40),
        "staff": claim("the same, with two posts or more", _values("staff_5"), 45, 70),
        "five": claim("the same, with five posts or more (no band; published 58–71)", _values("five_5")),
        "rural": claim("five-year survival, villages and countryside less centres and towns",
                       _values("rural_5") - _values("town_5"), low=0.0, unit="points"),
        **{str(k): claim(f"after {k} year{'s' * (k > 1)} (no band; published {v}; they shape the hazard)",
                         _values(f"all_{k}")) for k, v in published.items()},
    }  # fmt: skip


@cache
def v29() -> dict[str, Claim]:
    """Shops die slowly."""
    small, closed = _values("closed_small"), _values("closed")
    share = np.array([100.0 * small.sum() / closed.sum()]) if closed.sum() else np.array([np.nan])
    return {
        "rate": Claim("V29", "village shops that close in a year", _values("closures"), 0.5, 3.0, "%", SETUP),
        "small": Claim("V29", "of the closed, those that sold less than 4 MNOK", share, 50.0, 100.0, "%", SETUP,
                       is_own_band=True),
        "number": Claim("V29", "village shops at the start (no band)", _values("shops"), setup=SETUP),
    }  # fmt: skip


@cache
def retail_facts() -> dict[str, Claim]:
    """What is bought online, what a village shop sells and how far the next one is."""
    return {
        "online": Claim("retail", "share of goods bought online, 2025", _values("online"), 10, 18, "%", SETUP),
        "turnover": Claim("retail", "sales of village shops under 20 MNOK (published: 9.5 with support, 19.5 others)",
                          _values("turnover_under_20"), 7.0, 19.5, "MNOK", SETUP, is_own_band=True),
        "mean": Claim("retail", "sales of all village shops (no band)", _values("turnover"), unit="MNOK", setup=SETUP),
        "next": Claim("retail", "kilometres from a village shop's zone to the next shop (published: 17 km)",
                      _values("next_km"), 12, 22, "km", SETUP, is_own_band=True),
    }  # fmt: skip
