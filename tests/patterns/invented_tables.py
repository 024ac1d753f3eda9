"""Tables of an invented region, in the form of a bundle's files: every figure is an assumption, alike for all its kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

# zone, kind, share of residents, of homes, of jobs, broadband, km2, farmland; relative price
TOWN_ZONES = (
    ("centre", "centre", 0.15, 0.18, 0.45, 0.99, 1.0, 0.00, 1.15),
    ("suburb-1", "town", 0.35, 0.34, 0.25, 0.99, 6.0, 0.05, 1.05),
    ("suburb-2", "town", 0.25, 0.23, 0.15, 0.99, 8.0, 0.05, 1.05),
    ("village", "village", 0.12, 0.12, 0.10, 0.95, 40.0, 0.08, 0.90),
    ("rural", "rural", 0.13, 0.13, 0.05, 0.90, 150.0, 0.05, 0.75),
)
_HINTERLAND_ZONES = (
    ("village", "village", 0.45, 0.44, 0.65, 0.93, 30.0, 0.08, 1.10),
    ("valley", "rural", 0.30, 0.31, 0.22, 0.84, 200.0, 0.03, 0.95),
    ("outer", "rural", 0.25, 0.25, 0.13, 0.80, 350.0, 0.01, 0.90),
)
_SECTORS = {  # share of jobs in the town municipality, in the hinterland
    "agriculture_fishing": (0.015, 0.065), "manufacturing": (0.13, 0.12), "power_mining": (0.02, 0.03),
    "construction": (0.085, 0.10), "retail": (0.14, 0.09), "transport": (0.045, 0.05), "hospitality": (0.035, 0.03),
    "business_services": (0.10, 0.055), "public_administration": (0.05, 0.05), "education": (0.085, 0.09),
    "health_care": (0.245, 0.27), "personal_services": (0.05, 0.05),
}  # fmt: skip
_HOUSEHOLDS_PER_100 = {  # residents
    "living_alone": 17.0, "couple_no_children": 11.0, "couple_small_children": 4.6, "couple_older_children": 5.6,
    "lone_parent_small": 0.6, "lone_parent_older": 1.6, "adult_children": 3.4, "multi_family_small": 0.3,
    "multi_family_older": 0.3, "multi_family_no_children": 1.0,
}  # fmt: skip
_SIZES = (38.0, 31.0, 12.0, 12.0, 7.0)  # % of households with 1, 2, 3, 4, 5 or more members
_ESTABLISHMENTS_PER_1000_JOBS = {  # by employees
    "0": 180.0, "1-4": 46.0, "5-9": 19.0, "10-19": 14.0, "20-49": 8.0, "50-99": 2.5, "100-249": 0.7,
}  # fmt: skip
_HOMES = {  # town, hinterland; new and second homes per resident
    "occupied_share:detached": (0.70, 0.88), "occupied_share:row": (0.15, 0.09), "occupied_share:flat": (0.15, 0.03),
    "renting_share": (0.20, 0.19), "municipal_share": (0.025, 0.04), "new_dwellings_per_year": (0.0030, 0.0025),
    "new_outside_settlement_share": (0.2, 0.6), "new_flat_share": (0.25, 0.03), "vacant_share": (0.08, 0.16),
    "second_homes": (0.05, 0.5), "new_second_homes_per_year": (0.001, 0.006), "floor_area_m2:detached": (150.0, 150.0),
    "floor_area_m2:row": (100.0, 100.0), "floor_area_m2:flat": (70.0, 70.0),
}  # fmt: skip
PRICE_NOK_M2 = {"town": 24_000.0, "near": 19_000.0, "far": 16_000.0}
_OUTSIDE = (  # kind, residents, wage, price, study, migration, commuters out and in, minutes beyond the town
    ("city", 150_000, 1.05, 38_000, 0.5, 0.35, 0.7, 0.7, np.nan),
    ("capital", 720_000, 1.20, 90_000, 0.2, 0.15, 0.1, 0.0, 300.0),
    ("rest", 4_300_000, 1.05, 40_000, 0.28, 0.40, 0.2, 0.3, 240.0),
    ("abroad", 0, 1.00, 40_000, 0.02, 0.10, 0.0, 0.0, 420.0),
)


@dataclass(frozen=True)
class Place:
    """A municipality: role (town, near, far), residents, road minutes to the town's centre."""

    code: str
    role: str
    residents: int
    minutes: float = 0.0


