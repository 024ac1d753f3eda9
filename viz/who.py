"""Who gains and who pays: residents by place, age and sex, and what each payer pays."""

from __future__ import annotations

import math

import solara

from experiments.group_words import group_name
from experiments.report_winners import cell_text
from experiments.sentences import payer_name, payers
from experiments.texts import Language, difference, place_name, word
from viz.figure import Figure, Table
from viz.look import Look
from viz.opened import basis, file_name
from viz.texts import text
from viz.widgets import Cells

PLACES = ("region", "town", "near_hinterland", "far_hinterland")
AGES = ("0-19", "20-39", "40-66", "67-79", "80+")
SEXES = ("female", "male")
GAINED = "population"


@solara.component
def WhoGains(look: Look) -> None:
    """Residents at the chosen moment: a row per place, a column per age and sex. The chosen place is there too."""
    stored, chosen, language = look.stored, look.chosen, look.language
    places = [*PLACES, *([chosen.place] if chosen.place not in PLACES and chosen.place != "outside" else [])]
    groups = ["all", *(f"age:{age}|sex:{sex}" for sex in SEXES for age in AGES)]
    year = min(chosen.year, stored.end)
    cells = solara.use_memo(
        lambda: _cells(look, places, groups, year), [stored.folder, stored.written, chosen.scenario, chosen.place, year]
    )
    when = word("end", language, last=year)
    heading = text("who_gains", language, when=when, measure=stored.title(chosen.scenario, language))
    names = [place_name(place, stored.region, language) for place in places]
    keys = ("difference", "low", "high")
    table = Table(
        [text("place", language), text("group", language), *(text(k, language) for k in keys)],
        [
            [name, text("everybody", language) if group == "all" else group_name(group, language),
             *((cells[place, group] or {}).get(k, math.nan) for k in keys)]
            for place, name in zip(places, names, strict=True)
            for group in groups
        ],
    )  # fmt: skip
    note = f"{text('who_note', language)} {basis(stored, language)}"
    name = file_name(stored, "who-gains", chosen.scenario, str(year))
    ages = [group_name(f"age:{age}", language) for age in AGES]
    with Figure(heading, name, table, language, note, ""):
        Cells(
            caption=heading,
            first=text("place", language),
            columns=[text("everybody", language).capitalize(), *(a.replace("aged ", "") for a in ages * len(SEXES))],
            over=[
                {"label": "", "span": 1},
                *({"label": group_name(f"sex:{sex}", language).capitalize(), "span": len(AGES)} for sex in SEXES),
            ],
            rows=[
                {"id": place, "label": name, "cells": [cell_text(cells[place, g], language) for g in groups]}
                for place, name in zip(places, names, strict=True)
            ],
        )


def _cells(look: Look, places: list[str], groups: list[str], year: int) -> dict:
    found: dict = dict.fromkeys((place, group) for place in places for group in groups)
    for group in groups:
        rows = look.stored.rows(look.chosen.scenario, GAINED, group)
        for row in rows[(rows["year"] == year) & rows["place"].isin(places)].to_dict("records"):
            found[row["place"], group] = row
    return found


@solara.component
def WhoPays(look: Look) -> None:
    """What each payer pays over the run, a column per measure."""
    stored, language = look.stored, look.language
    paid = {name: dict(payers(stored, name)) for name in stored.scenarios}
    accounts = list(dict.fromkeys(account for by in paid.values() for account in by))
    note = text("payers_note", language, first=stored.start, last=stored.end - 1)
    if not accounts:
        with solara.Div(classes=["om-card"]):
            solara.HTML(tag="h2", unsafe_innerHTML=text("who_pays", language))
            solara.HTML(tag="p", unsafe_innerHTML=text("nobody_pays", language))
        return
    names = [payer_name(account, language).capitalize() for account in accounts]
    titles = [stored.title(name, language) for name in stored.scenarios]
    rows = [[name, *(paid[s][a]["difference"] if a in paid[s] else 0.0 for s in paid)]
            for a, name in zip(accounts, names, strict=True)]  # fmt: skip
    table = Table([text("payer", language), *titles], rows)
    file = file_name(stored, "who-pays")
    with Figure(text("who_pays", language), file, table, language, f"{note} {basis(stored, language)}", ""):
        Cells(
            caption=text("who_pays", language),
            first=text("payer", language),
            columns=titles,
            over=[],
            rows=[
                {"id": a, "label": name, "cells": [_paid(paid[s].get(a), language) for s in paid]}
                for a, name in zip(accounts, names, strict=True)
            ],
        )


def _paid(row: dict | None, language: Language) -> dict[str, str]:
    if row is None:
        return {"value": "0", "interval": "", "css": ""}
    mean, interval = difference(row["difference"], row["low"], row["high"], language)
    return {"value": mean, "interval": interval if row["sd"] else "", "css": ""}
