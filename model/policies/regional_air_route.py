"""A regional air route: scheduled flights from an airport in a zone to a place outside, bought by the state.

The route is a link of the network from the zone of the airport to the place:

    minutes = terminal at both ends + half the gap between departures, up to a cap + the flight + the way on

so everybody reaches the place by the quicker of the usual way and the drive to the airport and the flight. From its first
year the airport counts among the airports with its departures; with the end of the policy the route is closed. The state
pays per departure what fares do not.

Leaves out: fares, and that businesses choose where to be by the time to the capital: its effect on jobs is too small.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.codes import LinkClass
from model.geography import FarServices
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever


@parameters("air_route")
class Params(NamedTuple):
    """What a flight takes besides the flight, and what it costs the state."""

    terminal_min: float = par(45.0, unit="min", low=30.0, high=75.0, source="assumption", note="both ends together")
    service_day_min: float = par(
        900.0, unit="min", low=720.0, high=1_020.0, source="assumption", note="06 to 21 o'clock"
    )
    wait_cap_min: float = par(
        60.0, unit="min", low=20.0, high=120.0, source="assumption", note="few flights: people know the timetable"
    )
    onward_min: float = par(
        25.0, unit="min", low=15.0, high=40.0, source="assumption", note="from the other airport on"
    )
    subsidy_nok: float = par(
        25_000, unit="NOK per departure", low=8_000, high=60_000, source="assumption", note="beyond fares, each way"
    )
    days: float = par(300.0, unit="days of service per year", low=250.0, high=350.0, source="assumption")


def route_minutes(departures: float, flight_min: float, p: Params) -> float:
    """Minutes from the airport's door to the place, with this many departures a day."""
    wait = min(0.5 * p.service_day_min / departures, p.wait_cap_min)
    return p.terminal_min + wait + flight_min + p.onward_min


def _name_airport(region: Region, zone: int, departures: float) -> None:
    """Let the airport count among those that the region's residents reach."""
    far = region.outside.far
    known = far.get("airport")
    unit = FarServices(np.array([zone]), np.zeros(1), np.array([departures]))
    if known is None:
        far["airport"] = unit
    elif zone in known.place.tolist():
        more = np.nan_to_num(known.per_day) + departures * (known.place == zone)
        far["airport"] = FarServices(known.place, known.minutes, more)
    else:
        far["airport"] = FarServices(*(np.append(a, b) for a, b in zip(known, unit, strict=True)))


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Open the route, pay every year, close it when it has ended."""
    lev, memory, net, p = spec.levers, region.memory[spec.id], region.network, region.par(Params)
    departures = float(lev["departures"])
    if departures <= 0.0:
        return
    if spec.until is not None and year >= spec.until:
        net.is_open[memory["link"]] = False
        net.is_changed = True
        if memory["airports"] is None:
            region.outside.far.pop("airport", None)
        else:
            region.outside.far["airport"] = memory["airports"]
        return
    if "link" not in memory:
        zone = region.place_of_zone(lev["zone"])
        memory["works_until"] = spec.until or 0
        memory["airports"] = region.outside.far.get("airport")
        minutes = route_minutes(departures, lev["flight_min"], p)
        place = region.n_zones + region.outside.ids.index(lev["to"])
        memory["link"] = net.add_link(f"{spec.id}:air", zone, place, LinkClass.AIR, extra_min=minutes)
        _name_airport(region, zone, departures)
        region.update_skims()
        if region.time_min[zone, place] < minutes - 1e-6:
            region.note(
                spec.id,
                nb="Flyruten er ikke raskere enn den vanlige veien dit, heller ikke fra flyplassen: ingen tar den.",
                en="The air route is no quicker than the usual way there, not even from the airport: nobody takes it.",
            )
    nok = 2.0 * departures * p.days * p.subsidy_nok
    region.accounts.pay("state", "outside", nok, "air route", spec.id)


def _flights(region: Region, spec: PolicySpec) -> float:
    """Departures a day to the place and from the airport, as the network and the airports have them."""
    airports = region.outside.far.get("airport")
    if airports is None:
        return 0.0
    here = airports.place == region.place_of_zone(spec.levers["zone"])
    return float(np.nan_to_num(airports.per_day[here]).sum())


REGIONAL_AIR_ROUTE = Instrument(
    id="regional_air_route",
    label={"nb": "Regional flyrute", "en": "Regional air route"},
    description={
        "nb": "Staten kjøper en flyrute fra en flyplass i regionen til hovedstaden eller byen med det store sykehuset.",
        "en": "The state buys a route from an airport in the region to the capital or the city with the big hospital.",
    },
    area="5",
    levers=(
        Lever("zone", {"nb": "Flyplassen ligger i", "en": "The airport lies in"}, kind="zone"),
        Lever("to", {"nb": "Rute til", "en": "Route to"}, kind="outside", default="oslo"),
        Lever(
            "departures",
            {"nb": "Avganger per dag", "en": "Departures a day"},
            unit="per day each way",
            default=3.0,
            low=0,
            high=30,
            neutral=0,
        ),
        Lever("flight_min", {"nb": "Flytid", "en": "Time in the air"}, unit="min", default=50.0, low=15, high=180),
    ),
    payers=("state",),
    act=act,
    leaves_out="Fares, and that businesses choose where to be by the time to the capital: the effect on jobs is too small.",
    sdg=("9.1", "11.a"),
    source="assumption",
    output=DirectOutput("departures", {"nb": "Avganger fra flyplassen", "en": "Departures from the airport"}, "per day",
                        _flights),
)  # fmt: skip
