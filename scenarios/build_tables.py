"""The tables that `omland region build` reads: their files, columns, publishers, and whether they are needed.

docs/how_to/add_a_region.md describes them column by column. Columns that are not named here are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from scenarios.bundle_columns import Column, Table
from scenarios.bundle_table import read_table
from scenarios.errors import BadInput, did_you_mean

_NAN = float("nan")
TEXT = Column()
MAYBE_TEXT = Column(blank=True, default="")
# A row without one of these figures counts as missing: statistics leave cells empty where few are counted.
NUMBER = Column("number", blank=True)
AMOUNT = Column("number", 0, blank=True)
# A row without one of these is still of use.
MAYBE = Column("number", 0, blank=True, default=_NAN)
YEAR = Column("int", 1900, 2150)
AGE = Column("int", 0, 125)
LATITUDE = Column("number", -90, 90)
LONGITUDE = Column("number", -180, 180)


@dataclass(frozen=True)
class Source:
    """One table: its columns, what it is and who publishes it. `code`: the columns that pick municipalities, a/b."""

    columns: dict[str, Column]
    title: str
    code: str = "municipality_code"
    key: tuple[str, ...] = ()
    needed: bool = False


_PEOPLE = {"male": AMOUNT, "female": AMOUNT}
_PLACED = {"longitude": LONGITUDE, "latitude": LATITUDE}
_SCHOOL = {
    "school_name": TEXT,
    "municipality_code": TEXT,
    "lowest_grade": MAYBE,
    "highest_grade": MAYBE,
    "ownership": MAYBE_TEXT,
    "pupils": MAYBE,
    "employees": MAYBE,
    **_PLACED,
}

SOURCES: dict[str, Source] = {
    "municipalities": Source(
        {
            "municipality_code": TEXT,
            "municipality_name": TEXT,
            "region_name": MAYBE_TEXT,
            "toi_ba_region_name": MAYBE_TEXT,
            "toi_travel_time_to_ba_centre_min": MAYBE,
            "ssb_centrality_class_1_6": MAYBE,
            "pct_households_100mbit_2022": MAYBE,
            "median_household_income_after_tax_nok_2024": MAYBE,
        },
        "municipalities: income after tax 2024 and centrality class (SSB, CC BY 4.0), minutes to the labour market "
        "centre (TØI 2020 for the ministry), households with 100 Mbit/s 2022 (Nkom)",
        key=("municipality_code",),
        needed=True,
    ),
    "population_single_year_age_sex": Source(
        {"municipality_code": TEXT, "year": YEAR, "age": AGE, **_PEOPLE},
        "population by age and sex on 1 January: SSB 07459 via FHI (CC BY 4.0 / NLOD)",
        key=("municipality_code", "year", "age"),
    ),
    "population_5yr_age_sex": Source(
        {"municipality_code": TEXT, "year": YEAR, "age_from": AGE, **_PEOPLE},
        "population by five-year age group and sex: SSB 07459 (CC BY 4.0)",
        key=("municipality_code", "year", "age_from"),
    ),
    "population_total": Source(
        {"municipality_code": TEXT, "year": YEAR, "population_jan1": AMOUNT},
        "population on 1 January: SSB 07459 (CC BY 4.0)",
        key=("municipality_code", "year"),
    ),
    "births_deaths_netmigration_estimates_2005_2025": Source(
        {
            "municipality_code": TEXT,
            "year": YEAR,
            "births_proxy_age0_next_jan1": MAYBE,
            "deaths_expected_national_rates": MAYBE,
            "net_migration_est": Column("number", blank=True, default=_NAN),
        },
        "births, deaths and net migration by year, derived from SSB 07459 (CC BY 4.0)",
        key=("municipality_code", "year"),
    ),
    "net_migration_by_age_sex_period": Source(
        {"municipality_code": TEXT, "period": TEXT, "sex": TEXT, "age_from": AGE, "net_migration_est": NUMBER},
        "net migration by age and period, cohort residuals of SSB 07459 (CC BY 4.0)",
        key=("municipality_code", "period", "sex", "age_from"),
    ),
    "commuting_2017_2022": Source(
        {"year": YEAR, "home": TEXT, "work": TEXT, "employed": AMOUNT},
        "employed by municipality of home and work: SSB 03321 (CC BY 4.0)",
        code="",
        key=("year", "home", "work"),
    ),
    "employment_residence_workplace_2017_2022": Source(
        {
            "municipality_code": TEXT,
            "year": YEAR,
            "employed_residents_15_74": AMOUNT,
            "employed_by_workplace_15_74": AMOUNT,
        },
        "employed by residence and by workplace: SSB 11618 (CC BY 4.0)",
        key=("municipality_code", "year"),
    ),
    "employed_residents_by_industry_selected": Source(
        {"municipality_code": TEXT, "year": YEAR, "industry_code": TEXT, "employed_residents_15_74": AMOUNT},
        "employed residents: SSB 07984 (CC BY 4.0)",
        key=("municipality_code", "year", "industry_code"),
    ),
    "employed_residents_by_industry_2008_2025": Source(
        {"municipality_code": TEXT, "year": YEAR, "nace_group": TEXT, "employed_residents_15_74": AMOUNT},
        "employed residents: SSB 07984 (CC BY 4.0)",
        key=("municipality_code", "year", "nace_group"),
    ),
    "jobs_total_and_land": Source(
        {
            "municipality_code": TEXT,
            "jobs_by_workplace_2005": MAYBE,
            "jobs_by_workplace_2015": MAYBE,
            "land_area_km2_2016": MAYBE,
            "travel_time_to_oslo_min": MAYBE,
        },
        "jobs by workplace 2005 and 2015 and minutes to Oslo (the ministry's district index), land area 2016 (SSB)",
        key=("municipality_code",),
    ),
    "jobs_by_industry_workplace_2016_2025": Source(
        {"municipality_code": TEXT, "year": YEAR, "industry_en": TEXT, "employed_by_workplace": AMOUNT},
        "jobs by industry and workplace: SSB 13470 (CC BY 4.0)",
        key=("municipality_code", "year", "industry_en"),
    ),
    "jobs_by_industry_workplace_estimate_2022": Source(
        {"municipality_code": TEXT, "year": YEAR, "industry_code": TEXT, "jobs_estimate": AMOUNT},
        "jobs by industry group 2022, estimated from SSB 07984, 03321 and 11618 (CC BY 4.0)",
        key=("municipality_code", "year", "industry_code"),
    ),
    "establishments_by_size_class_2019": Source(
        {"municipality_code": TEXT, "size_class": TEXT, "establishments": AMOUNT},
        "establishments by size 2019: SSB (CC BY 4.0)",
        key=("municipality_code", "size_class"),
    ),
    "households_by_type_2019": Source(
        {"municipality_code": TEXT, "household_type": TEXT, "households": AMOUNT},
        "households by type 2019: SSB 06070 (CC BY 4.0)",
        key=("municipality_code", "household_type"),
    ),
    "households_by_size_percent_2019": Source(
        {
            "municipality_code_2019": TEXT,
            "municipality_code_2024": TEXT,
            "household_size": TEXT,
            "measure": TEXT,
            "percent": AMOUNT,
        },
        "households by size 2019: SSB 06079 (CC BY 4.0)",
        code="municipality_code_2024",
        key=("municipality_code_2019", "household_size", "measure"),
    ),
    "municipal_finance_education_2019": Source(
        {"municipality_code_2019": TEXT, "municipality_code": TEXT, "population": AMOUNT},
        "population of the municipalities of 2019: SSB (CC BY 4.0)",
        key=("municipality_code_2019",),
    ),
    "municipality_profile_ssb": Source(
        {"municipality_code": TEXT, "year": YEAR, "indicator": TEXT, "value": NUMBER},
        "indicators of settlement and homes: SSB municipal profile (CC BY 4.0)",
        key=("municipality_code", "year", "indicator"),
    ),
    "dwelling_stock_by_building_type_2013_2026": Source(
        {"municipality_code": TEXT, "year": YEAR, "building_type": TEXT, "dwellings_1jan": AMOUNT},
        "homes by type: SSB 06265 (CC BY 4.0)",
        key=("municipality_code", "year", "building_type"),
    ),
    "dwellings_completed_2000": Source(
        {
            "municipality_code": TEXT,
            "year": YEAR,
            "building_type_4_groups_no": TEXT,
            "dwellings_completed": AMOUNT,
        },
        "completed homes by type: SSB 05940 (CC BY 4.0)",
        key=("municipality_code", "year", "building_type_4_groups_no"),
    ),
    "house_price_education_retail_2006_2017": Source(
        {
            "municipality_code": TEXT,
            "municipality_code_2017": TEXT,
            "year": YEAR,
            "price_per_m2_detached_house_nok": MAYBE,
            "retail_trade_turnover_per_capita_nok": MAYBE,
        },
        "price of detached homes and retail turnover per head 2006–2017: SSB (CC BY 4.0)",
        key=("municipality_code_2017", "year"),
    ),
    "settlements_geonames": Source(
        {"municipality_code": TEXT, "name": TEXT, "population": MAYBE, "latitude": LATITUDE, "longitude": LONGITUDE},
        "coordinates of settlements: GeoNames (CC BY 4.0)",
    ),
    "settlement_populations_official": Source(
        {"municipality_code": TEXT, "settlement": TEXT, "year": YEAR, "population": AMOUNT, "area_km2": MAYBE},
        "population of settlements: SSB (CC BY 4.0), partly as quoted in Wikipedia",
    ),
    "schools_compulsory_2026": Source(
        _SCHOOL, "national school register 2026 (Utdanningsdirektoratet, NLOD)", key=("municipality_code", "school_name")
    ),
    "schools_upper_secondary_2026": Source(
        _SCHOOL, "national school register 2026 (Utdanningsdirektoratet, NLOD)", key=("municipality_code", "school_name")
    ),
    "emergency_services_osm_2026": Source(
        {"municipality_code": TEXT, "type": TEXT, "name": TEXT, **_PLACED},
        "hospitals, police and fire stations: © OpenStreetMap contributors, ODbL 1.0",
    ),
    "municipality_midpoints": Source(
        {"municipality_code": TEXT, "lat": LATITUDE, "lng": LONGITUDE},
        "midpoints of municipalities: SSB (CC BY 4.0)",
        key=("municipality_code",),
    ),
    "great_circle_km_between_centres": Source(
        {"municipality_code_a": TEXT, "municipality_code_b": TEXT, "great_circle_km": AMOUNT},
        "great-circle distances between the centres of municipalities",
        code="municipality_code_a/municipality_code_b",
        key=("municipality_code_a", "municipality_code_b"),
    ),
}  # fmt: skip
POPULATIONS = ("population_single_year_age_sex", "population_5yr_age_sex", "population_total")
_BORROWED = "jobs_by_industry_workplace_2016_2025"  # municipalities elsewhere lend their structure


@dataclass
class Tables:
    """What was found in a folder of tables, for the municipalities of one region."""

    folder: Path
    codes: list[str]
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    lenders: pd.DataFrame = field(default_factory=pd.DataFrame)  # jobs by industry of all municipalities in the file
    done: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # file of the bundle -> what -> for whom
    used: dict[str, list[str]] = field(default_factory=dict)  # file of the bundle -> tables

    def get(self, name: str, target: str) -> pd.DataFrame:
        """Return a table's rows for the region, empty without any; `target`: the file of the bundle it is used for."""
        frame = self.frames[name]
        if len(frame) and name not in self.used.setdefault(target, []):
            self.used[target].append(name)
        return frame

    def note(self, target: str, text: str, code: str = "") -> None:
        """Remember what was done, assumed or borrowed for a file of the bundle, for a municipality or all."""
        whom = self.done.setdefault(target, {}).setdefault(text, [])
        if code and code not in whom:
            whom.append(code)

    def notes(self) -> dict[str, list[str]]:
        """Return what was done by file, each text once with the municipalities it holds for."""
        return {
            target: [f"{', '.join(whom)}: {text}" if whom else text for text, whom in texts.items()]
            for target, texts in self.done.items()
        }


