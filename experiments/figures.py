"""Figures of a comparison, saved as PNG and SVG in each language.

Colours are those of Okabe and Ito (2008), safe for the colour-blind; no figure tells by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.colours import COLOUR
from experiments.compare import CLOSE, SMALL, UNCHANGED, Panel
from experiments.figure_map import INK, zone_map
from experiments.texts import LANGUAGES, Language, number, word
from experiments.wording import Wording
from scenarios.errors import BadInput

GREY, GRID = "#9A9A9A", "#E4E4E4"
SPACE = 1.6  # rows between two indicators, of which one is the name

STYLE = {
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.edgecolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "figure.dpi": 100,
    "savefig.dpi": 160,
    "svg.fonttype": "none",
    "legend.frameon": False,
}

Draw = Callable[[Wording, Language], Figure]


def save_figures(folder: Path, wording: Wording) -> dict[str, dict[str, Path]]:
    """Draw every figure in every language. Returns name -> language -> path of the SVG; a PNG lies beside it."""
    saved: dict[str, dict[str, Path]] = {}
    figures: dict[str, Draw] = {
        "who_gains": who_gains,
        "effect_by_year": effect_by_year,
        "map": zone_map,
        "null_alternative": null_alternative,
    }
    for name, draw in figures.items():
        for language in LANGUAGES:
            with mpl.rc_context({**STYLE, "svg.hashsalt": f"{name}-{language}"}):
                path = folder / f"{name}.{language}.svg"
                save_figure(draw(wording, language), path)
            saved.setdefault(name, {})[language] = path
    return saved


def save_figure(figure: Figure, path: Path) -> None:
    """Write a figure as SVG, and as PNG beside it; the same figure gives the same bytes. Raises BadInput."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, metadata={"Date": None}, bbox_inches="tight")
        figure.savefig(path.with_suffix(".png"), metadata={"Software": None}, bbox_inches="tight")
    except OSError as error:
        raise BadInput(
            f"the figure cannot be written: {error.strerror or error}", file=path, expected="free space to write in"
        ) from error
    finally:
        plt.close(figure)


# ---------------------------------------------------------------------------------------------------- effect by year


def effect_by_year(wording: Wording, language: Language) -> Figure:
    """One row per indicator, one column per scenario: the mean paired difference by year with its interval."""
    indicators = wording.main_indicators()
    names = wording.scenarios
    figure, axes = plt.subplots(
        len(indicators),
        len(names),
        figsize=(4.6 * len(names) + 0.6, 2.3 * len(indicators) + 0.8),
        sharex=True,
        sharey="row",
        squeeze=False,
        layout="constrained",
    )
    for row, indicator in enumerate(indicators):
        for column, name in enumerate(names):
            axis = axes[row, column]
            _lines(axis, wording, name, indicator)
            axis.axhline(0, color=INK, linewidth=0.8)
            _policy_years(axis, wording, name)
            axis.tick_params(labelleft=True)
            _numbers(axis, language)
            axis.set_title(wording.label(indicator, language) if column == 0 else "", fontsize=10)
            if row == 0:
                axis.annotate(
                    wording.title(name, language),
                    (0, 1),
                    (0, 24),
                    "axes fraction",
                    "offset points",
                    fontsize=11,
                    fontweight="bold",
                    wrap=True,
                )
    _place_legend(figure, language, word("band", language, n=wording.n, varied=wording.varied(language)))
    return figure


def _lines(axis: Any, wording: Wording, scenario: str, indicator: str) -> None:
    for place in ("outside", "hinterland", "town"):
        rows = wording.by_year(scenario, indicator, place)
        if rows.empty or (place == "outside" and (rows["difference"] == 0).all()):
            continue
        axis.fill_between(rows["year"], rows["low"], rows["high"], color=COLOUR[place], alpha=0.18, linewidth=0)
        style = "--" if place == "outside" else "-"
        axis.plot(rows["year"], rows["difference"], style, color=COLOUR[place], linewidth=1.8)


def _policy_years(axis: Any, wording: Wording, scenario: str) -> None:
    for year in wording.policy_years(scenario):
        axis.axvline(year, color=GREY, linewidth=0.8, linestyle=":")


def _place_legend(figure: Figure, language: Language, note: str) -> None:
    handles = [
        Line2D([], [], color=COLOUR[p], linewidth=2, linestyle="--" if p == "outside" else "-", label=word(p, language))
        for p in ("town", "hinterland", "outside")
    ]
    legend = figure.legend(
        handles=handles,
        loc="outside lower left",
        ncols=3,
        fontsize=10,
        title=note,
        title_fontsize=8.5,
        alignment="left",
    )
    legend.get_title().set_color("#555555")


