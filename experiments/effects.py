"""`make effects`: what every instrument does, measured with paired seeds, for its page in docs/instruments.

    python -m experiments.effects [--pairs N] [--years N] [--workers N] [--only ID…]

An instrument is measured in the library's scenario that names fewest others, Lister's if there is one: the same scenario
with its entries against that without them, in pairs with the same random numbers, 5 pairs of 10 years by default. Stocks
are those of the last 1 January, flows sums of the years; means have 95 % intervals over the pairs
(experiments/compare.py). Five pairs show large effects only: what is "too close to call" may be there.

Rows go to docs/instruments/effects.csv, an instrument at a time, so it may be stopped and begun again: without --only
it measures what has no rows of this code, scenario, pairs and years. `make docs` writes the pages.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from experiments.compare import over_the_run, panel
from experiments.docs_effects import COLUMNS, FILE, PLACES, read
from experiments.errors import RunError
from experiments.manifest import code_hash
from experiments.run import RunResult
from experiments.store import write_atomically
from experiments.wording import Wording
from experiments.workers import Task, available_workers, each_result
from model import registry
from model.inputs import PolicySpec, Scenario
from scenarios.errors import BadInput, did_you_mean
from scenarios.format import load, scenario_hash, with_years
from scenarios.founders import founders_of
from scenarios.resolve import find_scenarios

PAIRS, YEARS = 5, 10
MEASURED = {  # indicator -> groups
    "population": ("all", "age:20-39|sex:female"),
    "employed": ("all",),
    "jobs": ("all",),
    "dwellings": ("all",),
    "journey_min": ("mode:car|age:20-39", "mode:bus|age:80+"),
    "municipal_net_result_mnok": ("all",),
}
COST = "policy_cost_mnok"  # the region's, by payer


@dataclass(frozen=True)
class Trial:
    """An instrument, the scenario that it is measured in, and that scenario without it."""

    instrument: str
    scenario: Scenario
    without: Scenario

    def specs(self) -> list[PolicySpec]:
        """Entries of the instrument."""
        return [s for s in (*self.scenario.policies, *self.scenario.events) if s.instrument == self.instrument]

    def levers(self) -> str:
        """What the page says of the scenario's levers."""
        return "; ".join(
            ", ".join([f"{name} {value}" for name, value in spec.levers.items()] + [_when(spec)])
            for spec in self.specs()
        )

    def identity(self, pairs: int) -> str:
        """What the measurement depends on: code, scenario and base with their years, and the number of pairs."""
        return f"{code_hash()[:12]} {self.scenario.hash[:12]} {pairs}"


def _when(spec: PolicySpec) -> str:
    if spec.until == spec.start + 1:
        return f"in {spec.start}"
    return f"from {spec.start}" + ("" if spec.until is None else f" to before {spec.until}")


def trials(only: Sequence[str], years: int) -> list[Trial]:
    """Return the trials of instruments and events that a scenario of the library uses, by region.

    only: which of them; all if empty. Raises BadInput where there is no such instrument or no scenario uses it.
    """
    known = {**registry.instruments(), **registry.events()}
    for name in only:
        if name not in known:
            raise BadInput(
                f"there is no instrument '{name}'", value=name, expected="one of `omland list instruments`",
                hint=did_you_mean(name, known),
            )  # fmt: skip
    library = [load(name) for name in find_scenarios()]
    found = [t for name in only or known if (t := _trial(name, library, years)) is not None]
    missing = sorted(set(only) - {t.instrument for t in found})
    if missing:
        raise BadInput("no scenario of the library uses it", value=", ".join(missing), expected="a scenario that does")
    return sorted(found, key=lambda t: (t.scenario.region.id, t.instrument))


def _trial(instrument: str, library: Sequence[Scenario], years: int) -> Trial | None:
    def rank(scenario: Scenario) -> tuple[bool, int, bool, int, str]:
        entries = [*scenario.policies, *scenario.events]
        others = {spec.instrument for spec in entries} - {instrument}
        is_usual = all(set(path.factors) == {1.0} for path in scenario.world.values())
        return scenario.region.id != "lister", len(others), not is_usual, len(entries), scenario.name

    uses = [s for s in library if any(spec.instrument == instrument for spec in (*s.policies, *s.events))]
    if not uses:
        return None
    scenario = with_years(min(uses, key=rank), years)
    rest = [
        tuple(spec for spec in specs if spec.instrument != instrument) for specs in (scenario.policies, scenario.events)
    ]
    without = replace(scenario, policies=rest[0], events=rest[1])
    hash_ = scenario_hash(without)  # instruments that are measured in the same world share these runs
    return Trial(instrument, scenario, replace(without, name=f"without {hash_}", hash=hash_))


