"""A unit of a service is shut from one day to the next, for some years or for good: fire, mould, a bankruptcy.

Its users go to the next, its staff look for work, and no other opens in the zone meanwhile. After the years it opens again
in the same place, with the room and the kind of staff it had. From 50 years on it is for good.

Leaves out: temporary premises, insurance and repair costs.
"""

from __future__ import annotations

from model.codes import Owner
from model.inputs import PolicySpec
from model.region import Region
from model.service_works import establish, set_bar, shut, type_index, units_in
from model.traits import DirectOutput, Instrument, Lever

FOR_GOOD = 50


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Shut it in the year of the event, open it again after the years."""
    lev, memory, c = spec.levers, region.memory[spec.id], region.services.c
    years = int(lev["years"])
    if years <= 0:
        return
    k, zone = type_index(region, lev["service"]), region.place_of_zone(lev["zone"])
    kind = region.service_types[k]
    if year == spec.start:
        rows = units_in(region, k, zone)
        if rows.size == 0:
            name = region.data.zones["name"].iloc[zone]
            region.ledger.write(year, kind.id, "does not close", "no such unit", zone=lev["zone"], policy=spec.id)
            region.note(
                spec.id,
                nb=f"{kind.label['nb']} i {name} finnes ikke: ingenting stenges.",
                en=f"{kind.label['en']} in {name} does not exist: nothing is shut.",
            )
            return
        row = int(rows[-1])  # the one with most users
        memory["unit"] = (float(c.capacity[row]), int(c.owner[row]), float(c.staff_factor[row]))
        memory["works_until"] = year + years
        shut(region, row, year, spec.id)
        if rows.size == 1:
            set_bar(region, kind.id, zone, True)
    elif "unit" in memory and year == spec.start + years and years < FOR_GOOD:
        room, owner, factor = memory.pop("unit")
        set_bar(region, kind.id, zone, False)
        row = establish(region, k, zone, room, Owner(owner), year, spec.id)
        c.staff_factor[row] = factor


def _years(region: Region, spec: PolicySpec) -> float:
    """Years that it was or will be shut."""
    memory = region.memory.get(spec.id, {})
    return float(memory.get("works_until", spec.start) - spec.start)


SERVICE_SHUTDOWN = Instrument(
    id="service_shutdown",
    label={"nb": "Tjeneste stengt", "en": "Service shut down"},
    description={
        "nb": "En enhet av en tjeneste stenges på dagen: brann, mugg eller konkurs. 50 år er for godt.",
        "en": "A unit of a service is shut at once: fire, mould or bankruptcy. 50 years is for good.",
    },
    area="event",
    levers=(
        Lever("service", {"nb": "Tjeneste", "en": "Service"}, kind="service"),
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever(
            "years",
            {"nb": "År stengt", "en": "Years shut"},
            kind="integer",
            unit="years",
            default=2,
            low=0,
            high=FOR_GOOD,
            neutral=0,
        ),
    ),
    payers=(),
    act=act,
    leaves_out="Temporary premises and repair costs: journeys are somewhat too long, cost too low.",
    sdg=("10.3", "11.a"),
    output=DirectOutput("years", {"nb": "År stengt", "en": "Years shut"}, "years", _years),
)
