"""`omland region build`: a complete bundle for any group of Norwegian municipalities, from a folder of tables.

    from scenarios.build import build
    built = build(Path("tables"), "lister", ["4206", "4207"], centres=["4207"], out=Path("my_region"))

Needed: municipalities.csv and one population table; all else has a stated fallback, marked `assumption`. The tables are
described in docs/how_to/add_a_region.md, the steps in the modules scenarios/build_*.py. National parameters, money and
behaviour are no part of a bundle: a region differs from another in its figures only.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from model.inputs import NationalData
from scenarios import build_history, build_homes, build_households, build_people, build_services, build_work
from scenarios.build_links import links
from scenarios.build_outside import outside
from scenarios.build_overlay import Overlay, read_overlay
from scenarios.build_places import km, slug
from scenarios.build_tables import Tables, read_tables
from scenarios.build_write import Meta, write_meta, write_sources, write_table
from scenarios.build_zones import zones
from scenarios.bundle import check_bundle, load_national
from scenarios.bundle_columns import TABLES
from scenarios.errors import BadInput

USUAL_BASE_YEARS = (2005, 2015, 2025)
_COUNTRY = "NO"
_USUAL_INCOME = 640_000.0  # NOK a year after tax: median of the 20 municipalities of the four regions, 2024


@dataclass(frozen=True)
class Built:
    """A bundle that was written: its folder, what was assumed or borrowed by file, and what is wrong with it."""

    folder: Path
    notes: dict[str, list[str]]
    problems: list[str]


def build(
    tables: Path,
    id_: str,
    municipalities: list[str],
    centres: list[str],
    out: Path,
    base_years: list[int] | None = None,
    overlay: Path | None = None,
    replace: bool = False,
) -> Built:
    """Write a bundle to `out`. `overlay`: folder of known facts; None = the folder `overlay` of `out`, if there is one.

    Raises BadInput for tables that cannot be used and for a folder that holds another bundle (unless `replace`).
    """
    _check_request(id_, municipalities, centres, out, replace)
    if overlay is None and (out / "overlay").is_dir():
        overlay = out / "overlay"
    facts = read_overlay(overlay)
    source = read_tables(tables, municipalities)
    national = load_national(_COUNTRY)
    people = build_people.population(source, national)
    years = build_people.choose_base_years(people, base_years, USUAL_BASE_YEARS)
    people = people[people.year <= years[-1]].reset_index(drop=True)
    names = _names(source, facts)
    made = _places(source, facts, people, national, names, centres, years[-1])
    made |= _figures(source, people, made["zones"], years)
    made["population"] = people
    made["demography"] = build_history.demography(source, people, national, years)
    for name, table in TABLES.items():
        if name not in ("zones", "links", "outside"):  # these three have the overlay in them
            # What no table gives (cables, airports, quality of links) the overlay may have.
            made[name] = facts.laid_over(name, made.get(name, pd.DataFrame(columns=list(table.columns))))
    meta = Meta(
        id_, centres, _title(source, facts, id_), years, _towns(made["zones"], centres), _municipalities(source, names)
    )
    return _write(source, facts, made, meta, out)


def whole_years(text: str) -> list[int]:
    """Return the years of a list with commas. Raises BadInput for anything else."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not words or not all(word.isdecimal() for word in words):
        raise BadInput("--base-years is wrong", value=text, expected="years with commas between them: 2015,2025")
    return [int(word) for word in words]


def _check_request(id_: str, municipalities: list[str], centres: list[str], out: Path, replace: bool) -> None:
    if slug(id_) != id_ or not id_:
        raise BadInput("the id is wrong", value=id_, expected="lower case letters, digits and hyphens")
    if not municipalities or not centres:
        raise BadInput(
            "a region needs municipalities and at least one centre", value=", ".join(centres or municipalities),
            expected="codes as the statistics write them, e.g. --municipalities 4206,4207 --centre 4207",
        )  # fmt: skip
    twice = [code for code in municipalities if municipalities.count(code) > 1]
    if twice:
        raise BadInput(f"the municipality {twice[0]} is given twice", value=twice[0], expected="each code once")
    for code in centres:
        if code not in municipalities:
            raise BadInput(
                f"the centre {code} is none of the municipalities",
                value=code,
                expected="one of " + ", ".join(municipalities),
            )
    if (out / "region.toml").is_file() and not replace:
        raise BadInput(
            "the folder holds a bundle already", file=out, value=str(out), expected="a new folder, or --replace"
        )


def _names(source: Tables, facts: Overlay) -> dict[str, str]:
    frame = source.get("municipalities", "region.toml").set_index("municipality_code")
    return {code: facts.file.municipalities.get(code, frame.municipality_name[code]) for code in source.codes}


