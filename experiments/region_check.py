"""`omland region check`: what is wrong with a bundle, and how well the people made from it fit it."""

from __future__ import annotations

from typing import Any

from model.inputs import Scenario
from scenarios.bundle import check_bundle, load_region
from scenarios.founders import with_founders


def check(path_or_id: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the problems of a bundle and, where there is none, the rows of the fit table."""
    from model.synthesis import build_region, fit_table

    problems = check_bundle(path_or_id)
    if problems:
        return problems, []
    region = load_region(path_or_id)
    scenario = with_founders(Scenario(region.id, dict(region.name), region, region.base_year, 1))
    rows = fit_table(build_region(scenario, 0, scenario.founders))
    return [], [row._asdict() for row in rows]
