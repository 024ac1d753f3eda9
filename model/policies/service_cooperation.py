"""Municipalities own a service together: an emergency clinic, a fire service, GPs, a school at the border.

The host and its nearest neighbours, by minutes between their centres, make their areas of a service type one: users go to
the nearest unit of any of them, one owner must have a unit instead of each, and keeps what pays. When they agree they look
at all units at once and merge or move what saves more than the journeys cost; later as often as others do. Each bears what
its own residents use. Agreeing costs a sum for every partner. When the agreement ends each owns what lies within its
borders again.

Leaves out: distrust and who gets the unit; cheaper purchases and common systems of a larger unit beyond its size.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.codes import Owner
from model.cooperation import areas, cooperate, nearest, separate
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.service_costs import account
from model.service_use import in_person, minutes_to_sites, residents_by_age, users_by_type
from model.service_works import review_area, type_index
from model.traits import DirectOutput, Instrument, Lever


@parameters("service_cooperation")
class Params(NamedTuple):
    """What agreeing costs."""

    agreement_nok: float = par(
        500_000, unit="NOK per municipality", low=100_000, high=2_000_000, source="assumption", note="once"
    )


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Agree in the first year, part in the end."""
    lev, memory = spec.levers, region.memory[spec.id]
    if lev["partners"] <= 0:
        return
    k = type_index(region, lev["service"])
    kind, codes = region.service_types[k], [m.code for m in region.data.municipalities]
    if year == spec.start:
        if kind.owner != Owner.MUNICIPALITY or kind.is_joint:
            reason = "owned together already" if kind.is_joint else "not the municipalities' own"
            region.ledger.write(year, kind.id, "does not cooperate", reason, policy=spec.id)
            nb = "eies allerede sammen" if kind.is_joint else "eies ikke av kommunene"
            en = "is owned together already" if kind.is_joint else "is not owned by municipalities"
            region.note(spec.id, nb=f"{kind.label['nb']} {nb}.", en=f"{kind.label['en']} {en}.")
            return
        host = codes.index(lev["municipality"])
        memory["members"] = [host, *nearest(region, host, int(lev["partners"]))]
        memory["works_until"] = spec.until or 0
        cooperate(region, kind, memory["members"])
        for m in memory["members"]:
            region.accounts.pay(account(region, m), "outside", region.par(Params).agreement_nok, "agreement", spec.id)
        names = ", ".join(codes[m] for m in memory["members"])
        region.ledger.write(year, account(region, host), "cooperates", spec.id, service=kind.id, members=names)
        _look(region, k, host, year)
    elif spec.until is not None and year >= spec.until and "members" in memory:
        separate(region, kind, memory.pop("members"))


def _look(region: Region, k: int, host: int, year: int) -> None:
    """The new owner looks at all its sites."""
    area = next(a for a in areas(region, region.service_types[k]) if a[region.municipalities.c.place_id[host]])
    share, users = in_person(region, residents_by_age(region), year)[k], users_by_type(region)[k]
    review_area(region, k, area, users * share, minutes_to_sites(region), year)


def _partners(region: Region, spec: PolicySpec) -> float:
    joint = region.joint_units.get(spec.levers["service"], np.arange(region.municipalities.n))
    return float(joint.size - np.unique(joint).size)


SERVICE_COOPERATION = Instrument(
    id="service_cooperation",
    label={"nb": "Tjenestesamarbeid mellom kommuner", "en": "Municipalities share a service"},
    description={
        "nb": "Flere kommuner eier brannvesen, legevakt, fastleger eller en annen tjeneste sammen.",
        "en": "Several municipalities own a fire service, emergency clinic, GPs or another service together.",
    },
    area="2",
    levers=(
        Lever("service", {"nb": "Tjeneste", "en": "Service"}, kind="service", default="fire_station"),
        Lever("municipality", {"nb": "Vertskommune", "en": "Host municipality"}, kind="municipality"),
        Lever(
            "partners",
            {"nb": "Nabokommuner som blir med", "en": "Neighbours that join"},
            kind="integer",
            unit="municipalities",
            default=2,
            low=0,
            high=20,
            neutral=0,
        ),
    ),
    payers=("municipality",),
    act=act,
    leaves_out="Distrust and who gets the unit: agreement comes too easily. Common systems: saves a little too little.",
    sdg=("17.17", "11.a"),
    output=DirectOutput(
        "partners", {"nb": "Kommuner som har delt eierskapet", "en": "Municipalities that joined"}, "municipalities",
        _partners,
    ),
)  # fmt: skip
