"""Tables -> commuting.csv, jobs.csv, establishments.csv of a bundle, for each base year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.synthesis.integers import largest_remainder
from scenarios.build_people import persons
from scenarios.build_tables import Tables
from scenarios.bundle_columns import SECTORS

_OUTSIDE = "outside"
# Where there are no figures: shares of the four regions together, 2022.
_EMPLOYED_SHARE = 0.668  # of residents of 15–74 years
_OUT_SHARE = 0.148  # of employed residents, who work outside the region
_IN_SHARE = 0.096  # of jobs, held by people from outside
_AT_HOME = 4.0  # weight of a job in the own municipality against one next door (assumption)
_NEAR_YEARS = 5  # over which an estimate of sectors still counts as derived
_DECAY_KM = 25.0  # distance over which the weight of a job elsewhere falls by a factor e (assumption)
_GROUPS = {  # sector -> industries of SSB 13470, by the letter before the first space
    "agriculture_fishing": ("A",),
    "manufacturing": ("C",),
    "power_mining": ("B", "D-E"),
    "construction": ("F",),
    "retail": ("G",),
    "transport": ("H",),
    "hospitality": ("I",),
    "business_services": ("J", "K", "L-M", "N"),
    "public_administration": ("O",),
    "education": ("P",),
    "health_care": ("Q",),
    "personal_services": ("R-U", "Unspecified"),
}
_ESTIMATED = {  # sector -> group of the estimate of 2022; all other sectors are its group "other"
    "agriculture_fishing": "01-03",
    "manufacturing": "10-33",
    "public_administration": "84",
    "education": "85",
    "health_care": "86-88",
}
_NATION_2022 = (  # jobs in thousands by sector, in the order of SECTORS: SSB 13470, Norway 2022
    64.5, 213.7, 96.2, 241.9, 354.1, 132.4, 102.8, 491.2, 175.0, 232.0, 578.2, 116.9,
)  # fmt: skip
_SIZE_CLASSES = {
    "No one employeed": "0",
    "1-4 employees": "1-4",
    "5-9 employees": "5-9",
    "10-19 employees": "10-19",
    "20-49 employees": "20-49",
    "50-99 employees": "50-99",
    "100 - 249 employees": "100-249",
    "250 employees and more": "250+",
}
# Establishments per 1,000 jobs by size class: 20 municipalities of the four regions together, 2019.
_USUAL_ESTABLISHMENTS = {"0": 163.5, "1-4": 45.0, "5-9": 18.9, "10-19": 16.5, "20-49": 9.2, "50-99": 2.4,
                         "100-249": 0.8, "250+": 0.2}  # fmt: skip


def commuting(tables: Tables, people: pd.DataFrame, distance_km: np.ndarray, base_years: list[int]) -> pd.DataFrame:
    """Employed by home and work in each base year: the nearest known matrix, fitted to the year's margins."""
    rows = []
    for year in base_years:
        matrix, basis = _matrix(tables, people, distance_km, year)
        names = [*tables.codes, _OUTSIDE]
        for h, home in enumerate(names):
            rows += [(home, work, year, int(matrix[h, w]), basis) for w, work in enumerate(names) if matrix[h, w] > 0]
    return pd.DataFrame(rows, columns=["home", "work", "year", "employed", "basis"])


