"""The columns of every file of a region bundle: what the loader demands and the docs describe.

docs/how_to/add_a_region.md explains each of them; tests/unit/test_bundle.py checks that it names them all.
"""

from __future__ import annotations

from dataclasses import dataclass

BASIS = ("official", "derived", "assumption")
SECTORS = (
    "agriculture_fishing",
    "manufacturing",
    "power_mining",
    "construction",
    "retail",
    "transport",
    "hospitality",
    "business_services",
    "public_administration",
    "education",
    "health_care",
    "personal_services",
)
SERVICES = (
    "primary_school",
    "lower_secondary_school",
    "upper_secondary_school",
    "hospital",
    "police_station",
    "fire_station",
    "court_place",
    "campus",
    "study_centre",
    "district_medical_centre",
)
HOUSEHOLD_CATEGORIES = (
    "couple_no_children",
    "couple_small_children",
    "couple_older_children",
    "lone_parent_small",
    "lone_parent_older",
    "living_alone",
    "adult_children",
    "multi_family_small",
    "multi_family_older",
    "multi_family_no_children",
    "other",
    *"12345",
)
TECHNOLOGIES = ("fibre", "wireless")  # model.geography.Zones
FAR_SERVICES = ("airport", "big_hospital")  # model.indicators.outside_access
DWELLING_QUANTITIES = (
    "occupied_share",
    "renting_share",
    "municipal_share",
    "new_dwellings_per_year",
    "new_outside_settlement_share",
    "new_flat_share",
    "vacant_share",
    "second_homes",
    "new_second_homes_per_year",
    "floor_area_m2",
)


@dataclass(frozen=True)
class Column:
    """One column. `kind` is text, int or number; low and high include themselves.

    `allowed`: the only values. `known`: the usual values; another is accepted unless it looks like a misspelt one,
    for plug-ins may add service types and sectors. `refers`: what kind of id it holds. `default`: the column may be
    absent and then has this value. `blank`: a cell may be empty (nan in a number column).
    """

    kind: str = "text"
    low: float | None = None
    high: float | None = None
    allowed: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    refers: str = ""
    default: str | float | None = None
    blank: bool = False


@dataclass(frozen=True)
class Table:
    """One file: its columns, the columns that identify a row, and whether a bundle may do without it."""

    columns: dict[str, Column]
    key: tuple[str, ...] = ()
    optional: bool = False


ID = Column()
TEXT = Column(blank=True)
NOTE = Column(blank=True, default="")
BASIS_COLUMN = Column(allowed=BASIS)
SHARE = Column("number", 0, 1)
AMOUNT = Column("number", 0)
COUNT = Column("int", 0)
YEAR = Column("int", 1950, 2150)
BASE_YEAR = Column("int", 0, 2150, default=0.0)  # 0: for every base year
MUNICIPALITY = Column(refers="municipality")
LATITUDE = Column("number", -90, 90)
LONGITUDE = Column("number", -180, 180)

_LINKS = Table(
    {
        "link_id": ID,
        "from": Column(refers="place"),
        "to": Column(refers="place"),
        "name": TEXT,
        "class": Column(allowed=("national", "county", "municipal", "private", "ferry")),
        "length_km": Column("number", 0.01, 2000),
        "speed_kmh": Column("number", 1, 1000),
        "toll_nok": Column("number", 0, default=0.0),
        "bus_per_day": Column("number", 0, 1000, default=float("nan"), blank=True),
        "basis": BASIS_COLUMN,
        "note": NOTE,
    },
    ("link_id",),
)
_SERVICES = Table(
    {
        "service": Column(known=SERVICES),
        "name": ID,
        "zone_id": Column(refers="zone"),
        "municipality": MUNICIPALITY,
        "owner": Column(allowed=("municipality", "county", "state", "health_trust", "private")),
        "users": Column("number", 0, blank=True),
        "staff": Column("number", 0, blank=True),
        "capacity": Column("number", 0, blank=True),
        "basis": BASIS_COLUMN,
        "note": NOTE,
    },
    ("service", "name"),
)

