"""The fit table: what the bundle says about the base year, and what the founders are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.changes import is_private
from model.region import Region
from model.synthesis.integers import Ints
from model.synthesis.margins import HOUSEHOLD_TYPES, Margins, read_margins


class FitRow(NamedTuple):
    """One target: what, where, which group, and whether the founders meet it within the tolerance."""

    quantity: str
    place: str
    category: str
    target: float
    got: float
    tolerance: float
    ok: bool


def _row(quantity: str, place: str, category: str, target: float, got: float, tolerance: float) -> FitRow:
    return FitRow(quantity, place, category, target, got, tolerance, bool(abs(got - target) <= tolerance + 1e-9))


def fit_table(region: Region) -> list[FitRow]:
    """Targets of the bundle against a region at its base year."""
    margins = read_margins(region.data)
    return [
        *_population(region, margins),
        *_households(region, margins),
        *_jobs(region, margins),
        *_commuting(region, margins),
        *_income(region, margins),
        *_zones(region, margins),
    ]


def _population(region: Region, margins: Margins) -> list[FitRow]:
    c = region.persons.c
    home = np.flatnonzero(c.household_id >= 0)
    got = np.zeros_like(margins.population)
    np.add.at(got, (region.zones.municipality[c.place_id[home]], c.sex[home], c.age[home]), 1)
    rows = []
    for m, code in enumerate(margins.codes):
        for sex, name in enumerate(("male", "female")):
            for low in range(0, 100, 5):
                high = low + 5 if low < 95 else margins.population.shape[2]
                target = int(margins.population[m, sex, low:high].sum())
                label = f"{name} {low}-{high - 1}" if low < 95 else f"{name} {low}+"
                value = int(got[m, sex, low:high].sum())
                rows.append(_row("population", code, label, target, value, max(1.0, 0.005 * target)))
    return rows


def household_types(region: Region) -> Ints:
    """Type of every household, by index of HOUSEHOLD_TYPES, from who lives in it [H]; −1 = dissolved.

    A couple with its children, or a parent with children, is one family; any further adult makes it several.
    """
    c, h = region.persons.c, region.households.c
    n = region.households.n
    home = np.flatnonzero(c.household_id >= 0)
    where = c.household_id[home]
    with_partner = np.zeros(len(c.key), bool)
    has = c.partner_id >= 0
    with_partner[has] = c.household_id[c.partner_id[has]] == c.household_id[has]
    coupled = np.bincount(where[with_partner[home]], minlength=n)
    youngest = np.full(n, 999)
    np.minimum.at(youngest, where, c.age[home])
    is_ref = np.zeros(len(c.key), bool)
    is_ref[h.ref_id[h.n_members > 0]] = True
    core = with_partner | is_ref
    ref = h.ref_id[c.household_id[home]]
    mother = c.mother_id[home]
    partner_of_ref = c.partner_id[ref]
    of_core = (mother >= 0) & ((mother == ref) | (mother == partner_of_ref))
    of_core |= (coupled[where] == 0) & (c.father_id[home] == ref)  # a lone father's: its mother lives elsewhere
    adult_child = (c.age[home] >= 18) & ~core[home] & of_core
    stranger = (c.age[home] >= 18) & ~core[home] & ~adult_child
    n_adult_children = np.bincount(where[adult_child], minlength=n)
    n_strangers = np.bincount(where[stranger], minlength=n)
    return _classify(h.n_members, coupled, youngest, n_adult_children, n_strangers)


def _classify(size: Ints, coupled: Ints, youngest: Ints, adult_children: Ints, strangers: Ints) -> Ints:
    index = {name: i for i, name in enumerate(HOUSEHOLD_TYPES)}
    couple = coupled >= 2
    small, older = youngest < 6, (youngest >= 6) & (youngest < 18)
    single = size > 1
    multi = strangers > 0
    out = np.full(size.size, index["multi_family_no_children"])
    out[multi & small] = index["multi_family_small"]
    out[multi & older] = index["multi_family_older"]
    one = ~multi & single
    out[one & couple & small] = index["couple_small_children"]
    out[one & couple & older] = index["couple_older_children"]
    out[one & ~couple & small] = index["lone_parent_small"]
    out[one & ~couple & older] = index["lone_parent_older"]
    out[one & (youngest >= 18) & (adult_children > 0)] = index["adult_children"]
    out[one & (youngest >= 18) & (adult_children == 0) & couple] = index["couple_no_children"]
    out[size == 1] = index["living_alone"]
    out[size == 0] = -1
    return np.asarray(out)


def _households(region: Region, margins: Margins) -> list[FitRow]:
    h = region.households.c
    kind = household_types(region)
    living = is_private(region)
    where = region.zones.municipality[np.maximum(h.place_id, 0)]
    rows = []
    for m, code in enumerate(margins.codes):
        mine = living & (where == m)
        counts = np.bincount(kind[mine], minlength=len(HOUSEHOLD_TYPES))
        for t, name in enumerate(HOUSEHOLD_TYPES):
            target = float(margins.households[m, t])
            rows.append(_row("households by type", code, name, target, float(counts[t]), max(5.0, 0.03 * target)))
        sizes = np.bincount(np.minimum(h.n_members[mine], 5), minlength=6)[1:] / max(int(mine.sum()), 1)
        for s in range(5):
            label = str(s + 1) if s < 4 else "5+"
            target = float(100 * margins.size_shares[m, s])
            rows.append(_row("households by size, %", code, label, target, float(100 * sizes[s]), 1.5))
    return rows


def _jobs(region: Region, margins: Margins) -> list[FitRow]:
    c, f = region.persons.c, region.firms.c
    works = np.flatnonzero(c.employer_id >= 0)
    place = f.place_id[c.employer_id[works]]
    inside = (place >= 0) & (place < region.n_zones)
    sector = f.sector[c.employer_id[works[inside]]]
    got = np.zeros((len(margins), len(region.sectors)))
    np.add.at(got, (region.zones.municipality[place[inside]], sector), 1.0)
    rows = []
    for s, kind in enumerate(region.sectors):
        if kind.id in margins.sectors:
            for m, code in enumerate(margins.codes):
                target = float(margins.jobs[m, margins.sectors.index(kind.id)])
                rows.append(_row("jobs", code, kind.id, target, float(got[m, s]), max(5.0, 0.02 * target)))
    return rows


def commuting_matrix(region: Region, n: int) -> Ints:
    """Employed by municipality of home and of work [n+1, n+1]; n = outside."""
    c, f = region.persons.c, region.firms.c
    works = np.flatnonzero(c.employer_id >= 0)
    work = f.place_id[c.employer_id[works]]
    home = c.place_id[works]
    codes = np.append(region.zones.municipality, n)
    got = np.zeros((n + 1, n + 1), np.int64)
    np.add.at(got, (codes[np.minimum(home, region.n_zones)], codes[np.minimum(work, region.n_zones)]), 1)
    got[n, n] = 0
    return got


def _commuting(region: Region, margins: Margins) -> list[FitRow]:
    n = len(margins)
    got = commuting_matrix(region, n)
    names = [*margins.codes, "outside"]
    rows = []
    for h in range(n + 1):
        for w in range(n + 1):
            target = int(margins.commuting[h, w])
            if target > 50:
                tolerance = max(0.1 * target, 2.0 * target**0.5)
                rows.append(_row("commuting", names[h], f"to {names[w]}", target, int(got[h, w]), tolerance))
    return rows


def _income(region: Region, margins: Margins) -> list[FitRow]:
    h = region.households.c
    where = region.zones.municipality[np.maximum(h.place_id, 0)]
    rows = []
    for m, code in enumerate(margins.codes):
        got = float(np.median(h.income_nok_year[(where == m) & is_private(region)]))
        target = float(margins.income[m])
        rows.append(_row("median household income, NOK", code, "all", target, got, 0.05 * target))
    return rows


def _zones(region: Region, margins: Margins) -> list[FitRow]:
    """Shares of zones within their municipality: official or assumed as the bundle says, so the tolerance is wide."""
    c, h, f = region.persons.c, region.households.c, region.firms.c
    n = region.n_zones
    resident = c.household_id >= 0
    stocks = {
        "population_share": np.bincount(c.place_id[resident], minlength=n),
        "dwelling_share": np.bincount(h.place_id[is_private(region)], minlength=n),
        "jobs_share": np.bincount(
            f.place_id[(f.place_id >= 0) & (f.place_id < n)],
            weights=f.n_staff[(f.place_id >= 0) & (f.place_id < n)],
            minlength=n,
        ),
    }
    rows = []
    for name, stock in stocks.items():
        total = np.bincount(region.zones.municipality, weights=stock, minlength=len(margins))
        share = region.data.zones[name].to_numpy(np.float64)
        whole = np.bincount(region.zones.municipality, weights=share, minlength=len(margins))
        for z, zone in enumerate(region.zones.ids):
            m = region.zones.municipality[z]
            target, got = 100 * share[z] / whole[m], 100 * stock[z] / max(total[m], 1.0)
            rows.append(_row(f"{name} of the municipality, %", zone, "all", float(target), float(got), 3.0))
    return rows
