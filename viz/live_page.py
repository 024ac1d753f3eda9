"""Mesa's own SolaraViz on one run of a scenario: a step is a year."""

from __future__ import annotations

import solara
from mesa.visualization import SolaraViz

from experiments.texts import Language
from model.mesa_model import OmlandModel
from scenarios.format import find_scenarios, load
from scenarios.founders import with_founders
from viz.choices import choices
from viz.live_views import FlowsNow, StocksNow, ZonesNow
from viz.pick import Pick
from viz.texts import text
from viz.widgets import Named

HIGHEST_SEED = 100


@solara.component
def LivePage() -> None:
    """Choose a scenario, then step through it."""
    language = choices.value.language
    names = find_scenarios()
    name, set_name = solara.use_state(names[0])
    solara.Title(text("title_live", language))
    with solara.Div(classes=["om-page"]):
        solara.HTML(tag="h1", unsafe_innerHTML=text("heading_live", language))
        solara.HTML(tag="p", unsafe_innerHTML=text("live_lead", language))
        with solara.Div(classes=["om-picks", "om-picks-one"]):
            options = [(one, load(one).title[language]) for one in names]
            Pick("live-scenario", text("scenario", language), options, name, set_name)
        _Run(name, language).key(name)
        Named(
            names=[
                {"where": ".v-app-bar__nav-icon", "name": text("live_controls", language)},
                {"where": ".v-app-bar .v-btn--icon:not(.v-app-bar__nav-icon)", "name": text("live_theme", language)},
            ]
        )


@solara.component
def _Run(name: str, language: Language) -> None:
    scenario = solara.use_memo(lambda: with_founders(load(name)), [name])
    model = solara.use_memo(lambda: solara.reactive(OmlandModel(scenario=scenario, seed=1)), [name])
    seed = {"type": "SliderInt", "value": 1, "min": 1, "max": HIGHEST_SEED, "step": 1, "label": text("seed", language)}
    SolaraViz(
        model,
        components=[(ZonesNow, 0), (StocksNow, 0), (FlowsNow, 0)],
        model_params={"scenario": scenario, "seed": seed, "ledger": False},
        name=scenario.title[language],
        play_interval=400,
    )
