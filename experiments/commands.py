"""What `omland run` and `omland compare` do, as functions: for the command line, the app and notebooks."""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from experiments.compare import Panel, panel
from experiments.copies import copy_inputs
from experiments.errors import RunError
from experiments.manifest import PACKAGES, code_hash, identity, manifest, program_version
from experiments.ratios import RATIOS, write_ratios
from experiments.run import RunResult, run_scenario
from experiments.stopping import FIRST, Until
from experiments.store import (
    MANIFEST,
    free_folder,
    prepare_folder,
    write_atomically,
    write_json,
    write_parquet,
    write_results,
    write_text,
)
from experiments.uncertainty import check_kind, draws_csv, under
from experiments.wording import Wording
from experiments.workers import Simulate, Task, run_tasks
from model.inputs import Scenario
from model.registry import indicators
from scenarios.errors import BadInput, did_you_mean
from scenarios.format import load, with_years
from scenarios.founders import founders_of

RESULTS_FOLDER = Path("results")
DIFFERENCES = "differences.parquet"
# So sorted and grouped, one indicator of a comparison of millions of rows is read in a hundredth of a second.
DIFFERENCES_BY = ["indicator", "group", "scenario", "place", "year"]
DIFFERENCES_PER_GROUP = 16_384
SUMMARY = "summary.csv"
DRAWS = "draws.csv"
LOG = "log.csv"


@dataclass(frozen=True)
class Options:
    """How to run. `out` None: a new folder below results/, named after the scenarios.

    Of comparisons: uncertainty is what differs between replications; smallest the smallest effect that matters, by
    indicator; until when to stop adding replications.
    """

    seed: int = 1
    years: int | None = None
    out: Path | None = None
    replace: bool = False
    simulate: Simulate = run_scenario
    uncertainty: str = "seeds"
    smallest: Mapping[str, float] = field(default_factory=dict)
    until: Until | None = None


def load_all(names: Sequence[str], years: int | None) -> list[Scenario]:
    """Load scenarios. Raises BadInput where one is wrong, two are the same, or their regions or years differ."""
    scenarios = [load(name) for name in names]
    if years is not None:
        scenarios = [with_years(s, years) for s in scenarios]
    for n, scenario in enumerate(scenarios):
        if scenario.name in [s.name for s in scenarios[:n]]:
            raise BadInput(
                f"the scenario '{scenario.name}' is given twice",
                value=names[n],
                expected="scenarios of different names",
            )
        if scenario.region.hash != scenarios[0].region.hash:
            raise BadInput(
                f"'{scenario.name}' is of another region than '{scenarios[0].name}'",
                value=names[n],
                expected=f"a scenario of {scenarios[0].region.id}",
            )
        if (scenario.start, scenario.years) != (scenarios[0].start, scenarios[0].years):
            raise BadInput(
                f"'{scenario.name}' runs over other years than '{scenarios[0].name}'",
                value=names[n],
                expected=f"{scenarios[0].years} years from {scenarios[0].start}, or --years for all of them",
            )
    return scenarios


def run(name: str, options: Options, on_year: Callable[[int], None] | None = None) -> tuple[Path, Scenario, RunResult]:
    """Run one scenario with one seed and write its results. Returns the folder, the scenario and the result."""
    (scenario,) = load_all([name], options.years)
    folder, who = _folder(options, [scenario], "run", 1)
    began = time.perf_counter()
    founders_of(scenario.region)
    try:
        result = run_scenario(scenario, options.seed, on_year=on_year, log=True)
    except BadInput:
        raise
    except Exception as error:
        raise RunError(f"the run of {scenario.name} with seed {options.seed} failed: {error}") from error
    write_atomically(folder / LOG, lambda path: log_rows(result).to_csv(path, index=False))
    _write(folder, who, [name], [scenario], [result], began, 1, options)
    return folder, scenario, result


def log_rows(result: RunResult) -> pd.DataFrame:
    """Return who decided what in a run and why, one row a decision, in order; `numbers` is JSON."""
    first = ("year", "actor", "action", "reason")
    rows = [
        [*(record[k] for k in first), json.dumps({k: v for k, v in record.items() if k not in first}, default=_plain)]
        for record in result.log
    ]
    return pd.DataFrame(rows, columns=[*first, "numbers"])


def _plain(value: Any) -> Any:
    """What JSON has no form for: a number of numpy, else its words."""
    return value.item() if hasattr(value, "item") else str(value)


def notes_of(runs: Sequence[RunResult]) -> list[dict[str, Any]]:
    """Return what the runs say a reader must know, each once by scenario, with the number of runs that say it."""
    said = Counter((r.scenario, n.about, n.text["nb"], n.text["en"]) for r in runs for n in r.notes)
    first = {(r.scenario, n.about, n.text["nb"], n.text["en"]): n.year for r in reversed(runs) for n in r.notes}
    return [
        {"scenario": key[0], "about": key[1], "year": first[key], "nb": key[2], "en": key[3], "runs": n}
        for key, n in sorted(said.items())
    ]


