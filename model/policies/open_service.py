"""A unit of any service type opens in a zone: a school, a police station, a tax and welfare office, a shop.

It opens on 1 January of the first year with its share of the room that a new unit of the type usually has, and the staff
that those who come call for. Setting it up costs in proportion to its room; the state may bear a part, the rest falls on
those who bear the type's cost. From then on its owner runs it as any other: users without a way there do not come, and
a unit under its threshold may be closed again.

Not possible, and said so: where a unit of the type is already, where the type's rule or another measure forbids one.

Leaves out: building time and temporary premises.
"""

from __future__ import annotations

from model.inputs import PolicySpec
from model.region import Region
from model.service_units import may_open
from model.service_works import establish, pay_shared, type_index, units_in
from model.traits import DirectOutput, Instrument, Lever


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Open it in the first year."""
    lev, memory = spec.levers, region.memory[spec.id]
    if lev["size"] <= 0.0 or year > spec.start:
        return
    k, zone = type_index(region, lev["service"]), region.place_of_zone(lev["zone"])
    kind, name = region.service_types[k], region.data.zones["name"].iloc[zone]
    if units_in(region, k, zone).size:
        reason = "there is one already"
        nb, en = "der er det én fra før", "there is one already"
    elif not may_open(region, k)[zone]:
        reason = "a rule forbids it there"
        nb, en = (
            "regelen for tjenesten, eller et annet tiltak, tillater den ikke der",
            ("the rule of the service, or another measure, does not allow it there"),
        )
    else:
        row = establish(region, k, zone, lev["size"] * kind.capacity_users, kind.owner, year, spec.id)
        memory["key"] = int(region.services.c.key[row])
        memory["room"] = float(region.services.c.capacity[row])
        pay_shared(region, kind, zone, lev["size"] * kind.moving_cost_nok, lev["state_share"], spec.id)
        return
    region.ledger.write(year, kind.id, "does not open", reason, zone=lev["zone"], policy=spec.id)
    region.note(
        spec.id,
        nb=f"{kind.label['nb']} åpnes ikke i {name}: {nb}.",
        en=f"{kind.label['en']} does not open in {name}: {en}.",
    )


def _room(region: Region, spec: PolicySpec) -> float:
    return float(region.memory.get(spec.id, {}).get("room", 0.0))


OPEN_SERVICE = Instrument(
    id="open_service",
    label={"nb": "Ny tjenesteenhet", "en": "New service unit"},
    description={
        "nb": "En skole, et politikontor, en butikk eller en annen tjeneste åpner i en sone.",
        "en": "A school, a police station, a shop or another service opens in a zone.",
    },
    area="2",
    levers=(
        Lever("service", {"nb": "Tjeneste", "en": "Service"}, kind="service"),
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever(
            "size",
            {"nb": "Størrelse", "en": "Size"},
            unit="of the usual room",
            default=1.0,
            low=0,
            high=4,
            neutral=0,
        ),
        Lever(
            "state_share",
            {"nb": "Statens andel av etableringen", "en": "State's share of setting it up"},
            unit="share",
            default=0.0,
            low=0,
            high=1,
        ),
    ),
    payers=("municipality", "county", "state", "health_trust", "private"),
    act=act,
    leaves_out="Building time: effects come a year or two too early.",
    sdg=("11.a", "10.3"),
    source="cost of setting up: the service type's",
    output=DirectOutput("size", {"nb": "Plass som åpner", "en": "Room that opens"}, "users", _room),
)
