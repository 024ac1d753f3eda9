"""region.toml of a bundle -> a checked RegionFile, or BadInput with line and value."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scenarios.bundle_columns import BASIS
from scenarios.errors import BadInput, did_you_mean

FORMAT = 1


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Name(_Strict):
    nb: str
    en: str


class _Town(_Strict):
    id: str
    name: str
    zones: list[str] = Field(min_length=1)


class _Municipality(_Strict):
    code: str = Field(min_length=1)
    name: str
    median_household_income_nok_year: float = Field(gt=0)
    basis: str
    centre: str | None = None  # code of the municipality to whose centre its residents' travel time is known
    minutes_to_centre: float | None = Field(default=None, gt=0)


class RegionFile(_Strict):
    """region.toml."""

    format: int
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    country: str = Field(min_length=2, max_length=2)
    base_year: int
    base_years: list[int] = Field(min_length=1)
    name: _Name
    town: list[_Town] = Field(min_length=1)
    municipality: list[_Municipality] = Field(min_length=1)


def read_meta(path: Path, countries: Iterable[str]) -> RegionFile:
    """Return region.toml; `countries` are those that have national tables."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInput("not UTF-8 text", file=path, expected="a file saved as UTF-8") from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise BadInput(f"not a readable TOML file: {error}", file=path, line=int(line[1]) if line else None) from error
    if data.get("format") != FORMAT:
        raise BadInput(
            "unknown format",
            file=path,
            line=_line_of(text, "format"),
            value=data.get("format"),
            expected=f"format = {FORMAT}",
        )
    try:
        meta = RegionFile.model_validate(data)
    except ValidationError as error:
        raise _bad_meta(error, path, text) from error
    _check_meta(meta, path, text, sorted(countries))
    return meta


def _bad_meta(error: ValidationError, path: Path, text: str) -> BadInput:
    """Return the first pydantic complaint in plain words."""
    # a misspelt key is both unknown and missing: the first of these says more
    first = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
    where = [str(part) for part in first["loc"]]
    key = next((p for p in reversed(where) if not p.isdigit()), "")
    model = {"town": _Town, "municipality": _Municipality, "name": _Name}.get(where[0], RegionFile)
    model = RegionFile if len(where) == 1 else model
    line = _line_of(text, key, where)
    name = f"'{key}'" + (f" of {where[0]} {int(where[1]) + 1}" if len(where) > 2 else "")
    if first["type"] == "extra_forbidden":
        return BadInput(
            f"unknown key {name}",
            file=path,
            line=line,
            value=key,
            expected="the keys " + ", ".join(model.model_fields),
            hint=did_you_mean(key, model.model_fields),
        )
    if first["type"] == "missing":
        return BadInput(f"the key {name} is missing", file=path, value=key, expected=f"a line `{key} = …`")
    expected = first["msg"].replace("Input should be ", "").replace("Value should have", "it to have")
    return BadInput(f"{name} is wrong", file=path, line=line, value=first["input"], expected=expected)


def _check_meta(meta: RegionFile, path: Path, text: str, countries: list[str]) -> None:
    if meta.base_year not in meta.base_years:
        raise BadInput(
            "base_year is none of base_years",
            file=path,
            line=_line_of(text, "base_year"),
            value=meta.base_year,
            expected=f"one of {meta.base_years}",
        )
    for municipality in meta.municipality:
        if municipality.basis not in BASIS:
            raise BadInput(
                f"municipality {municipality.code}: unknown basis",
                file=path,
                value=municipality.basis,
                expected=f"one of {', '.join(BASIS)}",
                hint=did_you_mean(municipality.basis, BASIS),
            )
    codes = {municipality.code for municipality in meta.municipality}
    for municipality in meta.municipality:
        if (municipality.centre is None) != (municipality.minutes_to_centre is None):
            raise BadInput(
                f"municipality {municipality.code} has only one of centre and minutes_to_centre",
                file=path,
                value=municipality.code,
                expected="both or none",
            )
        if municipality.centre is not None and municipality.centre not in codes:
            raise BadInput(
                f"municipality {municipality.code}: the centre '{municipality.centre}' is none of the region's",
                file=path,
                value=municipality.centre,
                expected=f"one of {', '.join(sorted(codes))}",
            )
    for what, ids in (("town", [t.id for t in meta.town]), ("municipality", [m.code for m in meta.municipality])):
        twice = [i for i in ids if ids.count(i) > 1]
        if twice:
            raise BadInput(
                f"the {what} '{twice[0]}' is given twice", file=path, value=twice[0], expected="each id once"
            )
    if meta.country not in countries:
        raise BadInput(
            "no national tables for this country",
            file=path,
            line=_line_of(text, "country"),
            value=meta.country,
            expected=f"one of {', '.join(countries)}",
        )


def _line_of(text: str, key: str, where: Sequence[str] = ()) -> int | None:
    """Return the line that sets a key, None when it is not found or more than one does.

    `where`: the path of the key as pydantic gives it; in ("town", "1", "name") it is looked for in the second [[town]].
    """
    lines = text.splitlines()
    first, last = 0, len(lines)
    if len(where) > 2:
        heads = [n for n, line in enumerate(lines) if re.match(r"\s*\[", line)] + [len(lines)]
        own = [n for n in heads[:-1] if re.match(rf"\s*\[\[{where[0]}\]\]", lines[n])][int(where[1])]
        first, last = own, heads[heads.index(own) + 1]
    found = [n for n in range(first, last) if re.match(rf"\s*\[*{re.escape(key)}\b", lines[n])]
    return found[0] + 1 if len(found) == 1 else None
