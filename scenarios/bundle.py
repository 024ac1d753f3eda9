"""Region bundles: a folder of CSV files and a region.toml -> model.inputs.RegionData.

    from scenarios.bundle import load_region
    region = load_region("lister")              # at its base year
    region = load_region("lister", 2015)        # at another of its base years

Every file and column is described in docs/how_to/add_a_region.md. Whatever is wrong raises BadInput with file, line,
the offending value and what would be right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from model.inputs import MunicipalityData, NationalData, RegionData, Town
from scenarios.bundle_check import problems
from scenarios.bundle_columns import NATIONAL_TABLES, TABLES
from scenarios.bundle_meta import RegionFile, read_meta
from scenarios.bundle_table import read_table
from scenarios.bundle_years import as_of
from scenarios.calibration import latest, load_calibration
from scenarios.errors import BadInput, did_you_mean

HERE = Path(__file__).resolve().parent
REGIONS = HERE / "regions"
NATIONAL = HERE / "national"


def find_regions() -> list[str]:
    """Return the ids of the regions that come with Omland, sorted."""
    return sorted(p.parent.name for p in REGIONS.glob("*/region.toml"))


def region_folder(path_or_id: str | Path) -> Path:
    """Return the folder of a region: an id of find_regions(), or a path to a folder with a region.toml."""
    if isinstance(path_or_id, str) and path_or_id in find_regions():
        return REGIONS / path_or_id
    path = Path(path_or_id)
    if (path / "region.toml").is_file():
        return path
    if path.is_dir():
        raise BadInput("the folder is no region bundle: it has no region.toml", file=path, value=str(path_or_id))
    raise BadInput(
        f"there is no region '{path_or_id}'",
        value=str(path_or_id),
        expected="a region id (" + ", ".join(find_regions()) + ") or the path of a bundle",
        hint=did_you_mean(str(path_or_id), find_regions()),
    )


def base_years(path_or_id: str | Path) -> tuple[int, ...]:
    """Return the years that a region can start from, its base year first."""
    meta = read_meta(region_folder(path_or_id) / "region.toml", _countries())
    return (meta.base_year, *(year for year in meta.base_years if year != meta.base_year))


def load_region(path_or_id: str | Path, base_year: int | None = None) -> RegionData:
    """Return a checked region at one of its base years (None: that of its region.toml).

    Raises BadInput at the first thing that is wrong or inconsistent.
    """
    folder = region_folder(path_or_id)
    region = read_region(folder, base_year)
    found = problems(region, folder)
    if found:
        first = found[0]
        if len(found) > 1:
            first.hint = "; ".join(
                filter(None, [first.hint, f"{len(found) - 1} more: `omland region check` lists all"])
            )
        raise first
    return region


def check_region(region: RegionData) -> list[str]:
    """Return what is inconsistent in a region that was read: one message each, empty when all is well."""
    return [str(problem) for problem in problems(region)]


def check_bundle(path_or_id: str | Path) -> list[str]:
    """Return everything that is wrong with a bundle: the first fault of each file, or, when all files can be read,
    the inconsistencies between them at every base year."""
    try:
        folder = region_folder(path_or_id)
        meta = read_meta(folder / "region.toml", _countries())
    except BadInput as error:
        return [str(error)]
    faults: list[BadInput] = []
    tables = _read_tables(folder, meta, faults)
    if faults:
        return [str(fault) for fault in faults]
    found: list[str] = []
    for year in meta.base_years:
        try:
            region = _assemble(folder, meta, tables, year)
        except BadInput as error:
            return [str(error)]
        found += [str(problem) for problem in problems(region, folder)]
    return list(dict.fromkeys(found))


def read_region(folder: Path, base_year: int | None = None) -> RegionData:
    """Return a region whose files are each right by themselves; what lies between the files is not checked."""
    meta = read_meta(folder / "region.toml", _countries())
    year = meta.base_year if base_year is None else base_year
    if year not in meta.base_years:
        raise BadInput(
            f"{meta.id} has no base year {year}",
            file=folder / "region.toml",
            value=year,
            expected=spoken_years(meta.base_years, meta.id),
        )
    return _assemble(folder, meta, _read_tables(folder, meta), year)


def spoken_years(years: Sequence[int], region: str) -> str:
    """Return the base years of a region in words."""
    if len(years) == 1:
        return f"{years[0]}, the base year of {region}"
    return f"one of {', '.join(map(str, sorted(years)))}, the base years of {region}"


def bundle_hash(folder: Path, country: str, base_year: int) -> str:
    """Return a digest of the base year, and of names and contents of the bundle's data files and national tables."""
    digest = hashlib.sha256(f"{base_year}\n".encode())
    names = ["region.toml", *(f"{name}.csv" for name in TABLES)]
    paths = [folder / name for name in names] + sorted((NATIONAL / country.lower()).glob("*.csv"))
    paths += [found for found in [latest(NATIONAL / country.lower())] if found is not None]
    for path in paths:
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"{path.name} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def _countries() -> list[str]:
    return sorted(p.name.upper() for p in NATIONAL.iterdir() if p.is_dir())


