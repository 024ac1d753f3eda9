"""Interest rises or falls from a year on, stays there for some years, and comes back by a point a year.

Developers, home owners and municipalities with debt pay it at once (model/finance.py): building pays less, owning costs
more against renting, prices fall with the cost of owning, and municipal budgets carry the interest on their debt.

Leaves out: fixed rates, currency, what higher interest does to the country's demand (use the world's paths for that).
"""

from __future__ import annotations

import numpy as np

from model.inputs import PolicySpec
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever


def path(points: float, years: int, since: int) -> float:
    """Percentage points above the reference `since` years after the first."""
    back = max(since - years + 1, 0)
    return float(np.sign(points) * max(abs(points) - back, 0.0))


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Set this year's interest."""
    points = path(spec.levers["points"], int(spec.levers["years"]), year - spec.start)
    if points == 0.0:
        return
    memory = region.memory[spec.id]
    region.rules.interest_points += points / 100.0
    memory["point_years"] = memory.get("point_years", 0.0) + points
    memory["works_until"] = year + 1


def _paid(region: Region, spec: PolicySpec) -> float:
    return float(region.memory.get(spec.id, {}).get("point_years", 0.0))


INTEREST_RATE_PATH = Instrument(
    id="interest_rate_path",
    label={"nb": "Renta går opp eller ned", "en": "Interest rises or falls"},
    description={
        "nb": "Renta endrer seg, blir der noen år og går så tilbake med ett prosentpoeng i året.",
        "en": "Interest changes, stays there for some years and then comes back by a percentage point a year.",
    },
    area="event",
    levers=(
        Lever("points", {"nb": "Endring", "en": "Change"}, unit="percentage points", default=2.0, low=-4, high=8,
              neutral=0),
        Lever("years", {"nb": "Varer i", "en": "Lasts"}, kind="integer", unit="years", default=3, low=1, high=20),
    ),
    payers=(),
    act=act,
    leaves_out="Fixed rates (it works at once), and demand in the country: effects on jobs are missing.",
    sdg=("11.1",),
    output=DirectOutput("points", {"nb": "Rente over vanlig", "en": "Interest above the usual"},
                        "percentage points times years", _paid),
)  # fmt: skip
