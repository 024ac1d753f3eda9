"""`omland breakeven`: how much of a lever it takes, with what probability, and at what cost for each resident more.

Asked is the least dose x of a lever at which an outcome reaches a threshold in a share p of the runs (over seeds). Every
dose is run with the same seeds, so doses are twins. The search bisects between the ends of the range; at each dose it
adds runs until Wilson's (1927) 95 % interval of the share leaves p out, or the runs allowed are used up. The answer is
where the dose–response curve through all runs crosses p: isotonic regression (more of the lever never lowers the share),
linear between doses. Its interval is a bootstrap over seeds (1,000 resamples): what is not known because runs were few.

It is assumed that the share rises with the dose. Where it falls, or the threshold is out of reach within the range, the
answer says so. Looking at the interval after each batch makes a dose called too early a little more often than in 5 %.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.breakeven_question import Question
from experiments.commands import RESULTS_FOLDER
from experiments.compare import ratio
from experiments.copies import copy_inputs
from experiments.dose_response import Response, crossing, wilson
from experiments.manifest import identity, manifest
from experiments.outcomes import Outcome
from experiments.store import MANIFEST, write_json
from experiments.sweep import Progress, SweepOptions, kept, run_missing, write_points
from experiments.sweep_store import Case, Facts, Values, digest, forget_runs, prepare, read_run, write_sweep
from experiments.wording import COST
from experiments.workers import Task

FIRST = 10  # runs of a dose before it is judged; doubled until the question's number
STEPS_AROUND = 3  # bisections on each side of a dose that cannot be called
RESAMPLES = 1000
REFERENCE = -1  # in place of a dose: the scenario that is compared with
ANSWER = "breakeven.json"
REACHED, NOT_REACHED, ALREADY = "reached", "not reachable", "already at the low end"


@dataclass(frozen=True)
class Answer:
    """What was found. dose is nan unless reached; low, high: its 95 % interval, high inf where it may be out of range."""

    question: Question
    verdict: str
    dose: float
    low: float
    high: float
    is_sure: bool  # False where the end of the range that decides cannot be called with the runs allowed
    responses: tuple[Response, ...]  # by dose, ascending
    mnok_per_resident: tuple[float, float, float]  # at the answer: estimate and interval; nan where it cannot be said
    folder: Path
    runs: int


@dataclass
class _Search:
    """Doses that have been run, in the order in which they were."""

    question: Question
    folder: Path
    who: dict[str, Any]
    options: SweepOptions
    on_progress: Progress
    doses: list[float] = field(default_factory=list)
    runs: dict[float, list[Values]] = field(default_factory=dict)
    facts: dict[float, list[Facts]] = field(default_factory=dict)

    def run(self, dose: float, n: int) -> None:
        """Have at least n runs of a dose, and as many of the reference."""
        if dose != REFERENCE and self.question.against is not None:
            self.run(REFERENCE, n)
        if dose not in self.runs:
            self.doses.append(dose)
            self.runs[dose] = []
        if len(self.runs[dose]) >= n:
            return
        case = self.doses.index(dose)
        scenario = self.question.at(dose) if dose != REFERENCE else self.question.against
        name = digest(self.who | {"dose": float(dose)})  # the runs of a dose are nobody else's
        scenarios = [scenario] * (case + 1)
        tasks = [Task(case, r) for r in range(n)]
        facts, _ = run_missing(
            self.folder, name, scenarios, tasks, self.question.seed, self.options, self.on_progress  # type: ignore[arg-type]
        )  # fmt: skip
        self.facts[dose] = facts
        self.runs[dose] += [read_run(self.folder, case, r) for r in range(len(self.runs[dose]), n)]

    def numbers(self, dose: float) -> NDArray[np.float64]:
        """Return the outcome of every run of a dose, as a difference where there is a reference."""
        q = self.question
        own = np.array([q.outcome.of_run(run) for run in self.runs[dose]])
        if q.against is None:
            return own
        return own - np.array([q.outcome.of_run(run) for run in self.runs[REFERENCE][: len(own)]])

    def response(self, dose: float) -> Response:
        """Return what is known about a dose."""
        numbers = self.numbers(dose)
        return Response(float(dose), numbers, self.question.is_met(numbers))

    def decide(self, dose: float) -> tuple[bool, bool]:
        """Add runs to a dose until it can be called; return whether the share reaches p, and whether that is sure."""
        n = min(FIRST, self.question.replications)
        while True:
            self.run(dose, n)
            share, low, high = wilson(self.response(dose).is_met)
            is_sure = low >= self.question.probability or high < self.question.probability
            if is_sure or n == self.question.replications:
                return share >= self.question.probability, is_sure
            n = min(2 * n, self.question.replications)


def breakeven(
    question: Question, options: SweepOptions, on_progress: Progress = lambda *_: None
) -> tuple[Path, dict[str, Any]]:
    """Search, and write the answer, the runs and a figure. Ended half-way, the same call continues.

    Returns the folder and the answer as `said` gives it.
    """
    from experiments.breakeven_figure import save_dose_response

    began = time.perf_counter()
    who = _identity(question)
    folder = options.out or RESULTS_FOLDER / f"breakeven-{question.name}"
    if prepare(folder, who, replace=options.replace):
        return folder, json.loads((folder / ANSWER).read_text(encoding="utf-8"))
    search, answer = _searched(question, folder, who, options, on_progress)
    save_dose_response(folder / "figures", answer)
    _write(search, answer, time.perf_counter() - began)
    return folder, question.describe() | said(answer)


def repeat(question: Question, options: SweepOptions, on_progress: Progress = lambda *_: None) -> None:
    """Search once more, and write the results of all runs to `options.out`, nothing else: for `omland replay`."""
    assert options.out is not None
    search, _ = _searched(question, options.out, _identity(question), options, on_progress)
    _write_runs(search)


def _identity(question: Question) -> dict[str, Any]:
    content = hashlib.sha256(json.dumps(question.describe(), sort_keys=True).encode()).hexdigest()
    return identity("breakeven", question.scenarios(), question.seed, question.replications) | {"design": content}


def _searched(
    question: Question, folder: Path, who: dict[str, Any], options: SweepOptions, on_progress: Progress
) -> tuple[_Search, Answer]:
    """Search; the runs are kept one by one in the folder."""
    keep = frozenset({question.outcome.indicator, "population", COST})
    how = replace(options, simulate=partial(kept, simulate=options.simulate, keep=keep))
    search = _Search(question, folder, who, how, on_progress)
    return search, _answer(search, *_bisect(search))


def _bisect(search: _Search) -> tuple[str, bool]:
    """Run doses until the crossing is enclosed. Returns the verdict and whether it is sure."""
    q = search.question
    is_met, is_sure = search.decide(q.low)
    if is_met:
        return ALREADY, is_sure
    is_met, is_sure = search.decide(q.high)
    if not is_met:
        return NOT_REACHED, is_sure
    below, above = q.low, q.high
    while above - below > q.step * (1 + 1e-9):
        middle = q.rounded((below + above) / 2)
        is_met, is_called = search.decide(middle)
        if not is_called:
            _around(search, below, middle, above)
            break
        below, above = (below, middle) if is_met else (middle, above)
    return REACHED, is_sure


def _around(search: _Search, below: float, middle: float, above: float) -> None:
    """Run a few doses on both sides of one that cannot be called, so that the curve is known there."""
    for end in (below, above):
        near, far = middle, end
        for _ in range(STEPS_AROUND):
            dose = search.question.rounded((near + far) / 2)
            if abs(far - near) <= search.question.step or dose in (near, far):
                break
            _, is_called = search.decide(dose)
            near, far = (near, dose) if is_called else (dose, far)


def _answer(search: _Search, verdict: str, is_sure: bool) -> Answer:
    q = search.question
    responses = _responses(search)
    dose = low = high = np.nan
    cost = (np.nan, np.nan, np.nan)
    if verdict == REACHED:
        dose, low, high = crossing(responses, q.probability, RESAMPLES, q.seed)
        dose, low, high = (q.up(x) if np.isfinite(x) else x for x in (dose, low, high))
        cost = _cost(search, dose)
        responses = _responses(search)
    runs = sum(len(runs) for runs in search.runs.values())
    return Answer(q, verdict, dose, low, high, is_sure, responses, cost, search.folder, runs)


def _responses(search: _Search) -> tuple[Response, ...]:
    return tuple(search.response(dose) for dose in sorted(d for d in search.doses if d != REFERENCE))


def _cost(search: _Search, dose: float) -> tuple[float, float, float]:
    """Return what a resident more costs at the answer in MNOK, with its interval, against the reference or the low end."""
    q = search.question
    reference = q.low if q.against is None else REFERENCE
    search.run(dose, q.replications)
    search.run(reference, q.replications)
    pairs = list(zip(search.runs[dose], search.runs[reference], strict=False))

    def paired(number: Callable[[Values], float]) -> NDArray[np.float64]:
        return np.array([number(run) - number(other) for run, other in pairs])

    return ratio(paired(Outcome(COST).of_run), paired(Outcome("population").of_run))


def _write(search: _Search, answer: Answer, wall_s: float) -> None:
    """Write results, what each point is, the answer, and the manifest; the manifest last."""
    q, folder = search.question, search.folder
    facts = _write_runs(search)
    write_points(folder, [f"levers.{q.lever}"], [["" if d == REFERENCE else d] for d in search.doses])
    write_json(folder / ANSWER, q.describe() | said(answer))
    files = copy_inputs(folder, q.names)
    content = manifest(search.who, q.scenarios(), files, facts, wall_s, search.options.workers)
    write_json(folder / MANIFEST, content | {"question": q.describe()})
    forget_runs(folder)


def _write_runs(search: _Search) -> list[Facts]:
    """Write results.parquet: a case is a dose, in the order in which they were run. Returns what the runs say."""
    q = search.question
    cases = [
        Case((q.scenario if d != REFERENCE else q.against or q.scenario).name, n) for n, d in enumerate(search.doses)
    ]
    facts = [fact for dose in search.doses for fact in search.facts[dose]]
    write_sweep(search.folder, cases, facts, lambda: None)
    return facts


def said(answer: Answer) -> dict[str, Any]:
    """Return the answer as plain numbers; what is not known is None."""

    def plain(x: float) -> float | None:
        return float(x) if np.isfinite(x) else None

    cost = dict(zip(("estimate", "low", "high"), map(plain, answer.mnok_per_resident), strict=True))
    return {
        "verdict": answer.verdict,
        "is_sure": answer.is_sure,
        "dose": plain(answer.dose),
        "dose_interval": [plain(answer.low), plain(answer.high)],
        "mnok_per_resident": cost,
        "runs": answer.runs,
        "doses": [
            {"dose": r.dose, "runs": len(r.is_met), **dict(zip(("share", "low", "high"), wilson(r.is_met), strict=True)),
             "mean": float(r.numbers.mean())}
            for r in answer.responses
        ],
    }  # fmt: skip
