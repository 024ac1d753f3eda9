"""`omland validate`: what a known projection gives, resumption, and clear words about regions without a past."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from experiments.backcast import REALISED, backcast
from experiments.cli import app
from experiments.run import Record, RunResult, collect
from experiments.validate import (
    BANDS,
    ValidateOptions,
    against_best,
    best_comparator,
    projections,
    published,
    summary,
    totals,
    validate,
)
from experiments.validation_page import validate_all, write_page
from model.inputs import Scenario
from scenarios.bundle import REGIONS, load_region
from scenarios.errors import BadInput
from scenarios.format import load

TINY = Path(__file__).resolve().parents[1] / "regions" / "tiny"
REGION = "notodden"


def one_per_cent(scenario: Scenario, seed: int, *, replication: int = 0, zones: bool = True) -> RunResult:
    """Every municipality and age grows by one per cent of the base year each year, give or take one by the seed."""
    data = scenario.region
    now = published(data)[scenario.start]
    records: list[Record] = []
    for year in range(scenario.start, scenario.start + scenario.years + 1):
        factor = 1.0 + 0.01 * (year - scenario.start) + 0.01 * (seed % 3 - 1)
        series, values = [], []
        for m, municipality in enumerate(data.municipalities):
            spans = {"all": (0, 121)} | {f"age:{name}": span for name, span in BANDS.items()}
            for group, (first, last) in spans.items():
                series.append(("population", f"municipality:{municipality.code}", group, "persons"))
                values.append(float(now[m, :, first:last].sum()) * factor)
        records.append((year, False, tuple(series), np.array(values)))
    return collect(scenario.name, replication, seed, records)


started: list[int] = []


def fails_after_two(scenario: Scenario, seed: int, **options: int) -> RunResult:
    """Fails at the third run."""
    started.append(seed)
    if len(started) > 2:
        raise ArithmeticError("the books do not balance")
    return one_per_cent(scenario, seed, **options)  # type: ignore[arg-type]


def options(out: Path, simulate=one_per_cent, **more: object) -> ValidateOptions:
    return ValidateOptions(out=out, **({"replications": 3, "simulate": simulate} | more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory):
    return validate(REGION, options(tmp_path_factory.mktemp("out") / "v"))


def row(table: pd.DataFrame, base: int, years: int, place: str, group: str = "all") -> pd.Series:
    mine = table[
        (table["base"] == base) & (table["years"] == years) & (table["place"] == place) & (table["group"] == group)
    ]
    assert len(mine) == 1
    return mine.iloc[0]


def test_the_table_holds_projection_interval_and_what_was_published(found) -> None:
    """Against the bundle's own figures, added up here by hand."""
    data = load_region(REGION)
    code = data.municipalities[0].code
    people = data.population.groupby(["municipality", "year"])["persons"].sum()
    got = row(found.table, 2015, 10, f"municipality:{code}")
    assert got["published"] == people[code, 2025]
    assert got["model"] == pytest.approx(people[code, 2015] * 1.10)
    assert got["low"] == pytest.approx(people[code, 2015] * (1.09 + 0.1 * 0.02), rel=1e-6)
    assert got["model_error_%"] == pytest.approx(100 * (people[code, 2015] * 1.1 / people[code, 2025] - 1))
    history = data.history[(data.history["quantity"] == "population") & (data.history["municipality"] == code)]
    by_year = history.set_index("year_from")["value"]
    assert row(found.table, 2005, 20, f"municipality:{code}")["linear_trend"] == pytest.approx(
        max(by_year[2005] + 2.0 * (by_year[2005] - by_year[1995]), 0.0)
    )


def test_bands_and_places_add_up(found) -> None:
    table = found.table
    for (base, years, place), part in table.groupby(["base", "years", "place"]):
        whole = part[part["group"] == "all"].iloc[0]
        parts = part[part["group"] != "all"]
        assert parts["published"].sum() == whole["published"], (base, years, place)
        assert parts["model"].sum() == pytest.approx(whole["model"])
    region, town, rest = (row(table, 2015, 5, p)["published"] for p in ("region", "with_town", "without_town"))
    assert region == town + rest


def test_what_the_figures_do_not_reach_is_absent_not_made_up(found) -> None:
    """Cohort ratios of 2000-2005 and ages before 2005 are not known."""
    for years in (5, 10, 15, 20):
        assert np.isnan(row(found.table, 2005, years, "region")["cohort_component"])
        assert np.isnan(row(found.table, 2005, years, "region", "age:0-19")["linear_trend"])
    assert np.isfinite(row(found.table, 2015, 10, "region", "age:0-19")["cohort_component"])
    assert best_comparator(found.table) in ("no_change", "linear_trend")


def test_the_best_comparator_is_chosen_before_2015_and_used_after(found) -> None:
    by = summary(found.table).set_index(["base", "years"])
    errors = by.loc[(2005, 10), ["no_change", "linear_trend"]]
    best = errors.astype(float).idxmin()
    got = against_best(found.table)
    assert set(got["comparator"]) == {best}
    assert got["ratio"].tolist() == pytest.approx(
        [by.loc[(2015, h), "model"] / by.loc[(2015, h), best] for h in (5, 10)]
    )


