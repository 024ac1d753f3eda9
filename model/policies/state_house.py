"""Small state offices move together in one place.

Units of state services and state employers with few posts, within reach of the zone, move there with their staff in the
first year. Visitors and staff travel to the house from then on: nearer for some, further for others. The state pays the
move and saves floor every year that they share it.

Leaves out: that a larger workplace is easier to recruit to and keeps staff longer, and new tasks that it draws.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import Owner
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever


@parameters("state_house")
class Params(NamedTuple):
    """What moving costs and sharing saves."""

    move_nok: float = par(150_000, unit="NOK per post", low=60_000, high=300_000, source="assumption")
    shared_nok: float = par(
        12_000, unit="NOK per post and year", low=0, high=30_000, source="assumption", note="rooms and reception shared"
    )


def small_offices(region: Region, zone: int, within_min: float, max_posts: float) -> NDArray[np.int64]:
    """Rows of firms: state employers with at most so many posts within reach of the zone, those in it included."""
    f = region.firms.c
    rows = np.flatnonzero(
        (f.place_id >= 0) & (f.place_id < region.n_zones) & (f.owner == Owner.STATE) & (f.size <= max_posts)
    )
    lives_in = np.array([kind.is_residential for kind in region.service_types] + [False])
    unit = f.service_id[rows]
    kind = np.where(unit >= 0, region.services.c.type[unit], -1)
    rows = rows[~lives_in[kind]]
    return rows[region.time_min[f.place_id[rows], zone] <= within_min]


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Move the offices in the first year; book what they save in every year."""
    lev, memory, f, s = spec.levers, region.memory[spec.id], region.firms.c, region.services.c
    if lev["max_posts"] <= 0:
        return
    p, zone = region.par(Params), region.place_of_zone(lev["zone"])
    if year == spec.start:
        rows = small_offices(region, zone, lev["within_min"], lev["max_posts"])
        if rows.size < 2:
            region.note(
                spec.id,
                nb="Det er færre enn to små statlige kontorer innen rekkevidde: ingenting å samle.",
                en="There are fewer than two small state offices within reach: nothing to move together.",
            )
        moved = rows[f.place_id[rows] != zone]
        posts = float(f.size[moved].sum())
        f.place_id[moved] = zone
        units = f.service_id[moved]
        units = units[units >= 0]
        s.place_id[units], s.municipality_id[units] = zone, region.zones.municipality[zone]
        memory["offices"], memory["posts"] = int(rows.size), float(f.size[rows].sum())
        region.accounts.pay("state", "outside", posts * p.move_nok, "moving offices", spec.id)
        region.ledger.write(year, "state", "moves offices together", spec.id, offices=int(moved.size), posts=posts)
    if memory.get("offices", 0) > 1:
        region.accounts.pay("outside", "state", memory["posts"] * p.shared_nok, "shared rooms", spec.id)


STATE_HOUSE = Instrument(
    id="state_house",
    label={"nb": "Statens hus", "en": "State house"},
    description={
        "nb": "Små statlige kontorer samles på ett sted, med kortere vei for noen og lengre for andre.",
        "en": "Small state offices move together in one place: nearer for some, further for others.",
    },
    area="4",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever("max_posts", {"nb": "Kontorer med høyst", "en": "Offices with at most"}, unit="posts", default=15.0,
              low=0, high=100, neutral=0),
        Lever("within_min", {"nb": "Innen", "en": "Within"}, unit="min", default=45.0, low=0, high=120),
    ),
    payers=("state",),
    act=act,
    leaves_out="Easier recruitment to a larger workplace and new tasks: the effect on jobs is too small.",
    sdg=("11.a",),
    output=DirectOutput(
        "max_posts", {"nb": "Kontorer i huset", "en": "Offices in the house"}, "offices",
        lambda region, spec: float(region.memory.get(spec.id, {}).get("offices", 0)),
    ),
)  # fmt: skip
