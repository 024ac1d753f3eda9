"""A culture house opens in a zone, alone or with a library and a sports and swimming hall under one roof.

Units of these service types open on 1 January of the first year where the zone has none; users, staff and running costs
follow as for all others, and the owner may close it again when too few come. The state pays a share of the building.

Leaves out: visitors from outside the region; what the house does for the town as a meeting place beyond its use.
"""

from __future__ import annotations

import numpy as np

from model.inputs import PolicySpec
from model.region import Region
from model.service_costs import account
from model.service_units import add_unit_firms, add_units
from model.service_use import units_of
from model.traits import DirectOutput, Instrument, Lever

_USUAL_PLACES = 6_000.0  # of a culture house; what else is under its roof grows with it
_PARTS = {
    "house": ("culture_house",),
    "with_library": ("culture_house", "library"),
    "with_library_and_hall": ("culture_house", "library", "sports_hall"),
}


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Open the units in the first year."""
    lev, memory = spec.levers, region.memory[spec.id]
    if lev["places"] <= 0 or "keys" in memory:
        return
    zone = region.place_of_zone(lev["zone"])
    own, memory["keys"] = account(region, int(region.zones.municipality[zone])), []
    for k, kind in enumerate(region.service_types):
        if kind.id not in _PARTS[lev["parts"]]:
            continue
        if zone in region.services.c.place_id[units_of(region, k)]:
            name = region.zones.names[zone]
            region.note(spec.id, nb=f"{name} har {kind.label['nb'].lower()} fra før.",
                        en=f"{name} has this already: {kind.label['en'].lower()}.")  # fmt: skip
            continue
        room = kind.capacity_users * lev["places"] / _USUAL_PLACES
        unit = add_units(region, k, np.array([zone]), room, 0.0, year)
        add_unit_firms(region, unit, year)
        memory["keys"].append(int(region.services.c.key[unit[0]]))
        nok = kind.moving_cost_nok * room / kind.capacity_users
        for payer, share in (("state", lev["state_share"]), (own, 1.0 - lev["state_share"])):
            if nok * share > 0.0:
                region.accounts.pay(payer, "outside", nok * share, f"building: {kind.id}", spec.id)
        region.count("service_openings", np.array([zone]))
        region.ledger.write(year, own, "opens", spec.id, service=kind.id, zone=lev["zone"], places=room)


def _places(region: Region, spec: PolicySpec) -> float:
    c, keys = region.services.c, region.memory.get(spec.id, {}).get("keys", [])
    return float(c.capacity[np.isin(c.key, np.array(keys, np.uint64)) & (c.place_id >= 0)].sum())


CULTURE_HOUSE = Instrument(
    id="culture_house",
    label={"nb": "Nytt kulturhus", "en": "A new culture house"},
    description={
        "nb": "Et kulturhus åpner i en sone, gjerne med bibliotek og svømmehall under samme tak.",
        "en": "A culture house opens in a zone, with a library and a swimming hall under its roof if wanted.",
    },
    area="1",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever("places", {"nb": "Plass til brukere", "en": "Room for users"}, unit="users", default=_USUAL_PLACES, low=0,
              high=20_000, neutral=0),
        Lever("parts", {"nb": "Med", "en": "With"}, kind="option", default="with_library", options=tuple(_PARTS)),
        Lever("state_share", {"nb": "Statens andel av byggingen", "en": "State's share of the building"}, unit="share",
              default=0.2, low=0, high=1),
    ),
    payers=("municipality", "state"),
    act=act,
    leaves_out="Visitors from outside and what a meeting place is worth beyond its use: effects are a little too small.",
    sdg=("11.7",),
    source="size and costs: model/services/culture_house.py, library.py, sports_hall.py (assumptions)",
    output=DirectOutput("places", {"nb": "Plass til brukere", "en": "Room for users"}, "users", _places),
)  # fmt: skip