def compare(
    names: Sequence[str],
    options: Options,
    *,
    replications: int,
    workers: int,
    on_done: Callable[[RunResult], None] | None = None,
    on_report: Callable[[], None] | None = None,
) -> tuple[Path, Wording]:
    """Run the first scenario and those compared with it in pairs; write results, differences, figures and report.

    Replication r has the seed `options.seed + r`. `on_report` is called when all has been run and the report begins.
    """
    if len(names) < 2:
        raise BadInput("there is nothing to compare", expected="a base and at least one other scenario")
    if replications < 1:
        raise BadInput(
            "the number of replications is wrong", value=replications, expected="1 or more; 2 for an interval"
        )
    check_kind(options.uncertainty)
    _check_smallest(options.smallest)
    if options.until is not None:
        options.until.check()
        replications = max(replications, FIRST)
    scenarios = load_all(names, options.years)
    folder, who = _folder(options, scenarios, "compare", replications)
    began = time.perf_counter()
    founders_of(scenarios[0].region)  # made and cached once, before the workers ask for them
    runs, data = _run_pairs(scenarios, options, replications, workers, on_done)
    _write(folder, who, names, scenarios, runs, began, workers, options)
    if on_report is not None:
        on_report()
    wording = Wording(scenarios, data, indicators(), uncertainty=options.uncertainty, smallest=dict(options.smallest))
    write_comparison(folder, wording)
    return folder, wording


def _check_smallest(smallest: Mapping[str, float]) -> None:
    for name, least in smallest.items():
        if name not in indicators():
            raise BadInput(
                f"there is no indicator '{name}'", value=name, expected="one of `omland list indicators`",
                hint=did_you_mean(name, indicators()),
            )  # fmt: skip
        if not (math.isfinite(least) and least >= 0):
            raise BadInput(f"the smallest effect on '{name}' is wrong", value=least, expected="a number of 0 or more")


def _run_pairs(
    scenarios: Sequence[Scenario],
    options: Options,
    replications: int,
    workers: int,
    on_done: Callable[[RunResult], None] | None,
) -> tuple[list[RunResult], Panel]:
    """Run all scenarios with the same seeds, and more of them while `options.until` is not met."""
    simulate = under(options.uncertainty, options.simulate)
    runs: list[RunResult] = []
    done, more = 0, replications
    while True:
        tasks = [Task(s, r) for r in range(done, done + more) for s in range(len(scenarios))]
        runs += run_tasks(
            scenarios, tasks, seed=options.seed, workers=workers, simulate=simulate, on_done=on_done
        )  # fmt: skip
        data = panel(runs)
        done += more
        more = 0 if options.until is None else options.until.more(data, scenarios[0].name)
        if not more:
            return runs, data


def _folder(options: Options, scenarios: Sequence[Scenario], command: str, n: int) -> tuple[Path, dict[str, object]]:
    """Return the folder for the results, ready, and the identity of the results."""
    who = identity(command, scenarios, options.seed, n)
    if command == "compare":
        who |= {"uncertainty": options.uncertainty, "until": options.until and asdict(options.until)}
    folder = options.out
    if folder is None:
        name = "-".join([command, *(s.name.replace("/", "-") for s in scenarios[:1])])
        folder = free_folder(RESULTS_FOLDER / name, who)
    prepare_folder(folder, who, replace=options.replace)
    return folder, who


def _write(
    folder: Path,
    who: dict[str, object],
    names: Sequence[str],
    scenarios: Sequence[Scenario],
    runs: Sequence[RunResult],
    began: float,
    workers: int,
    options: Options,
) -> None:
    """Write results, the scenario files used and the manifest; the manifest last: it says that the rest is there."""
    write_results(folder, runs)
    files = copy_inputs(folder, names)
    if options.uncertainty != "seeds":
        fitted = scenarios[0].region.national.calibration
        write_text(folder / DRAWS, draws_csv(options.uncertainty, sorted({run.seed for run in runs}), fitted))
    content = manifest(who, scenarios, files, runs, time.perf_counter() - began, workers)
    more = {"uncertainty": options.uncertainty, "smallest": dict(options.smallest), "notes": notes_of(runs)}
    write_json(folder / MANIFEST, content | more)


def write_comparison(folder: Path, wording: Wording) -> None:
    """Write the paired differences, the figures and the report."""
    from experiments.figures import save_figures
    from experiments.report import write_report

    rows = wording.year_rows.sort_values(DIFFERENCES_BY, ignore_index=True)
    table = _without_categories(pa.Table.from_pandas(rows, preserve_index=False).replace_schema_metadata(None))
    write_atomically(folder / DIFFERENCES, lambda path: write_parquet(path, table, DIFFERENCES_PER_GROUP))
    summary = summary_rows(wording)
    write_atomically(folder / SUMMARY, lambda path: summary.to_csv(path, index=False, float_format="%.6g"))
    write_atomically(folder / RATIOS, lambda path: write_ratios(path, wording.ratios))
    figures = save_figures(folder / "figures", wording)
    write_report(folder, wording, figures, {"results": folder.name, **repeat_facts(wording)})


def _without_categories(table: pa.Table) -> pa.Table:
    """Return the table with its dictionaries as texts: only of these a reader can tell which rows to pass over."""
    types = [pa.string() if pa.types.is_dictionary(field.type) else field.type for field in table.schema]
    return table.cast(pa.schema(zip(table.column_names, types, strict=True)))


def summary_rows(wording: Wording) -> pd.DataFrame:
    """Return the differences of the whole run without single zones: what a spreadsheet can hold."""
    rows = wording.run_rows
    return rows[~rows["place"].astype(str).str.startswith("zone:")].sort_values(
        ["scenario", "indicator", "group", "place"], ignore_index=True
    )


def repeat_facts(wording: Wording) -> dict[str, str]:
    """Return what the report says about how to repeat it."""
    from importlib.metadata import version

    seeds = wording.data.seeds
    scenarios = {s.name: f"{s.hash[:16]}…" for s in wording.all_scenarios}
    return {
        "omland": f"{program_version()}, code {code_hash()[:16]}…",
        "seeds": f"{seeds[0]}–{seeds[-1]}" if len(seeds) > 1 else str(seeds[0]),
        **scenarios,
        f"region {wording.region.id}": f"{wording.region.hash[:16]}…",
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
    }
