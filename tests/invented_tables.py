"""Tables of two invented municipalities, Storvik (9001, with a town) and Utnes (9002), as `omland region build` reads them.

Every figure is made up; ages follow the nation's. `write_tables(folder)` writes all of them.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from model.synthesis.integers import largest_remainder
from scenarios.bundle import load_national

TOWN, ISLAND = "9001", "9002"
CODES = [TOWN, ISLAND]
RESIDENTS = {TOWN: 2400, ISLAND: 700}
YEARS = (2005, 2010, 2015, 2020, 2025)
_TYPES = {
    "Couple without resident children": 0.23,
    "Couple with small children (youngest child 0-5 years)": 0.08,
    "Couple with older children (youngest child 6-17 years)": 0.10,
    "Lone parent with small children (youngest child 0-5 years)": 0.01,
    "Lone parent with older children (youngest child 6-17 years)": 0.03,
    "Living alone": 0.38,
    "One family households with adult children (youngest child 18 years and over": 0.08,
    "Two or more-family households with small children (youngest child 0-5 years)": 0.006,
    "Two or more-family households with older children (youngest child 6-17 years)": 0.006,
    "Two or more-family households without resident children 0-17 years": 0.025,
    "Other housesholds": 0.0,
}
_SIZES = {"1 person": (38.0, 17.0), "2 persons": (32.0, 29.0), "3 persons": (12.0, 16.0), "4 persons": (11.0, 20.0),
          "5 persons or more": (7.0, 18.0)}  # fmt: skip
_INDUSTRIES = ("A Agriculture, forestry, fishing", "C Manufacturing", "D-E Electricity, water, waste", "F Construction",
               "G Trade, motor vehicle repair", "H Transport and storage", "I Accommodation and food service",
               "J Information and communication", "O Public administration, defence, social security", "P Education",
               "Q Health and social services", "R-U Personal services")  # fmt: skip
_ESTIMATE = {"01-03": 80, "10-33": 60, "84": 15, "85": 30, "86-88": 70, "other (05-09,35-82,90-99,00)": 65}
_PROFILE = {"share_households_renting_pct": 19.0, "share_municipal_dwellings_pct": 4.0, "new_dwellings_last_4y": 30.0,
            "new_holiday_homes_last_4y": 8.0, "share_new_dwellings_4y_outside_settlement_pct": 40.0,
            "share_new_dwellings_4y_in_blocks_pct": 10.0, "share_dwellings_in_blocks_pct": 5.0,
            "share_population_in_urban_settlement_pct": 60.0}  # fmt: skip
_BUILDINGS = {"detached": 900, "two-dwelling house": 80, "row/linked/other small house": 60, "block of flats": 40}


def write_tables(folder: Path) -> Path:
    """Write every table and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (_of_people() | _of_work() | _of_homes() | _of_places()).items():
        pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)
    return folder


