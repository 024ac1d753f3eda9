"""A municipality builds homes, or guarantees that somebody does, where the market builds none.

Homes of one type and tenure are ordered in the first year and are ready after planning and building. They are offered
like all others: sold at the market price, let at market rent, or let to those who need them. The municipality pays what
they cost and gets the price back when somebody moves in (what its rent is worth where it is let); where it only
guarantees, it pays the loss, and buys what has stood empty for two years.

Leaves out: what the homes show other builders about the market (the effect is too small), who manages what is let.
"""

from __future__ import annotations

from model.building import TENURES, order_homes, ordered_homes, settle_homes
from model.codes import DwellingType
from model.inputs import PolicySpec
from model.region import Region
from model.service_costs import account
from model.traits import DirectOutput, Instrument, Lever

_SHARED_M2 = 45.0  # a home in a co-living house, its part of the common rooms included (assumption)
TYPES = {
    "detached": (DwellingType.DETACHED, 0.0),
    "row": (DwellingType.ROW, 0.0),
    "flat": (DwellingType.FLAT, 0.0),
    "co_living": (DwellingType.FLAT, _SHARED_M2),
}


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Order the homes in the first year; pay, and book what comes in."""
    lev, zone = spec.levers, region.place_of_zone(spec.levers["zone"])
    kind, floor = TYPES[lev["type"]]
    if year == spec.start:
        order_homes(region, spec.id, zone, kind, TENURES[lev["tenure"]], int(lev["homes"]), floor)
    payers = {account(region, int(region.zones.municipality[zone])): 1.0}
    settle_homes(region, spec.id, payers, guarantees=lev["role"] == "guarantees")


def _homes(region: Region, spec: PolicySpec) -> float:
    return float(ordered_homes(region, spec.id).size)


HOUSING_KICKSTART = Instrument(
    id="housing_kickstart",
    label={"nb": "Kommunen får i gang boligbygging", "en": "Kick-start of home building"},
    description={
        "nb": "Kommunen bygger boliger der markedet ikke gjør det, eller garanterer for dem, også bofellesskap.",
        "en": "The municipality builds homes where the market does not, or guarantees for them; co-living too.",
    },
    area="1",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever("homes", {"nb": "Boliger", "en": "Homes"}, kind="integer", unit="homes", default=12, low=0, high=300,
              neutral=0),
        Lever("type", {"nb": "Boligtype", "en": "Type of home"}, kind="option", default="row", options=tuple(TYPES)),
        Lever("tenure", {"nb": "Eie eller leie", "en": "Tenure"}, kind="option", default="owned",
              options=tuple(TENURES)),
        Lever("role", {"nb": "Kommunen", "en": "The municipality"}, kind="option", default="builds",
              options=("builds", "guarantees")),
    ),
    payers=("municipality",),
    act=act,
    leaves_out="What the homes show other builders about the market: the effect on building is too small.",
    sdg=("11.1", "11.a"),
    output=DirectOutput("homes", {"nb": "Boliger bygd", "en": "Homes built"}, "homes", _homes),
)  # fmt: skip
