"""The map with its years, the charts and the table of one view."""

from __future__ import annotations

import solara

from viz.charts import band_chart
from viz.choices import SHOWN, choose
from viz.figure import Figure
from viz.look import Look, table_rows
from viz.map_data import legend, map_layout, map_table, paint
from viz.opened import basis, file_name
from viz.pick import Pick
from viz.series import difference_line, difference_lines, lines_table, measure_lines
from viz.texts import text
from viz.widgets import PlaceTable, YearBar, ZoneMap

CHART = "height: 290px; width: 100%;"


@solara.component
def Years(look: Look) -> None:
    """The year slider with its play button."""
    stored, chosen, language = look.stored, look.chosen, look.language
    last = stored.end - 1 if stored.is_flow(chosen.indicator) else stored.end
    starts = [] if chosen.shown == "without" else stored.policy_years(chosen.scenario)
    YearBar(
        year=chosen.year,
        first=stored.start,
        last=last,
        when=look.when,
        marks=[
            {"year": year, "title": text("starts", language, year=year)}
            for year in starts
            if stored.start <= year <= last
        ],
        texts={key: text(key, language) for key in ("year", "play", "pause")},
        event_pick=lambda year: choose(year=int(year)),
    )


@solara.component
def Map(look: Look, heading: str, *, is_shown_picked: bool = False) -> None:
    """The map; a click on a zone makes it the chosen place, a second one the whole region."""
    stored, chosen, language = look.stored, look.chosen, look.language
    plan = solara.use_memo(lambda: map_layout(stored), [stored.folder, stored.manifest["identity"]["code"]])
    kind, _, zone = chosen.place.partition(":")
    name = file_name(stored, "map", chosen.indicator, chosen.group, str(chosen.year))
    with Figure(heading, name, map_table(look), language, basis(stored, language), "svg"):
        if is_shown_picked:
            Pick(
                "shown",
                text("map", language),
                [(one, text(f"show_{one}", language)) for one in SHOWN],
                chosen.shown,
                lambda new: choose(shown=new),
                is_buttons=True,
            )
        ZoneMap(
            plan=plan,
            paint=paint(look),
            legend=legend(look),
            selected=zone if kind == "zone" else "",
            texts={
                "label": text("map_label", language, region=stored.region.name[language]),
                "help": text("map_help", language),
                "scheme": text("map_scheme", language, year=stored.start),
            },
            event_choose=lambda zone: choose(place=f"zone:{zone}" if zone else "region"),
        )


@solara.component
def DifferenceByYear(look: Look) -> None:
    """The chart of towns and hinterland, and of the chosen place where it is another."""
    chosen, language = look.chosen, look.language
    unit = f" ({look.unit})" if look.unit and look.unit not in look.label.lower() else ""
    heading = f"{text('by_year', language)}: {look.label}{unit}"
    lines = difference_lines(look)
    # With several measures the chart side by side shows the chosen place.
    is_own = len(look.stored.scenarios) == 1 and chosen.place not in ("region", "town", "hinterland", "outside")
    own = difference_line(look, chosen.place) if is_own else None
    every = [*lines, *([own] if own is not None else [])]
    name = file_name(look.stored, "by-year", chosen.indicator, chosen.group)
    note = f"{text('band_note', language)} {basis(look.stored, language)}"
    with Figure(heading, name, lines_table(every, language), language, note):
        solara.HTML(tag="p", classes=["om-now"], unsafe_innerHTML=look.sentence())
        _Chart(look, lines, heading)
        if own is not None:
            _Chart(look, [own], f"{heading}, {own.name}", "om-zone-chart")


@solara.component
def SideBySide(look: Look) -> None:
    """The measures that are compared, in the chosen place, year by year."""
    language, where = look.language, look.where(look.chosen.place)
    heading = f"{text('side_by_side', language, where=where)}: {look.label}"
    lines = measure_lines(look)
    name = file_name(look.stored, "side-by-side", look.chosen.indicator, look.chosen.group, look.chosen.place)
    note = f"{text('band_note', language)} {basis(look.stored, language)}"
    with Figure(heading, name, lines_table(lines, language), language, note):
        _Chart(look, lines, heading, "om-measures-chart")


@solara.component
def _Chart(look: Look, lines: list, what: str, css: str = "om-chart") -> None:
    marks = look.stored.policy_years(look.chosen.scenario)
    solara.FigureEcharts(
        band_chart(lines, look.chosen.year, marks, look.language),
        attributes={
            "style": CHART,
            "class": css,
            "role": "img",
            "aria-label": text("chart_label", look.language, what=what),
        },
        responsive=True,
    )


@solara.component
def Places(look: Look) -> None:
    """The same in numbers, for each place."""
    language = look.language
    heading = f"{text('table', language)}: {look.label}, {look.when}"
    keys = ("place", "without", "with", "difference", "interval")
    with solara.Div(classes=["om-card"]):
        solara.HTML(tag="h2", unsafe_innerHTML=heading)
        PlaceTable(rows=table_rows(look), texts={"caption": heading, **{key: text(key, language) for key in keys}})
        said = [text("outside_note", language)] if "outside" in look.now else []
        note = " ".join([*said, basis(look.stored, language)])
        solara.HTML(tag="p", classes=["om-note"], unsafe_innerHTML=note)
