"""The browser app: `omland app`, or `python -m solara run viz.app`. Pages: comparing stored scenarios, and one run live."""

from __future__ import annotations

from pathlib import Path

import solara

from experiments.texts import LANGUAGES
from viz.choices import choices, choose, from_query, to_query
from viz.compare_page import ComparePage
from viz.live_page import LivePage
from viz.texts import text
from viz.widgets import Head

CSS = Path(__file__).parent / "app.css"
LIVE = "/live"
COLOUR = "#1b5e57"
LANGUAGE_NAMES = {"nb": "Norsk", "en": "English"}


@solara.component
def Layout(children: list[solara.Element]) -> None:
    """The bar at the top and the page below it. Reads the choices from the address once, then writes them there."""
    router = solara.use_router()
    solara.use_memo(lambda: choices.set(from_query(router.search)), [])
    language = choices.value.language
    solara.Style(CSS)
    here = LIVE if router.path.strip("/") == LIVE.strip("/") else "/"
    frame = solara.AppLayout(navigation=False, color=COLOUR, style={"height": "100%", "overflow": "auto"})
    with frame, solara.Div(classes=["om-app"]):
        Head(
            language=language,
            languages=[{"id": one, "label": LANGUAGE_NAMES[one]} for one in LANGUAGES],
            pages=[
                {"path": "/", "label": text("nav_compare", language)},
                {"path": LIVE, "label": text("nav_live", language)},
            ],
            here=here,
            query=to_query(choices.value),
            texts={key: text(key, language) for key in ("nav", "language")},
            event_go=lambda path: router.push(LIVE if path == LIVE else "/"),
            event_speak=lambda new: choose(language=new) if new in LANGUAGES else None,
        )
        solara.Div(children=children)


routes = [
    solara.Route("/", component=ComparePage, layout=Layout, label="Omland"),
    solara.Route("live", component=LivePage, label="Omland"),
]
