"""The browser app: `omland app`, or `python -m solara run viz.app`. One line of PAGES for each page."""

from __future__ import annotations

from pathlib import Path

import solara

from experiments.texts import LANGUAGES
from viz.choices import choices, choose, from_query, to_query
from viz.compare_page import ComparePage
from viz.design_page import DesignPage
from viz.experiments_page import ExperimentsPage
from viz.explore_page import ExplorePage
from viz.report_page import ReportPage
from viz.start_page import StartPage
from viz.texts import text
from viz.texts_design import said
from viz.widgets import Head, Named

FOLDER = Path(__file__).parent
STYLES = ("app.css", "design.css", "views.css")
COLOUR = "#1b5e57"
LANGUAGE_NAMES = {"nb": "Norsk", "en": "English"}


@solara.component
def Live() -> None:
    """One run, step by step. Mesa's viewer is read when somebody wants it: others need not wait for it."""
    from viz.live_page import LivePage

    LivePage()


# (path, page, its name in the bar)
PAGES = (
    ("/", StartPage, lambda language: said("nav_start", language)),
    ("/design", DesignPage, lambda language: said("nav_design", language)),
    ("/compare", ComparePage, lambda language: text("nav_compare", language)),
    ("/explore", ExplorePage, lambda language: text("nav_explore", language)),
    ("/report", ReportPage, lambda language: text("nav_report", language)),
    ("/experiments", ExperimentsPage, lambda language: text("nav_experiments", language)),
    ("/live", Live, lambda language: text("nav_live", language)),
)


@solara.component
def Layout(children: list[solara.Element]) -> None:
    """The bar at the top and the page below it. Reads the choices from the address once, then writes them there."""
    router = solara.use_router()
    solara.use_memo(lambda: choices.set(from_query(router.search)), [])
    language = choices.value.language
    paths = [path for path, _, _ in PAGES]
    here = f"/{router.path.strip('/')}"
    for style in STYLES:
        solara.Style(FOLDER / style)
    frame = solara.AppLayout(navigation=False, color=COLOUR, style={"height": "100%", "overflow": "auto"})
    with frame, solara.Div(classes=["om-app"]):
        # Solara's own bar while a page is made anew
        Named(names=[{"where": "[role=progressbar]", "name": text("busy_bar", language)}])
        Head(
            language=language,
            languages=[{"id": one, "label": LANGUAGE_NAMES[one]} for one in LANGUAGES],
            pages=[{"path": path, "label": name(language)} for path, _, name in PAGES],
            here=here if here in paths else "/",
            query=to_query(choices.value),
            texts={key: text(key, language) for key in ("nav", "language", "skip")},
            event_go=lambda path: router.push(path if path in paths else "/"),
            event_speak=lambda new: choose(language=new) if new in LANGUAGES else None,
        )
        solara.Div(attributes={"id": "om-main", "tabindex": "-1"}, children=children)


# Solara wraps every page in the layout of the first.
routes = [
    solara.Route(path.strip("/") or "/", component=page, layout=Layout if path == "/" else None, label="Omland")
    for path, page, _ in PAGES
]
