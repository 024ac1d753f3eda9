"""The first page: what the model is for, a stored comparison on a map and by year, and the plain sentence."""

from __future__ import annotations

import solara

from experiments.manifest import code_hash
from experiments.report import REPORT
from experiments.report_texts import NOT_FOR
from experiments.sentences import summary
from experiments.stored import Listed, StoredComparison, open_comparison
from experiments.texts import Language
from model.inputs import RegionData
from scenarios.bundle import find_regions, load_region
from scenarios.errors import BadInput
from viz import jobs
from viz.choices import SHOWN, Choices, choices, choose, fitted
from viz.compare_views import DifferenceByYear, MapAndYear, Table
from viz.look import Look, indicator_label
from viz.new_comparison import NewComparison
from viz.pick import Pick
from viz.texts import FOR, text

_regions: dict[str, RegionData] = {}


def region_of(id_: str) -> RegionData:
    """Return a region, read once."""
    if id_ not in _regions:
        _regions[id_] = load_region(id_)
    return _regions[id_]


@solara.component
def ComparePage() -> None:
    """The page; it shows whatever the choices say, and what comes first where they say nothing."""
    chosen = choices.value
    language = chosen.language
    ids = find_regions()
    region = region_of(chosen.region if chosen.region in ids else ids[0])
    job = jobs.current()
    is_open = job is not None and job.state != "done"  # computing, or has something to say: cancelled, failed
    listed = solara.use_memo(lambda: jobs.stored(opened=chosen.comparison), [chosen.computed, chosen.comparison])
    own = [one for one in listed if one.region == region.id]
    one = next((one for one in own if one.id == chosen.comparison), own[0] if own else None)
    solara.Title(text("title", language))
    with solara.Div(classes=["om-page"]):
        Intro(region.name[language], language)
        if one is None:
            with solara.Div(classes=["om-card"]):
                _Region(region.id, ids, language)
                solara.HTML(tag="p", unsafe_innerHTML=text("none_stored", language, region=region.name[language]))
                NewComparison(region.id, region.name[language], language)
            return
        _Opened(one, own, ids)
        with solara.Details(text("new", language), expand=is_open):
            NewComparison(region.id, region.name[language], language)


@solara.component
def _Opened(one: Listed, own: list[Listed], ids: list[str]) -> None:
    stored, problem = solara.use_memo(lambda: _opened(one), [one.id, one.written])
    if stored is None:
        solara.Error(text("unreadable", choices.value.language, message=problem))
    else:
        Comparison(stored, one, own, ids)


def _opened(listed: Listed) -> tuple[StoredComparison | None, str]:
    try:
        return open_comparison(listed), ""
    except BadInput as error:
        return None, str(error)


@solara.component
def Intro(region_name: str, language: Language) -> None:
    """What the model is and is not for."""
    with solara.Div(classes=["om-intro"]):
        solara.HTML(tag="h1", unsafe_innerHTML=text("heading", language))
        solara.HTML(tag="p", unsafe_innerHTML=text("lead", language, region=region_name))
        summary_ = f"{text('not_forecast', language)} {text('more', language)}"
        with solara.Details(summary_), solara.Div(classes=["om-for"]):
            for heading, points in (("for_heading", FOR[language]), ("not_for_heading", NOT_FOR[language])):
                items = "".join(f"<li>{point}</li>" for point in points)
                solara.HTML(tag="div", unsafe_innerHTML=f"<h2>{text(heading, language)}</h2><ul>{items}</ul>")


@solara.component
def _Region(id_: str, ids: list[str], language: Language) -> None:
    Pick(
        "region",
        text("region", language),
        [(one, region_of(one).name[language]) for one in ids],
        id_,
        lambda new: choose(region=new, comparison="", zone=""),
    )


@solara.component
def Comparison(stored: StoredComparison, one: Listed, own: list[Listed], ids: list[str]) -> None:
    """Everything about one stored comparison."""
    chosen = fitted(choices.value, stored)
    look = Look(stored, chosen)
    language = chosen.language
    with solara.Div(classes=["om-picks"]):
        _Region(stored.region.id, ids, language)
        Pick(
            "comparison",
            text("comparison", language),
            [(listed.id, _comparison_name(listed, language)) for listed in own],
            one.id,
            lambda new: choose(comparison=new, scenario=""),
        )
        Pick(
            "scenario",
            text("measure", language),
            [(name, stored.title(name, language)) for name in stored.scenarios],
            chosen.scenario,
            lambda new: choose(scenario=new),
        )
        Pick(
            "indicator",
            text("indicator", language),
            [(f"{i}~{g}", indicator_label(stored, i, g, language)) for i, g in stored.pickable()],
            f"{chosen.indicator}~{chosen.group}",
            lambda new: choose(indicator=new.partition("~")[0], group=new.partition("~")[2]),
        )
    _Sentences(stored, chosen)
    with solara.Div(classes=["om-columns"]):
        with solara.Div(classes=["om-card", "om-left"]):
            _Shown(chosen)
            MapAndYear(look)
        with solara.Div(classes=["om-right"]):
            with solara.Div(classes=["om-card"]):
                DifferenceByYear(look)
            with solara.Div(classes=["om-card"]):
                Table(look)
    _Origin(stored, one, language)


def _comparison_name(listed: Listed, language: Language) -> str:
    measures = " / ".join(title[language] for title in listed.titles[1:])
    return f"{listed.id}: {measures} ({listed.replications})"


@solara.component
def _Sentences(stored: StoredComparison, chosen: Choices) -> None:
    language = chosen.language
    sentences = summary(stored, chosen.scenario, language)
    runs = text("runs", language, n=stored.n) if stored.n > 1 else text("runs_one", language)
    with solara.Div(classes=["om-answer"]):
        solara.HTML(tag="p", classes=["om-sentence"], unsafe_innerHTML=sentences[0] if sentences else "")
        for sentence in sentences[1:]:
            solara.HTML(tag="p", unsafe_innerHTML=sentence)
        base = stored.title(stored.base, language)
        said = text("compared_with", language, base=base, runs=runs)
        solara.HTML(tag="p", classes=["om-note"], unsafe_innerHTML=said)


@solara.component
def _Shown(chosen: Choices) -> None:
    Pick(
        "shown",
        text("map", chosen.language),
        [(one, text(f"show_{one}", chosen.language)) for one in SHOWN],
        chosen.shown,
        lambda new: choose(shown=new),
        is_buttons=True,
    )


@solara.component
def _Origin(stored: StoredComparison, one: Listed, language: Language) -> None:
    """Where the numbers come from, and the report to hand over."""
    who = stored.manifest["identity"]
    seeds = stored.data.seeds
    report = stored.folder / REPORT
    with solara.Div(classes=["om-origin"]):
        if report.is_file():
            solara.FileDownload(
                report.read_bytes, filename=f"omland-{one.id.replace('/', '-')}.html", label=text("report", language)
            )
        said = [
            text(
                "made_by",
                language,
                folder=one.id,
                seeds=f"{seeds[0]}–{seeds[-1]}" if len(seeds) > 1 else str(seeds[0]),
                code=who["code"][:12],
                region=stored.manifest["scenarios"][0]["region_hash"][:12],
            )
        ]
        said += [text("other_region", language)] if not stored.is_same_region else []
        said += [text("other_code", language)] if who["code"] != code_hash() else []
        solara.Text(" ".join(said), classes=["om-note"])
