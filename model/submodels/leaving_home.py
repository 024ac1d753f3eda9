"""Leaving the parents' home: which adults who do not head a household want one of their own this year.

Hazard by the age a reached during the year, from the share L(a) of residents who live in a household that is neither
theirs nor their partner's, so that the base year's share holds:

    h(a) = 1 − [L(a) / L(a−1)] / (1 − u(a)),       0 ≤ h ≤ `most`

u(a) is the hazard of a union (`partnership`), by which some leave as well. L is the region's stock at the base year,
smoothed over ages and leaning on the profile exp(−decline·(a − 18)), whose median is 20 years (EVIDENCE
age_leaving_home_median), where there are few people: a datum, not behaviour.

Who draws below h gets `leaving` HOME, which the moves act on this year; a partner in the same household goes along.
Partners who live apart both want a home, every year until they find one. Pupils and students elsewhere do not leave;
those who leave to study do so in `studies`.

Left out: income and the price of homes in the wish itself (they act in the moves, on who finds a home), returns to the
parents' home, except by graduates.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.changes import settled_refs
from model.codes import Leaving, Status
from model.kernels.profiles import smooth_share
from model.parameters import par, parameters
from model.rates import N_AGES
from model.region import Region
from model.rng import Stream, uniforms

READS = (
    "persons.key", "persons.age", "persons.status", "persons.household_id", "persons.partner_id", "persons.place_id",
    "region.base",
)  # fmt: skip
WRITES = ("persons.leaving", "region.base", "region.flows")

_FIRST_AGE = 19  # pupils until then


@parameters("leaving_home")
class Params(NamedTuple):
    """The national profile of adults in the parents' home, and bounds."""

    decline: float = par(
        0.30, unit="per year of age", low=0.22, high=0.45, source="EVIDENCE age_leaving_home_median (memory, verify)",
        note="half have left 2.3 years after 18",
    )  # fmt: skip
    floor: float = par(0.02, unit="share", low=0.0, high=0.05, source="assumption", note="who never leave")
    most: float = par(0.5, unit="per year", low=0.3, high=0.8, source="assumption", note="greatest hazard")
    prior_persons: float = par(
        15.0, unit="persons per age", low=0.0, high=100.0, source="assumption", note="weight of the national profile"
    )
    bandwidth: float = par(1.0, unit="years", low=0.5, high=3.0, source="assumption", note="of smoothing over ages")


def home_share(par: Params) -> NDArray[np.float64]:
    """National profile of the share in the parents' home [age]; 0 under 18."""
    ages = np.arange(N_AGES)
    return np.asarray(np.where(ages >= 18, par.floor + (1 - par.floor) * np.exp(-par.decline * (ages - 18.0)), 0.0))


def hazard(share: NDArray[np.float64], unions: NDArray[np.float64], par: Params) -> NDArray[np.float64]:
    """Hazard of leaving [age reached] that holds the share in the parents' home [age], given that of unions [age]."""
    out = np.zeros_like(share)
    left = share[_FIRST_AGE:] / np.maximum(share[_FIRST_AGE - 1 : -1], 1e-12) / (1.0 - unions[_FIRST_AGE:])
    out[_FIRST_AGE:] = np.clip(1.0 - left, 0.0, par.most)
    return out


def calibrate(region: Region) -> None:
    """Set `region.base["leaving_hazard"]` [age] from the stock that lives here now, after that of unions."""
    par = region.par(Params)
    p = region.persons.c
    adults = np.flatnonzero((p.household_id >= 0) & (p.age >= 18))
    guests = np.flatnonzero(_guests(region))
    population = np.bincount(p.age[adults], minlength=N_AGES).astype(np.float64)
    at_home = np.bincount(p.age[guests], minlength=N_AGES).astype(np.float64)
    share = smooth_share(at_home, population, home_share(par), par.prior_persons, par.bandwidth)
    unions = region.base["union_hazard"].mean(axis=0) if "union_hazard" in region.base else np.zeros(N_AGES)
    region.base["leaving_hazard"] = hazard(np.asarray(share), unions, par)


def _guests(region: Region) -> NDArray[np.bool_]:
    """Adult residents who live in a household that neither they nor their partner heads [n]."""
    p = region.persons.c
    head = settled_refs(region)[p.household_id]
    rows = np.arange(len(region.persons))
    adult = (p.household_id >= 0) & (p.age >= 18) & (head >= 0)
    return np.asarray(adult & (head != rows) & (p.partner_id != head) & (p.leaving != Leaving.SEPARATION))


def step(region: Region, year: int) -> None:
    """Set `leaving` HOME for those whose keyed draw is below the hazard of their age."""
    if "leaving_hazard" not in region.base:
        calibrate(region)
    p = region.persons.c
    busy = (p.status == Status.PUPIL) | (p.status == Status.AWAY)
    guests = np.flatnonzero(_guests(region) & ~busy)
    partner = p.partner_id[guests]
    key = np.where(partner >= 0, np.minimum(p.key[guests], p.key[partner]), p.key[guests])
    wants = uniforms(region.draws(Stream.LEAVING_HOME), key, 0) < region.base["leaving_hazard"][p.age[guests]]
    leavers = guests[wants & (p.leaving[guests] == Leaving.NO)]
    p.leaving[leavers] = Leaving.HOME
    with_partner = p.partner_id[leavers][p.partner_id[leavers] >= 0]
    p.leaving[with_partner] = Leaving.HOME
    apart = np.flatnonzero((p.household_id >= 0) & (p.partner_id >= 0) & (p.leaving == Leaving.NO))
    apart = apart[p.household_id[apart] != p.household_id[p.partner_id[apart]]]
    p.leaving[apart] = Leaving.HOME
    region.count("leaving_home", p.place_id[np.flatnonzero(p.leaving == Leaving.HOME)])
