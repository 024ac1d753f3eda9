"""The dose–response curve of a break-even, in each language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from scipy.stats import t as student

from experiments.colours import COLOUR
from experiments.dose_response import curve, wilson
from experiments.figures import GREY, STYLE, save_figure
from experiments.texts import LANGUAGES, Language, number
from model.registry import events, instruments

if TYPE_CHECKING:
    from experiments.breakeven import Answer

WORDS: dict[str, dict[Language, str]] = {
    "share": {"nb": "Andel av kjøringene som når målet", "en": "Share of runs that reach the target"},
    "answer": {"nb": "svar: {dose}", "en": "answer: {dose}"},
    "note": {
        "nb": "Punkt: kjørt dose. Strek: 95 % intervall. Linje: kurven som alle kjøringer gir.\n"
        "Grått: 95 % intervall for svaret, over tilfeldige tall.",
        "en": "Dot: a dose that was run. Bar: 95 % interval. Line: the curve of all runs.\n"
        "Grey: 95 % interval of the answer, over random numbers.",
    },
    "difference": {"nb": "Forskjell fra «{base}»: ", "en": "Difference from “{base}”: "},
}


def save_dose_response(folder: Path, answer: Answer) -> list[Path]:
    """Draw the curve in every language, as SVG and PNG. Returns the SVGs."""
    paths = []
    for language in LANGUAGES:
        path = folder / f"dose_response.{language}.svg"
        with mpl.rc_context({**STYLE, "svg.hashsalt": path.stem}):
            save_figure(draw(answer, language), path)
        paths.append(path)
    return paths


def draw(answer: Answer, language: Language) -> Figure:
    """Return the figure: the share of runs by dose, and below it the outcome itself."""
    q = answer.question
    figure, (top, below) = plt.subplots(2, 1, figsize=(7.2, 6.4), sharex=True, layout="constrained")
    doses = np.array([r.dose for r in answer.responses])
    shares = np.array([wilson(r.is_met) for r in answer.responses])
    runs = np.array([float(len(r.is_met)) for r in answer.responses])
    _dots(top, doses, shares, COLOUR["town"])
    top.plot(doses, curve(shares[:, 0], runs), color=COLOUR["town"], linewidth=1.4)
    top.axhline(q.probability, color=GREY, linestyle="--", linewidth=1)
    top.set_ylim(-0.04, 1.04)
    top.yaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f} %")
    top.set_title(WORDS["share"][language])
    if np.isfinite(answer.dose):
        right = answer.high if np.isfinite(answer.high) else q.high
        for axis in (top, below):
            axis.axvspan(answer.low, right, color=GREY, alpha=0.18, linewidth=0)
            axis.axvline(answer.dose, color=COLOUR["hinterland"], linewidth=1.4)
        said = WORDS["answer"][language].format(dose=number(answer.dose, 0 if q.factor.is_integer else 2, language))
        top.annotate(said, (answer.dose, 0.02), (5, 0), textcoords="offset points", color=COLOUR["hinterland"])
    _dots(below, doses, np.array([_mean(r.numbers) for r in answer.responses]), COLOUR["town"])
    below.axhline(q.threshold, color=GREY, linestyle="--", linewidth=1)
    label = q.outcome.label(q.scenario.region, language)
    if q.against is not None:
        below.set_title(WORDS["difference"][language].format(base=q.against.title[language]) + label, wrap=True)
    else:
        below.set_title(label[:1].upper() + label[1:], wrap=True)
    below.yaxis.set_major_formatter(lambda v, _: number(v, 0 if float(v).is_integer() else 2, language))
    below.set_xlabel(lever_label(answer, language))
    figure.supxlabel(WORDS["note"][language], fontsize=8.5, color="#555555")
    return figure


def lever_label(answer: Answer, language: Language) -> str:
    """Return what the lever is called, with its unit."""
    q = answer.question
    specs = {spec.id: spec for spec in (*q.scenario.policies, *q.scenario.events)}
    instrument = {**instruments(), **events()}[specs[q.factor.path[0]].instrument]
    lever = next(x for x in instrument.levers if x.name == q.factor.path[1])
    return f"{instrument.label[language]}: {lever.label[language].lower()}"


def _mean(numbers: np.ndarray) -> tuple[float, float, float]:
    """Return a mean with its 95 % interval."""
    n, mean = len(numbers), float(numbers.mean())
    half = float(student.ppf(0.975, n - 1)) * float(numbers.std(ddof=1)) / n**0.5 if n > 1 else 0.0
    return mean, mean - half, mean + half


def _dots(axis: Any, x: np.ndarray, y: np.ndarray, colour: str) -> None:
    """Dots with intervals: y [n, 3] is estimate, low, high."""
    axis.vlines(x, y[:, 1], y[:, 2], color=colour, linewidth=1.6)
    axis.plot(x, y[:, 0], "o", color=colour, markersize=5.5)
