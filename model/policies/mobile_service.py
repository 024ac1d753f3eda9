"""A service comes to a zone on some days a month: a passport bus, a mobile police post, travelling specialists.

On those days residents of the zone can do there what they otherwise travel for. Waiting for the day has a cost too, so a
zone near a unit hardly uses it and a zone far away does, the more the oftener it comes (model/service_use.py). Who uses
it is still a user of the unit that sends it out. The owner of the type pays for every day: staff on the road, vehicle,
room. After the last year it comes no more.

Leaves out: visits to several zones on one trip (costs are somewhat too high), users from the next zone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.codes import Owner
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.service_works import owner_account, type_index
from model.traits import DirectOutput, Instrument, Lever, strength


@parameters("mobile_service")
class Params(NamedTuple):
    """What a day costs."""

    day_nok: float = par(
        20_000, unit="NOK per day", low=10_000, high=40_000, source="assumption", note="two on the road, vehicle, room"
    )


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Set the days of the year and pay for them."""
    lev = spec.levers
    if lev["days_per_month"] <= 0.0:
        return
    zone, service = region.place_of_zone(lev["zone"]), lev["service"]
    kind = region.service_types[type_index(region, service)]
    if kind.is_residential:
        region.note(
            spec.id,
            nb=f"{kind.label['nb']} er noe man bor i: den kan ikke komme på besøk.",
            en=f"{kind.label['en']} is lived in: it cannot come and visit.",
        )
        return
    days = float(lev["days_per_month"]) * strength(spec, year)
    region.visiting_days.setdefault(service, np.zeros(region.n_zones))[zone] += days
    # No private owner sends anything out by itself: the municipality pays.
    owner = Owner.MUNICIPALITY if kind.owner == Owner.PRIVATE else kind.owner
    payer, nok = owner_account(region, owner, zone), 12.0 * days * region.par(Params).day_nok
    region.accounts.pay(payer, "outside", nok, f"visiting: {service}", spec.id)


def _minutes(region: Region, spec: PolicySpec) -> float:
    """Less is more: minutes to the service with their sign turned."""
    return -float(region.access[spec.levers["service"]][region.place_of_zone(spec.levers["zone"])])


MOBILE_SERVICE = Instrument(
    id="mobile_service",
    label={"nb": "Tjenesten kommer til deg", "en": "Visiting service"},
    description={
        "nb": "Passbuss, mobilt politi eller reisende spesialister kommer til en sone noen dager i måneden.",
        "en": "A passport bus, mobile police or travelling specialists come to a zone on some days a month.",
    },
    area="2",
    levers=(
        Lever("service", {"nb": "Tjeneste", "en": "Service"}, kind="service", default="passport_office"),
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever(
            "days_per_month",
            {"nb": "Dager i måneden", "en": "Days a month"},
            unit="days/month",
            default=4.0,
            low=0,
            high=20,
            neutral=0,
        ),
    ),
    payers=("state", "county", "health_trust", "municipality"),
    act=act,
    can_phase_in=True,
    leaves_out="Rounds through several zones (cost is somewhat too high) and users from the next zone (gain too small).",
    sdg=("11.a", "10.3"),
    eligible={"nb": "De som bor i sonen", "en": "Residents of the zone"},
    output=DirectOutput("days_per_month", {"nb": "Sparte minutter", "en": "Minutes spared"}, "min", _minutes),
)
