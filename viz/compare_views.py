"""The map with its years, the chart and the table of one view."""

from __future__ import annotations

import solara

from viz.charts import band_chart
from viz.choices import choose
from viz.look import Look, table_rows
from viz.map_data import legend, map_layout, paint
from viz.series import difference_lines, zone_lines
from viz.texts import text
from viz.widgets import PlaceTable, YearBar, ZoneMap

CHART, ZONE_CHART = "height: 290px; width: 100%;", "height: 210px; width: 100%;"


@solara.component
def MapAndYear(look: Look) -> None:
    """The map above its year slider."""
    stored, chosen, language = look.stored, look.chosen, look.language
    plan = solara.use_memo(lambda: map_layout(stored), [stored.folder, stored.manifest["identity"]["code"]])
    last = stored.end - 1 if stored.is_flow(chosen.indicator) else stored.end
    YearBar(
        year=chosen.year,
        first=stored.start,
        last=last,
        when=look.when,
        marks=[
            {"year": year, "title": text("starts", language, year=year)}
            for year in stored.policy_years(chosen.scenario)
            if stored.start <= year <= last
        ],
        texts={key: text(key, language) for key in ("year", "play", "pause")},
        event_pick=lambda year: choose(year=int(year)),
    )
    ZoneMap(
        plan=plan,
        paint=paint(look),
        legend=legend(look),
        selected=chosen.zone,
        texts={
            "label": text("map_label", language, region=stored.region.name[language]),
            "help": text("map_help", language),
            "scheme": text("map_scheme", language, year=stored.start),
        },
        event_choose=lambda zone: choose(zone=str(zone)),
    )


@solara.component
def DifferenceByYear(look: Look) -> None:
    """The chart of towns and hinterland, and of the zone that was clicked."""
    chosen, language = look.chosen, look.language
    marks = look.stored.policy_years(chosen.scenario)
    what = f"{text('by_year', language)}: {look.label}"
    unit = f" ({look.unit})" if look.unit and look.unit not in look.label.lower() else ""
    solara.HTML(tag="h2", unsafe_innerHTML=f"{what}{unit}")
    solara.HTML(tag="p", classes=["om-now"], unsafe_innerHTML=look.sentence())
    lines = difference_lines(look)
    label = {"role": "img", "aria-label": text("chart_label", language, what=what)}
    solara.FigureEcharts(
        band_chart(lines, chosen.year, marks, language), attributes={"style": CHART, **label}, responsive=True
    )
    if chosen.zone:
        lines = zone_lines(look)
        if lines:
            solara.FigureEcharts(
                band_chart(lines, chosen.year, marks, language),
                attributes={"style": ZONE_CHART, "class": "om-zone-chart", **label},
                responsive=True,
            )
        solara.Button(text("clear_zone", language), on_click=lambda: choose(zone=""), text=True, small=True)
    solara.HTML(tag="p", classes=["om-note"], unsafe_innerHTML=text("band_note", language))


@solara.component
def Table(look: Look) -> None:
    """The same in numbers, for each place."""
    language = look.language
    heading = f"{text('table', language)}: {look.label}, {look.when}"
    solara.HTML(tag="h2", unsafe_innerHTML=heading)
    keys = ("place", "without", "with", "difference", "interval")
    PlaceTable(rows=table_rows(look), texts={"caption": heading, **{key: text(key, language) for key in keys}})
    if "outside" in look.now:
        solara.HTML(tag="p", classes=["om-note"], unsafe_innerHTML=text("outside_note", language))
