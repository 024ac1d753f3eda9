"""A planning office shared by the region's municipalities: less time from application to building.

Plans of developers and of the municipality take a year; a part of it is set by hearings and time limits, the rest is
work that waits for planners, and falls as there are more of them:

    time = fixed + (1 year − fixed) · planners now / (planners now + new)

A part of what is planned is therefore ready a year earlier (model/building.py). Self-builders need no plan.

Leaves out: better plans, and that the planners live and spend somewhere (effects on jobs are a little too small).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.service_costs import account
from model.traits import DirectOutput, Instrument, Lever

_A = "assumption"


@parameters("planning_office")
class Params(NamedTuple):
    """Planners and what they cost."""

    residents_per_planner: float = par(4_000.0, unit="residents", low=2_000.0, high=8_000.0, source=_A)
    fixed_years: float = par(0.4, unit="years", low=0.3, high=0.6, source=_A, note="hearings and time limits")
    post_nok: float = par(1_100_000, unit="NOK per post and year", low=900_000, high=1_400_000, source=_A)


def years_saved(new: float, residents: float, p: Params) -> float:
    """Years that a plan takes less with so many more planners."""
    now = max(residents / p.residents_per_planner, 0.5)
    return (1.0 - p.fixed_years) * new / (now + new)


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Employ the planners this year; municipalities pay by residents."""
    posts, p = spec.levers["planners"], region.par(Params)
    if posts <= 0.0:
        return
    people = np.bincount(region.persons.c.place_id[region.residents()], minlength=region.n_zones)
    by_municipality = np.bincount(region.zones.municipality, weights=people[: region.n_zones])
    saved = years_saved(posts, float(by_municipality.sum()), p)
    region.rules.planning_years_saved[:] = np.maximum(region.rules.planning_years_saved, saved)
    for m, share in enumerate((by_municipality / by_municipality.sum()).tolist()):
        if share > 0.0:
            region.accounts.pay(account(region, m), "outside", posts * p.post_nok * share, "planners", spec.id)


def _saved(region: Region, spec: PolicySpec) -> float:
    return 12.0 * float(region.rules.planning_years_saved.mean())


PLANNING_OFFICE = Instrument(
    id="planning_office",
    label={"nb": "Felles plankontor", "en": "Shared planning office"},
    description={
        "nb": "Kommunene i regionen ansetter planleggere sammen, så det går kortere tid fra søknad til bygging.",
        "en": "The region's municipalities employ planners together, so that building starts sooner.",
    },
    area="6",
    levers=(
        Lever("planners", {"nb": "Nye planleggere", "en": "New planners"}, unit="posts", default=3.0, low=0, high=20,
              neutral=0),
    ),
    payers=("municipality",),
    act=act,
    leaves_out="Better plans, and the planners as residents: effects are a little too small.",
    sdg=("11.3", "17.17"),
    output=DirectOutput("planners", {"nb": "Kortere plantid", "en": "Shorter planning"}, "months", _saved),
)  # fmt: skip
