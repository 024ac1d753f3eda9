"""Designs: what each method draws, through a design file; and Sobol' indices of a function whose indices are known."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.design_file import Design, load_design
from experiments.outcomes import Outcome
from experiments.run import Record, RunResult, collect
from experiments.sensitivity import sensitivity
from experiments.sweep import SweepOptions, sweep
from model.inputs import Scenario
from model.parameters import REGISTRY, WORLD
from scenarios.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "regions" / "tiny"

BASE = f'format = 1\nregion = "{TINY}"\nyears = 2\n[title]\nnb = "Null"\nen = "Nothing new"\n'
JOBS = (
    BASE + '[[policy]]\nid = "state"\ninstrument = "state_job_relocation"\nfrom = 2026\nzone = "a-centre"\njobs = 20\n'
    'origin = "rest"\n'
)
THREE = "[world]\nimmigration = {}\nfertility = {}\nmortality = {}\n"
LINEAR = {"immigration": 7.0, "fertility": 2.0, "mortality": 0.0}


def design(folder: Path, *head: str, factors: str = THREE) -> Path:
    """A design file with these lines at its top."""
    (folder / "jobs.toml").write_text(JOBS, encoding="utf-8")
    (folder / "base.toml").write_text(BASE, encoding="utf-8")
    lines = ["format = 1", 'scenario = "jobs.toml"', 'indicators = ["population"]', *head, factors]
    (folder / "design.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder / "design.toml"


def unit(scenario: Scenario, name: str) -> float:
    """Where a world assumption lies in its range, 0 to 1."""
    path = scenario.world.get(name)
    value = 1.0 if path is None else path.factors[0]
    return (value - WORLD[name].low) / (WORLD[name].high - WORLD[name].low)


def result(scenario: Scenario, seed: int, replication: int, value: float) -> RunResult:
    key = (("population", "region", "all", "persons"),)
    records: list[Record] = [(y, False, key, np.array([value])) for y in range(scenario.start, scenario.start + 3)]
    return collect(scenario.name, replication, seed, records)


def ishigami(scenario: Scenario, seed: int, *, replication: int = 0, zones: bool = True) -> RunResult:
    """Ishigami and Homma's (1990) function of three world assumptions, a = 7, b = 0.1."""
    x = [math.pi * (2 * unit(scenario, name) - 1) for name in ("immigration", "fertility", "mortality")]
    value = math.sin(x[0]) + 7 * math.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * math.sin(x[0])
    return result(scenario, seed, replication, value)


def linear(scenario: Scenario, seed: int, *, replication: int = 0, zones: bool = True) -> RunResult:
    """A sum of the world assumptions, noise that all points share, and 100 per job, which depends on the mortality."""
    value = sum(slope * unit(scenario, name) for name, slope in LINEAR.items())
    jobs = sum(spec.levers["jobs"] for spec in scenario.policies)
    effect = 100 * jobs * unit(scenario, "mortality")
    return result(scenario, seed, replication, value + effect + np.random.default_rng(seed).normal(0, 50))


# -------------------------------------------------------------------------------------------------------- known answers


def test_sobol_indices_of_the_ishigami_function_are_the_known_ones(tmp_path: Path) -> None:
    a, b = 7.0, 0.1
    v1, v2, v13 = 0.5 * (1 + b * math.pi**4 / 5) ** 2, a**2 / 8, b**2 * math.pi**8 * (1 / 18 - 1 / 50)
    total = v1 + v2 + v13
    known = {
        "world.immigration": (v1 / total, (v1 + v13) / total),
        "world.fertility": (v2 / total, v2 / total),
        "world.mortality": (0.0, v13 / total),
    }
    loaded = load_design(design(tmp_path, 'method = "sobol"', "n = 512"))
    swept, found = sensitivity(loaded, [], SweepOptions(out=tmp_path / "out", simulate=ishigami, spawn=False))
    assert swept.points == 512 * 5
    table = found[0].table.set_index("factor")
    for name, (first, whole) in known.items():
        row = table.loc[name]
        assert pytest.approx(first, abs=0.04) == row.S1
        assert pytest.approx(whole, abs=0.04) == row.ST
        assert abs(row.S1 - first) <= row.S1_conf + 0.01, "the known index lies in the interval"
        assert 0 < row.ST_conf < 0.15
    assert table.index[0] == "world.immigration", "the most important one comes first"
    assert (tmp_path / "out" / "sensitivity.csv").is_file()
    for language in ("nb", "en"):
        assert (tmp_path / "out" / "figures" / f"sensitivity-population.{language}.svg").is_file()


