"""Cities of the country and overlay -> outside.csv of a bundle."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.inputs import NationalData
from scenarios.build_overlay import Overlay, texts
from scenarios.build_places import km, slug
from scenarios.build_tables import Tables

COLUMNS = ("outside_id", "name", "kind", "lat", "lon", "population", "wage_factor", "price_nok_m2", "study_share",
           "migration_share", "commute_share_out", "commute_share_in", "minutes", "basis", "note")  # fmt: skip
# (name, kind, latitude, longitude, residents with the neighbours, wage for the same work, NOK/m2 of used homes):
# rounded and remembered, an assumption each. Wage factors lie below the 24–34 % premium of young movers to large cities.
_CITIES = (
    ("Oslo", "capital", 59.91, 10.74, 724_000, 1.20, 90_000),
    ("Bergen", "city", 60.39, 5.32, 290_000, 1.10, 52_000),
    ("Trondheim", "city", 63.43, 10.39, 215_000, 1.08, 50_000),
    ("Stavanger", "city", 58.97, 5.73, 330_000, 1.14, 43_000),
    ("Kristiansand", "city", 58.15, 8.00, 150_000, 1.04, 38_000),
    ("Tromsø", "city", 69.65, 18.96, 78_000, 1.06, 50_000),
    ("Bodø", "city", 67.28, 14.40, 54_000, 1.05, 42_000),
    ("Drammen", "city", 59.74, 10.20, 125_000, 1.08, 45_000),
    ("Fredrikstad", "city", 59.22, 10.95, 145_000, 1.04, 38_000),
    ("Tønsberg", "city", 59.27, 10.41, 125_000, 1.04, 40_000),
    ("Skien", "city", 59.21, 9.61, 95_000, 1.03, 30_000),
    ("Ålesund", "city", 62.47, 6.15, 68_000, 1.05, 36_000),
    ("Haugesund", "city", 59.41, 5.27, 65_000, 1.04, 30_000),
    ("Hamar", "city", 60.79, 11.07, 100_000, 1.03, 36_000),
    ("Lillehammer", "city", 61.11, 10.47, 29_000, 1.02, 38_000),
    ("Molde", "city", 62.74, 7.16, 32_000, 1.03, 32_000),
    ("Harstad", "city", 68.80, 16.54, 25_000, 1.02, 32_000),
    ("Alta", "city", 69.97, 23.27, 22_000, 1.02, 32_000),
    ("Gjøvik", "city", 60.80, 10.69, 44_000, 1.02, 32_000),
    ("Arendal", "city", 58.46, 8.77, 70_000, 1.02, 30_000),
)
_NEAREST = 3
# Shares of places by rank: the nearest cities, the capital, the rest, abroad (assumptions).
_STUDY = ((0.38, 0.20, 0.08), 0.12, 0.20, 0.02)
_MIGRATION = ((0.28, 0.14, 0.08), 0.10, 0.30, 0.10)
_OUT = ((0.35, 0.12, 0.06), 0.10, 0.37, 0.0)
_IN = ((0.45, 0.15, 0.08), 0.04, 0.28, 0.0)
_REST_MINUTES, _ABROAD_MINUTES = 300.0, 420.0
_REST_WAGE, _REST_PRICE = 1.06, 40_000
_OWN_TOWN_KM = 20.0  # a city so near is the region's own


def outside(
    tables: Tables, overlay: Overlay, zones: pd.DataFrame, residents: float, national: NationalData, base_year: int
) -> pd.DataFrame:
    """Places outside: the overlay's if it has any, else the nearest cities, the capital, the rest and abroad."""
    given = overlay.rows("outside")
    nation = national.population
    near = nation.year.to_numpy()[np.argmin(np.abs(nation.year.to_numpy() - base_year))]
    others = float(nation[nation.year == near].persons.sum()) - residents
    if len(given):
        frame = given.reindex(columns=list(COLUMNS))
    else:
        tables.note("outside.csv", f"the {_NEAREST} nearest cities, Oslo, the rest and abroad; all figures assumed")
        frame = _usual(tables, zones)
    is_rest = frame["kind"] == "rest"
    frame.loc[is_rest & frame.population.isna(), "population"] = others - frame.population[~is_rest].sum()
    frame["basis"], frame["note"] = texts(frame.basis, "assumption"), texts(frame.note)
    return frame


def _usual(tables: Tables, zones: pd.DataFrame) -> pd.DataFrame:
    weight = (zones["kind"] != "rural").to_numpy(float) + 0.01
    lat, lon = np.average(zones.lat, weights=weight), np.average(zones.lon, weights=weight)
    capital = _CITIES[0]
    away = {city: float(km(lat, lon, city[2], city[3])) for city in _CITIES[1:]}
    nearest = sorted((city for city in away if away[city] > _OWN_TOWN_KM), key=away.__getitem__)[:_NEAREST]
    shares = (_STUDY, _MIGRATION, _OUT, _IN)
    rows = [(*_place(city), *(part[0][rank] for part in shares), np.nan) for rank, city in enumerate(nearest)]
    times = tables.get("jobs_total_and_land", "outside.csv").travel_time_to_oslo_min
    minutes = float(times.min()) if times.notna().any() else np.nan
    rows.append((*_place(capital), *(part[1] for part in shares), minutes))
    rest = ("rest", "Resten av Norge", "rest", np.nan, np.nan, np.nan, _REST_WAGE, _REST_PRICE)
    abroad = ("abroad", "Utlandet", "abroad", np.nan, np.nan, 0.0, 1.0, _REST_PRICE)
    rows.append((*rest, *(part[2] for part in shares), _REST_MINUTES))
    rows.append((*abroad, *(part[3] for part in shares), _ABROAD_MINUTES))
    frame = pd.DataFrame(rows, columns=list(COLUMNS[:-2]))
    return frame.assign(basis="assumption", note="shares by rank, figures remembered")


def _place(city: tuple) -> tuple:
    return (slug(city[0]), *city)
