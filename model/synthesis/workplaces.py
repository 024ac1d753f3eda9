"""Employers at the base year: firms by municipality and sector from jobs and establishments, sites in zones, posts.

Sizes: per municipality the establishments of each size class get log-uniform sizes, scaled so that they and the firms of
one person make the municipality's jobs; the largest goes to the sector with the most jobs left, and so on, and firms of
one take what is left, so jobs by municipality and sector are exact. Sites: large firms first, each to the zone with the
most of its share of jobs left, small ones by keyed draw in proportion to it. Posts are filled posts plus a small open
share; skill shares are the sector's, moved by one odds factor per level so that the region's workers can fill them.

Left out: firms with several establishments, public units by office (a municipality's health care is a set of employers).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from model.codes import Owner, ZoneKind
from model.geography import Zones
from model.inputs import RegionData
from model.rng import Kind, uniforms
from model.synthesis.draft import Draft
from model.synthesis.integers import Floats, Ints, largest_remainder
from model.synthesis.margins import index_of
from model.traits import Sector

_CLASSES = {"1-4": (1, 4), "5-9": (5, 9), "10-19": (10, 19), "20-49": (20, 49), "50-99": (50, 99),
            "100-249": (100, 200), "250+": (250, 400)}  # fmt: skip
_DRAW_SITE, _DRAW_FOUNDED, _DRAW_OWNER = 40, 41, 42
_LARGE = 20
_CENTRE_PULL = 1.5  # log weight of the centre for a fully centre-seeking sector (assumption)
_RURAL_PULL = 2.0  # log weight of rural zones for farms and fishing (assumption)
_STATE_SHARE = 0.35  # of public administration (assumption)


@dataclass
class Firms:
    """Employers with posts in the region; every array is [F]."""

    key: NDArray[np.uint64]
    municipality: Ints
    zone: Ints
    sector: Ints
    owner: Ints
    staff: Ints  # filled posts
    shares: Floats  # [F, 3] of posts by skill
    service: Ints  # row of services, −1 = none
    is_fixed: NDArray[np.bool_]
    posts: Ints = field(default_factory=lambda: np.zeros((0, 3), np.int64))  # [F, 3] by skill
    filled: Ints = field(default_factory=lambda: np.zeros((0, 3), np.int64))  # [F, 3]


def establishment_sizes(data: RegionData, codes: list[str], m: int) -> Ints:
    """Sizes of the establishments with employees of municipality m, largest first."""
    frame = data.establishments
    if len(frame) == 0:
        return np.zeros(0, np.int64)
    frame = frame[index_of(codes, frame["municipality"]) == m]
    found: list[NDArray[np.float64]] = []
    for name, count in zip(frame["size_class"], frame["establishments"], strict=True):
        if name in _CLASSES and count > 0:
            low, high = _CLASSES[name]
            step = (np.arange(count) + 0.5) / count
            found.append(low * (high / low) ** step)
    return np.sort(np.rint(np.concatenate(found)).astype(np.int64))[::-1] if found else np.zeros(0, np.int64)


def split_jobs(sizes: Ints, jobs: Ints, alone_share: float) -> tuple[Ints, Ints]:
    """Firms of a municipality: staff [F] and sector [F]; the staff of every sector sums to `jobs` [S]."""
    total = int(jobs.sum())
    in_firms = round(total * (1.0 - alone_share))
    if sizes.size:
        scaled = np.maximum(sizes * (in_firms / max(int(sizes.sum()), 1)), 1.0)
        sizes = np.sort(np.rint(scaled).astype(np.int64))[::-1]
    left = jobs.astype(np.int64).copy()
    staff: list[int] = []
    sector: list[int] = []
    for size in sizes:
        s = int(np.argmax(left))
        if left[s] <= 0:
            break
        take = int(min(size, left[s]))
        staff.append(take)
        sector.append(s)
        left[s] -= take
    for s, n in enumerate(np.maximum(left, 0).tolist()):
        staff.extend([1] * n)
        sector.extend([s] * n)
    return np.array(staff, np.int64), np.array(sector, np.int64)


def make_firms(
    draft: Draft, data: RegionData, zones: Zones, sectors: list[Sector], taken: Ints, units: Firms | None
) -> Firms:
    """Firms of every municipality and sector. `taken` [M, S] jobs belong to service units, which come first."""
    margins = draft.margins
    column = np.array([margins.sectors.index(s.id) if s.id in margins.sectors else -1 for s in sectors])
    jobs = np.where(column >= 0, margins.jobs[:, column], 0)
    parts: list[tuple[Ints, Ints, Ints]] = []
    for m in range(len(margins)):
        sizes = establishment_sizes(data, margins.codes, m)
        staff, sector = split_jobs(sizes, jobs[m] - taken[m], draft.params.self_employed_share)
        parts.append((np.full(staff.size, m), staff, sector))
    municipality, staff, sector = (np.concatenate(column) for column in zip(*parts, strict=True))
    index = np.concatenate([np.arange(part[0].size) for part in parts])
    key = draft.keys(Kind.FOUNDER_FIRM, index + (municipality << 20))
    firms = Firms(
        key=key,
        municipality=municipality,
        zone=np.full(staff.size, -1, np.int64),
        sector=sector,
        owner=np.array([int(sectors[s].owner) for s in sector], np.int64),
        staff=staff,
        shares=np.array([sectors[s].skill_mix for s in sector]).reshape(-1, 3),
        service=np.full(staff.size, -1, np.int64),
        is_fixed=np.zeros(staff.size, bool),
    )
    administration = np.array([s.id == "public_administration" for s in sectors])
    is_state = administration[sector] & (uniforms(draft.base, key, _DRAW_OWNER) < _STATE_SHARE)
    firms.owner[is_state] = Owner.STATE
    _site(draft, data, zones, sectors, firms, units)
    return firms if units is None else _join(units, firms)


def _join(first: Firms, second: Firms) -> Firms:
    names = [f.name for f in fields(Firms)]
    return Firms(**{name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in names})


def _site(
    draft: Draft, data: RegionData, zones: Zones, sectors: list[Sector], firms: Firms, units: Firms | None
) -> None:
    """Choose a zone for every firm; jobs by zone come near the zone's share."""
    share = data.zones["jobs_share"].to_numpy(np.float64)
    pull = np.zeros((len(sectors), len(zones)))
    for s, sector in enumerate(sectors):
        pull[s] = sector.centre_seeking * _CENTRE_PULL * (zones.kind <= ZoneKind.TOWN)
        if sector.id == "agriculture_fishing":
            pull[s] += _RURAL_PULL * (zones.kind == ZoneKind.RURAL)
    u = uniforms(draft.base, firms.key, _DRAW_SITE)
    for m in range(len(draft.margins)):
        here = np.flatnonzero(zones.municipality == m)
        total = int(draft.margins.jobs[m].sum())
        left = largest_remainder(share[here], total).astype(np.float64)
        if units is not None:
            mine = units.municipality == m
            left -= np.bincount(np.searchsorted(here, units.zone[mine]), units.staff[mine], minlength=here.size)
        rows = np.flatnonzero(firms.municipality == m)
        for f in rows[np.lexsort((firms.key[rows], -firms.staff[rows]))]:
            weight = np.maximum(left, 1e-3) * np.exp(pull[firms.sector[f], here])
            if firms.staff[f] >= _LARGE:
                z = int(np.argmax(weight))
            else:
                z = int(np.searchsorted(np.cumsum(weight), u[f] * weight.sum()))
            firms.zone[f] = here[min(z, here.size - 1)]
            left[min(z, here.size - 1)] -= firms.staff[f]


def fit_skills(shares: Floats, staff: Ints, workers: Ints, overqualified: float, n_fixed: int) -> Floats:
    """Skill shares [F, 3] moved by one odds factor per level so that `workers` [3] by education can fill the posts.

    A worker can hold a post of the own level or below; a share `overqualified` of the workers who could hold a higher
    post does not. The first `n_fixed` firms keep their shares.
    """
    total = float(staff.sum())
    available = workers / max(float(workers.sum()), 1.0)
    tertiary = available[2] * (1.0 - overqualified)
    basic = available[0] + overqualified * available[1]
    target = np.array([basic, 1.0 - basic - tertiary, tertiary]) * total
    fitted = np.maximum(shares, 1e-4)
    fitted[:n_fixed] = shares[:n_fixed]
    target = np.maximum(target - staff[:n_fixed] @ fitted[:n_fixed], 1.0)
    for _ in range(200):
        got = staff[n_fixed:] @ fitted[n_fixed:]
        if np.abs(got - target).max() < 1e-6 * total:
            break
        fitted[n_fixed:] *= target / got
        fitted[n_fixed:] /= fitted[n_fixed:].sum(axis=1, keepdims=True)
    return np.asarray(fitted)
