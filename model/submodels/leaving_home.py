"""Leaving the parents' home: which adults who do not head a household want one of their own this year.

Hazard by the age a reached during the year, from the share L(a) of residents who live in a household that is neither
theirs nor their partner's, so that the base year's share holds:

    h(a) = [L(a−1) − L(a)] / G(a) − u(a),       0 ≤ h ≤ `most`, a < 50

G(a) is the share of residents who may leave: those of L who do not study elsewhere. u(a) is the hazard of a union
(`partnership`), by which some leave as well. L is the region's stock at the base year, smoothed over ages and leaning on
the profile exp(−decline·(a − 18)), whose median is 20 years (EVIDENCE age_leaving_home_median), where there are few
people: a datum, not behaviour.

Who draws below h gets `leaving` HOME, which the moves act on this year; a partner in the same household goes along.
Partners who live apart both want a home, every year until they find one. Students elsewhere do not leave. Who turns 19
and draws a study place in `studies` a moment later leaves for that instead. The flow leaving_home counts who wants to
leave (partners living apart not among them); who does is counted by the moves.

Left out: income and the price of homes in the wish itself (they act in the moves, on who finds a home), returns to the
parents' home, except by graduates.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.changes import in_care_home, settled_refs
from model.codes import Leaving, Status
from model.kernels.profiles import smooth_share
from model.parameters import par, parameters
from model.rates import N_AGES
from model.region import Region
from model.rng import Stream, uniforms

READS = (
    "persons.key", "persons.age", "persons.status", "persons.household_id", "persons.partner_id", "persons.place_id",
    "households.service_id", "region.base",
)  # fmt: skip
WRITES = ("persons.leaving", "region.base", "region.flows")

_FIRST_AGE, _LAST_AGE = 19, 50  # older people in another's household leave it through a union or a death


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


def hazard(
    share: NDArray[np.float64], may_leave: NDArray[np.float64], unions: NDArray[np.float64], par: Params
) -> NDArray[np.float64]:
    """Hazard of leaving [age reached] that holds the share in the parents' home; all [age]."""
    out = np.zeros_like(share)
    ages = np.arange(_FIRST_AGE, _LAST_AGE)
    out[ages] = (share[ages - 1] - share[ages]) / np.maximum(may_leave[ages], 1e-3) - unions[ages]
    return np.clip(out, 0.0, par.most)


def calibrate(region: Region) -> None:
    """Set `region.base["leaving_hazard"]` [age] from the stock that lives here now, after that of unions."""
    par = region.par(Params)
    p = region.persons.c
    prior = home_share(par)
    guests = _guests(region)

    def by_age(who: NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(p.age[who], minlength=N_AGES), np.float64)

    def smooth(who: NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.asarray(smooth_share(by_age(who), population, prior, par.prior_persons, par.bandwidth))

    population = by_age((p.household_id >= 0) & (p.age >= 18))
    unions = region.base["union_hazard"].mean(axis=0) if "union_hazard" in region.base else np.zeros(N_AGES)
    region.base["leaving_hazard"] = hazard(smooth(guests), smooth(guests & (p.status != Status.AWAY)), unions, par)


def _guests(region: Region) -> NDArray[np.bool_]:
    """Adult residents who live in a private household that neither they nor their partner heads [n]."""
    p, h = region.persons.c, region.households.c
    heads = np.where(h.service_id < 0, settled_refs(region), -1)
    return np.asarray(_has_another_head(p.household_id, p.age, p.partner_id, p.leaving, heads))


@njit(cache=True, nogil=True)
def _has_another_head(household: Any, age: Any, partner: Any, leaving: Any, heads: Any) -> Any:
    out = np.zeros(household.size, np.bool_)
    for i in range(household.size):
        if household[i] < 0 or age[i] < 18 or leaving[i] == Leaving.SEPARATION:
            continue
        head = heads[household[i]]
        out[i] = head >= 0 and head != i and head != partner[i]
    return out


def step(region: Region, year: int) -> None:
    """Set `leaving` HOME for those whose keyed draw is below the hazard of their age."""
    if "leaving_hazard" not in region.base:
        calibrate(region)
    p = region.persons.c
    guests = np.flatnonzero(_guests(region) & (p.status != Status.AWAY))
    partner = p.partner_id[guests]
    key = np.where(partner >= 0, np.minimum(p.key[guests], p.key[partner]), p.key[guests])
    wants = uniforms(region.draws(Stream.LEAVING_HOME), key, 0) < region.base["leaving_hazard"][p.age[guests]]
    leavers = guests[wants & (p.leaving[guests] == Leaving.NO)]
    p.leaving[leavers] = Leaving.HOME
    in_care = in_care_home(region)
    with_partner = p.partner_id[leavers][p.partner_id[leavers] >= 0]
    with_partner = with_partner[~in_care[with_partner]]
    p.leaving[with_partner] = Leaving.HOME
    apart = np.flatnonzero((p.household_id >= 0) & (p.partner_id >= 0) & (p.leaving == Leaving.NO))
    apart = apart[p.household_id[apart] != p.household_id[p.partner_id[apart]]]
    apart = apart[~in_care[apart] & ~in_care[p.partner_id[apart]]]
    p.leaving[apart] = Leaving.HOME
    # Pupils who turn 19 are counted by `studies`, when they know whether they leave for that instead.
    counted = np.concatenate([leavers, with_partner])
    counted = np.unique(counted[p.status[counted] != Status.PUPIL])
    region.count("leaving_home", p.place_id[counted])
