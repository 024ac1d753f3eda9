"""Every text of the app is there in both languages, with the same gaps to fill, and every text that is asked for exists."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from experiments.texts import LANGUAGES
from viz.pickers import THEMES
from viz.texts import FOR, TEXTS
from viz.texts_design import TEXTS as DESIGN_TEXTS
from viz.texts_views import VIEW_TEXTS

VIZ = Path(__file__).parents[2] / "viz"
ALL = {**TEXTS, **VIEW_TEXTS, **DESIGN_TEXTS}


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(ALL))
def test_a_text_is_there_in_both_languages(key: str) -> None:
    words = ALL[key]
    assert set(words) == set(LANGUAGES)
    assert all(words[language].strip() for language in LANGUAGES)
    assert gaps(words["nb"]) == gaps(words["en"])


def test_a_key_has_one_text() -> None:
    assert set(TEXTS) & set(VIEW_TEXTS) == set()


def test_every_text_that_a_page_asks_for_exists() -> None:
    asked = {
        key
        for path in VIZ.glob("*.py")
        if not path.name.startswith("texts")
        for key in re.findall(r"\btext\(\s*\"(\w+)\"", path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 60
    assert asked - set(ALL) - {"leaves_out"} == set()
    assert set(THEMES.values()) <= set(VIEW_TEXTS)
    assert {language: len(points) for language, points in FOR.items()} == dict.fromkeys(LANGUAGES, len(FOR["nb"]))
