"""Figures of a sensitivity analysis: bars with intervals, the most important factor on top, in each language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from experiments.colours import COLOUR
from experiments.design_factors import Factor
from experiments.design_file import Design
from experiments.figures import STYLE, save_figure
from experiments.sensitivity import RANKED_BY, Sensitivity
from experiments.texts import LANGUAGES, Language, number
from model.parameters import WORLD
from model.registry import events, instruments

SHOWN = 15  # factors; sensitivity.csv has them all
WORDS = {
    "morris": {
        "nb": "Endring i utfallet over hele spennet. Stolpe: μ*, med 95 % intervall. Rute: σ (samspill og bøy).",
        "en": "Change of the outcome over the whole range. Bar: μ*, with 95 % interval. Diamond: σ (interaction, bends).",
    },
    "sobol": {
        "nb": "Andel av variansen. Mørk: faktoren alene (S1). Lys: med alt samspill (ST), med 95 % intervall.",
        "en": "Share of the variance. Dark: alone (S1). Light: with all interactions (ST), with its 95 % interval.",
    },
}
ABOUT = {
    "nb": "Punkter i planen: {points}; kjøringer per punkt: {replications}.",
    "en": "Points of the design: {points}; runs per point: {replications}.",
}
EFFECT = {"nb": "Virkning av «{scenario}»: ", "en": "Effect of “{scenario}”: "}


def save_sensitivity(folder: Path, design: Design, found: Sequence[Sensitivity]) -> list[Path]:
    """Draw each outcome in every language, as SVG and PNG. Returns the SVGs."""
    paths = []
    for one in found:
        for language in LANGUAGES:
            path = folder / f"sensitivity-{one.outcome.name}.{language}.svg"
            with mpl.rc_context({**STYLE, "svg.hashsalt": path.stem}):
                save_figure(draw(design, one, language), path)
            paths.append(path)
    return paths


def draw(design: Design, one: Sensitivity, language: Language) -> Figure:
    """Return the figure of one outcome."""
    by_name = {factor.name: factor for factor in design.factors}
    table = one.table.head(SHOWN)
    y = np.arange(len(table))
    figure, axis = plt.subplots(figsize=(8.2, 0.34 * len(table) + 1.9), layout="constrained")
    key = RANKED_BY[design.method]
    whiskers = {"ecolor": "#444444", "elinewidth": 1.2, "capsize": 2.5}
    if design.method == "sobol":
        axis.barh(y, table["ST"], 0.62, color=COLOUR["town"], alpha=0.35, xerr=table["ST_conf"], error_kw=whiskers)
        axis.barh(y, table["S1"], 0.26, color=COLOUR["town"])
    else:
        axis.barh(y, table[key], 0.6, color=COLOUR["town"], xerr=table[f"{key}_conf"], error_kw=whiskers)
        axis.plot(table["sigma"], y, "D", color=COLOUR["hinterland"], markersize=5.5)
    axis.set_yticks(y, [factor_label(design, by_name[name], language) for name in table["factor"]])
    axis.invert_yaxis()
    axis.set_xlim(left=min(0.0, float(table.iloc[:, 1:].min().min()) if design.method == "sobol" else 0.0))
    axis.grid(axis="y", visible=False)
    axis.xaxis.set_major_formatter(lambda v, _: number(v, 0 if float(v).is_integer() else 2, language))
    start = EFFECT[language].format(scenario=design.base.title[language]) if design.against is not None else ""
    label = one.outcome.label(design.base.region, language)
    axis.set_title(start + label if start else label[:1].upper() + label[1:], wrap=True)
    about = ABOUT[language].format(points=design_points(design), replications=design.replications)
    figure.supxlabel(f"{WORDS[design.method][language]}\n{about}", fontsize=8.5, color="#555555")
    return figure


def design_points(design: Design) -> int:
    """Return the number of points of a design."""
    return len(design.cube())


def factor_label(design: Design, factor: Factor, language: Language) -> str:
    """Return what a factor is called: the label of a lever or a world assumption, the name of a parameter."""
    if factor.table == "world":
        return WORLD[factor.path[0]].label[language]
    if factor.table == "parameters":
        return factor.path[0]
    specs = {spec.id: spec for spec in (*design.base.policies, *design.base.events)}
    instrument = {**instruments(), **events()}[specs[factor.path[0]].instrument]
    lever = next(lever for lever in instrument.levers if lever.name == factor.path[1])
    return f"{instrument.label[language]}: {lever.label[language].lower()}"
