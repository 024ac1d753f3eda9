"""One number per run: an indicator in a place and group, of one year or of the whole run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from experiments.group_words import group_name
from experiments.store import RESULTS, check_parquet
from experiments.sweep_store import Values
from experiments.texts import Language, place_name
from experiments.wording import UNITS
from model.inputs import RegionData
from model.registry import indicators
from scenarios.errors import BadInput, did_you_mean


@dataclass(frozen=True)
class Outcome:
    """What is asked for. Without a year: a stock at the end of the run, a flow as its sum (else mean) over the years."""

    indicator: str
    place: str = "region"
    group: str = "all"
    year: int | None = None

    def check(self) -> Outcome:
        """Return it. Raises BadInput where there is no such indicator."""
        if self.indicator not in indicators():
            raise BadInput(
                f"there is no indicator '{self.indicator}'",
                value=self.indicator,
                expected="one of `omland list indicators`",
                hint=did_you_mean(self.indicator, indicators()),
            )
        return self

    @property
    def name(self) -> str:
        """What files call it."""
        parts = [self.indicator, *([self.place] if self.place != "region" else [])]
        parts += [self.group] if self.group != "all" else []
        text = "-".join([*parts, *([str(self.year)] if self.year else [])])
        return "".join(c if c.isalnum() or c in "_-" else "_" for c in text)

    def label(self, region: RegionData, language: Language) -> str:
        """What people call it, with its place, group, year and unit."""
        known = indicators()[self.indicator]
        parts = [known.label[language]]
        if self.group != "all":
            parts.append(group_name(self.group, language))
        place = place_name(self.place, region, language)
        parts.append(place if ":" in self.place else place.lower())
        if self.year is not None:
            parts.append(str(self.year))
        return f"{', '.join(parts)} ({UNITS.get(known.unit, {}).get(language, known.unit)})"

    def over_years(self, by_year: NDArray[np.float64], years: Sequence[int]) -> NDArray[np.float64]:
        """Return a number per run from its values by year [runs, years]; nan where a run has none."""
        known = indicators()[self.indicator]
        if self.year is not None:
            if self.year not in years:
                raise BadInput(
                    f"there is no year {self.year} in the runs", value=self.year, expected=f"{years[0]} to {years[-1]}"
                )
            chosen = by_year[:, list(years).index(self.year)]
            return np.nan_to_num(chosen) if known.flow and known.kind == "sum" else chosen
        if not known.flow:
            return by_year[:, -1]
        if known.kind == "sum":  # what never happened has no rows
            return np.nansum(by_year, axis=1)
        held = ~np.isnan(by_year)
        with np.errstate(invalid="ignore"):
            return np.where(held, by_year, 0.0).sum(axis=1) / held.sum(axis=1)

    def of_run(self, run: Values) -> float:
        """Return the number of one run. Raises BadInput where the run does not have it."""
        found = [n for n, s in enumerate(run.series) if s[:3] == (self.indicator, self.place, self.group)]
        if not found and not self.is_rare(s[:2] for s in run.series):
            raise self._missing()
        by_year = run.values[:, found[0]] if found else np.full(len(run.years), np.nan)
        return float(self.over_years(by_year[None, :], run.years.tolist())[0])

    def of_results(self, folder: Path, scenarios: Sequence[str], points: int, replications: int) -> NDArray[np.float64]:
        """Return the numbers of a sweep's folder [scenario, point, replication]. Raises BadInput where it has none."""
        path = folder / RESULTS
        check_parquet(path)
        wanted = [(key, "==", getattr(self, key)) for key in ("indicator", "place", "group")]
        rows = pq.read_table(
            path, columns=["scenario", "point", "replication", "year", "value"], filters=wanted
        ).to_pandas()
        if rows.empty:
            raise self._missing()
        span = pc.min_max(pq.read_table(path, columns=["year"]).column("year")).as_py()
        years = list(range(span["min"], span["max"] + 1))
        by_year = np.full((len(scenarios), points, replications, len(years)), np.nan)
        of_scenario = rows["scenario"].astype(str).map({name: n for n, name in enumerate(scenarios)}).to_numpy(int)
        at = (of_scenario, rows["point"].to_numpy(), rows["replication"].to_numpy(), rows["year"].to_numpy() - years[0])
        by_year[at] = rows["value"].to_numpy()
        return self.over_years(by_year.reshape(-1, len(years)), years).reshape(by_year.shape[:3])

    def is_rare(self, there: Any) -> bool:
        """Whether it is a flow of a group that happens in some runs only; the indicator itself is in the run."""
        known = indicators()[self.indicator]
        return known.flow and known.kind == "sum" and any(key[0] == self.indicator for key in there)

    def _missing(self) -> BadInput:
        asked = f"{self.indicator}, {self.place}, {self.group}"
        return BadInput(
            "the runs do not have what is asked for",
            value=asked,
            expected="an indicator that the design keeps, with a place and group that it has (see results.parquet)",
        )
