"""Homes at the base year: one per household, homes on offer, withdrawn homes, second homes, homes being built.

Types by municipality as the bundle has them, in zones by kind of settlement; within a zone small and young or old
households live in flats and row houses first. Tenants are the young, the lone and those in flats first, in the number of
the bundle. Empty homes: a share v* of every zone's homes is on offer, the rest of the bundle's vacant homes is kept off
the market. Homes being built are one year's building for each year that building takes; most belong to households of the
municipality who wait for them, as self-builders do.

Left out: the condition of homes, several households in one house, homes that farms carry.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.codes import DwellingState, DwellingType, Tenure, ZoneKind
from model.geography import Zones
from model.inputs import RegionData
from model.rng import Kind, gumbels, normals, uniforms
from model.synthesis.draft import Draft
from model.synthesis.integers import Floats, Ints, controlled_rounding, ipf, largest_remainder
from model.synthesis.spare_homes import being_built, empty_homes, quantity

_TYPES = ("detached", "row", "flat")
# Odds of a type by kind of zone, relative to the municipality's mix (assumption): centre, town, village, rural.
_TYPE_BY_KIND = np.array([[0.5, 1.0, 1.0, 1.3], [1.5, 1.6, 1.0, 0.3], [5.0, 1.5, 0.8, 0.1]])
_DEFAULT_MIX = (0.82, 0.13, 0.05)  # where a bundle has none (EVIDENCE detached_share_households: rural 70-85 %)
_DEFAULT_FLOOR = (150.0, 100.0, 70.0)
_YEARS = (1880, 1930, 1946, 1960, 1970, 1980, 1990, 2000, 2010, 2020, 2025)  # cumulative stock by year built:
_BUILT = (0.0, 0.14, 0.19, 0.31, 0.45, 0.64, 0.78, 0.85, 0.93, 0.98, 1.0)  # assumption, shape of SSB's housing census
_ACCESSIBLE_SINCE = 2010  # building code
_ACCESSIBLE_OLD_FLAT = 0.25  # of older flats (lift or ground floor; assumption)
_ACCESSIBLE_OLD_HOUSE = 0.05
_OFFERED_RENTED = 0.35  # of homes on offer (assumption: tenants move more)
_MUNICIPAL = 0.03  # of households, where a bundle has no figure (assumption; Lister: 0.02 to 0.04)
_COOPERATIVE = 0.5  # of owned flats in towns (assumption)
_SELF_BUILT = 0.8  # of detached and row houses being built, which wait for a household (assumption)
_DRAW_TYPE, _DRAW_TENURE, _DRAW_FLOOR, _DRAW_YEAR, _DRAW_ACCESS, _DRAW_EMPTY, _DRAW_BUILDER, _DRAW_COOPERATIVE = range(
    50, 58
)


@dataclass
class Dwellings:
    """Every array is [D]; the first H dwellings are the homes of the H households, in order."""

    key: NDArray[np.uint64]
    zone: Ints
    type: Ints
    tenure: Ints
    state: Ints
    household: Ints
    floor_m2: Floats
    is_accessible: NDArray[np.bool_]
    year_built: Ints
    empty_since: Ints


def _types(draft: Draft, data: RegionData, zones: Zones, zone: Ints, ref_age: Ints) -> Ints:
    """Type of every household's home [H]."""
    codes = draft.margins.codes
    size = draft.households.size
    kind = np.full(zone.size, int(DwellingType.DETACHED), np.int64)
    mix = np.stack([quantity(data, codes, "occupied_share", t, d) for t, d in zip(_TYPES, _DEFAULT_MIX, strict=True)])
    # Small households, the young and the old live in flats first, then in row houses.
    score = -1.2 * np.minimum(size - 1, 3) + 0.8 * (ref_age < 30) + 0.6 * (ref_age >= 75)
    score = score + gumbels(draft.base, draft.households.key, _DRAW_TYPE)
    for m in range(len(codes)):
        here = np.flatnonzero(zones.municipality == m)
        homes = np.bincount(zone[draft.households.municipality == m], minlength=len(zones))[here]
        prior = mix[:, m, None] * homes[None, :] * _TYPE_BY_KIND[:, zones.kind[here]]
        totals = largest_remainder(mix[:, m], int(homes.sum()))
        table = controlled_rounding(ipf(prior, totals, homes), totals, homes)
        for j, z in enumerate(here):
            rows = np.flatnonzero(zone == z)
            rows = rows[np.lexsort((draft.households.key[rows], -score[rows]))]
            flats, row_houses = int(table[DwellingType.FLAT, j]), int(table[DwellingType.ROW, j])
            kind[rows[:flats]] = DwellingType.FLAT
            kind[rows[flats : flats + row_houses]] = DwellingType.ROW
    return kind


