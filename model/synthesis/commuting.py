"""Who works where: every cell of the bundle's home × work table exact, places of work by gravity under these margins.

Workers of a home municipality and posts of a work municipality are put together in the bundle's numbers, then pairs of
workers exchange posts: of the same home municipality (any place of work) or the same work municipality (any home), which
leaves the table as it is. An exchange is accepted with probability min(1, exp(ΔΣU)),

    U = −theta·d(t(home zone, zone of work)) + w(sector, field of education) − mismatch(education, skill of the post),

which draws from the doubly constrained gravity model exp(ΣU) (Metropolis et al. 1953) rather than the shortest possible
commuting. d, theta and w are those of the yearly matching (`model/labour.py`).

Left out: both partners choosing together; that women and men work in different industries for other reasons than field.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.kernels.grouping import members
from model.kernels.posts import whole_posts
from model.rng import Stream, draw, stream_base, uniform, uniforms
from model.synthesis.draft import Draft
from model.synthesis.integers import Floats, Ints, largest_remainder
from model.synthesis.workplaces import Firms

ANY_SKILL = -1  # of a post outside: whoever holds it has the skill
_TOO_LOW = 8.0  # disutility per level of a post above the worker's education: practically never
_TOO_HIGH = 0.8  # per level of a post below it (assumption)
_PER_WORKER = 150
_DRAW_WORKER, _DRAW_POST, _DRAW_OPEN = 90, 91, 92


@dataclass
class Posts:
    """Filled posts; every array is [W]. Posts outside have employer F + o."""

    employer: Ints
    skill: Ints
    sector: Ints  # −1 outside
    place: Ints
    municipality: Ints  # M = outside


@dataclass
class Workers:
    """Everybody who holds a post here or lives here; every array is [W]. Residents first, then in-commuters."""

    key: NDArray[np.uint64]
    home: Ints  # place
    municipality: Ints  # M = outside
    education: Ints
    field: Ints


@njit(cache=True, nogil=True)
def _whole(size: Any, basic: Any, tertiary: Any, u: Any) -> Any:
    out = np.empty((size.size, 3), np.int64)
    for i in range(size.size):
        out[i, 0], out[i, 1], out[i, 2] = whole_posts(size[i], basic[i], tertiary[i], u[i])
    return out


def whole_and_filled(draft: Draft, firms: Firms, size: Floats) -> tuple[Ints, Ints]:
    """Posts by firm and skill [F, 3], all and filled; filled posts sum to the firm's staff."""
    u = uniforms(np.uint64(stream_base(0, Stream.ROUNDING, 0)), firms.key, 0)
    shares = firms.shares.astype(np.float32).astype(np.float64)  # as the columns hold them
    posts = _whole(size.astype(np.float32).astype(np.float64), shares[:, 0], shares[:, 2], u)
    filled = posts.copy()
    v = uniforms(draft.base, firms.key, _DRAW_OPEN)
    for f in np.flatnonzero(posts.sum(axis=1) > firms.staff):
        for _ in range(int(posts[f].sum() - firms.staff[f])):
            weight = np.cumsum(filled[f])
            filled[f, int(np.searchsorted(weight, v[f] * weight[-1], side="right"))] -= 1
    return posts, filled


def list_posts(draft: Draft, firms: Firms, filled: Ints, commute_share_out: Floats, n_zones: int) -> Posts:
    """All filled posts, then the posts that residents hold outside."""
    firm, skill = np.nonzero(filled)
    n = filled[firm, skill]
    firm, skill = np.repeat(firm, n), np.repeat(skill, n)
    m = len(draft.margins)
    out = largest_remainder(commute_share_out, int(draft.margins.commuting[:m, m].sum()))
    place_out = np.repeat(np.arange(out.size), out)
    return Posts(
        employer=np.concatenate([firm, firms.key.size + place_out]),
        skill=np.concatenate([skill, np.full(place_out.size, ANY_SKILL)]),
        sector=np.concatenate([firms.sector[firm], np.full(place_out.size, -1)]),
        place=np.concatenate([firms.zone[firm], n_zones + place_out]),
        municipality=np.concatenate([firms.municipality[firm], np.full(place_out.size, m)]),
    )