def _matrix(tables: Tables, people: pd.DataFrame, distance_km: np.ndarray, year: int) -> tuple[np.ndarray, str]:
    """Whole flows [M+1, M+1], the last row and column outside."""
    known = tables.get("commuting_2017_2022", "commuting.csv")
    codes, n = tables.codes, len(tables.codes)
    residents, jobs = employed_residents(tables, people, year), jobs_by_workplace(tables, year)
    ends = known.assign(
        home=known.home.where(known.home.isin(codes), _OUTSIDE), work=known.work.where(known.work.isin(codes), _OUTSIDE)
    )
    ends = ends[(ends.home != _OUTSIDE) | (ends.work != _OUTSIDE)]
    if ends.empty:
        tables.note("commuting.csv", "flows fall with distance (assumption)")
        if jobs is None:
            jobs = residents.copy()
        return _whole(_fit(_gravity(residents, jobs, distance_km), residents, jobs)), "assumption"
    years = np.sort(ends.year.unique())
    near = int(years[years <= year][-1] if (years <= year).any() else years[0])
    seed = np.zeros((n + 1, n + 1))
    flows = ends[ends.year == near].groupby(["home", "work"]).employed.sum()
    names = [*codes, _OUTSIDE]
    for (home, work), employed in flows.items():
        seed[names.index(home), names.index(work)] = employed
    fitted = _grown(seed, tables, people, near, year) if jobs is None else _fit(seed, residents, jobs)
    missing = residents - fitted[:n].sum(axis=1)
    fitted[:n, n] += np.maximum(missing, 0.0)  # whom the matrix lacks works outside
    margins = "employed residents" + ("" if jobs is None else " and jobs by workplace")
    tables.note("commuting.csv", f"{year}: flows of {near}, fitted to the {margins} of {year}")
    is_real = near == year and jobs is not None
    return _whole(fitted), "official" if is_real else "derived"


def _grown(seed: np.ndarray, tables: Tables, people: pd.DataFrame, then: int, now: int) -> np.ndarray:
    """A matrix whose rows grow with employed residents, and in-commuters with the region's, as jobs are not known."""
    before, after = employed_residents(tables, people, then), employed_residents(tables, people, now)
    growth = np.append(after / np.maximum(before, 1.0), after.sum() / before.sum())
    return seed * growth[:, None]


def _fit(seed: np.ndarray, residents: np.ndarray, jobs: np.ndarray) -> np.ndarray:
    """Iterative proportional fitting of the municipalities' rows and columns; outside's own sums are free."""
    table, n = seed.copy(), residents.size
    for _ in range(200):
        table[:n] *= (residents / np.maximum(table[:n].sum(axis=1), 1e-9))[:, None]
        table[:, :n] *= jobs / np.maximum(table[:, :n].sum(axis=0), 1e-9)
    table[:n] *= (residents / np.maximum(table[:n].sum(axis=1), 1e-9))[:, None]
    return table


def _gravity(residents: np.ndarray, jobs: np.ndarray, distance_km: np.ndarray) -> np.ndarray:
    n = residents.size
    seed = np.zeros((n + 1, n + 1))
    pull = np.exp(-distance_km / _DECAY_KM)
    np.fill_diagonal(pull, _AT_HOME)
    seed[:n, :n] = residents[:, None] * jobs[None, :] * pull / (pull * jobs).sum(axis=1, keepdims=True)
    seed[:n, n] = residents * _OUT_SHARE / (1.0 - _OUT_SHARE)
    seed[n, :n] = seed[:n, :n].sum(axis=0) * _IN_SHARE / (1.0 - _IN_SHARE)
    return seed


def _whole(table: np.ndarray) -> np.ndarray:
    """Round rows to whole numbers with whole sums; no flow from outside to outside."""
    out = np.zeros(table.shape, np.int64)
    for row in range(len(table)):
        out[row] = largest_remainder(table[row], round(table[row].sum()))
    out[-1, -1] = 0
    return out


def employed_residents(tables: Tables, people: pd.DataFrame, year: int) -> np.ndarray:
    """Employed residents by municipality [M]: published for the year, else the nearest share of those of 15–74."""
    target = "commuting.csv"
    recent = tables.get("employed_residents_by_industry_selected", target)
    recent = recent[recent.industry_code == "00-99"]
    older = tables.get("employed_residents_by_industry_2008_2025", target)
    older = older[older.nace_group == "00-99"]
    both = tables.get("employment_residence_workplace_2017_2022", target)
    known = pd.concat(
        [frame[["municipality_code", "year", "employed_residents_15_74"]] for frame in (recent, older, both)]
    )
    out = np.zeros(len(tables.codes))
    adults = persons(people, year, 15, 74)
    for m, code in enumerate(tables.codes):
        mine = known[known.municipality_code == code].drop_duplicates("year").set_index("year").employed_residents_15_74
        if mine.empty:
            tables.note(target, f"{_EMPLOYED_SHARE:.0%} of those of 15–74 years are employed (assumption)", code)
            out[m] = round(_EMPLOYED_SHARE * adults[code])
            continue
        near = min(mine.index, key=lambda y: (abs(y - year), y))
        out[m] = round(mine[near] * (1.0 if near == year else adults[code] / persons(people, near, 15, 74)[code]))
        if near != year:
            tables.note(target, f"employed residents of {year} = {near}'s share of those of 15–74 years", code)
    return out


