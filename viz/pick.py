"""Choosing one of several: a plain select, which every browser, keyboard and screen reader knows, or a row of buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import solara


@solara.component_vue("pick.vue")
def _Pick(
    name: str,
    label: str,
    options: list[dict[str, str]],
    value: str,
    is_buttons: bool,
    event_pick: Callable[[str], None],
) -> None:
    """The component."""


def Pick(
    name: str,
    label: str,
    options: Sequence[tuple[str, ...]],
    value: str,
    on_pick: Callable[[str], None],
    *,
    is_buttons: bool = False,
) -> solara.Element:
    """Show options (id, label) or (id, label, heading); on_pick gets an id, and only one of these."""
    known = {option[0] for option in options}

    def picked(new: str) -> None:
        if new in known:
            on_pick(new)

    return _Pick(
        name=name,
        label=label,
        options=[dict(zip(("id", "label", "heading"), option, strict=False)) for option in options],
        value=value,
        is_buttons=is_buttons,
        event_pick=picked,
    )
