"""Employers by name, and what happens to staff when one opens, shrinks or closes by decision.

Shared by firms, units of services and events.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.codes import LifeEvent, Owner, Status
from model.kernels.posts import round_posts
from model.region import Region
from model.rng import Kind, Stream, derive, text_key

_Rows = NDArray[np.int64]
LARGEST = "largest:"  # the selection of an employer: "largest:" and the id of a sector


def largest(region: Region, sector: str) -> int:
    """Row of the employer with most posts in a sector (ties by key); −1 if there is none. Units of services are none."""
    f = region.firms.c
    s = [x.id for x in region.sectors].index(sector)
    rows = np.flatnonzero(
        (f.place_id >= 0) & (f.place_id < region.n_zones) & (f.sector == s) & (f.service_id < 0) & (f.size > 0)
    )
    return int(rows[np.lexsort((f.key[rows], -f.size[rows]))[0]]) if rows.size else -1


def open_employer(
    region: Region, key: int, place: int, sector: int, posts: float, basic: float, tertiary: float, owner: Owner
) -> int:
    """Open an employer whose size its owner decides, all posts vacant; returns its row.

    basic and tertiary are the shares of its posts that ask for that education.
    """
    row = region.firms.add(
        1,
        key=np.uint64(key),
        place_id=place,
        sector=sector,
        owner=int(owner),
        founded_year=region.year,
        size=posts,
        base_size=posts,
        basic_share=basic,
        tertiary_share=tertiary,
        is_fixed=True,
    )
    set_posts(region, row)
    return int(row[0])


def key_of(policy_id: str, k: int = 0) -> int:
    """Key of the k-th employer that a policy or event opens."""
    return int(derive(np.uint64(text_key(policy_id)), Kind.FIRM, k))


def posts_of(region: Region, key: int) -> float:
    """Posts of the employer with a key, filled or open; 0 if there is none."""
    f = region.firms.c
    return float(f.size[f.key == np.uint64(key)].sum())


def resize(region: Region, rows: _Rows, posts: Any) -> None:
    """Give employers [n] so many posts; who is one too many loses the post in the work step."""
    f = region.firms.c
    f.size[rows] = f.base_size[rows] = posts
    set_posts(region, rows)


def set_posts(region: Region, rows: Any = None) -> None:
    """Write the whole posts by skill of the firms in `rows` [n] (default: all in the region) from their size."""
    f = region.firms.c
    if rows is None:
        rows = np.flatnonzero((f.place_id >= 0) & (f.place_id < region.n_zones) & (f.sector >= 0))
    base = region.persistent_draws(Stream.ROUNDING)
    round_posts(
        base,
        np.asarray(rows, np.int64),
        f.key,
        f.size,
        f.basic_share,
        f.tertiary_share,
        f.posts_basic,
        f.posts_upper,
        f.posts_tertiary,
    )


def lay_off(region: Region, rows: _Rows) -> None:
    """Persons [n] lose their job: residents look for another one, in-commuters who never lived here are gone."""
    c = region.persons.c
    c.employer_id[rows] = -1
    homes = c.household_id[rows]
    np.bitwise_or.at(region.households.c.events, homes[homes >= 0], np.uint8(LifeEvent.JOB_LOST))
    c.status[rows[(homes >= 0) & (c.status[rows] == Status.EMPLOYED)]] = Status.UNEMPLOYED
    c.place_id[rows[(homes < 0) & (c.left_year[rows] == 0)]] = -1


def close_employers(region: Region, rows: _Rows) -> None:
    """Close firms [n]: their staff lose the job; what is left of them is dropped at the year's end."""
    f, closed = region.firms.c, np.zeros(region.firms.n, bool)
    closed[rows] = True
    employer = region.persons.c.employer_id
    lost = np.flatnonzero((employer >= 0) & closed[employer])
    region.count("jobs_lost_exit", f.place_id[employer[lost]])
    lay_off(region, lost)
    f.place_id[rows] = -1
    for column in (f.size, f.posts_basic, f.posts_upper, f.posts_tertiary, f.n_staff):
        column[rows] = 0


def staff(region: Region, row: int) -> _Rows:
    """Rows of the persons who work for an employer, who came first first."""
    c = region.persons.c
    rows = np.flatnonzero(c.employer_id == row)
    return rows[np.lexsort((c.key[rows], c.hired_year[rows]))]
