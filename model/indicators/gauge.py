"""Measures all indicators of a region at once: by zone, then summed over the places that are reported.

`place` is `region`, `town` and `hinterland` (sums over all towns), `near_hinterland` and `far_hinterland` (its two parts,
by minutes to a town at the base year), `town:<id>`, `hinterland:<id>`, `municipality:<code>`, `zone:<id>`, and for what
moves between the region and the rest `outside` and `outside:<id>`: the cumulative net transfer since the start.
Ratios and medians are taken within each place, never averaged over zones; where nobody is, they are nan.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model import registry
from model.indicators.shared import one_measurement
from model.region import Region
from model.traits import Indicator

Series = tuple[str, str, str, str]  # indicator, place, group, unit
_Header = tuple[str, str, str, bool, bool]  # indicator, group, unit, region only, outside too


@dataclass(frozen=True)
class Measured:
    """Values of all series at one moment. `series` is the same object as long as the region has the same series."""

    series: tuple[Series, ...]
    values: NDArray[np.float64]  # [series]
    totals: tuple[tuple[str, int], ...]  # (indicator, its position for the whole region and everybody)

    def frame(self) -> pd.DataFrame:
        """Rows as a data frame: indicator, place, group, unit, value."""
        return _labels(self.series).assign(value=self.values)

    def of_region(self) -> dict[str, float]:
        """Value by indicator for the whole region and everybody."""
        return {indicator: float(self.values[at]) for indicator, at in self.totals}


def measure(region: Region, flows: bool, zones: bool = True) -> pd.DataFrame:
    """Rows (indicator, place, group, unit, value) of all flows of the last calendar year, or of all stocks now.

    The same rows in the same order at any time and in every run of the region. `zones`: single zones too.
    """
    return gauge(region, flows, zones).frame()


def gauge(region: Region, flows: bool, zones: bool = True) -> Measured:
    """What `measure` gives, without the data frame."""
    places, member = _places(region, zones)
    headers: list[_Header] = []
    rows: list[Any] = []  # values as they are, or numbers of the sums that they are made of
    sums: list[Any] = []  # values by zone, to be added up over places all at once
    with one_measurement():
        for indicator in _declared(os.environ.get("OMLAND_PLUGINS", "")):
            if indicator.flow == flows:
                _measure_one(region, indicator, member, headers, rows, sums)
    rows = _added_up(member, rows, sums)
    series, totals = _series(tuple(headers), places, tuple(region.outside.ids))
    return Measured(series, np.concatenate(rows) if rows else np.zeros(0), totals)


def _measure_one(
    region: Region,
    indicator: Indicator,
    member: NDArray[np.float64],
    headers: list[_Header],
    rows: list[Any],
    sums: list[Any],
) -> None:
    """Append the headers and values of one indicator."""
    for group, value in indicator.compute(region).items():
        is_regional = indicator.kind == "sum" and np.ndim(value) == 0
        has_outside = indicator.has_outside and group == "all"
        headers.append((indicator.id, group, indicator.unit, is_regional, has_outside))
        if is_regional:
            rows.append(np.array([float(value)]))
        elif indicator.kind == "sum":
            rows.append((len(sums),))
            sums.append(value)
        elif indicator.kind == "ratio":
            rows.append((len(sums), len(sums) + 1))
            sums += value
        else:
            rows.append(_medians(member, *value))
        if has_outside:
            away = region.transfers.get(indicator.id, np.zeros(len(region.outside)))
            rows.append(np.array([away.sum(), *away]))


def _added_up(member: NDArray[np.float64], rows: list[Any], sums: list[Any]) -> list[NDArray[np.float64]]:
    """Rows with their sums and ratios by place [P]; member [P, Z], sums: values by zone [Z]."""
    by_zone = np.stack(sums).astype(np.float64) if sums else np.zeros((0, member.shape[1]))
    total = np.empty((len(by_zone), len(member)))
    is_zone = np.count_nonzero(member, axis=1) == 1  # needs no sum
    total[:, is_zone] = by_zone[:, np.argmax(member[is_zone], axis=1)]
    # Not a BLAS product: its order of summation, and so the last bit, depends on the number of threads.
    total[:, ~is_zone] = np.einsum("pz,nz->np", member[~is_zone], by_zone)
    out = []
    for row in rows:
        if not isinstance(row, tuple):
            out.append(row)
        elif len(row) == 1:
            out.append(total[row[0]])
        else:
            above, below = total[row[0]], total[row[1]]
            out.append(np.divide(above, below, out=np.full(len(below), np.nan), where=below != 0))
    return out


def _medians(member: NDArray[np.float64], values: NDArray[Any], zone: NDArray[Any]) -> NDArray[np.float64]:
    """Median of the values in each place [P]: put in order of zone once, then partitioned place by place."""
    values = values[np.argsort(zone, kind="stable")]
    parts = np.split(values, np.cumsum(np.bincount(zone, minlength=member.shape[1]))[:-1])
    medians = np.full(len(member), np.nan)
    for place, zones in enumerate(member > 0):
        mine = np.concatenate([parts[z] for z in np.flatnonzero(zones)] or [values[:0]])
        if mine.size:
            low, high = (mine.size - 1) // 2, mine.size // 2
            mine.partition((low, high))
            medians[place] = 0.5 * (float(mine[low]) + float(mine[high]))
    return medians


def _places(region: Region, zones: bool) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Names of the places reported [P], and which zones each is made of [P, Z]."""
    z, towns = region.zones, [town.id for town in region.data.towns]
    codes = [municipality.code for municipality in region.data.municipalities]
    member = [np.ones(len(z)), z.is_town, ~z.is_town, z.is_near, ~z.is_town & ~z.is_near]
    names = ["region", "town", "hinterland", "near_hinterland", "far_hinterland"]
    for t, town in enumerate(towns):
        names += [f"town:{town}", f"hinterland:{town}"]
        member += [(z.town == t) & z.is_town, (z.town == t) & ~z.is_town]
    for m, code in enumerate(codes):
        names.append(f"municipality:{code}")
        member.append(z.municipality == m)
    if zones:
        names += [f"zone:{zone}" for zone in z.ids]
        member += list(np.eye(len(z)))
    return tuple(names), np.array(member, np.float64)


@lru_cache(maxsize=16)
def _series(
    headers: tuple[_Header, ...], places: tuple[str, ...], outside: tuple[str, ...]
) -> tuple[tuple[Series, ...], tuple[tuple[str, int], ...]]:
    """All series in order, and where the totals are."""
    away = ("outside", *(f"outside:{place}" for place in outside))
    series = tuple(
        (indicator, place, group, unit)
        for indicator, group, unit, is_regional, has_outside in headers
        for place in (("region",) if is_regional else places) + (away if has_outside else ())
    )
    return series, tuple((row[0], at) for at, row in enumerate(series) if row[1] == "region" and row[2] == "all")


@lru_cache(maxsize=16)
def _labels(series: tuple[Series, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(series), columns=["indicator", "place", "group", "unit"])


@cache
def _declared(plugins: str) -> tuple[Indicator, ...]:
    """All indicators; found once per list of plug-in folders."""
    return tuple(registry.indicators().values())
