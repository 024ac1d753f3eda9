"""The Vue components of the start and design pages. They show what they are given and say what was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara


@solara.component_vue("fields.vue")
def Fields(
    prefix: str, fields: list[dict[str, Any]], more_label: str, event_change: Callable[[dict[str, Any]], None]
) -> None:
    """Labelled controls with their messages. fields: viz/design_fields.py; `prefix` keeps their ids apart."""


@solara.component_vue("catalogue.vue")
def Catalogue(
    groups: list[dict[str, Any]],
    is_many: bool,
    is_full: bool,
    texts: dict[str, str],
    event_choose: Callable[[dict[str, Any]], None],
) -> None:
    """Things to choose from, in groups, with a search field. is_many: tick several (until is_full), else add one."""


@solara.component_vue("file_bar.vue")
def FileBar(
    toml: str,
    filename: str,
    most_bytes: int,
    can_undo: bool,
    can_clear: bool,
    texts: dict[str, str],
    event_open: Callable[[dict[str, Any]], None],
    event_undo: Callable[[Any], None],
    event_clear: Callable[[Any], None],
) -> None:
    """Save, open, copy the link, undo, start over."""


@solara.component_vue("stored.vue")
def Stored(items: list[dict[str, str]], few: int, texts: dict[str, str], event_open: Callable[[str], None]) -> None:
    """Links to finished comparisons, the first `few` at once."""
