"""Wages, pensions and household incomes of founders.

Wages are what `model/labour.py` pays for the post, so hires later change nothing by themselves. One level of wages for
each municipality where work is done, the same for all sectors, is set so that the median household income after tax of
those who live there is the bundle's. Pensions are a share of the wages of people of the same education.

Left out: wage differences within a post (age, sex, luck): income inequality within a municipality is too small.
"""

from __future__ import annotations

import numpy as np

from model import labour
from model.changes import is_private
from model.codes import Status
from model.region import Region
from model.rng import uniforms
from model.submodels.books import Params as BooksParams
from model.synthesis.draft import Draft
from model.synthesis.integers import Floats

_ROUNDS = 12
_DRAW_PENSION = 130
_TENURES = 60
_MEAN_WAGE = 600_000.0  # first guess, replaced at once
_LOWEST, _HIGHEST = 0.5, 2.0  # of the wage level of a municipality: beyond that the bundle's incomes are odd
_HELP_NOK = 60_000.0  # as books: social assistance


def set_incomes(region: Region, draft: Draft) -> None:
    """Write wages, benefits, household incomes and `region.base["wage_scale"]` [Z], the level of wages by zone of work."""
    base = region.base
    base["wage_scale"] = np.ones(region.n_zones)
    base.setdefault("mean_wage", np.array([_MEAN_WAGE]))
    for _ in range(_ROUNDS):
        _pay(region, draft)
        ratio = draft.margins.income / medians(region, len(draft.margins))
        base["wage_scale"] = np.clip(base["wage_scale"] * ratio[region.zones.municipality], _LOWEST, _HIGHEST)
    _pay(region, draft)


def _pay(region: Region, draft: Draft) -> None:
    c, h = region.persons.c, region.households.c
    p = region.par(labour.Params)
    wage = labour.wages(region, p)
    works = np.flatnonzero(c.employer_id >= 0)
    c.wage_nok_year[works] = wage[c.employer_id[works], c.post_skill[works]]
    here = works[c.household_id[works] >= 0]
    region.base["mean_wage"] = np.array([c.wage_nok_year[here].mean(dtype=np.float64)])
    c.wage_nok_year[c.status == Status.UNEMPLOYED] = p.unemployed_nok
    c.wage_nok_year[c.status == Status.DISABLED] = p.disabled_nok
    retired = np.flatnonzero((c.status == Status.RETIRED) & (c.household_id >= 0))
    u = uniforms(draft.base, c.key[retired], _DRAW_PENSION)
    for level in range(3):
        paid = np.sort(c.wage_nok_year[here[c.education[here] == level]])
        rows = c.education[retired] == level
        before = paid[(u[rows] * paid.size).astype(np.int64)] if paid.size else region.base["mean_wage"]
        c.wage_nok_year[retired[rows]] = np.maximum(before * p.pension_share, p.pension_min_nok)
    home = c.household_id >= 0
    gross = np.bincount(c.household_id[home], weights=c.wage_nok_year[home], minlength=region.households.n)
    h.income_nok_year[:] = np.maximum(gross * (1.0 - region.par(BooksParams).tax_share), _HELP_NOK)


def medians(region: Region, n: int) -> Floats:
    """Median income after tax of private households by municipality [n]."""
    h = region.households.c
    where = np.where(is_private(region), region.zones.municipality[h.place_id], -1)
    return np.array([float(np.median(h.income_nok_year[where == m])) for m in range(n)])


def job_hazard(region: Region, draft: Draft) -> Floats:
    """Chance per year of leaving a job by years in it [_TENURES], from the hazards of `model/labour.py`."""
    p = region.par(labour.Params)
    years = np.arange(_TENURES)
    search = p.search_settled + (p.search_new - p.search_settled) * np.exp(-p.search_decay * years)
    hazard = p.loss_rate + draft.params.search_success * search + draft.params.other_job_exits
    return np.asarray(np.minimum(hazard, 0.9))
