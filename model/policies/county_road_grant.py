"""A state grant for county roads, of which the county pays at least as much: links are ranked, built, and then faster.

Candidates are all open county links below `max_speed_kmh`. A link's upgrade is +`speed_gain_kmh` up to that speed at
`cost_mnok_per_km`. Gains of each link alone, from today's travel times and with the upgrade:

    labour = sum over zones of residents · (more jobs in the region within 45 minutes)
    export = sum over zones of export jobs · minutes saved to the nearest city outside

Both are divided by their standard deviation over the candidates and added with the levers' weights; links are taken in
order of gain per krone while they fit the budget. They are built in `building_years`; links, and so travel times, change
on 1 January after that. The state and the county pay in equal parts of each building year.

Leaves out: gains of two links together, closures while building, cheaper upkeep; all small beside the effect's spread.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.codes import LinkClass
from model.geography import UNREACHABLE_MIN
from model.geography import Params as RoadParams
from model.inputs import PolicySpec
from model.region import Region
from model.skims import cost_between
from model.traits import DirectOutput, Instrument, Lever

REACH_MIN = 45.0  # EVIDENCE commute_threshold


def labour_gain(
    residents: NDArray[np.float64], jobs: NDArray[np.float64], before: NDArray[np.float64], after: NDArray[np.float64]
) -> float:
    """Residents [Z] times the jobs [Z] that come within 45 minutes; minutes [Z, Z] before and after."""
    return float(residents @ ((after <= REACH_MIN).astype(float) - (before <= REACH_MIN)) @ jobs)


def export_gain(export_jobs: NDArray[np.float64], before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Export jobs [Z] times minutes saved to the nearest city; minutes [Z, cities] before and after."""
    return float(export_jobs @ (before.min(axis=1) - after.min(axis=1)))


def _stocks(region: Region) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Residents, filled posts and export posts by zone [Z]."""
    n = region.n_zones
    c, f = region.persons.c, region.firms.c
    residents = np.bincount(c.place_id[c.household_id >= 0], minlength=n).astype(float)
    inside = (f.place_id >= 0) & (f.place_id < n)
    jobs = np.bincount(f.place_id[inside], weights=f.n_staff[inside], minlength=n)
    share = np.array([s.export_share for s in region.sectors])[f.sector[inside]]
    return residents, jobs, np.bincount(f.place_id[inside], weights=f.n_staff[inside] * share, minlength=n)


def rank(region: Region, spec: PolicySpec) -> list[tuple[int, float, float]]:
    """Candidate links in order of gain per krone: (link, cost in NOK, gain per MNOK); links without gain are left out."""
    lev, net, n = spec.levers, region.network, region.n_zones
    residents, jobs, export = _stocks(region)
    is_open = (net.link_class == LinkClass.COUNTY) & net.is_open & (net.speed_kmh < lev["max_speed_kmh"])
    links = np.flatnonzero(is_open)
    if links.size == 0:
        return []
    roads = region.par(RoadParams)
    before = cost_between(net, net.cost_minutes(roads))
    # A city is a place outside that is reached by road.
    cities = [
        n + o for o in range(len(region.outside)) if np.isnan(net.fixed_min[o]) and before[0, n + o] < UNREACHABLE_MIN
    ]
    gains = np.zeros((links.size, 2))
    for i, link in enumerate(links):
        speed = net.speed_kmh.copy()
        speed[link] = min(speed[link] + lev["speed_gain_kmh"], lev["max_speed_kmh"])
        after = cost_between(net, dataclasses.replace(net, speed_kmh=speed).cost_minutes(roads))
        gains[i, 0] = labour_gain(residents, jobs, before[:n, :n], after[:n, :n])
        if cities:
            gains[i, 1] = export_gain(export, before[:n, cities], after[:n, cities])
    spread = gains.std(axis=0)
    score = (gains / np.where(spread > 0, spread, 1.0)) @ np.array([lev["weight_labour"], lev["weight_export"]])
    cost = net.length_km[links] * lev["cost_mnok_per_km"] * 1e6
    per_krone = score / cost
    order = [i for i in np.lexsort((links, -per_krone)) if score[i] > 0]
    return [(int(links[i]), float(cost[i]), float(per_krone[i] * 1e6)) for i in order]


def choose(ranked: list[tuple[int, float, float]], budget_nok: float) -> list[tuple[int, float]]:
    """Links (and costs) taken in order of rank while they fit what is left of the budget."""
    chosen = []
    for link, cost, _ in ranked:
        if cost <= budget_nok:
            chosen.append((link, cost))
            budget_nok -= cost
    return chosen


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Choose in the first year, pay in the building years, open the year after."""
    lev, memory, net = spec.levers, region.memory[spec.id], region.network
    if lev["grant_mnok"] <= 0 or lev["speed_gain_kmh"] <= 0:
        return
    building = int(lev["building_years"])
    if year == spec.start:
        budget = lev["grant_mnok"] * 1e6 * (1.0 + lev["county_share"])
        memory["links"] = choose(rank(region, spec), budget)
        memory["works_until"] = year + building
        if not memory["links"]:
            region.note(
                spec.id,
                nb="Tilskuddet rekker ikke til noen fylkesvei som ville gi gevinst: ingenting bygges.",
                en="The grant does not suffice for any county road that would gain: nothing is built.",
            )
        for link, cost in memory["links"]:
            region.ledger.write(
                year, "county", "builds a road", "gains most for a krone of what the grant can pay", link=net.ids[link],
                cost_mnok=cost / 1e6, policy=spec.id,
            )  # fmt: skip
    links = memory.get("links", [])
    if year < spec.start + building:
        for _, cost in links:
            state = cost / (1.0 + lev["county_share"]) / building
            region.accounts.pay("state", "county", state, "county road grant", spec.id)
            region.accounts.pay("county", "outside", cost / building, "road building", spec.id)
    elif year == spec.start + building:
        for link, _ in links:
            net.speed_kmh[link] = min(net.speed_kmh[link] + lev["speed_gain_kmh"], lev["max_speed_kmh"])
            net.is_changed = True


