"""`omland region check`: what is wrong with a bundle, and how well the people made from it fit it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model.inputs import Scenario
from scenarios.bundle import check_bundle, load_region
from scenarios.founders import with_founders

if TYPE_CHECKING:
    from model.region import Region

# Minutes are compared with a published mean whose roads, start points and year differ from the bundle's.
_MINUTES_OFF, _SHARE_OFF = 6.0, 0.25


def check(path_or_id: str, base_year: int | None = None) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the problems of a bundle and, where there is none, the rows of the fit table at a base year."""
    from model.synthesis import build_region, fit_table

    problems = check_bundle(path_or_id)
    if problems:
        return problems, []
    data = load_region(path_or_id, base_year)
    scenario = with_founders(Scenario(data.id, dict(data.name), data, data.base_year, 1))
    region = build_region(scenario, 0, scenario.founders)
    return [], [*(row._asdict() for row in fit_table(region)), *_minutes(region)]


def _minutes(region: Region) -> list[dict[str, Any]]:
    """Mean minutes of residents to the main zone of their labour market's centre, by the links, against what is known."""
    codes = [m.code for m in region.data.municipalities]
    share = region.data.zones["population_share"].to_numpy()
    rows = []
    for m, municipality in enumerate(region.data.municipalities):
        if municipality.centre is None or municipality.minutes_to_centre is None:
            continue
        centre = int(np.flatnonzero(region.zones.municipality == codes.index(municipality.centre))[0])
        mine = region.zones.municipality == m
        got = float(np.average(region.time_min[: region.n_zones, centre][mine], weights=share[mine]))
        target = municipality.minutes_to_centre
        tolerance = max(_MINUTES_OFF, _SHARE_OFF * target)
        row = ("minutes to the centre", municipality.code, f"to {municipality.centre}", target, got, tolerance)
        names = ("quantity", "place", "category", "target", "got", "tolerance")
        rows.append(dict(zip(names, row, strict=True)) | {"ok": abs(got - target) <= tolerance})
    return rows
