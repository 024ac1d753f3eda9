"""A service type is one file: a veterinary clinic in a plug-in folder is in the lists, the docs, access and costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "regions" / "tiny"
CLINIC = '''
"""A veterinary clinic.

Every tenth resident has an animal that needs one. All numbers: assumption.
"""

from model.codes import Owner
from model.traits import ServiceType

VETERINARY_CLINIC = ServiceType(
    id="veterinary_clinic",
    label={"nb": "Dyreklinikk", "en": "Veterinary clinic"},
    owner=Owner.PRIVATE,
    sector="personal_services",
    need_age_from=18,
    need_age_to=200,
    need_per_resident=0.1,
    users_per_staff=25.0,
    min_staff=1.0,
    capacity_users=200.0,
    threshold_users=20.0,
    opening_users=30.0,
    patience_years=4,
    catchment_min=45.0,
    users_within_municipality=False,
    fixed_cost_nok_year=200_000.0,
    cost_per_user_nok_year=1_000.0,
    user_cost_nok_per_min=8.0,
    moving_cost_nok=1_000_000.0,
    skill_mix=(0.0, 0.5, 0.5),
    sites="rule",
    payers=(("households", 1.0),),
)
'''


def _run(folder: Path, *command: str) -> str:
    environment = {k: v for k, v in os.environ.items() if k != "OMLAND_PLUGINS"} | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _omland(folder: Path, *arguments: str) -> str:
    return _run(folder, "-c", "from experiments.cli import app; app()", "--plugins", "mine", *arguments)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vet")
    (folder / "mine" / "services").mkdir(parents=True)
    (folder / "mine" / "services" / "veterinary_clinic.py").write_text(CLINIC.lstrip(), encoding="utf-8")
    text = f'format = 1\nregion = "{TINY}"\nyears = 2\n[title]\nnb = "x"\nen = "x"\n'
    (folder / "tiny.toml").write_text(text, encoding="utf-8")
    return folder


def test_omland_lists_it(folder: Path) -> None:
    rows = {row["id"]: row for row in json.loads(_omland(folder, "list", "services", "--json"))}
    assert rows["veterinary_clinic"]["label"] == "Veterinary clinic"
    assert rows["veterinary_clinic"]["owner"] == "private"


def test_the_docs_describe_it(folder: Path) -> None:
    _run(folder, "-m", "experiments.docs", "--plugins", "mine", "--out", "pages")
    page = (folder / "pages" / "services.md").read_text(encoding="utf-8")
    assert "## Veterinary clinic / Dyreklinikk" in page
    assert "Every tenth resident has an animal" in page


def test_access_staff_and_cost_of_a_run_have_it(folder: Path) -> None:
    _omland(folder, "run", "tiny.toml", "--out", "out")
    frame = pd.read_parquet(folder / "out" / "results.parquet")
    mine = frame[(frame.group == "service:veterinary_clinic") & (frame.place == "region")].groupby("indicator").value
    assert mine.min()["service_units"] >= 1
    assert mine.min()["access_min"] > 0
    assert mine.min()["service_staff"] >= 1
    assert mine.max()["service_users"] > 20
    assert mine.max()["service_cost_mnok"] > 0.2
    assert "mode:car|service:veterinary_clinic" in set(frame[frame.indicator == "reach_30min_share"].group)
