"""report.html: one file that can be handed over, in two languages, with its figures inside.

It says in plain sentences what each measure changes and for whom, shows differences with their intervals, who pays,
what is assumed, what the answer must not be used for, and how to repeat it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from experiments.compare import HIGHER, LOWER
from experiments.group_words import GROUPS
from experiments.report_texts import NOT_FOR, QUESTIONS, text
from experiments.report_winners import cell_text, winner_columns, winners
from experiments.sentences import effect, payer_name, payers, summary
from experiments.store import write_text
from experiments.texts import LANGUAGES, Language, joined, number, place_name, word
from experiments.wording import UNITS, Wording
from model.inputs import PolicySpec, WorldPath
from model.parameters import REGISTRY, WORLD
from model.registry import events, instruments, load_parameters
from model.traits import Instrument, Lever

PLACES = ("region", "town", "hinterland", "outside")
REPORT = "report.html"
ROWS_AT_ONCE = 8  # the others unfold
FIXED = (
    "who_gains",
    "indicator",
    "when",
    "table_note",
    "all_rows",
    "winners_heading",
    "winners_note",
    "place",
    "trace_note",
    "problem_text",
    "measures_text",
    "principles_text",
    "recommend_text",
    "over_time",
    "where",
    "who_heading",
    "group",
    "who_pays",
    "payer",
    "nobody_pays",
    "null_heading",
    "null_text",
    "leaves_out",
    "world_heading",
    "not_for_heading",
    "repeat_heading",
    "repeat_text",
)


def write_report(
    folder: Path, wording: Wording, figures: Mapping[str, Mapping[str, Path]], facts: Mapping[str, str]
) -> Path:
    """Write the report; figures: name -> language -> SVG. `facts`: how to repeat it, name -> value."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages = {language: _page(wording, figures, facts, language) for language in LANGUAGES}
    write_text(folder / REPORT, environment.get_template("report.html.j2").render(**pages))
    return folder / REPORT


def report_in(html: str, language: Language) -> str:
    """Return a report that opens in a language; it holds both, and a switch between them."""
    html = html.replace('<html lang="nb">', f'<html lang="{language}">', 1).replace(" checked ", " ", 1)
    return html.replace(f'id="show-{language}" ', f'id="show-{language}" checked ', 1)


def _page(
    wording: Wording, figures: Mapping[str, Mapping[str, Path]], facts: Mapping[str, str], language: Language
) -> dict[str, Any]:
    """Return everything that the template shows in one language."""
    span = {"first": wording.start, "last": wording.end - 1}
    return {
        "language": language,
        **{key: text(key, language) for key in FIXED},
        "questions": QUESTIONS[language],
        "titles": [wording.title(name, language) for name in wording.scenarios],
        "varied": wording.varied(language),
        "heading": text(
            "heading", language, region=wording.region.name[language], start=wording.start, end=wording.end
        ),
        "about_base": wording.scenario(wording.base).description.get(language, ""),
        "lead": text("lead", language, base=wording.title(wording.base, language), n=wording.n),
        "interval_note": text(
            "interval_note", language, varied=wording.varied(language), least=_least(wording, language)
        ),
        "winner_columns": [wording.label(i, language) for i in winner_columns(wording)],
        "flows_note": text("flows_note", language, **span),
        "payers_note": text("payers_note", language, **span),
        "figures": {name: _data_uri(paths[language]) for name, paths in figures.items()},
        "alt": {name: text(f"alt_{name}", language) for name in figures},
        "places": [place_name(place, wording.region, language) for place in PLACES],
        "measures": [_measure(wording, name, language) for name in wording.scenarios],
        "flows": _flows(wording, language),
        "payers": _payers(wording, language),
        "policies": _policies(wording, language),
        "world": _world(wording, language),
        "parameters": _parameters(wording, language),
        "not_for": NOT_FOR[language],
        "facts": list(facts.items()),
    }


def _least(wording: Wording, language: Language) -> str:
    """Return what an interval must leave out to be called: zero, or the smallest effects that matter."""
    if not any(wording.smallest.values()):
        return text("zero", language)
    listed = [
        f"{wording.label(i, language)}: {number(x, 0 if x >= 1 else 2, language)}" for i, x in wording.smallest.items()
    ]
    return text("least", language, listed="; ".join(listed))


def _data_uri(path: Path) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(path.read_bytes()).decode()


# ------------------------------------------------------------------------------------------------------------- tables


def _measure(wording: Wording, scenario: str, language: Language) -> dict[str, Any]:
    """Return title, sentences and table of a scenario."""
    rows = [_row(wording, scenario, i, g, language) for i, g in wording.headline()]
    return {
        "title": wording.title(scenario, language),
        "description": wording.scenario(scenario).description.get(language, ""),
        "sentences": summary(wording, scenario, language),
        "rows": rows[:ROWS_AT_ONCE],
        "more_rows": rows[ROWS_AT_ONCE:],
        "winners": winners(wording, scenario, language),
        "duration": _duration(wording, scenario, language),
        "sure": _sure(wording, scenario, language),
    }


def _duration(wording: Wording, scenario: str, language: Language) -> str:
    """Say what the effect on the population is at the end and half-way."""
    rows = wording.by_year(scenario, "population", "region").set_index("year")
    last, middle = wording.end, (wording.start + wording.end) // 2
    if not {last, middle} <= set(rows.index):
        return ""
    said = {key: effect(rows.loc[year].to_dict(), language) for key, year in (("effect", last), ("before", middle))}
    return text("lasting", language, last=last, middle=middle, **said)


