"""Tables -> dwellings.csv and prices.csv of a bundle, for each base year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scenarios.build_tables import Tables

_YEARS_OF_BUILDING = 4  # completions are averaged over so many years
# Assumptions where nothing is published; the first three by centrality class (SSB, 1–6).
_VACANT = {1: 0.06, 2: 0.07, 3: 0.08, 4: 0.10, 5: 0.14, 6: 0.18}
_ROW_SHARE = {1: 0.25, 2: 0.22, 3: 0.18, 4: 0.15, 5: 0.10, 6: 0.06}  # of homes that are no flats
_FLAT_SHARE = {1: 0.30, 2: 0.20, 3: 0.12, 4: 0.06, 5: 0.03, 6: 0.02}
_USUAL_CLASS = 5
_FLOOR_M2 = {"detached": 150, "row": 100, "flat": 70}
_RENTING, _MUNICIPAL = 0.20, 0.04
_NEW_PER_HOME = 0.006  # new homes a year for each home
_SECOND_HOME_YEARS = 60  # stock of second homes = so many years of what is built now
_USUAL_PRICE = {1: 60_000, 2: 45_000, 3: 32_000, 4: 22_000, 5: 18_000, 6: 15_000}  # NOK of 2025 per m2
_BORROWED_PRICE = 0.9  # of the nearest municipality's (assumption)
# Building cost of 2025 over that of the year (assumption: remembered index of building cost for homes, ± 10 %).
# Prices are in money of 2025 as building cost is, so that price over cost is the year's own.
_COST_2025 = {2005: 2.05, 2010: 1.70, 2016: 1.45, 2020: 1.28, 2025: 1.0}
_YEARS_OF_PRICES = 3
_PERSONS_PER_HOME = 2.15
_PROFILE = {  # quantity -> (indicator of the profile, factor)
    "renting_share": ("share_households_renting_pct", 0.01),
    "municipal_share": ("share_municipal_dwellings_pct", 0.01),
    "new_outside_settlement_share": ("share_new_dwellings_4y_outside_settlement_pct", 0.01),
    "new_flat_share": ("share_new_dwellings_4y_in_blocks_pct", 0.01),
    "new_dwellings_per_year": ("new_dwellings_last_4y", 0.25),
    "new_second_homes_per_year": ("new_holiday_homes_last_4y", 0.25),
}
_DERIVED = ("new_dwellings_per_year", "new_second_homes_per_year")
_UNITS = {"new_dwellings_per_year": "dwellings", "new_second_homes_per_year": "dwellings", "second_homes": "dwellings"}


def centrality(tables: Tables, code: str) -> int:
    """SSB's class of centrality 1–6 of a municipality; 5 where it is not known."""
    frame = tables.get("municipalities", "zones.csv").set_index("municipality_code")
    found = frame.ssb_centrality_class_1_6.get(code, np.nan)
    return _USUAL_CLASS if np.isnan(found) else int(found)


def profile(tables: Tables, target: str, code: str, indicator: str, year: int) -> tuple[float, int] | None:
    """Value and year of an indicator: the latest up to a year, else the earliest after it; None = unknown."""
    frame = tables.get("municipality_profile_ssb", target)
    mine = frame[(frame.municipality_code == code) & (frame.indicator == indicator)].sort_values("year")
    if mine.empty:
        return None
    before = mine[mine.year <= year]
    row = before.iloc[-1] if len(before) else mine.iloc[0]
    return float(row.value), int(row.year)


def dwellings(tables: Tables, people: pd.DataFrame, base_years: list[int]) -> pd.DataFrame:
    """Homes by municipality: a row for every year that some base year uses."""
    rows: dict[tuple, tuple] = {}
    for code in tables.codes:
        for year in base_years:
            for quantity, category, value, of, basis in _of(tables, people, code, year, base_years[-1]):
                unit = _UNITS.get(quantity, "m2" if quantity == "floor_area_m2" else "share")
                key = (code, of, quantity, category)
                rows[key] = (*key, round(value, 4), unit, basis)
    frame = pd.DataFrame(
        rows.values(), columns=["municipality", "year", "quantity", "category", "value", "unit", "basis"]
    )
    order = [tables.codes.index(code) for code in frame.municipality]
    return frame.assign(order=order).sort_values(["order", "year"], kind="stable").drop(columns="order")


def _of(tables: Tables, people: pd.DataFrame, code: str, year: int, latest: int) -> list[tuple]:
    """(quantity, category, value, year, basis) of a municipality at a base year."""
    target, level = "dwellings.csv", centrality(tables, code)
    found = _types(tables, code, year, level)
    homes = people[(people.municipality == code) & (people.year == latest)].persons.sum() / _PERSONS_PER_HOME
    second = 0.0
    for quantity, (indicator, factor) in _PROFILE.items():
        known = profile(tables, target, code, indicator, year)
        completed = _completed(tables, code, year, quantity)
        if completed is not None:
            found.append((quantity, "all", *completed, "derived"))
        elif known is not None:
            basis = "derived" if quantity in _DERIVED else "official"
            found.append((quantity, "all", known[0] * factor, known[1], basis))
        else:
            value = {
                "renting_share": _RENTING,
                "municipal_share": _MUNICIPAL,
                "new_outside_settlement_share": {4: 0.3, 5: 0.5, 6: 0.8}.get(level, 0.1),
                "new_flat_share": _FLAT_SHARE[level],
                "new_dwellings_per_year": round(_NEW_PER_HOME * homes, 1),
                "new_second_homes_per_year": 0.0,
            }[quantity]
            if indicator != "new_holiday_homes_last_4y":
                tables.note(target, f"{quantity} assumed", code)
            found.append((quantity, "all", value, latest, "assumption"))
        if quantity == "new_second_homes_per_year":
            second = max(found[-1][2], 0.0)
    found.append(("vacant_share", "all", _VACANT[level], latest, "assumption"))
    if year == latest:
        found.append(("second_homes", "all", round(_SECOND_HOME_YEARS * second), latest, "assumption"))
        found += [("floor_area_m2", kind, area, latest, "assumption") for kind, area in _FLOOR_M2.items()]
    return found


