"""Bad input to `omland`, as a user meets it: one clear message, exit status 2, and earlier results as they were.

Wrong scenario files are in tests/unit/test_scenario_format.py, wrong bundles in tests/unit/test_bundle.py, the results
folder by itself in test_store.py; here the whole command runs.
"""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from experiments.cli import app

TINY = Path(__file__).resolve().parents[1] / "regions" / "tiny"
runner = CliRunner()


def refused(*arguments: str | Path) -> str:
    """The message of a command that must end with exit status 2 and say why in one line."""
    result = runner.invoke(app, [str(a) for a in arguments])
    assert result.exit_code == 2, f"{result.stdout}\n{result.stderr}\n{result.exception!r}"
    assert "Traceback" not in result.stdout + result.stderr
    lines = [line for line in result.stderr.splitlines() if line.startswith("omland: ")]
    assert len(lines) == 1, result.stderr
    return lines[0]


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def scenario_file(path: Path, region: Path | str = TINY) -> Path:
    path.write_text(
        f'format = 1\nregion = "{region}"\nyears = 1\n[title]\nnb = "Null"\nen = "Nothing new"\n', encoding="utf-8"
    )
    return path


@pytest.fixture(scope="module")
def run_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two scenarios and the results of one run and of one comparison."""
    folder = tmp_path_factory.mktemp("earlier")
    base, other = scenario_file(folder / "base.toml"), scenario_file(folder / "other.toml")
    for command in (
        ("run", base, "--out", folder / "run"),
        ("compare", base, other, "--replications", "1", "--workers", "1", "--out", folder / "compare"),
    ):
        result = runner.invoke(app, [str(word) for word in command])
        assert result.exit_code == 0, f"{result.stderr}\n{result.exception!r}"
    return folder


@pytest.fixture
def earlier(run_once: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return shutil.copytree(run_once, tmp_path / "earlier")


# ------------------------------------------------------------------------------------------------------------- bundles


def spoil(path: Path, old: str, new: str) -> int:
    """Change one place in a file; returns its line."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


BUNDLES = {
    "a link to nowhere": (
        "links.csv",
        "b-village--b-rural,b-village,b-rural",
        "b-village--b-rural,b-village,b-rurl",
        ["'b-rurl'", "did you mean 'b-rural'?"],
    ),
    "a zone that no link reaches": (
        "links.csv",
        "b-rural--b-far,b-rural,b-far",
        "b-rural--b-far,b-rural,city",
        ["b-far"],
    ),
    "a population that does not add up to the published total": (
        "history.csv",
        "A,2025,2025,population,all,0,105,400",
        "A,2025,2025,population,all,0,105,450",
        ["450", "400"],
    ),
    "zones that do not add up to their municipality": ("zones.csv", "6.76,0.2,", "6.76,0.3,", ["population_share"]),
    "jobs that disagree with commuting": ("jobs.csv", "A,2025,retail,32", "A,2025,retail,33", ["jobs"]),
}


@pytest.mark.parametrize("what", BUNDLES)
def test_a_bundle_that_is_wrong_stops_the_run_before_it_touches_results(what: str, earlier: Path) -> None:
    file, old, new, words = BUNDLES[what]
    bundle = shutil.copytree(TINY, earlier / "bundle")
    spoil(bundle / file, old, new)
    scenario = scenario_file(earlier / "mine.toml", bundle)
    before = content(earlier)
    for command in (
        ("run", scenario, "--out", earlier / "run"),
        ("run", scenario, "--out", earlier / "run", "--replace"),
        ("run", scenario, "--out", earlier / "new"),
        ("compare", earlier / "base.toml", scenario, "--out", earlier / "compare", "--replace"),
    ):
        message = refused(*command)
        assert all(word in message for word in words), message
    assert content(earlier) == before
    assert not (earlier / "new").exists()


def test_a_link_to_nowhere_is_named_with_its_line(earlier: Path) -> None:
    bundle = shutil.copytree(TINY, earlier / "bundle")
    line = spoil(bundle / "links.csv", "b-village--b-rural,b-village,b-rural", "b-village--b-rural,b-village,nowhere")
    assert f"links.csv, line {line}" in refused("run", scenario_file(earlier / "mine.toml", bundle))
    checked = runner.invoke(app, ["region", "check", str(bundle)])
    assert checked.exit_code == 2
    assert f"line {line}" in " ".join(checked.stdout.split())


# ------------------------------------------------------------------------------------------------- earlier results


@pytest.mark.parametrize("command", ["run", "compare"])
def test_a_folder_with_other_results_is_refused(command: str, earlier: Path) -> None:
    names = [earlier / "base.toml", earlier / "other.toml"][: 1 if command == "run" else 2]
    before = content(earlier)
    for arguments, words in (
        ((*names, "--seed", "2"), "another seed"),
        ((*names, "--years", "2"), "other scenarios"),
    ):
        message = refused(command, *arguments, *options(command), "--out", earlier / command)
        assert "the folder holds other results" in message
        assert words in message
        assert "--replace" in message
    assert content(earlier) == before


