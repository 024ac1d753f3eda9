"""Units of a service type move from one zone to another, with their staff and their room.

They move on 1 January of the first year. The staff keep their posts and commute to the new place, or look for others;
users go there or to a nearer one. Setting up premises costs what a new unit of the type costs.

Not possible, and said so: where there is no unit to move, where the type's rule or another measure forbids one, and for a
type whose users live in it (a care home: close and open one instead).

Leaves out: what is got for the old premises.
"""

from __future__ import annotations

from model.inputs import PolicySpec
from model.region import Region
from model.service_units import may_open
from model.service_works import log, move_units, pay_shared, type_index, units_in
from model.traits import DirectOutput, Instrument, Lever


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Move them in the first year."""
    lev, memory, c = spec.levers, region.memory[spec.id], region.services.c
    if lev["units"] <= 0 or year > spec.start:
        return
    k = type_index(region, lev["service"])
    start, to = region.place_of_zone(lev["zone"]), region.place_of_zone(lev["to_zone"])
    kind, names = region.service_types[k], region.data.zones["name"]
    rows = units_in(region, k, start)[: int(lev["units"])]
    if rows.size == 0:
        reason, nb, en = "no such unit", "det er ingen der", "there is none there"
    elif start == to:
        reason, nb, en = "it is there already", "den er der allerede", "it is there already"
    elif kind.is_residential:
        reason, nb, en = "people live in it", "folk bor der", "people live there"
    elif not may_open(region, k)[to]:
        reason, nb, en = "a rule forbids it there", "den får ikke ligge der", "it may not be there"
    else:
        move_units(region, rows, to)
        memory["moved"] = rows.size
        for row in rows.tolist():
            log(region, year, kind, "moves", spec.id, start, to=lev["to_zone"], users=float(c.users[row]))
            pay_shared(region, kind, to, kind.moving_cost_nok, lev["state_share"], spec.id)
        return
    region.ledger.write(year, kind.id, "does not move", reason, zone=lev["zone"], to=lev["to_zone"], policy=spec.id)
    where = names.iloc[start], names.iloc[to]
    region.note(
        spec.id,
        nb=f"{kind.label['nb']} flyttes ikke fra {where[0]} til {where[1]}: {nb}.",
        en=f"{kind.label['en']} does not move from {where[0]} to {where[1]}: {en}.",
    )


def _moved(region: Region, spec: PolicySpec) -> float:
    return float(region.memory.get(spec.id, {}).get("moved", 0))


MOVE_SERVICE = Instrument(
    id="move_service",
    label={"nb": "Flytting av tjenesteenheter", "en": "Moving of service units"},
    description={
        "nb": "Enheter av en tjeneste flytter fra en sone til en annen, med de ansatte.",
        "en": "Units of a service move from one zone to another, with their staff.",
    },
    area="2",
    levers=(
        Lever("service", {"nb": "Tjeneste", "en": "Service"}, kind="service"),
        Lever("zone", {"nb": "Fra sone", "en": "From zone"}, kind="zone"),
        Lever("to_zone", {"nb": "Til sone", "en": "To zone"}, kind="zone"),
        Lever(
            "units",
            {"nb": "Enheter som flytter", "en": "Units that move"},
            kind="integer",
            unit="units",
            default=1,
            low=0,
            high=20,
            neutral=0,
        ),
        Lever(
            "state_share",
            {"nb": "Statens andel av flyttingen", "en": "State's share of the move"},
            unit="share",
            default=0.0,
            low=0,
            high=1,
        ),
    ),
    payers=("municipality", "county", "state", "health_trust", "private"),
    act=act,
    leaves_out="What the old premises are sold for: the cost comes out somewhat too high.",
    sdg=("11.a", "10.3"),
    source="cost of setting up: the service type's",
    output=DirectOutput("units", {"nb": "Enheter flyttet", "en": "Units moved"}, "units", _moved),
)
