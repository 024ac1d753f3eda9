"""Seekers choose among open posts, one after the other in keyed order.

Posts are grouped by (place, skill); a post in sector s is worth w_s(f) to a seeker of field f beyond wage and place, and
the utility of a group g of open posts for seeker i is

    U = ln wage_g + r(kind of seeker, home, g) + ln Σ over posts of exp(w_s(f)) + G(seeker, group)

with r the log of what the commute leaves of the posts (−theta·d(t) where every day is travelled), against a
reservation: for who has a job, the job's own utility plus inertia; for others a constant; each plus Gumbel noise of its
own. The sum is over the posts when the round opened, so a ranking does not depend on who came earlier. Within the group
the post is chosen by the same w plus Gumbel noise (`deal_posts`), so the two together are a logit over posts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from model.rng import draw, gumbel

_SELF_KEY = np.uint64(0x53454C46)


class Seekers(NamedTuple):
    """Who looks for a post; every array is [N]."""

    key: Any  # uint64
    home: Any  # place it would commute from; −1 = would live near the post
    skill: Any  # highest skill level it can take
    field: Any  # field of education
    below: Any  # takes posts in places below this number: all places, or zones only
    reserve: Any  # utility of not taking a post
    kind: Any  # row of `reach`: how it travels and how many days


class Posts(NamedTuple):
    """Open posts by group; every array is [G]."""

    place: Any
    skill: Any
    key: Any  # uint64, permanent
    log_wage: Any
    log_n: Any  # [G, F] log of the number of posts, each weighted by what it is worth to a field
    left: Any  # int64; the matching takes from it


@njit(cache=True, nogil=True)
def match(seekers: Any, posts: Any, order: Any, reach: Any, base: Any) -> Any:
    """Group taken by each seeker of `order` [m], −1 = none; reach [kinds, P, G] ≤ 0, −inf where there is no way."""
    out = np.full(order.size, -1, np.int64)
    for j in range(order.size):
        i = order[j]
        key, home, kind = seekers.key[i], seekers.home[i], seekers.kind[i]
        best = -1
        best_u = seekers.reserve[i] + gumbel(base, key, _SELF_KEY)
        for g in range(posts.place.size):
            if posts.left[g] <= 0 or posts.skill[g] > seekers.skill[i] or posts.place[g] >= seekers.below[i]:
                continue
            u = posts.log_wage[g] + posts.log_n[g, seekers.field[i]] + gumbel(base, key, posts.key[g])
            if home >= 0:
                u += reach[kind, home, g]
            if u > best_u:
                best, best_u = g, u
        if best >= 0:
            posts.left[best] -= 1
        out[j] = best
    return out


@njit(cache=True, nogil=True)
def deal(group: Any, keys: Any, start: Any, items: Any, base: Any) -> Any:
    """Item that each taker gets [m], −1 = none: takers in order, each from its group what its own draw ranks highest.

    group [m] (−1 = takes nothing) and keys [m] of the takers; items of group g are start[g] … start[g+1]−1, their keys
    items [n]. One taker more changes what others get only along the chain of items that it displaces.
    """
    out = np.full(group.size, -1, np.int64)
    is_taken = np.zeros(items.size, np.bool_)
    for j in range(group.size):
        if group[j] < 0:
            continue
        highest = np.uint64(0)
        for i in range(start[group[j]], start[group[j] + 1]):
            if is_taken[i]:
                continue
            word = draw(base, keys[j], items[i])
            if out[j] < 0 or word > highest:
                out[j], highest = i, word
        if out[j] >= 0:
            is_taken[out[j]] = True
    return out


@njit(cache=True, nogil=True)
def deal_posts(group: Any, keys: Any, field: Any, start: Any, items: Any, sector: Any, worth: Any, base: Any) -> Any:
    """Post that each taker gets [m], −1 = none: as `deal`, each by what a post is worth to him plus Gumbel noise.

    field [m] of the takers, sector [n] of the posts (−1 = outside), worth [S + 1, F].
    """
    out = np.full(group.size, -1, np.int64)
    is_taken = np.zeros(items.size, np.bool_)
    for j in range(group.size):
        if group[j] < 0:
            continue
        best = 0.0
        for i in range(start[group[j]], start[group[j] + 1]):
            if is_taken[i]:
                continue
            u = worth[sector[i], field[j]] + gumbel(base, keys[j], items[i])
            if out[j] < 0 or u > best:
                out[j], best = i, u
        if out[j] >= 0:
            is_taken[out[j]] = True
    return out
