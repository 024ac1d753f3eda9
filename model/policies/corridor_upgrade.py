"""A road between two zones is rebuilt for a speed, and a ferry on the way may become a fixed link, with or without toll.

The corridor is the cheapest path by car between the two zones when the works begin. Links of it that are slower are rebuilt
for the speed; cost per kilometre follows the standard (model/roads.py). After `building_years` the links change on
1 January. A toll is asked once, on the corridor's fixed link or, without one, its longest rebuilt link; it is taken away
when it has been asked for `toll_years`. Tolls pay what they bring, state and county the rest of the cost, in equal parts of
the building years; users pay the toll company, which pays the public purse back.

Leaves out: benefits of one project for another, upkeep of what is built, interest on loans (tolls run too short).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from model.codes import LinkClass
from model.inputs import PolicySpec
from model.land import take_for_road
from model.region import Region
from model.roads import Params, cost_per_km, path_links, trips_per_year
from model.traits import DirectOutput, Instrument, Lever

_NO_FERRY = "no"


def plan(region: Region, spec: PolicySpec) -> dict[str, Any]:
    """Links to rebuild with their kilometres of new road, what they cost in NOK, and the link with the toll."""
    lev, net, p = spec.levers, region.network, region.par(Params)
    path = path_links(region, region.place_of_zone(lev["zone"]), region.place_of_zone(lev["to_zone"]))
    ferries = [k for k in path if net.link_class[k] == LinkClass.FERRY and lev["fixed_link"] != _NO_FERRY]
    roads = [k for k in path if net.link_class[k] != LinkClass.FERRY and net.speed_kmh[k] < lev["speed_kmh"]]
    cost = sum(float(net.length_km[k]) for k in roads) * cost_per_km(lev["speed_kmh"], p) * 1e6
    cost += len(ferries) * lev["fixed_link_km"] * p.fixed_link_mnok_km * 1e6
    toll = ferries[:1] or sorted(roads, key=lambda k: (-net.length_km[k], k))[:1]
    return {"roads": roads, "ferries": ferries, "cost_nok": cost, "toll_link": toll}


def _open(region: Region, spec: PolicySpec, works: dict[str, Any]) -> None:
    """The links are ready: they are faster, ferries are roads, the toll is asked."""
    lev, net = spec.levers, region.network
    for k in works["roads"]:
        take_for_road(region, k, 0.3 * float(net.length_km[k]))  # a third on new ground (assumption)
        net.speed_kmh[k] = lev["speed_kmh"]
    for k in works["ferries"]:
        take_for_road(region, k, lev["fixed_link_km"])
        net.link_class[k], net.speed_kmh[k] = LinkClass.COUNTY, max(lev["speed_kmh"], 50.0)
        net.headway_min[k] = net.closure_days[k] = 0.0
    rebuilt = [*works["roads"], *works["ferries"]]
    net.backlog_mnok[rebuilt] = 0.0
    net.toll_nok[works["toll_link"]] += lev["toll_nok"]
    net.is_changed = True


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Plan and pay, open, ask the toll, take it away."""
    lev, memory, pay = spec.levers, region.memory[spec.id], region.accounts.pay
    if lev["speed_kmh"] <= 0 and lev["fixed_link"] == _NO_FERRY:
        return
    building = int(lev["building_years"])
    if year == spec.start:
        memory["works"] = plan(region, spec)
        memory["works_until"] = year + building + (int(lev["toll_years"]) if lev["toll_nok"] > 0 else 0)
        names = [region.network.ids[k] for k in (*memory["works"]["roads"], *memory["works"]["ferries"])]
        cost = memory["works"]["cost_nok"] / 1e6
        region.ledger.write(year, "county", "rebuilds a road", spec.id, links=" ".join(names), cost_mnok=cost)
    works, opening = memory["works"], spec.start + building
    if not works["roads"] and not works["ferries"]:
        return
    if year < opening:
        share = works["cost_nok"] / building
        pay("state", "outside", share * lev["state_share"], "road building", spec.id)
        pay("county", "outside", share * (1.0 - lev["state_share"]), "road building", spec.id)
        return
    if year == opening:
        _open(region, spec, works)
    if works["ferries"]:
        saved = len(works["ferries"]) * region.par(Params).ferry_mnok_year * 1e6
        pay("outside", "county", saved, "ferry no longer run", spec.id)
    if lev["toll_nok"] > 0 and works["toll_link"]:
        if year < opening + lev["toll_years"]:
            region.update_skims()
            nok = sum(trips_per_year(region, k) for k in works["toll_link"]) * lev["toll_nok"]
            pay("users", "toll_company", nok, "toll", spec.id)
            pay("toll_company", "state", nok * lev["state_share"], "toll", spec.id)
            pay("toll_company", "county", nok * (1.0 - lev["state_share"]), "toll", spec.id)
        elif year == opening + lev["toll_years"]:
            region.network.toll_nok[works["toll_link"]] -= lev["toll_nok"]
            region.network.toll_nok[:] = np.maximum(region.network.toll_nok, 0.0)
            region.network.is_changed = True


def _saved(region: Region, spec: PolicySpec) -> float:
    ends = [region.place_of_zone(spec.levers[name]) for name in ("zone", "to_zone")]
    return -float(region.time_min[ends[0], ends[1]])


CORRIDOR_UPGRADE = Instrument(
    id="corridor_upgrade",
    label={"nb": "Utbygging av en veistrekning", "en": "Upgrade of a corridor"},
    description={
        "nb": "Veien mellom to soner bygges om for en høyere fart; en ferje underveis kan bli fast forbindelse, med eller "
        "uten bompenger.",
        "en": "The road between two zones is rebuilt for a speed; a ferry on the way may become a fixed link, with or "
        "without a toll.",
    },
    area="5",
    levers=(
        Lever("zone", {"nb": "Fra", "en": "From"}, kind="zone"),
        Lever("to_zone", {"nb": "Til", "en": "To"}, kind="zone"),
        Lever("speed_kmh", {"nb": "Ny fart", "en": "New speed"}, unit="km/h", default=0.0, low=0, high=110, neutral=0),
        Lever(
            "fixed_link",
            {"nb": "Fast forbindelse for ferje", "en": "Fixed link for a ferry"},
            kind="option",
            default="no",
            options=("no", "yes"),
        ),
        Lever(
            "fixed_link_km",
            {"nb": "Lengde på bro eller tunnel", "en": "Length of bridge or tunnel"},
            unit="km",
            default=2.0,
            low=0.1,
            high=20,
        ),
        Lever("toll_nok", {"nb": "Bompenger", "en": "Toll"}, unit="NOK per trip", default=0.0, low=0, high=300),
        Lever(
            "toll_years", {"nb": "År med bompenger", "en": "Years with toll"}, kind="integer", unit="years", default=15,
            low=1, high=40,
        ),
        Lever("state_share", {"nb": "Statens andel", "en": "State's share"}, unit="share", default=0.5, low=0, high=1),
        Lever(
            "building_years", {"nb": "Byggetid", "en": "Building time"}, kind="integer", unit="years", default=3,
            low=1, high=10,
        ),
    ),
    payers=("state", "county", "users", "toll_company"),
    act=act,
    leaves_out="Disturbance while building, upkeep, interest on loans: the toll comes out too small.",
    sdg=("9.1", "11.2"),
    source="EVIDENCE V10 for what such projects did; costs and speeds are assumptions with the ranges given",
    output=DirectOutput("speed_kmh", {"nb": "Minutter spart", "en": "Minutes saved"}, "min", _saved),
)  # fmt: skip