def _sure(wording: Wording, scenario: str, language: Language) -> str:
    """Say which rows of the table are sure for the region."""
    cells = ((i, g, wording.cell(scenario, i, "region", g)) for i, g in wording.headline())
    sure = [wording.row_label(i, g, language) for i, g, cell in cells if cell and cell["verdict"] in (HIGHER, LOWER)]
    return text("sure_rows", language, listed=joined(sure, language)) if sure else text("sure_none", language)


def _row(wording: Wording, scenario: str, indicator: str, group: str, language: Language) -> dict[str, Any]:
    cells = [wording.cell(scenario, indicator, place, group) for place in PLACES]
    over = next((c["over"] for c in cells if c is not None), "end")
    return {
        "label": wording.row_label(indicator, group, language),
        "when": word(over, language, first=wording.start, last=wording.end if over == "end" else wording.end - 1),
        "cells": [cell_text(c, language) for c in cells],
    }


def _flows(wording: Wording, language: Language) -> list[dict[str, Any]]:
    """Return who moves in and who is hired, by group: a column per scenario."""
    rows = []
    flows = (("moves_in", "origin:"), ("hires", "source:"))
    for indicator, prefix in (*flows, ("policy_posts", "posts:"), ("policy_posts", "source:")):
        for group in (g for g in GROUPS if g.startswith(prefix)):
            cells = [wording.cell(name, indicator, "region", group) for name in wording.scenarios]
            if any(cell is not None for cell in cells):
                when = "" if (indicator, prefix) in flows else f" ({wording.end})"  # a stock, not a sum over years
                label = f"{wording.label(indicator, language)}: {GROUPS[group][language]}{when}"
                rows.append({"label": label, "cells": [cell_text(c, language) for c in cells]})
    return rows


def _payers(wording: Wording, language: Language) -> list[dict[str, Any]]:
    by_scenario = [dict(payers(wording, name)) for name in wording.scenarios]
    accounts = list(dict.fromkeys(account for paid in by_scenario for account in paid))
    return [
        {
            "label": payer_name(account, language).capitalize(),
            "cells": [cell_text(paid.get(account), language) for paid in by_scenario],
        }
        for account in accounts
    ]


# -------------------------------------------------------------------------------------------------------- assumptions


def assumptions(wording: Wording, language: Language) -> tuple[list[dict[str, Any]], list[dict[str, str]], str]:
    """Return what the measures do and leave out, what is assumed about the world, and which parameters are changed."""
    return _policies(wording, language), _world(wording, language), _parameters(wording, language)


def _policies(wording: Wording, language: Language) -> list[dict[str, Any]]:
    """Return every policy and event of the scenarios that the base does not have."""
    known = {**instruments(), **events()}
    base = {*_keys(wording.all_scenarios[0].policies), *_keys(wording.all_scenarios[0].events)}
    found = []
    for scenario in wording.all_scenarios[1:]:
        for spec in (*scenario.policies, *scenario.events):
            if _key(spec) not in base:
                found.append(_policy(spec, known[spec.instrument], scenario.title[language], wording, language))
    return found


def _keys(specs: tuple[PolicySpec, ...]) -> list[str]:
    return [_key(spec) for spec in specs]


def _key(spec: PolicySpec) -> str:
    return repr((spec.instrument, spec.start, spec.until, spec.phase_in_years, sorted(spec.levers.items())))


def _policy(
    spec: PolicySpec, instrument: Instrument, scenario: str, wording: Wording, language: Language
) -> dict[str, Any]:
    years = text("from", language, start=spec.start)
    if spec.until is not None:
        years = text("from_until", language, start=spec.start, last=spec.until - 1)
    if spec.phase_in_years:
        years += text("phase_in", language, n=spec.phase_in_years)
    return {
        "title": f"{scenario}: {instrument.label[language]}",
        "description": instrument.description[language],
        "years": years,
        "levers": [
            {
                "label": lever.label[language],
                "value": _lever(lever, spec.levers[lever.name], wording, language),
                "unit": UNITS.get(lever.unit, {}).get(language, lever.unit),
            }
            for lever in instrument.levers
        ],
        "leaves_out": instrument.leaves_out,  # in English only
    }


def _lever(lever: Lever, value: Any, wording: Wording, language: Language) -> str:
    if lever.kind in ("zone", "municipality", "outside"):
        return place_name(f"{lever.kind}:{value}", wording.region, language)
    if isinstance(value, int | float):
        return number(value, 0 if float(value).is_integer() else 2, language)
    return str(value)


def _world(wording: Wording, language: Language) -> list[dict[str, str]]:
    """Return every assumption about the world, also where the scenarios say nothing and it is the reference."""
    rows = []
    for name, spec in WORLD.items():
        said = [_path(s.world.get(name), language) for s in wording.all_scenarios]
        same = list(dict.fromkeys(said))
        rows.append({"label": spec.label[language], "value": " / ".join(same[:1] if len(same) == 1 else said),
                     "source": spec.source})  # fmt: skip
    return rows


def _path(path: WorldPath | None, language: Language) -> str:
    """Return a path in words: a factor, or factors with their years."""
    if path is None or set(path.factors) == {1.0}:
        return text("world_reference", language)
    factors = [number(f, 2, language) for f in path.factors]
    if len(factors) > 1:
        factors = [f"{factor} ({year})" for factor, year in zip(factors, path.years, strict=True)]
    return text("world_value", language, value=", ".join(factors))


def _parameters(wording: Wording, language: Language) -> str:
    load_parameters()
    changed = sorted({f"{n} = {v:g}" for s in wording.all_scenarios for n, v in s.parameters.items()})
    assumed = sum(spec.source.startswith("assumption") for spec in REGISTRY.values())
    listed = ", ".join(changed) or text("none", language)
    return text("parameters", language, n=len(REGISTRY), assumed=assumed, changed=listed)
