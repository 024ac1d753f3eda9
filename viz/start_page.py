"""The first page: which region, what has been computed, what to compute, what the model is and is not for."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import solara

from experiments.report_texts import NOT_FOR
from experiments.stored import Listed
from experiments.texts import Language, number
from model.inputs import RegionData
from scenarios.bundle import find_regions, load_region
from scenarios.errors import BadInput
from viz import jobs
from viz.choices import choices, choose, to_query
from viz.computing import COMPARE, DESIGN, Computing, open_result
from viz.form_widgets import Stored
from viz.new_comparison import NewComparison
from viz.pick import Pick
from viz.texts import FOR, text
from viz.texts_design import said

FEW = 5  # finished comparisons shown at once


@cache
def region_of(id_: str) -> RegionData:
    """Return a region, read once. Raises BadInput."""
    return load_region(id_)


@solara.component
def StartPage() -> None:
    """The page."""
    chosen = choices.value
    language = chosen.language
    ids = find_regions()
    id_ = chosen.region if chosen.region in ids else next(iter(ids), "")
    region, problem = _read(id_)
    solara.Title(said("title_start", language))
    with solara.Div(classes=["om-page"]):
        solara.HTML(tag="h1", unsafe_innerHTML=text("heading", language))
        if not ids:
            solara.Warning(said("no_regions", language))
            return
        solara.Text(text("lead", language, region=region.name[language] if region else id_))
        with solara.Div(classes=["om-start-columns"]):
            with solara.Div(classes=["om-right"]):
                if chosen.region and chosen.region not in ids:
                    solara.Warning(said("no_region", language, region=chosen.region))
                _Regions(id_, ids, language)
                if region is None:
                    solara.Error(said("region_broken", language, message=problem))
                else:
                    Computing(language)
                    _Comparisons(region, language)
                    _New(region, language)
            _Purpose(language)


def _read(id_: str) -> tuple[RegionData | None, str]:
    try:
        return region_of(id_), ""
    except BadInput as error:
        return None, str(error)


@solara.component
def _Regions(id_: str, ids: list[str], language: Language) -> None:
    region, _ = _read(id_)
    with solara.Div(classes=["om-card"]):
        solara.HTML(tag="h2", unsafe_innerHTML=said("which_region", language))
        names = [(one, _name(one, language)) for one in ids]
        Pick(
            "region",
            said("which_region", language),
            names,
            id_,
            lambda new: choose(region=new, comparison="", scenario=""),
            is_buttons=True,
        )
        if region is not None:
            now = region.population[region.population["year"] == region.base_year]
            residents = number(float(now["persons"].sum()), 0, language)
            places = ", ".join(m.name for m in region.municipalities)
            facts = said("region_facts", language, residents=residents, zones=len(region.zones))
            solara.HTML(tag="p", unsafe_innerHTML=f"{places}. {facts}.", classes=["om-note"])


def _name(id_: str, language: Language) -> str:
    region, _ = _read(id_)
    return region.name[language] if region else id_


@solara.component
def _Comparisons(region: RegionData, language: Language) -> None:
    router = solara.use_router()
    count = choices.value.computed
    opened = choices.value.comparison
    found = solara.use_memo(lambda: jobs.stored(opened=opened), [count, opened])
    own = [one for one in found if one.region == region.id]
    with solara.Div(classes=["om-card"]):
        solara.HTML(tag="h2", unsafe_innerHTML=said("stored", language))
        if not own:
            solara.Text(said("stored_none", language, region=region.name[language]), classes=["om-note"])
            return
        Stored(
            items=[_item(one, language) for one in own],
            few=FEW,
            texts={"more": said("stored_more", language, n=len(own))},
            event_open=lambda id_: open_result(id_, router) if any(one.id == id_ for one in own) else None,
        )


def _item(one: Listed, language: Language) -> dict[str, str]:
    when = datetime.fromtimestamp(one.written)
    date = f"{when:%d.%m.%Y}" if language == "nb" else f"{when.day} {when:%B %Y}"
    return {
        "id": one.id,
        "title": " / ".join(title[language] for title in one.titles[1:]),
        "facts": said("stored_facts", language, n=one.replications, date=date),
        "href": f"{COMPARE}?{to_query(choices.value)}&c={one.id}",
    }


@solara.component
def _New(region: RegionData, language: Language) -> None:
    router = solara.use_router()
    with solara.Div(classes=["om-card"]):
        solara.HTML(tag="h2", unsafe_innerHTML=said("compute", language))
        NewComparison(region.id, region.name[language], language).key(region.id)
    with solara.Div(classes=["om-card", "om-own"]):
        solara.Text(said("own", language))
        solara.Button(
            said("own_button", language), on_click=lambda: router.push(DESIGN), outlined=True, classes=["om-to-design"]
        )


@solara.component
def _Purpose(language: Language) -> None:
    """What the model is and is not for."""
    with solara.Div(classes=["om-card", "om-purpose"]):
        for heading, points in (("for_heading", FOR[language]), ("not_for_heading", NOT_FOR[language])):
            items = "".join(f"<li>{point}</li>" for point in points)
            solara.HTML(tag="div", unsafe_innerHTML=f"<h2>{text(heading, language)}</h2><ul>{items}</ul>")