def _of_people() -> dict[str, list[dict]]:
    nation = load_national("NO").population
    single, five, total = [], [], []
    for code, residents in RESIDENTS.items():
        for year in YEARS:
            now = nation[nation.year == year]
            persons = now.assign(n=largest_remainder(now.persons.to_numpy(float), residents - (2025 - year) * 3))
            wide = persons.pivot(index="age", columns="sex", values="n")
            key = {"municipality_code": code, "year": year}
            single += [key | {"age": age, "male": r.male, "female": r.female} for age, r in wide.iterrows()]
            groups = wide.groupby(wide.index // 5 * 5).sum()
            five += [key | {"age_from": age, "male": r.male, "female": r.female} for age, r in groups.iterrows()]
            total.append(key | {"population_jan1": int(wide.to_numpy().sum())})
    events = [
        {"municipality_code": code, "year": year, "births_proxy_age0_next_jan1": n // 100,
         "deaths_expected_national_rates": n / 110, "net_migration_est": 3.0}
        for code, n in RESIDENTS.items() for year in range(2005, 2025)
    ]  # fmt: skip
    residual = [
        {"municipality_code": code, "period": "2005-2009", "sex": sex, "age_from": age, "net_migration_est": 1.0}
        for code in CODES for sex in ("male", "female") for age in range(0, 90, 5)
    ]  # fmt: skip
    types = [
        {"municipality_code": code, "household_type": kind, "households": round(share * n / 2.2)}
        for code, n in RESIDENTS.items() for kind, share in _TYPES.items()
    ]  # fmt: skip
    sizes = [
        {"municipality_code_2019": code, "municipality_code_2024": code, "household_size": size, "measure": measure,
         "percent": shares[m]}
        for code in CODES for size, shares in _SIZES.items()
        for m, measure in enumerate(("Private households", "Persons in private households"))
    ]  # fmt: skip
    old = [{"municipality_code_2019": c, "municipality_code": c, "population": n} for c, n in RESIDENTS.items()]
    return {
        "population_single_year_age_sex": single,
        "population_5yr_age_sex": five,
        "population_total": total,
        "births_deaths_netmigration_estimates_2005_2025": events,
        "net_migration_by_age_sex_period": residual,
        "households_by_type_2019": types,
        "households_by_size_percent_2019": sizes,
        "municipal_finance_education_2019": old,
    }


def _of_work() -> dict[str, list[dict]]:
    flows = {(TOWN, TOWN): 980, (TOWN, ISLAND): 20, (TOWN, "outside"): 150, (ISLAND, TOWN): 70, (ISLAND, ISLAND): 240,
             (ISLAND, "outside"): 20, ("outside", TOWN): 110, ("outside", ISLAND): 20}  # fmt: skip
    jobs = {TOWN: 1160, ISLAND: 280}
    employed = {TOWN: 1150, ISLAND: 330}
    both = [
        {"municipality_code": c, "year": 2022, "employed_residents_15_74": employed[c],
         "employed_by_workplace_15_74": jobs[c]} for c in CODES
    ]  # fmt: skip
    return {
        "commuting_2017_2022": [
            {"region": "invented", "year": 2022, "home": h, "work": w, "employed": n} for (h, w), n in flows.items()
        ],
        "employment_residence_workplace_2017_2022": both,
        "employed_residents_by_industry_selected": [
            {"municipality_code": c, "year": 2025, "industry_code": "00-99", "employed_residents_15_74": employed[c] + 9}
            for c in CODES
        ],
        "employed_residents_by_industry_2008_2025": [
            {"municipality_code": TOWN, "year": 2010, "nace_group": "00-99", "employed_residents_15_74": 1100}
        ],
        "jobs_total_and_land": [
            {"municipality_code": c, "jobs_by_workplace_2005": jobs[c] - 60, "jobs_by_workplace_2015": jobs[c] - 20,
             "land_area_km2_2016": area, "travel_time_to_oslo_min": 240}
            for c, area in ((TOWN, 400.0), (ISLAND, 120.0))
        ],
        "jobs_by_industry_workplace_2016_2025": [
            {"municipality_code": TOWN, "year": 2025, "industry_en": name, "employed_by_workplace": 20 + 14 * n}
            for n, name in enumerate(_INDUSTRIES)
        ],
        "jobs_by_industry_workplace_estimate_2022": [
            {"municipality_code": ISLAND, "year": 2022, "industry_code": group, "jobs_estimate": n}
            for group, n in _ESTIMATE.items()
        ],
        "establishments_by_size_class_2019": [
            {"municipality_code": c, "size_class": name, "establishments": n * jobs[c] // 1000 + 1}
            for c in CODES for name, n in (("No one employeed", 160), ("1-4 employees", 50), ("20-49 employees", 9))
        ],
    }  # fmt: skip


def _of_homes() -> dict[str, list[dict]]:
    return {
        "municipality_profile_ssb": [
            {"municipality_code": c, "year": year, "indicator": name, "value": value}
            for c in CODES for year in (2018, 2023) for name, value in _PROFILE.items()
        ],
        "dwelling_stock_by_building_type_2013_2026": [
            {"municipality_code": TOWN, "year": 2024, "building_type": kind, "dwellings_1jan": n}
            for kind, n in _BUILDINGS.items()
        ],
        "dwellings_completed_2000": [
            {"municipality_code": TOWN, "year": year, "building_type_4_groups_no": kind, "dwellings_completed": n}
            for year in range(2000, 2025) for kind, n in (("Enebolig", 6), ("Leilighet", 3))
        ],
        "house_price_education_retail_2006_2017": [
            {"municipality_code": TOWN, "municipality_code_2017": "0901", "year": year,
             "price_per_m2_detached_house_nok": 9000 + 500 * (year - 2006), "retail_trade_turnover_per_capita_nok": 80000}
            for year in range(2006, 2018)
        ],
    }  # fmt: skip


def _of_places() -> dict[str, list[dict]]:
    def school(name: str, code: str, grades: tuple[int, int], pupils: int | None, lat: float, lon: float) -> dict:
        return {"school_name": name, "municipality_code": code, "lowest_grade": grades[0], "highest_grade": grades[1],
                "ownership": "public", "pupils": pupils, "employees": 30, "longitude": lon, "latitude": lat}  # fmt: skip

    return {
        "municipalities": [
            {"region_id": "invented", "region_name": "Storvik", "municipality_code": code, "municipality_name": name,
             "toi_ba_region_name": "Storvik", "toi_travel_time_to_ba_centre_min": minutes,
             "ssb_centrality_class_1_6": 5, "pct_households_100mbit_2022": 90.0,
             "median_household_income_after_tax_nok_2024": 640000.0}
            for code, name, minutes in ((TOWN, "Storvik", 9.0), (ISLAND, "Utnes", 38.0))
        ],
        "settlements_geonames": [
            {"name": "Storvik", "latitude": 62.0, "longitude": 7.0, "population": 1500, "municipality_code": TOWN},
            {"name": "Utnes", "latitude": 62.1, "longitude": 7.5, "population": 0, "municipality_code": ISLAND},
        ],
        "settlement_populations_official": [
            {"settlement": "Storvik", "municipality_code": TOWN, "year": 2023, "population": 1420, "area_km2": 1.9}
        ],
        "schools_compulsory_2026": [
            school("Storvik barneskole", TOWN, (1, 7), 190, 62.002, 7.004),
            school("Storvik ungdomsskole", TOWN, (8, 10), 85, 62.001, 7.002),
            school("Dalen skule", TOWN, (1, 7), 20, 62.08, 7.05),
            school("Utnes skole", ISLAND, (1, 10), 80, 62.101, 7.5),
        ],
        "schools_upper_secondary_2026": [
            {"school_name": "Storvik videregående skole", "municipality_code": TOWN, "lowest_grade": 11,
             "highest_grade": 13, "ownership": "public", "pupils": None, "employees": 40, "longitude": 7.0,
             "latitude": 62.0}
        ],
        "emergency_services_osm_2026": [
            {"type": kind, "name": name, "municipality_code": code, "longitude": lon, "latitude": lat}
            for kind, name, code, lon, lat in (
                ("hospital", "Storvik sykehus", TOWN, 7.0, 62.0), ("police_station", "Storvik politistasjon", TOWN, 7, 62),
                ("fire_station", "Neset branndepot", ISLAND, 7.6, 62.2), ("fire_station", "fire_station", TOWN, 7.0, 62.0),
            )
        ],
        "municipality_midpoints": [
            {"municipality_code": TOWN, "lat": 62.03, "lng": 7.03}, {"municipality_code": ISLAND, "lat": 62.12, "lng": 7.52}
        ],
        "great_circle_km_between_centres": [
            {"municipality_code_a": TOWN, "municipality_code_b": ISLAND, "great_circle_km": 28.4}
        ],
    }  # fmt: skip
