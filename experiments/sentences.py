"""What a measure does, said in plain sentences: a number only where the sign is sure, and what it costs."""

from __future__ import annotations

from typing import Any

from experiments.compare import CLOSE, HIGHER, LOWER, UNCHANGED
from experiments.texts import Language, decimals_for, joined, number, word
from experiments.wording import COST, Wording

_NOUN = {
    "population": {"nb": "innbyggere", "en": "residents"},
    "jobs": {"nb": "arbeidsplasser", "en": "jobs"},
    "employed": {"nb": "sysselsatte innbyggere", "en": "employed residents"},
}
_MORE = {"nb": ("flere", "færre"), "en": ("more", "fewer")}
_IN = {
    "region": {"nb": "i regionen", "en": "in the region"},
    "town": {"nb": "i byene", "en": "in the towns"},
    "hinterland": {"nb": "i omlandet", "en": "in the hinterland"},
    "outside": {"nb": "utenfor regionen", "en": "outside the region"},
}
PAYERS = {
    "state": {"nb": "staten", "en": "the state"},
    "county": {"nb": "fylket", "en": "the county"},
    "municipality": {"nb": "kommunene", "en": "the municipalities"},
    "state_bank": {"nb": "Husbanken", "en": "the state housing bank"},
    "health_trust": {"nb": "helseforetaket", "en": "the health trust"},
    "private": {"nb": "private", "en": "private owners"},
}


def summary(wording: Wording, scenario: str, language: Language) -> list[str]:
    """Return the sentences about a scenario: residents, jobs, who is displaced, what it costs."""
    found = [
        _residents(wording, scenario, language),
        _work(wording, scenario, language),
        _displaced(wording, scenario, language),
        _cost(wording, scenario, language),
    ]
    return [sentence for sentence in found if sentence]


def effect(row: dict[str, Any], noun: str, language: Language) -> str:
    """Return a difference in words: '64 more residents (30 to 98)', or that it is too close to call."""
    low, high = row["low"], row["high"]
    decimals = decimals_for(row["difference"], low, high)
    to = word("to", language)
    if row["verdict"] == UNCHANGED:
        return {"nb": f"ingen endring i antall {noun}", "en": f"no change in the number of {noun}"}[language]
    interval = f"{number(low, decimals, language, sign=True)} {to} {number(high, decimals, language, sign=True)}"
    if row["verdict"] == CLOSE:
        return {
            "nb": f"antall {noun}: for usikkert til å si ({interval})",
            "en": f"the number of {noun}: too close to call ({interval})",
        }[language]
    more = _MORE[language][0 if row["verdict"] == HIGHER else 1]
    size = sorted([abs(low), abs(high)])
    span = f"{number(size[0], decimals, language)} {to} {number(size[1], decimals, language)}"
    return f"{number(abs(row['difference']), decimals, language)} {more} {noun} ({span})"


def _residents(wording: Wording, scenario: str, language: Language) -> str:
    region = wording.cell(scenario, "population", "region")
    if region is None:
        return ""
    parts = []
    for place in ("town", "hinterland"):
        row = wording.cell(scenario, "population", place)
        if row is not None:
            parts.append(f"{_IN[place][language]} {_short(row, language)}")
    text = effect(region, _NOUN["population"][language], language)
    when = word("end", language, last=wording.end)
    start = {"nb": f"{when} har regionen med tiltaket ", "en": f"On {when}, with the measure, the region has "}[
        language
    ]
    if region["verdict"] in (CLOSE, UNCHANGED):
        start = {"nb": f"{when}, ", "en": f"On {when}, "}[language]
    return f"{start}{text}: {joined(parts, language)}."


def _short(row: dict[str, Any], language: Language) -> str:
    """Return a difference without its noun: '+50 (31 to 69)' or 'too close to call'."""
    if row["verdict"] == UNCHANGED:
        return word("unchanged", language)
    decimals = decimals_for(row["difference"], row["low"], row["high"])
    to = word("to", language)
    span = f"{number(row['low'], decimals, language)} {to} {number(row['high'], decimals, language)}"
    if row["verdict"] == CLOSE:
        return f"{word('close', language)} ({span})"
    return f"{number(row['difference'], decimals, language, sign=True)} ({span})"


def _work(wording: Wording, scenario: str, language: Language) -> str:
    parts = []
    for indicator in ("jobs", "employed"):
        row = wording.cell(scenario, indicator, "region")
        if row is not None:
            parts.append(effect(row, _NOUN[indicator][language], language))
    if not parts:
        return ""
    text = joined(parts, language)
    return text[0].upper() + text[1:] + "."


def _displaced(wording: Wording, scenario: str, language: Language) -> str:
    """Say how much of what was moved here is net, where posts were moved from outside, and who loses within."""
    inside, outside = wording.cell(scenario, "jobs", "region"), wording.cell(scenario, "jobs", "outside")
    sentences = []
    if inside is not None and outside is not None and outside["verdict"] == LOWER:
        moved, net = -outside["difference"], inside["difference"]
        share = number(100 * (1 - net / moved), 0, language)
        decimals = decimals_for(moved, net)
        m, n = number(moved, decimals, language), number(net, decimals, language)
        if net < moved:
            sentences.append(
                {
                    "nb": f"{m} arbeidsplasser ble flyttet hit og {n} er netto vekst: {share} % ble fortrengt hos andre.",
                    "en": f"{m} jobs were moved here and {n} are net growth: {share} % displaced others.",
                }[language]
            )
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
    return " ".join(sentences)


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
    region = wording.cell(scenario, "population", "region")
    total = sum(row["difference"] for _, row in found)
    if region is not None and region["verdict"] == HIGHER and total > 0:
        each = [_mnok(total / region[k], language) for k in ("difference", "high", "low")]
        text += {
            "nb": f": {each[0]} per innbygger mer ({each[1]} til {each[2]})",
            "en": f": {each[0]} for each resident more ({each[1]} to {each[2]})",
        }[language]
    return text + "."


def _mnok(value: float, language: Language) -> str:
    amount = number(value, 0 if abs(value) >= 20 else 1 if abs(value) >= 1 else 2, language)
    return {"nb": f"{amount} mill. kr", "en": f"NOK {amount} million"}[language]
