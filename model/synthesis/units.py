"""Service units at the base year and their employers: sites from the bundle or by the owners' rule, staff within jobs."""

from __future__ import annotations

import numpy as np

from model.codes import Owner
from model.employers import set_posts
from model.inputs import RegionData
from model.region import Region
from model.service_units import add_unit_firms, add_units, place_initial_sites, serve_all
from model.synthesis.draft import Draft
from model.synthesis.integers import Ints, largest_remainder
from model.synthesis.workplaces import Firms
from model.traits import ServiceType

_OPENED_YEARS_AGO = 25  # how long base-year units have been there (assumption; nothing depends on it but the record)
_MOST_OF_SECTOR = 0.9  # of a municipality's jobs in a sector that its units may hold


def open_units(draft: Draft, data: RegionData, region: Region) -> Firms:
    """Open the base-year units of every service type with an employer each; returns the employers as founding firms."""
    opened = draft.base_year - _OPENED_YEARS_AGO
    kinds = list(enumerate(region.service_types))
    for k, kind in sorted(kinds, key=lambda one: bool(one[1].sites_with)):  # hosts before who shares their site
        if kind.sites == "data":
            _from_data(data, region, k, kind)
        else:
            place_initial_sites(region, k)
    serve_all(region)
    rows = np.arange(region.services.n)
    region.services.c.opened_year[:] = opened
    firms = add_unit_firms(region, rows, opened)
    _fit_to_jobs(draft, region, firms)
    c = region.firms.c
    staff = (c.posts_basic + c.posts_upper + c.posts_tertiary)[firms].astype(np.int64)
    basic, tertiary = c.basic_share[firms].astype(np.float64), c.tertiary_share[firms].astype(np.float64)
    return Firms(
        key=c.key[firms].copy(),
        municipality=region.zones.municipality[c.place_id[firms]],
        zone=c.place_id[firms].astype(np.int64),
        sector=c.sector[firms].astype(np.int64),
        owner=c.owner[firms].astype(np.int64),
        staff=staff,
        shares=np.stack([basic, 1.0 - basic - tertiary, tertiary], axis=1),
        service=c.service_id[firms].astype(np.int64),
        is_fixed=np.ones(firms.size, bool),
    )


def _from_data(data: RegionData, region: Region, k: int, kind: ServiceType) -> None:
    frame = data.services[data.services["service"].isin(kind.service_ids)]
    if len(frame) == 0:
        return
    zone = np.array([region.zones.index(name) for name in frame["zone_id"]], np.int64)
    users = frame["users"].fillna(kind.threshold_users).to_numpy(np.float64)
    capacity = frame["capacity"].fillna(kind.capacity_users).to_numpy(np.float64)
    rows = add_units(region, k, zone, np.maximum(capacity, users), users, region.year)
    region.services.c.owner[rows] = [int(Owner[name.upper()]) for name in frame["owner"]]


def _fit_to_jobs(draft: Draft, region: Region, firms: Ints) -> None:
    """Shrink units where they would hold more than most of the municipality's jobs in their sector."""
    c, margins = region.firms.c, draft.margins
    municipality = region.zones.municipality[c.place_id[firms]]
    for m in range(len(margins)):
        for s, sector in enumerate(region.sectors):
            rows = firms[(municipality == m) & (c.sector[firms] == s)]
            if rows.size == 0:
                continue
            jobs = int(margins.jobs[m, margins.sectors.index(sector.id)]) if sector.id in margins.sectors else 0
            size = c.size[rows].astype(np.int64)
            room = max(int(_MOST_OF_SECTOR * jobs), min(rows.size, jobs))
            if size.sum() > room:
                size = np.maximum(largest_remainder(size, max(room - rows.size, 0)) + 1, 0)
                size = np.where(np.arange(rows.size) < jobs, size, 0) if rows.size > jobs else size
            c.size[rows] = c.base_size[rows] = size
    set_posts(region, firms)


def taken_by_units(units: Firms, n_municipalities: int, n_sectors: int) -> Ints:
    """Jobs that units hold by municipality and sector [M, S]."""
    taken = np.zeros((n_municipalities, n_sectors), np.int64)
    np.add.at(taken, (units.municipality, units.sector), units.staff)
    return taken
