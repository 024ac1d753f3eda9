"""Homes without a household at the base year: on offer, kept off the market, second homes, and homes being built.

A share v* of every zone's homes is on offer; the rest of the bundle's vacant homes is kept off the market, in rural zones
first. Second homes lie where there is land. Homes being built are one year's building of the bundle.
"""

from __future__ import annotations

import numpy as np

from model.codes import DwellingState, DwellingType, ZoneKind
from model.geography import Zones
from model.inputs import RegionData
from model.synthesis.draft import Draft
from model.synthesis.integers import Floats, Ints, largest_remainder
from model.synthesis.margins import index_of


def quantity(data: RegionData, codes: list[str], name: str, category: str = "all", default: float = 0.0) -> Floats:
    """Latest value of a dwelling quantity by municipality [M]."""
    frame = data.dwellings[(data.dwellings["quantity"] == name) & (data.dwellings["category"] == category)]
    frame = frame.sort_values("year", kind="stable")
    values = np.full(len(codes), default)
    values[index_of(codes, frame["municipality"])] = frame["value"].to_numpy(np.float64)
    return values


def _weights(zones: Zones, occupied: Floats, m: int, rural_only: float, data: RegionData, name: str) -> Floats:
    """Share of a municipality's new homes by zone [Z]; `name` gives the share outside settlements."""
    here = zones.municipality == m
    rural = here & (zones.kind == ZoneKind.RURAL)
    other = here & ~rural
    share = quantity(data, [x.code for x in data.municipalities], name, default=rural_only)[m]
    weight = np.zeros(len(zones))
    for group, part in ((rural, share), (other, 1.0 - share)):
        mass = occupied[group].sum()
        if mass > 0:
            weight[group] = occupied[group] / mass * part
    return weight


def empty_homes(draft: Draft, data: RegionData, zones: Zones, zone: Ints, kind: Ints) -> list[tuple[Ints, Ints, int]]:
    """(zone, type, state) of homes without a household, by state."""
    codes, p = draft.margins.codes, draft.params
    cells = np.zeros((len(zones), 3))
    np.add.at(cells, (zone, kind), 1.0)
    occupied = cells.sum(axis=1)
    offered = np.rint(occupied * p.offered_share / (1.0 - p.offered_share)).astype(np.int64)
    vacant = quantity(data, codes, "vacant_share", default=0.1)
    found: list[tuple[Ints, Ints, int]] = []
    withdrawn = np.zeros(len(zones), np.int64)
    second = np.zeros(len(zones), np.int64)
    holiday = quantity(data, codes, "second_homes")
    for m in range(len(codes)):
        here = zones.municipality == m
        empty = round(occupied[here].sum() * vacant[m] / (1.0 - vacant[m]))
        # Withdrawn homes are in rural zones first: odds 2 against villages, 4 against towns (assumption).
        odds = np.array([0.5, 0.5, 1.0, 2.0])[zones.kind]
        withdrawn[here] = largest_remainder((occupied * odds)[here], max(empty - int(offered[here].sum()), 0))
        land = np.sqrt(zones.land_km2) * np.array([0.02, 0.05, 0.3, 1.0])[zones.kind]
        second[here] = largest_remainder(land[here], round(holiday[m]))
    for count, state in ((offered, DwellingState.OFFERED), (withdrawn, DwellingState.WITHDRAWN)):
        types = np.array([largest_remainder(cells[z], int(count[z])) for z in range(len(zones))])
        where, which = np.nonzero(types)
        n = types[where, which]
        found.append((np.repeat(where, n), np.repeat(which, n), int(state)))
    found.append((np.repeat(np.arange(len(zones)), second), np.zeros(int(second.sum()), np.int64), 3))
    return found


def being_built(draft: Draft, data: RegionData, zones: Zones, zone: Ints) -> tuple[Ints, Ints]:
    """(zone, type) of one year's new homes."""
    codes = draft.margins.codes
    occupied = np.bincount(zone, minlength=len(zones)).astype(np.float64)
    yearly = quantity(data, codes, "new_dwellings_per_year")
    flat_share = quantity(data, codes, "new_flat_share")
    where: list[Ints] = []
    which: list[Ints] = []
    for m in range(len(codes)):
        weight = _weights(zones, occupied, m, 0.3, data, "new_outside_settlement_share")
        n = round(yearly[m])
        flats = round(n * flat_share[m])
        town = np.where(zones.kind <= ZoneKind.VILLAGE, weight, 0.0)
        per_zone = largest_remainder(weight, n - flats)
        flats_per_zone = largest_remainder(town if town.sum() > 0 else weight, flats)
        where += [np.repeat(np.arange(len(zones)), per_zone), np.repeat(np.arange(len(zones)), flats_per_zone)]
        which += [np.full(n - flats, int(DwellingType.DETACHED)), np.full(flats, int(DwellingType.FLAT))]
    return np.concatenate(where), np.concatenate(which)
