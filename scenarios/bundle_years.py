"""One bundle, several base years: the tables as they stand at one of them."""

from __future__ import annotations

import pandas as pd

EVERY = 0  # in a column base_year: the row holds for every base year

# Tables that are wanted of one year, and tables of which one row is wanted for each of these.
_ONE_YEAR = ("households", "jobs", "commuting")
_ONE_ROW_EACH = {
    "dwellings": ["municipality", "quantity", "category"],
    "establishments": ["municipality", "size_class"],
}


def as_of(tables: dict[str, pd.DataFrame], base_year: int) -> dict[str, pd.DataFrame]:
    """Return the tables of a bundle at a base year.

    Stocks and structures: the latest year up to the base year, else the earliest there is (borrowed from later). Rows
    with a base_year of their own: those of this base year and those for every one. Population keeps all years, for
    synthesis remembers who left before; history is no input of a run.
    """
    chosen = dict(tables)
    for name in _ONE_YEAR:
        chosen[name] = _latest(tables[name], [], base_year)
    for name, key in _ONE_ROW_EACH.items():
        chosen[name] = _latest(tables[name], key, base_year)
    for name in ("prices", "demography"):
        frame = tables[name]
        chosen[name] = frame[frame.base_year.isin([base_year, EVERY])].reset_index(drop=True)
    return chosen


def _latest(frame: pd.DataFrame, key: list[str], base_year: int) -> pd.DataFrame:
    """Return the rows of the best year, for each key if there is one; order kept."""
    later = frame.year > base_year
    distance = (base_year - frame.year).where(~later, 1000 + frame.year - base_year)
    best = distance.groupby([frame[column] for column in key]).transform("min") if key else distance.min()
    return frame[distance == best].reset_index(drop=True)
