"""What a model is made from: plain, validated things without file paths or screens.

`scenarios` reads files and builds these; `model` only uses them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Town:
    """A town and the zones that belong to it; all other zones are hinterland of the nearest town."""

    id: str
    name: str
    zones: tuple[str, ...]


@dataclass(frozen=True)
class MunicipalityData:
    """A municipality at the base year."""

    code: str
    name: str
    median_household_income_nok_year: float  # after tax
    basis: str
    centre: str | None = None  # code of the municipality to whose centre travel time is known
    minutes_to_centre: float | None = None  # mean over residents; compared with the links, not used by the model


@dataclass(frozen=True)
class RegionData:
    """A region bundle as read: one table per file, columns as in docs/how_to/add_a_region.md.

    Tables are pandas frames whose columns the loader has checked (names, types, ranges, known zones).
    """

    id: str
    name: dict[str, str]  # language -> name
    base_year: int
    towns: tuple[Town, ...]
    municipalities: tuple[MunicipalityData, ...]
    zones: pd.DataFrame
    links: pd.DataFrame
    link_quality: pd.DataFrame
    coverage: pd.DataFrame
    far_services: pd.DataFrame
    population: pd.DataFrame
    households: pd.DataFrame
    dwellings: pd.DataFrame
    jobs: pd.DataFrame
    establishments: pd.DataFrame
    commuting: pd.DataFrame
    services: pd.DataFrame
    prices: pd.DataFrame
    demography: pd.DataFrame
    outside: pd.DataFrame
    history: pd.DataFrame
    national: NationalData
    hash: str  # of every file of the bundle and the national tables


@dataclass(frozen=True)
class Calibration:
    """Constants that were fitted once for all regions of a country, and how sure they are."""

    date: str = ""
    values: dict[str, float] = field(default_factory=dict)  # by name of the parameter
    covariance: tuple[tuple[float, ...], ...] = ()  # in the order of values


@dataclass(frozen=True)
class NationalData:
    """National tables, and fitted constants, that every region of a country shares."""

    mortality: pd.DataFrame  # year, sex, age, deaths_per_person_year (m_x, single year of age 0-110)
    fertility: pd.DataFrame  # year, age, births_per_woman_year (single year of age 12-54)
    population: pd.DataFrame  # year, sex, age, persons
    calibration: Calibration = Calibration()


@dataclass(frozen=True)
class PolicySpec:
    """One [[policy]] or [[event]] entry: an instrument, when it acts, and its levers."""

    id: str
    instrument: str
    start: int
    until: int | None  # exclusive
    phase_in_years: int
    levers: dict[str, Any]


@dataclass(frozen=True)
class Founders:
    """The base-year world that synthesis made: columns of every table and loose arrays, by name."""

    columns: dict[str, dict[str, np.ndarray]]
    arrays: dict[str, np.ndarray]


@dataclass(frozen=True)
class WorldPath:
    """A factor on the reference path of an assumption about the world, by year."""

    years: tuple[int, ...]
    factors: tuple[float, ...]

    def at(self, year: int) -> float:
        """Return the factor of a year: linear between given years, constant outside them."""
        return float(np.interp(year, self.years, self.factors))


@dataclass(frozen=True)
class Scenario:
    """Assumptions plus instruments: everything that a run needs but the seed."""

    name: str
    title: dict[str, str]
    region: RegionData
    start: int
    years: int
    world: dict[str, WorldPath] = field(default_factory=dict)
    policies: tuple[PolicySpec, ...] = ()
    events: tuple[PolicySpec, ...] = ()
    parameters: dict[str, float] = field(default_factory=dict)
    founders: Founders | None = None
    hash: str = ""
    description: dict[str, str] = field(default_factory=dict)  # for readers; no part of the hash
