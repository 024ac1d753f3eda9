"""Experiments: what a sweep, a sensitivity analysis or a break-even in the results folder found."""

from __future__ import annotations

import base64
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd
import solara

from experiments.outcomes import Outcome
from experiments.stored_experiments import (
    BREAKEVEN,
    SENSITIVITY,
    StoredExperiment,
    answer,
    find_experiments,
    indices,
    numbers,
    outcomes,
    points,
)
from experiments.texts import Language, number, place_name
from model import registry
from scenarios.errors import BadInput
from viz import jobs
from viz.choices import choices, choose
from viz.compare_views import CHART
from viz.figure import Figure, Table
from viz.pick import Pick
from viz.sweep_chart import dots_option, is_lines, line_option, points_table, sweep_lines
from viz.texts import text

FACTOR_KEYS = ("mu_star", "mu_star_conf", "mu", "sigma", "S1", "S1_conf", "ST", "ST_conf")
GREEK = {"mu_star": "μ*", "mu_star_conf": "μ* ±", "mu": "μ", "sigma": "σ", "S1_conf": "S1 ±", "ST_conf": "ST ±"}


@solara.component
def ExperimentsPage() -> None:
    """The page. Only what lies in the results folder can be opened: a name from the address is looked up in its list."""
    chosen = choices.value
    language = chosen.language
    listed = solara.use_memo(lambda: find_experiments(jobs.results_folder()), [chosen.computed])
    solara.Title(text("title_experiments", language))
    with solara.Div(classes=["om-page"]):
        solara.HTML(tag="h1", unsafe_innerHTML=text("heading_experiments", language))
        solara.HTML(tag="p", unsafe_innerHTML=text("lead_experiments", language))
        if not listed:
            solara.Info(text("no_experiments", language))
            return
        one = next((one for one in listed if one.id == chosen.folder), listed[0])
        with solara.Div(classes=["om-picks", "om-picks-one"]):
            names = [(x.id, f"{x.id} – {text(f'kind_{x.kind}', language)}") for x in listed]
            Pick("folder", text("experiment", language), names, one.id, lambda new: choose(folder=new))
        _Experiment(one, language).key(f"{one.id}{one.written}")


@solara.component
def _Experiment(one: StoredExperiment, language: Language) -> None:
    try:
        table = points(one)
        about = one.manifest.get("design", {})
        said = text(
            "about_experiment",
            language,
            scenarios=" / ".join(one.titles(language)),
            method=about.get("method", one.kind),
            points=len(table),
            n=one.replications,
            seeds="–".join(dict.fromkeys(str(one.manifest["seeds"][n]) for n in (0, -1))),
            code=one.manifest["identity"]["code"][:12],
        )
        solara.HTML(tag="p", classes=["om-note"], unsafe_innerHTML=escape(said))
        if one.kind == SENSITIVITY:
            _Sensitivity(one, language)
        elif one.kind == BREAKEVEN:
            _Breakeven(one, language)
        if one.kind != BREAKEVEN:
            _Sweep(one, table, language)
    except (BadInput, KeyError) as error:
        solara.Error(text("broken_experiment", language, message=str(error)))


@solara.component
def _Picture(path: Path, what: str, language: Language) -> None:
    """A figure that the command drew, in the chosen language."""
    if path.is_file():
        data = base64.b64encode(path.read_bytes()).decode()
        alt = escape(text("figure_alt", language, what=what), quote=True)
        solara.HTML(
            tag="div",
            classes=["om-picture"],
            unsafe_innerHTML=f'<img src="data:image/svg+xml;base64,{data}" alt="{alt}">',
        )


@solara.component
def _Sensitivity(one: StoredExperiment, language: Language) -> None:
    region = one.region()
    for (indicator, place, group, year), rows in indices(one).groupby(
        ["indicator", "place", "group", "year"], sort=False
    ):
        outcome = Outcome(str(indicator), str(place), str(group), int(year) if year else None)
        what = outcome.label(region, language)
        heading = text("sensitivity_heading", language, what=what)
        keys = [key for key in FACTOR_KEYS if key in rows]
        table = Table(
            [text("factor", language), *(GREEK.get(key, key) for key in keys)],
            [
                [one.factor_label(row["factor"], language), *(float(row[k]) for k in keys)]
                for row in rows.to_dict("records")
            ],
        )
        with Figure(
            heading, f"{one.folder.name}-{outcome.name}", table, language, text("sensitivity_note", language), ""
        ):
            _Picture(one.folder / "figures" / f"sensitivity-{outcome.name}.{language}.svg", what, language)


