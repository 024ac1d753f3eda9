"""Choosing measures of the library and computing their comparison with the baseline."""

from __future__ import annotations

from functools import cache

import solara

from experiments.texts import Language
from model.inputs import Scenario
from model.registry import events, instruments
from scenarios.errors import BadInput
from scenarios.format import find_scenarios, load
from viz import jobs
from viz.choices import choices
from viz.computing import begin
from viz.form_widgets import Catalogue
from viz.jobs import FEWEST, MOST, MOST_SCENARIOS
from viz.texts_design import AREAS, said

USUAL = 4


@cache
def library(region: str) -> tuple[Scenario | None, tuple[Scenario, ...]]:
    """Return a region's baseline and the measures of the library; a file that does not load is left out.

    A scenario that runs over other years than the baseline cannot be compared with it and is left out too.
    """
    found: dict[str, Scenario] = {}
    for name in find_scenarios():
        if name.startswith(f"{region}/"):
            try:
                found[name] = load(name)
            except BadInput:
                continue
    base = found.pop(f"{region}/baseline", None)
    if base is None:
        return None, ()
    return base, tuple(s for s in found.values() if (s.start, s.years) == (base.start, base.years))


def by_area(measures: tuple[Scenario, ...], chosen: list[str], language: Language) -> list[dict[str, object]]:
    """Return the measures in groups by the strategy area of their first policy, for viz/catalogue.vue."""
    known = {**instruments(), **events()}
    groups: dict[str, list[dict[str, object]]] = {area: [] for area in AREAS}
    for measure in measures:
        parts = [*measure.policies, *measure.events]
        area = known[parts[0].instrument].area if parts else "world"
        groups.setdefault(area, []).append(
            {
                "id": measure.name,
                "label": measure.title[language],
                "text": measure.description.get(language, ""),
                "is_chosen": measure.name in chosen,
            }
        )
    return [
        {"id": area, "label": AREAS[area][language] if area in AREAS else area, "items": items}
        for area, items in groups.items()
        if items
    ]


def catalogue_texts(label: str, language: Language) -> dict[str, str]:
    """Return the words of a catalogue; {n} and the like are filled in by it."""
    return {
        "label": label,
        "search": said("search", language),
        "found": said("search_found", language, n="{n}", total="{total}"),
        "none": said("search_none", language, words="{words}"),
        "add": said("add", language),
    }


@solara.component
def Replications(value: int, set_value: object, language: Language) -> None:
    """How many paired runs."""
    solara.SliderInt(
        f"{said('replications', language)}: {value}",
        value=value,
        on_value=set_value,
        min=FEWEST,
        max=MOST,
    )
    solara.Text(said("replications_help", language), classes=["om-note"])


@solara.component
def NewComparison(region: str, region_name: str, language: Language) -> None:
    """The form."""
    router = solara.use_router()
    base, measures = library(region)
    chosen, set_chosen = solara.use_state([])
    replications, set_replications = solara.use_state(USUAL)
    told, set_told = solara.use_state("")
    _ = choices.value.computed  # drawn again when a computation begins or ends
    job = jobs.current()
    is_busy = job is not None and job.is_active
    if base is None or not measures:
        solara.Text(said("no_measures", language, region=region_name))
        return
    picked = [m.name for m in measures if m.name in chosen]
    is_full = len(picked) >= MOST_SCENARIOS - 1

    def choose_one(said_: dict[str, object]) -> None:
        rest = [name for name in picked if name != said_.get("id")]
        set_chosen([*rest, str(said_["id"])] if said_.get("on") and len(rest) < MOST_SCENARIOS - 1 else rest)

    def ask() -> str:
        return jobs.start(jobs.Asked(region, (base.name, *picked), replications))

    with solara.Div(classes=["om-form"]):
        solara.HTML(tag="p", unsafe_innerHTML=said("measures_of", language, base=base.title[language]))
        Catalogue(
            groups=by_area(measures, picked, language),
            is_many=True,
            is_full=is_full,
            texts=catalogue_texts(said("measures", language), language),
            event_choose=choose_one,
        )
        if is_full:
            solara.Text(said("most_measures", language), classes=["om-note"])
        Replications(replications, set_replications, language)
        with solara.Row():
            solara.Button(
                said("start", language),
                on_click=lambda: set_told(begin(ask, language, router)),
                color="primary",
                disabled=not picked or is_busy,
                classes=["om-start"],
            )
        if told or is_busy:
            solara.Text(told or said("busy", language), classes=["om-note"])
