"""A part of a service's use needs no visit any more; welfare technology lets old people stay longer at home.

The lever is the share of visits made digital for somebody under 67 with fast broadband. Who has none still travels, the
old use it less (model/remote.py): coverage and age decide, so broadband and this measure need each other. Of a service
that people live in (a nursing home) it is the share of those who would move in whom technology lets stay at home; they
use home care as others of their age do. Every unit's owner pays for the system by its users, each year. It ends with the
last year.

Leaves out: staff that digital use saves or asks for; how well it works for those who cannot cope (gains are somewhat too
large for the oldest).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.codes import Owner
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.remote import digital_share
from model.service_costs import OWNER_ACCOUNTS, account
from model.service_use import users_by_type
from model.service_works import type_index
from model.traits import DirectOutput, Instrument, Lever, strength


@parameters("digital_service")
class Params(NamedTuple):
    """What the systems cost for a share of 1."""

    user_nok: float = par(
        200.0, unit="NOK per user and year", low=50.0, high=600.0, source="assumption", note="all of a type's users"
    )
    home_nok: float = par(
        40_000.0, unit="NOK per user and year", low=15_000.0, high=80_000.0, source="assumption",
        note="sensors, alarms and who answers them, of a type that people live in",
    )  # fmt: skip


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Set the share of the year and pay for it."""
    lev, service = spec.levers, spec.levers["service"]
    if lev["share"] <= 0.0:
        return
    share = float(lev["share"]) * strength(spec, year)
    region.digital_added[service] = 1.0 - (1.0 - region.digital_added.get(service, 0.0)) * (1.0 - share)
    k, p = type_index(region, service), region.par(Params)
    kind, m = region.service_types[k], region.zones.municipality
    per_user = share * (p.home_nok if kind.is_residential else p.user_nok)
    users = np.bincount(m, weights=users_by_type(region)[k], minlength=region.municipalities.n)
    if kind.owner == Owner.MUNICIPALITY:
        for row, nok in enumerate((per_user * users).tolist()):
            region.accounts.pay(account(region, row), "outside", nok, f"digital: {service}", spec.id)
    else:
        payer = OWNER_ACCOUNTS[kind.owner]
        region.accounts.pay(payer, "outside", float(per_user * users.sum()), f"digital: {service}", spec.id)


def _share(region: Region, spec: PolicySpec) -> float:
    kind = region.service_types[type_index(region, spec.levers["service"])]
    return digital_share(region, kind, region.year)


DIGITAL_SERVICE = Instrument(
    id="digital_service",
    label={"nb": "Digital tjeneste", "en": "Digital service"},
    description={
        "nb": "En del av bruken krever ikke oppmøte, der bredbånd og alder tillater det; velferdsteknologi hjemme.",
        "en": "A part of the use needs no visit, where broadband and age allow; welfare technology at home.",
    },
    area="2",
    levers=(
        Lever("service", {"nb": "Tjeneste", "en": "Service"}, kind="service", default="gp_practice"),
        Lever(
            "share",
            {"nb": "Andel av besøkene som blir digitale", "en": "Share of visits made digital"},
            unit="share",
            default=0.2,
            low=0,
            high=0.8,
            neutral=0,
        ),
    ),
    payers=("municipality", "county", "state", "health_trust", "private"),
    act=act,
    can_phase_in=True,
    leaves_out="Staff that digital use saves or needs, and trouble in using it: gains for the oldest are too large.",
    sdg=("9.c", "10.3"),
    eligible={"nb": "Brukere med raskt bredbånd", "en": "Users with fast broadband"},
    output=DirectOutput("share", {"nb": "Bruk uten oppmøte", "en": "Use without a visit"}, "share", _share),
)
