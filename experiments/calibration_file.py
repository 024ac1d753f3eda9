"""The file that `omland calibrate` writes: what scenarios/calibration.py reads, and what a reader wants to know."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.store import write_text
from scenarios.calibration import FORMAT

if TYPE_CHECKING:
    from experiments.calibrate import CalibrateOptions, Fit, Target

HEAD = """# Constants that are fitted once, for all regions of the country: written by `omland calibrate`.
# The latest such file beside the national tables is the one in use. Fitted to nothing but the targets below."""


def write_calibration(
    path: Path,
    date: datetime.date,
    fit: Fit,
    targets: Sequence[Target],
    regions: Sequence[str],
    options: CalibrateOptions,
) -> None:
    """Write the constants with their fit."""
    lines = [HEAD, f"format = {FORMAT}", f'date = "{date.isoformat()}"']
    lines.append("regions = [" + ", ".join(f'"{r}"' for r in regions) + "]")
    lines += [f"rounds = {options.rounds}", f"seeds = {options.seeds}", f"seed = {options.seed}"]
    lines.append(f"distance = {fit.distance:.2f}  # sum over targets of ((got - wanted) / tolerance)^2")
    lines.append(f"distance_at_start = {fit.start_distance:.2f}  # of the constants in use when the search began")
    lines.append("covariance = [  # in the order of [parameters]")
    lines += ["    [" + ", ".join(f"{x:.6g}" for x in row) + "]," for row in fit.covariance]
    lines += ["]", "", "[parameters]", *(f'"{name}" = {value:g}' for name, value in fit.values.items())]
    lines += ["", "[profile]  # value -> rise of the distance there, the other constants following"]
    for name, ends in fit.profile.items():
        lines.append(f'"{name}" = [' + ", ".join(f"[{value:.4g}, {rise:.2f}]" for value, rise in ends) + "]")
    for target, got in zip(targets, fit.got, strict=True):
        lines += ["", "[[target]]", f'name = "{target.name}"', f'source = "{target.source}"', f'unit = "{target.unit}"']
        lines += [f"wanted = {target.wanted:.4g}", f"got = {got:.4g}", f"tolerance = {target.tolerance:g}"]
    write_text(path, "\n".join(lines) + "\n")
