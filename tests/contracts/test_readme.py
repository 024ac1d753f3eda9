"""What README, CONTRIBUTING and the guide to scenarios show works as it stands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "how_to" / "write_a_scenario.md").read_text(encoding="utf-8")
QUICK = {"compare": ["--years", "1", "--replications", "2", "--workers", "1"], "run": ["--years", "1"]}


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the README's scenario in it."""
    (tmp_path / "my_town.toml").write_text(blocks(README, "toml")[0], encoding="utf-8")
    return tmp_path


def test_the_first_own_scenario_is_ten_lines() -> None:
    assert len(blocks(README, "toml")[0].splitlines()) == 10


COMMANDS = [line for block in blocks(README, "sh") for line in block.splitlines() if line.startswith("omland ")]


def test_there_are_commands_to_try() -> None:
    assert len(COMMANDS) >= 4


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_readme_works(command: str, folder: Path) -> None:
    words = command.split()[1:]
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from experiments.cli import app; app()"
    arguments = [sys.executable, "-c", code, *words, *QUICK.get(words[0], [])]
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    assert done.stdout.strip()


def test_the_python_example_works(folder: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n" + blocks(README, "python")[0]
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.search(r"\b\d{5}\b", done.stdout), "the population of Lister"


def test_make_targets_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^make ([a-z]+)$|`make ([a-z]+)`", text, re.MULTILINE))
    assert {name for pair in named for name in pair if name} <= targets


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/how_to/write_a_scenario.md"])
def test_links_lead_to_files_that_are_there(page: str) -> None:
    path = ROOT / page
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), f"{page} links to {target}"


def test_the_example_of_the_guide_loads_and_says_what_its_comments_say(tmp_path: Path) -> None:
    from scenarios.format import load

    (tmp_path / "guide.toml").write_text(blocks(GUIDE, "toml")[0], encoding="utf-8")
    scenario = load(tmp_path / "guide.toml")
    assert scenario.world["immigration"].at(2030) == 0.9
    assert scenario.world["interest_rate"].at(2030) == pytest.approx(0.9)
    assert scenario.policies[0].phase_in_years == 3
    assert scenario.parameters