def _tenures(draft: Draft, data: RegionData, kind: Ints, ref_age: Ints) -> Ints:
    """Tenure of every household [H]: the bundle's numbers of tenants, and of the municipality's, per municipality."""
    households = draft.households
    public = quantity(data, draft.margins.codes, "municipal_share", default=_MUNICIPAL)
    share = quantity(data, draft.margins.codes, "renting_share", default=0.18)
    # Type 4 and 5 are lone parents; weights are log odds of renting (assumption).
    score = 2.0 * (ref_age < 30) + 0.8 * ((ref_age >= 30) & (ref_age < 40)) - 0.6 * (ref_age >= 60)
    score = score + 1.2 * (kind == DwellingType.FLAT) + 0.4 * (kind == DwellingType.ROW) + 0.5 * (households.size == 1)
    score = score + 0.6 * np.isin(households.type, (4, 5)) + gumbels(draft.base, households.key, _DRAW_TENURE)
    tenure = np.full(households.key.size, int(Tenure.OWNED), np.int64)
    for m in range(share.size):
        rows = np.flatnonzero(households.municipality == m)
        rows = rows[np.lexsort((households.key[rows], -score[rows]))]
        tenure[rows[: round(share[m] * rows.size)]] = Tenure.RENTED
        tenants = rows[: round(share[m] * rows.size)]
        # Those who need it most: lone parents and people living alone before others (the order of the score).
        alone = np.isin(households.type[tenants], (4, 5)) | (households.size[tenants] == 1)
        tenants = tenants[np.argsort(~alone, kind="stable")]
        tenure[tenants[: round(public[m] * rows.size)]] = Tenure.MUNICIPAL
    return tenure


def _cooperatives(draft: Draft, zones: Zones, key: NDArray[np.uint64], zone: Ints, kind: Ints, tenure: Ints) -> Ints:
    """Tenure [D] with owned flats in towns turned into homes of co-operatives, a share of them by key."""
    flat = (tenure == Tenure.OWNED) & (kind == DwellingType.FLAT) & (zones.kind[zone] <= ZoneKind.TOWN)
    return np.where(
        flat & (uniforms(draft.base, key, _DRAW_COOPERATIVE) < _COOPERATIVE), int(Tenure.COOPERATIVE), tenure
    )


def _builders(draft: Draft, zones: Zones, ref_age: Ints, tenure: Ints, built_in: Ints, kind: Ints) -> Ints:
    """Household that waits for each home being built [n], −1 = built for the market."""
    households = draft.households
    waiting = np.full(built_in.size, -1, np.int64)
    able = (ref_age >= 25) & (ref_age < 60)
    # Households with children and owners build first (assumption: odds 2 each).
    score = np.log(2.0) * ((households.children > 0).astype(np.float64) + (tenure == Tenure.OWNED))
    score = score + gumbels(draft.base, households.key, _DRAW_BUILDER)
    for m in range(len(draft.margins)):
        homes = np.flatnonzero((zones.municipality[built_in] == m) & (kind != DwellingType.FLAT))
        homes = homes[: round(_SELF_BUILT * homes.size)] if homes.size else homes
        rows = np.flatnonzero(able & (households.municipality == m))
        rows = rows[np.lexsort((households.key[rows], -score[rows]))][: homes.size]
        waiting[homes[: rows.size]] = rows
    return waiting