def rows(trial: Trial, runs: Sequence[RunResult], pairs: int) -> pd.DataFrame:
    """Return the measured effects of an instrument, one row per indicator, group and place."""
    data = panel(runs)
    wording = Wording([trial.without, trial.scenario], data, registry.indicators())
    frame = over_the_run(data, trial.without.name, wording.is_summed())
    here = frame["place"].isin(PLACES)
    group = frame["group"].astype(str)
    chosen = (frame["indicator"] == COST) & (frame["place"] == "region") & (frame["difference"] != 0.0)
    for indicator, groups in MEASURED.items():
        chosen |= here & (frame["indicator"] == indicator) & group.isin(groups)
    found = frame[chosen].rename(columns={"difference": "mean", "base_mean": "without", "n": "pairs"})
    return found.assign(
        instrument=trial.instrument, scenario=trial.scenario.name, levers=trial.levers(), measured=trial.identity(pairs)
    )[COLUMNS]


def keep(found: pd.DataFrame, file: Path = FILE) -> None:
    """Put an instrument's rows in the file, in place of those that it had."""
    before = read(file)
    parts = [before[before["instrument"] != found["instrument"].iloc[0]], found]
    table = pd.concat([part for part in parts if not part.empty], ignore_index=True).astype({"indicator": str})
    order = {name: n for n, name in enumerate([*MEASURED, COST])}
    table = table.sort_values(
        ["instrument", "indicator", "group", "place"],
        key=lambda c: c.map(order) if c.name == "indicator" else c.astype(str).replace("all", ""), ignore_index=True,
    )  # fmt: skip
    write_atomically(file, lambda path: table.to_csv(path, index=False, float_format="%.4g", lineterminator="\n"))


def measure(wanted: Sequence[Trial], pairs: int, workers: int) -> Iterator[pd.DataFrame]:
    """Run the trials in pairs and give the rows of each as soon as its runs have ended."""
    scenarios = {s.name: s for trial in wanted for s in (trial.without, trial.scenario)}
    number = {name: n for n, name in enumerate(scenarios)}
    tasks = [Task(n, pair) for n in number.values() for pair in range(pairs)]
    for region in {s.region.hash: s.region for s in scenarios.values()}.values():
        founders_of(region)  # made and cached before the workers ask for them
    runs: dict[str, list[RunResult]] = {name: [] for name in scenarios}
    open_ = list(wanted)
    for _, result in each_result(list(scenarios.values()), tasks, seed=1, workers=workers, zones=False):
        runs[result.scenario].append(result)
        for trial in [t for t in open_ if all(len(runs[s.name]) == pairs for s in (t.without, t.scenario))]:
            open_.remove(trial)
            of_both = [*runs[trial.without.name], *runs[trial.scenario.name]]
            yield rows(trial, sorted(of_both, key=lambda r: r.replication), pairs)


def main(arguments: list[str] | None = None) -> int:
    """Measure. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m experiments.effects", description="What instruments do, measured.")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--years", type=int, default=YEARS)
    parser.add_argument("--workers", type=int, default=available_workers())
    parser.add_argument("--only", nargs="+", default=[], metavar="ID")
    given = parser.parse_args(arguments)
    try:
        if given.pairs < 2:
            raise BadInput("the number of pairs is wrong", value=given.pairs, expected="2 or more, for an interval")
        wanted = trials(given.only, given.years)
        if not given.only:
            there = set(read()["measured"])
            wanted = [t for t in wanted if t.identity(given.pairs) not in there]
        print(f"{len(wanted)} to measure: {given.pairs} pairs of {given.years} years each")
        for found in measure(wanted, given.pairs, given.workers):
            keep(found)
            print(f"{found['instrument'].iloc[0]} in {found['scenario'].iloc[0]}", flush=True)
    except (BadInput, RunError) as error:
        print(f"effects: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