def read_tables(folder: Path, codes: list[str]) -> Tables:
    """Return the tables of a folder. Raises BadInput for a missing needed one or a municipality without a row."""
    if not folder.is_dir():
        raise BadInput(f"there is no folder '{folder}'", value=str(folder), expected="a folder of CSV tables")
    tables = Tables(folder, codes)
    for name, source in SOURCES.items():
        table = Table(source.columns, source.key, optional=not source.needed)
        frame = read_table(folder / f"{name}.csv", table, {}, others="ignore")
        figures = [c for c, column in source.columns.items() if column.kind == "number" and column.default is None]
        frame = frame.dropna(subset=figures)
        tables.frames[name] = _of_region(frame, source.code, codes)
        if name == _BORROWED:
            tables.lenders = frame
    _check_complete(tables)
    return tables


def _of_region(frame: pd.DataFrame, code: str, codes: list[str]) -> pd.DataFrame:
    """Return the rows of the region's municipalities; `code`: the column or columns that must name one, "" = none."""
    for column in filter(None, code.split("/")):
        frame = frame[frame[column].isin(codes)]
    return frame.reset_index(drop=True)


def _check_complete(tables: Tables) -> None:
    known = list(tables.frames["municipalities"].municipality_code)
    for code in tables.codes:
        if code not in known:
            raise BadInput(
                f"the municipality {code} has no row",
                file=tables.folder / "municipalities.csv",
                value=code,
                expected="a row for every municipality of --municipalities",
                hint=did_you_mean(code, known),
            )
    if all(tables.frames[name].empty for name in POPULATIONS):
        raise BadInput(
            "there is no population table with these municipalities",
            file=tables.folder,
            value=", ".join(tables.codes),
            expected="one of " + ", ".join(f"{name}.csv" for name in POPULATIONS),
        )
