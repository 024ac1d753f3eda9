"""A part that unfolds: the browser's own element, which keyboards and screen readers know."""

from __future__ import annotations

from typing import Any

import solara


@solara.component
def Unfold(summary: str, *, expand: bool = False, children: Any = ()) -> None:
    """Show a summary, and what is put into it once it is opened."""
    head = solara.v.Html(tag="summary", children=[summary])
    open_ = {"open": ""} if expand else {}
    solara.v.Html(tag="details", attributes=open_, class_="om-card om-unfold", children=[head, *children])
