"""The command line: help is there at once, bad input is one message and exit status 2, results can be repeated."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from experiments.cli import KINDS, app
from scenarios.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "regions" / "tiny"

runner = CliRunner()


def call(*arguments: str | Path, status: int = 0) -> tuple[str, str]:
    """Return what a command writes on standard output and standard error."""
    result = runner.invoke(app, [str(a) for a in arguments])
    assert result.exit_code == status, f"{result.stdout}\n{result.stderr}\n{result.exception!r}"
    return result.stdout, result.stderr


def changed(path: Path, old: str, new: str, copy: Path) -> None:
    """Write a copy of a text file with other words in it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    copy.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scenarios of the tiny region: a base, and twenty state jobs."""
    folder = tmp_path_factory.mktemp("library")
    base = f'format = 1\nregion = "{TINY}"\nyears = 4\n[title]\nnb = "Null"\nen = "Nothing new"\n'
    jobs = (
        'format = 1\nextends = "base.toml"\n[title]\nnb = "Tjue jobber"\nen = "Twenty jobs"\n'
        '[description]\nnb = "Tjue stillinger fra resten av landet."\nen = "Twenty posts from the rest of the country."\n'
        '[[policy]]\ninstrument = "state_job_relocation"\nfrom = 2026\nzone = "a-centre"\njobs = 20\norigin = "rest"\n'
    )
    (folder / "base.toml").write_text(base, encoding="utf-8")
    (folder / "jobs.toml").write_text(jobs, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def compared(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compared") / "out"
    call(
        "compare", library / "base.toml", library / "jobs.toml",
        "--replications", "4", "--workers", "1", "--out", folder, "--seed", "11", "--uncertainty", "seeds",
    )  # fmt: skip
    return folder


# --------------------------------------------------------------------------------------------------------------- help


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from experiments.cli import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('numpy', 'numba', 'pandas', 'mesa', 'matplotlib', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Commands" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "command",
    [
        ("run",),
        ("compare",),
        ("sweep",),
        ("sensitivity",),
        ("breakeven",),
        ("replay",),
        ("export",),
        ("list",),
        ("region", "check"),
    ],
)
def test_every_command_has_help(command: tuple[str, ...]) -> None:
    shown, _ = call(*command, "--help")
    assert "Usage" in shown


# ---------------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "lister/basline"), ["there is no scenario 'lister/basline'", "did you mean 'lister/baseline'?"]),
        (("run", "gone.toml"), ["there is no scenario file 'gone.toml'"]),
        (("run", "lister/baseline", "--years", "0"), ["the number of years is wrong: '0'", "expected 1 to 100"]),
        (("compare", "lister/baseline", "lister/baseline"), ["'lister/baseline' is given twice"]),
        (
            ("compare", "lister/baseline", "lister/county_roads", "--replications", "0"),
            ["the number of replications is wrong: '0'", "expected 1 or more"],
        ),
        (
            ("compare", "lister/baseline", "lister/county_roads", "--workers", "many"),
            ["the number of workers is wrong: 'many'", "expected 1 or more, or 'all'"],
        ),
        (("list", "senarios"), ["there is no list of 'senarios'", "did you mean 'scenarios'?"]),
        (("list", "zones", "listar"), ["there is no region 'listar'", "did you mean 'lister'?"]),
        (("list", "sectors", "lister"), ["'omland list sectors' takes no region"]),
        (("region", "check", "listar"), ["there is no region 'listar'", "did you mean 'lister'?"]),
        (("--plugins", "no/such/folder", "list", "sectors"), ["there is no plug-in folder 'no/such/folder'"]),
    ],
)
def test_bad_input_is_one_message_and_exit_status_2(arguments: tuple[str, ...], words: list[str]) -> None:
    out, err = call(*arguments, status=2)
    message = out + err
    for part in words:
        assert part in message
    assert "Traceback" not in message


def test_a_wrong_scenario_file_is_named_with_its_line_and_no_results_are_made(tmp_path: Path, library: Path) -> None:
    bad = tmp_path / "bad.toml"
    changed(library / "base.toml", "years", "yeers", bad)
    _, err = call("run", bad, "--out", tmp_path / "out", status=2)
    assert f"{bad}, line 3: unknown key 'yeers'" in err
    assert err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_scenarios_that_cannot_be_compared_are_refused(tmp_path: Path, library: Path) -> None:
    longer = tmp_path / "longer.toml"
    longer.write_text(
        (library / "base.toml").read_text(encoding="utf-8").replace("years = 4", "years = 5"), encoding="utf-8"
    )
    _, err = call("compare", library / "base.toml", longer, status=2)
    assert "runs over other years" in err
    _, err = call("compare", library / "base.toml", "lister/county_roads", status=2)
    assert "is of another region" in err


def test_a_run_that_fails_is_one_message_and_exit_status_1(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise ArithmeticError("the books do not balance")

    monkeypatch.setattr("experiments.commands.run_scenario", fail)
    monkeypatch.delenv("OMLAND_DEBUG", raising=False)
    _, err = call("run", library / "base.toml", "--seed", "3", "--out", tmp_path / "out", status=1)
    assert "the run of tiny/base with seed 3 failed: the books do not balance" in err
    assert "Traceback" not in err


# ---------------------------------------------------------------------------------------------------------------- run


def test_the_same_run_twice_gives_the_same_bytes_and_another_seed_does_not(library: Path, tmp_path: Path) -> None:
    for name, seed in (("one", "7"), ("two", "7"), ("other", "8")):
        call("run", library / "base.toml", "--seed", seed, "--out", tmp_path / name)
    one, two, other = (Path(tmp_path / n / "results.parquet").read_bytes() for n in ("one", "two", "other"))
    assert one == two != other


def test_a_run_says_what_it_was_made_of(library: Path, tmp_path: Path) -> None:
    out, _ = call("run", library / "jobs.toml", "--out", tmp_path / "r", "--json")
    manifest = json.loads((tmp_path / "r" / "manifest.json").read_text(encoding="utf-8"))
    assert json.loads(out)["hash"] == manifest["scenarios"][0]["hash"]
    assert manifest["state"] == "complete"
    assert manifest["seeds"] == [1]
    assert manifest["scenarios"][0]["policies"][0]["levers"]["jobs"] == 20
    assert {"mesa", "numba", "numpy"} <= set(manifest["packages"])
    for name in manifest["scenario_files"]:
        assert (tmp_path / "r" / name).is_file()


def test_stocks_are_recorded_from_the_base_year_on_and_flows_by_calendar_year(library: Path, tmp_path: Path) -> None:
    call("run", library / "base.toml", "--out", tmp_path / "r", "--years", "2")
    frame = pd.read_parquet(tmp_path / "r" / "results.parquet")
    region = frame[(frame.place == "region") & (frame.group == "all")]
    assert region[region.indicator == "population"].year.tolist() == [2025, 2026, 2027]
    assert region[region.indicator == "births"].year.tolist() == [2025, 2026]
    assert {"region", "town", "hinterland", "town:tinytown", "municipality:A", "zone:a-centre"} <= set(frame.place)


def test_another_run_in_the_same_folder_is_refused_and_replaced_only_when_asked(library: Path, tmp_path: Path) -> None:
    call("run", library / "base.toml", "--out", tmp_path / "r", "--years", "1")
    before = (tmp_path / "r" / "results.parquet").read_bytes()
    _, err = call("run", library / "base.toml", "--out", tmp_path / "r", "--years", "1", "--seed", "2", status=2)
    assert "the folder holds other results: another seed" in err
    assert (tmp_path / "r" / "results.parquet").read_bytes() == before
    call("run", library / "base.toml", "--out", tmp_path / "r", "--years", "1", "--seed", "2", "--replace")
    assert (tmp_path / "r" / "results.parquet").read_bytes() != before


# ------------------------------------------------------------------------------------------------------------ compare


def test_a_neutral_policy_gives_the_results_of_the_base_but_for_its_name(library: Path, tmp_path: Path) -> None:
    neutral = library / "neutral.toml"
    neutral.write_text(
        (library / "jobs.toml").read_text(encoding="utf-8").replace("jobs = 20", "jobs = 0"), encoding="utf-8"
    )
    for name in ("base", "neutral"):
        call("run", library / f"{name}.toml", "--out", tmp_path / name)
    base, other = (
        pd.read_parquet(tmp_path / n / "results.parquet").astype({"scenario": str}) for n in ("base", "neutral")
    )
    assert set(base.scenario) == {"tiny/base"}
    assert set(other.scenario) == {"tiny/neutral"}
    pd.testing.assert_frame_equal(base.drop(columns="scenario"), other.drop(columns="scenario"))


def test_a_comparison_leaves_rows_report_figures_and_summary(compared: Path) -> None:
    frame = pd.read_parquet(compared / "results.parquet")
    assert set(frame.scenario) == {"tiny/base", "tiny/jobs"}
    assert set(frame.replication) == {0, 1, 2, 3}
    summary = pd.read_csv(compared / "summary.csv")
    jobs = summary[(summary.indicator == "jobs") & (summary.group == "all")].set_index("place")
    assert jobs.loc["outside", "difference"] == -20, "the jobs came from somewhere"
    figures = {p.name for p in (compared / "figures").iterdir()}
    assert {"map.nb.png", "map.en.svg", "who_gains.nb.svg", "effect_by_year.en.png"} <= figures


def test_a_comparison_says_how_far_it_is_and_where_the_rest_stands(library: Path, tmp_path: Path) -> None:
    out, err = call(
        "compare", library / "base.toml", library / "jobs.toml",
        "--replications", "6", "--years", "1", "--workers", "1", "--out", tmp_path / "c",
    )  # fmt: skip
    assert [line.split(": ")[1] for line in err.splitlines()] == [
        f"{n} of 12" for n in (2, 3, 4, 5, 6, 8, 9, 10, 11, 12)
    ]
    assert f"Each town and municipality by itself: {tmp_path / 'c' / 'summary.csv'}" in out


def test_the_policy_changes_nothing_before_its_year(compared: Path) -> None:
    differences = pd.read_parquet(compared / "differences.parquet")
    before = differences[
        (differences.year < 2026) | ((differences.year == 2026) & (differences.indicator == "population"))
    ]
    assert len(before)
    assert set(before.verdict) == {"unchanged"}


def test_the_report_stands_alone_and_says_it_in_both_languages(compared: Path) -> None:
    text = (compared / "report.html").read_text(encoding="utf-8")
    assert "Hva ville vært annerledes? Bitteliten 2025–2029" in text
    assert "What would be different? Tiny 2025–2029" in text
    assert "Tjue jobber" in text
    assert "Twenty jobs" in text
    assert "20 jobs are moved here" in text
    assert "Det koster i 2025–2028 staten 20 mill. kr" in text
    assert "What this must not be used for" in text
    assert "11–14" in text, "the seeds"
    assert "Tjue stillinger fra resten av landet." in text
    assert "Twenty posts from the rest of the country." in text
    assert "Hver by og kommune for seg står i summary.csv." in text
    for outside in ('src="http', 'href="http', "<script", "@import", "url(http"):
        assert outside not in text
    assert "nan" not in text.replace("base64", "").split("<main")[1].split("data:image")[0]


def test_one_and_two_workers_give_the_same_results(compared: Path, library: Path, tmp_path: Path) -> None:
    call(
        "compare", library / "base.toml", library / "jobs.toml",
        "--replications", "4", "--workers", "2", "--out", tmp_path / "two", "--seed", "11", "--uncertainty", "seeds",
    )  # fmt: skip
    for name in ("results.parquet", "differences.parquet", "summary.csv"):
        assert (tmp_path / "two" / name).read_bytes() == (compared / name).read_bytes(), name


def test_results_go_below_the_folder_results_when_none_is_named(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for seed in ("1", "1", "2"):
        call("run", library / "base.toml", "--years", "1", "--seed", seed)
    assert sorted(p.name for p in Path("results").iterdir()) == ["run-tiny-base", "run-tiny-base-2"]


# --------------------------------------------------------------------------------------------------------------- list


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_is_there_for_people_and_for_programs(kind: str) -> None:
    shown, _ = call("list", kind)
    rows = json.loads(call("list", kind, "--json")[0])
    assert isinstance(rows, list)
    for row in rows:
        assert row.get("id", row.get("name", "")).split("/")[-1][:10] in shown


def test_the_lists_hold_what_the_design_names() -> None:
    def ids(kind: str) -> set[str]:
        return {row.get("id", row.get("name")) for row in json.loads(call("list", kind, "--json")[0])}

    assert {"state_job_relocation", "county_road_grant"} <= ids("instruments")
    assert {"lister/baseline", "lister/state_jobs_lyngdal", "lister/county_roads"} <= ids("scenarios")
    assert {"grocery", "primary_school", "gp_practice"} <= ids("services")
    assert {"population", "jobs", "employed", "policy_cost_mnok"} <= ids("indicators")
    assert "lister" in ids("regions")
    assert len(ids("sectors")) == 12


def test_the_zones_of_a_region_are_listed_by_id_or_folder() -> None:
    shown, _ = call("list", "zones", TINY)
    assert "a-centre" in shown
    assert "lister" not in shown
    rows = json.loads(call("list", "zones", "lister", "--json")[0])
    assert len(rows) == 36
    assert {"id": "farsund-vanse", "name": "Vanse", "municipality": "Farsund", "kind": "village"}.items() <= next(
        row for row in rows if row["id"] == "farsund-vanse"
    ).items()


def test_parameters_of_the_founders_are_listed_and_marked() -> None:
    rows = {row["name"]: row["set_by"] for row in json.loads(call("list", "parameters", "--json")[0])}
    assert rows["synthesis.couple_age_gap"] == "no scenario (founders only)"
    assert rows["relocation.base_rate"] == "scenarios"


def test_a_plugin_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMLAND_PLUGINS", raising=False)
    (tmp_path / "policies").mkdir()
    text = (ROOT / "model" / "policies" / "county_road_grant.py").read_text(encoding="utf-8")
    (tmp_path / "policies" / "my_roads.py").write_text(
        text.replace('id="county_road_grant"', 'id="my_roads"'), encoding="utf-8"
    )
    environment = {k: v for k, v in os.environ.items() if k != "OMLAND_PLUGINS"}
    code = "from experiments.cli import app; app()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--plugins", str(tmp_path), "list", "instruments", "--json"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "my_roads" in {row["id"] for row in json.loads(done.stdout)}


# ------------------------------------------------------------------------------------------------------- region check


def test_region_check_of_a_sound_bundle_shows_how_its_people_fit() -> None:
    out, _ = call("region", "check", "lister")
    assert "the bundle is complete and consistent" in out
    assert "commuting" in out
    content = json.loads(call("region", "check", "lister", "--json")[0])
    assert content["problems"] == []
    assert all(row["ok"] for row in content["fit"])


def test_region_check_of_a_broken_bundle_lists_every_problem_and_ends_with_2(tmp_path: Path) -> None:
    import shutil

    broken = tmp_path / "broken"
    shutil.copytree(TINY, broken)
    (broken / "jobs.csv").unlink()
    changed(broken / "population.csv", ",male,", ",mail,", broken / "population.csv")
    out, _ = call("region", "check", broken, status=2)
    assert "jobs.csv" in out
    assert "population.csv" in out
    assert len(json.loads(call("region", "check", broken, "--json", status=2)[0])["problems"]) >= 2


def test_region_build_writes_a_bundle_that_a_scenario_can_name_by_its_path(tmp_path: Path) -> None:
    from tests.invented_tables import write_tables

    tables, bundle = write_tables(tmp_path / "tables"), tmp_path / "invented"
    asked = ("region", "build", "--from", tables, "--id", "invented", "--centre", "9001", "--out", bundle)
    asked += ("--municipalities", "9001,9002", "--base-years", "2025")
    out, _ = call(*asked)
    assert "links worked out" in out
    _, err = call(*asked, status=2)
    assert "a bundle already" in err
    content = json.loads(call(*asked, "--replace", "--json")[0])
    assert content["problems"] == []
    assert content["notes"]["links.csv"]
    mine = tmp_path / "mine.toml"
    mine.write_text('format = 1\nregion = "./invented"\nyears = 1\n', encoding="utf-8")
    ran = json.loads(call("run", mine, "--out", tmp_path / "results", "--json")[0])
    assert ran["scenario"] == "invented/mine"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--municipalities", "9001,9009"), "municipality 9009 has no row"),
        (("--municipalities", "9002"), "centre 9001 is none of the municipalities"),
        (("--municipalities", "9001", "--base-years", "soon"), "--base-years is wrong"),
    ],
)
def test_region_build_refuses_what_it_cannot_build_in_one_line(tmp_path: Path, options: tuple, words: str) -> None:
    from tests.invented_tables import write_tables

    tables = write_tables(tmp_path / "tables")
    _, err = call(
        "region", "build", "--from", tables, "--id", "invented", "--centre", "9001", "--out", tmp_path / "out", *options,
        status=2,
    )  # fmt: skip
    assert words in err
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


def test_bad_input_reads_as_one_line() -> None:
    error = BadInput("it is wrong", file="x.toml", line=3, value="y", expected="z", hint="did you mean 'z'?")
    assert str(error) == "x.toml, line 3: it is wrong: 'y'; expected z (did you mean 'z'?)"
