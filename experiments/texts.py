"""Words and numbers of reports and figures in Norwegian (bokmål) and English."""

from __future__ import annotations

import math
from typing import Literal

from model.inputs import RegionData

Language = Literal["nb", "en"]
LANGUAGES: tuple[Language, ...] = ("nb", "en")

_NO_BREAK = "\u00a0"
_MINUS = "−"

WORDS: dict[str, dict[str, str]] = {
    "region": {"nb": "Regionen", "en": "Region"},
    "town": {"nb": "Byene", "en": "Towns"},
    "hinterland": {"nb": "Omlandet", "en": "Hinterland"},
    "near_hinterland": {"nb": "Nære omland", "en": "Near hinterland"},
    "far_hinterland": {"nb": "Fjerne omland", "en": "Far hinterland"},
    "outside": {"nb": "Utenfor", "en": "Outside"},
    "hinterland_of": {"nb": "Omlandet til {name}", "en": "Hinterland of {name}"},
    "town_of": {"nb": "{name} by", "en": "{name} town"},
    "municipality_of": {"nb": "{name} kommune", "en": "{name} municipality"},
    "all": {"nb": "alle", "en": "all"},
    "sum": {"nb": "sum {first}–{last}", "en": "sum {first}–{last}"},
    "mean": {"nb": "snitt {first}–{last}", "en": "mean {first}–{last}"},
    "end": {"nb": "1. januar {last}", "en": "1 January {last}"},
    "close": {"nb": "for usikkert til å si", "en": "too close to call"},
    "small": {"nb": "for lite til å bety noe", "en": "too small to matter"},
    "one_run": {"nb": "i én kjøring, uten intervall", "en": "in one run, without interval"},
    "unchanged": {"nb": "uendret", "en": "unchanged"},
    "to": {"nb": "til", "en": "to"},
    "year": {"nb": "År", "en": "Year"},
    "difference": {"nb": "Forskjell fra {base}", "en": "Difference from {base}"},
    "band": {
        "nb": "Linje: gjennomsnitt av {n} parvise kjøringer. Felt: 95 % intervall for gjennomsnittet.\n{varied}",
        "en": "Line: mean of {n} paired runs. Band: 95 % interval of the mean.\n{varied}",
    },
    "whisker": {
        "nb": "Punkt: gjennomsnitt av {n} parvise kjøringer. Strek: 95 % intervall. Hul: for usikkert til å si."
        "\n{varied}",
        "en": "Dot: mean of {n} paired runs. Line: 95 % interval. Hollow: too close to call.\n{varied}",
    },
    "map_note": {
        "nb": "Flate: innbyggere i nullalternativet. Farge: flere eller færre. Mørk kant: sikkert når alle soner ses under "
        "ett; blek: for usikkert til å si. Gjennomsnitt av {n} parvise kjøringer.\n{varied}",
        "en": "Area: residents without new measures. Colour: more or fewer. Dark edge: sure with all zones taken together; "
        "pale: too close to call. Mean of {n} paired runs.\n{varied}",
    },
    "null_note": {"nb": "Felt: 95 % av kjøringene.\n{varied}", "en": "Band: 95 % of the runs.\n{varied}"},
    # What differs between replications: experiments/uncertainty.py.
    "varied_seeds": {
        "nb": "Mellom kjøringene varierer bare tilfeldige tall.",
        "en": "Between runs only random numbers vary.",
    },
    "varied_world": {
        "nb": "Mellom kjøringene varierer tilfeldige tall og forutsetningene om verden utenfor.",
        "en": "Between runs random numbers and the assumptions about the world outside vary.",
    },
    "varied_parameters": {
        "nb": "Mellom kjøringene varierer tilfeldige tall og modellens parametre.",
        "en": "Between runs random numbers and the model’s parameters vary.",
    },
    "varied_all": {
        "nb": "Mellom kjøringene varierer tilfeldige tall, forutsetningene om verden utenfor og modellens parametre.",
        "en": "Between runs random numbers, the assumptions about the world outside and the model’s parameters vary.",
    },
}


def word(key: str, language: Language, **values: object) -> str:
    """Return a word or phrase in a language."""
    return WORDS[key][language].format(**values)


def number(value: float, decimals: int, language: Language, *, sign: bool = False) -> str:
    """Return a number as people write it: 1 234,5 in Norwegian, 1,234.5 in English; a real minus; a plus if asked."""
    if not math.isfinite(value):
        return "–"
    rounded = round(value, decimals) + 0.0  # no negative zero
    text = f"{abs(rounded):,.{decimals}f}"
    if language == "nb":
        text = text.replace(",", _NO_BREAK).replace(".", ",")
    mark = _MINUS if rounded < 0 else "+" if sign and rounded > 0 else ""
    return mark + text


def decimals_for(*values: float) -> int:
    """Return how many decimals a set of numbers needs: none from 20 on, then one, two, three for small ones."""
    return _decimals(max((abs(v) for v in values if math.isfinite(v)), default=0.0), 20)


def decimals_of_interval(mean: float, low: float, high: float) -> int:
    """Return how many decimals are worth writing: what lies far below the interval's width is noise."""
    half = (high - low) / 2
    if not math.isfinite(half) or half <= 0:
        return 0 if float(mean).is_integer() else decimals_for(mean)
    return _decimals(half, 1.5)


def _decimals(size: float, whole_from: float) -> int:
    if size >= whole_from or size == 0:
        return 0
    return 1 if size >= whole_from / 10 else 2 if size >= whole_from / 100 else 3


def difference(mean: float, low: float, high: float, language: Language) -> tuple[str, str]:
    """Return a difference and its interval as two texts: '+64' and '30 to 98'."""
    decimals = decimals_of_interval(mean, low, high)
    if not math.isfinite(low):
        return number(mean, decimals, language, sign=True), ""
    interval = f"{number(low, decimals, language)} {word('to', language)} {number(high, decimals, language)}"
    return number(mean, decimals, language, sign=True), interval


def place_name(place: str, region: RegionData, language: Language) -> str:
    """Return what a place is called: region, town, hinterland, town:<id>, municipality:<code>, zone:<id>, outside:<id>."""
    kind, _, id_ = place.partition(":")
    if not id_:
        return word(kind, language) if kind in WORDS else place
    names = {
        "town": {t.id: word("town_of", language, name=t.name) for t in region.towns},
        "hinterland": {t.id: word("hinterland_of", language, name=t.name) for t in region.towns},
        "municipality": {m.code: word("municipality_of", language, name=m.name) for m in region.municipalities},
        "zone": dict(zip(region.zones.zone_id, region.zones["name"], strict=True)),
        "outside": dict(zip(region.outside.outside_id, region.outside["name"], strict=True)),
    }
    return str(names.get(kind, {}).get(id_, id_))


def joined(parts: list[str], language: Language) -> str:
    """Return 'a, b and c'."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + (" og " if language == "nb" else " and ") + parts[-1]
