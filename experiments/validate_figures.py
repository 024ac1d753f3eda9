"""The figure of a validation: residents by year in the region and each municipality, published, modelled and naive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.colours import COLOUR
from experiments.figures import STYLE, save_figure
from experiments.texts import LANGUAGES, Language, number, word

if TYPE_CHECKING:
    from experiments.validate import Validated

NAME = "backcast"
FIRST = 1995
COLUMNS = 3
WORDS = {
    "title": {"nb": "{region}: innbyggere 1. januar", "en": "{region}: residents on 1 January"},
    "published": {"nb": "publisert (SSB)", "en": "published (SSB)"},
    "model": {"nb": "modellen fra {base}, med 80 % intervall", "en": "model from {base}, with 80 % interval"},
    "linear_trend": {"nb": "trenden fra ti år før", "en": "trend of the ten years before"},
    "cohort_component": {
        "nb": "kohortene fra fem år før (bare fra 2015)",
        "en": "cohorts of the five years before (from 2015)",
    },
    "note": {
        "nb": "Modellen kjenner landets fruktbarhet, dødelighet og innvandring, og ingenting om regionen etter startåret.",
        "en": "The model knows the nation's fertility, mortality and immigration, nothing of the region after the start.",
    },
}
OF_BASE = (COLOUR["town"], COLOUR["hinterland"])
NAIVE = {"linear_trend": (":", None), "cohort_component": ("none", "x")}


def save(folder: Path, found: Validated) -> dict[str, Path]:
    """Draw the figure in every language, as SVG and PNG. Returns the SVGs by language."""
    paths = {}
    for language in LANGUAGES:
        paths[language] = folder / f"{NAME}.{language}.svg"
        with mpl.rc_context({**STYLE, "svg.hashsalt": f"{NAME}-{language}"}):
            save_figure(draw(found, language), paths[language])
    return paths


def draw(found: Validated, language: Language) -> Figure:
    """Return the figure."""
    places = {"region": word("region", language)} | {
        f"municipality:{m.code}": m.name for m in found.data.municipalities
    }
    n_rows = -(-len(places) // COLUMNS)
    figure, axes = plt.subplots(
        n_rows, COLUMNS, figsize=(10.5, 2.5 * n_rows + 1.0), squeeze=False, layout="constrained"
    )
    for axis in axes.flat[len(places) :]:
        axis.set_visible(False)
    for axis, (place, title) in zip(axes.flat, places.items(), strict=False):
        _panel(axis, found, place)
        axis.set_title(title)
        axis.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 0, language)))
    figure.suptitle(
        WORDS["title"][language].format(region=found.data.name[language]), x=0.01, ha="left", fontweight="bold"
    )
    _legend(figure, found, language)
    return figure


def _panel(axis: Any, found: Validated, place: str) -> None:
    from experiments.validate import groups_of, totals

    mine = groups_of(found.data)[place]
    known = {year: float(values[mine].sum()) for year, values in sorted(totals(found.data).items()) if year >= FIRST}
    axis.plot(list(known), list(known.values()), color=COLOUR["region"], linewidth=1.8)
    for colour, base in zip(OF_BASE, sorted(found.paths["base"].unique()), strict=False):
        path = found.paths[(found.paths["base"] == base) & (found.paths["place"] == place)].sort_values("year")
        axis.fill_between(path["year"], path["low"], path["high"], color=colour, alpha=0.2, linewidth=0)
        axis.plot(path["year"], path["model"], "--", color=colour, linewidth=1.6)
        rows = found.table[
            (found.table["base"] == base) & (found.table["place"] == place) & (found.table["group"] == "all")
        ]
        for method, (style, marker) in NAIVE.items():
            years, values = [base, *rows["year"]], [known[base], *rows[method]]
            axis.plot(years, values, linestyle=style, marker=marker, color=colour, linewidth=1.2, markersize=5)


def _legend(figure: Figure, found: Validated, language: Language) -> None:
    handles = [Line2D([], [], color=COLOUR["region"], linewidth=1.8, label=WORDS["published"][language])]
    for colour, base in zip(OF_BASE, sorted(found.paths["base"].unique()), strict=False):
        label = WORDS["model"][language].format(base=base)
        handles.append(Line2D([], [], color=colour, linestyle="--", linewidth=1.6, label=label))
    for method, (style, marker) in NAIVE.items():
        if found.table[method].notna().any():
            label = WORDS[method][language]
            handles.append(Line2D([], [], color="#555555", linestyle=style, marker=marker, markersize=5, label=label))
    legend = figure.legend(
        handles=handles,
        loc="outside lower left",
        ncols=2,
        title=WORDS["note"][language],
        title_fontsize=8.5,
        alignment="left",
    )
    legend.get_title().set_color("#555555")
