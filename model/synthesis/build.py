"""An empty region from a bundle; founders out of a region; and a region out of founders."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from model import couples
from model.care import calibrate_care
from model.firm_entry import calibrate_firms
from model.inputs import Founders, RegionData, Scenario
from model.labour import calibrate_ties
from model.land import start_account
from model.oddities import note_oddities
from model.parameters import resolve
from model.region import Region
from model.registry import load_parameters, sectors, service_types
from model.residential import places, service_access
from model.service_units import calibrate_services
from model.submodels import cars, homes, leaving_home, networks, public_money, studies
from model.submodels.demand import calibrate_demand
from model.submodels.homes import Params as HomesParams
from model.synthesis.places import base_prices, geography

TABLES = ("persons", "households", "dwellings", "firms", "services", "municipalities")


@cache
def _one_blas_thread() -> None:
    """Let matrix products run on one thread in this process: how many share a sum decides its last bit."""
    threadpool_limits(limits=1, user_api="blas")


def empty_region(data: RegionData, scenario: Scenario, seed: int) -> Region:
    """A region with geography, sectors and parameters, but nobody in it."""
    _one_blas_thread()
    load_parameters()
    zones, outside, network = geography(data)
    region = Region(
        data=data,
        scenario=scenario,
        seed=seed,
        year=data.base_year,
        zones=zones,
        outside=outside,
        network=network,
        sectors=list(sectors().values()),
        service_types=list(service_types().values()),
        params=resolve({**data.national.calibration.values, **scenario.parameters}),
    )
    region.price_nok_m2 = base_prices(data, zones)
    region.update_skims()
    return region


def to_founders(region: Region) -> Founders:
    """Every column and every base-year quantity of a region, copied."""
    columns = {
        name: {column: getattr(getattr(region, name).c, column).copy() for column in getattr(region, name).spec}
        for name in TABLES
    }
    arrays = {f"base:{name}": values.copy() for name, values in sorted(region.base.items())}
    arrays["price_nok_m2"] = region.price_nok_m2.copy()
    arrays |= {f"access:{name}": values.copy() for name, values in sorted(region.access.items())}
    arrays["demand_posts"] = region.demand_posts.copy()
    for name in ("market_potential", "service_users", "service_unmet"):
        arrays[name] = getattr(region, name).copy()
    return Founders(columns=columns, arrays=arrays)


def from_founders(scenario: Scenario, seed: int, founders: Founders) -> Region:
    """A region on 1 January of its base year."""
    region = empty_region(scenario.region, scenario, seed)
    for name in TABLES:
        columns: dict[str, Any] = founders.columns[name]
        getattr(region, name).add(len(columns["key"]), **columns)
    for name, values in founders.arrays.items():
        kind, _, rest = name.partition(":")
        if kind == "base":
            region.base[rest] = values.copy()
        elif kind == "access":
            region.access[rest] = values.copy()
        else:
            setattr(region, name, values.copy())
    # What later years are compared with is fixed before any policy acts. Cached founders hold it for default parameters.
    region.update_skims()
    if scenario.parameters:
        recalibrate(region)
    region.base["service_access"] = service_access(region)[1]
    places(region)
    homes.anchor_prices(region)
    public_money.calibrate_money(region)
    studies.calibrate(region)
    region.base["land_daa"] = start_account(region)
    region.base["construction_cost_nok_m2"] = np.array([region.par(HomesParams).cost_nok_m2])
    note_oddities(region)
    return region


def recalibrate(region: Region) -> None:
    """Set anew what later years are compared with, from the founders and the parameters of this run."""
    for name in [name for name in region.base if name.startswith(("scale_", "car_")) or name == "slack"]:
        del region.base[name]
    cars.step(region, region.year)
    calibrate_services(region)
    calibrate_demand(region)
    networks.step(region, region.year)
    calibrate_firms(region)
    calibrate_ties(region)
    calibrate_care(region)
    couples.calibrate(region)
    leaving_home.calibrate(region)