def test_morris_finds_the_slopes_of_a_line_and_nothing_else(tmp_path: Path) -> None:
    loaded = load_design(design(tmp_path, 'method = "morris"', "n = 10", "replications = 2", factors=THREE))
    (tmp_path / "jobs.toml").write_text(JOBS.replace("jobs = 20", "jobs = 0"), encoding="utf-8")
    loaded = load_design(tmp_path / "design.toml")
    _, found = sensitivity(loaded, [], SweepOptions(out=tmp_path / "out", simulate=linear, spawn=False))
    table = found[0].table.set_index("factor")
    for name, slope in LINEAR.items():
        assert table.loc[f"world.{name}"].mu_star == pytest.approx(slope, abs=1e-6)
        assert table.loc[f"world.{name}"].sigma == pytest.approx(0, abs=1e-6)


def test_against_another_scenario_it_is_the_effect_that_is_analysed(tmp_path: Path) -> None:
    loaded = load_design(design(tmp_path, 'against = "base.toml"', 'method = "morris"', "n = 10", "replications = 3"))
    swept, found = sensitivity(loaded, [], SweepOptions(out=tmp_path / "out", simulate=linear, spawn=False))
    assert swept.runs == 2 * 10 * 4 * 3
    table = found[0].table.set_index("factor")
    assert table.loc["world.mortality"].mu_star == pytest.approx(2000), "20 jobs, 100 each, over the whole range"
    assert table.loc["world.immigration"].mu_star == pytest.approx(0, abs=1e-6), "it moves both scenarios alike"
    assert found[0].chance == pytest.approx(0, abs=1e-12), "the noise of a seed is the same in both"
    rows = pd.read_parquet(tmp_path / "out" / "results.parquet")
    assert list(rows.scenario.cat.categories) == ["tiny/base", "tiny/jobs"]
    assert rows.groupby("scenario", observed=True).size().nunique() == 1


# --------------------------------------------------------------------------------------------------------------- points


def test_a_latin_hypercube_spreads_every_factor_evenly(tmp_path: Path) -> None:
    loaded = load_design(design(tmp_path, 'method = "lhs"', "n = 40"))
    points = np.array(loaded.points())
    for column, name in enumerate(("immigration", "fertility", "mortality")):
        low, high = WORLD[name].low, WORLD[name].high
        cells = np.floor(40 * (points[:, column] - low) / (high - low)).astype(int)
        assert sorted(cells) == list(range(40)), "one point in each fortieth"
    assert loaded.points() == load_design(tmp_path / "design.toml").points(), "the same points every time"
    other = load_design(design(tmp_path, 'method = "lhs"', "n = 40", "seed = 2"))
    assert other.points() != loaded.points()


def test_whole_numbers_and_listed_values_are_drawn_equally_often(tmp_path: Path) -> None:
    factors = '[levers.state]\njobs = { low = 0, high = 4 }\nzone = ["a-centre", "b-village"]\n'
    loaded = load_design(design(tmp_path, 'method = "lhs"', "n = 200", factors=factors))
    jobs, zones = zip(*loaded.points(), strict=True)
    assert {type(x) for x in jobs} == {int}
    assert np.bincount(jobs).tolist() == [40] * 5
    assert stats.binomtest(zones.count("a-centre"), 200).pvalue > 0.5


def test_a_name_with_a_star_stands_for_all_that_fit(tmp_path: Path) -> None:
    loaded = load_design(design(tmp_path, 'method = "morris"', "n = 2", factors='[parameters]\n"relocation.*" = {}\n'))
    wanted = sorted(name for name in REGISTRY if name.startswith("relocation."))
    assert [f.path[0] for f in loaded.factors] == wanted
    assert all(
        (f.low, f.high) == (REGISTRY[n].low, REGISTRY[n].high) for f, n in zip(loaded.factors, wanted, strict=True)
    )
    assert len(loaded.points()) == 2 * (len(wanted) + 1)


