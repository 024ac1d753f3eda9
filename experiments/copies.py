"""What a results folder keeps of its inputs: scenario files, and the region's bundle where it is not one of Omland's."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from experiments.store import copy_files
from model.inputs import RegionData
from scenarios.bundle import REGIONS, load_region
from scenarios.errors import BadInput
from scenarios.format import scenario_files, scenario_path
from scenarios.resolve import resolve

REGION = "region"


def copy_inputs(folder: Path, names: Sequence[str]) -> list[str]:
    """Copy the files of scenarios, and an own bundle. Returns the names of the scenario files within the folder."""
    if not names:
        return []
    copied = copy_files(folder, [path for name in names for path in scenario_files(name)])
    region = resolve(scenario_path(names[0])).region
    bundle = None if region is None else Path(region.value)
    if bundle is not None and bundle.resolve().parent != REGIONS.resolve():
        try:
            shutil.rmtree(folder / REGION, ignore_errors=True)
            shutil.copytree(bundle, folder / REGION, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        except OSError as error:
            raise BadInput(
                f"the region bundle cannot be copied: {error.strerror or error}",
                file=folder / REGION,
                expected="free space to write in",
            ) from error
    return copied


def region_of(folder: Path, id_: str) -> RegionData:
    """Return the region of a results folder: the bundle that it keeps, else Omland's own of this id."""
    return load_region(folder / REGION if (folder / REGION).is_dir() else id_)
