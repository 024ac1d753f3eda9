"""The wheel is complete: installed elsewhere, in an environment without the checkout, `omland` does its work.

The wheel is built as pip builds it, but without a network. Packages that it depends on are taken from the environment
that runs the tests; the checkout is out of reach, which the first test makes sure of.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = ("pyproject.toml", "README.md", "LICENSE", "model", "scenarios", "experiments", "viz")


class Installed:
    """An environment with the wheel in it, and a folder to work in."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work"
        self.work.mkdir()
        self.scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        venv.create(folder / "venv", with_pip=False)
        self.python = next(self.scripts.glob("python*"))
        self.site = Path(self("import sysconfig; print(sysconfig.get_path('purelib'))").strip())
        (self.site / "packages_of_the_tests.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")

    def run(self, *command: str | Path) -> str:
        environment = {
            k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "OMLAND_PLUGINS", "NUMBA_CACHE_DIR")
        }
        done = subprocess.run(
            list(map(str, command)), cwd=self.work, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def __call__(self, code: str) -> str:
        return self.run(self.python, "-c", code)

    def omland(self, *arguments: str | Path) -> str:
        return self.run(self.scripts / "omland", *arguments)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    import shutil

    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"  # a copy: the build must not depend on what else lies in the checkout
    source.mkdir()
    for name in BUILT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    build = [*pip, "wheel", source, "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder]
    subprocess.run(list(map(str, build)), check=True, capture_output=True)
    (wheel,) = folder.glob("omland-*.whl")
    environment = Installed(folder)
    install = [*pip, "--python", environment.python, "install", "--no-deps", "--no-index", wheel]
    subprocess.run(list(map(str, install)), check=True, capture_output=True)
    shutil.rmtree(source)
    return environment


def test_the_program_is_that_of_the_wheel(installed: Installed) -> None:
    code = (
        "import model, scenarios, experiments, viz; print(*(m.__file__ for m in (model, scenarios, experiments, viz)))"
    )
    assert all(Path(path).is_relative_to(installed.site) for path in installed(code).split())
    assert str(ROOT) not in installed("import sys; print(sys.path)").replace(sysconfig.get_path("purelib"), "")


def test_the_wheel_holds_every_file_of_the_packages(installed: Installed) -> None:
    for package in ("model", "scenarios", "experiments", "viz"):
        files = [p for p in (ROOT / package).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
        missing = [str(p.relative_to(ROOT)) for p in files if not (installed.site / p.relative_to(ROOT)).is_file()]
        assert missing == []


def test_lists_are_there(installed: Installed) -> None:
    assert {"lister"} <= {row["id"] for row in json.loads(installed.omland("list", "regions", "--json"))}
    assert "Lister" in installed.omland("list", "regions")
    assert {"lister/baseline"} <= {row["name"] for row in json.loads(installed.omland("list", "scenarios", "--json"))}


@pytest.mark.slow
def test_the_demo_runs(installed: Installed) -> None:
    """Compiles every kernel once: the cache belongs to the files of the checkout."""
    installed.omland(
        "compare", "lister/baseline", "lister/state_jobs_lyngdal",
        "--years", "3", "--replications", "2", "--workers", "1", "--out", "demo",
    )  # fmt: skip
    assert len(pd.read_parquet(installed.work / "demo" / "results.parquet"))
    assert (installed.work / "demo" / "report.html").stat().st_size > 10_000
    assert list((installed.work / "demo" / "figures").glob("*.svg"))
