"""What must hold between the files of a region bundle: shares, margins, totals, the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from model.inputs import RegionData
from scenarios.bundle_table import FIRST_DATA_LINE
from scenarios.errors import BadInput, did_you_mean

SHARE_TOLERANCE = 0.001  # shares are written with few digits
ROUNDING = 10  # persons: published totals and sums of rounded ages differ by a few


def problems(region: RegionData, folder: Path | None = None) -> list[BadInput]:
    """Return every inconsistency of a region, the gravest first; `folder` makes the messages name whole paths."""
    checks = (_towns, _zone_shares, _network, _population, _jobs, _commuting, _households, _dwellings)
    checks += (_services, _prices, _outside, _demography)
    found = [problem for check in checks for problem in check(region)]
    for problem in found:
        if folder is not None and problem.file is not None:
            problem.file = folder / problem.file
    return found


def _municipality_name(region: RegionData, code: str) -> str:
    return next((f"{m.name} ({code})" for m in region.municipalities if m.code == code), code)


def _towns(region: RegionData) -> Iterator[BadInput]:
    zones = list(region.zones.zone_id)
    kinds = dict(zip(zones, region.zones["kind"], strict=True))
    for town in region.towns:
        for zone in town.zones:
            if zone not in kinds:
                yield BadInput(
                    f"town {town.id}: there is no zone '{zone}'",
                    file="region.toml",
                    value=zone,
                    expected="zone ids of zones.csv",
                    hint=did_you_mean(zone, zones),
                )
            elif kinds[zone] not in ("centre", "town"):
                yield BadInput(
                    f"town {town.id}: the zone '{zone}' is of kind {kinds[zone]}",
                    file="region.toml",
                    value=zone,
                    expected="zones of kind centre or town",
                )
    inside = {zone for town in region.towns for zone in town.zones}
    for row, (zone, kind) in enumerate(kinds.items()):
        if kind in ("centre", "town") and zone not in inside:
            yield BadInput(
                f"the zone '{zone}' is of kind {kind} but belongs to no town",
                file="zones.csv",
                line=row + FIRST_DATA_LINE,
                value=zone,
                expected="a [[town]] of region.toml that lists it, or kind village or rural",
            )


def _zone_shares(region: RegionData) -> Iterator[BadInput]:
    for municipality in (m.code for m in region.municipalities):
        part = region.zones[region.zones.municipality == municipality]
        name = _municipality_name(region, municipality)
        if part.empty:
            yield BadInput(f"{name} has no zone", file="zones.csv", value=municipality, expected="at least one zone")
            continue
        for column in ("population_share", "dwelling_share", "jobs_share"):
            total = float(part[column].sum())
            if abs(total - 1.0) > SHARE_TOLERANCE:
                yield BadInput(
                    f"{column} of the zones of {name} adds up to {total:.4g}",
                    file="zones.csv",
                    line=int(part.index[0]) + FIRST_DATA_LINE,
                    value=round(total, 4),
                    expected="1",
                )


def _network(region: RegionData) -> Iterator[BadInput]:
    links = region.links
    for row in np.flatnonzero((links["from"] == links["to"]).to_numpy()):
        yield BadInput(
            f"the link {links.link_id[row]} starts and ends in the same place",
            file="links.csv",
            line=int(row) + FIRST_DATA_LINE,
            value=links["to"][row],
            expected="two different places",
        )
    yield from _link_quality(region)
    reached = _reached(region)
    for row, zone in enumerate(region.zones.zone_id):
        if zone not in reached:
            yield BadInput(
                f"no link leads to the zone '{zone}' from {region.zones.zone_id[0]}",
                file="zones.csv",
                line=row + FIRST_DATA_LINE,
                value=zone,
                expected="a network of links that joins all zones",
            )
    for row, (place, minutes) in enumerate(zip(region.outside.outside_id, region.outside.minutes, strict=True)):
        if place not in reached and np.isnan(minutes):
            yield BadInput(
                f"the outside place '{place}' has neither a link nor minutes",
                file="outside.csv",
                line=row + FIRST_DATA_LINE,
                value=place,
                expected="a link in links.csv, or the column minutes filled in",
            )


def _link_quality(region: RegionData) -> Iterator[BadInput]:
    known = set(region.links.link_id)
    for row, link in enumerate(region.link_quality.link_id):
        if link not in known:
            yield BadInput(
                f"there is no link '{link}'",
                file="link_quality.csv",
                line=row + FIRST_DATA_LINE,
                value=link,
                expected="a link_id of links.csv or links_osm.csv",
                hint=did_you_mean(link, sorted(known)),
            )
    for link in region.links.link_id[region.links.link_id.duplicated()]:
        yield BadInput(
            f"the link '{link}' stands in links.csv and in links_osm.csv",
            file="links_osm.csv",
            value=link,
            expected="each link in one of the two files",
        )


def _reached(region: RegionData) -> set[str]:
    """Return the places that links join to the first zone."""
    joined: dict[str, list[str]] = {}
    for a, b in zip(region.links["from"], region.links["to"], strict=True):
        joined.setdefault(a, []).append(b)
        joined.setdefault(b, []).append(a)
    reached = {region.zones.zone_id[0]}
    waiting = list(reached)
    while waiting:
        new = [place for place in joined.get(waiting.pop(), []) if place not in reached]
        reached.update(new)
        waiting.extend(new)
    return reached


def _population(region: RegionData) -> Iterator[BadInput]:
    population = region.population
    totals = population.groupby(["municipality", "year"]).persons.sum()
    oldest = population.age.max()
    for municipality in (m.code for m in region.municipalities):
        name = _municipality_name(region, municipality)
        rows = population[(population.municipality == municipality) & (population.year == region.base_year)]
        if len(rows) != 2 * (oldest + 1):
            yield BadInput(
                f"{name} has {len(rows)} rows for the base year {region.base_year}",
                file="population.csv",
                value=municipality,
                expected=f"{2 * (oldest + 1)}: each sex and every age from 0 to {oldest}",
            )
    published = region.history[region.history.quantity == "population"]
    for row in published.itertuples():
        total = totals.get((row.municipality, row.year_from))
        if total is not None and abs(total - row.value) > max(ROUNDING, 0.002 * row.value):
            yield BadInput(
                f"the ages of {_municipality_name(region, row.municipality)} in {row.year_from} add up to {total}",
                file="population.csv",
                line=_line(population, municipality=row.municipality, year=row.year_from),
                value=int(total),
                expected=f"{row.value:g}, the total in history.csv line {row.Index + FIRST_DATA_LINE}",
            )


def _line(frame: pd.DataFrame, **values: object) -> int | None:
    """Return the line of the first row with these values."""
    match = np.logical_and.reduce([(frame[column] == value).to_numpy() for column, value in values.items()])
    return int(np.argmax(match)) + FIRST_DATA_LINE if match.any() else None


def _jobs(region: RegionData) -> Iterator[BadInput]:
    jobs = region.jobs[region.jobs.year == region.base_year].groupby("municipality").jobs.sum()
    commuting = region.commuting[region.commuting.year == region.base_year]
    filled = commuting.groupby("work").employed.sum()
    for municipality in (m.code for m in region.municipalities):
        there, by_commuting = int(jobs.get(municipality, 0)), int(filled.get(municipality, 0))
        if there != by_commuting:
            yield BadInput(
                f"{_municipality_name(region, municipality)} has {there} jobs in {region.base_year}",
                file="jobs.csv",
                line=_line(region.jobs, municipality=municipality, year=region.base_year),
                value=there,
                expected=f"{by_commuting}, those who work there by commuting.csv",
            )


def _commuting(region: RegionData) -> Iterator[BadInput]:
    commuting = region.commuting
    for row in np.flatnonzero(((commuting.home == "outside") & (commuting.work == "outside")).to_numpy()):
        yield BadInput(
            "a row has both home and work outside",
            file="commuting.csv",
            line=int(row) + FIRST_DATA_LINE,
            value="outside",
            expected="a municipality of the region at one end",
        )
    people = region.population[(region.population.year == region.base_year) & region.population.age.between(15, 74)]
    adults = people.groupby("municipality").persons.sum()
    base = commuting[commuting.year == region.base_year]
    for home, employed in base[base.home != "outside"].groupby("home").employed.sum().items():
        if employed > adults.get(home, 0):
            yield BadInput(
                f"{_municipality_name(region, home)} has {employed} employed residents",
                file="commuting.csv",
                line=_line(commuting, home=home, year=region.base_year),
                value=int(employed),
                expected=f"at most {adults.get(home, 0)}, its residents of 15 to 74 years",
            )


def _households(region: RegionData) -> Iterator[BadInput]:
    sizes = region.households[region.households["kind"] == "size"]
    for (municipality, year, unit), total in sizes.groupby(["municipality", "year", "unit"])["value"].sum().items():
        if abs(total - 100.0) > 0.5:
            yield BadInput(
                f"{unit} by size of {_municipality_name(region, municipality)} adds up to {total:.4g}",
                file="households.csv",
                line=_line(region.households, municipality=municipality, year=year, kind="size", unit=unit),
                value=round(float(total), 2),
                expected="100",
            )


def _dwellings(region: RegionData) -> Iterator[BadInput]:
    shares = region.dwellings[region.dwellings.quantity == "occupied_share"]
    totals = shares.groupby("municipality")["value"].sum()
    for municipality in (m.code for m in region.municipalities):
        total = float(totals.get(municipality, 0.0))
        if abs(total - 1.0) > SHARE_TOLERANCE:
            yield BadInput(
                f"occupied_share by type of {_municipality_name(region, municipality)} adds up to {total:.4g}",
                file="dwellings.csv",
                line=_line(region.dwellings, municipality=municipality, quantity="occupied_share"),
                value=round(total, 4),
                expected="1 over detached, row and flat",
            )


def _services(region: RegionData) -> Iterator[BadInput]:
    home = dict(zip(region.zones.zone_id, region.zones.municipality, strict=True))
    for row in region.services.itertuples():
        if home[row.zone_id] != row.municipality:
            yield BadInput(
                f"services: {row.name} is in municipality {row.municipality}, its zone {row.zone_id} is not",
                value=row.zone_id,
                expected=f"a zone of {row.municipality}, or municipality {home[row.zone_id]}",
            )


def _prices(region: RegionData) -> Iterator[BadInput]:
    for municipality in (m.code for m in region.municipalities):
        if municipality not in set(region.prices.municipality):
            yield BadInput(
                f"{_municipality_name(region, municipality)} has no price",
                file="prices.csv",
                value=municipality,
                expected="one row for each municipality; borrow from a neighbour and say basis = assumption",
            )


def _outside(region: RegionData) -> Iterator[BadInput]:
    for column in ("study_share", "migration_share", "commute_share_out", "commute_share_in"):
        total = float(region.outside[column].sum())
        if abs(total - 1.0) > SHARE_TOLERANCE:
            yield BadInput(
                f"{column} adds up to {total:.4g}",
                file="outside.csv",
                value=round(total, 4),
                expected="1 over all places",
            )


def _demography(region: RegionData) -> Iterator[BadInput]:
    for quantity in ("birth_ratio", "death_ratio"):
        if len(region.demography) and quantity not in set(region.demography.quantity):
            yield BadInput(
                f"{quantity} is missing",
                file="demography.csv",
                value=quantity,
                expected="both ratios, or no file: then both are 1",
            )