def whole(shares: np.ndarray, total: int) -> np.ndarray:
    """Whole numbers in proportion to shares, by cumulative rounding."""
    edges = np.floor(np.cumsum(np.ravel(shares)) / np.sum(shares) * total + 0.5)
    return np.diff(edges, prepend=0.0).astype(np.int64).reshape(np.shape(shares))


def frame(columns: list[str], rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns).assign(basis="assumption", note="")


def _is_town(place: Place) -> int:
    return 0 if place.role == "town" else 1


def zones(places: tuple[Place, ...], is_one_price: bool) -> pd.DataFrame:
    rows = []
    for k, p in enumerate(places):
        zones = (TOWN_ZONES, _HINTERLAND_ZONES)[_is_town(p)]
        mean = sum(z[3] * z[8] for z in zones)
        for j, (name, kind, people, homes, jobs, fast, km2, farmed, price) in enumerate(zones):
            where = (59.0 + 0.02 * p.minutes / 3 + 0.01 * j, 8.0 + 0.05 * k)
            factor = 1.0 if is_one_price else price / mean
            rows.append(
                (
                    *(f"{p.code.lower()}-{name}", f"{p.code} {name}", p.code, kind, *where),
                    *(people, homes, jobs, fast, km2, farmed, 0.0, factor),
                )
            )
    shares = ["population_share", "dwelling_share", "jobs_share", "broadband_share"]
    head = ["zone_id", "name", "municipality", "kind", "lat", "lon", *shares, "land_km2", "farmland_share", "amenity"]
    return frame([*head, "price_factor"], rows)


def links(places: tuple[Place, ...], city_minutes: float) -> pd.DataFrame:
    """Roads: the town's streets, each village to the centre, valleys to their village, the centre to the city."""
    rows = [
        ("t-centre", "t-suburb-1", "municipal", 2.0, 40.0),
        ("t-centre", "t-suburb-2", "municipal", 2.5, 40.0),
        ("t-centre", "t-village", "county", 10.0, 60.0),
        ("t-centre", "t-rural", "county", 14.0, 55.0),
        ("t-centre", "city", "national", city_minutes * 75.0 / 60.0, 75.0),
    ]
    for p in places[1:]:
        c = p.code.lower()
        rows += [
            ("t-centre", f"{c}-village", "county", p.minutes, 60.0),
            (f"{c}-village", f"{c}-valley", "county", 10.0, 55.0),
            (f"{c}-valley", f"{c}-outer", "county", 12.0, 50.0),
        ]
    named = [(f"{a}--{b}", a, b, "", kind, km, speed, 0.0) for a, b, kind, km, speed in rows]
    return frame(["link_id", "from", "to", "name", "class", "length_km", "speed_kmh", "toll_nok"], named)


def commuting(places: tuple[Place, ...], workers: dict[str, int], base_year: int) -> pd.DataFrame:
    """Hinterland to town 0.45·exp(−minutes/40) of the employed and to each other 0.02; town to each 0.01; outside 0.10."""
    rows = []
    for home in places:
        n = workers[home.code]
        to = {"outside": round(0.10 * n)}
        for work in places:
            if work.code != home.code:
                far = (
                    0.45 * np.exp(-home.minutes / 40.0)
                    if work.role == "town"
                    else 0.02
                    if home.role != "town"
                    else 0.01
                )
                to[work.code] = round(far * n)
        to[home.code] = n - sum(to.values())
        rows += [(home.code, work, base_year, count) for work, count in to.items()]
    rows += [
        ("outside", p.code, base_year, round((0.07 if p.role == "town" else 0.04) * workers[p.code])) for p in places
    ]
    return frame(["home", "work", "year", "employed"], rows)


def jobs(places: tuple[Place, ...], commuting: pd.DataFrame, base_year: int) -> pd.DataFrame:
    filled = commuting.groupby("work")["employed"].sum()
    rows = []
    for p in places:
        share = np.array([pair[_is_town(p)] for pair in _SECTORS.values()])
        rows += [
            (p.code, base_year, s, int(n)) for s, n in zip(_SECTORS, whole(share, int(filled[p.code])), strict=True)
        ]
    return frame(["municipality", "year", "sector", "jobs"], rows)


