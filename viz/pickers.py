"""Pickers of what is looked at: indicator by theme, group and place, with the words that people use."""

from __future__ import annotations

import solara

from experiments.group_words import group_name
from experiments.stored import StoredComparison
from experiments.texts import Language, place_name
from viz.choices import Choices, choose
from viz.pick import Pick
from viz.texts import text
from viz.texts_views import VIEW_TEXTS

# Themes are the files in which indicators are declared; a file that is not named here (a plug-in's) is "other".
THEMES = {
    "people": "theme_people",
    "working": "theme_work",
    "moved": "theme_work",
    "homes": "theme_homes",
    "money": "theme_money",
    "services_and_money": "theme_services",
    "service_use": "theme_services",
    "reach": "theme_services",
    "outside_access": "theme_travel",
    "environment": "theme_environment",
    "digital": "theme_digital",
    "welfare": "theme_welfare",
}
PLACE_KINDS = {"town": "each_town", "hinterland": "each_town", "municipality": "municipalities", "zone": "zones"}
SUMS = ("region", "town", "hinterland", "near_hinterland", "far_hinterland", "outside")


def theme(stored: StoredComparison, indicator: str) -> str:
    """Return the key of an indicator's theme: by the file that declares it."""
    compute = stored.indicators[indicator].compute if indicator in stored.indicators else None
    module = getattr(getattr(compute, "func", compute), "__module__", None) or ""
    return THEMES.get(module.rpartition(".")[2], "theme_other")


def indicator_options(stored: StoredComparison, language: Language) -> list[tuple[str, ...]]:
    """Return every indicator: the most important ones by themselves, then all of them by theme."""
    themes = list(dict.fromkeys([*THEMES.values(), "theme_other"]))
    ids = sorted(
        stored.groups_by_indicator,
        key=lambda i: (themes.index(theme(stored, i)), stored.label(i, language).lower()),
    )
    return [(i, stored.label(i, language), text(theme(stored, i), language)) for i in ids]


def group_options(stored: StoredComparison, indicator: str, language: Language) -> list[tuple[str, ...]]:
    """Return everybody, then the groups of an indicator by their kind."""
    found: list[tuple[str, ...]] = []
    for group in stored.groups_by_indicator[indicator]:
        kinds = "|".join(part.partition(":")[0] for part in group.split("|"))
        name = text("everybody", language) if group == "all" else group_name(group, language)
        key = f"by_{kinds.replace('|', '_')}"
        heading = "" if group == "all" else text(key if key in VIEW_TEXTS else "by_other", language)
        found.append((group, name[:1].upper() + name[1:], heading))
    return found


def place_options(stored: StoredComparison, language: Language) -> list[tuple[str, ...]]:
    """Return the sums first, then each town with its hinterland, municipalities and zones."""
    places = [p for p in SUMS if p in stored.places]
    places += [p for p in stored.places if p.partition(":")[0] in PLACE_KINDS and ":" in p]
    zones = stored.region.zones.sort_values("name")["zone_id"]
    places += [f"zone:{zone}" for zone in zones]
    options = []
    for place in places:
        kind, _, id_ = place.partition(":")
        heading = text(PLACE_KINDS[kind], language) if id_ else ""
        options.append((place, place_name(place, stored.region, language), heading))
    order = {"": 0, **{text(key, language): n for n, key in enumerate(("each_town", "municipalities", "zones"), 1)}}
    return sorted(options, key=lambda option: order[option[2]])


@solara.component
def WhatPickers(stored: StoredComparison, chosen: Choices) -> None:
    """Indicator, group and place."""
    language = chosen.language
    with solara.Div(classes=["om-picks"]):
        Pick(
            "indicator",
            text("indicator", language),
            indicator_options(stored, language),
            chosen.indicator,
            lambda new: choose(indicator=new),
        )
        Pick(
            "group",
            text("group", language),
            group_options(stored, chosen.indicator, language),
            chosen.group,
            lambda new: choose(group=new),
        )
        Pick(
            "place",
            text("where", language),
            place_options(stored, language),
            chosen.place,
            lambda new: choose(place=new),
        )
