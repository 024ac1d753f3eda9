"""What a measure does, said in plain sentences: a number only where the sign is sure, and what it costs."""

from __future__ import annotations

import math
from typing import Any

from experiments.compare import CLOSE, HIGHER, LOWER, SMALL, UNCHANGED
from experiments.group_words import PAYERS
from experiments.texts import Language, decimals_of_interval, joined, number, word
from experiments.wording import COST, Wording

_NOUN = {
    "jobs": {"nb": "arbeidsplasser", "en": "jobs"},
    "employed": {"nb": "sysselsatte innbyggere", "en": "employed residents"},
}
_PEOPLE = {"nb": "innbyggere", "en": "residents"}
MANY_RUNS = 10_000
FEW_RUNS = 10  # below that a spread over runs says little
_MORE = {"nb": ("flere", "færre"), "en": ("more", "fewer")}
_IN = {"town": {"nb": "i byene", "en": "in the towns"}, "hinterland": {"nb": "i omlandet", "en": "in the hinterland"}}


def summary(wording: Wording, scenario: str, language: Language) -> list[str]:
    """Return the sentences about a scenario: residents, jobs, who is displaced, what it costs."""
    found = [
        _residents(wording, scenario, language),
        _spread(wording, scenario, language),
        _work(wording, scenario, language),
        _displaced(wording, scenario, language),
        _cost(wording, scenario, language),
    ]
    return [sentence for sentence in found if sentence]


def effect(row: dict[str, Any], language: Language) -> str:
    """Return a difference in words: '64 more (30 to 98)', 'no change', or that it is too close to call."""
    if row["verdict"] == UNCHANGED:
        return word("unchanged", language)
    if not math.isfinite(row["low"]):
        return f"{number(row['difference'], _decimals(row), language, sign=True)} {word('one_run', language)}"
    if row["verdict"] in (CLOSE, SMALL):
        said = word("close" if row["verdict"] == CLOSE else "small", language)
        return f"{said} ({_span(row, language)})"
    mean = abs(row["difference"])
    size = {
        "difference": mean,
        "low": min(abs(row["low"]), abs(row["high"])),
        "high": max(abs(row["low"]), abs(row["high"])),
    }
    more = _MORE[language][0 if row["verdict"] == HIGHER else 1]
    return f"{number(mean, _decimals(row), language)} {more} ({_span(size, language)})"


def _decimals(row: dict[str, Any]) -> int:
    return decimals_of_interval(row["difference"], row["low"], row["high"])


def _span(row: dict[str, Any], language: Language) -> str:
    low, high = (number(row[k], _decimals(row), language) for k in ("low", "high"))
    return f"{low} {word('to', language)} {high}"


def _residents(wording: Wording, scenario: str, language: Language) -> str:
    region = wording.cell(scenario, "population", "region")
    if region is None:
        return ""
    when = word("end", language, last=wording.end)
    if region["verdict"] == UNCHANGED:
        return {
            "nb": f"Folketallet {when} er det samme med og uten tiltaket.",
            "en": f"The population on {when} is the same with the measure as without it.",
        }[language]
    if not math.isfinite(region["low"]):
        start = {"nb": f"Innbyggere {when}: ", "en": f"Residents on {when}: "}[language] + effect(region, language)
    elif region["verdict"] == SMALL:
        span = _span(region, language)
        start = {
            "nb": f"Innbyggere {when}: forskjellen er for liten til å bety noe ({span})",
            "en": f"Residents on {when}: the difference is too small to matter ({span})",
        }[language]
    elif region["verdict"] == CLOSE:
        span = _span(region, language)
        if any(wording.smallest.values()):
            span += {"nb": ", med den grensen som er satt", "en": ", by the limit that was set"}[language]
        start = {
            "nb": f"Om regionen {when} har flere eller færre innbyggere med tiltaket, er for usikkert til å si ({span})",
            "en": f"Whether the region has more or fewer residents on {when} is too close to call ({span})",
        }[language]
    else:
        mean = number(abs(region["difference"]), _decimals(region), language)
        more = _MORE[language][0 if region["verdict"] == HIGHER else 1]
        span = effect(region, language).partition(" (")[2].rstrip(")")
        start = {
            "nb": f"{when} har regionen {mean} {more} innbyggere med tiltaket enn uten ({span})",
            "en": f"On {when} the region has {mean} {more} residents with the measure than without it ({span})",
        }[language]
    parts = []
    for place in ("town", "hinterland"):
        row = wording.cell(scenario, "population", place)
        if row is not None:
            parts.append(f"{_IN[place][language]} {effect(row, language)}")
    where = f": {joined(parts, language)}" if parts else ""
    return f"{start}{where}.{_to_settle(region, language)}"


