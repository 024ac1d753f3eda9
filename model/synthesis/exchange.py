"""Founders live where they like: households exchange homes, and reference persons exchange tastes.

Households of the same municipality, size and kind of home exchange homes.

The utility of a zone is the yearly residential choice's (`model/residential.py`: commutes of both partners, family near,
origin, density and services by life stage, persistent taste). Two households exchange homes with probability
min(1, exp(ΔΣV/λ)), λ the scale of the region's nest: a draw from logit choice under the margins, which is what years of
single moves lead to, so the first years have neither more nor fewer moves than later ones.

Across municipalities the margins leave no household free to move, but nobody has published who likes which place: any two
reference persons exchange keys, and with them the persistent tastes that follow from the key, by the same rule. So those
who live in a valley are those who like it, and it does not empty in the first year.

Left out: price against income (exchanged homes are of one kind, so their cost differs by zone only), tenure changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from model.changes import is_private, parent_place, recount
from model.codes import Status
from model.kernels.choice import Choosers, fill_zones
from model.kernels.family import adult_child_place, youngest_child
from model.kernels.grouping import members
from model.region import Region
from model.residential import Params as Location
from model.residential import age_group, places, terms
from model.rng import Stream, draw, normals, uniform
from model.synthesis.draft import Draft

_PER_HOUSEHOLD = 60
_DRAW_EXCHANGE = 140
_TASTES = 99  # number of the draw for tastes; rounds of homes count from 0
_SETTLED = 25  # whose studies are over: their keys decide nothing else that lasts


@njit(cache=True, nogil=True)
def zone_values(terms: Any, places: Any, choosers: Any, first: Any, last: Any, taste_base: Any) -> Any:
    """V of every zone first[i] … last[i]−1 for chooser i [N, widest range]."""
    widest = 0
    for i in range(first.size):
        widest = max(widest, last[i] - first[i])
    out = np.zeros((first.size, widest))
    zones = np.empty(places.zone_keys.size)
    for i in range(first.size):
        fill_zones(terms, places, choosers, i, taste_base, zones)
        out[i, : last[i] - first[i]] = zones[first[i] : last[i]]
    return out


@njit(cache=True, nogil=True)
def exchange_homes(
    base: Any,
    home: Any,
    zone: Any,
    group: Any,
    start: Any,
    in_group: Any,
    first: Any,
    values: Any,
    scale: Any,
    n_proposals: Any,
) -> Any:
    """Exchange homes within groups, in place; returns the number of exchanges accepted.

    home [N] dwelling and zone [N] of each household; values [N, zones of its municipality] from zone first[i].
    """
    done = 0
    for t in range(n_proposals):
        i = t % home.size
        g = group[i]
        n = start[g + 1] - start[g]
        j = in_group[start[g] + np.int64(uniform(base, np.uint64(t), np.uint64(0)) * n)]
        a, b = zone[i], zone[j]
        if a == b:
            continue
        gain = values[i, b - first[i]] + values[j, a - first[j]] - values[i, a - first[i]] - values[j, b - first[j]]
        if gain >= 0.0 or uniform(base, np.uint64(t), np.uint64(1)) < np.exp(gain / scale):
            zone[i], zone[j] = b, a
            home[i], home[j] = home[j], home[i]
            done += 1
    return done


@njit(cache=True, nogil=True)
def exchange_tastes(base: Any, zone: Any, tastes: Any, scale: Any, n_proposals: Any) -> Any:
    """Exchange the tastes of N people; returns whose taste each one has in the end [N].

    zone [N] where each lives, tastes [N, Z].
    """
    has = np.arange(zone.size)
    for t in range(n_proposals):
        i = t % zone.size
        j = np.int64(uniform(base, np.uint64(t), np.uint64(0)) * zone.size)
        a, b, k, m = zone[i], zone[j], has[i], has[j]
        gain = tastes[k, b] + tastes[m, a] - tastes[k, a] - tastes[m, b]
        if gain >= 0.0 or uniform(base, np.uint64(t), np.uint64(1)) < np.exp(gain / scale):
            has[i], has[j] = m, k
    return has


def settle_tastes(region: Region, draft: Draft) -> None:
    """Exchange the keys of reference persons of 25 and more, so that they like where they live."""
    c, h = region.persons.c, region.households.c
    refs = h.ref_id[(c.age[h.ref_id] >= _SETTLED) & (c.status[h.ref_id] != Status.AWAY)].astype(np.int64)
    refs = refs[np.argsort(c.key[refs])]
    p = region.par(Location)
    taste = region.persistent_draws(Stream.TASTE)
    tastes = p.taste * np.stack([normals(taste, c.key[refs], z) for z in region.zones.keys], axis=1)
    base = np.uint64(draw(draft.base, np.uint64(_DRAW_EXCHANGE), np.uint64(_TASTES)))
    n = _PER_HOUSEHOLD * refs.size
    has = exchange_tastes(base, c.place_id[refs].astype(np.int64), tastes, float(p.scale_region), n)
    c.key[refs] = c.key[refs[has]]
    recount(region)  # of two of the same age the one with the smaller key is the reference person


def _choosers(region: Region) -> Choosers:
    """All private households, which come first, as choosers, as in the yearly moves."""
    c, h = region.persons.c, region.households.c
    ref = h.ref_id[is_private(region)].astype(np.int64)
    rows = np.arange(ref.size)
    partner = np.where(c.household_id[c.partner_id[ref]] == rows, c.partner_id[ref], -1).astype(np.int64)
    partner[c.partner_id[ref] < 0] = -1
    child = adult_child_place(c.mother_id, c.father_id, c.age, c.place_id, c.household_id, c.key)

    def work_place(person: Any) -> Any:
        employer = np.where(person >= 0, c.employer_id[person], -1)
        return np.where(employer >= 0, region.firms.c.place_id[employer], -1).astype(np.int64)

    n = ref.size
    values: dict[str, Any] = {
        "key": c.key[ref],
        "age": c.age[ref].astype(np.int64),
        "group": age_group(c.age[ref]),
        "members": h.n_members[:n].astype(np.float64),
        "child_age": youngest_child(c.household_id, c.age, region.households.n)[:n],
        "log_income": np.log(np.maximum(h.income_nok_year[:n], 1.0)).astype(np.float64),
        "work_1": work_place(ref),
        "work_2": work_place(partner),
        "seeks_work": c.status[ref] == Status.UNEMPLOYED,
        "tie_1": parent_place(region, ref),
        "tie_2": parent_place(region, partner),
        "tie_3": child[ref],
        "origin": c.origin_place_id[ref].astype(np.int64),
        "home": h.place_id[:n].astype(np.int64),
        "may_build": np.zeros(n, bool),
        "may_leave": np.zeros(n, bool),
    }
    return Choosers(**{name: values.get(name, np.zeros(n)) for name in Choosers._fields})


def settle_households(region: Region, draft: Draft, part: int) -> None:
    """One round of exchanges of homes (`part` numbers the round); moves persons with their households."""
    h, d, c = region.households.c, region.dwellings.c, region.persons.c
    private = slice(0, int(is_private(region).sum()))  # care homes come after all others
    municipality = region.zones.municipality[h.place_id[private]]
    kind = d.type[h.dwelling_id[private]].astype(np.int64) * 4 + h.tenure[private]
    size = np.minimum(h.n_members[private], 30).astype(np.int64)
    _, group = np.unique((municipality * 32 + size) * 16 + kind, return_inverse=True)
    start, in_group = members(group.astype(np.int64), int(group.max()) + 1)
    zones_of = [np.flatnonzero(region.zones.municipality == m) for m in range(len(draft.margins))]
    first = np.array([zones.min() for zones in zones_of])[municipality]
    last = np.array([zones.max() + 1 for zones in zones_of])[municipality]
    p = region.par(Location)
    values = zone_values(
        terms(p), places(region), _choosers(region), first, last, region.persistent_draws(Stream.TASTE)
    )
    home, zone = h.dwelling_id[private].astype(np.int64), h.place_id[private].astype(np.int64)
    base = np.uint64(draw(draft.base, np.uint64(_DRAW_EXCHANGE), np.uint64(part)))
    n = _PER_HOUSEHOLD * home.size
    scale = float(p.scale_region * draft.params.exchange_scale)
    exchange_homes(base, home, zone, group.astype(np.int64), start, in_group, first, values, scale, n)
    h.dwelling_id[private], h.place_id[private] = home, zone
    d.household_id[home] = np.arange(home.size)
    resident = c.household_id >= 0
    c.place_id[resident] = h.place_id[c.household_id[resident]]
