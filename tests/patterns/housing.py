"""V28 and V31: prices against the cost of building, building for the market, and who lives in settlements."""

from __future__ import annotations

from functools import cache

import numpy as np

from tests.patterns.claims import Claim
from tests.patterns.own_figures import prices_of_lister
from tests.patterns.records import Record, recorded

SEEDS, YEARS = 8, 20
UNBUILT = 0.8  # price/cost below which hardly anybody builds for the market
NEAR_NIL = 0.5  # homes a year per 1000 (ours; the nation builds about 10)


def price_to_cost(run: Record, role: str, year: int) -> float:
    """Mean over the homes of a role's zones."""
    mine = run.zones(role)
    return float(np.average(run.price[year, mine], weights=run.homes[year, mine]) / run.cost)


def market_building(run: Record) -> float:
    """Homes begun for the market a year, per 1000 homes of the zones and years in which price/cost is below 0.8."""
    cheap = run.price[:-1] / run.cost < UNBUILT
    homes = float(run.homes[:-1][cheap].sum())
    return 1000.0 * float(run.started[..., 0][cheap].sum()) / homes if homes else np.nan


@cache
def v28(setup: str = "town, at cost") -> dict[str, Claim]:
    """Price below cost in rural housing: every home costs at the start what building costs, then prices form."""
    runs = recorded(setup, SEEDS, YEARS)
    where = "invented region from 2015" if setup.startswith("town") else "Lister from 2025"
    text = f"{where}, price = building cost everywhere at the start, 20 years"
    own = prices_of_lister()
    building = np.array([market_building(run) for run in runs])
    cheap = building[~np.isnan(building)]
    return {
        "hinterland": Claim(
            "V28", "price/cost, hinterland", np.array([price_to_cost(run, "hinterland", YEARS) for run in runs]),
            0.35, 0.65, "", text, own["hinterland"],
        ),
        "town": Claim(
            "V28", "price/cost, town", np.array([price_to_cost(run, "town", YEARS) for run in runs]), 0.60, 0.95, "",
            text, own["town"],
        ),
        "building": Claim(
            "V28", f"homes begun for the market where price/cost is below {UNBUILT}, a year per 1000 homes"
            + ("" if cheap.size else " (no zone was that cheap)"),
            cheap if cheap.size else np.array([0.0]), high=NEAR_NIL, setup=text, is_own_band=True,
        ),
    }  # fmt: skip


def settlement_gain(run: Record) -> float:
    """Percentage points a year by which the share in settlements rises."""
    people = run.people.sum(axis=(2, 3)).astype(float)
    share = 100.0 * people[:, run.is_settlement].sum(axis=1) / people.sum(axis=1)
    return float((share[YEARS] - share[0]) / YEARS)


@cache
def v31() -> dict[str, Claim]:
    """Settlement pattern."""
    text = "share of residents in towns, suburbs and villages, points a year"
    setups = {
        "invented": ("town", 20, "invented region from 2005, 20 years"),
        "Lister": ("lister", SEEDS, "Lister's baseline from 2025, 20 years"),
    }
    return {
        name: Claim(
            "V31", f"{text}, {name}", np.array([settlement_gain(run) for run in recorded(setup, seeds, YEARS)]), 0.1, 0.5,
            "points", where,
        )
        for name, (setup, seeds, where) in setups.items()
    }  # fmt: skip