def _numbers(axis: Any, language: Language) -> None:
    """Write ticks as the language does, years without separators."""

    def label(value: float, _: int) -> str:
        return number(
            value, 0 if float(value).is_integer() else 1 if round(value, 1) == round(value, 6) else 2, language
        )

    axis.yaxis.set_major_formatter(label)
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}")
    axis.xaxis.get_major_locator().set_params(integer=True)


# --------------------------------------------------------------------------------------------------------- who gains


def who_gains(wording: Wording, language: Language) -> Figure:
    """Difference at the end by indicator and place, a panel per scenario: dots with intervals."""
    indicators = [i for i in wording.main_indicators() if wording.is_count(i)]
    places = ["region", "town", "hinterland", "outside"]
    names = wording.scenarios
    height = 0.34 * len(indicators) * (len(places) + SPACE) + 1.3
    figure, axes = plt.subplots(
        1,
        len(names),
        figsize=(4.6 * len(names) + 1.4, height),
        sharex=True,
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    for column, name in enumerate(names):
        axis = axes[0, column]
        _dots(axis, wording, name, indicators, places)
        axis.set_title(wording.title(name, language), fontsize=11, wrap=True, pad=10)
        axis.axvline(0, color=INK, linewidth=0.8)
        axis.grid(axis="y", visible=False)
        axis.tick_params(axis="y", length=0)
        axis.xaxis.set_major_formatter(lambda v, _: number(v, 0, language, sign=True))
    ticks, labels = [], []
    for i, indicator in enumerate(indicators):
        ticks += [i * (len(places) + SPACE) + j for j in range(-1, len(places))]
        labels += [wording.label(indicator, language), *(word(place, language) for place in places)]
    axes[0, 0].set_yticks(ticks, labels)
    for text in axes[0, 0].get_yticklabels()[:: len(places) + 1]:
        text.set_fontweight("bold")
    axes[0, 0].set_ylim(len(indicators) * (len(places) + SPACE) - 1.4, -1.6)
    whisker = word("whisker", language, n=wording.n, varied=wording.varied(language))
    note = f"{word('end', language, last=wording.end)}. {whisker}"
    figure.supxlabel(note, fontsize=8.5, color="#555555")
    return figure


def _dots(axis: Any, wording: Wording, scenario: str, indicators: Sequence[str], places: Sequence[str]) -> None:
    for i, indicator in enumerate(indicators):
        for j, place in enumerate(places):
            row = wording.cell(scenario, indicator, place)
            if row is None:
                continue
            y = i * (len(places) + SPACE) + j
            colour = COLOUR[place]
            if np.isfinite(row["low"]):
                axis.plot([row["low"], row["high"]], [y, y], color=colour, linewidth=2.2, solid_capstyle="butt")
            is_open = row["verdict"] in (CLOSE, UNCHANGED, SMALL)
            axis.plot(
                row["difference"], y, "o", color=colour, markersize=6.5, markerfacecolor="white" if is_open else colour
            )


# -------------------------------------------------------------------------------------------------- null alternative


def null_alternative(wording: Wording, language: Language) -> Figure:
    """Main indicators in the base, towns and hinterland as an index of the first year, with the spread over seeds."""
    indicators = wording.main_indicators()
    figure, axes = plt.subplots(
        1, len(indicators), figsize=(3.6 * len(indicators) + 0.4, 3.3), squeeze=False, sharey=True, layout="constrained"
    )
    for column, indicator in enumerate(indicators):
        axis = axes[0, column]
        for place in ("hinterland", "town"):
            _index_band(
                axis, wording.data, wording.base, wording.key(indicator, place), COLOUR[place], word(place, language)
            )
        axis.set_title(wording.label(indicator, language))
        axis.axhline(100, color=INK, linewidth=0.8)
        axis.tick_params(labelleft=True)
        _numbers(axis, language)
    axes[0, 0].set_ylabel(f"{wording.start} = 100")
    axes[0, 0].legend(loc="best", fontsize=9.5)
    figure.supxlabel(word("null_note", language, varied=wording.varied(language)), fontsize=8.5, color="#555555")
    return figure


def _index_band(axis: Any, data: Panel, base: str, key: tuple[str, ...] | None, colour: str, label: str) -> None:
    if key is None:
        return
    values = data.values[base][:, :, data.series.index(key)]
    known = ~np.isnan(values).all(axis=0)
    index = 100 * values[:, known] / values[:, known][:, :1]
    low, high = np.percentile(index, [2.5, 97.5], axis=0)
    axis.fill_between(data.years[known], low, high, color=colour, alpha=0.18, linewidth=0)
    axis.plot(data.years[known], index.mean(axis=0), color=colour, linewidth=1.8, label=label)