def _types(tables: Tables, code: str, year: int, level: int) -> list[tuple]:
    """Shares of detached homes, row houses and flats among homes with residents."""
    target = "dwellings.csv"
    stock = tables.get("dwelling_stock_by_building_type_2013_2026", target)
    stock = stock[stock.municipality_code == code]
    if len(stock):
        years = np.sort(stock.year.unique())
        near = int(years[years <= year][-1] if (years <= year).any() else years[0])
        homes = stock[stock.year == near].set_index("building_type").dwellings_1jan
        row = homes.get("two-dwelling house", 0.0) + homes.get("row/linked/other small house", 0.0)
        flat = homes.get("block of flats", 0.0)
        counts = {"detached": homes.get("detached", 0.0), "row": row, "flat": flat}
        total = sum(counts.values())
        return [("occupied_share", kind, round(n / total, 3), near, "derived") for kind, n in counts.items()]
    blocks = profile(tables, target, code, "share_dwellings_in_blocks_pct", year)
    if blocks is None:
        tables.note(target, "types of homes assumed by centrality", code)
    else:
        tables.note(target, "row houses: a share of all other homes by centrality (assumption)")
    flat, of = (_FLAT_SHARE[level], year) if blocks is None else (round(blocks[0] / 100, 3), blocks[1])
    row = round((1.0 - flat) * _ROW_SHARE[level], 3)
    shares = {"detached": round(1.0 - flat - row, 3), "row": row, "flat": flat}
    return [("occupied_share", kind, share, of, "assumption") for kind, share in shares.items()]


def _completed(tables: Tables, code: str, year: int, quantity: str) -> tuple[float, int] | None:
    """Completed homes a year, or flats among them, in the years before a base year; None = unknown."""
    frame = tables.get("dwellings_completed_2000", "dwellings.csv")
    years = range(year - _YEARS_OF_BUILDING, year)
    mine = frame[(frame.municipality_code == code) & frame.year.isin(years)]
    if mine.year.nunique() < _YEARS_OF_BUILDING or quantity not in ("new_dwellings_per_year", "new_flat_share"):
        return None
    total = mine.dwellings_completed.sum()
    if quantity == "new_dwellings_per_year":
        return total / _YEARS_OF_BUILDING, year
    flats = mine[mine.building_type_4_groups_no == "Leilighet"].dwellings_completed.sum()
    return (flats / total if total else 0.0), year


def prices(tables: Tables, distance_km: np.ndarray, base_years: list[int]) -> pd.DataFrame:
    """Price of used detached homes: as published, and at each base year in money of 2025."""
    target = "prices.csv"
    frame = tables.get("house_price_education_retail_2006_2017", target)
    frame = frame[frame.price_per_m2_detached_house_nok.notna()]
    mean = frame.groupby(["municipality_code", "year"]).price_per_m2_detached_house_nok.mean()
    rows = []
    for year in base_years:
        known = {code: _at(mean[code], year) for code in tables.codes if code in mean}
        for m, code in enumerate(tables.codes):
            if code in known:
                of, last, price, note = known[code]
            elif known:
                source = min(known, key=lambda c: distance_km[m, tables.codes.index(c)])
                of, last, price = known[source][0], known[source][1], known[source][2] * _BORROWED_PRICE
                note = f"not published: {_BORROWED_PRICE} of {source}, the nearest known"
                tables.note(target, f"{note}", code)
            else:
                of, price = year, float(_USUAL_PRICE[centrality(tables, code)])
                last, note = price, "not published: assumed by centrality"
                tables.note(target, "assumed by centrality", code)
            rows.append((code, year, of, round(last), round(price, -1), "assumption", note))
    names = ["municipality", "base_year", "year", "price_nok_m2", "price_nok_m2_base_year", "basis", "note"]
    return pd.DataFrame(rows, columns=names)


def _at(published: pd.Series, base_year: int) -> tuple[int, float, float, str]:
    """(last year, its price, price at a base year in money of 2025, note) of a municipality."""
    years = np.array(published.index)
    near = np.sort(years[np.argsort(np.abs(years - base_year), kind="stable")][:_YEARS_OF_PRICES])
    known, levels = np.array(list(_COST_2025)), np.log(list(_COST_2025.values()))
    factor = float(np.exp(np.interp(near.mean(), known, levels)))
    last = int(years[years <= base_year][-1] if (years <= base_year).any() else years[0])
    price = float(published[near].mean()) * factor
    return last, float(published[last]), price, f"mean {near[0]}-{near[-1]} x {factor:.2f}"
