"""What the user has chosen, kept in the page's address: a link or a refresh brings it back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

import solara

from experiments.stored import StoredComparison
from experiments.texts import LANGUAGES, Language

SHOWN = ("difference", "without", "with")  # what the map is coloured by
DEFAULT_LANGUAGE: Language = "nb"


@dataclass(frozen=True)
class Choices:
    """Ids as they stand in the address; an empty text or year 0 is "not chosen"."""

    language: Language = DEFAULT_LANGUAGE
    region: str = ""
    comparison: str = ""
    scenario: str = ""
    indicator: str = ""
    group: str = ""
    shown: str = ""
    year: int = 0
    place: str = ""  # as in the results: "hinterland:lyngdal", "zone:lyngdal-centre"
    lines: str = ""  # which places the series of Explore show
    folder: str = ""  # an experiment
    design: str = ""  # a scenario being built, as viz/design.py packs it
    variants: str = ""  # designs that it is compared with, dots between them
    computed: int = 0  # how often a computation began or ended; not in the address. A change reads everything again


# Names in the address: short, and the same in both languages.
_KEYS = {
    "language": "lang",
    "region": "region",
    "comparison": "c",
    "scenario": "s",
    "indicator": "i",
    "group": "g",
    "shown": "show",
    "year": "year",
    "place": "place",
    "lines": "lines",
    "folder": "folder",
    "design": "d",
    "variants": "v",
}

# Letters that the address holds of a choice: browsers and mail programs cut longer links.
LONGEST = {"design": 6000, "variants": 6000}

choices: solara.Reactive[Choices] = solara.reactive(Choices())


def choose(**changes: Any) -> None:
    """Change some choices at once."""
    choices.set(replace(choices.value, **changes))


def from_query(query: str | None) -> Choices:
    """Return the choices that an address holds; what makes no sense there is ignored."""
    said = {key: values[-1] for key, values in parse_qs(query or "").items()}
    found: dict[str, Any] = {name: said[key][: LONGEST.get(name, 200)] for name, key in _KEYS.items() if key in said}
    year = found.pop("year", "")
    if found.get("language") not in LANGUAGES:
        found.pop("language", None)
    return Choices(**found, year=int(year) if year.isdecimal() and len(year) <= 4 else 0)


def to_query(chosen: Choices) -> str:
    """Return the choices as they stand in the address."""
    said = [(name, key, getattr(chosen, name)) for name, key in _KEYS.items()]
    return urlencode([(k, v) for name, k, v in said if v and len(str(v)) <= LONGEST.get(name, 200)])


def fitted(chosen: Choices, stored: StoredComparison) -> Choices:
    """Return the choices with whatever the comparison does not have replaced by what comes first in it."""
    groups = stored.groups_by_indicator
    scenario = chosen.scenario if chosen.scenario in stored.scenarios else stored.scenarios[0]
    indicator = chosen.indicator if chosen.indicator in groups else stored.headline()[0][0]
    last = stored.end - 1 if stored.is_flow(indicator) else stored.end
    return replace(
        chosen,
        region=stored.region.id,
        scenario=scenario,
        indicator=indicator,
        group=chosen.group if chosen.group in groups[indicator] else groups[indicator][0],
        shown=chosen.shown if chosen.shown in SHOWN else SHOWN[0],
        year=min(max(chosen.year or last, stored.start), last),
        place=chosen.place if chosen.place in stored.all_places else "region",
    )