def options(command: str) -> list[str]:
    return ["--replications", "1", "--workers", "1"] if command == "compare" else []


def test_results_of_one_command_are_not_overwritten_by_another(earlier: Path) -> None:
    before = content(earlier)
    assert "another command" in refused("run", earlier / "base.toml", "--out", earlier / "compare")
    assert content(earlier) == before


def test_a_folder_of_the_users_own_files_is_never_taken(earlier: Path) -> None:
    mine = earlier / "photos"
    mine.mkdir()
    (mine / "summer.jpg").write_bytes(b"sea")
    for more in ((), ("--replace",)):
        message = refused("run", earlier / "base.toml", "--out", mine, *more)
        assert "the folder holds other files than results (summer.jpg)" in message
    assert content(mine) == {"summer.jpg": b"sea"}


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def write_foreign(path: Path) -> None:
    pq.write_table(pa.table({"price": [1.0]}), path)


def write_text(path: Path) -> None:
    path.write_text("no Parquet at all", encoding="utf-8")


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (truncate, "damaged or no Parquet file"),
        (write_text, "damaged or no Parquet file"),
        (write_foreign, "not one of Omland's: it has no column 'scenario'"),
        (make_folder, "damaged or no Parquet file"),
    ],
)
@pytest.mark.parametrize("command", ["run", "compare"])
def test_parquet_that_cannot_be_read_or_is_foreign_is_left_alone(
    command: str, damage: Callable[[Path], None], words: str, earlier: Path
) -> None:
    names = [earlier / "base.toml", earlier / "other.toml"][: 1 if command == "run" else 2]
    damage(earlier / command / "results.parquet")
    before = content(earlier)
    message = refused(command, *names, *options(command), "--out", earlier / command)
    assert words in message
    assert "results.parquet" in message
    assert content(earlier) == before


@pytest.mark.parametrize(
    ("text", "words"),
    [("{", "the manifest cannot be read"), (json.dumps({"name": "app"}), "not one of Omland's")],
)
def test_a_manifest_that_is_damaged_or_foreign_is_left_alone(text: str, words: str, earlier: Path) -> None:
    (earlier / "run" / "manifest.json").write_text(text, encoding="utf-8")
    before = content(earlier)
    assert words in refused("run", earlier / "base.toml", "--out", earlier / "run", "--replace")
    assert content(earlier) == before


# ------------------------------------------------------------------------------------------------ no place to write in


def test_a_file_in_the_way_of_the_folder_is_refused(earlier: Path) -> None:
    (earlier / "file").write_text("mine", encoding="utf-8")
    before = content(earlier)
    assert "the results folder is a file" in refused("run", earlier / "base.toml", "--out", earlier / "file")
    message = refused("run", earlier / "base.toml", "--out", earlier / "file" / "below")
    assert "cannot be written" in message
    assert "a folder you may write in" in message
    assert content(earlier) == before


def test_a_file_called_results_is_in_the_way_of_the_default_folder(
    earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(earlier)
    (earlier / "results").write_text("mine", encoding="utf-8")
    before = content(earlier)
    assert "cannot be written" in refused("run", "base.toml")
    assert content(earlier) == before


@pytest.mark.parametrize("where", ["read", "write"])
@pytest.mark.parametrize("named", [True, False])
def test_no_permission_is_one_message(where: str, named: bool, earlier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused by the system; tests may run as a user who may do everything."""

    listing = Path.iterdir

    def deny(*arguments: object, **more: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    def deny_ours(path: Path) -> object:
        return deny() if path.resolve().is_relative_to(earlier) else listing(path)

    monkeypatch.chdir(earlier)
    out = earlier / "run" if named else earlier / "results" / "run-tiny-base"
    if not named:
        shutil.copytree(earlier / "run", out)
    before = content(earlier)
    with monkeypatch.context() as patch:
        if where == "read":
            patch.setattr(Path, "iterdir", deny_ours)
        else:
            patch.setattr("experiments.store.tempfile.TemporaryFile", deny)
        message = refused("run", "base.toml", *(["--out", "run"] if named else []))
    assert "Permission denied" in message
    assert "a folder you may write in" in message
    assert content(earlier) == before


@pytest.mark.parametrize("name", ["figures", "scenarios", "report.html"])
def test_what_cannot_be_written_beside_results_is_one_message_and_the_results_stay(name: str, earlier: Path) -> None:
    where = earlier / "compare" / name
    if where.is_dir():
        shutil.rmtree(where)
        where.write_text("a file in the way", encoding="utf-8")
    else:
        where.unlink()
        (where / "in the way").mkdir(parents=True)
    results = (earlier / "compare" / "results.parquet").read_bytes()
    message = refused(
        "compare", earlier / "base.toml", earlier / "other.toml", *options("compare"), "--out", earlier / "compare"
    )
    assert "cannot be written" in message
    assert name in message
    assert (earlier / "compare" / "results.parquet").read_bytes() == results
    assert not [p.name for p in (earlier / "compare").iterdir() if p.name.startswith(".")], "nothing half-written"
