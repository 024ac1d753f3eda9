"""A business garden or incubator: young firms in a zone share rooms and get help.

Members close a little less often and grow a little faster (model/incubation.py); the rooms are open premises, so a few more
new firms settle in the zone. What members sell locally, others in the zone and sector no longer sell.

Leaves out: innovation that reaches other firms, members picked for their prospects: the effect may be too small.
"""

from __future__ import annotations

from typing import NamedTuple

from model.incubation import members
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever


@parameters("business_garden")
class Params(NamedTuple):
    """What a place costs and takes."""

    place_nok: float = par(120_000, unit="NOK per place and year", low=60_000, high=200_000, source="assumption")
    place_m2: float = par(25.0, unit="m2 per place", low=10.0, high=60.0, source="assumption")


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Offer the places this year."""
    lev, p, memory = spec.levers, region.par(Params), region.memory[spec.id]
    places = int(lev["places"])
    if places <= 0:
        return
    zone = region.place_of_zone(lev["zone"])
    before = members(region, year).size
    region.incentives.garden_places[zone] += places
    region.incentives.premises_m2[zone] += places * p.place_m2
    memory["member_years"] = memory.get("member_years", 0) + members(region, year).size - before
    nok = places * p.place_nok
    region.accounts.pay("state", "outside", nok * lev["state_share"], "business garden", spec.id)
    region.accounts.pay("county", "outside", nok * (1.0 - lev["state_share"]), "business garden", spec.id)


BUSINESS_GARDEN = Instrument(
    id="business_garden",
    label={"nb": "Næringshage", "en": "Business garden"},
    description={
        "nb": "Unge bedrifter får plass i næringshage eller inkubator, med felles lokaler og veiledning.",
        "en": "Young firms get a place in a business garden or incubator, with shared rooms and advice.",
    },
    area="4",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever("places", {"nb": "Bedrifter med plass", "en": "Places for firms"}, kind="integer", unit="firms",
              default=15, low=0, high=100, neutral=0),
        Lever("state_share", {"nb": "Statens andel", "en": "State's share"}, unit="share", default=0.6, low=0, high=1),
    ),
    payers=("state", "county"),
    act=act,
    eligible={"nb": "Private bedrifter på høyst fem år og tjue stillinger i sonen",
              "en": "Private firms of at most five years and twenty posts in the zone"},
    leaves_out="Innovation that reaches others, and choice of the most promising: the effect may be too small.",
    sdg=("8.3",),
    output=DirectOutput(
        "places", {"nb": "Bedriftsår med plass", "en": "Firm years with a place"}, "firm years",
        lambda region, spec: float(region.memory.get(spec.id, {}).get("member_years", 0)),
    ),
)  # fmt: skip