TABLES: dict[str, Table] = {
    "zones": Table(
        {
            "zone_id": ID,
            "name": ID,
            "municipality": MUNICIPALITY,
            "kind": Column(allowed=("centre", "town", "village", "rural")),
            "lat": LATITUDE,
            "lon": LONGITUDE,
            "population_share": SHARE,
            "dwelling_share": SHARE,
            "jobs_share": SHARE,
            "broadband_share": SHARE,
            "land_km2": Column("number", 0.001),
            "farmland_share": SHARE,
            "amenity": Column("number", -10, 10, default=0.0),
            "price_factor": Column("number", 0.05, 10, default=1.0),
            "homes_per_km2_max": Column("number", 0, blank=True, default=float("nan")),
            "basis": BASIS_COLUMN,
            "note": NOTE,
        },
        ("zone_id",),
    ),
    "links": _LINKS,
    "links_osm": Table(_LINKS.columns, _LINKS.key, optional=True),
    "link_quality": Table(
        {
            "link_id": ID,
            "headway_min": Column("number", 1, 1440, blank=True, default=float("nan")),
            "closure_days": Column("number", 0, 365, blank=True, default=float("nan")),
            "backlog_mnok": Column("number", 0, blank=True, default=float("nan")),
            "basis": BASIS_COLUMN,
            "note": NOTE,
        },
        ("link_id",),
        optional=True,
    ),
    "coverage": Table(
        {
            "zone_id": Column(refers="zone"),
            "year": YEAR,
            "technology": Column(allowed=TECHNOLOGIES),
            "share": SHARE,
            "basis": BASIS_COLUMN,
            "note": NOTE,
        },
        ("zone_id", "year", "technology"),
        optional=True,
    ),
    "far_services": Table(
        {
            "place": Column(refers="place"),
            "service": Column(allowed=FAR_SERVICES),
            "name": ID,
            "minutes": AMOUNT,
            "per_day": Column("number", 0, blank=True, default=float("nan")),
            "basis": BASIS_COLUMN,
            "note": NOTE,
        },
        ("place", "service", "name"),
        optional=True,
    ),
    "population": Table(
        {
            "municipality": MUNICIPALITY,
            "year": YEAR,
            "sex": Column(allowed=("male", "female")),
            "age": Column("int", 0, 125),
            "persons": COUNT,
            "basis": BASIS_COLUMN,
        },
        ("municipality", "year", "sex", "age"),
    ),
    "households": Table(
        {
            "municipality": MUNICIPALITY,
            "year": YEAR,
            "kind": Column(allowed=("type", "size")),
            "category": Column(allowed=HOUSEHOLD_CATEGORIES),
            "value": AMOUNT,
            "unit": Column(allowed=("households", "percent_households", "percent_persons")),
            "basis": BASIS_COLUMN,
        },
        ("municipality", "year", "kind", "category", "unit"),
    ),
    "dwellings": Table(
        {
            "municipality": MUNICIPALITY,
            "year": YEAR,
            "quantity": Column(allowed=DWELLING_QUANTITIES),
            "category": Column(allowed=("all", "detached", "row", "flat")),
            "value": AMOUNT,
            "unit": Column(allowed=("share", "dwellings", "m2")),
            "basis": BASIS_COLUMN,
        },
        ("municipality", "year", "quantity", "category"),
    ),
    "jobs": Table(
        {
            "municipality": MUNICIPALITY,
            "year": YEAR,
            "sector": Column(known=SECTORS),
            "jobs": COUNT,
            "basis": BASIS_COLUMN,
        },
        ("municipality", "year", "sector"),
    ),
    "establishments": Table(
        {
            "municipality": MUNICIPALITY,
            "year": YEAR,
            "size_class": Column(allowed=("0", "1-4", "5-9", "10-19", "20-49", "50-99", "100-249", "250+")),
            "establishments": COUNT,
            "basis": BASIS_COLUMN,
        },
        ("municipality", "year", "size_class"),
        optional=True,
    ),
    "commuting": Table(
        {
            "home": Column(refers="municipality_or_outside"),
            "work": Column(refers="municipality_or_outside"),
            "year": YEAR,
            "employed": COUNT,
            "basis": BASIS_COLUMN,
        },
        ("home", "work", "year"),
    ),
    "services": _SERVICES,
    "services_osm": Table(_SERVICES.columns, _SERVICES.key, optional=True),
    "prices": Table(
        {
            "municipality": MUNICIPALITY,
            "base_year": BASE_YEAR,
            "year": YEAR,
            "price_nok_m2": AMOUNT,
            "price_nok_m2_base_year": Column("number", 1),
            "basis": BASIS_COLUMN,
            "note": NOTE,
        },
        ("municipality", "base_year"),
    ),
    "demography": Table(
        {
            "quantity": Column(allowed=("birth_ratio", "death_ratio")),
            "base_year": BASE_YEAR,
            "value": Column("number", 0.2, 5),
            "basis": BASIS_COLUMN,
            "note": NOTE,
        },
        ("quantity", "base_year"),
        optional=True,
    ),
    "outside": Table(
        {
            "outside_id": ID,
            "name": ID,
            "kind": Column(allowed=("city", "capital", "rest", "abroad")),
            "lat": Column("number", -90, 90, blank=True),
            "lon": Column("number", -180, 180, blank=True),
            "population": AMOUNT,
            "wage_factor": Column("number", 0.1, 10),
            "price_nok_m2": AMOUNT,
            "study_share": SHARE,
            "migration_share": SHARE,
            "commute_share_out": SHARE,
            "commute_share_in": SHARE,
            "minutes": Column("number", 0, 6000, blank=True),
            "basis": BASIS_COLUMN,
            "note": NOTE,
        },
        ("outside_id",),
    ),
    "history": Table(
        {
            "municipality": MUNICIPALITY,
            "year_from": YEAR,
            "year_to": YEAR,
            "quantity": Column(allowed=("population", "births", "deaths", "net_migration", "net_migration_by_age")),
            "sex": Column(allowed=("all", "male", "female")),
            "age_from": Column("int", 0, 125),
            "age_to": Column("int", 0, 125),
            "value": Column("number"),
            "basis": BASIS_COLUMN,
        },
        ("municipality", "year_from", "year_to", "quantity", "sex", "age_from"),
        optional=True,
    ),
}

_AGE = Column("int", 0, 125)
_SEX = Column(allowed=("male", "female"))
NATIONAL_TABLES: dict[str, Table] = {
    "mortality": Table(
        {"year_from": YEAR, "sex": _SEX, "age": _AGE, "deaths_per_person_year": Column("number", 0, 5)},
        ("year_from", "sex", "age"),
    ),
    "fertility": Table({"year": YEAR, "age": _AGE, "births_per_woman_year": Column("number", 0, 1)}, ("year", "age")),
    "population": Table({"year": YEAR, "sex": _SEX, "age": _AGE, "persons": COUNT}, ("year", "sex", "age")),
}
