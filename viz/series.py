"""Lines of the charts from the rows of a view."""

from __future__ import annotations

from html import escape

from viz.charts import Line, place_colour
from viz.look import Look

LINES = ("town", "hinterland", "outside")


def difference_lines(look: Look) -> list[Line]:
    """Return towns, hinterland and outside; what has no place gives the region. Outside only where something moves."""
    found = [line for place in LINES if (line := _line(look, place)) is not None]
    is_moved = any(line.name == look.name("outside") and any(line.mean) for line in found)
    found = [line for line in found if is_moved or line.name != look.name("outside")]
    return found or [line for line in [_line(look, "region")] if line is not None]


def zone_lines(look: Look) -> list[Line]:
    """Return the chosen zone alone: its numbers are small beside those of towns."""
    line = _line(look, f"zone:{look.chosen.zone}")
    return [] if line is None else [line]


def _line(look: Look, place: str) -> Line | None:
    rows = look.rows[look.rows["place"] == place].sort_values("year")
    if rows.empty:
        return None
    return Line(
        name=look.name(place),
        colour=place_colour(place),
        years=rows["year"].tolist(),
        mean=rows["difference"].tolist(),
        low=rows["low"].tolist(),
        high=rows["high"].tolist(),
        said=[_said(look, place, row) for row in rows.to_dict("records")],
        is_dashed=place == "outside",
    )


def _said(look: Look, place: str, row: dict[str, object]) -> str:
    return f"<b>{row['year']}, {escape(look.name(place))}</b><br>{escape(look.in_words(row))}"
