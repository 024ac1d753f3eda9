"""What the bundle says about the base year, as arrays by municipality: the targets of synthesis and of the fit table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.inputs import RegionData
from model.synthesis.integers import Floats, Ints, largest_remainder

ADULT = 18
HOUSEHOLD_TYPES = (
    "living_alone",
    "couple_no_children",
    "couple_small_children",
    "couple_older_children",
    "lone_parent_small",
    "lone_parent_older",
    "adult_children",
    "multi_family_small",
    "multi_family_older",
    "multi_family_no_children",
)
SMALL = 6  # "small" children are below this age
MAX_AGE = 120


@dataclass
class Margins:
    """Base-year targets. M municipalities in the bundle's order, index M = outside."""

    codes: list[str]
    population: Ints  # [M, 2, MAX_AGE]
    households: Ints  # [M, T] by type, 2019 scaled by population 20+
    size_shares: Floats  # [M, 5] of households with 1, 2, 3, 4, 5+ members
    commuting: Ints  # [M+1, M+1] home × work
    sectors: list[str]
    jobs: Ints  # [M, sectors of the bundle]
    income: Floats  # [M] median household income after tax

    def __len__(self) -> int:
        return len(self.codes)


def index_of(codes: list[str], values: pd.Series) -> NDArray[np.int64]:
    """Row of each code; 'outside' is the row after the last."""
    lookup = {code: i for i, code in enumerate(codes)} | {"outside": len(codes)}
    return np.array([lookup[v] for v in values], np.int64)


def population_of(data: RegionData, year: float) -> Floats:
    """Population [M, 2, MAX_AGE] of a year, linear between the years that the bundle has."""
    codes = [m.code for m in data.municipalities]
    frame = data.population
    years = np.array(sorted(frame["year"].unique()))
    table = np.zeros((years.size, len(codes), 2, MAX_AGE))
    np.add.at(
        table,
        (
            np.searchsorted(years, frame["year"].to_numpy()),
            index_of(codes, frame["municipality"]),
            (frame["sex"] == "female").to_numpy(np.int64),
            np.minimum(frame["age"].to_numpy(), MAX_AGE - 1),
        ),
        frame["persons"].to_numpy(np.float64),
    )
    year = min(max(year, years[0]), years[-1])
    after = min(int(np.searchsorted(years, year)), years.size - 1)
    before = max(after - 1, 0) if years[after] > year else after
    weight = 0.0 if after == before else (year - years[before]) / (years[after] - years[before])
    return np.asarray((1 - weight) * table[before] + weight * table[after])


def _latest(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    years = frame["year"].unique()
    known = [y for y in years if y <= year]
    return frame[frame["year"] == (max(known) if known else min(years))]


def _households(data: RegionData, codes: list[str], population: Ints) -> Ints:
    frame = _latest(data.households, data.base_year)
    year = int(frame["year"].iloc[0])
    adults_then = population_of(data, year)[:, :, 20:].sum(axis=(1, 2))
    scale = population[:, :, 20:].sum(axis=(1, 2)) / np.maximum(adults_then, 1.0)
    counts = np.zeros((len(codes), len(HOUSEHOLD_TYPES)))
    types = frame[frame["kind"] == "type"]
    # 'other' households have no children and several adults who are no couple, as far as the bundle says.
    names = types["category"].replace("other", "multi_family_no_children")
    column = np.array([HOUSEHOLD_TYPES.index(name) for name in names], np.int64)
    np.add.at(counts, (index_of(codes, types["municipality"]), column), types["value"].to_numpy(np.float64))
    counts *= scale[:, None]
    return np.array([largest_remainder(row, round(row.sum())) for row in counts])


def _sizes(data: RegionData, codes: list[str]) -> Floats:
    frame = _latest(data.households, data.base_year)
    frame = frame[(frame["kind"] == "size") & (frame["unit"] == "percent_households")]
    shares = np.zeros((len(codes), 5))
    rows = index_of(codes, frame["municipality"])
    shares[rows, frame["category"].astype(int).to_numpy() - 1] = frame["value"].to_numpy(np.float64)
    return shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)


def read_margins(data: RegionData) -> Margins:
    """Read the base-year targets out of a bundle's tables."""
    codes = [m.code for m in data.municipalities]
    n = len(codes)
    population = np.rint(population_of(data, data.base_year)).astype(np.int64)
    flows = _latest(data.commuting, data.base_year)
    commuting = np.zeros((n + 1, n + 1), np.int64)
    np.add.at(commuting, (index_of(codes, flows["home"]), index_of(codes, flows["work"])), flows["employed"].to_numpy())
    frame = _latest(data.jobs, data.base_year)
    sectors = sorted(frame["sector"].unique())
    jobs = np.zeros((n, len(sectors)), np.int64)
    column = np.searchsorted(sectors, frame["sector"].to_numpy(str))
    np.add.at(jobs, (index_of(codes, frame["municipality"]), column), frame["jobs"].to_numpy())
    at_work = commuting[:, :n].sum(axis=0)
    for m in np.flatnonzero(jobs.sum(axis=1) != at_work):  # jobs are the column sums of commuting
        jobs[m] = largest_remainder(jobs[m], int(at_work[m]))
    return Margins(
        codes=codes,
        population=population,
        households=_households(data, codes, population),
        size_shares=_sizes(data, codes),
        commuting=commuting,
        sectors=sectors,
        jobs=jobs,
        income=np.array([m.median_household_income_nok_year for m in data.municipalities]),
    )