def _assemble(folder: Path, meta: RegionFile, tables: dict[str, pd.DataFrame], base_year: int) -> RegionData:
    tables = as_of(tables, base_year)
    for name in ("services", "links"):
        tables[name] = pd.concat([tables[name], tables.pop(f"{name}_osm")], ignore_index=True)
    return RegionData(
        id=meta.id,
        name=meta.name.model_dump(),
        base_year=base_year,
        towns=tuple(Town(t.id, t.name, tuple(t.zones)) for t in meta.town),
        municipalities=tuple(MunicipalityData(**m.model_dump()) for m in meta.municipality),
        national=load_national(meta.country),
        hash=bundle_hash(folder, meta.country, base_year),
        **tables,
    )


def _read_tables(folder: Path, meta: RegionFile, faults: list[BadInput] | None = None) -> dict[str, pd.DataFrame]:
    """Return every table; with a list of faults, collect what is wrong instead of raising."""
    municipalities = [m.code for m in meta.municipality]
    references = {
        "municipality": municipalities,
        "municipality_or_outside": [*municipalities, "outside"],
        "zone": [],
        "place": [],
    }
    tables: dict[str, pd.DataFrame] = {}
    # zones and outside first: the other files refer to them
    for name in ["zones", "outside", *(n for n in TABLES if n not in ("zones", "outside"))]:
        try:
            tables[name] = read_table(folder / f"{name}.csv", TABLES[name], references)
        except BadInput as fault:
            if faults is None:
                raise
            faults.append(fault)
            if name in ("zones", "outside"):
                break  # every reference would be wrong
            continue
        if name == "zones":
            references["zone"] = references["place"] = list(tables["zones"].zone_id)
        elif name == "outside":
            references["place"] = [*references["zone"], *tables["outside"].outside_id]
    return tables


def load_national(country: str) -> NationalData:
    """Return the national tables: mortality by single year, interpolated between the middles of its periods."""
    folder = NATIONAL / country.lower()
    tables = {name: read_table(folder / f"{name}.csv", table, {}) for name, table in NATIONAL_TABLES.items()}
    return NationalData(
        mortality=_yearly_mortality(tables["mortality"]),
        fertility=tables["fertility"],
        population=tables["population"],
        calibration=load_calibration(folder),
    )


def _yearly_mortality(periods: pd.DataFrame) -> pd.DataFrame:
    """Return m_x for each calendar year: five-year periods, linear in ln m between their middle years.

    A period from 1 January of year_from has its middle in the calendar year year_from + 2. Before the first middle
    and after the last the rates stay as they are.
    """
    wide = periods.pivot(index="year_from", columns=["sex", "age"], values="deaths_per_person_year").sort_index(axis=1)
    middles = wide.index.to_numpy() + 2
    years = np.arange(wide.index[0], wide.index[-1] + 5)
    log_rates = np.log(wide.to_numpy())
    after = np.clip(np.searchsorted(middles, years), 1, len(middles) - 1)
    weight = np.clip((years - middles[after - 1]) / (middles[after] - middles[after - 1]), 0.0, 1.0)[:, None]
    rates = np.exp(log_rates[after - 1] * (1 - weight) + log_rates[after] * weight)
    sexes = wide.columns.get_level_values("sex").to_numpy(dtype=object)
    ages = wide.columns.get_level_values("age").to_numpy()
    return pd.DataFrame(
        {
            "year": np.repeat(years, len(ages)),
            "sex": pd.Series(np.tile(sexes, len(years)), dtype="str"),
            "age": np.tile(ages, len(years)),
            "deaths_per_person_year": rates.ravel(),
        }
    )
