"""`omland calibrate`: the search on a known problem, targets against the bundles, the file and who reads it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments.calibrate import STEPS, CalibrateOptions, Target, calibrate, of_counts, search, targets
from experiments.cli import app
from experiments.migration_counts import COUNTS, NET_STARTS
from experiments.run import RunResult
from experiments.uncertainty import draw, draw_fitted
from model.inputs import Calibration, Scenario
from model.parameters import REGISTRY
from model.registry import load_parameters
from scenarios.bundle import NATIONAL, load_region
from scenarios.calibration import latest, load_calibration, read_calibration
from scenarios.errors import BadInput
from scenarios.format import load

load_parameters()
BEGIN = {name: REGISTRY[name].value for name in STEPS}
TRUE = {name: BEGIN[name] + 0.4 * step for name, step in STEPS.items()}


def linear(points) -> np.ndarray:
    """Ten targets that are known mixtures of the constants."""
    mix = np.random.default_rng(3).normal(size=(10, len(STEPS)))
    scale = np.array(list(STEPS.values()))
    return np.array([mix @ ((np.array(list(p.values())) - np.array(list(TRUE.values()))) / scale) for p in points])


GOALS = [Target(f"t{k}", 0.0, 0.001, "unit", "invented") for k in range(10)]


def test_the_search_finds_the_constants_of_a_linear_world() -> None:
    fit = search(linear, BEGIN, GOALS, 2)
    for name, step in STEPS.items():
        assert fit.values[name] == pytest.approx(TRUE[name], abs=0.02 * step + 1e-4), name
    assert fit.distance < 1.0 < fit.start_distance


def test_in_a_linear_world_two_standard_deviations_away_the_distance_is_four_more() -> None:
    loose = [t._replace(tolerance=0.05) for t in GOALS]
    fit = search(linear, BEGIN, loose, 2)
    for name, ends in fit.profile.items():
        sd = np.sqrt(fit.covariance[list(STEPS).index(name)][list(STEPS).index(name)])
        for value, rise in ends:
            assert abs(value - fit.values[name]) == pytest.approx(2 * sd, abs=2e-4)
            assert rise == pytest.approx(4.0, rel=0.15), name  # values are rounded to four decimals


def test_a_later_round_that_is_worse_is_not_kept() -> None:
    calls = []

    def worse(points) -> np.ndarray:
        calls.append(len(points))
        return linear(points) + (100.0 if len(calls) == 2 else 0.0)

    fit = search(worse, BEGIN, GOALS, 2)
    assert fit.values == {n: round(v, 4) for n, v in BEGIN.items()}


def test_targets_are_the_published_residuals_of_all_regions_together() -> None:
    """Ages 15–24 of two regions, added up by hand from their histories."""
    regions = [load_region("notodden", 2005), load_region("vesteralen", 2005)]
    moved = residents = 0.0
    for data in regions:
        for row in data.history.itertuples():
            if row.quantity == "net_migration_by_age" and row.year_from in (2005, 2010) and row.age_from in (15, 20):
                moved += row.value
        residents += sum(data.population[data.population["year"] == y]["persons"].sum() for y in (2005, 2015)) / 2
    found = {t.name: t for t in targets(regions)}
    assert found["net migration, 15–24 years"].wanted == pytest.approx(1000 * moved / residents / 10)
    assert len(found) == len(NET_STARTS) + 4


def test_rates_and_shares_follow_from_counts() -> None:
    total = dict.fromkeys(COUNTS, 0.0) | {
        "net_15": -50.0, "residents": 10_000.0, "within": 60.0, "between": 15.0, "out": 25.0, "adult_moves": 90.0,
        "adult_moves_v3": 100.0, "moves_20_29": 40.0, "persons_20_29": 100.0, "moves_40_49": 10.0, "persons_40_49": 100.0,
    }  # fmt: skip
    got = of_counts(total)
    assert got[1] == -5.0
    assert got[-4:] == pytest.approx([0.9, 4.0, 0.6, 0.25])


runs: list[int] = []


def counted(scenario: Scenario, seed: int, *, replication: int = 0, zones: bool = False) -> RunResult:
    """Counts that say something about every constant."""
    runs.append(seed)
    p = scenario.parameters
    at = {name: 1000.0 + 10.0 * k + seed for k, name in enumerate(COUNTS)}
    at |= {f"net_{first}": 5.0 - 3.0 * p[f"location.outside_{min(k, 4)}"] for k, first in enumerate(NET_STARTS)}
    at["adult_moves"] = 5000.0 * p["relocation.base_rate"] * p["candidates.immigration_scale"] + p["location.family"]
    series = tuple(("count", "region", name, "persons") for name in COUNTS)
    values = np.array([list(at.values())])
    return RunResult(
        scenario.name, replication, seed, series, np.ones(len(COUNTS), bool), np.array([2005]), values, 0, 0
    )


def breaks(scenario: Scenario, seed: int, **options: int) -> RunResult:
    if len(runs) == 30:
        raise ArithmeticError("the books do not balance")
    return counted(scenario, seed, **options)


@pytest.mark.slow
def test_ended_half_way_it_continues_and_writes_the_same_file(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("experiments.calibrate.founders_of", lambda region: None)
    monkeypatch.setattr("experiments.sweep.founders_of", lambda region: None)
    monkeypatch.setattr("experiments.sweep.SweepOptions.spawn", False, raising=False)
    one, two = tmp_path / "one", tmp_path / "two"
    chosen = CalibrateOptions(out=one, rounds=2, seeds=1, simulate=counted)
    where = ["notodden", "vesteralen"]
    path, fit, wanted = calibrate(chosen, regions=where)
    assert len(wanted) == len(fit.got)
    runs.clear()
    with pytest.raises(Exception, match="runs are kept"):
        calibrate(dataclasses.replace(chosen, out=two, simulate=breaks), regions=where)
    done = len(runs)
    again, _, _ = calibrate(dataclasses.replace(chosen, out=two), regions=where)
    assert len(runs) - done < 2 * (2 * 9 + 16) - 25, "what had been run was run again"
    assert again.read_bytes() == path.read_bytes()
    assert read_calibration(path).values == fit.values


# -------------------------------------------------------------------------------------------------------- the file


def write(folder: Path, text: str, date: str = "2030-01-01") -> Path:
    path = folder / f"calibration-{date}.toml"
    path.write_text(text, encoding="utf-8")
    return path


GOOD = """format = 1
date = "2030-01-01"
covariance = [[0.04, 0.0], [0.0, 0.01]]
[parameters]
"location.family" = 1.1
"location.outside_0" = 0.5
"""


def test_the_latest_file_counts_and_none_is_no_fault(tmp_path: Path) -> None:
    assert load_calibration(tmp_path) == Calibration()
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace("1.1", "1.2"), "2031-01-01")
    write(tmp_path, GOOD.replace("1.1", "1.3"), "2029-12-31")
    assert load_calibration(tmp_path).values["location.family"] == 1.2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format = 1", "format = 2", "unknown format"),
        ('"location.family"', '"location.famly"', "there is no parameter 'location.famly'"),
        ("= 1.1", "= 9.9", "'location.family' is wrong"),
        ("= 1.1", "= true", "'location.family' is wrong"),
        ("0.0, 0.01]]", "0.0, -0.01]]", "'covariance' is wrong"),
        (", [0.0, 0.01]]", "]", "'covariance' is wrong"),
        ("[parameters]", "[params]", "the table [parameters] is missing"),
        ("format = 1", "format = ", "not a readable TOML file"),
    ],
)
def test_a_wrong_file_is_one_message(old: str, new: str, said: str, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(BadInput) as caught:
        read_calibration(path)
    assert said in str(caught.value)
    assert path.name in str(caught.value)


def test_fitted_constants_are_drawn_together_with_their_covariance() -> None:
    fitted = Calibration("", {"location.family": 1.0, "location.outside_0": 0.5}, ((0.01, -0.018), (-0.018, 0.04)))
    drawn = np.array([list(draw_fitted(fitted, seed).values()) for seed in range(3000)])
    assert drawn.mean(axis=0) == pytest.approx([1.0, 0.5], abs=0.02)
    assert np.corrcoef(drawn.T)[0, 1] == pytest.approx(-0.9, abs=0.03)
    assert drawn.std(axis=0) == pytest.approx([0.1, 0.2], rel=0.1)
    assert draw("all", 5, fitted)["parameters"]["location.family"] == draw_fitted(fitted, 5)["location.family"]
    assert "location.family" not in draw("world", 5, fitted)["parameters"]
    assert draw_fitted(Calibration("", {"location.family": 1.0}), 5) == {}


def test_all_free_constants_and_no_others_are_in_the_file_in_use() -> None:
    path = latest(NATIONAL / "no")
    assert path is not None
    fitted = read_calibration(path)
    assert set(fitted.values) == set(STEPS)
    assert len(fitted.covariance) == len(STEPS)
    assert load("lister/baseline").region.national.calibration == fitted


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rounds", "0"], "rounds and seeds are counted from 1"),
        (["--workers", "0"], "the number of workers is wrong"),
    ],
)
def test_bad_options_are_one_message(arguments: list[str], said: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    got = CliRunner().invoke(app, ["calibrate", *arguments])
    assert got.exit_code == 2
    assert said in got.stderr
    assert "Traceback" not in got.output


def test_a_region_without_residuals_is_one_message(tmp_path: Path) -> None:
    data = load_region("notodden", 2005)
    without = dataclasses.replace(data, history=data.history[data.history["quantity"] == "population"])
    with pytest.raises(BadInput, match="no net migration by age"):
        targets([without])
