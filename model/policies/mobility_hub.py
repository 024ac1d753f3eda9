"""A mobility hub: shared e-cars and e-bikes at one place in a zone, for those who live there.

Who has no car of their own may take a shared e-car: the minutes by car, and the minutes until one is free and off:

    hub minutes = walk + queue · (adults without a car at home / cars)

or a shared e-bike, quicker than one's own (model/skims.py). That makes jobs and shops come nearer, and lets some
households do without a car. Users pay a part of what the cars cost, the county the rest. With its end the hub is gone.

Leaves out: driving licences (it serves too many), visitors, trips that begin elsewhere (it serves too few), what the cars
are charged with.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever

_ADULT = 18


@parameters("mobility_hub")
class Params(NamedTuple):
    """How a hub works and what it costs."""

    walk_min: float = par(8.0, unit="min", low=4.0, high=15.0, source="assumption", note="to the car, unlock, and back")
    queue_min: float = par(
        0.5,
        unit="min per adult without a car and car",
        low=0.2,
        high=1.5,
        source="assumption",
        note="cars that are taken",
    )
    car_nok_year: float = par(
        120_000, unit="NOK per car and year", low=80_000, high=180_000, source="assumption", note="two e-bikes included"
    )


def hub_minutes(adults: float, cars: int, p: Params) -> float:
    """Minutes to a shared car and off where this many adults have none at home."""
    return p.walk_min + p.queue_min * adults / cars


def _without_car(region: Region, zone: int) -> int:
    """Adults in a zone who live in a private household without a car."""
    c, h = region.persons.c, region.households.c
    rows = np.flatnonzero((c.household_id >= 0) & (c.place_id == zone) & (c.age >= _ADULT))
    home = c.household_id[rows]
    return int(((h.n_cars[home] == 0) & (h.service_id[home] < 0)).sum())


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Run the hub this year; remove it when it has ended."""
    lev, memory, net, p = spec.levers, region.memory[spec.id], region.network, region.par(Params)
    cars = int(lev["cars"])
    if cars <= 0:
        return
    zone = region.place_of_zone(lev["zone"])
    net.is_changed = True
    if spec.until is not None and year >= spec.until:
        net.hub_min[zone] = memory["before"]
        return
    memory["works_until"] = spec.until or 0
    before = memory.setdefault("before", float(net.hub_min[zone]))
    net.hub_min[zone] = min(before, hub_minutes(_without_car(region, zone), cars, p))
    for payer, share in (("county", 1.0 - lev["users_share"]), ("users", lev["users_share"])):
        region.accounts.pay(payer, "outside", cars * p.car_nok_year * share, "mobility hub", spec.id)


def _minutes(region: Region, spec: PolicySpec) -> float:
    """Mean minutes without a car from the zone to the others, below 0 so that it grows when they fall."""
    return -float(region.no_car_min[region.place_of_zone(spec.levers["zone"]), : region.n_zones].mean())


MOBILITY_HUB = Instrument(
    id="mobility_hub",
    label={"nb": "Mobilitetspunkt", "en": "Mobility hub"},
    description={
        "nb": "Delte elbiler og elsykler på ett sted i sonen, for dem som bor der; fylket og brukerne betaler.",
        "en": "Shared e-cars and e-bikes at one place in a zone, for those who live there; the county and the users pay.",
    },
    area="5",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever(
            "cars",
            {"nb": "Delte elbiler", "en": "Shared e-cars"},
            kind="integer",
            unit="cars",
            default=6,
            low=0,
            high=200,
            neutral=0,
        ),
        Lever("users_share", {"nb": "Brukernes andel", "en": "Users' share"}, unit="share", default=0.5, low=0, high=1),
    ),
    payers=("county", "users"),
    act=act,
    leaves_out="Driving licences (it serves too many), visitors and trips that begin elsewhere (it serves too few).",
    eligible={"nb": "voksne i sonen uten bil hjemme", "en": "adults in the zone without a car at home"},
    sdg=("11.2",),
    source="assumption",
    output=DirectOutput(
        "cars", {"nb": "Minutter spart uten bil", "en": "Minutes saved without a car"}, "min", _minutes
    ),
)
