"""What one view looks at: the rows of a stored comparison for the chosen scenario, indicator and year, as words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from experiments.compare import CLOSE, UNCHANGED
from experiments.group_words import group_name
from experiments.sentences import effect
from experiments.stored import StoredComparison
from experiments.texts import Language, decimals_for, difference, joined, number, place_name, word
from experiments.wording import UNITS
from viz.choices import Choices
from viz.texts import text

SUMS = ("region", "town", "hinterland")


@dataclass(frozen=True)
class Look:
    """A comparison seen through choices that fit it."""

    stored: StoredComparison
    chosen: Choices

    @property
    def language(self) -> Language:
        """The chosen language."""
        return self.chosen.language

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Every place and year of the chosen scenario, indicator and group."""
        return self.stored.rows(self.chosen.scenario, self.chosen.indicator, self.chosen.group)

    @cached_property
    def now(self) -> dict[str, dict[str, Any]]:
        """The row of each place in the chosen year."""
        rows = self.rows[self.rows["year"] == self.chosen.year]
        return {str(row["place"]): row for row in rows.to_dict("records")}

    @cached_property
    def places(self) -> list[str]:
        """Places that add up to the region, its municipalities, and the places outside where they are known."""
        known = set(self.rows["place"].astype(str))
        codes = [f"municipality:{m.code}" for m in self.stored.region.municipalities]
        return [p for p in (*SUMS, "outside", *codes) if p in known]

    @property
    def is_count(self) -> bool:
        """Whether the indicator counts something."""
        return self.stored.is_count(self.chosen.indicator)

    @property
    def label(self) -> str:
        """What the indicator is called, with its group."""
        return indicator_label(self.stored, self.chosen.indicator, self.chosen.group, self.language)

    @property
    def unit(self) -> str:
        """The unit in words: what is counted, or NOK, minutes …"""
        unit = next(iter(self.rows["unit"].astype(str)), "")
        return UNITS.get(unit, {}).get(self.language, "" if unit == "1" else unit)

    @property
    def when(self) -> str:
        """The chosen moment: a day for what there is, a year for what happens."""
        key = "in_year" if self.stored.is_flow(self.chosen.indicator) else "on_day"
        return text(key, self.language, year=self.chosen.year)

    def name(self, place: str) -> str:
        """Return what a place is called."""
        return place_name(place, self.stored.region, self.language)

    def level(self, value: float) -> str:
        """Return a level as people write it."""
        return number(value, decimals_for(value), self.language)

    def mean_and_interval(self, row: dict[str, Any]) -> tuple[str, str]:
        """Return a difference and its interval: '+64', '30 to 98'; no interval where every run says the same."""
        if row["verdict"] == UNCHANGED:
            return "0", ""
        mean, interval = difference(row["difference"], row["low"], row["high"], self.language)
        return mean, "" if row["low"] == row["high"] else interval

    def in_words(self, row: dict[str, Any]) -> str:
        """Return a difference as part of a sentence."""
        if self.is_count or row["verdict"] in (CLOSE, UNCHANGED):
            return effect(row, self.language)
        mean, interval = self.mean_and_interval(row)
        return f"{mean} {self.unit}" + (f" ({interval})" if interval else "")

    def sentence(self) -> str:
        """Return what the chosen indicator does in the chosen year, in towns, hinterland and the chosen zone."""
        parts = [
            f"{text(f'in_{place}', self.language)} {self.in_words(self.now[place])}"
            for place in SUMS
            if place in self.now
        ]
        zone = f"zone:{self.chosen.zone}"
        if self.chosen.zone and zone in self.now:
            parts.append(f"{self.name(zone)}: {self.in_words(self.now[zone])}")
        if not parts:
            return text("no_value", self.language, what=self.label, when=self.when)
        return f"{self.label}, {self.when}: {joined(parts, self.language)}."


def indicator_label(stored: StoredComparison, indicator: str, group: str, language: Language) -> str:
    """Return what an indicator of a group is called."""
    label = stored.label(indicator, language)
    return label if group == "all" else f"{label}: {group_name(group, language)}"


def table_rows(look: Look) -> list[dict[str, Any]]:
    """Return the table: each place without and with the measure, the difference and how sure it is."""
    places = list(look.places)
    if look.chosen.zone:
        places.append(f"zone:{look.chosen.zone}")
    found = []
    for place in places:
        row = look.now.get(place)
        if row is None:
            continue
        mean, interval = look.mean_and_interval(row)
        is_transfer = place == "outside"
        found.append(
            {
                "id": place,
                "kind": place.partition(":")[0],
                "name": look.name(place),
                "without": "" if is_transfer else look.level(row["base_mean"]),
                "with": "" if is_transfer else look.level(row["scenario_mean"]),
                "difference": mean,
                "interval": interval,
                "verdict": word("close", look.language) if row["verdict"] == CLOSE else "",
                "is_open": row["verdict"] in (CLOSE, UNCHANGED),
            }
        )
    return found