@solara.component
def _Breakeven(one: StoredExperiment, language: Language) -> None:
    found = answer(one)
    heading = text("breakeven_heading", language)
    keys = ("dose", "runs", "share", "low", "high", "mean")
    words = ("dose", "runs_column", "share_reached", "low", "high", "mean")
    table = Table(
        [text(word, language) for word in words],
        [[row[k] if k == "runs" else float(row[k]) for k in keys] for row in found["doses"]],
    )
    with Figure(heading, f"{one.folder.name}-doses", table, language, _reached(found, language), ""):
        _Picture(one.folder / "figures" / f"dose_response.{language}.svg", heading, language)


def _reached(found: dict, language: Language) -> str:
    """Return the answer in words."""
    if found["dose"] is None:
        return text(f"breakeven_{found['verdict'].replace(' ', '_')}", language, lever=found["lever"])
    low, high = found["dose_interval"]
    most = number(high, 0, language) if high is not None else "–"
    dose, least = number(found["dose"], 0, language), number(low, 0, language)
    return text("breakeven_reached", language, lever=found["lever"], dose=dose, low=least, high=most)


def _numbers(one: StoredExperiment, outcome: Outcome) -> np.ndarray | str:
    try:
        return numbers(one, outcome)
    except BadInput as error:
        return str(error)


@solara.component
def _Sweep(one: StoredExperiment, table: pd.DataFrame, language: Language) -> None:
    """One outcome along one factor."""
    region = one.region()
    every = outcomes(one)
    known = registry.indicators()
    indicators = list(dict.fromkeys(key[0] for key in every))
    indicator, set_indicator = solara.use_state(indicators[0])
    place, set_place = solara.use_state("region")
    factors = list(table.columns)
    along, set_along = solara.use_state(factors[0])
    apart, set_apart = solara.use_state(next((f for f in factors[1:] if is_lines(one, table, f)), ""))
    places = list(dict.fromkeys(p for i, p, g in every if i == indicator and g == "all")) or ["region"]
    outcome = Outcome(indicator, place if place in places else places[0])
    names = [(factor, one.factor_label(factor, language)) for factor in factors]
    with solara.Div(classes=["om-picks"]):
        options = [(i, known[i].label[language]) for i in indicators]
        Pick("outcome", text("outcome", language), options, indicator, set_indicator)
        Pick("sweep-place", text("where", language), [(p, place_name(p, region, language)) for p in places],
             outcome.place, set_place)  # fmt: skip
        Pick("along", text("along", language), names, along, set_along)
        others = [
            ("", text("apart_none", language)),
            *(x for x in names if x[0] != along and is_lines(one, table, x[0])),
        ]
        apart = apart if apart in dict(others) else ""
        if len(others) > 1:
            Pick("apart", text("apart", language), others, apart, set_apart)
    values = solara.use_memo(lambda: _numbers(one, outcome), [one.id, one.written, outcome])
    if isinstance(values, str):
        solara.Error(text("broken_experiment", language, message=values))
        return
    where = place_name(outcome.place, region, language)
    what = known[indicator].label[language]
    factor = one.factor_label(along, language)
    heading = text("sweep_heading", language, what=what, where=where, factor=factor)
    if len(one.scenarios) > 1:
        heading = text("sweep_effect", language, scenario=one.titles(language)[-1]) + heading
    if is_lines(one, table, along):
        option = line_option(*sweep_lines(one, table, values, along, apart, language), language)
    else:
        option = dots_option(table, values, along, language)
    shown = points_table(one, table, values, language)
    with Figure(heading, f"{one.folder.name}-{outcome.name}", shown, language, text("sweep_note", language)):
        label = {"role": "img", "aria-label": text("chart_label", language, what=heading)}
        solara.FigureEcharts(option, attributes={"style": CHART, "class": "om-chart", **label}, responsive=True)
