"""Zones, places outside and links from a bundle; and which zone each founding household lives in.

Households are dealt out to zones by size: per municipality a table size × zone with the zone's share of homes as column
sums, tilted by exp(tau_z·size) so that the zone has its share of the population as well, rounded with exact margins.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.codes import LinkClass, ZoneKind
from model.geography import INTRAZONAL_MAX_MIN, FarServices, Network, OutsidePlaces, Zones, intrazonal_minutes
from model.geography import Params as RoadParams
from model.inputs import RegionData
from model.remote import coverage
from model.rng import text_key, uniforms
from model.skims import cost_between
from model.synthesis.draft import Draft
from model.synthesis.integers import Floats, Ints, controlled_rounding, ipf, largest_remainder
from model.synthesis.margins import index_of
from model.synthesis.settings import Params

_DRAW_ZONE = 20
# EVIDENCE has none; about 85 billion NOK on 44,700 km of county roads (from memory, 2022), others assumed.
_BACKLOG_MNOK_KM = {"national": 1.0, "county": 1.9, "municipal": 1.0, "private": 0.3, "ferry": 0.0}
_BUS_PER_DAY = {"national": 12.0, "county": 4.0, "municipal": 0.0, "private": 0.0, "ferry": 4.0}  # assumption


def _density_rule(zones: pd.DataFrame) -> Floats:
    """Homes per km2 that plans allow [Z]; infinite where the bundle names no rule."""
    if "homes_per_km2_max" not in zones:
        return np.full(len(zones), np.inf)
    return np.array(zones["homes_per_km2_max"].fillna(np.inf), np.float64)


def geography(data: RegionData) -> tuple[Zones, OutsidePlaces, Network]:
    """Zones, places outside and links of a bundle."""
    z, o, links = data.zones, data.outside, data.links
    codes = [m.code for m in data.municipalities]
    ids, outside_ids = z["zone_id"].tolist(), o["outside_id"].tolist()
    place = {name: i for i, name in enumerate([*ids, *outside_ids])}
    network = Network(
        ids=links["link_id"].tolist(),
        start=np.array([place[name] for name in links["from"]], np.int64),
        stop=np.array([place[name] for name in links["to"]], np.int64),
        length_km=links["length_km"].to_numpy(np.float64).copy(),
        speed_kmh=links["speed_kmh"].to_numpy(np.float64).copy(),
        link_class=np.array([LinkClass[name.upper()] for name in links["class"]], np.int8),
        toll_nok=links["toll_nok"].to_numpy(np.float64).copy(),
        is_open=np.ones(len(links), bool),
        fixed_min=o["minutes"].to_numpy(np.float64),
        intrazonal_min=np.concatenate(
            [intrazonal_minutes(z["land_km2"].to_numpy(np.float64)), np.full(len(o), INTRAZONAL_MAX_MIN)]
        ),
        bus_per_day=buses(data),
    )
    for name, values in link_quality(data).items():
        setattr(network, name, values)
    town_of = {name: i for i, town in enumerate(data.towns) for name in town.zones}
    is_town = np.array([name in town_of for name in ids])
    times = cost_between(network, network.cost_minutes(RoadParams()))  # no run may move a zone to another town
    to_town = np.stack([times[: len(ids), [place[name] for name in town.zones]].min(axis=1) for town in data.towns])
    nearest = np.argmin(to_town, axis=0)
    zones = Zones(
        ids=ids,
        names=z["name"].tolist(),
        keys=np.array([text_key(name) for name in ids], np.uint64),
        municipality=index_of(codes, z["municipality"]),
        kind=np.array([ZoneKind[name.upper()] for name in z["kind"]], np.int8),
        latitude=z["lat"].to_numpy(np.float64),
        longitude=z["lon"].to_numpy(np.float64),
        land_km2=z["land_km2"].to_numpy(np.float64),
        homes_per_km2_max=_density_rule(z),
        broadband_share=z["broadband_share"].to_numpy(np.float64).copy(),
        farmland_share=z["farmland_share"].to_numpy(np.float64),
        town=np.array([town_of.get(name, int(nearest[i])) for i, name in enumerate(ids)], np.int64),
        is_town=is_town,
        is_near=~is_town & (to_town.min(axis=0) <= Params().near_min),
    )
    zones.cover(*coverage(data, zones, data.base_year))
    columns = ("population", "wage_factor", "price_nok_m2", "study_share", "migration_share")
    outside = OutsidePlaces(
        ids=outside_ids,
        names=o["name"].tolist(),
        keys=np.array([text_key(name) for name in outside_ids], np.uint64),
        is_abroad=(o["kind"] == "abroad").to_numpy(bool),
        **{name: o[name].to_numpy(np.float64) for name in columns},
        commute_share_out=o["commute_share_out"].to_numpy(np.float64),
        commute_share_in=o["commute_share_in"].to_numpy(np.float64),
        cities=np.flatnonzero(o["kind"].isin(("city", "capital"))),
        capital=next(iter(np.flatnonzero(o["kind"] == "capital").tolist()), -1),
        far=far_services(data.far_services, place),
    )
    return zones, outside, network


def far_services(table: pd.DataFrame, place: dict[str, int]) -> dict[str, FarServices]:
    """Airports and big hospitals by service; places by id."""
    return {
        str(service): FarServices(
            np.array([place[name] for name in rows["place"]]),
            rows["minutes"].to_numpy(np.float64),
            rows["per_day"].to_numpy(np.float64),
        )
        for service, rows in table.groupby("service")
    }


def buses(data: RegionData) -> Floats:
    """Bus departures per weekday by link [L]: as the bundle says, else by class.

    Without figures: trunk roads and a centre's streets every hour or so, county roads and ferries a few a day, small
    roads none (assumptions).
    """
    links, z = data.links, data.zones
    centres = set(z["zone_id"][z["kind"] == "centre"])
    usual = links["class"].map(_BUS_PER_DAY).to_numpy(np.float64)
    is_street = (links["class"] == "municipal") & (links["from"].isin(centres) | links["to"].isin(centres))
    usual = np.where(is_street, _BUS_PER_DAY["national"], usual)
    if "bus_per_day" not in links:
        return np.asarray(usual)
    given = links["bus_per_day"].to_numpy(np.float64)
    return np.asarray(np.where(np.isnan(given), usual, given))


def link_quality(data: RegionData) -> dict[str, Floats]:
    """Ferry headway, days of closure a year and maintenance backlog by link [L].

    Without figures: no headway (a ferry's speed includes the wait), no closures, and the nation's mean backlog by class
    (assumption).
    """
    links, given = data.links, data.link_quality.set_index("link_id").reindex(data.links["link_id"])
    usual = links["class"].map(_BACKLOG_MNOK_KM).to_numpy(np.float64) * links["length_km"].to_numpy(np.float64)
    stated = given["backlog_mnok"].to_numpy(np.float64)
    backlog = np.where(np.isnan(stated), usual, stated)
    return {
        "headway_min": np.nan_to_num(given["headway_min"].to_numpy(np.float64)),
        "closure_days": np.nan_to_num(given["closure_days"].to_numpy(np.float64)),
        "backlog_mnok": backlog.copy(),
        "base_backlog_mnok": backlog,
    }


def base_prices(data: RegionData, zones: Zones) -> Floats:
    """Price of a square metre by zone [Z]: the municipality's, times the zone's factor."""
    codes = [m.code for m in data.municipalities]
    price = np.zeros(len(codes))
    price[index_of(codes, data.prices["municipality"])] = data.prices["price_nok_m2_base_year"].to_numpy(np.float64)
    return np.asarray(price[zones.municipality] * data.zones["price_factor"].to_numpy(np.float64))


def deal_to_zones(draft: Draft, data: RegionData, zones: Zones) -> Ints:
    """Zone of every household [H]."""
    households = draft.households
    zone_of = np.full(households.key.size, -1, np.int64)
    population_share = data.zones["population_share"].to_numpy(np.float64)
    dwelling_share = data.zones["dwelling_share"].to_numpy(np.float64)
    order = uniforms(draft.base, households.key, _DRAW_ZONE)
    for m in range(len(draft.margins)):
        here = np.flatnonzero(zones.municipality == m)
        mine = np.flatnonzero(households.municipality == m)
        sizes, size_class, rows = np.unique(households.size[mine], return_inverse=True, return_counts=True)
        table = size_by_zone(sizes, rows, population_share[here], dwelling_share[here])
        for k in range(sizes.size):
            group = mine[size_class == k]
            group = group[np.lexsort((households.key[group], order[group]))]
            zone_of[group] = np.repeat(here, table[k])
    return zone_of


def size_by_zone(sizes: Ints, counts: Ints, population_share: Floats, dwelling_share: Floats) -> Ints:
    """Households by size and zone [sizes, zones]: exact by size and by zone's share of homes, near in population."""
    homes = largest_remainder(dwelling_share, int(counts.sum()))
    people = population_share / population_share.sum() * float(sizes @ counts)
    tau = np.zeros(homes.size)
    table = np.zeros((sizes.size, homes.size))
    centred = sizes - float(sizes @ counts) / max(float(counts.sum()), 1.0)
    for _ in range(60):
        prior = counts[:, None] * np.maximum(homes, 1e-9)[None, :] * np.exp(centred[:, None] * tau[None, :])
        table = ipf(prior, counts, homes, rounds=50)
        mean = sizes @ table
        spread = centred**2 @ table - (centred @ table) ** 2 / np.maximum(homes, 1)
        gap = people - mean
        if np.abs(gap).max() < 0.3:
            break
        tau += np.clip(0.7 * gap / np.maximum(spread, 1.0), -0.3, 0.3)
    return controlled_rounding(table, counts, homes)
