"""The whole strategy is there: every instrument and event by its name and area, and a scenario that uses it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from typer.testing import CliRunner

from experiments.cli import app
from model import registry
from scenarios.resolve import find_scenarios, resolve, scenario_path

NAMES: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "strategy_names.toml").read_text(encoding="utf-8"))
AREA = {name: area for area, names in NAMES.items() for name in names}


def test_omland_list_instruments_holds_every_name_of_the_strategy_events_too() -> None:
    said = CliRunner().invoke(app, ["list", "instruments", "--json"])
    assert said.exit_code == 0
    listed = {row["id"]: row["area"] for row in json.loads(said.stdout)}
    assert sorted(set(AREA) - set(listed)) == [], "of the strategy, and not there"
    assert {name: listed[name] for name in AREA} == AREA, "the area is that of the strategy"


def test_what_is_there_and_not_in_the_strategy_is_beyond_it_or_an_event() -> None:
    there = {**registry.instruments(), **registry.events()}
    more = {i.id: i.area for i in there.values() if i.id not in AREA}
    assert set(more.values()) <= {"beyond", "event"}, more


def _used() -> dict[str, list[str]]:
    """Scenarios of the library by the instruments and events that they name."""
    found: dict[str, list[str]] = {}
    for name in find_scenarios():
        for entry in resolve(scenario_path(name)).entries.values():
            found.setdefault(entry.kind, []).append(name)
    return found


USED = _used()


def test_a_scenario_of_the_library_uses_each_of_them() -> None:
    assert sorted(set(AREA) - set(USED)) == []


def test_every_area_has_three_scenarios_for_lister_and_one_for_every_other_region() -> None:
    areas = [area for area in NAMES if area not in ("beyond", "event")]
    missing = {}
    for area in areas:
        scenarios = {scenario for name in NAMES[area] for scenario in USED.get(name, [])}
        for region, least in (("lister", 3), ("rana", 1), ("vesteralen", 1), ("notodden", 1)):
            there = sum(scenario.startswith(f"{region}/") for scenario in scenarios)
            if there < least:
                missing[f"area {area}, {region}"] = f"{there} of {least}"
    assert missing == {}