def establishments(places: tuple[Place, ...], commuting: pd.DataFrame, base_year: int) -> pd.DataFrame:
    filled = commuting.groupby("work")["employed"].sum()
    rows = [
        (p.code, base_year, size, round(n * int(filled[p.code]) / 1000.0))
        for p in places
        for size, n in _ESTABLISHMENTS_PER_1000_JOBS.items()
    ]
    return frame(["municipality", "year", "size_class", "establishments"], rows)


def population(places: tuple[Place, ...], people: dict[str, np.ndarray], base_year: int) -> pd.DataFrame:
    rows = [
        (p.code, base_year, sex, age, int(people[p.code][k, age]))
        for p in places
        for k, sex in enumerate(("male", "female"))
        for age in range(people[p.code].shape[1])
    ]
    return frame(["municipality", "year", "sex", "age", "persons"], rows)


def households(places: tuple[Place, ...], base_year: int) -> pd.DataFrame:
    rows = []
    for p in places:
        rows += [
            (p.code, base_year, "type", name, per_100 * p.residents / 100.0, "households")
            for name, per_100 in _HOUSEHOLDS_PER_100.items()
        ]
        rows += [
            (p.code, base_year, "size", str(size), value, "percent_households") for size, value in enumerate(_SIZES, 1)
        ]
    return frame(["municipality", "year", "kind", "category", "value", "unit"], rows)


def dwellings(places: tuple[Place, ...], base_year: int) -> pd.DataFrame:
    rows = []
    for p in places:
        for name, pair in _HOMES.items():
            quantity, _, category = name.partition(":")
            is_count = quantity.startswith("new_d") or quantity.endswith(("second_homes", "homes_per_year"))
            value = pair[_is_town(p)] * (p.residents if is_count else 1.0)
            unit = "dwellings" if is_count else "m2" if quantity == "floor_area_m2" else "share"
            rows.append((p.code, base_year, quantity, category or "all", value, unit))
    return frame(["municipality", "year", "quantity", "category", "value", "unit"], rows)


def services(places: tuple[Place, ...], people: dict[str, np.ndarray]) -> pd.DataFrame:
    """Local schools in every municipality, one upper secondary school and the police in the town."""
    rows = []

    def school(kind: str, p: Place, zone: str, owner: str, low: int, high: int, part: float = 1.0) -> None:
        users = round(part * people[p.code][:, low:high].sum())
        name = f"{p.code} {kind} {zone}"
        rows.append(
            (kind, name, f"{p.code.lower()}-{zone}", p.code, owner, users, round(users / 6), round(1.25 * users))
        )

    for p in places:
        if p.role == "town":
            for zone, part in (("suburb-1", 0.5), ("suburb-2", 0.35), ("village", 0.15)):
                school("primary_school", p, zone, "municipality", 6, 13, part)
            school("upper_secondary_school", p, "centre", "county", 16, 19)
            rows.append(("police_station", "Police", "t-centre", p.code, "state", np.nan, 10.0, np.nan))
        else:
            school("primary_school", p, "village", "municipality", 6, 13)
        school("lower_secondary_school", p, "suburb-1" if p.role == "town" else "village", "municipality", 13, 16)
        where = "t-centre" if p.role == "town" else f"{p.code.lower()}-village"
        rows.append(("fire_station", f"{p.code} fire", where, p.code, "municipality", np.nan, 1.0, np.nan))
    columns = ["service", "name", "zone_id", "municipality", "owner", "users", "staff", "capacity"]
    return frame(columns, rows)


def outside() -> pd.DataFrame:
    rows = [(kind, kind.title(), kind, np.nan, np.nan, *figures) for kind, *figures in _OUTSIDE]
    shares = ["study_share", "migration_share", "commute_share_out", "commute_share_in"]
    head = ["outside_id", "name", "kind", "lat", "lon", "population", "wage_factor", "price_nok_m2"]
    return frame([*head, *shares, "minutes"], rows)
