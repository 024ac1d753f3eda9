"""Desks for remote workers, founders and students in existing buildings of a zone.

Whoever could work from home but is not connected there may work at a desk near home, as far as desks are enough
(model/remote.py): commutes of that person weigh less, and posts further away are open. The rooms are open premises for
firms as well (model/firm_location.py). Users pay rent, the municipality the rest.

Leaves out: company and ideas, people who are connected but want to get out of the house: too few use it.
"""

from __future__ import annotations

from typing import NamedTuple

from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.remote import desk_share
from model.service_costs import account
from model.traits import DirectOutput, Instrument, Lever


@parameters("coworking_hub")
class Params(NamedTuple):
    """What a desk costs and takes."""

    desk_nok: float = par(36_000, unit="NOK per desk and year", low=20_000, high=60_000, source="assumption")
    desk_m2: float = par(10.0, unit="m2 per desk", low=6.0, high=15.0, source="assumption")


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Offer the desks this year."""
    lev, p, gives = spec.levers, region.par(Params), region.incentives
    desks = int(lev["desks"])
    if desks <= 0:
        return
    zone = region.place_of_zone(lev["zone"])
    gives.desk_share[zone] = min(gives.desk_share[zone] + desk_share(region, zone, desks), 1.0)
    gives.premises_m2[zone] += desks * p.desk_m2
    region.memory[spec.id]["desks"] = desks
    own = account(region, int(region.zones.municipality[zone]))
    nok = desks * p.desk_nok
    region.accounts.pay(own, "outside", nok * lev["municipality_share"], "shared desks", spec.id)
    region.accounts.pay("users", "outside", nok * (1.0 - lev["municipality_share"]), "shared desks", spec.id)


COWORKING_HUB = Instrument(
    id="coworking_hub",
    label={"nb": "Kontorfellesskap", "en": "Co-working hub"},
    description={
        "nb": "Kontorplasser for fjernarbeidere, gründere og studenter i eksisterende bygg.",
        "en": "Desks for remote workers, founders and students in existing buildings.",
    },
    area="4",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever("desks", {"nb": "Kontorplasser", "en": "Desks"}, kind="integer", unit="desks", default=20, low=0,
              high=200, neutral=0),
        Lever("municipality_share", {"nb": "Kommunens andel", "en": "Municipality's share"}, unit="share", default=0.5,
              low=0, high=1),
    ),
    payers=("municipality", "users"),
    act=act,
    eligible={"nb": "De som kan arbeide hjemmefra, men mangler bredbånd hjemme; små bedrifter",
              "en": "Those who could work from home but lack broadband there; small firms"},
    leaves_out="Company and ideas, and users who have broadband at home: the effect is too small.",
    sdg=("8.3", "9.c"),
    output=DirectOutput("desks", {"nb": "Kontorplasser", "en": "Desks"}, "desks",
                        lambda region, spec: float(region.memory.get(spec.id, {}).get("desks", 0))),
)  # fmt: skip