def jobs_by_workplace(tables: Tables, year: int) -> np.ndarray | None:
    """Jobs by municipality [M] in a year; None where a municipality has no figure for it."""
    target = "jobs.csv"
    frame = tables.get("employment_residence_workplace_2017_2022", target)
    by_industry = tables.get("jobs_by_industry_workplace_2016_2025", target)
    totals = tables.get("jobs_total_and_land", target)
    out = np.full(len(tables.codes), np.nan)
    for m, code in enumerate(tables.codes):
        for table, column in ((frame, "employed_by_workplace_15_74"), (by_industry, "employed_by_workplace")):
            rows = table[(table.municipality_code == code) & (table.year == year)]
            if len(rows):
                out[m] = rows[column].sum()
        column = f"jobs_by_workplace_{year}"
        if np.isnan(out[m]) and column in totals:
            out[m] = totals.loc[totals.municipality_code == code, column].sum(min_count=1)
    return None if np.isnan(out).any() else out


def jobs(
    tables: Tables, people: pd.DataFrame, flows: pd.DataFrame, distance_km: np.ndarray, base_years: list[int]
) -> pd.DataFrame:
    """Jobs by municipality and sector in each base year: totals of the commuting matrix, sectors of the best table."""
    rows = []
    for year in base_years:
        totals = flows[(flows.year == year) & (flows.work != _OUTSIDE)].groupby("work").employed.sum()
        weights, bases = _sectors(tables, people, totals, year)
        _borrow(tables, weights, bases, distance_km, year)
        for code in tables.codes:
            counts = largest_remainder(weights[code], int(totals.get(code, 0)))
            rows += [(code, year, SECTORS[s], int(counts[s]), bases[code][s]) for s in range(len(SECTORS))]
    return pd.DataFrame(rows, columns=["municipality", "year", "sector", "jobs", "basis"])


def _sectors(
    tables: Tables, people: pd.DataFrame, totals: pd.Series, year: int
) -> tuple[dict[str, np.ndarray], dict[str, list[str]]]:
    """Weight of each sector and its basis, by municipality with figures."""
    target = "jobs.csv"
    exact = tables.get("jobs_by_industry_workplace_2016_2025", target)
    estimate = tables.get("jobs_by_industry_workplace_estimate_2022", target)
    lent, lender = _lent(tables, year)
    other = np.array([s not in _ESTIMATED for s in SECTORS])
    weights: dict[str, np.ndarray] = {}
    bases: dict[str, list[str]] = {}
    for code in tables.codes:
        mine = _nearest(exact[exact.municipality_code == code], year)
        groups = estimate[estimate.municipality_code == code].set_index("industry_code").jobs_estimate
        if len(mine):
            weights[code], near = _by_sector(mine), int(mine.year.iloc[0])
            bases[code] = ["official" if near == year else "derived"] * len(SECTORS)
            if near != year:
                tables.note(target, f"{year}: shares of sectors of {near}", code)
        elif len(groups):
            tables.note(target, f"five groups as estimated for 2022, the rest divided like {lender}", code)
            weight = np.array([groups.get(_ESTIMATED.get(s, ""), 0.0) for s in SECTORS], float)
            rest = groups.sum() - weight.sum()
            weight[other] = rest * lent[other] / lent[other].sum()
            weights[code] = weight * totals.get(code, 0) / max(weight.sum(), 1.0)
            bases[code] = [
                "derived" if s in _ESTIMATED and abs(year - 2022) <= _NEAR_YEARS else "assumption" for s in SECTORS
            ]
    if len(estimate):
        _trade_by_turnover(
            tables, people, {c: w for c, w in weights.items() if "official" not in bases[c]}, other, year
        )
    return weights, bases