def test_trend_and_cohorts_take_only_what_was_known_at_the_base_year() -> None:
    """Later figures changed by a factor change no projection."""
    data = load_region(REGION, 2015)
    later = data.population["year"] > 2015
    tampered = data.population.assign(persons=data.population["persons"].where(~later, 7))
    history = data.history.assign(value=data.history["value"].where(data.history["year_from"] <= 2015, 7.0))
    import dataclasses

    other = dataclasses.replace(data, population=tampered, history=history)
    for method, groups in projections(data, 2015, 10).items():
        for group, values in groups.items():
            assert values.tolist() == projections(other, 2015, 10)[method][group].tolist(), (method, group)


def test_a_backcast_is_what_the_library_s_scenario_says() -> None:
    for base in (2005, 2015):
        mine, file = backcast(REGION, base, 2025), load(f"{REGION}/from_{base}")
        assert (mine.start, mine.years, mine.parameters) == (file.start, file.years, file.parameters)
        for year in range(base, 2025):
            assert mine.world["immigration"].at(year) == pytest.approx(file.world["immigration"].at(year), abs=0.001)
            for name in set(file.world) - set(REALISED):
                assert file.world[name].at(year) == 1.0


def test_ended_half_way_it_continues_and_gives_the_same_bytes(tmp_path: Path, found) -> None:
    out = tmp_path / "v"
    started.clear()
    with pytest.raises(Exception, match="2 of 6 runs are kept"):
        validate(REGION, options(out, fails_after_two, workers=1))
    before = {p.name for p in (out / "runs").iterdir()}
    assert len(before) == 2
    again = validate(REGION, options(out))
    assert again.table.equals(found.table)
    for name in ("results.parquet", "validation.parquet", "validation.csv"):
        assert (out / name).read_bytes() == (found.folder / name).read_bytes(), name


def test_it_leaves_a_table_and_a_figure_in_both_languages(found) -> None:
    assert {"validation.csv", "validation.parquet", "results.parquet", "manifest.json"} <= {
        p.name for p in found.folder.iterdir()
    }
    figures = {p.name for p in (found.folder / "figures").iterdir()}
    assert figures == {f"backcast.{language}.{kind}" for language in ("nb", "en") for kind in ("svg", "png")}
    assert "publisert" in (found.folder / "figures" / "backcast.nb.svg").read_text()


def test_a_page_is_filled_between_its_marks_only(tmp_path: Path, found) -> None:
    page = tmp_path / "validation.md"
    page.write_text("by hand\n<!-- generated: overall -->\nold\n<!-- end -->\nalso by hand\n")
    write_page(page, [found], 3)
    text = page.read_text()
    assert text.startswith("by hand\n<!-- generated: overall -->\n")
    assert text.endswith("<!-- end -->\nalso by hand\n")
    assert "old" not in text
    assert "within the 80 % interval" in text
    assert (tmp_path / "pictures" / f"backcast_{REGION}.en.svg").exists()
    page.write_text("<!-- generated: nonsense -->\n<!-- end -->\n")
    with pytest.raises(BadInput, match="nonsense"):
        write_page(page, [found], 3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["atlantis"], "there is no region 'atlantis'"),
        ([str(TINY)], "has no past to compare with"),
        ([REGION, "--replications", "1"], "the number of replications is wrong"),
        ([REGION, "--workers", "none"], "the number of workers is wrong"),
        ([REGION, "--page", "x.md"], "the page is about all regions"),
    ],
)
def test_bad_input_is_one_message_and_status_2(arguments: list[str], said: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    got = CliRunner().invoke(app, ["validate", *arguments])
    assert got.exit_code == 2
    assert said in got.stderr
    assert "Traceback" not in got.output
    assert not list(tmp_path.iterdir())


def test_a_region_whose_later_years_are_not_published_has_no_past(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(REGIONS / REGION, folder)
    rows = pd.read_csv(folder / "population.csv", dtype=str)
    history = pd.read_csv(folder / "history.csv", dtype=str)
    rows[rows["year"].isin(["2005", "2015", "2025"])].to_csv(folder / "population.csv", index=False)
    history[history["quantity"] != "population"].to_csv(folder / "history.csv", index=False)
    got = validate(folder, options(tmp_path / "v"))
    assert sorted(set(zip(got.table["base"], got.table["years"], strict=True))) == [(2005, 10), (2005, 20), (2015, 10)]
    assert got.table["cohort_component"].isna().all()
    assert 1995 not in totals(got.data)


def test_several_regions_get_a_folder_each(tmp_path: Path) -> None:
    both = validate_all(["notodden", "vesteralen"], options(tmp_path / "all"))
    assert [one.folder.name for one in both] == ["notodden", "vesteralen"]
    manifest = json.loads((both[1].folder / "manifest.json").read_text())
    assert manifest["identity"]["command"] == "validate"
