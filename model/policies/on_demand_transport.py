"""Transport on demand: minibuses or taxis at bus fares that fetch people at home, within a municipality.

A trip takes the wait and a detour over the minutes by car (model/skims.py):

    wait = least + mean minutes by car between the municipality's zones · rounds / vehicles

It ends with the policy. The county pays vehicles and drivers by the hour.

Leaves out: fares, a queue at busy hours (it is somewhat too good where few vehicles serve many), trips to other
municipalities.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever
from model.transit import Params as BusParams


@parameters("on_demand")
class Params(NamedTuple):
    """How a vehicle works and what it costs."""

    least_wait_min: float = par(
        10.0, unit="min", low=5.0, high=20.0, source="assumption", note="from order to departure"
    )
    rounds: float = par(
        1.0, unit="ratio", low=0.5, high=3.0, source="assumption",
        note="what one vehicle adds to it, over the mean minutes by car between the municipality's zones; trips are booked",
    )  # fmt: skip
    hours: float = par(14.0, unit="hours per weekday", low=8.0, high=18.0, source="assumption")
    nok_per_hour: float = par(
        650.0, unit="NOK per vehicle hour", low=450.0, high=900.0, source="assumption", note="driver, vehicle, booking"
    )


def _zones(region: Region, spec: PolicySpec) -> NDArray[np.int64]:
    row = [m.code for m in region.data.municipalities].index(str(spec.levers["municipality"]))
    return np.flatnonzero(region.zones.municipality == row)


def wait_minutes(time_min: NDArray[np.float64], vehicles: float, p: Params) -> float:
    """Minutes until one of n vehicles comes, where trips by car take these minutes [n zones, n zones]."""
    return p.least_wait_min + p.rounds * float(time_min.mean()) / vehicles


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Run this year's vehicles; stop when it has ended."""
    lev, memory, net = spec.levers, region.memory[spec.id], region.network
    vehicles, p = int(lev["vehicles"]), region.par(Params)
    if vehicles <= 0:
        return
    here = _zones(region, spec)
    if spec.until is not None and year >= spec.until:
        net.on_demand_wait_min[here] = memory["before"]
        net.is_changed = True
        return
    memory["works_until"] = spec.until or 0
    region.update_skims()
    wait = wait_minutes(region.time_min[np.ix_(here, here)], vehicles, p)
    before = memory.setdefault("before", net.on_demand_wait_min[here].copy())
    net.on_demand_wait_min[here] = np.minimum(before, wait)
    net.is_changed = True
    hours = vehicles * p.hours * region.par(BusParams).days
    region.accounts.pay("county", "outside", hours * p.nok_per_hour, "transport on demand", spec.id)


def _minutes(region: Region, spec: PolicySpec) -> float:
    """Mean minutes without a car between the municipality's zones, below 0 so that it grows when they fall."""
    here = _zones(region, spec)
    return -float(region.no_car_min[np.ix_(here, here)].mean())


ON_DEMAND_TRANSPORT = Instrument(
    id="on_demand_transport",
    label={"nb": "Bestillingstransport", "en": "Transport on demand"},
    description={
        "nb": "Småbusser eller drosjer henter folk hjemme på bestilling i en kommune; fylket betaler.",
        "en": "Minibuses or taxis fetch people at home when they ask, within a municipality; the county pays.",
    },
    area="5",
    levers=(
        Lever("municipality", {"nb": "Kommune", "en": "Municipality"}, kind="municipality"),
        Lever(
            "vehicles",
            {"nb": "Biler i drift", "en": "Vehicles running"},
            kind="integer",
            unit="vehicles",
            default=3,
            low=0,
            high=30,
            neutral=0,
        ),
    ),
    payers=("county",),
    act=act,
    leaves_out="Fares and a queue at busy hours: somewhat too good where few vehicles serve many. Trips to other "
    "municipalities: somewhat too little near a border.",
    eligible={"nb": "hjem i kommunen", "en": "homes in the municipality"},
    sdg=("11.2",),
    source="assumption",
    output=DirectOutput(
        "vehicles", {"nb": "Minutter spart uten bil", "en": "Minutes saved without a car"}, "min", _minutes
    ),
)