def _built(region: Region, spec: PolicySpec) -> float:
    return sum(cost for _, cost in region.memory.get(spec.id, {}).get("links", [])) / 1e6


COUNTY_ROAD_GRANT = Instrument(
    id="county_road_grant",
    label={"nb": "Tilskudd til fylkesveier", "en": "Grant for county roads"},
    description={
        "nb": "Staten gir øremerket tilskudd; fylket betaler minst like mye og velger strekningene som gir mest.",
        "en": "The state gives an earmarked grant; the county pays at least as much and picks the links that gain most.",
    },
    area="5",
    levers=(
        Lever("grant_mnok", {"nb": "Tilskudd", "en": "Grant"}, unit="MNOK", default=150.0, low=0, high=5000, neutral=0),
        Lever(
            "county_share",
            {"nb": "Fylkets krone per statskrone", "en": "County kroner per state krone"},
            unit="NOK per NOK",
            default=1.0,
            low=1.0,
            high=5.0,
        ),
        Lever(
            "cost_mnok_per_km",
            {"nb": "Byggekostnad", "en": "Building cost"},
            unit="MNOK/km",
            default=40.0,
            low=15.0,
            high=80.0,
        ),
        Lever("speed_gain_kmh", {"nb": "Økt fart", "en": "Speed gained"}, unit="km/h", default=15.0, low=0, high=30),
        Lever(
            "max_speed_kmh", {"nb": "Høyeste fart", "en": "Highest speed"}, unit="km/h", default=80.0, low=50, high=110
        ),
        Lever(
            "weight_labour",
            {"nb": "Vekt arbeidsmarked", "en": "Weight of labour market"},
            unit="weight",
            default=1.0,
            low=0,
            high=10,
        ),
        Lever(
            "weight_export",
            {"nb": "Vekt eksport", "en": "Weight of export"},
            unit="weight",
            default=1.0,
            low=0,
            high=10,
        ),
        Lever(
            "building_years",
            {"nb": "Byggetid", "en": "Building time"},
            kind="integer",
            unit="years",
            default=2,
            low=1,
            high=10,
        ),
    ),
    payers=("state", "county"),
    act=act,
    leaves_out="Gains of two links together and disturbance while building.",
    sdg=("9.1", "11.2"),
    source="EVIDENCE V10; costs and speeds are assumptions with the ranges given",
    output=DirectOutput("grant_mnok", {"nb": "Veier bygd", "en": "Roads built"}, "MNOK", _built),
)
