"""A comparison as reports and figures look at it: what comes first, what things are called, which row is where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from experiments.compare import Panel, differences, over_the_run
from experiments.group_words import group_name
from experiments.ratios import Ratios, ratios
from experiments.run import Series
from experiments.texts import Language, word
from experiments.unit_words import UNITS
from model.inputs import RegionData, Scenario
from model.traits import Indicator

MAIN = ("population", "employed", "jobs")
HEADLINE = (
    ("population", "all"),
    ("population", "age:20-39|sex:female"),
    ("population", "age:0-19"),
    ("employed", "all"),
    ("jobs", "all"),
    ("knowledge_jobs", "all"),
    ("unemployed", "all"),
    ("vacancies", "all"),
    ("households", "all"),
    ("moves_in", "all"),
    ("moves_out", "all"),
    ("births", "all"),
    ("commuters_out", "all"),
    ("commuters_in", "all"),
    ("mean_commute_min", "all"),
    ("jobs_within_45min", "all"),
    ("dwellings_built", "all"),
    ("vacant_dwellings", "all"),
    ("dwelling_price_nok_m2", "all"),
    ("income_median_nok", "all"),
    ("service_units", "*"),
    ("access_min", "*"),
    ("municipal_net_result_mnok", "all"),
    ("welfare_logsum", "all"),
)
COST = "policy_cost_mnok"


@dataclass
class Wording:
    """A finished comparison with its labels. `all_scenarios[0]` is the base."""

    all_scenarios: Sequence[Scenario]
    data: Panel
    indicators: Mapping[str, Indicator]
    year_rows: pd.DataFrame = field(init=False)
    run_rows: pd.DataFrame = field(init=False)
    uncertainty: str = field(default="seeds", kw_only=True)  # what differs between replications
    smallest: Mapping[str, float] = field(default_factory=dict, kw_only=True)  # smallest effect that matters
    ratios: Ratios = field(default_factory=dict, kw_only=True)

    def __post_init__(self) -> None:
        self.base = self.all_scenarios[0].name
        self.region: RegionData = self.all_scenarios[0].region
        self.scenarios = [s.name for s in self.all_scenarios[1:]]
        self.n = len(self.data.seeds)
        self.start = self.all_scenarios[0].start
        self.end = self.data.end
        self.year_rows = differences(self.data, self.base, self.smallest)
        self.run_rows = over_the_run(self.data, self.base, self.is_summed(), self.smallest)
        self.ratios = ratios(self)

    def is_summed(self) -> np.ndarray:
        """Whether an indicator adds up over years: counts do, ratios and medians do not [series]."""
        kinds = [self.indicators[s[0]].kind if s[0] in self.indicators else "sum" for s in self.data.series]
        return np.array([kind == "sum" for kind in kinds], dtype=bool)

    def varied(self, language: Language) -> str:
        """Say what differs between the runs."""
        return word(f"varied_{self.uncertainty}", language)

    def scenario(self, name: str) -> Scenario:
        """Return a scenario by name."""
        return next(s for s in self.all_scenarios if s.name == name)

    def title(self, name: str, language: Language) -> str:
        """Return the title of a scenario."""
        return self.scenario(name).title[language]

    def policy_years(self, name: str) -> list[int]:
        """Return the first years of the policies and events that the base does not have."""
        own = {s.id for s in (*self.all_scenarios[0].policies, *self.all_scenarios[0].events)}
        scenario = self.scenario(name)
        return sorted({s.start for s in (*scenario.policies, *scenario.events) if s.id not in own})

    def label(self, indicator: str, language: Language) -> str:
        """Return what an indicator is called."""
        return self.indicators[indicator].label[language] if indicator in self.indicators else indicator

    def row_label(self, indicator: str, group: str, language: Language) -> str:
        """Return what an indicator of a group is called, with its unit where it counts nothing."""
        label = self.label(indicator, language)
        if group != "all":
            label += f": {group_name(group, language)}"
        return label if self.is_count(indicator) else f"{label} ({self.unit(indicator, language)})"

    def unit(self, indicator: str, language: Language) -> str:
        """Return the unit of an indicator in words."""
        unit = next((s[3] for s in self.data.series if s[0] == indicator), "")
        return UNITS.get(unit, {}).get(language, unit)

    def is_count(self, indicator: str) -> bool:
        """Whether an indicator counts something, so that places add up."""
        return indicator not in self.indicators or self.indicators[indicator].kind == "sum"

    def main_indicators(self) -> list[str]:
        """Return the indicators of the figures that there are."""
        return [i for i in MAIN if self.key(i, "region") is not None]

    def headline(self) -> list[tuple[str, str]]:
        """Return indicator and group of each row of the report's table that there is.

        `*` is every group for which some scenario's difference in the region is clear; there are too many others.
        """
        found: list[tuple[str, str]] = []
        for indicator, group in HEADLINE:
            if group == "*":
                groups = [s[2] for s in self.data.series if s[:2] == (indicator, "region") and s[2] != "all"]
                found += [(indicator, one) for one in groups if self._is_clear(indicator, one)]
            elif self.key(indicator, "region", group) is not None:
                found.append((indicator, group))
        return found

    def _is_clear(self, indicator: str, group: str) -> bool:
        """Whether the interval of a difference in the region leaves out 0 in some scenario."""
        rows = _where_any(self.run_rows, indicator, group)
        return bool(((rows["place"] == "region") & ((rows["low"] > 0) | (rows["high"] < 0))).any())

    def key(self, indicator: str, place: str, group: str = "all") -> Series | None:
        """Return the series of an indicator in a place, None where there is none."""
        return next((s for s in self.data.series if s[:3] == (indicator, place, group)), None)

    def cell(self, scenario: str, indicator: str, place: str, group: str = "all") -> dict[str, Any] | None:
        """Return the row of the whole run."""
        at = self._cells.get((scenario, indicator, place, group))
        return None if at is None else {str(k): v for k, v in self.run_rows.iloc[at].to_dict().items()}

    @cached_property
    def _cells(self) -> dict[tuple[str, str, str, str], int]:
        """Where the row of each scenario, indicator, place and group is."""
        columns = (self.run_rows[key].astype(str) for key in ("scenario", "indicator", "place", "group"))
        return {key: n for n, key in enumerate(zip(*columns, strict=True))}  # type: ignore[misc]

    def by_year(self, scenario: str, indicator: str, place: str) -> pd.DataFrame:
        """Return the rows of every year."""
        rows = _where(self.year_rows, scenario, indicator, "all")
        return rows[rows["place"] == place].sort_values("year")

    def zones(self, scenario: str, indicator: str) -> pd.DataFrame:
        """Return the row of the whole run of every zone."""
        rows = _where(self.run_rows, scenario, indicator, "all")
        return rows[rows["place"].astype(str).str.startswith("zone:")]

    def municipalities(self, scenario: str, indicator: str) -> pd.DataFrame:
        """Return the row of the whole run of every municipality."""
        rows = _where(self.run_rows, scenario, indicator, "all")
        return rows[rows["place"].astype(str).str.startswith("municipality:")]

    def groups(self, scenario: str, indicator: str, place: str = "region") -> pd.DataFrame:
        """Return the rows of the whole run of every group but `all`."""
        rows = self.run_rows
        is_it = (rows["scenario"] == scenario) & (rows["indicator"] == indicator) & (rows["place"] == place)
        return rows[is_it & (rows["group"] != "all")]


def _where_any(rows: pd.DataFrame, indicator: str, group: str) -> pd.DataFrame:
    return rows[(rows["indicator"] == indicator) & (rows["group"] == group)]


def _where(rows: pd.DataFrame, scenario: str, indicator: str, group: str) -> pd.DataFrame:
    is_it = (rows["scenario"] == scenario) & (rows["indicator"] == indicator) & (rows["group"] == group)
    return rows[is_it]
