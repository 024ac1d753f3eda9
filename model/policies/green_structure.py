"""Parks and opened streams in a zone: public green space near home, and a smaller flood there.

The green space is laid out over some years on ground that is built on or paved, so it takes no land. It counts in the
public space per resident, and takes its part of a flood (`flood_year`).

Leaves out: that people may like to live near a park (no such term in the choice of a home: moves do not answer), cooler
summers, nature.
"""

from __future__ import annotations

from typing import NamedTuple

from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.public_space import laid_out, lay_out
from model.region import Region
from model.service_costs import account
from model.traits import DirectOutput, Instrument, Lever


@parameters("green_structure")
class Params(NamedTuple):
    """What green space costs."""

    park_nok_m2: float = par(900.0, unit="NOK/m2", low=300.0, high=2_500.0, source="assumption")
    upkeep_nok_m2: float = par(15.0, unit="NOK/m2 and year", low=5.0, high=40.0, source="assumption")


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Lay out this year's part, and keep what there is."""
    lev, p = spec.levers, region.par(Params)
    if lev["area_daa"] <= 0.0:
        return
    zone = region.place_of_zone(lev["zone"])
    payer = account(region, int(region.zones.municipality[zone]))
    new = lay_out(region, spec, zone, lev["area_daa"], int(lev["years"]))
    if new > 0.0:
        region.accounts.pay(payer, "outside", new * p.park_nok_m2, "building: parks", spec.id)
    region.accounts.pay(payer, "outside", laid_out(region, spec) * p.upkeep_nok_m2, "upkeep of parks", spec.id)


GREEN_STRUCTURE = Instrument(
    id="green_structure",
    label={"nb": "Parker og åpne bekker", "en": "Parks and opened streams"},
    description={
        "nb": "Parker og gjenåpnede bekker i en sone: mer grønt nær hjemmet og mindre skade ved flom.",
        "en": "Parks and opened streams in a zone: more green space near home, and less damage by floods.",
    },
    area="1",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever("area_daa", {"nb": "Areal", "en": "Area"}, unit="daa", default=20.0, low=0, high=500, neutral=0),
        Lever("years", {"nb": "Fordelt på", "en": "Spread over"}, kind="integer", unit="years", default=3, low=1,
              high=15),
    ),
    payers=("municipality",),
    act=act,
    leaves_out="That people may like to live near a park: nobody moves because of it here.",
    sdg=("11.7",),
    output=DirectOutput("area_daa", {"nb": "Nytt grøntareal", "en": "New green space"}, "m2", laid_out),
)  # fmt: skip