def _lent(tables: Tables, year: int) -> tuple[np.ndarray, str]:
    """Jobs by sector to borrow a structure from, and whose they are."""
    if len(tables.lenders):
        return _by_sector(_nearest(tables.lenders, year)), "all municipalities with industries by workplace (SSB 13470)"
    return np.array(_NATION_2022), "the nation, 2022 (SSB 13470)"


def _borrow(
    tables: Tables, weights: dict[str, np.ndarray], bases: dict[str, list[str]], distance_km: np.ndarray, year: int
) -> None:
    """Give municipalities without figures the structure of the nearest one that has them, else a borrowed one."""
    known = list(weights)
    lent, lender = _lent(tables, year)
    for m, code in enumerate(tables.codes):
        if code in known:
            continue
        near = min(known, key=lambda c: distance_km[m, tables.codes.index(c)], default=None)
        weights[code] = lent.astype(float) if near is None else weights[near].copy()
        bases[code] = ["assumption"] * len(SECTORS)
        tables.note("jobs.csv", f"sectors like {lender if near is None else f'those of {near}, the nearest'}", code)


def _nearest(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    if frame.empty:
        return frame
    years = np.sort(frame.year.unique())
    return frame[frame.year == years[np.argmin(np.abs(years - year))]]


def _by_sector(frame: pd.DataFrame) -> np.ndarray:
    letters = frame.industry_en.str.split(" ").str[0]
    return np.array([frame.employed_by_workplace[letters.isin(_GROUPS[s])].sum() for s in SECTORS], float)


def _trade_by_turnover(
    tables: Tables, people: pd.DataFrame, weights: dict[str, np.ndarray], other: np.ndarray, year: int
) -> None:
    """Divide the region's estimated trade by turnover per head times residents, within what no estimate covers."""
    turnover = tables.get("house_price_education_retail_2006_2017", "jobs.csv")
    turnover = turnover[turnover.retail_trade_turnover_per_capita_nok.notna()].sort_values("year")
    per_head = turnover.groupby("municipality_code").retail_trade_turnover_per_capita_nok.last()
    if per_head.empty:
        return
    tables.note("jobs.csv", "trade divided by retail turnover per head (the lowest where none is known) and residents")
    residents = persons(people, year)
    retail = SECTORS.index("retail")
    total = sum(weight[retail] for weight in weights.values())
    sales = {code: per_head.get(code, per_head.min()) * residents[code] for code in weights}
    for code, weight in weights.items():
        rest = weight[other].sum()
        trade = min(total * sales[code] / sum(sales.values()), 0.6 * rest)
        left = other.copy()
        left[retail] = False
        weight[left] *= (rest - trade) / max(weight[left].sum(), 1e-9)
        weight[retail] = trade


def establishments(tables: Tables, flows: pd.DataFrame, base_years: list[int]) -> pd.DataFrame:
    """Establishments by size class: as published, else as many per job as in the four regions."""
    frame = tables.get("establishments_by_size_class_2019", "establishments.csv")
    rows = []
    for code in tables.codes:
        mine = frame[frame.municipality_code == code].set_index("size_class").establishments
        if len(mine):
            rows += [(code, 2019, to, int(mine.get(name, 0)), "derived") for name, to in _SIZE_CLASSES.items()]
            continue
        tables.note("establishments.csv", "as many per job as usual (assumption)", code)
        year = base_years[-1]
        total = flows[(flows.year == year) & (flows.work == code)].employed.sum()
        rows += [(code, year, to, round(n * total / 1000), "assumption") for to, n in _USUAL_ESTABLISHMENTS.items()]
    return pd.DataFrame(rows, columns=["municipality", "year", "size_class", "establishments", "basis"])
