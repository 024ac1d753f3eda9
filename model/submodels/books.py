"""Books: counts that must agree, checked; then the year's marks are cleared and gone rows dropped.

Nothing is lost: every person is in exactly one household or outside, every household has a home, is a care home or
waits in a zone, every home has at most one household, staff does not exceed posts, money that one account pays another
receives. A run stops with a clear error rather than report a broken world.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.base import TAX_SHARE
from model.care import FIRST_AGE
from model.changes import in_care_home, part, recount
from model.codes import DwellingState, Leaving, Status
from model.kernels.grouping import has_duplicates
from model.oddities import note_oddities
from model.parameters import par, parameters
from model.region import Region
from model.relief import household_relief
from model.table import Table

READS = ("*",)
WRITES = (
    "persons.*",
    "households.*",
    "dwellings.*",
    "firms.*",
    "services.*",
    "municipalities.population",
    "region.base",
    "region.candidates",
    "region.notes",
)


REGISTER_YEARS = 20  # former residents are remembered this long (MODEL.md)


class BrokenBooksError(RuntimeError):
    """A conservation law does not hold."""


@parameters("books")
class Params(NamedTuple):
    """Tax, for the income that households have."""

    tax_share: float = par(
        TAX_SHARE,
        unit="share of gross income",
        low=0.2,
        high=0.32,
        source="assumption",
        note="mean of tax and contributions",
    )


def _income(region: Region, p: Params) -> None:
    """Household income: after-tax income of all members."""
    c, h = region.persons.c, region.households.c
    home = c.household_id >= 0
    wages = c.wage_nok_year[home].astype(np.float64)
    gross = np.bincount(c.household_id[home], weights=wages, minlength=region.households.n).astype(np.float64)
    h.relief_nok_year[:] = household_relief(region, gross)
    assistance = 60_000.0  # (assumption)
    h.income_nok_year[:] = np.maximum(gross * (1.0 - p.tax_share), assistance) + h.relief_nok_year


def _staff(region: Region) -> None:
    """Filled posts, and for how many years in a row an employer has had open ones."""
    c, f = region.persons.c, region.firms.c
    f.n_staff[:] = np.bincount(c.employer_id[c.employer_id >= 0], minlength=region.firms.n)
    short = f.posts_basic + f.posts_upper + f.posts_tertiary > f.n_staff
    inside = (f.place_id >= 0) & (f.place_id < region.n_zones)
    f.years_short[:] = np.where(short & inside, f.years_short + 1, 0)


def check(region: Region) -> None:
    """Raise BrokenBooksError, naming the first law that does not hold."""
    c, h, d, f = region.persons.c, region.households.c, region.dwellings.c, region.firms.c
    s, collective = region.services.c, np.flatnonzero(h.service_id >= 0)
    resident = c.household_id >= 0
    living = h.n_members > 0
    counted = np.bincount(c.household_id[resident], minlength=region.households.n)
    occupied = np.flatnonzero(d.state == DwellingState.OCCUPIED)
    housed = np.flatnonzero(living & (h.dwelling_id >= 0))
    partner = np.flatnonzero(c.partner_id >= 0)
    balance = sum(region.accounts.balance_nok.values())
    staff = np.bincount(c.employer_id[c.employer_id >= 0], minlength=region.firms.n)
    inside = (f.place_id >= 0) & (f.place_id < region.n_zones)
    posts = f.posts_basic + f.posts_upper + f.posts_tertiary
    laws: dict[str, Any] = {
        "every resident is in one household, and households count their members": np.array_equal(counted, h.n_members),
        "a person lives where the household lives": np.array_equal(
            c.place_id[resident], h.place_id[c.household_id[resident]]
        ),
        "residents live in a zone": bool((c.place_id[resident] < region.n_zones).all()),
        "households with a home and occupied homes point at each other": np.array_equal(
            np.sort(h.dwelling_id[housed]), occupied
        )
        and np.array_equal(d.household_id[h.dwelling_id[housed]], housed),
        "a home is where its household is": np.array_equal(h.place_id[housed], d.place_id[h.dwelling_id[housed]]),
        "partners are each other's partners": np.array_equal(c.partner_id[c.partner_id[partner]], partner),
        "who is married has a partner who is": np.array_equal(
            c.is_married[c.partner_id[partner]], c.is_married[partner]
        )
        and not c.is_married[c.partner_id < 0].any(),
        "a care home takes up no dwelling and is where its unit is": np.array_equal(
            h.place_id[collective], s.place_id[h.service_id[collective]]
        )
        and bool((h.dwelling_id[collective] < 0).all()),
        "nobody is too young for the care home": bool((c.age[in_care_home(region)] >= FIRST_AGE).all()),
        "nobody works for an employer that is gone": bool((f.place_id[c.employer_id[c.employer_id >= 0]] >= 0).all()),
        "no employer in the region has more staff than posts": bool((staff[inside] <= posts[inside]).all()),
        "nobody has another's key": not has_duplicates(c.key),
        "residents are employed when and only when they have an employer": np.array_equal(
            (c.status == Status.EMPLOYED)[resident], (c.employer_id >= 0)[resident]
        ),
        "payments sum to zero": abs(balance)
        < 1e-9 * (1.0 + max(map(abs, region.accounts.balance_nok.values()), default=0)),
    }
    broken = [law for law, holds in laws.items() if not holds]
    if broken:
        raise BrokenBooksError(f"{region.data.id} {region.year}: does not hold: {broken[0]}")


def _remap(column: NDArray[Any], remap: NDArray[np.int32]) -> None:
    has = column >= 0
    column[has] = remap[column[has]]


def _drop(table: Table, keep: NDArray[np.bool_], *columns: tuple[Table, str]) -> None:
    """Compact a table and remap the foreign keys that point at it."""
    if keep.all():
        return
    remap = table.compact(keep)
    for other, name in columns:
        _remap(getattr(other.c, name), remap)


def compact(region: Region) -> None:
    """Drop rows that are gone from every table."""
    persons, households, dwellings, firms = region.persons, region.households, region.dwellings, region.firms
    _drop(
        persons,
        persons.c.place_id >= 0,
        (persons, "mother_id"),
        (persons, "father_id"),
        (persons, "partner_id"),
        (households, "ref_id"),
    )
    _drop(households, households.c.place_id >= 0, (persons, "household_id"), (dwellings, "household_id"))
    _drop(dwellings, dwellings.c.place_id >= 0, (households, "dwelling_id"))
    # A unit that closed keeps no employer, an employer that closed staffs no unit.
    gone = region.services.c.place_id < 0
    region.services.c.firm_id[gone] = -1
    _drop(firms, firms.c.place_id >= 0, (persons, "employer_id"), (region.services, "firm_id"))
    _drop(region.services, region.services.c.place_id >= 0, (firms, "service_id"), (households, "service_id"))


def step(region: Region, year: int) -> None:
    """Settle incomes and staff, check, clear the year's marks, drop what is gone."""
    recount(region)
    _income(region, region.par(Params))
    _staff(region)
    check(region)
    c = region.persons.c
    c.leaving[c.leaving != Leaving.SEPARATION] = Leaving.NO
    forgotten = (c.household_id < 0) & (c.left_year > 0) & (c.left_year <= year - REGISTER_YEARS) & (c.employer_id < 0)
    part(region, np.flatnonzero(forgotten))
    c.place_id[forgotten] = -1
    region.households.c.events[:] = 0
    region.candidates = None
    compact(region)
    resident = region.residents()
    home = region.zones.municipality[region.persons.c.place_id[resident]]
    region.municipalities.c.population[:] = np.bincount(home, minlength=region.municipalities.n)
    note_oddities(region)
