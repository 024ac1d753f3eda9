"""What is measured in fresh processes: the command's help, the first model, memory; and synthesis."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

from benchmarks.rows import Row, figure, medians
from model.inputs import Scenario
from model.synthesis import synthesise

START_AIM_MS, MEMORY_AIM_MIB, HELP_AIM_S = 50, 350, 0.3

_FIRST = """
import json, sys, time
began = time.process_time()
from model.mesa_model import OmlandModel
from scenarios.format import load, with_years
from scenarios.founders import with_founders
imported = time.process_time()
scenario = load(sys.argv[1])
if int(sys.argv[2]): scenario = with_years(scenario, int(sys.argv[2]))
read = time.process_time()
scenario = with_founders(scenario)
founded = time.process_time()
model = OmlandModel(scenario=scenario, seed=1, ledger=False)
first = time.process_time()
while "run" in sys.argv and model.running:
    model.step()
peak = None
try:
    with open("/proc/self/status") as lines:
        peak = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
except (OSError, StopIteration):
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / (1024 if sys.platform == "darwin" else 1)
print(json.dumps({"import": imported - began, "scenario": read - imported, "founders": founded - read,
                  "model": first - founded, "peak_mib": peak}))
"""


def rows(scenario: Scenario, name: str, repeats: int, start: float) -> list[Row]:
    """name: as the scenario is loaded; start: seconds to make a model from founders in memory."""
    first: list[dict[str, float]] = []

    def first_model() -> float:
        first.append(fresh(name, scenario.years))
        return first[-1]["model"]

    found = medians({"help": help_s, "model": first_model, "synthesis": lambda: synthesis_s(scenario)}, repeats)
    middle = sorted(first, key=lambda f: f["model"])[len(first) // 2]
    memory = fresh(name, scenario.years, "run")["peak_mib"]
    beside = f"imports {figure(middle['import'])} s, scenario and bundle {figure(middle['scenario'] * 1e3)} ms, "
    beside += f"founders from the cache {figure(middle['founders'] * 1e3)} ms"
    return [
        Row("start", "a model from cached founders", figure(start * 1e3), "ms", f"aim {START_AIM_MS} or less"),
        Row("start", "the first model of a process", figure(found["model"] * 1e3), "ms", beside),
        Row("start", "synthesis of the founders", figure(found["synthesis"]), "CPU-s", "once per bundle and code"),
        Row("start", "omland --help", figure(found["help"]), "CPU-s", f"aim under {HELP_AIM_S}"),
        Row("memory", f"a process with a run of {scenario.years} years", figure(memory), "MiB at its peak",
            f"aim {MEMORY_AIM_MIB} or less"),
    ]  # fmt: skip


def fresh(name: str, years: int, *words: str) -> dict[str, float]:
    """Return what a fresh process says about its first model; with the word "run", after running it."""
    command = [sys.executable, "-c", _FIRST, name, str(years), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def help_s() -> float:
    """Return the CPU time of `omland --help`."""
    before = os.times()
    subprocess.run([sys.executable, "-m", "experiments.cli", "--help"], capture_output=True, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def synthesis_s(scenario: Scenario) -> float:
    """Return the CPU time of making the founders."""
    began = time.process_time()
    synthesise(scenario.region)
    return time.process_time() - began
