"""What `omland sensitivity`, `omland breakeven` and `omland validate` write on the screen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.screen import records, say, table
from experiments.texts import number

if TYPE_CHECKING:
    from experiments.breakeven_question import Question
    from experiments.design_file import Design
    from experiments.sensitivity import Sensitivity
    from experiments.validate import Validated

SHOWN = 12
METHODS = ("model", "no_change", "linear_trend", "cohort_component")


def sensitivity(design: Design, one: Sensitivity) -> None:
    """Write the most important factors of an outcome, and how much of the spread between points is chance."""
    label = one.outcome.label(design.base.region, "en")
    if design.against is not None:
        label = f"effect of “{design.base.title['en']}”: {label}"
    rows = [
        {key: float(f"{value:.3g}") if isinstance(value, float) else value for key, value in row.items()}
        for row in one.table.head(SHOWN).to_dict("records")
    ]
    table(rows, list(one.table.columns), f"\n{label}; mean {one.mean:.4g}, standard deviation {one.sd:.3g}")
    if len(one.table) > SHOWN:
        say(f"… and {len(one.table) - SHOWN} more")
    if math.isfinite(one.chance):
        say(f"Of the variance between points about {100 * one.chance:.1f} % is chance (seeds).")


def breakeven(question: Question, answer: dict[str, Any]) -> None:
    """Write the answer of a break-even in sentences, and the doses that were run."""
    rows = [
        {"dose": r["dose"], "runs": r["runs"], "share": f"{r['share']:.0%}", "95 % interval": f"{r['low']:.0%} to "
         f"{r['high']:.0%}", "mean outcome": float(f"{r['mean']:.4g}")}
        for r in answer["doses"]
    ]  # fmt: skip
    table(
        rows,
        ("dose", "runs", "share", "95 % interval", "mean outcome"),
        f"\n{question.lever}: share that reach the target",
    )
    say("\n" + " ".join(sentences(question, answer)))


def sentences(question: Question, answer: dict[str, Any]) -> list[str]:
    """Return the answer in words."""
    q, decimals = question, 0 if question.factor.is_integer else 2
    outcome = q.outcome.label(q.scenario.region, "en")
    if q.against is not None:
        outcome += f", difference from “{q.against.title['en']}”,"
    target = f"{outcome} {'at least' if q.is_above else 'at most'} {q.threshold:g} in {q.probability:.0%} of the runs"
    ends = {r["dose"]: r for r in answer["doses"]}
    if answer["verdict"] == "reached":
        low, high = answer["dose_interval"]
        most = number(high, decimals, "en") if high is not None else f"more than {q.high:g}, the end of the range"
        said = [
            f"{q.lever} = {number(answer['dose'], decimals, 'en')} reaches {target}.",
            f"With the runs there are it may be {number(low, decimals, 'en')} to {most} (95 % interval over seeds).",
        ]
        if not answer["is_sure"]:
            said.append(f"Whether it is within reach at all is too close to call at {q.high:g}.")
        cost = answer["mnok_per_resident"]
        if cost["estimate"] is not None:
            said.append(
                f"A resident more then costs NOK {number(cost['estimate'], 1, 'en')} million "
                f"({number(cost['low'], 1, 'en')} to {number(cost['high'], 1, 'en')})."
            )
        else:
            said.append("What a resident more costs cannot be said: there may be none, or nobody pays.")
        return said
    is_low = answer["verdict"] != "not reachable"
    end = ends[q.low if is_low else q.high]
    share = f"{end['share']:.0%} of the runs ({end['low']:.0%} to {end['high']:.0%}, {end['runs']} runs)"
    sure = "" if answer["is_sure"] else " With these runs that is too close to call: more --replications would tell."
    if is_low:
        return [
            f"Already reached at the low end: with {q.lever} = {q.low:g} it holds in {share}. Asked was {target}.{sure}"
        ]
    return [f"Not reachable: even with {q.lever} = {q.high:g} it holds in {share}. Asked was {target}.{sure}"]


def validation_json(found: Sequence[Validated]) -> dict[str, Any]:
    """Return what a validation found as plain data."""
    from experiments.validate import against_best, summary
    from experiments.validation_page import pooled

    every = pooled(found)
    return {
        "folders": {one.data.id: str(one.folder) for one in found},
        "summary": {one.data.id: records(summary(one.table)) for one in found},
        "all": records(summary(every)),
        "against_best": records(against_best(every)),
    }


def validation(found: Sequence[Validated]) -> None:
    """Write the errors of each region and of all, and how the model does against the best comparator."""
    from experiments.validate import against_best, summary
    from experiments.validation_page import pooled

    columns = ("base", "years", "municipalities", *METHODS, "coverage_%")
    for name, one in [*((v.data.name["en"], v.table) for v in found), ("All regions", pooled(found))]:
        rows = [
            {k: round(v, 2) if isinstance(v, float) else v for k, v in row.items()} for row in records(summary(one))
        ]
        table(rows, columns, f"\n{name}: mean absolute error of municipal population, %")
    best = against_best(pooled(found))
    if len(best):
        rows = [{k: round(v, 2) if isinstance(v, float) else v for k, v in row.items()} for row in records(best)]
        table(rows, list(best.columns), "\nFrom 2015, against the comparator that was best over 2005–2015")
    for one in found:
        say(f"{one.folder / 'validation.csv'}  (figures beside it)")
