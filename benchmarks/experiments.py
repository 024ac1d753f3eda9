"""Running many times: what it costs beside the model, what a second worker brings, memory of the parent, pairing.

    python -m benchmarks.experiments [--quick] [--out docs/benchmarks_experiments.md]

CPU times are of the parent and its workers together, and the difference between a long and a short sweep, so that
starting processes does not count. The ratio of one worker to two is of wall time: other work on the machine spoils it.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

import pandas as pd

from benchmarks.rows import Row, figure, machine
from benchmarks.standin import PATH, simulate
from experiments.commands import Options, compare
from experiments.compare import paired
from experiments.outcomes import Outcome
from experiments.run import run_scenario
from experiments.store import write_text
from experiments.sweep import SweepOptions, sweep
from experiments.workers import Task, each_result
from scenarios.format import load, with_years
from scenarios.founders import founders_of, with_founders

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks_experiments.md"
KEPT = ("population", "jobs", "employed", "commuters_in", "dwelling_price_nok_m2", "policy_cost_mnok")
PAIRED = ("lister/state_jobs_lyngdal", "lister/county_roads")
OUTCOMES = ("population", "employed", "jobs")
INTRO = """Running many times: what it costs beside the model. Written by `python -m benchmarks.experiments`, on {machine}.

The load of the machine was {load:.1f} on {processors} processors when it began; CPU times grow with it, and the ratio of
one worker to two, which is of wall time, means something on an idle machine only.

| part | what | figure | unit | beside it |
|---|---|---:|---|---|
"""


def cpu_s() -> float:
    """CPU time of this process and of children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def design(folder: Path, points: int, indicators: tuple[str, ...]) -> Path:
    """Write a design with this many points."""
    path = folder / f"design{points}.toml"
    path.write_text(
        'format = 1\nscenario = "lister/baseline"\nmethod = "lhs"\n'
        f"n = {points}\nindicators = {json.dumps(list(indicators))}\n[world]\nimmigration = {{}}\nfertility = {{}}\n",
        encoding="utf-8",
    )
    return path


def overhead_rows(folder: Path, points: int) -> list[Row]:
    """CPU time of a run that the model does not take, with a stand-in for the model."""
    rows = []
    for what, indicators in (("six indicators kept", KEPT), ("all indicators kept", ())):
        spent = {}
        for n in (points, 4 * points):
            began, wall = cpu_s(), time.perf_counter()
            out = folder / f"{n}-{len(indicators)}"
            sweep(design(folder, n, indicators), SweepOptions(out=out, workers=1, simulate=simulate))
            spent[n] = (cpu_s() - began, time.perf_counter() - wall)
        cpu, wall = ((spent[4 * points][i] - spent[points][i]) / (3 * points) * 1e3 for i in (0, 1))
        lines = len(pd.read_parquet(out / "results.parquet", columns=["year"])) // (4 * points)
        beside = f"aim 2 or less; {lines:,} rows a run; {figure(wall)} ms of wall time, one worker"
        rows.append(Row("overhead of a run", what, figure(cpu), "ms CPU", beside))
    return rows


def workers_row(years: int, runs: int) -> Row:
    """Wall time of one worker over that of two, of real runs; starting is paid before."""
    scenario = with_years(load("lister/baseline"), years)
    founders_of(scenario.region)
    took = {}
    for workers in (1, 2):
        tasks = [Task(0, r) for r in range(runs + workers)]
        results = each_result([scenario], tasks, seed=1, workers=workers, zones=False, spawn=True)
        for _ in range(workers):  # every worker has compiled and read what it needs
            next(results)
        began = time.perf_counter()
        for _ in results:
            pass
        took[workers] = time.perf_counter() - began
    beside = f"aim 1.7 or more; {runs} runs of {years} years: {figure(took[1])} s and {figure(took[2])} s of wall time"
    return Row("two workers", "lister/baseline", figure(took[1] / took[2]), "× one", beside)


def memory_row(folder: Path, runs: int) -> Row:
    """Peak memory of the parent of a sweep, in a fresh process."""
    code = (
        "import sys; from pathlib import Path; from benchmarks.standin import simulate\n"
        "from experiments.sweep import SweepOptions, sweep\n"
        "sweep(sys.argv[1], SweepOptions(out=Path(sys.argv[2]), workers=1, simulate=simulate))\n"
        "print([int(l.split()[1]) / 1024 for l in open('/proc/self/status') if l.startswith('VmHWM')][0])\n"
    )
    path = design(folder, runs, ())
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(folder / "memory")], capture_output=True, text=True, check=True
    )
    beside = "aim 1,536 or less; Lister over 20 years, all indicators, without single zones"
    return Row(
        "memory of the parent", f"a sweep of {runs:,} runs", figure(float(done.stdout)), "MiB at its peak", beside
    )


def pairing_rows(folder: Path, years: int, replications: int) -> list[Row]:
    """Variance of an unpaired difference over that of a paired one."""
    names = ["lister/baseline", *PAIRED]
    options = Options(out=folder / "pairs", years=years)
    out, _ = compare(names, options, replications=replications, workers=2)
    rows = []
    start = load(names[0]).start
    for outcome, year in product(OUTCOMES, sorted({min(n, years) + start for n in (5, 10, years)})):
        x = Outcome(outcome, year=year).of_results(out, names, 1, replications)[:, 0, :]
        for n, name in enumerate(PAIRED, start=1):
            unpaired = x[0].var(ddof=1) + x[n].var(ddof=1)
            sd = float(paired(x[n], x[0])["sd"])
            beside = f"aim 5 or more; standard deviation {figure(unpaired**0.5)} unpaired, {figure(sd)} paired"
            what = f"{name.removeprefix('lister/')}: {outcome} {year}"
            rows.append(Row("pairing", what, figure(unpaired / max(sd, 1e-9) ** 2), "× less variance", beside))
    return rows


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few and short runs, to see that it works")
    parser.add_argument("--out", type=Path, default=PAGE)
    args = parser.parse_args()
    load_before = os.getloadavg()[0]
    years = 3 if args.quick else 20
    with tempfile.TemporaryDirectory(prefix="omland-bench-") as temporary:
        folder = Path(temporary)
        scenario = with_founders(with_years(load("lister/baseline"), years))
        (folder / "result.pkl").write_bytes(pickle.dumps(run_scenario(scenario, 1, zones=False)))
        os.environ[PATH] = str(folder / "result.pkl")
        rows = overhead_rows(folder, 20 if args.quick else 100)
        rows.append(memory_row(folder, 50 if args.quick else 1000))
        rows.append(workers_row(years, 4 if args.quick else 16))
        rows += pairing_rows(folder, years, 4 if args.quick else 20)
    lines = [f"| {' | '.join(row)} |" for row in rows]
    head = INTRO.format(machine=machine(), load=load_before, processors=os.cpu_count())
    write_text(args.out, f"# Benchmarks of experiments\n\n{head}" + "\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
