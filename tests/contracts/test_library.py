"""Every scenario of the library says in two languages what it is and what it rests on, and can be played.

Each is played on its own region until its first policies have acted; `make library` plays all in full. Scenarios of
earlier base years are loaded here and played by `make patterns`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from experiments.run import run_scenario
from model.inputs import Scenario
from scenarios.format import load, with_years
from scenarios.resolve import find_scenarios, resolve, scenario_path

MOST_YEARS = 8
RESTS_ON = {
    "nb": re.compile(r"antak|antatt|anta|anslag|anslått|forutset|tenkt|kilde|ifølge|bygger på|tall fra", re.IGNORECASE),
    "en": re.compile(
        r"assum|imagined|source|estimate|according to|based on|figures? (of|from)|figures are", re.IGNORECASE
    ),
}


def of(*names: str) -> pytest.MarkDecorator:
    """A test for each scenario; those of a region on one worker, which has its founders in memory."""
    groups = [pytest.mark.xdist_group(f"library {name.partition('/')[0]}") for name in names]
    return pytest.mark.parametrize(
        "name", [pytest.param(name, marks=group) for name, group in zip(names, groups, strict=True)]
    )


@of(*find_scenarios())
def test_it_has_title_and_description_in_both_languages_and_says_what_it_rests_on(name: str) -> None:
    file = resolve(scenario_path(name))
    for language, word in RESTS_ON.items():
        assert file.title.get(language, "").strip(), f"no title in {language}"
        text = file.description.get(language, "")
        assert text.strip(), f"no description in {language}"
        assert word.search(text), f"names no assumption and no source ({language}): {text}"
    assert file.title["nb"] != file.title["en"]
    assert file.description["nb"] != file.description["en"]


def short(scenario: Scenario) -> Scenario:
    """The same until the first of what it does has happened: a year, if it does nothing."""
    begins = [spec.start for spec in (*scenario.policies, *scenario.events)]
    years = min(begins) - scenario.start + 1 if begins else 1
    assert years <= MOST_YEARS, f"the first policy comes in {min(begins)}: begin it earlier"
    return with_years(scenario, years)


@of(*(name for name in find_scenarios() if "/from_" not in name))
def test_it_can_be_played_and_nothing_in_it_is_in_vain(name: str) -> None:
    scenario = load(name)
    result = run_scenario(short(scenario), 1, zones=False)
    ids = {spec.id for spec in (*scenario.policies, *scenario.events)}
    said = [f"{note.about}: {note.text['en']}" for note in result.notes if note.about in ids]
    assert said == [], "a policy of the library could not do what it says"


def test_the_library_holds_nothing_but_scenarios() -> None:
    folder = Path(scenario_path("lister/baseline")).parents[1]
    assert {p.suffix for p in folder.rglob("*") if p.is_file()} == {".toml"}