def _to_settle(row: dict[str, Any], language: Language) -> str:
    """Say about how many more runs would settle what is too close to call; nothing where it is not."""
    more = row.get("more_runs", math.nan)
    if row["verdict"] != CLOSE or math.isnan(more):
        return ""
    if more > MANY_RUNS:
        most = number(MANY_RUNS, 0, language)
        return {
            "nb": f" Å avgjøre det ville kreve mer enn {most} kjøringer til.",
            "en": f" Settling it would take more than {most} more runs.",
        }[language]
    shown = number(_rounded(more), 0, language)
    return {
        "nb": f" Omtrent {shown} parvise kjøringer til ville avgjort det, om gjennomsnittet holder seg.",
        "en": f" About {shown} more paired runs would settle it, if the mean stays where it is.",
    }[language]


def _rounded(n: float) -> float:
    """Two digits: more would pretend."""
    return float(f"{n:.2g}") if n >= 10 else n


def _spread(wording: Wording, scenario: str, language: Language) -> str:
    """Say how far the difference in residents spreads over runs, not only where its mean lies."""
    row = wording.cell(scenario, "population", "region")
    if row is None or row["n"] < FEW_RUNS or row["verdict"] == UNCHANGED or not math.isfinite(row.get("p05", math.nan)):
        return ""
    low, high = (number(row[key], _decimals(row), language, sign=True) for key in ("p05", "p95"))
    k, n = round(row["share_above"] * row["n"]), int(row["n"])
    return {
        "nb": f"Flere innbyggere i {k} av {n} kjøringer; i ni av ti er forskjellen mellom {low} og {high}.",
        "en": f"More residents in {k} of {n} runs; in nine of ten the difference is between {low} and {high}.",
    }[language]


def _work(wording: Wording, scenario: str, language: Language) -> str:
    parts = []
    for indicator in ("jobs", "employed"):
        row = wording.cell(scenario, indicator, "region")
        if row is not None:
            parts.append(f"{_NOUN[indicator][language]}: {effect(row, language)}")
    text = "; ".join(parts)
    return text[:1].upper() + text[1:] + "." if text else ""


def _displaced(wording: Wording, scenario: str, language: Language) -> str:
    """Say how much of what was moved here is net, where posts were moved from outside, and who loses within."""
    sentences = [_net_of_moved(wording, scenario, language), *_between_municipalities(wording, scenario, language)]
    town, hinterland = (wording.cell(scenario, "population", p) for p in ("town", "hinterland"))
    if town is not None and hinterland is not None and {town["verdict"], hinterland["verdict"]} == {HIGHER, LOWER}:
        gains_town = town["verdict"] == HIGHER
        sentences.append(
            {
                "nb": "En del av det byene vinner, taper omlandet."
                if gains_town
                else "En del av det omlandet vinner, taper byene.",
                "en": "Part of what the towns gain, the hinterland loses."
                if gains_town
                else "Part of what the hinterland gains, the towns lose.",
            }[language]
        )
    return " ".join(filter(None, sentences))


