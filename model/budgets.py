"""An owner's room to act: what a deficit that lasts does to its services, its staff, its purchases and its taxes.

Room is 1 as usual. After two years with a result below −x % of revenue it falls by a step a year, and comes back by the
same step in a year without a deficit. With less room an owner waits less long with closing a unit under its threshold,
is likelier to close or merge it, opens none, has fewer staff than users call for, and saves a part of its other spending;
a municipality raises its property tax. Who owes more than the limit may not borrow, so opens and enlarges nothing but what
it must. `public_money` sets room and debt; `services` and `demand` read them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from model.parameters import par, parameters


@parameters("budgets")
class RoomParams(NamedTuple):
    """How room changes, and what owners do with little of it."""

    deficit_share: float = par(
        0.01, unit="share of revenue", low=0.0, high=0.03, source="assumption", note="a result below minus this counts"
    )
    patient_years: float = par(2.0, unit="years", low=1.0, high=4.0, source="assumption", note="in a row")
    room_step: float = par(0.25, unit="share per year", low=0.1, high=0.5, source="assumption")
    patience_lost: float = par(
        0.6, unit="share of patience", low=0.2, high=0.9, source="assumption", note="of an owner without room"
    )
    closes_without_room: float = par(
        0.5, unit="per year", low=0.25, high=0.8, source="assumption", note="a council asked to close a unit"
    )
    room_to_open: float = par(1.0, unit="share", low=0.5, high=1.0, source="assumption", note="least room of who opens")
    saving: float = par(
        0.05, unit="share of other spending", low=0.0, high=0.1, source="assumption", note="of an owner without room"
    )
    staff_saving: float = par(
        0.05, unit="share of posts", low=0.0, high=0.12, source="assumption", note="of an owner without room"
    )
    debt_limit: float = par(
        1.2, unit="net debt over yearly revenue", low=1.0, high=1.5, source="assumption", note="above it no new loans"
    )
    tax_step: float = par(0.0005, unit="share of value per year", low=0.0, high=0.001, source="assumption")
    tax_most: float = par(
        0.004, unit="share of value per year", low=0.003, high=0.005, source="the law's limit on homes (from memory)"
    )


def next_room(room: Any, years_short: Any, net: Any, p: RoomParams) -> Any:
    """Room next year [M] from room, years with a deficit in a row and the year's net result."""
    change = np.where(years_short >= p.patient_years, -p.room_step, np.where(net >= 0.0, p.room_step, 0.0))
    return np.clip(room + change, 0.0, 1.0)


def patience(years: Any, room: Any, p: RoomParams) -> Any:
    """Years under the threshold that an owner with this room waits before it asks whether to close."""
    return years * (1.0 - p.patience_lost * (1.0 - room))


def closing_chance(usual: Any, room: Any, p: RoomParams) -> Any:
    """Yearly probability that a council that is asked closes the unit."""
    return usual + (1.0 - room) * np.maximum(p.closes_without_room - usual, 0.0)


def spending_share(room: Any, p: RoomParams) -> Any:
    """Share of its usual other spending that an owner with this room keeps up."""
    return 1.0 - p.saving * (1.0 - room)


def staff_share(room: Any, p: RoomParams) -> Any:
    """Share of the posts that users call for that an owner with this room has."""
    return 1.0 - p.staff_saving * (1.0 - room)


def may_borrow(debt: Any, revenue: Any, p: RoomParams) -> Any:
    """Whether net debt is under the limit, bool [M]."""
    return np.asarray(debt) <= p.debt_limit * np.maximum(np.asarray(revenue), 1.0)


def next_tax_rate(rate: Any, base: Any, room: Any, p: RoomParams) -> Any:
    """Property tax rate next year [M]: up while there is little room, back to the base year's when there is."""
    goal = np.where(room < 1.0, np.maximum(p.tax_most, base), base)
    return rate + np.clip(goal - rate, -p.tax_step, p.tax_step)
