"""Refill: posts that the moves vacated are offered once more, to residents without a job.

Who left the region vacated a post the same day, and some provisional hires did not come; newcomers without a job seek
one at once. An annual step would leave those posts open until the next year's matching, several times longer than
vacancies last. Same utility and same noise as in work; what stays open then is the vacancy of 1 January.

Leaves out: people in work and people outside, who seek in the work step only.
"""

from __future__ import annotations

import numpy as np

from model.kernels.matching import Seekers
from model.labour import Crowd, Params, commute_weights, fill_posts, hold_back, idle_seekers, seeker_kind
from model.region import Region
from model.rng import Stream, uniforms

READS = (
    *("persons.*", "firms.*", "households.n_cars", "region.commute_d", "region.no_car_d", "region.cost_min"),
    *("region.zones", "region.base", "region.candidates"),
)
WRITES = (
    "persons.status",
    "persons.employer_id",
    "persons.post_skill",
    "persons.wage_nok_year",
    "persons.hired_year",
    "persons.hire_source",
    "persons.home_work",
    "households.events",
    "region.flows",
    "region.late_posts",
    "region.candidates",
)


def step(region: Region, year: int) -> None:
    """One round for residents without a job, in keyed order."""
    p = region.par(Params)
    cand = region.candidates
    assert cand is not None, "candidates come before refill"
    cand.firm[:] = -1  # who came has taken up the post; who did not come has given it back
    hold_back(region, cand, p, 1)
    c = region.persons.c
    rows = idle_seekers(region, p)
    n = rows.size
    seekers = Seekers(
        key=c.key[rows],
        home=c.place_id[rows].astype(np.int64),
        skill=c.education[rows].astype(np.int64),
        field=c.field[rows].astype(np.int64),
        below=np.full(n, region.n_zones),
        reserve=np.full(n, p.reserve_unemployed),
        kind=seeker_kind(region, rows),
    )
    crowd = Crowd(
        seekers, row=rows, candidate=np.full(n, -1), is_employed=np.zeros(n, bool), weight=commute_weights(region, p)
    )
    order = np.lexsort((c.key[rows], uniforms(region.draws(Stream.JOB_PRIORITY), c.key[rows], 0)))
    fill_posts(region, crowd, order, cand, year, p)