@pytest.mark.parametrize(("method", "points"), [("lhs", 8), ("sobol", 8 * 5), ("morris", 8 * 4)])
def test_every_method_sweeps_and_says_how_many_points(method: str, points: int, tmp_path: Path) -> None:
    path = design(tmp_path, f'method = "{method}"', "n = 8", "replications = 2")
    swept = sweep(path, SweepOptions(out=tmp_path / "out", simulate=linear, spawn=False))
    assert (swept.points, swept.runs) == (points, 2 * points)
    rows = pd.read_parquet(tmp_path / "out" / "results.parquet")
    assert set(rows.point) == set(range(points))
    assert set(rows.replication) == {0, 1}


# ------------------------------------------------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("head", "factors", "words"),
    [
        (('method = "lhs"',), THREE, "the key 'n' is missing: 'lhs'; expected a line `n = …`: how many points"),
        (('method = "sobol"', "n = 100"), THREE, "line 5: 'n' is wrong: '100'; expected a power of two"),
        (('method = "morris"', "n = 1"), THREE, "'n' is wrong: '1'; expected a whole number of 2 or more"),
        (('method = "morris"', "n = 4", "levels = 5"), THREE, "'levels' is wrong: '5'; expected an even number"),
        (('method = "grid"', "n = 4"), THREE, "a grid has no 'n': '4'; expected no such line, or method"),
        (('method = "lhs"', "n = 4", "levels = 4"), THREE, "a lhs has no 'levels'"),
        (
            ('method = "lhs"', "n = 4"),
            "[world]\nimmigration = { n = 3 }\n",
            "'n' of 'immigration' counts on a grid only: '3'; expected no n here",
        ),
        (('method = "lhs"', "n = 200_000"), THREE, "the design has too many points: '200,000'"),
        (('method = "grid"',), THREE, "'n' of 'immigration' is wrong"),
        (
            ('method = "lhs"', "n = 4"),
            "[levers.state]\njobs = { high = 10.5 }\n",
            "'jobs' is of the wrong type: '10.5'",
        ),
        (('against = "jobs.toml"',), THREE, "a scenario against itself"),
        (('against = "lister/baseline"', "years = 2"), THREE, "line 4: it is of another region"),
        (
            ('method = "lhs"', "n = 4"),
            '[parameters]\n"relocation.*" = {}\n"relocation.base_rate" = {}\n',
            "'relocation.base_rate' varies twice",
        ),
        (('method = "lhs"', "n = 4"), '[parameters]\n"relocashon.*" = {}\n', "there is no parameter 'relocashon.*'"),
    ],
)
def test_a_wrong_design_says_what_would_be_right(
    head: tuple[str, ...], factors: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as error:
        load_design(design(tmp_path, *head, factors=factors))
    assert words in str(error.value)


def test_a_grid_has_no_sensitivity_and_an_unknown_outcome_runs_nothing(tmp_path: Path) -> None:
    grid = "[world]\nimmigration = [0.8, 1.2]\n"
    loaded: Design = load_design(design(tmp_path, factors=grid))
    options = SweepOptions(out=tmp_path / "out", simulate=linear, spawn=False)
    with pytest.raises(BadInput, match="a grid says little about sensitivity"):
        sensitivity(loaded, [], options)
    loaded = load_design(design(tmp_path, 'method = "lhs"', "n = 4"))
    with pytest.raises(BadInput, match="a lhs says little"):
        sensitivity(loaded, [], options)
    loaded = load_design(design(tmp_path, 'method = "morris"', "n = 2"))
    with pytest.raises(BadInput, match=r"there is no indicator 'populashun'.*did you mean 'population'"):
        sensitivity(loaded, [Outcome("populashun")], options)
    assert not (tmp_path / "out").exists()
    with pytest.raises(BadInput, match="the runs do not have what is asked for: 'population, region, age:0-19'"):
        sensitivity(loaded, [Outcome("population", group="age:0-19")], options)
    with pytest.raises(BadInput, match="there is no year 2090 in the runs; expected 2025 to 2027"):
        sensitivity(loaded, [Outcome("population", year=2090)], options)
