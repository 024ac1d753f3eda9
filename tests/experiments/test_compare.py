"""Paired statistics are scipy's; results do not depend on the number of workers; a failing run says which it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy import stats as scipy_stats

from experiments.compare import (
    CLOSE,
    HIGHER,
    LOWER,
    UNCHANGED,
    Panel,
    differences,
    over_the_run,
    paired,
    panel,
    verdicts,
)
from experiments.errors import RunError
from experiments.run import Record, collect
from experiments.store import results_table, write_parquet
from experiments.workers import Task, run_tasks
from model.inputs import PolicySpec, RegionData, Scenario
from scenarios.bundle import load_region
from tests.experiments.fake import fails_in_the_third, simulate

TINY = Path(__file__).resolve().parents[1] / "regions" / "tiny"


@pytest.fixture(scope="module")
def region() -> RegionData:
    return load_region(TINY)


def scenarios(region: RegionData) -> list[Scenario]:
    policy = PolicySpec("p", "trial", 2028, None, 0, {"jobs": 20})
    titles = {"nb": "x", "en": "x"}
    return [
        Scenario("tiny/base", titles, region, 2025, 5),
        Scenario("tiny/jobs", titles, region, 2025, 5, policies=(policy,)),
        Scenario("tiny/nothing", titles, region, 2025, 5),
    ]


def tasks(replications: int) -> list[Task]:
    return [Task(s, r) for r in range(replications) for s in range(3)]


@pytest.fixture(scope="module")
def data(region: RegionData) -> Panel:
    return panel(run_tasks(scenarios(region), tasks(12), seed=5, workers=1, simulate=simulate))


def test_mean_and_interval_are_those_of_scipys_paired_t_test() -> None:
    rng = np.random.default_rng(1)
    base = rng.normal(100, 10, (15, 4, 3))
    scenario = base + rng.normal(2, 3, base.shape)
    ours = paired(scenario, base)
    theirs = scipy_stats.ttest_rel(scenario, base, axis=0)
    interval = theirs.confidence_interval(0.95)
    np.testing.assert_allclose(ours["difference"], (scenario - base).mean(axis=0))
    np.testing.assert_allclose(ours["low"], interval.low)
    np.testing.assert_allclose(ours["high"], interval.high)
    np.testing.assert_allclose(ours["sd"], (scenario - base).std(axis=0, ddof=1))


def test_a_difference_is_called_exactly_where_the_paired_t_test_rejects_at_5_percent() -> None:
    rng = np.random.default_rng(2)
    base = rng.normal(0, 1, (8, 500, 1))
    scenario = base + rng.normal(0.4, 1, base.shape)
    called = np.isin(verdicts(paired(scenario, base)), [HIGHER, LOWER])
    np.testing.assert_array_equal(called, scipy_stats.ttest_rel(scenario, base, axis=0).pvalue < 0.05)
    assert 0 < called.mean() < 1, "the example holds both kinds"


def test_a_pair_without_a_value_is_left_out_and_fewer_than_two_pairs_have_no_interval() -> None:
    base = np.array([[1.0, 1.0], [2.0, np.nan], [3.0, np.nan]])
    scenario = np.array([[2.0, 2.0], [4.0, 3.0], [np.nan, 3.0]])
    ours = paired(scenario, base)
    assert ours["n"].tolist() == [2, 1]
    assert ours["difference"].tolist() == [1.5, 1.0]
    assert np.isfinite(ours["low"][0])
    assert np.isnan(ours["low"][1])
    assert verdicts(ours).tolist() == [CLOSE, CLOSE]


def test_twins_that_do_not_differ_are_unchanged_and_not_merely_close(data: Panel) -> None:
    frame = differences(data, "tiny/base")
    assert set(frame[frame.scenario == "tiny/nothing"].verdict) == {UNCHANGED}
    births = frame[(frame.scenario == "tiny/jobs") & (frame.indicator == "births")]
    assert set(births.verdict) == {UNCHANGED}, "no policy acts on births"


def test_before_the_policy_nothing_differs_and_after_it_the_known_effect_is_in_the_interval(data: Panel) -> None:
    frame = differences(data, "tiny/base")
    rows = frame[(frame.scenario == "tiny/jobs") & (frame.indicator == "population") & (frame.place == "region")]
    before, after = rows[rows.year < 2028], rows[rows.year >= 2028]
    assert set(before.difference) == {0.0}
    assert set(after.verdict) == {HIGHER}
    assert ((after.low < 20) & (after.high > 20)).all()
    assert (after.share_above == 1.0).all()


def test_pairing_takes_the_noise_that_twins_share_out_of_the_difference(data: Panel) -> None:
    base, jobs = data.values["tiny/base"][:, -1, -1], data.values["tiny/jobs"][:, -1, -1]
    unpaired = base.var(ddof=1) + jobs.var(ddof=1)
    assert (jobs - base).var(ddof=1) < unpaired / 5


def test_a_flow_that_only_the_policy_causes_counts_as_zero_without_it() -> None:
    def records(payer: bool) -> list[Record]:
        stock, cost = ("population", "region", "all", "persons"), ("policy_cost_mnok", "region", "payer:state", "MNOK")
        flows = (cost,) if payer else ()
        return [
            (2025, False, (stock,), np.array([10.0])),
            (2025, True, flows, np.full(len(flows), 5.0)),
            (2026, False, (stock,), np.array([10.0])),
        ]

    runs = [collect(name, r, r, records(name == "with")) for r in range(2) for name in ("without", "with")]
    frame = differences(panel(runs), "without")
    cost = frame[frame.indicator == "policy_cost_mnok"]
    assert cost[["year", "base_mean", "difference"]].to_numpy().tolist() == [[2025, 0.0, 5.0]]


def test_over_the_run_stocks_are_those_of_the_last_day_and_flows_add_up(data: Panel) -> None:
    births = np.array([s[0] == "births" for s in data.series])
    frame = over_the_run(data, "tiny/base", births)
    row = frame[(frame.scenario == "tiny/jobs") & (frame.place == "region")].set_index("indicator")
    column = data.series.index(("births", "region", "all", "births"))
    assert row.loc["births", "over"] == "sum"
    assert row.loc["births", "year"] == 2029
    assert row.loc["births", "base_mean"] == pytest.approx(data.values["tiny/base"][:, :-1, column].sum(axis=1).mean())
    last = differences(data, "tiny/base")
    last = last[(last.scenario == "tiny/jobs") & (last.indicator == "population") & (last.year == 2030)]
    assert row.loc["population", "over"] == "end"
    assert row.loc["population", "difference"] == last[last.place == "region"].difference.item()
    averaged = over_the_run(data, "tiny/base", np.zeros_like(births))
    mean = averaged[(averaged.place == "region") & (averaged.indicator == "births")].base_mean.iloc[0]
    assert mean == pytest.approx(row.loc["births", "base_mean"] / 5)


def test_one_and_three_workers_write_the_same_bytes(region: RegionData, tmp_path: Path) -> None:
    for workers in (1, 3):
        runs = run_tasks(scenarios(region), tasks(3), seed=5, workers=workers, simulate=simulate)
        write_parquet(tmp_path / f"{workers}.parquet", results_table(runs))
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "3.parquet").read_bytes()
    assert pq.read_table(tmp_path / "1.parquet").num_rows == 3 * 3 * 7 * (6 + 5)


def test_replication_r_has_the_seed_base_plus_r_in_every_scenario(region: RegionData) -> None:
    runs = run_tasks(scenarios(region), tasks(2), seed=40, workers=1, simulate=simulate)
    assert [(r.scenario, r.seed) for r in runs] == [
        (name, seed) for seed in (40, 41) for name in ("tiny/base", "tiny/jobs", "tiny/nothing")
    ]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_fails_says_which_scenario_and_seed_and_why(region: RegionData, workers: int) -> None:
    words = r"the run of tiny/base with seed 7 failed: ArithmeticError: the books do not balance"
    with pytest.raises(RunError, match=words):
        run_tasks(
            scenarios(region)[:1], [Task(0, r) for r in range(3)], seed=5, workers=workers, simulate=fails_in_the_third
        )
