"""Care homes: collective households of service units whose users live in them. Who lives there, enters and dies there.

The share of residents of age a (67 and more) who live in a care home at the base year:

    C(a) = 1/(1 + exp(−rise·(a − a0))),      a0 so that Σ N(a)·C(a) = take_up·(users of residential service types)

Those who live there die `mortality` times as often as others of their age and sex, in parts that leave the mean at the
national table's q:

    q_home = q/(1 + (mortality − 1)·k·C),      q_care = min(mortality·q_home, 1)

k is the number who live there over the number that C would give, the same for all ages, so deaths hold when places are
short. The hazard of entering at the age a reached during the year, for who is not there, is the one that holds C:

    e(a) = [C(a) − C⁻(a)]/[1 − C⁻(a)],      C⁻(a) = C(a−1)·(1 − q_care)/(1 − q)

and it is `with_partner` times as high for those who live with a partner as for the others of their age.

With take_up 0 nobody enters. Source: shape after Norwegian registers of long-term places (2 % at 75, 9 % at 85, 38 % at
95) and a stay of two to three years, from memory: assumption.
Left out: short stays, sheltered homes (private households), health before entry (who enters is drawn by age and partner),
children's nearness, which makes entry later.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.changes import dissolve_empty, in_care_home, join_household
from model.codes import Leaving
from model.kernels.profiles import smooth_share
from model.parameters import par, parameters
from model.rates import N_AGES, death_rates, level, probability
from model.region import Region
from model.rng import Kind, derive_all
from model.service_use import minutes_to_sites, units_of, users_by_type

_Floats = NDArray[np.float64]
_Rows = NDArray[np.int64]
FIRST_AGE = 67  # nobody enters before
_ENTERED_AT_MOST = 0.6  # per year
_PAIRED = np.full(N_AGES, 0.4)  # share with a partner where hardly anybody is of an age (two persons' weight)


@parameters("care")
class Params(NamedTuple):
    """Who lives in care homes."""

    take_up: float = par(
        1.0, unit="residents per user", low=0.0, high=1.2, source="assumption",
        note="of a service type whose users live in it; 0 = nobody moves in",
    )  # fmt: skip
    rise: float = par(0.19, unit="logit per year of age", low=0.14, high=0.24, source="assumption")
    mortality: float = par(5.0, unit="relative hazard", low=3.0, high=7.0, source="assumption", note="at home: 1")
    with_partner: float = par(
        0.5, unit="relative hazard", low=0.3, high=0.8, source="assumption", note="of entering; without a partner: 1"
    )
    bandwidth: float = par(3.0, unit="years", low=1.0, high=5.0, source="assumption", note="of smoothing over ages")


def residential_units(region: Region) -> _Rows:
    """Rows of the open units whose users live in them."""
    kinds = [k for k, kind in enumerate(region.service_types) if kind.is_residential]
    return np.sort(np.concatenate([np.zeros(0, np.int64), *(units_of(region, k) for k in kinds)]).astype(np.int64))


def places_wanted(region: Region) -> _Floats:
    """Users of residential service types by home zone [Z]."""
    is_residential = np.array([kind.is_residential for kind in region.service_types], bool)
    return np.asarray(users_by_type(region)[is_residential].sum(axis=0))


def share_in_care(population: _Floats, total: float, par: Params) -> _Floats:
    """C(a): share in care homes [age] of a population [age] of whom `total` live there."""
    ages = np.arange(population.size)
    low, high = 40.0, 200.0
    if total <= 0.0:
        return np.zeros(population.size)
    for _ in range(60):
        middle = (low + high) / 2.0
        share = np.where(ages >= FIRST_AGE, 1.0 / (1.0 + np.exp(-par.rise * (ages - middle))), 0.0)
        low, high = (middle, high) if float(population @ share) > total else (low, middle)
    return np.asarray(share)


def split(q: _Floats, share: _Floats, par: Params) -> tuple[_Floats, _Floats]:
    """Probabilities of dying at home and in a care home [..., age] with mean q, `share` [age] of whom live in one."""
    at_home = q / (1.0 + (par.mortality - 1.0) * share)
    in_care = np.minimum(par.mortality * at_home, 1.0)
    rest = np.maximum(1.0 - share, 1e-9)
    return np.where(in_care < 1.0, at_home, np.clip((q - share * in_care) / rest, 0.0, 1.0)), in_care


def split_deaths(region: Region, q: _Floats) -> tuple[_Floats, _Floats]:
    """`split` for those who live here this year; q [sex, age on 1 January]."""
    if "care_share" not in region.base:
        return q, q
    p, share = region.persons.c, region.base["care_share"]
    old = np.flatnonzero(p.age >= FIRST_AGE)
    old = old[p.household_id[old] >= 0]
    usual = float(share[p.age[old]].sum())
    now = float((region.households.c.service_id[p.household_id[old]] >= 0).sum())
    return split(q, np.minimum(share * now / usual, 0.95) if usual > 0.0 else share, region.par(Params))


def entry_hazard(share: _Floats, q: _Floats, paired: _Floats, par: Params) -> _Floats:
    """Hazard of entering [without, with a partner at home; age reached] that holds `share` [age] at mortality q [age].

    `paired` [age] is the share with a partner of those at home.
    """
    q = np.minimum(q, 0.999)
    _, in_care = split(q, share, par)
    kept = np.zeros(share.size)
    kept[1:] = (share * (1.0 - in_care) / (1.0 - q))[:-1]
    mean = np.where(np.arange(share.size) >= FIRST_AGE, (share - kept) / (1.0 - kept), 0.0)
    alone = mean / (1.0 - (1.0 - par.with_partner) * paired)
    return np.clip(np.stack([alone, par.with_partner * alone]), 0.0, _ENTERED_AT_MOST)


def calibrate_care(region: Region) -> None:
    """Set `region.base["care_share"]` [age] and `care_entry` [partner, age] from the residents of now."""
    p, par = region.persons.c, region.par(Params)
    home = p.household_id >= 0
    everybody = np.bincount(p.age[home], minlength=N_AGES).astype(np.float64)
    share = share_in_care(everybody, par.take_up * float(places_wanted(region).sum()), par)
    q = probability(death_rates(region, region.year) * level(region, "death_ratio"))
    by_sex = np.stack([np.bincount(p.age[home & (p.sex == s)], minlength=N_AGES) for s in (0, 1)]) + 1e-9
    mean_q = (q * by_sex).sum(axis=0) / by_sex.sum(axis=0)
    at_home = home & ~in_care_home(region)
    paired = np.bincount(p.age[at_home & (p.partner_id >= 0)], minlength=N_AGES)
    together = smooth_share(paired, np.bincount(p.age[at_home], minlength=N_AGES), _PAIRED, 2.0, par.bandwidth)
    region.base["care_share"] = share
    region.base["care_entry"] = entry_hazard(share, mean_q, together, par)


@njit(cache=True, nogil=True)
def find_places(home: Any, minutes: Any, zone: Any, room: Any, allowed: Any) -> Any:
    """Unit of each person in order [n], −1 = none with room: the nearest, of those the emptiest; takes from room [units].

    home [n] zones; minutes [Z, Z]; zone [units]; allowed [Z, units]: whether residents of a zone may live there.
    """
    out = np.full(home.size, -1, np.int64)
    for i in range(home.size):
        best = np.inf
        for u in range(zone.size):
            t = minutes[home[i], zone[u]]
            if room[u] > 0 and allowed[home[i], u] and (t < best or (t == best and room[u] > room[out[i]])):
                best = t
                out[i] = u
        if out[i] >= 0:
            room[out[i]] -= 1
    return out


def offer_places(region: Region, persons: _Rows, is_bound: NDArray[np.bool_]) -> _Rows:
    """Row of the service unit that each person [n], in order, gets a place in; −1 = there is no room.

    `is_bound` [n]: only where the rule of the service type sends its users; the others go anywhere.
    """
    units, s = residential_units(region), region.services.c
    if units.size == 0:
        return np.full(persons.size, -1)
    h = region.households.c
    living = np.bincount(h.service_id[h.service_id >= 0], h.n_members[h.service_id >= 0], region.services.n)
    room = np.floor(s.capacity[units] - living[units]).astype(np.int64)
    zone = s.place_id[units].astype(np.int64)
    m = region.zones.municipality
    local = np.array([region.service_types[k].users_within_municipality for k in s.type[units]], bool)
    allowed = ~local | (m[:, None] == m[zone])
    minutes = minutes_to_sites(region)
    home = region.persons.c.place_id[persons].astype(np.int64)
    order = np.lexsort((s.key[units], zone))  # of two units in a zone the smaller key comes first
    units, room, allowed, zone = units[order], room[order], allowed[:, order], zone[order]
    found = np.full(persons.size, -1)
    for bound in (False, True):
        mine = np.flatnonzero(is_bound == bound)
        rule = allowed if bound else np.ones_like(allowed)
        found[mine] = find_places(home[mine], minutes, zone, room, rule)
    return np.where(found >= 0, units[found], -1)


def admit(region: Region, persons: _Rows, units: _Rows, year: int) -> None:
    """Persons [n] move into the collective households of service units [n]; what they leave behind is dissolved."""
    h, s, c = region.households.c, region.services.c, region.persons.c
    household = np.full(region.services.n, -1)
    has = np.flatnonzero(h.service_id >= 0)
    household[h.service_id[has]] = has
    new = np.unique(units)
    new = new[household[new] < 0]
    keys = derive_all(s.key[new], Kind.HOUSEHOLD_COLLECTIVE, np.full(new.size, year))
    household[new] = region.households.add(
        new.size, key=keys, place_id=s.place_id[new], service_id=new, moved_year=year
    )
    join_household(region, persons, household[units])
    c.leaving[persons] = Leaving.NO
    dissolve_empty(region, year)