def start(draft: Draft, workers: Workers, posts: Posts) -> Ints:
    """A first post for every worker [W] that meets the table home × work."""
    table = draft.margins.commuting
    n = len(table)
    order_w = np.lexsort((workers.key, workers.municipality))
    shuffled = uniforms(draft.base, np.arange(posts.employer.size).astype(np.uint64), _DRAW_POST)
    order_p = np.lexsort((shuffled, posts.municipality))
    # Workers of a home are split over works in order, posts of a work over homes in order: cell by cell they meet.
    first_w = np.concatenate([[0], np.cumsum(table.ravel())])[:-1].reshape(n, n)
    first_p = np.concatenate([[0], np.cumsum(table.T.ravel())])[:-1].reshape(n, n).T
    post_of = np.full(workers.key.size, -1, np.int64)
    for h in range(n):
        for w in range(n):
            k = np.arange(table[h, w])
            post_of[order_w[first_w[h, w] + k]] = order_p[first_p[h, w] + k]
    return post_of


@njit(cache=True, nogil=True)
def mismatch(education: Any, skill: Any) -> Any:
    """Disutility of holding a post of another level than one's education."""
    if skill == ANY_SKILL:
        return 0.0
    gap = skill - education
    return _TOO_LOW * gap if gap > 0 else -_TOO_HIGH * gap


@njit(cache=True, nogil=True)
def value(i: Any, p: Any, workers: Any, posts: Any, commute_d: Any, theta: Any, worth: Any) -> Any:
    """U of post p for worker i; `workers` and `posts` as in `exchange_posts`."""
    home, education, field = workers
    place, skill, sector = posts
    return worth[sector[p], field[i]] - theta * commute_d[home[i], place[p]] - mismatch(education[i], skill[p])


@njit(cache=True, nogil=True)
def exchange_posts(
    base: Any,
    workers: Any,
    posts: Any,
    post_of: Any,
    home_start: Any,
    home_list: Any,
    home_group: Any,
    work_start: Any,
    work_list: Any,
    work_group: Any,
    commute_d: Any,
    theta: Any,
    worth: Any,
    n_proposals: Any,
) -> Any:
    """Exchange posts between workers, in place; returns the number of exchanges accepted.

    `workers` are home, education and field [W], `posts` place, skill and sector [W].
    """
    worker_of = np.empty(post_of.size, np.int64)
    for i in range(post_of.size):
        worker_of[post_of[i]] = i
    done = 0
    for t in range(n_proposals):
        i = t % post_of.size
        p = post_of[i]
        word = draw(base, np.uint64(t), np.uint64(0))
        u = np.float64(word >> np.uint64(12)) / 4503599627370496.0
        if word & np.uint64(1):
            g = home_group[i]
            j = home_list[home_start[g] + np.int64(u * (home_start[g + 1] - home_start[g]))]
        else:
            g = work_group[p]
            j = worker_of[work_list[work_start[g] + np.int64(u * (work_start[g + 1] - work_start[g]))]]
        q = post_of[j]
        if i == j:
            continue
        gain = value(i, q, workers, posts, commute_d, theta, worth) + value(
            j, p, workers, posts, commute_d, theta, worth
        )
        gain -= value(i, p, workers, posts, commute_d, theta, worth) + value(
            j, q, workers, posts, commute_d, theta, worth
        )
        if gain >= 0.0 or uniform(base, np.uint64(t), np.uint64(1)) < np.exp(gain):
            post_of[i], post_of[j] = q, p
            worker_of[q], worker_of[p] = i, j
            done += 1
    return done


def settle(
    draft: Draft,
    workers: Workers,
    posts: Posts,
    post_of: Ints,
    commute_d: Floats,
    theta: float,
    worth: Floats,
    part: int,
) -> None:
    """One round of exchanges of posts (`part` numbers the round), in place."""
    n = len(draft.margins) + 1
    home_start, home_list = members(workers.municipality, n)
    work_start, work_list = members(posts.municipality, n)
    base = np.uint64(draw(draft.base, np.uint64(_DRAW_WORKER), np.uint64(part)))
    exchange_posts(
        base,
        (workers.home, workers.education, workers.field),
        (posts.place, posts.skill, posts.sector),
        post_of,
        home_start,
        home_list,
        workers.municipality,
        work_start,
        work_list,
        posts.municipality,
        commute_d,
        theta,
        worth,
        _PER_WORKER * workers.key.size,
    )
