"""What was tried about V1 and V25, which miss: one parameter at a time, and the pair that helps most."""

from __future__ import annotations

import numpy as np

from tests.patterns.own_figures import women_per_100_men
from tests.patterns.population import ROLES, YEARS, split
from tests.patterns.records import Parameters, Record, recorded

SEEDS = 4
CASES: tuple[tuple[str, Parameters], ...] = (
    ("as it is", ()),
    ("half of the searches for another home", (("relocation.base_rate", 0.08),)),
    ("a third of the plots", (("homes.plots_per_home", 0.5),)),
    ("both", (("relocation.base_rate", 0.08), ("homes.plots_per_home", 0.5))),
    ("stronger tastes for places", (("location.taste", 1.4),)),
    ("more inertia", (("location.inertia", 3.0), ("location.inertia_max", 4.5))),
    ("a third of the weight of commuting", (("location.commute", 0.6),)),
    ("half the weight of jobs in reach", (("location.jobs", 0.25),)),
    ("stronger ties to where one grew up and to family", (("location.origin", 1.0), ("location.family", 1.5))),
    ("prices that follow vacancies faster", (("homes.vacancy_effect", 5.0), ("homes.adjustment", 0.6))),
    ("more students who stay registered at home", (("studies.registered", 0.7),)),
)

HEAD = """## What was tried

The invented region from 2005 with the nation's ages and balanced sexes, four seeds: domestic net migration of V1 over 12
years, and women per 100 men of 20 to 39 after 20 years (V25), with other values of parameters (within their stated ranges,
but for the plots). None of this is in the model; it says where to look.

| changed | domestic net migration, %: town | near | far | women per 100 men: town | near | far |
|---|---|---|---|---|---|---|"""


def _row(what: str, parameters: Parameters, runs: list[Record]) -> str:
    moved = [np.mean([split(run, role)[1] for run in runs]) for role in ROLES]
    women = [
        np.mean([women_per_100_men(run.people[YEARS, run.zones(role)].sum(axis=0)) for run in runs]) for role in ROLES
    ]
    named = ", ".join(f"`{name}` {value:g}" for name, value in parameters)
    cells = [f"{what}{': ' + named if named else ''}"] + [f"{x:.1f}".replace("-", "−") for x in (*moved, *women)]
    return "| " + " | ".join(cells) + " |"


def tried() -> str:
    """The section: runs every case."""
    rows = [_row(what, parameters, recorded("town", SEEDS, YEARS, parameters)) for what, parameters in CASES]
    bands = "| *band* | −6 … −1 | −13 … −7 | −13 … −7 | 90 … 100 | 80 … 94 | 80 … 94 |"
    return "\n".join([HEAD, bands, *rows])
