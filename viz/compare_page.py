"""Compare: two to four scenarios, what is asked and the answer to it, on a map, by year, for whom, and who pays."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import solara

from experiments.report import assumptions
from experiments.report_texts import text as report_text
from experiments.sentences import summary
from experiments.stored import Listed, StoredComparison
from experiments.texts import Language
from viz.choices import Choices, choices, choose, fitted
from viz.compare_views import DifferenceByYear, Map, Places, SideBySide, Years
from viz.look import Look
from viz.opened import Origin, basis, use_comparison
from viz.pick import Pick
from viz.pickers import WhatPickers
from viz.ranked import Ranked
from viz.texts import text
from viz.who import WhoGains, WhoPays


@solara.component
def ComparePage() -> None:
    """The page; it shows whatever the choices say, and what comes first where they say nothing."""
    language = choices.value.language
    solara.Title(text("title", language))
    with solara.Div(classes=["om-page"]):
        solara.HTML(tag="h1", unsafe_innerHTML=text("heading_compare", language))
        solara.HTML(tag="p", unsafe_innerHTML=text("lead_compare", language))
        opened = use_comparison()
        if opened is not None:
            Comparison(*opened)


@solara.component
def Comparison(one: Listed, stored: StoredComparison) -> None:
    """Everything about one stored comparison."""
    chosen = fitted(choices.value, stored)
    look = Look(stored, chosen)
    language = chosen.language
    measure = stored.title(chosen.scenario, language)
    WhatPickers(stored, chosen)
    with solara.Div(classes=["om-card", "om-year-card"]):
        Years(look)
    _Answer(look)
    if len(stored.scenarios) > 1:
        _Measure(stored, chosen)
    with solara.Div(classes=["om-columns"]):
        Map(look, text("map_heading", language, measure=measure), is_shown_picked=True)
        with solara.Div(classes=["om-right"]):
            if len(stored.scenarios) > 1:
                SideBySide(look)
            DifferenceByYear(look)
    _Whole(stored, language)
    if not chosen.place.startswith("outside"):
        WhoGains(look)
    WhoPays(look)
    Ranked(stored, chosen, look.where(chosen.place)).key(f"{chosen.scenario}{chosen.place}")
    Places(look)
    _Assumptions(stored, language)
    Origin(stored, one, language)


@solara.component
def _Answer(look: Look) -> None:
    """The answer to what is chosen, for every measure."""
    language, stored = look.language, look.stored
    with solara.Div(classes=["om-answer"], attributes={"role": "status", "aria-live": "polite"}):
        solara.HTML(tag="h2", unsafe_innerHTML=text("answer_here", language))
        for name in stored.scenarios:
            own = Look(stored, replace(look.chosen, scenario=name))
            first, *rest = own.answer()
            solara.HTML(tag="p", classes=["om-sentence"], unsafe_innerHTML=escape(first))
            if rest:
                solara.HTML(tag="p", classes=["om-sure-words"], unsafe_innerHTML=escape(" ".join(rest)))
        base = text("against", language, base=stored.title(stored.base, language))
        solara.HTML(
            tag="p",
            classes=["om-note"],
            unsafe_innerHTML=escape(f"{base}. {text('brackets', language)} {basis(stored, language)}"),
        )


@solara.component
def _Measure(stored: StoredComparison, chosen: Choices) -> None:
    Pick(
        "scenario",
        text("map_of", chosen.language),
        [(name, stored.title(name, chosen.language)) for name in stored.scenarios],
        chosen.scenario,
        lambda new: choose(scenario=new),
        is_buttons=True,
    )


@solara.component
def _Whole(stored: StoredComparison, language: Language) -> None:
    """The plain sentences of each measure over the whole run."""
    with solara.Div(classes=["om-card", "om-whole"]):
        solara.HTML(tag="h2", unsafe_innerHTML=text("answer_whole", language))
        for name in stored.scenarios:
            said = "".join(f"<p>{escape(sentence)}</p>" for sentence in summary(stored, name, language))
            heading = f"<h3>{escape(stored.title(name, language))}</h3>"
            solara.HTML(tag="div", unsafe_innerHTML=heading + said)
        solara.HTML(tag="p", classes=["om-note"], unsafe_innerHTML=escape(basis(stored, language)))


@solara.component
def _Assumptions(stored: StoredComparison, language: Language) -> None:
    """What the scenarios do, what is assumed about the world, what is left out."""
    measures, world, parameters = solara.use_memo(
        lambda: assumptions(stored, language), [stored.folder, stored.written, language]
    )
    parts = []
    for one in measures:
        levers = "".join(
            f"<li>{escape(' '.join((x['label'] + ':', x['value'], x['unit'])))}</li>" for x in one["levers"]
        )
        words = escape(f"{one['description']} {one['years']}")
        left_out = f'{report_text("leaves_out", language)} <span lang="en">{escape(one["leaves_out"])}</span>'
        parts.append(f"<h3>{escape(one['title'])}</h3><p>{words}</p><ul>{levers}</ul><p>{left_out}</p>")
    rows = "".join(f"<li>{escape(row['label'])}: {escape(row['value'])}</li>" for row in world)
    parts.append(f"<ul>{rows}</ul><p>{escape(parameters)}</p>")
    summary_ = f"<summary>{text('assumptions', language)}</summary>"
    solara.HTML(tag="details", classes=["om-card"], unsafe_innerHTML=summary_ + "".join(parts))
