"""Which municipalities act as one: one council after a merger, joint units of a service type, or each for itself.

Zones of one *area* have one owner of a municipal service type: its units serve them first, it keeps its last unit there,
it opens, closes, merges and moves units. An area is

- the zones of one council (`municipalities.council_id`: a municipality's own row, or that of the one it merged with),
- for a joint type (`ServiceType.is_joint`) the region,
- for a type in `region.joint_units` the zones of each group of councils that `cooperate` made.

Cost follows users across borders in any case (model/service_costs.py), so cooperation needs no cost shares of its own.
After a merger one council decides with one budget, administers once (its cost per head falls with size) and gets the
sums that are per municipality once; the row of each municipality stays, so results are still reported by municipality.

Left out: what it costs to agree, resistance, new names and borders of zones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.codes import Owner
from model.region import Region
from model.traits import ServiceType

_Groups = NDArray[np.int64]


def councils(region: Region) -> _Groups:
    """Row of the municipality whose council decides, of every municipality [M]."""
    own = region.municipalities.c.council_id.astype(np.int64)
    return np.where(own >= 0, own, np.arange(own.size))


def groups(region: Region, kind: ServiceType) -> _Groups:
    """Group of municipalities that own units of the type together, of every municipality [M]."""
    together = councils(region)
    if kind.is_joint:
        return np.zeros_like(together)
    joint = region.joint_units.get(kind.id)
    return together if joint is None else joint[together]


def merge(region: Region, members: Sequence[int]) -> None:
    """Give municipalities (rows) one council: that of the first. Those that had merged with a member come along."""
    c = region.municipalities.c
    now = councils(region)
    c.council_id[:] = np.where(np.isin(now, now[list(members)]), now[members[0]], now)


def cooperate(region: Region, kind: ServiceType, members: Sequence[int]) -> None:
    """Let municipalities (rows) own their units of a type together from now on."""
    joint = region.joint_units.get(kind.id, np.arange(region.municipalities.n))
    region.joint_units[kind.id] = np.where(np.isin(joint, joint[list(members)]), joint[members[0]], joint)


def separate(region: Region, kind: ServiceType, members: Sequence[int]) -> None:
    """Let municipalities (rows) own their units of a type each for itself again; the others of a group stay together."""
    joint = region.joint_units.get(kind.id)
    if joint is None:
        return
    joint = joint.copy()
    joint[list(members)] = -1 - np.array(members)  # a group of its own
    _, first, group = np.unique(joint, return_index=True, return_inverse=True)
    region.joint_units[kind.id] = first[group]  # a group is called by its first row


def nearest(region: Region, municipality: int, n: int) -> list[int]:
    """The n other municipalities (rows) with the shortest way by car between the centres, or all that there are."""
    c = region.municipalities.c
    minutes = region.cost_min[c.place_id[municipality], c.place_id]
    others = [int(m) for m in np.lexsort((c.code, minutes)) if m != municipality]
    return others[:n]


def areas(region: Region, kind: ServiceType) -> list[NDArray[np.bool_]]:
    """Zones that one owner is responsible for, bool [Z] each."""
    m = region.zones.municipality
    if kind.owner != Owner.MUNICIPALITY:
        return [np.ones(len(m), bool)]
    group = groups(region, kind)[m]
    return [group == g for g in np.unique(group)]


def own_area(region: Region, kind: ServiceType) -> NDArray[np.bool_]:
    """Where the rule of a type sends users: True for zones of the own area, or for all [Z, Z]."""
    m = region.zones.municipality
    if not kind.users_within_municipality:
        return np.ones((len(m), len(m)), bool)
    group = groups(region, kind)[m]
    return np.asarray(group[:, None] == group[None, :])