def make_dwellings(
    draft: Draft, data: RegionData, zones: Zones, zone: Ints, ref_age: Ints, built_years: tuple[int, ...]
) -> Dwellings:
    """All homes: zone [H] and age of the reference person [H] of every household given.

    `built_years`: years on whose 1 January the homes now being built will be ready.
    """
    n_households = zone.size
    kind = _types(draft, data, zones, zone, ref_age)
    tenure = _tenures(draft, data, kind, ref_age)
    parts = [(zone, kind, int(DwellingState.OCCUPIED))]
    parts += empty_homes(draft, data, zones, zone, kind)
    new_zone, new_kind = being_built(draft, data, zones, zone)
    parts += [(new_zone, new_kind, int(DwellingState.UNDER_CONSTRUCTION))] * len(built_years)
    all_zone = np.concatenate([part[0] for part in parts])
    all_kind = np.concatenate([part[1] for part in parts])
    state = np.repeat([part[2] for part in parts], [part[0].size for part in parts])
    slot = np.arange(all_zone.size)
    key = draft.keys(Kind.FOUNDER_DWELLING, slot)
    household = np.full(slot.size, -1, np.int64)
    household[:n_households] = np.arange(n_households)
    building = state == DwellingState.UNDER_CONSTRUCTION
    household[building] = _builders(draft, zones, ref_age, tenure, all_zone[building], all_kind[building])
    dwellings = Dwellings(
        key=key,
        zone=all_zone,
        type=all_kind,
        tenure=_cooperatives(
            draft,
            zones,
            key,
            all_zone,
            all_kind,
            np.concatenate([tenure, _free_tenure(draft, key, state)[n_households:]]),
        ),
        state=state,
        household=household,
        floor_m2=_floors(draft, data, zones, key, all_zone, all_kind),
        is_accessible=np.zeros(slot.size, bool),
        year_built=np.interp(uniforms(draft.base, key, _DRAW_YEAR), _BUILT, _YEARS).astype(np.int64),
        empty_since=np.zeros(slot.size, np.int64),
    )
    dwellings.year_built[building] = np.repeat(built_years, new_zone.size)
    _finish(draft, dwellings)
    return dwellings


def _free_tenure(draft: Draft, key: NDArray[np.uint64], state: Ints) -> Ints:
    rented = (state == DwellingState.OFFERED) & (uniforms(draft.base, key, _DRAW_TENURE) < _OFFERED_RENTED)
    return np.where(rented, int(Tenure.RENTED), int(Tenure.OWNED))


def _floors(draft: Draft, data: RegionData, zones: Zones, key: NDArray[np.uint64], zone: Ints, kind: Ints) -> Floats:
    """Floor area [D], m2: the municipality's mean of the type, spread, and more for larger households."""
    codes, p = draft.margins.codes, draft.params
    means = np.stack(
        [quantity(data, codes, "floor_area_m2", t, d) for t, d in zip(_TYPES, _DEFAULT_FLOOR, strict=True)]
    )
    spread = p.floor_sd * normals(draft.base, key, _DRAW_FLOOR) - 0.5 * p.floor_sd**2
    size = draft.households.size
    more = np.zeros(key.size)
    more[: size.size] = p.floor_per_member * (np.minimum(size, 6) - float(size.mean()))
    return np.asarray(np.clip(means[kind, zones.municipality[zone]] * np.exp(spread + more), 20.0, 400.0))


def _finish(draft: Draft, d: Dwellings) -> None:
    """Accessibility, and since when empty homes have been empty."""
    u = uniforms(draft.base, d.key, _DRAW_ACCESS)
    old = np.where(d.type == DwellingType.FLAT, _ACCESSIBLE_OLD_FLAT, _ACCESSIBLE_OLD_HOUSE)
    d.is_accessible[:] = (d.year_built >= _ACCESSIBLE_SINCE) | (u < old)
    v = uniforms(draft.base, d.key, _DRAW_EMPTY)
    years = np.where(d.state == DwellingState.OFFERED, np.floor(-np.log(v) * 1.2), np.floor(2 + 18 * v)).astype(
        np.int64
    )
    empty = np.isin(d.state, (DwellingState.OFFERED, DwellingState.WITHDRAWN))
    d.empty_since[empty] = draft.base_year - 1 - np.minimum(years[empty], 40)
    newest = np.maximum(d.empty_since, 0)
    d.year_built[empty] = np.minimum(d.year_built[empty], newest[empty])
