"""What SolaraViz shows of the running model: zones, stocks and flows. Each reads the model's own measurements."""

from __future__ import annotations

from html import escape

import solara
from mesa.visualization.utils import update_counter

from experiments.texts import Language, decimals_for, number, place_name
from model.mesa_model import OmlandModel
from model.registry import indicators
from viz.charts import Line, band_chart
from viz.choices import choices
from viz.map_layout import layout
from viz.palette import FEWER_MORE, mixed
from viz.texts import text
from viz.widgets import ZoneMap

STOCKS = {"population": "#0072B2", "employed": "#D55E00", "jobs": "#7F7F7F"}
FLOWS = {"births": "#009E73", "deaths": "#444444", "moves_in": "#0072B2", "moves_out": "#D55E00"}
CHART = {"style": "height: 300px; width: 100%;", "role": "img"}
SMALLEST_SCALE = 20.0  # residents at the end of the colour scale at least: the first years are not all dark


def _residents(model: OmlandModel) -> dict[str, float]:
    """Return the residents of each zone now."""
    return {
        place.partition(":")[2]: float(value)
        for (indicator, place, group, _), value in zip(model.stocks.series, model.stocks.values, strict=True)
        if (indicator, group) == ("population", "all") and place.startswith("zone:")
    }


@solara.component
def ZonesNow(model: OmlandModel) -> None:
    """The map: how many residents each zone has won or lost since the start."""
    update_counter.get()
    language = choices.value.language
    region = model.scenario.region
    chosen, set_chosen = solara.use_state("")
    first = solara.use_memo(lambda: _residents(model), [id(model)])
    plan = solara.use_memo(lambda: layout(region, first), [id(model)])
    now = _residents(model)
    largest = max([SMALLEST_SCALE, *(abs(now[z] - first[z]) for z in first)])
    paint = {}
    for zone, then in first.items():
        change = now[zone] - then
        said = text("change_since", language, now=number(now[zone], 0, language), then=number(then, 0, language))
        lines = [f"{number(change, 0, language, sign=True)}", said]
        name = place_name(f"zone:{zone}", region, language)
        fill = mixed(FEWER_MORE, 0.5 + change / largest / 2)
        paint[zone] = {"fill": fill, "edge": "#9aa0a0", "css": "level", "name": name, "lines": lines,
                       "aria": ". ".join([name, *lines])}  # fmt: skip
    title = text("live_map", language)
    ticks = [number(t, 0, language, sign=True) for t in (-largest, 0.0, largest)]
    with solara.Div(classes=["om-card", "om-live"]):
        solara.HTML(tag="p", classes=["om-live-now"], unsafe_innerHTML=_when(model, language))
        ZoneMap(
            plan=plan,
            paint=paint,
            legend={"colours": list(FEWER_MORE), "ticks": ticks, "title": title, "note": ""},
            selected=chosen,
            texts={"label": title, "help": "", "scheme": text("map_scheme", language, year=model.scenario.start)},
            event_choose=lambda zone: set_chosen(str(zone)),
        )


def _when(model: OmlandModel, language: Language) -> str:
    said = text("now", language, year=model.year, steps=model.year - model.scenario.start)
    return said if len(model.datacollector.model_vars["year"]) else f"{said}. {text('step_first', language)}"


@solara.component
def StocksNow(model: OmlandModel) -> None:
    """Residents, employed and jobs: change since the start."""
    update_counter.get()
    language = choices.value.language
    first = solara.use_memo(lambda: dict(model.reported), [id(model)])
    collected = model.datacollector.model_vars
    years = [model.scenario.start, *(int(y) + 1 for y in collected["year"])]
    lines = [_line(i, colour, years, [0.0, *(v - first[i] for v in collected[i])], language, is_change=True)
             for i, colour in STOCKS.items() if i in collected]  # fmt: skip
    _Chart("live_people", lines, years, language)


@solara.component
def FlowsNow(model: OmlandModel) -> None:
    """Births, deaths and moves of each year."""
    update_counter.get()
    language = choices.value.language
    collected = model.datacollector.model_vars
    years = [int(y) for y in collected["year"]]
    lines = [
        _line(i, colour, years, list(collected[i]), language) for i, colour in FLOWS.items() if i in collected and years
    ]
    _Chart("live_flows", lines, years, language)


def _line(
    indicator: str, colour: str, years: list[int], values: list[float], language: Language, *, is_change: bool = False
) -> Line:
    label = indicators()[indicator].label[language]
    unknown = [float("nan")] * len(years)
    said = [
        f"<b>{year}, {escape(label)}</b><br>{number(v, decimals_for(v), language, sign=is_change)}"
        for year, v in zip(years, values, strict=True)
    ]
    return Line(label, colour, years, values, unknown, unknown, said)


@solara.component
def _Chart(title: str, lines: list[Line], years: list[int], language: Language) -> None:
    heading = text(title, language)
    with solara.Div(classes=["om-card", "om-live"]):
        solara.HTML(tag="h2", unsafe_innerHTML=heading)
        if years and lines:
            option = band_chart(lines, years[-1], [], language)
            solara.FigureEcharts(option, attributes={**CHART, "aria-label": heading}, responsive=True)
        else:
            solara.Text(text("step_first", language))
