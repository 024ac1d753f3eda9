"""Report: the file that a comparison leaves, opened in the chosen language, to print or to hand over."""

from __future__ import annotations

import solara

from experiments.report import REPORT, report_in
from viz.choices import choices
from viz.opened import Origin, use_comparison
from viz.texts import text


@solara.component_vue("report_frame.vue")
def _Frame(html: str, name: str, texts: dict[str, str]) -> None:
    """The report in a frame of its own, without scripts."""


@solara.component
def ReportPage() -> None:
    """The page."""
    language = choices.value.language
    solara.Title(text("title_report", language))
    with solara.Div(classes=["om-page"]):
        solara.HTML(tag="h1", unsafe_innerHTML=text("heading_report", language))
        solara.HTML(tag="p", unsafe_innerHTML=text("lead_report", language))
        opened = use_comparison()
        if opened is None:
            return
        one, stored = opened
        path = stored.folder / REPORT
        if not path.is_file():
            solara.Info(text("report_gone", language, folder=one.id))
            return
        html = solara.use_memo(
            lambda: report_in(path.read_text(encoding="utf-8"), language), [path, one.written, language]
        )
        _Frame(
            html=html,
            name=f"omland-{one.id.replace('/', '-')}-{language}.html",
            texts={key: text(f"report_{key}", language) for key in ("download", "print", "frame")},
        )
        Origin(stored, one, language)
