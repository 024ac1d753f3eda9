"""What instruments do is measured in pairs against the same scenario without them, kept, and shown plainly."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from experiments import docs_effects, effects
from experiments.docs_effects import COLUMNS, read
from experiments.effects import keep, main, trials
from scenarios.errors import BadInput


def test_an_instrument_is_measured_where_it_acts_alone_and_against_the_same_without_it() -> None:
    (one,) = trials(["county_road_grant"], 10)
    assert one.scenario.region.id == "lister"
    assert {s.instrument for s in one.scenario.policies} == {"county_road_grant"}
    assert one.without.policies == ()
    assert one.without.world == one.scenario.world
    assert one.scenario.years == one.without.years == 10
    jobs, roads = trials(["state_job_relocation", "county_road_grant"], 10)
    assert jobs.without.name == roads.without.name, "instruments in the same world share the runs without them"


def test_an_instrument_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadInput, match="county_road_grand"):
        trials(["county_road_grand"], 10)
    assert main(["--only", "county_road_grand"]) == 2
    assert main(["--pairs", "1"]) == 2


def some(instrument: str, verdict: str, mean: float) -> pd.DataFrame:
    row = [instrument, "lister/x", "jobs 1, from 2027", "population", "all", "region", "persons", "end", 2035, 5, 100.0,
           mean, mean - 2.0, mean + 2.0, verdict, "code hash 5"]  # fmt: skip
    return pd.DataFrame([row], columns=COLUMNS)


def test_rows_of_an_instrument_replace_those_it_had_and_leave_the_others(tmp_path: Path) -> None:
    file = tmp_path / "effects.csv"
    for instrument, mean in (("b", 3.0), ("a", 1.0), ("b", 7.5)):
        keep(some(instrument, "higher", mean), file)
    found = read(file)
    assert found["instrument"].tolist() == ["a", "b"]
    assert found["mean"].tolist() == [1.0, 7.5]


@pytest.mark.parametrize(
    ("verdict", "mean", "shown"),
    [
        ("higher", 3.0, "| **+3** (+1 to +5) | – | – |"),
        ("too close to call", 1.0, "| too close to call (−1 to +3) | – | – |"),
        ("unchanged", 0.0, "| unchanged | – | – |"),
    ],
)
def test_a_page_shows_a_mean_only_where_it_can_be_called(
    verdict: str, mean: float, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docs_effects, "_table", lambda: some("it", verdict, mean))
    page = docs_effects.measured("it")
    assert shown in page
    assert "5 pairs" in page
    assert "1 January 2035" in page
    assert docs_effects.measured("another") == ""


def test_evidence_of_a_source_is_the_row_of_the_evidence_page() -> None:
    section = docs_effects.evidence("EVIDENCE V12, relocated_state_staff_quit_share", "assumption")
    assert "about 80 % of the staff left" in section
    assert docs_effects.evidence("assumption", "a word_of_no_evidence") == ""


def test_measured_effects_are_those_of_omland_compare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two pairs of two years in Lister; the differences are taken by hand from single runs."""
    from experiments.outcomes import Outcome
    from experiments.run import run_scenario

    (one,) = trials(["bus_frequency"], 3)
    monkeypatch.setattr(effects, "MEASURED", {"population": ("all",), "journey_min": ("mode:bus|age:80+",)})
    (found,) = effects.measure([one], 2, 1)
    runs = [[run_scenario(s, seed, zones=False) for seed in (1, 2)] for s in (one.without, one.scenario)]
    for indicator, group, place in (("journey_min", "mode:bus|age:80+", "town"), ("policy_cost_mnok", "all", "region")):
        outcome = Outcome(indicator, place, group)
        by_hand = sum(outcome.of_run(b) - outcome.of_run(a) for a, b in zip(*runs, strict=True)) / 2
        chosen = (found["indicator"] == indicator) & (found["group"] == group) & (found["place"] == place)
        (row,) = found[chosen].itertuples()
        assert row.mean == pytest.approx(by_hand)
        assert row.low <= row.mean <= row.high
        assert row.pairs == 2
