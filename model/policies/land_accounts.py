"""Municipalities keep accounts of land, with a budget for what may be built on in a year.

The budget of a municipality is what its usual number of new homes would take, less a cut. What employers, roads and homes
that the municipality orders take in the year counts first; of the plots, those that take least new land are given first
until the budget is used (model/building.py). Employers are not stopped.

Leaves out: saving or selling a budget from year to year (it binds somewhat too hard), restoring land. Employers and
roads may overdraw it (it saves too little there).
"""

from __future__ import annotations

import numpy as np

from model.building import land_per_home, usual_homes
from model.inputs import PolicySpec
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever, strength


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Set this year's budgets."""
    cut, rules = spec.levers["cut"] * strength(spec, year), region.rules
    if cut > 0.0:
        rules.land_budget_daa[:] = np.minimum(rules.land_budget_daa, (1.0 - cut) * usual_take(region))


def usual_take(region: Region) -> np.ndarray:
    """Land that the usual number of homes takes a year, daa [M]."""
    take = usual_homes(region) * land_per_home(region) / region.rules.ground_factor  # as without a density rule
    return np.bincount(region.zones.municipality, weights=take, minlength=region.municipalities.n)


def _saved(region: Region, spec: PolicySpec) -> float:
    return float(np.maximum(usual_take(region) - region.rules.land_budget_daa, 0.0).sum())


LAND_ACCOUNTS = Instrument(
    id="land_accounts",
    label={"nb": "Arealregnskap med budsjett", "en": "Land accounts with a budget"},
    description={
        "nb": "Hver kommune får et tak på hvor mye ny grunn som kan bygges ned i året.",
        "en": "Every municipality gets a limit on how much new land may be built on in a year.",
    },
    area="6",
    levers=(
        Lever("cut", {"nb": "Kutt fra det vanlige", "en": "Cut from the usual"}, unit="share", default=0.5, low=0,
              high=1, neutral=0),
    ),
    payers=(),
    act=act,
    can_phase_in=True,
    leaves_out="Saving a budget for next year: it binds somewhat too hard. Employers and roads may overdraw it.",
    sdg=("11.3",),
    output=DirectOutput("cut", {"nb": "Kutt i arealbudsjettet", "en": "Land cut from budgets"}, "daa per year", _saved),
)  # fmt: skip