def _between_municipalities(wording: Wording, scenario: str, language: Language) -> list[str]:
    """Say what share of what some municipalities gain others lose, where both are sure."""
    sentences = []
    for what, noun in (("residents_displaced", _PEOPLE), ("jobs_displaced", _NOUN["jobs"])):
        if (found := wording.ratios.get(scenario, {}).get(what)) is not None:
            share, low, high = (number(100 * x, 0, language) for x in found)
            text = {
                "nb": f"For hver hundre {noun['nb']} som noen kommuner vinner, taper andre {share} ({low} til {high}).",
                "en": f"For every hundred {noun['en']} some municipalities gain, others lose {share} ({low} to {high}).",
            }
            sentences.append(text[language])
    return sentences


def _net_of_moved(wording: Wording, scenario: str, language: Language) -> str:
    """Say how many of the jobs that were moved here are net growth, with the interval of that."""
    inside, outside = wording.cell(scenario, "jobs", "region"), wording.cell(scenario, "jobs", "outside")
    if inside is None or outside is None or not outside["difference"] < 0 or not math.isfinite(inside["low"]):
        return ""
    moved = -outside["difference"]
    m, n = number(moved, 0, language), number(inside["difference"], 0, language)
    start = {"nb": f"{m} arbeidsplasser flyttes hit", "en": f"{m} jobs are moved here"}[language]
    if inside["verdict"] != HIGHER:
        end = {
            "nb": "om noe av det er netto vekst, er for usikkert til å si",
            "en": "whether any is net growth is too close to call",
        }
    elif inside["high"] < moved:
        share, least, most = (number(100 * (1 - inside[k] / moved), 0, language) for k in ("difference", "high", "low"))
        end = {
            "nb": f"{n} er netto vekst, resten ({share} %, {least} til {most}) fortrenger andre",
            "en": f"{n} are net growth, the rest ({share} %, {least} to {most}) displace others",
        }
    elif inside["low"] > moved:
        end = {"nb": f"med ringvirkninger blir det {n} flere", "en": f"with what follows from them there are {n} more"}
    else:
        end = {
            "nb": f"regionen får {n} flere, og om noe fortrenges eller kommer til, er for usikkert til å si",
            "en": f"the region gets {n} more; whether some displace others or add to it is too close to call",
        }
    return f"{start}; {end[language]}."


def payers(wording: Wording, scenario: str) -> list[tuple[str, dict[str, Any]]]:
    """Return who pays more or less than in the base over the run: account and row of differences in MNOK."""
    rows = wording.groups(scenario, COST)
    found = []
    for row in rows.to_dict("records"):
        account = str(row["group"]).partition(":")[2]
        if row["difference"] != 0:
            found.append((account, {str(k): v for k, v in row.items()}))
    return sorted(found, key=lambda item: -abs(item[1]["difference"]))


def payer_name(account: str, language: Language) -> str:
    """Return what an account is called."""
    return PAYERS.get(account, {}).get(language, account)


def _cost(wording: Wording, scenario: str, language: Language) -> str:
    found = payers(wording, scenario)
    if not found:
        return ""
    parts = [f"{payer_name(a, language)} {_mnok(row['difference'], language)}" for a, row in found]
    first, last = wording.start, wording.end - 1
    text = {
        "nb": f"Det koster i {first}–{last} {joined(parts, language)}",
        "en": f"Over {first}–{last} it costs {joined(parts, language)}",
    }[language]
    if (ratio := wording.ratios.get(scenario, {}).get("mnok_per_resident")) is not None:
        each = [_mnok(x, language) for x in ratio]
        text += {
            "nb": f": {each[0]} per innbygger mer ({each[1]} til {each[2]})",
            "en": f": {each[0]} for each resident more ({each[1]} to {each[2]})",
        }[language]
    return text + "."


def _mnok(value: float, language: Language) -> str:
    amount = number(
        value, 0 if abs(value) >= 20 or float(value).is_integer() else 1 if abs(value) >= 1 else 2, language
    )
    return {"nb": f"{amount} mill. kr", "en": f"NOK {amount} million"}[language]
