"""What varies between replications, when a comparison has run enough, and what is settled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats as scipy_stats

from experiments.commands import Options, compare
from experiments.compare import CLOSE, HIGHER, LOWER, SMALL, UNCHANGED, Panel, more_runs, paired, verdicts
from experiments.run import RunResult
from experiments.sentences import summary
from experiments.stopping import Until
from experiments.store import read_manifest
from experiments.stored import find_comparisons, open_comparison
from experiments.uncertainty import draw, with_draw
from experiments.wording import Wording
from model.inputs import Scenario, WorldPath
from model.parameters import REGISTRY, WORLD
from model.registry import indicators
from scenarios.errors import BadInput
from scenarios.format import load
from tests.experiments.fake import simulate
from tests.experiments.test_design_points import BASE, JOBS


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name, text in (("base", BASE), ("jobs", JOBS)):
        (tmp_path / f"{name}.toml").write_text(text.replace("years = 2", "years = 3"), encoding="utf-8")
    return [str(tmp_path / "base.toml"), str(tmp_path / "jobs.toml")]


def compared(files: list[str], out: Path, n: int = 12, **options: object) -> object:
    chosen = Options(out=out, **({"simulate": simulate} | options))  # type: ignore[arg-type]
    return compare(files, chosen, replications=n, workers=1)[1]


# ---------------------------------------------------------------------------------------------------------------- draws


def test_draws_fill_the_declared_ranges_evenly_and_belong_to_the_seed() -> None:
    drawn = [draw("all", seed) for seed in range(200)]
    for name, spec in WORLD.items():
        u = [(d["world"][name] - spec.low) / (spec.high - spec.low) for d in drawn]
        assert scipy_stats.kstest(u, "uniform").pvalue > 1e-4, name
    assert all(REGISTRY[n].low <= x <= REGISTRY[n].high for d in drawn for n, x in d["parameters"].items())
    assert len(drawn[0]["parameters"]) > 100
    assert draw("all", 7) == draw("all", 7) != draw("all", 8)
    assert draw("world", 7) == {"world": drawn[7]["world"], "parameters": {}}
    assert draw("parameters", 7) == {"world": {}, "parameters": drawn[7]["parameters"]}
    assert draw("seeds", 7) == {"world": {}, "parameters": {}}


def test_what_a_scenario_says_is_kept(files: list[str]) -> None:
    scenario = replace(
        load(files[0]),
        world={"immigration": WorldPath((2025, 2035), (0.9, 1.4))},
        parameters={"relocation.base_rate": 0.06},
    )
    drawn = draw("all", 3)
    got = with_draw(scenario, drawn)
    factor = drawn["world"]["immigration"]
    assert got.world["immigration"].years == (2025, 2035)
    assert got.world["immigration"].factors == pytest.approx(np.clip(np.array([0.9, 1.4]) * factor, 0.5, 1.5))
    assert got.parameters["relocation.base_rate"] == 0.06
    assert got.world["fertility"].factors == (drawn["world"]["fertility"],)


seen: list[tuple[int, int, float, float]] = []


def spy(scenario: Scenario, seed: int, **options: object) -> RunResult:
    """Like `simulate`, and remembers what it was given."""
    world = scenario.world["immigration"].factors[0] if "immigration" in scenario.world else 1.0
    rate = scenario.parameters.get("relocation.base_rate", REGISTRY["relocation.base_rate"].value)
    seen.append((len(scenario.policies), seed, world, rate))
    return simulate(scenario, seed, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["seeds", "world", "parameters", "all"])
def test_twins_get_the_same_draw_and_replications_another(kind: str, files: list[str], tmp_path: Path) -> None:
    seen.clear()
    compared(files, tmp_path / "out", n=6, uncertainty=kind, simulate=spy)
    by_scenario = [{seed: rest for n, seed, *rest in seen if n == policies} for policies in (0, 1)]
    assert by_scenario[0] == by_scenario[1]
    worlds, rates = zip(*by_scenario[0].values(), strict=True)
    assert len(set(worlds)) == (6 if kind in ("world", "all") else 1)
    assert len(set(rates)) == (6 if kind in ("parameters", "all") else 1)
    assert (tmp_path / "out" / "draws.csv").exists() == (kind != "seeds")
    assert read_manifest(tmp_path / "out")["uncertainty"] == kind


def test_every_figure_and_the_report_say_what_varies(files: list[str], tmp_path: Path) -> None:
    compared(files, tmp_path / "results" / "out", uncertainty="all", smallest={"population": 5})
    folder = tmp_path / "results" / "out"
    words = {
        "nb": "tilfeldige tall, forutsetningene om verden utenfor og modellens parametre",
        "en": "random numbers, the assumptions about the world outside and the model’s parameters",
    }
    for language, said in words.items():
        for path in folder.glob(f"figures/*.{language}.svg"):
            assert said in path.read_text(encoding="utf-8"), path.name
        assert said in (folder / "report.html").read_text(encoding="utf-8")
    draws = pd.read_csv(folder / "draws.csv")
    assert draws.seed.tolist() == list(range(1, 13))
    stored = open_comparison(find_comparisons(tmp_path / "results")[0])
    assert stored.uncertainty == "all"
    assert stored.smallest == {"population": 5}


# ------------------------------------------------------------------------------------------------------ what is settled


def test_against_a_smallest_effect_the_verdict_is_where_the_interval_lies() -> None:
    rng = np.random.default_rng(0)
    noise = rng.standard_normal(30)
    noise = (noise - noise.mean()) / noise.std(ddof=1)  # mean 0, sd 1: half-width 0.373
    means = np.array([0.0, 0.3, 0.9, 1.2, 1.5, -1.2, -1.5])
    d = means + noise[:, None]
    d[:, 0] = 0.0
    stats = paired(d, np.zeros_like(d))
    assert verdicts(stats, 1.0).tolist() == [UNCHANGED, SMALL, CLOSE, CLOSE, HIGHER, CLOSE, LOWER]
    assert verdicts(stats).tolist() == [UNCHANGED, CLOSE, HIGHER, HIGHER, HIGHER, LOWER, LOWER]
    more = more_runs(stats, 1.0)
    assert np.isnan(more[[0, 1, 4, 6]]).all()
    # 1.96 · 1 / √n = 0.1 at n = 384.1
    assert more[2] == 385 - 30
    assert more[3] == more[5] == 97 - 30


def test_as_many_more_runs_as_were_said_settle_it_about_half_the_time() -> None:
    rng = np.random.default_rng(4)
    first = paired(rng.normal(1.0, 5.0, (20, 1)), np.zeros((20, 1)))
    assert verdicts(first)[0] == CLOSE
    n = 20 + int(((1.96 * 5.0 / 1.0) ** 2) - 20)  # by the true mean and spread
    called = [verdicts(paired(rng.normal(1.0, 5.0, (n, 1)), np.zeros((n, 1))))[0] == HIGHER for _ in range(200)]
    assert 0.4 < np.mean(called) < 0.6


def test_the_sentences_say_how_many_runs_would_settle_it(files: list[str], tmp_path: Path) -> None:
    wording = compared(files, tmp_path / "out", smallest={"population": 20.0})
    row = wording.cell("tiny/jobs", "population", "region")  # type: ignore[attr-defined]
    assert row["verdict"] == CLOSE, "20 jobs are 20 residents here, and 20 is the smallest effect that matters"
    said = {language: " ".join(summary(wording, "tiny/jobs", language)) for language in ("nb", "en")}  # type: ignore[arg-type]
    assert "paired runs would settle it" in said["en"] or "more runs" in said["en"]
    assert "kjøringer til" in said["nb"]
    assert "More residents in 12 of 12 runs; in nine of ten the difference is between" in said["en"]


# ------------------------------------------------------------------------------------------------------------- stopping


def test_runs_are_added_until_the_interval_is_narrow_and_no_longer(files: list[str], tmp_path: Path) -> None:
    wording = compared(files, tmp_path / "out", n=2, until=Until(3.0))
    row = wording.cell("tiny/jobs", "population", "region")  # type: ignore[attr-defined]
    assert row["high"] - row["low"] <= 3.0
    n = wording.n  # type: ignore[attr-defined]
    # The effect is 20 · N(1, 0.3): half of the width is 1.96 · 6 / √n, so about 61 pairs.
    assert 30 < n < 110
    assert read_manifest(tmp_path / "out")["seeds"] == list(range(1, n + 1))
    two = compare(files, Options(out=tmp_path / "two", simulate=simulate, until=Until(3.0)), replications=2, workers=2)[
        0
    ]
    assert (two / "results.parquet").read_bytes() == (tmp_path / "out" / "results.parquet").read_bytes()


def test_it_stops_at_the_most_that_is_allowed(files: list[str], tmp_path: Path) -> None:
    assert compared(files, tmp_path / "out", n=2, until=Until(0.01, most=18)).n == 18  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"uncertainty": "sead"}, "the kind of uncertainty is wrong: 'sead'; expected one of seeds, world"),
        ({"until": Until(0.0)}, "the width of the interval is wrong: '0.0'"),
        ({"until": Until(3.0, "populashun")}, "there is no indicator 'populashun'"),
        ({"smallest": {"populashun": 3.0}}, "there is no indicator 'populashun'"),
        ({"smallest": {"population": -3.0}}, "the smallest effect on 'population' is wrong: '-3.0'"),
    ],
)
def test_what_makes_no_sense_says_what_would(
    options: dict[str, object], words: str, files: list[str], tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as error:
        compared(files, tmp_path / "out", **options)
    assert words in str(error.value)
    assert not (tmp_path / "out").exists()


# --------------------------------------------------------------------------------------------------------------- ratios


def moved(files: list[str], gain: float, loss: float, n: int = 20) -> Wording:
    """A comparison in which one municipality gains residents, another loses some, and NOK 140 million are paid."""
    scenarios = [load(name) for name in files]
    rng = np.random.default_rng(8)
    places = ("region", "municipality:1", "municipality:2", "municipality:3")
    series = (("policy_cost_mnok", "region", "all", "MNOK"), *(("population", p, "all", "persons") for p in places))
    noise = rng.normal(0, 50, (n, 3))
    effect = np.array([gain, -loss, 0.0]) + rng.normal(0, 5, (n, 3))
    values = {}
    for scenario, own, cost in zip(scenarios, (noise, noise + effect), (0.0, 140.0), strict=True):
        people = np.column_stack([own.sum(axis=1), own])
        stocks = np.column_stack([np.full(n, np.nan), people])
        flows = np.column_stack([np.full(n, cost), np.full((n, 4), np.nan)])
        values[scenario.name] = np.stack([flows, stocks], axis=1)
    is_flow = np.array([True, False, False, False, False])
    data = Panel(series, is_flow, np.array([2025, 2026]), values, tuple(range(n)))
    return Wording(scenarios, data, indicators())


def test_a_share_that_others_lose_and_the_cost_of_a_resident_have_their_intervals(files: list[str]) -> None:
    wording = moved(files, gain=100.0, loss=30.0)
    found = wording.ratios["tiny/jobs"]
    for name, known in (("residents_displaced", 0.3), ("mnok_per_resident", 2.0)):
        estimate, low, high = found[name]
        assert low <= known <= high, name
        assert high - low < 0.3 * known, name
        assert low < estimate < high
    said = " ".join(summary(wording, "tiny/jobs", "en"))
    assert "For every hundred residents some municipalities gain, others lose 29 (26 to 33)" in said
    said = " ".join(summary(wording, "tiny/jobs", "nb"))
    assert "For hver hundre innbyggere som noen kommuner vinner, taper andre 29 (26 til 33)" in said


def test_chance_makes_no_winners_and_losers(files: list[str]) -> None:
    for gain, loss in ((0.0, 0.0), (30.0, 30.0), (0.0, 30.0)):
        found = moved(files, gain, loss).ratios["tiny/jobs"]
        assert "residents_displaced" not in found, "only a share of what the whole region surely gains can be displaced"
    assert "mnok_per_resident" not in moved(files, 0.0, 30.0).ratios["tiny/jobs"]
