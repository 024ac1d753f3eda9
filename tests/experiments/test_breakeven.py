"""Break-even: a toy whose answer is known, what is out of reach, and a search that continues after a kill."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from typer.testing import CliRunner

from experiments.breakeven import breakeven
from experiments.breakeven_question import Question, ask
from experiments.cli import app
from experiments.compare import ratio
from experiments.dose_response import Response, crossing, root, wilson
from experiments.outcomes import Outcome
from experiments.run import Record, RunResult, collect
from experiments.screen_experiments import sentences
from experiments.sweep import SweepOptions
from model.inputs import Scenario
from scenarios.errors import BadInput
from tests.experiments.test_design_points import BASE, JOBS

NOISE, EACH = 40.0, 1.5
calls: list[int] = []


def toy(scenario: Scenario, seed: int, *, replication: int = 0, zones: bool = True) -> RunResult:
    """Population 1,000 + noise of the seed + 1.5 for each job, that varies a little; a job costs NOK 3 million."""
    calls.append(seed)
    draws = np.random.default_rng(seed).standard_normal(2)
    jobs = sum(spec.levers["jobs"] for spec in scenario.policies)
    population = 1000 + NOISE * draws[0] + jobs * EACH * (1 + 0.1 * draws[1])
    stock = (("population", "region", "all", "persons"),)
    flow = (("policy_cost_mnok", "region", "all", "MNOK"),)
    records: list[Record] = [(2025, False, stock, np.array([1000.0])), (2025, True, flow, np.array([3.0 * jobs]))]
    records += [(2026, False, stock, np.array([population])), (2026, True, flow, np.zeros(1))]
    records += [(2027, False, stock, np.array([population]))]
    return collect(scenario.name, replication, seed, records)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "jobs.toml").write_text(JOBS, encoding="utf-8")
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    return tmp_path


def question(files: Path, **changes: object) -> Question:
    asked = {"above": 1060.0, "high": 200, "probability": 0.8, "replications": 100} | changes
    lever = asked.pop("lever", "state.jobs")
    return ask(str(files / "jobs.toml"), lever, Outcome("population"), **asked)  # type: ignore[arg-type]


def options(files: Path, **changes: object) -> SweepOptions:
    return SweepOptions(**({"out": files / "out", "simulate": toy, "spawn": False} | changes))  # type: ignore[arg-type]


# -------------------------------------------------------------------------------------------------------- known answers


def test_a_toy_break_even_with_a_known_answer_is_found(files: Path) -> None:
    folder, answer = breakeven(question(files), options(files))
    # P(1000 + 40 z + 1.5 x ≥ 1060) = 0.8, but for the small spread of the effect
    known = (60 + NOISE * stats.norm.ppf(0.8)) / EACH
    low, high = answer["dose_interval"]
    assert answer["verdict"] == "reached"
    assert answer["is_sure"]
    assert low <= known <= high
    assert answer["dose"] == pytest.approx(known, abs=20)
    assert answer["dose"] == int(answer["dose"])
    # Each job costs 3 million and brings 1.5 residents, in every pair about alike.
    assert answer["mnok_per_resident"]["estimate"] == pytest.approx(2.0, rel=0.05)
    assert answer["mnok_per_resident"]["low"] <= 2.0 <= answer["mnok_per_resident"]["high"]
    assert json.loads((folder / "breakeven.json").read_text(encoding="utf-8")) == answer
    for language in ("nb", "en"):
        assert (folder / "figures" / f"dose_response.{language}.svg").is_file()
    points = pd.read_csv(folder / "points.csv")
    rows = pd.read_parquet(folder / "results.parquet")
    assert set(rows.point) == set(points.point)
    assert answer["runs"] == len(rows[["point", "replication"]].drop_duplicates())


def test_without_noise_the_answer_is_the_least_whole_number_that_is_enough(files: Path) -> None:
    q = question(files, against=str(files / "base.toml"), above=59.5, probability=0.5, replications=20)
    _, answer = breakeven(q, options(files, simulate=exact))
    assert answer["dose"] == math.ceil(59.5 / EACH)
    assert max(r["dose"] for r in answer["doses"] if r["share"] == 0) == answer["dose"] - 1
    assert {r["share"] for r in answer["doses"]} == {0.0, 1.0}


def exact(scenario: Scenario, seed: int, *, replication: int = 0, zones: bool = True) -> RunResult:
    """Like `toy`, and the effect of a job is the same in every run: only the paired difference shows it."""
    result = toy(scenario, seed, replication=replication, zones=zones)
    jobs = sum(spec.levers["jobs"] for spec in scenario.policies)
    at = [s[0] for s in result.series].index("population")
    result.values[1:, at] = 1000 + NOISE * np.random.default_rng(seed).standard_normal() + EACH * jobs
    return result


def test_what_is_out_of_reach_is_called_that(files: Path) -> None:
    q = question(files, high=20)
    _, answer = breakeven(q, options(files))
    assert answer["verdict"] == "not reachable"
    assert answer["dose"] is None
    assert answer["is_sure"]
    said = " ".join(sentences(q, answer))
    assert said.startswith("Not reachable: even with state.jobs = 20 it holds in ")
    assert len(answer["doses"]) == 2, "nothing between the ends is run"


def test_what_holds_without_the_lever_is_called_that(files: Path) -> None:
    q = question(files, above=900.0)
    _, answer = breakeven(q, options(files))
    assert answer["verdict"] == "already at the low end"
    assert "Already reached at the low end" in " ".join(sentences(q, answer))


def test_an_end_that_few_runs_cannot_call_is_said_to_be_open(files: Path) -> None:
    known = (60 + NOISE * stats.norm.ppf(0.8)) / EACH
    q = question(files, high=round(known), replications=10)
    _, answer = breakeven(q, options(files))
    assert not answer["is_sure"]
    assert "too close to call" in " ".join(sentences(q, answer))


# ------------------------------------------------------------------------------------------------------------ the parts


def test_the_crossing_and_its_interval_are_those_of_a_known_curve() -> None:
    rng = np.random.default_rng(5)
    covered = 0
    for trial in range(60):
        z = rng.standard_normal(60)  # the seeds; a dose is met where it is above a seed's threshold
        responses = [Response(float(x), z + x, z + x > 0) for x in np.linspace(-2, 3, 11)]
        estimate, low, high = crossing(responses, 0.8, 200, trial)
        assert low <= estimate <= high
        covered += low <= stats.norm.ppf(0.8) <= high
    assert covered >= 50, "about 95 in a hundred intervals hold the truth"


def test_a_curve_that_never_gets_there_crosses_nowhere() -> None:
    assert root(np.array([0.0, 1.0]), np.array([0.1, 0.4]), 0.5) == math.inf
    assert root(np.array([0.0, 1.0]), np.array([0.6, 0.7]), 0.5) == 0.0
    assert root(np.array([0.0, 10.0]), np.array([0.0, 1.0]), 0.8) == pytest.approx(8.0)


def test_wilsons_interval_is_the_published_one() -> None:
    share, low, high = wilson(np.array([True] * 81 + [False] * 182))  # Newcombe (1998), table I, method 3
    assert (share, low, high) == pytest.approx((0.308, 0.2553, 0.3662), abs=5e-4)


def test_fiellers_interval_covers_a_known_ratio_and_refuses_a_denominator_that_may_be_nil() -> None:
    rng = np.random.default_rng(3)
    covered = 0
    for _ in range(400):
        people = rng.normal(10, 5, 20)
        cost = 30 + 0.5 * (people - 10) + rng.normal(0, 3, 20)
        _, low, high = ratio(cost, people)
        covered += low <= 3.0 <= high
    assert 0.92 <= covered / 400 <= 0.98
    assert np.isnan(ratio(np.ones(10), rng.normal(0, 1, 10))).all()
    assert np.isnan(ratio(np.ones(1), np.ones(1))).all()


# ---------------------------------------------------------------------------------------------------- continue, bad input


def test_ended_half_way_it_continues_and_gives_the_same_bytes(files: Path) -> None:
    folder, answer = breakeven(question(files), options(files))
    n = 0

    def stop(what: str, done: int, total: int) -> None:
        nonlocal n
        n += 1
        if n > 130:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breakeven(question(files), options(files, out=files / "again"), stop)
    calls.clear()
    other, same = breakeven(question(files), options(files, out=files / "again"))
    assert same == answer
    assert (other / "results.parquet").read_bytes() == (folder / "results.parquet").read_bytes()
    assert 0 < len(calls) < answer["runs"], "what was run is not run again"
    calls.clear()
    assert breakeven(question(files), options(files)) == (folder, answer)
    assert not calls, "a finished one is only read"
    with pytest.raises(BadInput, match="the folder holds another sweep: its design has changed"):
        breakeven(question(files, above=1070.0), options(files))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lever": "state.job"}, "'state' has no lever with a number 'job': 'state.job'; expected one of state.jobs"),
        ({"lever": "stat.jobs"}, "has no policy or event 'stat'"),
        ({"lever": "jobs"}, "'jobs' names no lever"),
        ({"high": 3000}, "'state.jobs' is out of range: '3000'; expected 0 to 2000"),
        ({"low": 1.5}, "'state.jobs' is a whole number: '1.5'"),
        ({"low": 200}, "--low is not below --high"),
        ({"probability": 80}, "the probability is wrong: '80'; expected a number between 0 and 1"),
        ({"replications": 0}, "the number of replications is wrong: '0'"),
        ({"above": None}, "it is not said when the outcome is good enough; expected one of --above and --below"),
        ({"below": 3.0}, "it is not said when the outcome is good enough"),
        ({"against": "lister/baseline"}, "the scenarios are of different regions"),
    ],
)
def test_a_question_that_makes_no_sense_says_what_would(changes: dict[str, object], words: str, files: Path) -> None:
    with pytest.raises(BadInput) as error:
        question(files, **changes)
    assert words in str(error.value)


def test_the_command_answers_in_words_and_in_json(files: Path) -> None:
    command = [
        "breakeven", str(files / "jobs.toml"), "--lever", "state.jobs", "--high", "30", "--indicator", "population",
        "--against", str(files / "base.toml"), "--above", "1e6", "--replications", "2", "--years", "1", "--workers", "1",
        "--out", str(files / "out"),
    ]  # fmt: skip
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, f"{result.stderr}\n{result.exception!r}"
    said = " ".join(result.stdout.split())
    assert "Not reachable: even with state.jobs = 30 it holds in 0% of the runs" in said
    again = CliRunner().invoke(app, [*command, "--json"])
    assert json.loads(again.stdout)["verdict"] == "not reachable"