def _places(
    source: Tables,
    facts: Overlay,
    people: pd.DataFrame,
    national: NationalData,
    names: dict[str, str],
    centres: list[str],
    year: int,
) -> dict[str, pd.DataFrame]:
    """Zones, places outside and links, with the overlay in them."""
    found = zones(source, facts, people, names, centres, year)
    away = outside(source, facts, found, float(build_people.persons(people, year).sum()), national, year)
    return {"zones": found, "outside": away, "links": links(source, facts, found, away)}


def _figures(source: Tables, people: pd.DataFrame, found: pd.DataFrame, years: list[int]) -> dict[str, pd.DataFrame]:
    """Households, homes, work and services, for all base years."""
    distance = _distances(source.codes, found)
    flows = build_work.commuting(source, people, distance, years)
    return {
        "households": build_households.households(source, people, years),
        "dwellings": build_homes.dwellings(source, people, years),
        "prices": build_homes.prices(source, distance, years),
        "commuting": flows,
        "jobs": build_work.jobs(source, people, flows, distance, years),
        "establishments": build_work.establishments(source, flows, years),
        "services": build_services.schools(source, found, people, years[-1]),
        "services_osm": build_services.stations(source, found),
        "history": build_history.history(source),
    }


def _distances(codes: list[str], found: pd.DataFrame) -> np.ndarray:
    """Great-circle km between the main zones of municipalities [M, M]."""
    main = found.groupby("municipality").first().loc[codes]
    return np.array([km(row.lat, row.lon, main.lat.to_numpy(), main.lon.to_numpy()) for row in main.itertuples()])


def _title(source: Tables, facts: Overlay, id_: str) -> dict[str, str]:
    if facts.file.name is not None:
        return facts.file.name.model_dump()
    known = source.get("municipalities", "region.toml").region_name
    name = known.iloc[0] if len(known) and known.iloc[0] else id_.capitalize()
    return {"nb": name, "en": name}


def _towns(found: pd.DataFrame, centres: list[str]) -> list[tuple[str, str, list[str]]]:
    """One town for each municipality that has a centre or town zone, named after its first; in the order of --centre."""
    towns = []
    urban = found[found["kind"].isin(["centre", "town"])]
    parts = {code: urban[urban.municipality == code] for code in urban.municipality.unique()}
    for code in dict.fromkeys([*centres, *parts]):
        if code not in parts:
            continue
        part = parts[code]
        name = str(part["name"].iloc[0]).split(" sentrum")[0]
        towns.append((slug(name), name, [str(z) for z in part.zone_id]))
    return towns


def _municipalities(source: Tables, names: dict[str, str]) -> list[dict[str, object]]:
    """The [[municipality]] entries: income, and minutes to the centre of its labour market where that is in the region."""
    frame = source.get("municipalities", "region.toml").set_index("municipality_code").loc[source.codes]
    income = frame.median_household_income_after_tax_nok_2024
    usual = float(income.median()) if income.notna().any() else _USUAL_INCOME
    found = []
    for code in source.codes:
        is_known = not np.isnan(income[code])
        if not is_known:
            source.note("region.toml", f"income assumed, {usual:.0f} NOK", code)
        entry: dict[str, object] = {
            "code": code,
            "name": names[code],
            "median_household_income_nok_year": float(income[code]) if is_known else usual,
            "basis": "official" if is_known else "assumption",
        }
        centre = _labour_centre(frame, code)
        minutes = float(frame.toi_travel_time_to_ba_centre_min[code])
        if centre is not None and not np.isnan(minutes):
            entry |= {"centre": centre, "minutes_to_centre": minutes}
        found.append(entry)
    return found


def _labour_centre(frame: pd.DataFrame, code: str) -> str | None:
    """The municipality that a labour-market region is named after; None when it is not in the region."""
    area = str(frame.toi_ba_region_name[code])
    if not area:
        return None
    first = area.replace("-", " ").split()[0]
    mine = frame[frame.municipality_name.str.startswith(first) & (frame.toi_ba_region_name == area)]
    return str(mine.index[0]) if len(mine) else None


def _write(source: Tables, facts: Overlay, made: dict[str, pd.DataFrame], meta: Meta, out: Path) -> Built:
    towns = " ".join(f"--centre {code}" for code in meta.centres)
    command = f"omland region build --from TABLES --id {meta.id} --municipalities {','.join(source.codes)} {towns}"
    out.mkdir(parents=True, exist_ok=True)
    for name, table in TABLES.items():
        (out / f"{name}.csv").unlink(missing_ok=True)
        if len(made[name]) or not table.optional:
            write_table(out, name, made[name])
    write_meta(out, meta)
    write_sources(out, source, facts, meta, command)
    return Built(out, source.notes(), check_bundle(out))
