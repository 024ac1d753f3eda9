"""What the guides of docs/how_to show runs as it stands: files are saved where the text says, then everything is run.

`Save as `PATH`:` before a python block, and `NAME.toml` at the end of the line before a toml block, name files. Other
python blocks are run, lines of sh blocks that begin with `omland` too, with --plugins taken from them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDES = sorted((ROOT / "docs" / "how_to").glob("*.md"))
# What a guide's python needs to be there: the same sweep, with fewer points.
SMALL_SWEEP = """format = 1
scenario = "lister/jobs_and_roads"
method = "grid"
years = 1
indicators = ["population"]
[levers.state_jobs]
jobs = [0, 50]
"""
RUN_OPTIONS = {"run": ["--seed", "3", "--json"], "list": ["--json"]}
PROGRAM = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from experiments.cli import app; app()"


class Block(NamedTuple):
    """A code block and the line of text before it."""

    language: str
    before: str
    code: str


def blocks(guide: Path) -> list[Block]:
    found = re.findall(r"([^\n]*)\n\n```(\w+)\n(.*?)^```", guide.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [Block(language, before, code) for before, language, code in found]


def file_of(block: Block) -> str | None:
    """The file that a block is to be saved as."""
    if block.language == "python":
        named = re.fullmatch(r"Save as `(.+)`:", block.before)
    else:
        named = re.search(r"`([^`]+\.toml)`:$", block.before)
    return named.group(1) if named else None


def save(guide: Path, folder: Path) -> list[str]:
    """Save the named blocks of a guide and return their names."""
    names = [(file_of(block), block.code) for block in blocks(guide)]
    for name, code in names:
        if name is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(code, encoding="utf-8")
    return [name for name, _ in names if name is not None]


def run(code: str, *arguments: str, folder: Path, plugins: bool = False) -> subprocess.CompletedProcess[str]:
    """Run Python code in a folder, with the folder `plugins` below it as plug-ins or with none."""
    environment = {k: v for k, v in os.environ.items() if k != "OMLAND_PLUGINS"}
    environment |= {"OMLAND_PLUGINS": "plugins"} if plugins else {}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def commands(guide: Path) -> list[list[str]]:
    lines = [line for block in blocks(guide) if block.language == "sh" for line in block.code.splitlines()]
    return [line.split()[1:] for line in lines if line.startswith("omland ")]


def verb(words: list[str]) -> str:
    """The command of a command line, behind --plugins FOLDER."""
    return words[2] if words[0] == "--plugins" else words[0]


@pytest.fixture(scope="module", params=GUIDES, ids=lambda path: path.stem)
def guide(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A guide and a folder with its files."""
    folder = tmp_path_factory.mktemp(request.param.stem)
    save(request.param, folder)
    return request.param, folder


def test_the_blocks_of_every_language_are_understood(guide: tuple[Path, Path]) -> None:
    fences = re.findall(r"^```(\w*)$", guide[0].read_text(encoding="utf-8"), re.MULTILINE)
    assert {language for language in fences if language} <= {"python", "toml", "sh"}
    assert len([language for language in fences if language]) == len(blocks(guide[0]))


def test_scenario_files_load(guide: tuple[Path, Path], tmp_path: Path) -> None:
    scenarios = [b for b in blocks(guide[0]) if b.language == "toml" and not re.search("^scenario =", b.code, re.M)]
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from scenarios.format import load; load(sys.argv[1])"
    for n, block in enumerate(scenarios):
        path = tmp_path / f"{n}.toml"
        path.write_text(block.code, encoding="utf-8")
        done = run(code, str(path), folder=guide[1], plugins=(guide[1] / "plugins").is_dir())
        assert done.returncode == 0, done.stderr


def test_python_runs(guide: tuple[Path, Path]) -> None:
    if guide[0].stem == "sweep":
        (guide[1] / "small.toml").write_text(SMALL_SWEEP, encoding="utf-8")
        done = run(PROGRAM, "sweep", "small.toml", "--out", "results/my_sweep", "--workers", "1", folder=guide[1])
        assert done.returncode == 0, done.stderr
    for block in blocks(guide[0]):
        if guide[0].stem == "ema_workbench":
            pytest.importorskip("ema_workbench")
        if block.language == "python" and file_of(block) is None:
            code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{block.code}"
            done = run(code, folder=guide[1], plugins=(guide[1] / "plugins").is_dir())
            assert done.returncode == 0, f"{block.code}\n{done.stderr}"


def test_commands_run(guide: tuple[Path, Path]) -> None:
    for words in commands(guide[0]):
        done = run(PROGRAM, *words, *RUN_OPTIONS.get(verb(words), []), folder=guide[1])
        assert done.returncode == 0, f"omland {' '.join(words)}\n{done.stdout}\n{done.stderr}"
        assert done.stdout.strip()


@pytest.mark.parametrize(
    ("name", "kind", "ids"),
    [
        ("add_an_instrument", "instruments", {"new_state_posts"}),
        ("add_a_service_type", "services", {"hairdresser"}),
        ("add_an_indicator", "indicators", {"pensioners", "pensioner_share"}),
    ],
)
def test_what_a_guide_makes_is_listed(name: str, kind: str, ids: set[str], tmp_path: Path) -> None:
    save(ROOT / "docs" / "how_to" / f"{name}.md", tmp_path)
    done = run(PROGRAM, "--plugins", "plugins", "list", kind, "--json", folder=tmp_path)
    assert ids <= {row["id"] for row in json.loads(done.stdout)}, done.stderr
    done = run(PROGRAM, "list", kind, "--json", folder=tmp_path)
    assert not ids & {row["id"] for row in json.loads(done.stdout)}


def test_the_designs_of_the_guides_load_and_the_example_for_the_workbench_is_short(tmp_path: Path) -> None:
    from experiments.design_file import load_design

    for guide in GUIDES:
        for n, block in enumerate(b for b in blocks(guide) if re.search("^scenario =", b.code, re.M)):
            path = tmp_path / f"{guide.stem}{n}.toml"
            path.write_text(block.code, encoding="utf-8")
            assert load_design(path).points()
    (example,) = [b for b in blocks(ROOT / "docs" / "how_to" / "ema_workbench.md") if b.language == "python"]
    assert len(example.code.splitlines()) < 40


def test_the_notebook_runs(tmp_path: Path) -> None:
    notebook = json.loads((ROOT / "docs" / "notebooks" / "results.ipynb").read_text(encoding="utf-8"))
    assert not any(cell.get("outputs") for cell in notebook["cells"]), "kept without output, for it goes stale"
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    code = "\n".join([f"import sys; sys.path.insert(0, {str(ROOT)!r})", *cells])
    done = run(code, folder=tmp_path)
    assert done.returncode == 0, done.stderr
