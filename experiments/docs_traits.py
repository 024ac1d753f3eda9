"""The pages of what is declared in a folder: service types, sectors, indicators.

Services and sectors show every field of their trait; a field without words here is shown under its own name.
"""

from __future__ import annotations

from dataclasses import fields
from enum import Enum
from typing import Any

from experiments.docs_markdown import docstring, number, page, source_link, table
from model import registry
from model.traits import Sector, ServiceType

SERVICE_WORDS = {
    "users_per_staff": "users per post (besides those of groups)",
    "min_staff": "posts at least",
    "capacity_users": "room of a new unit, users",
    "threshold_users": "may close under, users",
    "opening_users": "opens for, users without room or too far away",
    "patience_years": "years under the threshold before it may close",
    "catchment_min": "too far away, minutes",
    "users_within_municipality": "users are served in their own municipality",
    "fixed_cost_nok_year": "fixed cost besides posts and premises, NOK/year",
    "cost_per_user_nok_year": "bought for a user, NOK/year",
    "user_cost_nok_per_min": "a user's minute, weight in a year, NOK",
    "moving_cost_nok": "setting up or moving a unit, NOK",
    "skill_mix": "posts by education (basic, upper secondary, tertiary)",
    "sites": "sites of the base year",
    "service_ids": "names in services.csv",
    "access_weight": "weight in the choice of a home, per standard deviation of access",
    "teaches": "leads to education (1 upper secondary, 2 tertiary, −1 none)",
    "fields": "its places by field (general; care; technical; business)",
    "age_factors": "factor on need (age from, to exclusive, factor)",
    "digital_share": "use without a visit in 2025, under 67 with broadband",
    "quality_min": "minutes further that a user goes for full staff",
    "is_duty": "every user has a right to a place",
    "is_statutory": "the owner keeps its last one in its area",
    "is_joint": "municipalities own it together",
    "is_central": "new sites in centres and towns only",
    "sites_with": "shares the site of",
    "place_cost_nok_year": "premises for each user there is room for, NOK/year",
    "group_size": "users in a full group (class); 0 = not in groups",
    "grades": "grades",
    "posts_per_group": "posts per group",
    "payers": "pays the owner (account, share)",
}
SECTOR_WORDS = {
    "nace": "NACE",
    "skill_mix": "posts by education",
    "fields": "posts by field (general; care; technical; business)",
    "floor_m2_per_job": "m² per job",
    "wage_nok_year": "wage, NOK/year",
    "driver": "local demand",
    "demand_decay_per_min": "decay per min",
    "demand_size_exponent": "size exponent",
}
_APART = {"id", "label", "need_age_from", "need_age_to", "need_per_resident", "need_by_age", "source"}


def services() -> str:
    """Return the page of service types."""
    modules = registry.declared_in("services")
    parts = [
        "Services with sites, and how their owners decide about them ([the mechanism](../model/submodels/services.py)). "
        "No code asks for one by name: [add one](how_to/add_a_service_type.md)."
    ]
    for s in registry.service_types().values():
        rows = [("id", f"`{s.id}`"), ("users", _users(s))]
        rows += [(word, _plain(getattr(s, name))) for name, word in _words(ServiceType, SERVICE_WORDS).items()]
        rows += [("source", s.source), ("code", source_link(modules[s.id].__name__))]
        parts += [f"## {s.label['en']} / {s.label['nb']}", docstring(modules[s.id]), table(("", ""), rows)]
    return page("Service types", *parts)


def sectors() -> str:
    """Return the page of sectors."""
    modules = registry.declared_in("sectors")
    found = registry.sectors().values()
    words = _words(Sector, SECTOR_WORDS)
    rows = [
        (f"`{s.id}`", s.label["nb"], s.label["en"], *(_plain(getattr(s, name)) for name in words)) for s in found
    ]  # fmt: skip
    intro = (
        "Industries. Posts by education are the shares that ask for basic, upper secondary and tertiary education. Local "
        "demand follows residents' *spending* over the zones in reach (Huff shares, with the decay and size exponent "
        "here), or the *need* of the municipality's residents by age ([the mechanism](../model/submodels/demand.py))."
    )
    about = [f"## {s.label['en']}\n\n{docstring(modules[s.id])}\n\n{_need(s)}Source: {s.source}" for s in found]
    return page("Sectors", intro, table(("id", "norsk", "English", *words.values()), rows), *about)


def _words(trait: type, words: dict[str, str]) -> dict[str, str]:
    """What to call each field of a trait that has a row or column of its own."""
    names = [f.name for f in fields(trait) if f.name not in _APART]
    return {name: words.get(name, name.replace("_", " ")) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name.lower().replace("_", " ")
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return "; ".join(", ".join(str(part) for part in parts) for parts in value)
    return "–" if value in ((), "") else value


def _users(s: ServiceType) -> str:
    if s.need_age_to >= 120:
        ages = f"aged {s.need_age_from} or more" if s.need_age_from else "of every age"
    else:
        ages = f"aged {s.need_age_from}–{s.need_age_to - 1}"
    return f"{number(s.need_per_resident)} per resident {ages}"


def _need(s: Sector) -> str:
    if s.driver != "need":
        return ""
    ages = [(f"{low}–{high - 1}" if high < 120 else f"{low} or more", weight) for low, high, weight in s.need_by_age]
    return table(("age", "need"), ages) + "\n\n"


def indicators() -> str:
    """Return the page of indicators."""
    found = registry.indicators().values()
    intro = (
        "What a run reports. A stock is as of 1 January, the base year included; a flow is that of the calendar year. "
        "A sum, ratio or median is given for `region`, `town`, `hinterland`, its parts `near_hinterland` and "
        "`far_hinterland`, each `town:`, `hinterland:`, "
        "`municipality:` and, where zones are recorded, `zone:`; what has no zone for `region` only. *Outside*: also the "
        "cumulative net transfer to places outside since the start (`outside`, `outside:<id>`). The group `all` is there "
        "unless the values are only by group; the other groups are by what the column says."
    )
    head = ("id", "norsk", "English", "unit", "is", "groups by", "outside", "SDG")
    rows = [
        (f"`{i.id}`", i.label["nb"], i.label["en"], i.unit, f"{'flow' if i.flow else 'stock'}, {i.kind}",
         i.groups or "–", i.has_outside, i.sdg or "–")
        for i in found
    ]  # fmt: skip
    words = [
        f"- **{i.id}**: {i.description.get('en', i.label['en'])} *{i.description.get('nb', i.label['nb'])}*"
        for i in found
    ]
    return page("Indicators", intro, table(head, rows), "## In words", "\n".join(words))
