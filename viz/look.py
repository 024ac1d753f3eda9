"""What one view looks at: the rows of a stored comparison for the chosen scenario, indicator and year, as words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from experiments.compare import CLOSE, UNCHANGED
from experiments.group_words import group_name
from experiments.sentences import MANY_RUNS, effect
from experiments.stored import StoredComparison
from experiments.texts import Language, decimals_for, difference, joined, number, place_name, word
from experiments.wording import UNITS
from viz.choices import Choices
from viz.texts import TEXTS, text

SUMS = ("region", "town", "hinterland")
PARTS = ("near_hinterland", "far_hinterland")


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
        """Sums, their parts, each town and hinterland, municipalities, and the chosen place if it is none of these."""
        known = set(self.rows["place"])
        towns = [f"{kind}:{t.id}" for t in self.stored.region.towns for kind in ("town", "hinterland")]
        codes = [f"municipality:{m.code}" for m in self.stored.region.municipalities]
        listed = [*SUMS, *PARTS, "outside", *towns, *codes]
        chosen = [self.chosen.place] if self.chosen.place not in listed else []
        return [p for p in (*listed, *chosen) if p in known]

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

    def answer(self) -> list[str]:
        """Return what the measure does to what is chosen: the effect, how sure its sign is, what would settle it."""
        measure = self.stored.title(self.chosen.scenario, self.language)
        row = self.now.get(self.chosen.place)
        if row is None:
            return [f"{measure}: {text('no_value', self.language, what=self.label, when=self.when)}"]
        where = self.where(self.chosen.place)
        said = [
            text("in_words", self.language, measure=measure, what=self.label, where=where, when=self.when,
                 effect=self.in_words(row))
        ]  # fmt: skip
        if row["verdict"] == UNCHANGED or self.stored.n < 2:
            return said
        above, below = (round(row[key] * row["n"]) for key in ("share_above", "share_below"))
        said.append(text("sign_shares", self.language, above=above, below=below, n=int(row["n"])))
        said += [to_settle(row["more_runs"], self.language)] if row["verdict"] == CLOSE else []
        if self.chosen.place != "outside":
            said.append(text("without_level", self.language, level=self.level(row["base_mean"])))
        return [sentence for sentence in said if sentence]

    def sentence(self) -> str:
        """Return what the chosen indicator does in the chosen year, in the region, its towns and its hinterland."""
        known = [place for place in SUMS if place in self.now]
        if not known:
            return text("no_value", self.language, what=self.label, when=self.when)
        parts = [f"{self.where(place)} {self.in_words(self.now[place])}" for place in known]
        return f"{self.label}, {self.when}: {joined(parts, self.language)}."

    def where(self, place: str) -> str:
        """Return a place as part of a sentence: 'in the hinterland', 'Liknes'."""
        known = f"in_{place}"
        if known in TEXTS:
            return text(known, self.language)
        name = self.name(place)
        if place.startswith("hinterland:"):
            name = f"the {name[:1].lower()}{name[1:]}" if self.language == "en" else f"{name[:1].lower()}{name[1:]}"
        return text("in_place", self.language, place=name)


def to_settle(more: float, language: Language) -> str:
    """Return about how many more runs would settle a difference; nothing where that cannot be said."""
    if not more > 0:
        return ""
    if more > MANY_RUNS:
        return text("to_settle_many", language, n=number(MANY_RUNS, 0, language))
    rounded = float(f"{more:.2g}") if more >= 10 else more
    return text("to_settle", language, n=number(rounded, 0, language))


def indicator_label(stored: StoredComparison, indicator: str, group: str, language: Language) -> str:
    """Return what an indicator of a group is called."""
    label = stored.label(indicator, language)
    return label if group == "all" else f"{label}: {group_name(group, language)}"


def table_rows(look: Look) -> list[dict[str, Any]]:
    """Return the table: each place without and with the measure, the difference and how sure it is."""
    found = []
    for place in look.places:
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
                "is_chosen": place == look.chosen.place,
                "without": "" if is_transfer else look.level(row["base_mean"]),
                "with": "" if is_transfer else look.level(row["scenario_mean"]),
                "difference": mean,
                "interval": interval,
                "verdict": word("close", look.language) if row["verdict"] == CLOSE else "",
                "is_open": row["verdict"] in (CLOSE, UNCHANGED),
            }
        )
    return found
