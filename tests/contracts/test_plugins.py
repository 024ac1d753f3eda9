"""What lies in a folder named by --plugins is found by every command, and works in a run.

In processes of their own, with the folder named as a user would: relative to where they stand.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.contracts.plugins import write_plugins

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "regions" / "tiny"
PROGRAM = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from experiments.cli import app; app()"
NEW = {
    "instruments": {"new_state_posts"},
    "services": {"hairdresser"},
    "sectors": {"space_travel"},
    "indicators": {"pensioners", "pensioner_share"},
    "parameters": {"new_state_posts.cost_nok"},
}
POLICY = '[[policy]]\ninstrument = "new_state_posts"\nfrom = 2026\nzone = "b-rural"\nposts = {posts}\n'


def omland(folder: Path, *arguments: str, status: int = 0) -> str:
    """What a command says, run in a folder."""
    environment = {k: v for k, v in os.environ.items() if k != "OMLAND_PLUGINS"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + (done.stderr if status else "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with plug-ins, and three scenarios of the tiny region: ten posts, none, no policy."""
    folder = tmp_path_factory.mktemp("user")
    write_plugins(folder / "plugins")
    base = f'format = 1\nregion = "{TINY}"\nyears = 2\n[title]\nnb = "x"\nen = "x"\n'
    (folder / "none.toml").write_text(base, encoding="utf-8")
    for name, posts in (("ten", 10), ("neutral", 0)):
        (folder / f"{name}.toml").write_text(base + POLICY.format(posts=posts), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def results(folder: Path) -> dict[str, pd.DataFrame]:
    """Rows of the three scenarios, run with the plug-ins."""
    for name in ("ten", "neutral", "none"):
        omland(folder, "--plugins", "plugins", "run", f"{name}.toml", "--out", name)
    frames = {name: pd.read_parquet(folder / name / "results.parquet") for name in ("ten", "neutral", "none")}
    return {name: frame.astype({"scenario": str}).drop(columns="scenario") for name, frame in frames.items()}


def ids(folder: Path, kind: str, *options: str) -> set[str]:
    """What a list holds."""
    return {row.get("id", row.get("name")) for row in json.loads(omland(folder, *options, "list", kind, "--json"))}


@pytest.mark.parametrize("kind", NEW)
def test_plugins_are_listed_with_the_option_and_not_without(kind: str, folder: Path) -> None:
    assert ids(folder, kind, "--plugins", "plugins") - ids(folder, kind) == NEW[kind]


def test_a_scenario_with_a_plugin_instrument_needs_the_plugin(folder: Path) -> None:
    assert "new_state_posts" in omland(folder, "run", "ten.toml", status=2)


def test_a_plugin_instrument_acts(results: dict[str, pd.DataFrame]) -> None:
    def value(name: str, indicator: str, year: int, place: str = "region", group: str = "all") -> float:
        frame = results[name]
        rows = frame[
            (frame.indicator == indicator) & (frame.year == year) & (frame.place == place) & (frame.group == group)
        ]
        return float(rows["value"].sum())

    assert value("ten", "policy_cost_mnok", 2026) == pytest.approx(0.5)
    assert value("ten", "jobs", 2027, "zone:b-rural") + value("ten", "vacancies", 2027, "zone:b-rural") > value(
        "none", "jobs", 2027, "zone:b-rural"
    ) + value("none", "vacancies", 2027, "zone:b-rural")


def test_the_neutral_lever_of_a_plugin_instrument_changes_nothing(results: dict[str, pd.DataFrame]) -> None:
    pd.testing.assert_frame_equal(results["neutral"], results["none"])


def test_plugin_indicators_and_services_are_in_the_results(results: dict[str, pd.DataFrame]) -> None:
    frame = results["none"]
    assert {"pensioners", "pensioner_share"} <= set(frame.indicator)
    units = frame[(frame.indicator == "service_units") & (frame.group == "service:hairdresser")]
    assert units[units.place == "region"]["value"].min() >= 1


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("def act(:\n", "SyntaxError"),
        ("from model.traits import Instrumnet\n", "Instrumnet"),
        ("from model.parameters import par\nX = par(3.0, unit='x', low=0, high=1, source='s')\n", "outside its range"),
    ],
)
def test_a_plugin_that_cannot_be_loaded_is_one_message(code: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "mine" / "policies").mkdir(parents=True)
    (tmp_path / "mine" / "policies" / "broken.py").write_text(code, encoding="utf-8")
    said = omland(tmp_path, "--plugins", "mine", "list", "instruments", status=2)
    assert "broken.py cannot be loaded" in said
    assert words in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        (
            '"personal_services"',
            '"personal_servises"',
            "no sector 'personal_servises' (did you mean 'personal_services'?)",
        ),
        ("opening_users=450.0", "opening_users=250.0", "opening_users 250 threshold_users 300 what opens closes again"),
        ("(0.1, 0.9, 0.0)", "(0.1, 0.8, 0.0)", "skill_mix (0.1, 0.8, 0.0) sum to 1"),
        ("(0.1, 0.9, 0.0)", "(0.1, 0.9)", "skill_mix (0.1, 0.9) three shares"),
    ],
)
def test_a_service_type_that_cannot_work_is_one_message(
    right: str, wrong: str, words: str, folder: Path, tmp_path: Path
) -> None:
    write_hairdresser(folder, tmp_path, right, wrong)
    said = omland(folder, "--plugins", str(tmp_path), "list", "services", status=2)
    assert f"{tmp_path / 'services' / 'hairdresser.py'}: the service type 'hairdresser'" in said
    for word in words.split(" "):
        assert word in said
    assert "Traceback" not in said


def test_a_run_with_a_service_type_that_cannot_work_writes_nothing(folder: Path, tmp_path: Path) -> None:
    write_hairdresser(folder, tmp_path, '"personal_services"', '"personal_servises"')
    said = omland(folder, "--plugins", str(tmp_path), "run", "none.toml", "--out", "wrong", status=2)
    assert "there is no sector 'personal_servises'" in said
    assert "Traceback" not in said
    assert not (folder / "wrong").exists()


def write_hairdresser(folder: Path, plugins: Path, right: str, wrong: str) -> None:
    """The guide's service type with other words in it, as a plug-in folder of its own."""
    text = (folder / "plugins" / "services" / "hairdresser.py").read_text(encoding="utf-8")
    assert right in text
    (plugins / "services").mkdir()
    (plugins / "services" / "hairdresser.py").write_text(text.replace(right, wrong), encoding="utf-8")
