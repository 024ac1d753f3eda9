"""The pages of docs/ that are written from the code are what the code says, for plug-ins too."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from model import agents
from model.table import columns_of
from model.year import YEAR
from tests.contracts.plugins import write_plugins

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def make_docs(*arguments: str | Path, plugins: str = "", status: int = 0) -> str:
    """Run the generator as `make docs` does; return what it says. A process of its own: other tests load plug-ins."""
    environment = {k: v for k, v in os.environ.items() if k != "OMLAND_PLUGINS"}
    environment |= {"OMLAND_PLUGINS": plugins} if plugins else {}
    done = subprocess.run(
        [sys.executable, "-m", "experiments.docs", *map(str, arguments)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plugins(tmp_path_factory.mktemp("plugins"))


def test_generated_pages_are_current() -> None:
    make_docs("--check")


def test_a_page_that_is_not_current_is_named_and_written_anew(tmp_path: Path) -> None:
    (tmp_path / "odd.md").write_text((DOCS / "odd.md").read_text(encoding="utf-8"), encoding="utf-8")
    make_docs("--out", tmp_path)
    make_docs("--out", tmp_path, "--check")
    first = {p: p.read_bytes() for p in tmp_path.rglob("*.md")}
    for name, old, new in (
        ("parameters.md", "| unit |", "| units |"),
        ("odd.md", "| `age` | years |", "| `age` | months |"),
    ):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert old in text
        (tmp_path / name).write_text(text.replace(old, new), encoding="utf-8")
        assert name in make_docs("--out", tmp_path, "--check", status=1)
    (tmp_path / "instruments" / "gone.md").write_text(next(iter(first.values())).decode(), encoding="utf-8")
    (tmp_path / "instruments" / "mine.md").write_text("# Written by hand", encoding="utf-8")
    (tmp_path / "world.md").unlink()
    said = make_docs("--out", tmp_path, "--check", status=1)
    assert "world.md" in said
    assert "mine.md" not in said
    make_docs("--out", tmp_path)
    (tmp_path / "instruments" / "mine.md").unlink()
    assert {p: p.read_bytes() for p in tmp_path.rglob("*.md")} == first


def test_an_unknown_part_of_odd_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.md").write_text("<!-- generated: entitis -->\n<!-- end -->\n", encoding="utf-8")
    assert "asks for a generated part 'entitis'" in make_docs("--out", tmp_path, status=2)


def test_plugins_get_pages(plugins: Path, tmp_path: Path) -> None:
    make_docs("--out", tmp_path, plugins=str(plugins))
    pages = {str(p.relative_to(tmp_path)): p.read_text(encoding="utf-8") for p in tmp_path.rglob("*.md")}
    assert "`posts`" in pages["instruments/new_state_posts.md"]
    assert "The state opens new posts in a zone, and people seek them." in pages["instruments/new_state_posts.md"]
    assert "new_state_posts.md" in pages["instruments/README.md"]
    assert "`cost_nok`" in pages["parameters.md"]
    assert "## Hairdresser / Frisør" in pages["services.md"]
    assert "`space_travel`" in pages["sectors.md"]
    assert "`pensioner_share`" in pages["indicators.md"]


def test_odd_names_every_state_variable_and_every_step() -> None:
    text = (DOCS / "odd.md").read_text(encoding="utf-8")
    for entity in (value for value in vars(agents).values() if isinstance(value, type)):
        if entity.__module__ == agents.__name__:
            assert f"**{entity.__name__}.**" in text
            for column in set(columns_of(entity)) - {"key"}:
                assert f"| `{column}` |" in text
    for module in YEAR:
        name = module.__name__.rpartition(".")[2]
        assert f"model/submodels/{name}.py" in text
        assert f"`{name}`" in text.partition("## 7. Submodels")[2], f"section 7 says nothing of {name}"


def test_odd_has_the_seven_elements_and_the_eleven_concepts() -> None:
    text = (DOCS / "odd.md").read_text(encoding="utf-8")
    elements = (
        "1. Purpose and patterns", "2. Entities, state variables and scales", "3. Process overview and scheduling",
        "4. Design concepts", "5. Initialization", "6. Input data", "7. Submodels",
    )  # fmt: skip
    concepts = (
        "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
        "Stochasticity", "Collectives", "Observation",
    )  # fmt: skip
    for element in elements:
        assert f"\n## {element}\n" in text
    section = text.partition("## 4. Design concepts")[2].partition("\n## 5.")[0]
    for concept in concepts:
        assert f"**{concept}.**" in section


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda p: str(p.relative_to(DOCS)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith("http"):
            continue
        path, _, heading = target.partition("#")
        found = page.parent / path if path else page
        assert found.exists(), f"{page.name} links to {target}"
        if heading and found.suffix == ".md":
            titles = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^\w\- ]", "", t).strip().lower().replace(" ", "-") for t in titles}, target
