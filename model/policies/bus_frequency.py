"""More bus departures along the road between two zones.

From the first year on every link of the cheapest way by car between the zones has more departures each way on a weekday;
with its end they are gone. Minutes by bus follow (one wait, set by the rarest link: model/transit.py), and with them what
can be reached without a car: jobs, shops, and how many households keep a car. The county pays per vehicle kilometre.

Who has no car takes the quickest of bus, bike and a lift that takes 25 minutes to arrange (model/skims.py), so departures
matter for what people do only where the bus beats the lift.

Leaves out: fares of new passengers (its cost comes out somewhat too high), drivers who cannot be found, that lifts are not
there for everybody every day, that a home is chosen with minutes by car (its effects come out too small).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.roads import path_links
from model.traits import DirectOutput, Instrument, Lever, strength
from model.transit import Params as BusParams


@parameters("bus_frequency")
class Params(NamedTuple):
    """What a bus costs."""

    nok_per_km: float = par(
        45.0, unit="NOK per vehicle km", low=30.0, high=65.0, source="assumption", note="driver, vehicle, energy"
    )


def _line(region: Region, spec: PolicySpec) -> NDArray[np.int64]:
    """Links of the line."""
    ends = [region.place_of_zone(spec.levers[name]) for name in ("zone", "to_zone")]
    return np.array(path_links(region, ends[0], ends[1]), np.int64)


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Set this year's departures and pay for them; take them away when it has ended."""
    memory, net = region.memory[spec.id], region.network
    wanted = 0.0
    if spec.until is None or year < spec.until:
        wanted = float(spec.levers["departures"]) * strength(spec, year)
    if wanted == 0.0 and "links" not in memory:
        return
    if "links" not in memory:
        memory["links"] = _line(region, spec)
        memory["works_until"] = spec.until or 0
        if memory["links"].size == 0:
            region.note(
                spec.id,
                nb="Det går ingen vei mellom sonene som bussen skal kjøre mellom: ingen avganger.",
                en="No road leads from one end of the bus line to the other: there are no departures.",
            )
    links, before = memory["links"], float(memory.get("departures", 0.0))
    if links.size == 0:
        return
    if wanted != before:
        net.bus_per_day[links] += wanted - before
        memory["departures"] = wanted
        net.is_changed = True
    p = region.par(Params)
    km = 2.0 * float(net.length_km[links].sum()) * wanted * region.par(BusParams).days
    if km > 0.0:
        region.accounts.pay("county", "outside", km * p.nok_per_km, "buses", spec.id)


def _departures(region: Region, spec: PolicySpec) -> float:
    return float(region.network.bus_per_day[_line(region, spec)].sum())


BUS_FREQUENCY = Instrument(
    id="bus_frequency",
    label={"nb": "Flere bussavganger", "en": "More bus departures"},
    description={
        "nb": "Bussen mellom to soner går oftere; fylket betaler.",
        "en": "The bus between two zones runs more often; the county pays.",
    },
    area="5",
    levers=(
        Lever("zone", {"nb": "Fra", "en": "From"}, kind="zone"),
        Lever("to_zone", {"nb": "Til", "en": "To"}, kind="zone"),
        Lever(
            "departures",
            {"nb": "Flere avganger hver vei", "en": "More departures each way"},
            unit="per weekday",
            default=10.0,
            low=0,
            high=100,
            neutral=0,
        ),
    ),
    payers=("county",),
    act=act,
    can_phase_in=True,
    leaves_out="Fares of new passengers, lack of drivers, that people may choose a home by the bus, and that not everybody "
    "finds a lift: who has no car takes one where it is quicker, so effects are too small.",
    eligible={"nb": "alle uten bil, mest", "en": "everybody, those without a car most"},
    sdg=("11.2",),
    source="assumption",
    output=DirectOutput(
        "departures", {"nb": "Avganger på strekningen", "en": "Departures on the line"}, "per day, links", _departures
    ),
)
