"""Residential location as argmax of utility plus keyed noise, and the queue for homes.

Two nests, the region and the places outside. For an alternative a in nest m with scale lambda_m:

    U_a = V_a + lambda_m·ln n_a + nu_m + lambda_m·G_a

n_a counts what is offered (1 for staying and for a place outside), G is a standard Gumbel keyed by (chooser,
alternative), nu the nest term of `rng.nest_term` keyed by (chooser, nest). That is nested logit exactly, and raising one
V can only draw choosers to that alternative. Equation of V: `model/residential.py`.

The expected utility of the best alternative is known in closed form: E max U = L + Euler's constant, with the logsum

    L = ln sum over nests m of exp(I_m),    I_m = lambda_m · ln sum over a in m of n_a · exp(V_a / lambda_m)

The parts of a choice are inlined: a tuple of arrays as an argument is copied at every call, which cost more than the
arithmetic.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from model.rng import gumbel, nest_term, normal

STAY = -1  # keeps what the chooser has: its home, the parents' home, temporary housing, or the place outside
NEST_REGION = 1
NEST_OUTSIDE = 2
_STAY_KEY = np.uint64(0x53544159)
_FAR = 1e9


class Terms(NamedTuple):
    """Coefficients of V that the kernel needs; see `model/residential.py` for units and sources."""

    scale_region: float
    scale_outside: float
    cost: float
    fit: float
    accessible: float
    commute: float
    family: float
    origin: float
    density_young: float
    density_family: float
    density_old: float
    taste: float
    need_base_m2: float
    need_per_person_m2: float
    family_near_min: float
    family_far_min: float


class Places(NamedTuple):
    """What the kernel knows about places: Z zones, then O places outside (P in all)."""

    zone_keys: Any  # uint64 [Z]
    municipality: Any  # int64 [Z]
    jobs: Any  # [Z] value of the labour market to who seeks work
    density: Any  # [Z] standardised log density
    services: Any  # [K, Z] standardised access per service type, already weighted
    service_ages: Any  # int64 [K, 2] life stage: a member of an age from–to (exclusive) makes it count
    time_min: Any  # [P, P]
    commute_d: Any  # [P, places of work] the latter as the choosers' work_1 and work_2 count them
    near: Any  # [Z, Z] share of the ties around a home in the first zone that living in the second keeps
    tax_relief: Any  # [Z] less income tax for who lives there, share of income after tax
    debt_relief: Any  # [Z] NOK a year, to each who has a study loan
    outside_keys: Any  # uint64 [O]
    outside_value: Any  # [5, O] value of living there by age group of the reference person
    outside_log_n: Any  # [O] size term, of who moves there: log of the place's share of those who leave
    outside_log_cost: Any  # [O] log of the yearly cost of a square metre, over the factor on income


class Offers(NamedTuple):
    """Open alternatives in the region: homes by (zone, type, tenure), then plots to build on, A in all."""

    zone: Any  # int64 [A]
    key: Any  # uint64 [A] permanent key of (zone, type, tenure)
    log_n: Any  # [A] log of the number offered when the quarter opened
    left: Any  # int64 [A] still there; the queue takes from it
    log_floor: Any  # [A] log m2
    accessible: Any  # [A] share usable without steps
    log_cost: Any  # [A] log NOK/year
    is_plot: Any  # bool [A] a plot: only households that live here, and only as owners
    constant: Any  # [A] utility of the kind of home as such
    log_price: Any  # [A] log NOK to pay up front and by loans; −1e9 = is let
    is_municipal: Any  # bool [A] let by the municipality to those who need it


class Choosers(NamedTuple):
    """Units that choose; every array is [N]."""

    key: Any  # uint64, of the reference person
    age: Any  # of the reference person
    group: Any  # age group 0–4, for the value of living outside
    members: Any
    child_age: Any  # age of the youngest child, 99 = none
    log_income: Any  # log NOK/year after tax, without what places add to it
    debtors: Any  # members with a study loan, per NOK of income
    work_1: Any  # place of work of the reference person, −1 none
    work_2: Any  # of the partner
    seeks_work: Any  # bool
    tie_1: Any  # place of the reference person's mother, −1 none
    tie_2: Any  # of the partner's mother
    tie_3: Any  # of an adult child
    origin: Any  # place where the reference person grew up, −1 elsewhere
    home: Any  # place where the unit lives now (P = nowhere yet)
    ties: Any  # V of what one has around the home and loses with distance from it; outside it is all in stay_value
    stay_value: Any  # V of staying beyond the terms of the place; −1e9 = must not stay
    stay_log_floor: Any
    stay_log_cost: Any
    stay_accessible: Any
    may_build: Any  # bool
    may_leave: Any  # bool: places outside are alternatives
    log_means: Any  # log NOK, highest price that the unit can pay
    is_needy: Any  # bool: may rent from the municipality


@njit(cache=True, nogil=True, inline="always")
def log_need(terms: Any, members: Any) -> Any:
    """Log of the floor area in m2 that a household of this many members looks for."""
    return np.log(terms.need_base_m2 + terms.need_per_person_m2 * members)


@njit(cache=True, nogil=True, inline="always")
def home_value(terms: Any, log_cost_to_income: Any, log_floor_to_need: Any, accessible: Any, age: Any) -> Any:
    """V of a home as such: price against income, room for everybody, no steps for the old."""
    value = terms.cost * log_cost_to_income - terms.fit * abs(log_floor_to_need)
    if age >= 70:
        value += terms.accessible * accessible
    return value


@njit(cache=True, nogil=True, inline="always")
def fill_zones(terms: Any, places: Any, choosers: Any, i: Any, taste_base: Any, out: Any) -> None:
    """Write to `out` [Z] V of living in each zone for chooser i, whatever the home."""
    n_zones = places.zone_keys.size
    age, child_age, key = choosers.age[i], choosers.child_age[i], choosers.key[i]
    work_1, work_2, seeks = choosers.work_1[i], choosers.work_2[i], choosers.seeks_work[i]
    home, origin, ties = choosers.home[i], choosers.origin[i], choosers.ties[i]
    tie_1, tie_2, tie_3 = choosers.tie_1[i], choosers.tie_2[i], choosers.tie_3[i]
    density = terms.density_young if age < 30 else terms.density_family if age < 67 else terms.density_old
    town = places.municipality[origin] if 0 <= origin < n_zones else -1
    near_min, far_min = terms.family_near_min, terms.family_far_min
    debtors = choosers.debtors[i]
    for z in range(n_zones):
        # ln(1 + relief/income), small, is taken as relief/income: what a home costs against income is that much less.
        relief = places.tax_relief[z] + debtors * places.debt_relief[z]
        out[z] = density * places.density[z] - terms.cost * relief
    for k in range(places.services.shape[0]):
        low, high = places.service_ages[k, 0], places.service_ages[k, 1]
        if low <= age < high or low <= child_age < high:
            for z in range(n_zones):
                out[z] += places.services[k, z]
    for z in range(n_zones):
        nearest = _FAR
        if tie_1 >= 0:
            nearest = min(nearest, places.time_min[z, tie_1])
        if tie_2 >= 0:
            nearest = min(nearest, places.time_min[z, tie_2])
        if tie_3 >= 0:
            nearest = min(nearest, places.time_min[z, tie_3])
        value = terms.family * (1.0 if nearest <= near_min else 0.5 if nearest <= far_min else 0.0)
        if work_1 >= 0:
            value -= terms.commute * places.commute_d[z, work_1]
        if work_2 >= 0:
            value -= terms.commute * places.commute_d[z, work_2]
        if seeks:
            value += places.jobs[z]
        if home < n_zones:
            value += ties * places.near[home, z]
        if town >= 0 and places.municipality[z] == town:
            value += terms.origin if z == origin else 0.5 * terms.origin
        out[z] += value + terms.taste * normal(taste_base, key, places.zone_keys[z])


@njit(cache=True, nogil=True, inline="always")
def fill_outside(terms: Any, places: Any, choosers: Any, i: Any, need: Any, out: Any) -> None:
    """Write to `out` [O] V of living in each place outside: its value by age, price against wages there, family, origin.

    `need` is the log of the floor area that chooser i looks for.
    """
    n_zones = places.zone_keys.size
    group, origin = choosers.group[i], choosers.origin[i]
    tie_1, tie_2, tie_3 = choosers.tie_1[i], choosers.tie_2[i], choosers.tie_3[i]
    near_min, far_min = terms.family_near_min, terms.family_far_min
    cost = terms.cost * (need - choosers.log_income[i])
    for o in range(places.outside_keys.size):
        place = n_zones + o
        nearest = _FAR
        if tie_1 >= 0:
            nearest = min(nearest, places.time_min[place, tie_1])
        if tie_2 >= 0:
            nearest = min(nearest, places.time_min[place, tie_2])
        if tie_3 >= 0:
            nearest = min(nearest, places.time_min[place, tie_3])
        value = places.outside_value[group, o] + cost + terms.cost * places.outside_log_cost[o]
        value += terms.family * (1.0 if nearest <= near_min else 0.5 if nearest <= far_min else 0.0)
        if origin == place:
            value += terms.origin
        out[o] = value


@njit(cache=True, nogil=True, inline="always")
def may_have(
    left: Any, is_plot: Any, is_municipal: Any, log_price: Any, may_build: Any, is_needy: Any, means: Any
) -> Any:
    """Whether a chooser may take an offer: there is one left, and it can build, is given it, or can pay."""
    if left <= 0 or log_price > means or (is_plot and not may_build):
        return False
    return is_needy or not is_municipal


@njit(cache=True, nogil=True, inline="always")
def choose_one(
    terms: Any,
    places: Any,
    offers: Any,
    choosers: Any,
    i: Any,
    base: Any,
    nest_base: Any,
    taste_base: Any,
    zones: Any,
    outside: Any,
) -> Any:
    """Best alternative of chooser i among what is left: STAY, 0 … A−1 (homes and plots) or A+o (places outside).

    `zones` [Z] and `outside` [O] are scratch space for the values of places.
    """
    n_zones = places.zone_keys.size
    n_offers = offers.zone.size
    lam = terms.scale_region
    key, log_income = choosers.key[i], choosers.log_income[i]
    may_build, needy, means = choosers.may_build[i], choosers.is_needy[i], choosers.log_means[i]
    need = log_need(terms, choosers.members[i])
    nu = nest_term(nest_base, key, np.uint64(NEST_REGION), lam)
    fill_zones(terms, places, choosers, i, taste_base, zones)
    best, best_u = STAY, -_FAR * 2.0
    home = choosers.home[i]
    if home < n_zones:
        value = zones[home] + choosers.stay_value[i]
        value += home_value(
            terms,
            choosers.stay_log_cost[i] - log_income,
            choosers.stay_log_floor[i] - need,
            choosers.stay_accessible[i],
            choosers.age[i],
        )
        best_u = value + nu + lam * gumbel(base, key, _STAY_KEY)
    for a in range(n_offers):
        left, plot, public = offers.left[a], offers.is_plot[a], offers.is_municipal[a]
        if not may_have(left, plot, public, offers.log_price[a], may_build, needy, means):
            continue
        value = zones[offers.zone[a]] + offers.constant[a]
        value += home_value(
            terms, offers.log_cost[a] - log_income, offers.log_floor[a] - need, offers.accessible[a], choosers.age[i]
        )
        u = value + nu + lam * (offers.log_n[a] + gumbel(base, key, offers.key[a]))
        if u > best_u:
            best, best_u = a, u
    if choosers.may_leave[i]:
        lam_o = terms.scale_outside
        fill_outside(terms, places, choosers, i, need, outside)
        nu_o = nest_term(nest_base, key, np.uint64(NEST_OUTSIDE), lam_o)
        for o in range(places.outside_keys.size):
            at_home = home == n_zones + o
            if home >= n_zones and home < n_zones + places.outside_keys.size and not at_home:
                continue  # who lives outside weighs the region against the present place
            u = outside[o] + nu_o + lam_o * gumbel(base, key, places.outside_keys[o])
            u += choosers.stay_value[i] if at_home else lam_o * places.outside_log_n[o]  # n = 1 for staying
            if u > best_u:
                best, best_u = (STAY if at_home else n_offers + o), u
    return best


@njit(cache=True, nogil=True)
def run_queue(
    terms: Any,
    places: Any,
    offers: Any,
    choosers: Any,
    order: Any,
    takes: Any,
    base: Any,
    nest_base: Any,
    taste_base: Any,
) -> Any:
    """Let choosers `order` [m] choose one after the other; returns each one's choice [m].

    With `takes`, a home that is chosen is gone for those who come later; the ranking itself uses the counts of the
    opening, so it does not depend on who came earlier. Without, everybody finds room (used to ask who would come).
    """
    out = np.empty(order.size, np.int64)
    zones, outside = np.empty(places.zone_keys.size), np.empty(places.outside_keys.size)
    n_offers = offers.zone.size
    for j in range(order.size):
        choice = choose_one(terms, places, offers, choosers, order[j], base, nest_base, taste_base, zones, outside)
        if takes and 0 <= choice < n_offers:
            offers.left[choice] -= 1
        out[j] = choice
    return out


@njit(cache=True, nogil=True, inline="always")
def add_exp(top: Any, total: Any, x: Any) -> Any:
    """Add exp(x) to exp(top)·total without overflow; returns the new (top, total)."""
    if x <= top:
        return top, total + np.exp(x - top)
    return x, total * np.exp(top - x) + 1.0


@njit(cache=True, nogil=True, inline="always")
def logsum_one(
    terms: Any, places: Any, offers: Any, choosers: Any, i: Any, taste_base: Any, zones: Any, outside: Any
) -> Any:
    """Logsum L of chooser i over what is left; the alternatives are those of `choose_one`.

    `zones` [Z] and `outside` [O] are scratch space for the values of places.
    """
    n_zones = places.zone_keys.size
    lam = terms.scale_region
    log_income, home = choosers.log_income[i], choosers.home[i]
    may_build, needy, means = choosers.may_build[i], choosers.is_needy[i], choosers.log_means[i]
    need = log_need(terms, choosers.members[i])
    fill_zones(terms, places, choosers, i, taste_base, zones)
    top, total = -_FAR * 2.0, 0.0
    if home < n_zones:
        value = zones[home] + choosers.stay_value[i]
        value += home_value(
            terms,
            choosers.stay_log_cost[i] - log_income,
            choosers.stay_log_floor[i] - need,
            choosers.stay_accessible[i],
            choosers.age[i],
        )
        top, total = add_exp(top, total, value / lam)
    for a in range(offers.zone.size):
        left, plot, public = offers.left[a], offers.is_plot[a], offers.is_municipal[a]
        if not may_have(left, plot, public, offers.log_price[a], may_build, needy, means):
            continue
        value = zones[offers.zone[a]] + offers.constant[a]
        value += home_value(
            terms, offers.log_cost[a] - log_income, offers.log_floor[a] - need, offers.accessible[a], choosers.age[i]
        )
        top, total = add_exp(top, total, value / lam + offers.log_n[a])
    region = lam * (top + np.log(total)) if total > 0.0 else -_FAR
    if not choosers.may_leave[i]:
        return region
    lam_o = terms.scale_outside
    fill_outside(terms, places, choosers, i, need, outside)
    top, total = -_FAR * 2.0, 0.0
    for o in range(places.outside_keys.size):
        at_home = home == n_zones + o
        if home >= n_zones and home < n_zones + places.outside_keys.size and not at_home:
            continue
        value = outside[o]
        value += choosers.stay_value[i] if at_home else lam_o * places.outside_log_n[o]
        top, total = add_exp(top, total, value / lam_o)
    away = lam_o * (top + np.log(total)) if total > 0.0 else -_FAR
    top, total = add_exp(region, 1.0, away)
    return top + np.log(total)


@njit(cache=True, nogil=True)
def logsums(terms: Any, places: Any, offers: Any, choosers: Any, order: Any, taste_base: Any) -> Any:
    """Logsums of choosers `order` [m]: what their choice is worth before anybody chooses; draws nothing."""
    out = np.empty(order.size)
    zones, outside = np.empty(places.zone_keys.size), np.empty(places.outside_keys.size)
    for j in range(order.size):
        out[j] = logsum_one(terms, places, offers, choosers, order[j], taste_base, zones, outside)
    return out
