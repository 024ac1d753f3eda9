"""Explore: the levels of one scenario on a map, over the years, by place, and by age and sex."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import solara

from experiments.stored import Listed, StoredComparison
from experiments.texts import Language, word
from viz.charts import band_chart
from viz.choices import choices, choose, fitted
from viz.compare_views import CHART, Map, Years
from viz.figure import Figure
from viz.look import Look
from viz.map_data import COLUMN
from viz.opened import Origin, basis, file_name, use_comparison
from viz.pick import Pick
from viz.pickers import WhatPickers
from viz.pyramid import counts, pyramid_chart, pyramid_table
from viz.series import level_lines, lines_table
from viz.texts import text

LINES = ("sums", "towns", "municipalities", "place")


@solara.component
def ExplorePage() -> None:
    """The page."""
    language = choices.value.language
    solara.Title(text("title_explore", language))
    with solara.Div(classes=["om-page"]):
        solara.HTML(tag="h1", unsafe_innerHTML=text("heading_explore", language))
        solara.HTML(tag="p", unsafe_innerHTML=text("lead_explore", language))
        opened = use_comparison()
        if opened is not None:
            Levels(*opened)


@solara.component
def Levels(one: Listed, stored: StoredComparison) -> None:
    """What there is without measures, or with one of them."""
    language = choices.value.language
    asked = choices.value.scenario
    is_base = asked not in stored.scenarios
    chosen = replace(fitted(choices.value, stored), shown="without" if is_base else "with")
    look = Look(stored, chosen)
    _Scenario(stored, stored.base if is_base else asked, language)
    WhatPickers(stored, chosen)
    with solara.Div(classes=["om-card", "om-year-card"]):
        Years(look)
    _Said(look)
    with solara.Div(classes=["om-columns"]):
        Map(look, text("explore_map", language, what=look.label, when=look.when))
        with solara.Div(classes=["om-right"]):
            _Series(look)
            if not chosen.place.startswith("outside"):
                _Pyramid(look)
    Origin(stored, one, language)


@solara.component
def _Scenario(stored: StoredComparison, shown: str, language: Language) -> None:
    names = [stored.base, *stored.scenarios]
    Pick(
        "scenario",
        text("scenario", language),
        [(name, stored.title(name, language)) for name in names],
        shown,
        lambda new: choose(scenario=new),
        is_buttons=True,
    )


@solara.component
def _Said(look: Look) -> None:
    """The number that is chosen, in words."""
    row = look.now.get(look.chosen.place)
    if row is None:
        said = text("no_levels", look.language, what=look.label)
    else:
        level = f"{look.level(row[COLUMN[look.chosen.shown]])} {look.unit}".strip()
        where = look.where(look.chosen.place)
        said = text("level_of", look.language, what=look.label, when=look.when, where=where, level=level)
    with solara.Div(classes=["om-answer"], attributes={"role": "status", "aria-live": "polite"}):
        solara.HTML(tag="p", classes=["om-sentence"], unsafe_innerHTML=escape(said))


def _places(look: Look, lines: str) -> list[str]:
    """Return the places that have a line each."""
    towns = [f"{kind}:{town.id}" for town in look.stored.region.towns for kind in ("town", "hinterland")]
    codes = [f"municipality:{m.code}" for m in look.stored.region.municipalities]
    sums = {"sums": ["town", "hinterland"], "towns": towns, "municipalities": codes, "place": [look.chosen.place]}
    known = set(look.rows["place"])
    return [place for place in sums[lines] if place in known] or [p for p in ("region",) if p in known]


@solara.component
def _Series(look: Look) -> None:
    language, chosen, stored = look.language, look.chosen, look.stored
    lines = chosen.lines if chosen.lines in LINES else LINES[0]
    unit = f" ({look.unit})" if look.unit and look.unit not in look.label.lower() else ""
    heading = f"{text('explore_series', language, what=look.label)}{unit}"
    drawn = level_lines(look, _places(look, lines), COLUMN[chosen.shown])
    note = f"{text('explore_series_note', language)} {basis(stored, language)}"
    name = file_name(stored, "series", chosen.indicator, chosen.group, lines)
    with Figure(heading, name, lines_table(drawn, language), language, note):
        Pick(
            "lines",
            text("lines", language),
            [(one, text(f"lines_{one}", language)) for one in LINES],
            lines,
            lambda new: choose(lines=new),
            is_buttons=True,
        )
        marks = stored.policy_years(chosen.scenario) if chosen.shown == "with" else []
        solara.FigureEcharts(
            band_chart(drawn, chosen.year, marks, language, zero=False),
            attributes={"style": CHART, "class": "om-chart", "role": "img",
                        "aria-label": text("chart_label", language, what=heading)},
            responsive=True,
        )  # fmt: skip


@solara.component
def _Pyramid(look: Look) -> None:
    language, stored, chosen = look.language, look.stored, look.chosen
    year = min(chosen.year, stored.end)
    found = counts(look, COLUMN[chosen.shown], (stored.start, year))
    when = word("end", language, last=year)
    heading = text("pyramid", language, where=look.where(chosen.place), when=when)
    note = f"{text('pyramid_note', language, when=when, start=stored.start)} {basis(stored, language)}"
    name = file_name(stored, "pyramid", chosen.place, str(year))
    with Figure(heading, name, pyramid_table(found, year, stored.start, language), language, note):
        solara.FigureEcharts(
            pyramid_chart(found, year, stored.start, language),
            attributes={"style": CHART, "class": "om-pyramid", "role": "img",
                        "aria-label": text("chart_label", language, what=heading)},
            responsive=True,
        )  # fmt: skip
