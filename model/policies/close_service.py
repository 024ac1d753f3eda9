"""Units of a service type close in a zone, or, if the owner chooses, where he can best do without them.

Who decides names the zone, or only how many units are to close: then the owner of the zone's area (a municipality, a group
that owns together, county, state) takes the unit that saves most, what a site costs less what its users' journeys get
longer, and never the last one that it must have. The closing is announced, and carried out after the notice. Its staff
look for work, its users go to the next, its cost is gone. As long as the measure lasts none may open there again.

Named, the last unit of an area may close too: that is a decision of those who make the rules, and it is noted.

Leaves out: what is got for the building, what it costs to close.
"""

from __future__ import annotations

from model.inputs import PolicySpec
from model.region import Region
from model.service_decisions import is_last
from model.service_use import units_of
from model.service_works import announce, choose_to_close, set_bar, shut, type_index, units_in
from model.traits import DirectOutput, Instrument, Lever


def _pick(region: Region, spec: PolicySpec, k: int, zone: int, year: int) -> list[int]:
    """Rows of the units that are to close; says which and why."""
    wanted = int(spec.levers["units"])
    if spec.levers["who_chooses"] == "named":
        here = units_in(region, k, zone)
        named = here[region.services.c.closes_year[here] == 0][:wanted].tolist()
        for row in named:
            announce(region, row, year, spec.id, int(spec.levers["notice_years"]))
        return [int(row) for row in named]
    rows: list[int] = []
    for _ in range(wanted):
        found = choose_to_close(region, k, zone)
        if found is None:
            break
        row, saving = found
        why, notice = "of its units the one that it can best do without", int(spec.levers["notice_years"])
        announce(region, row, year, why, notice, saving_nok=saving, policy=spec.id)
        rows.append(row)
    return rows


def _say(region: Region, spec: PolicySpec, k: int, picked: int, year: int) -> None:
    """Note what cannot be closed."""
    kind, wanted = region.service_types[k], int(spec.levers["units"])
    if picked == wanted:
        return
    name = region.data.zones["name"].iloc[region.place_of_zone(spec.levers["zone"])]
    reason = "no such unit" if picked == 0 else "fewer units than are to close"
    region.ledger.write(year, kind.id, "does not close", reason, zone=spec.levers["zone"], policy=spec.id)
    region.note(
        spec.id,
        nb=f"{kind.label['nb']} i {name}: {picked} av {wanted} kan legges ned.",
        en=f"{kind.label['en']} in {name}: {picked} of {wanted} can be closed.",
    )


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Choose and announce in the first year, close after the notice, lift the bar in the end."""
    lev, memory = spec.levers, region.memory[spec.id]
    if lev["units"] <= 0:
        return
    k, zone = type_index(region, lev["service"]), region.place_of_zone(lev["zone"])
    c = region.services.c
    if year == spec.start:
        rows = _pick(region, spec, k, zone, year)
        memory["keys"], memory["barred"], memory["closed"] = [int(c.key[row]) for row in rows], [], 0
        memory["closes"] = year + int(lev["notice_years"])
        memory["works_until"] = max(memory["closes"], spec.until or 0)
        _say(region, spec, k, len(rows), year)
    if year == memory.get("closes"):
        _close(region, spec, k, year)
    if year == spec.until:
        for barred in memory["barred"]:
            set_bar(region, lev["service"], barred, False)


def _close(region: Region, spec: PolicySpec, k: int, year: int) -> None:
    """Close what was announced, unless its owner was faster; bar its zone."""
    memory, kind, c = region.memory[spec.id], region.service_types[k], region.services.c
    for key in memory["keys"]:
        rows = units_of(region, k)
        row = next((int(r) for r in rows if int(c.key[r]) == key), -1)
        if row < 0:
            continue
        zone, left = int(c.place_id[row]), rows[rows != row]
        if kind.is_statutory and is_last(region, kind, row, left):
            region.note(
                spec.id,
                nb=f"{kind.label['nb']}: den siste i området legges ned, som eieren ellers må ha.",
                en=f"{kind.label['en']}: the last in the area closes, which its owner otherwise must have.",
            )
        shut(region, row, year, spec.id)
        memory["closed"] += 1
        if units_in(region, k, zone).size == 0 and (spec.until is None or year < spec.until):
            set_bar(region, kind.id, zone, True)
            memory["barred"].append(zone)


def _closed(region: Region, spec: PolicySpec) -> float:
    return float(region.memory.get(spec.id, {}).get("closed", 0))


CLOSE_SERVICE = Instrument(
    id="close_service",
    label={"nb": "Nedlegging av tjenesteenheter", "en": "Closing of service units"},
    description={
        "nb": "Enheter av en tjeneste legges ned: de som er nevnt, eller de eieren best kan klare seg uten.",
        "en": "Units of a service close: those named, or those that the owner can best do without.",
    },
    area="2",
    levers=(
        Lever("service", {"nb": "Tjeneste", "en": "Service"}, kind="service"),
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever(
            "units",
            {"nb": "Enheter som legges ned", "en": "Units that close"},
            kind="integer",
            unit="units",
            default=1,
            low=0,
            high=20,
            neutral=0,
        ),
        Lever(
            "who_chooses",
            {"nb": "Hvem som velger", "en": "Who chooses"},
            kind="option",
            default="named",
            options=("named", "owner"),
        ),
        Lever(
            "notice_years",
            {"nb": "Varsel", "en": "Notice"},
            kind="integer",
            unit="years",
            default=1,
            low=0,
            high=5,
        ),
    ),
    payers=(),
    act=act,
    leaves_out="What the building is sold for (saves too little) and what closing costs once (saves too much).",
    sdg=("10.3", "11.a"),
    source="EVIDENCE V29 for what follows; rules are those of the service types",
    output=DirectOutput("units", {"nb": "Enheter lagt ned", "en": "Units closed"}, "units", _closed),
)
