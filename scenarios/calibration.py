"""The fitted constants of a country: a dated file `calibration-YEAR-MONTH-DAY.toml` beside its national tables.

All regions of the country are simulated with the constants of its latest file, so they cannot differ by region; what a
scenario says under [parameters] wins. `omland calibrate` writes such a file; its other tables (targets, score, profile)
are for readers. Whatever is wrong raises BadInput.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from model.inputs import Calibration
from model.parameters import REGISTRY, ParameterSpec
from model.registry import load_parameters
from scenarios.errors import BadInput, did_you_mean

FORMAT = 1
PATTERN = "calibration-*.toml"


def latest(folder: Path) -> Path | None:
    """Return the file of a country that is used, None where it has none."""
    return max(folder.glob(PATTERN), default=None, key=lambda path: path.name)


def load_calibration(folder: Path) -> Calibration:
    """Return the constants of a country's folder; none where it has no file."""
    path = latest(folder)
    return Calibration() if path is None else read_calibration(path)


def read_calibration(path: Path) -> Calibration:
    """Return the constants of a file, checked: known names, values in range, a covariance that is one."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"not a readable TOML file: {error}", file=path) from error
    if data.get("format") != FORMAT:
        raise BadInput("unknown format", file=path, value=data.get("format"), expected=f"format = {FORMAT}")
    values = data.get("parameters")
    if not isinstance(values, dict) or not values:
        raise BadInput("the table [parameters] is missing", file=path, expected="a line for each fitted constant")
    load_parameters()
    for name, value in values.items():
        _check(path, name, value)
    return Calibration(str(data.get("date", "")), {n: float(v) for n, v in values.items()}, _covariance(path, data))


def parameters_in_use(folder: Path) -> list[ParameterSpec]:
    """Return every parameter in order of name, those that were fitted for a country with their fitted value."""
    load_parameters()
    fitted = load_calibration(folder).values
    return [replace(spec, value=fitted.get(name, spec.value)) for name, spec in sorted(REGISTRY.items())]


def _check(path: Path, name: str, value: Any) -> None:
    if name not in REGISTRY:
        raise BadInput(
            f"there is no parameter '{name}'", file=path, value=name, expected="one of `omland list parameters`",
            hint=did_you_mean(name, REGISTRY),
        )  # fmt: skip
    spec = REGISTRY[name]
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or not spec.low <= value <= spec.high:
        raise BadInput(
            f"'{name}' is wrong", file=path, value=value, expected=f"a number from {spec.low:g} to {spec.high:g}"
        )


def _covariance(path: Path, data: dict[str, Any]) -> tuple[tuple[float, ...], ...]:
    """Return the covariance of the constants, empty where the file has none."""
    rows = data.get("covariance", [])
    n = len(data["parameters"])
    try:
        matrix = np.array(rows, dtype=float)
        if matrix.size:
            np.linalg.cholesky(matrix + 1e-12 * np.eye(n))
            if matrix.shape != (n, n) or not np.allclose(matrix, matrix.T):
                raise ValueError
    except (TypeError, ValueError, np.linalg.LinAlgError):
        raise BadInput(
            "'covariance' is wrong", file=path, expected=f"{n} rows of {n} numbers, symmetric, no negative variance"
        ) from None
    return tuple(tuple(map(float, row)) for row in matrix)
