"""What groups of people, homes, services … are called in Norwegian (bokmål) and English."""

from __future__ import annotations

from experiments.texts import Language
from model.registry import sectors, service_types

GROUPS: dict[str, dict[Language, str]] = {
    "origin:returner": {"nb": "tilbakeflyttere", "en": "returners"},
    "origin:domestic": {"nb": "andre fra Norge", "en": "others from Norway"},
    "origin:abroad": {"nb": "fra utlandet", "en": "from abroad"},
    "posts:filled": {"nb": "besatt", "en": "filled"},
    "source:unemployed": {"nb": "bodde her uten jobb", "en": "lived here without a job"},
    "source:employed": {
        "nb": "bodde her, kom fra en annen arbeidsgiver i regionen",
        "en": "lived here, left another local employer",
    },
    "source:out_commuter": {"nb": "bodde her, pendlet ut før", "en": "lived here, commuted out before"},
    "source:in_commuter": {"nb": "pendler inn", "en": "commute from outside"},
    "source:migrant": {"nb": "flyttet hit for jobben", "en": "moved here for the job"},
    "source:follower": {"nb": "fulgte med stillingen", "en": "followed with the post"},
    "age:20-39|sex:female": {"nb": "kvinner 20–39", "en": "women 20–39"},
    "age:20-39": {"nb": "20–39 år", "en": "aged 20–39"},
    "age:40-66": {"nb": "40–66 år", "en": "aged 40–66"},
    "age:67-79": {"nb": "67–79 år", "en": "aged 67–79"},
    "age:0-24": {"nb": "0–24 år", "en": "aged 0–24"},
    "age:25-34": {"nb": "25–34 år", "en": "aged 25–34"},
    "age:35-49": {"nb": "35–49 år", "en": "aged 35–49"},
    "age:50-66": {"nb": "50–66 år", "en": "aged 50–66"},
    "age:67+": {"nb": "67 år og over", "en": "aged 67 and over"},
    "age:0-19": {"nb": "0–19 år", "en": "aged 0–19"},
    "age:80+": {"nb": "80 år og over", "en": "aged 80 and over"},
    # ------------------------------------------------------------------------------------------------- who, in general
    "sex:female": {"nb": "kvinner", "en": "women"},
    "sex:male": {"nb": "menn", "en": "men"},
    "age:0-66": {"nb": "0–66 år", "en": "aged 0–66"},
    "age:18-66": {"nb": "18–66 år", "en": "aged 18–66"},
    # --------------------------------------------------------------------------------------- homes, land and travelling
    "tenure:owned": {"nb": "eier", "en": "owned"},
    "tenure:rented": {"nb": "leier privat", "en": "rented privately"},
    "tenure:cooperative": {"nb": "borettslag", "en": "co-operative"},
    "tenure:municipal": {"nb": "kommunal leie", "en": "rented from the municipality"},
    "type:detached": {"nb": "eneboliger", "en": "detached houses"},
    "type:row": {"nb": "rekkehus", "en": "row houses"},
    "type:flat": {"nb": "leiligheter", "en": "flats"},
    "state:offered": {"nb": "til salgs eller leie", "en": "on offer"},
    "state:withdrawn": {"nb": "holdt utenfor markedet", "en": "kept off the market"},
    "cause:built": {"nb": "begynte med en ny bolig", "en": "begun by a new home"},
    "cause:vacated": {"nb": "begynte med en bolig som ble ledig", "en": "begun by a home that fell empty"},
    "cause:returned": {"nb": "begynte med en bolig som kom tilbake", "en": "begun by a home that came back"},
    "use:homes": {"nb": "boliger", "en": "homes"},
    "use:business": {"nb": "næring", "en": "business"},
    "use:transport": {"nb": "veier", "en": "roads"},
    "use:farmland": {"nb": "jordbruk", "en": "farmland"},
    "use:other": {"nb": "annet", "en": "other"},
    "mode:car": {"nb": "med bil", "en": "by car"},
    "mode:bus": {"nb": "med buss", "en": "by bus"},
    "mode:bike": {"nb": "til fots eller med sykkel", "en": "on foot or by bicycle"},
    "mode:lift": {"nb": "som passasjer", "en": "as a passenger"},
    "mode:home": {"nb": "hjemme", "en": "at home"},
    "purpose:commute": {"nb": "til arbeid", "en": "to work"},
    "purpose:service": {"nb": "til tjenester", "en": "to services"},
    "purpose:bus": {"nb": "busser", "en": "buses"},
    "to:city": {"nb": "nærmeste by", "en": "nearest city"},
    "to:airport": {"nb": "nærmeste flyplass", "en": "nearest airport"},
    "to:big_hospital": {"nb": "nærmeste store sykehus", "en": "nearest big hospital"},
    # ----------------------------------------------------------------------------------------------- work, cables, payers
    "work:region": {"nb": "arbeider i regionen", "en": "working in the region"},
    "post:far": {"nb": "arbeidsplassen er langt unna", "en": "the post is far away"},
    "technology:fibre": {"nb": "fiber", "en": "fibre"},
    "technology:wireless": {"nb": "trådløst", "en": "wireless"},
}
_PAID = {"nb": "betalt av {payer}", "en": "paid by {payer}"}
PAYERS: dict[str, dict[Language, str]] = {
    "state": {"nb": "staten", "en": "the state"},
    "county": {"nb": "fylket", "en": "the county"},
    "municipality": {"nb": "kommunene", "en": "the municipalities"},
    "state_bank": {"nb": "Husbanken", "en": "the state housing bank"},
    "health_trust": {"nb": "helseforetaket", "en": "the health trust"},
    "private": {"nb": "private", "en": "private owners"},
    "telecom": {"nb": "teleselskapene", "en": "telecom companies"},
    "users": {"nb": "brukerne", "en": "users"},
    "toll_company": {"nb": "bompengeselskapet", "en": "the toll company"},
    "employers": {"nb": "arbeidsgiverne", "en": "employers"},
    "firms": {"nb": "bedriftene", "en": "firms"},
    "households": {"nb": "husholdningene", "en": "households"},
    "owners": {"nb": "eierne", "en": "owners"},
    "insurers": {"nb": "forsikringsselskapene", "en": "insurers"},
    "outside": {"nb": "andre utenfor regionen", "en": "others outside the region"},
}
_PEOPLE: dict[str, dict[Language, str]] = {
    "sex:female": {"nb": "kvinner {age}", "en": "women {age}"},
    "sex:male": {"nb": "menn {age}", "en": "men {age}"},
}


def group_name(group: str, language: Language) -> str:
    """Return what a group is called: an age group, a service, who was hired …; a group of two kinds is named by both."""
    if group in GROUPS:
        return GROUPS[group][language]
    parts = dict(part.partition(":")[::2] for part in group.split("|"))
    if parts.keys() == {"age", "sex"}:
        age = parts["age"].replace("-", "–")
        age = age.replace("+", " år og over" if language == "nb" else " and over")
        return _PEOPLE[f"sex:{parts['sex']}"][language].format(age=age)
    return ", ".join(_part_name(kind, id_, language) for kind, id_ in parts.items())


def _part_name(kind: str, id_: str, language: Language) -> str:
    known = {"service": service_types, "sector": sectors}
    if kind in known and id_ in known[kind]():
        return known[kind]()[id_].label[language].lower()
    if kind == "payer" and id_ in PAYERS:
        return _PAID[language].format(payer=PAYERS[id_][language])
    return GROUPS.get(f"{kind}:{id_}", {}).get(language, id_ or kind)
