"""The same kind of work in other packages, in an environment of their own, as ratios in one run.

choicemodels (UrbanSim): probabilities of a logit over a table of choosers × alternatives, and a draw for each chooser;
then homes with room for one. starsim: births and deaths of a population, a step a year. None of them does exactly what a
kernel of Omland does (choicemodels has 8 linear terms and no keyed draws); the ratio says what the step costs either way.
Where they do not install, the table says so.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.kernels import Call, captured, fresh, size
from benchmarks.rows import Row, figure
from model.inputs import Scenario
from model.kernels.choice import run_queue
from model.mesa_model import OmlandModel
from model.submodels import ageing, fertility

INSTALL_S = 900.0
N_CHOOSERS, YEARS = 5_000, 20
PACKAGES = ("choicemodels", "starsim")

_CHOICEMODELS = """
import json, sys, time
import numpy as np, pandas as pd
from choicemodels import MultinomialLogitResults
from choicemodels.tools import MergedChoiceTable, iterative_lottery_choices, monte_carlo_choices
n, n_alternatives = int(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(1)
choosers = pd.DataFrame({f"o{k}": rng.random(n) for k in range(4)}, index=pd.Index(range(n), name="oid"))
homes = pd.DataFrame({f"a{k}": rng.random(n_alternatives) for k in range(4)},
                     index=pd.Index(range(n_alternatives), name="aid"))
expression = " + ".join(f"o{k}:a{k}" for k in range(4)) + " + " + " + ".join(f"a{k}" for k in range(4)) + " - 1"
model = MultinomialLogitResults(expression, fitted_parameters=list(np.linspace(-1, 1, 8)))
def once():
    began = time.process_time()
    table = MergedChoiceTable(choosers, homes, sample_size=n_alternatives)
    monte_carlo_choices(model.probabilities(table))
    return time.process_time() - began
many = pd.DataFrame({f"a{k}": rng.random(n) for k in range(4)}, index=pd.Index(range(n), name="aid"))
def lottery():
    began = time.process_time()
    def sampled(o, a, intx_ops=None):
        return MergedChoiceTable(o, a, sample_size=30)
    iterative_lottery_choices(choosers, many, mct_callable=sampled, probs_callable=model.probabilities)
    return time.process_time() - began
print(json.dumps({"choice": [once() for _ in range(3)], "lottery": [lottery() for _ in range(3)]}))
"""

_STARSIM = """
import json, sys, time
import starsim as ss
def once():
    sim = ss.Sim(n_agents=int(sys.argv[1]), start=2025, dur=int(sys.argv[2]), dt=1.0, verbose=0,
                 demographics=[ss.Births(birth_rate=10), ss.Deaths(death_rate=9)])
    sim.init()
    began = time.process_time()
    sim.run()
    return time.process_time() - began
print(json.dumps({"steps": [once() for _ in range(4)][1:]}))
"""


def rows(scenario: Scenario, python: str | None) -> list[Row]:
    """python: an interpreter that has the packages; None: a throw-away environment is made."""
    with environment(python) as (interpreter, why):
        return [*_choicemodels(scenario, interpreter, why), _starsim(scenario, interpreter, why)]


@contextlib.contextmanager
def environment(python: str | None) -> Iterator[tuple[str | None, str]]:
    """Give an interpreter with the packages, or None and why there is none."""
    if python is not None:
        yield python, ""
        return
    with tempfile.TemporaryDirectory(prefix="omland-peers-") as folder:
        own = Path(folder) / "venv"
        interpreter = own / ("Scripts" if os.name == "nt" else "bin") / "python"
        try:
            subprocess.run([sys.executable, "-m", "venv", str(own)], check=True, capture_output=True)
            command = [str(interpreter), "-m", "pip", "install", "--quiet", *PACKAGES]
            subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_S)
        except (OSError, subprocess.SubprocessError) as error:
            yield None, f"did not install here ({type(error).__name__})"
            return
        yield str(interpreter), ""


def _choicemodels(scenario: Scenario, interpreter: str | None, why: str) -> list[Row]:
    """A choice without and with room for one, against the queue with as many choosers and alternatives."""
    call = _enlarged(captured(scenario)["queue"])
    n, alternatives = size(call)
    before = _queue_s(call)
    got = _ask(interpreter, _CHOICEMODELS, n, alternatives)
    own = min(before, _queue_s(call))
    found = []
    for key, what in (("choice", "choice of homes"), ("lottery", "choice of homes with room for one")):
        if got is None:
            found.append(Row("peers", what, "–", "× choicemodels", why or "does not run here"))
            continue
        theirs = statistics.median(got[key])
        beside = f"{figure(own * 1e3)} ms against {figure(theirs * 1e3)} ms; {n:,} choosers × "
        beside += f"{alternatives:,} alternatives" if key == "choice" else "30 sampled of as many homes as choosers"
        found.append(Row("peers", what, figure(theirs / own), "× choicemodels", beside))
    return found


def _enlarged(call: Call) -> Call:
    """Return the call with N_CHOOSERS in the queue."""
    terms, places, offers, choosers, order, *rest = fresh(call)
    return (terms, places, offers, choosers, np.resize(order, N_CHOOSERS), *rest)


def _queue_s(call: Call) -> float:
    calls = [fresh(call) for _ in range(5)]
    times = []
    for arguments in calls:
        began = time.process_time()
        run_queue(*arguments)
        times.append(time.process_time() - began)
    return statistics.median(times)


def _starsim(scenario: Scenario, interpreter: str | None, why: str) -> Row:
    """Births and deaths of as many agents: agent-years per CPU-second, theirs by ours."""
    OmlandModel(scenario=scenario, seed=1, ledger=False).step()  # compiles or loads the kernels
    region = OmlandModel(scenario=scenario, seed=1, ledger=False).region
    agents = int(region.residents().sum())
    spent, agent_years = 0.0, 0
    for _ in range(YEARS):
        agent_years += int(region.residents().sum())
        began = time.process_time()
        ageing.step(region, region.year)
        fertility.step(region, region.year)
        spent += time.process_time() - began
        region.year += 1
    got = _ask(interpreter, _STARSIM, agents, YEARS)
    what = "births and deaths by age, sex, household"
    if got is None:
        return Row("peers", what, "–", "× starsim", why or "does not run here")
    ours, theirs = agent_years / spent, agents * YEARS / statistics.median(got["steps"])
    beside = f"{figure(ours / 1e6)} against {figure(theirs / 1e6)} million agent-years per CPU-s; starsim without ages"
    return Row("peers", what, figure(ours / theirs), "× starsim", beside)


def _ask(interpreter: str | None, script: str, *arguments: int) -> dict[str, Any] | None:
    """Return what a script prints in the other environment; None where it fails."""
    if interpreter is None:
        return None
    command = [interpreter, "-c", script, *(str(a) for a in arguments)]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return None
    return answer
