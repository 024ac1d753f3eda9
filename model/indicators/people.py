"""Who lives here, who comes and who goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.changes import in_care_home, is_private
from model.indicators.shared import (
    AGE_GROUPS,
    SEXES,
    by_zone,
    flow,
    flow_with_groups,
    residents_by_age_and_sex,
)
from model.region import Region
from model.traits import Indicator

ORIGINS = ("returner", "domestic", "abroad")


def _population(region: Region) -> Mapping[str, Any]:
    """Residents, by age, sex and both."""
    counted = residents_by_age_and_sex(region)
    groups: dict[str, Any] = {"all": counted.sum(axis=(1, 2))}
    groups |= {f"age:{age}": counted[:, a].sum(axis=1) for a, age in enumerate(AGE_GROUPS)}
    groups |= {f"sex:{sex}": counted[:, :, s].sum(axis=1) for s, sex in enumerate(SEXES)}
    groups |= {
        f"age:{age}|sex:{sex}": counted[:, a, s] for a, age in enumerate(AGE_GROUPS) for s, sex in enumerate(SEXES)
    }
    return groups


def _old_age_ratio(region: Region) -> Mapping[str, Any]:
    """Residents aged 67 and over per 100 aged 20–66."""
    ages = residents_by_age_and_sex(region).sum(axis=2)
    return {"all": (100.0 * ages[:, 3:].sum(axis=1), ages[:, 1:3].sum(axis=1))}


def _households(region: Region) -> Mapping[str, Any]:
    h = region.households.c
    return {"all": by_zone(region, h.place_id[is_private(region)])}


def _waiting(region: Region) -> Mapping[str, Any]:
    h = region.households.c
    return {"all": by_zone(region, h.place_id[is_private(region) & (h.dwelling_id < 0)])}


def _in_care_homes(region: Region) -> Mapping[str, Any]:
    return {"all": by_zone(region, region.persons.c.place_id[in_care_home(region)])}


def _income(region: Region) -> Mapping[str, Any]:
    h = region.households.c
    rows = np.flatnonzero(is_private(region))
    return {"all": (h.income_nok_year[rows], h.place_id[rows])}


POPULATION = Indicator(
    id="population",
    label={"nb": "Folketall", "en": "Population"},
    unit="persons",
    kind="sum",
    flow=False,
    compute=_population,
    sdg=("11.a",),
    groups=("age", "sex", "age|sex"),
    has_outside=True,
    description={
        "nb": "Bosatte 1. januar. Studenter som er registrert hjemme, teller med. Utenfor: netto utflytting siden start.",
        "en": "Residents on 1 January, with students registered at home. Outside: net out-migrants since the start.",
    },
)
OLD_AGE_RATIO = Indicator(
    id="old_age_ratio",
    label={"nb": "Eldre per 100 i arbeidsfør alder", "en": "Old people per 100 of working age"},
    unit="persons per 100",
    kind="ratio",
    flow=False,
    compute=_old_age_ratio,
    sdg=("11.a",),
    description={
        "nb": "Bosatte på 67 år og over per 100 bosatte på 20–66 år.",
        "en": "Residents aged 67 and over per 100 residents aged 20–66.",
    },
)
BIRTHS = Indicator(
    id="births",
    label={"nb": "Fødte", "en": "Births"},
    unit="persons",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": flow(region, "births")},
    description={"nb": "Levendefødte barn av bosatte.", "en": "Live births to residents."},
)
DEATHS = Indicator(
    id="deaths",
    label={"nb": "Døde", "en": "Deaths"},
    unit="persons",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": flow(region, "deaths")},
    description={"nb": "Døde blant bosatte.", "en": "Deaths among residents."},
)
MOVES_IN = Indicator(
    id="moves_in",
    label={"nb": "Innflyttere", "en": "Moves in"},
    unit="persons",
    kind="sum",
    flow=True,
    compute=lambda region: flow_with_groups(region, "moves_in", "origin", ORIGINS),
    sdg=("11.a",),
    groups=("origin",),
    description={
        "nb": "Flyttet til regionen; tilbakeflyttere, andre fra Norge og fra utlandet.",
        "en": "Moved to the region: returners, others from Norway, and from abroad.",
    },
)
MOVES_OUT = Indicator(
    id="moves_out",
    label={"nb": "Utflyttere", "en": "Moves out"},
    unit="persons",
    kind="sum",
    flow=True,
    compute=lambda region: flow_with_groups(region, "moves_out", "origin", ORIGINS),
    sdg=("11.a",),
    groups=("origin",),
    description={
        "nb": "Flyttet fra regionen, etter hvor de vokste opp: her (de kan komme tilbake), ellers i Norge, i utlandet.",
        "en": "Left the region, by where they grew up: here (they may return), elsewhere in Norway, abroad.",
    },
)
MOVES_WITHIN = Indicator(
    id="moves_within",
    label={"nb": "Flyttet innen regionen", "en": "Moves within the region"},
    unit="persons",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": flow(region, "moves_within")},
    description={
        "nb": "Personer som byttet bolig i regionen.",
        "en": "Persons who changed home within the region.",
    },
)
RELOCATIONS = Indicator(
    id="relocations",
    label={"nb": "Husholdninger som byttet bolig", "en": "Households that changed home"},
    unit="households",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": flow(region, "relocations")},
    description={
        "nb": "Hele husholdninger som flyttet innen regionen.",
        "en": "Whole households that moved within the region.",
    },
)
UNIONS = Indicator(
    id="unions",
    label={"nb": "Nye par", "en": "New couples"},
    unit="couples",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": flow(region, "unions")},
    description={"nb": "Par som flyttet sammen eller bestemte seg for det.", "en": "Couples that formed."},
)
SEPARATIONS = Indicator(
    id="separations",
    label={"nb": "Samlivsbrudd", "en": "Separations"},
    unit="couples",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": flow(region, "separations")},
    description={"nb": "Par som gikk fra hverandre.", "en": "Couples that parted."},
)
MARRIAGES = Indicator(
    id="marriages",
    label={"nb": "Inngåtte ekteskap", "en": "Marriages"},
    unit="couples",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": flow(region, "marriages")},
    description={"nb": "Samboerpar som giftet seg.", "en": "Cohabiting couples that married."},
)
DIVORCES = Indicator(
    id="divorces",
    label={"nb": "Oppløste ekteskap", "en": "Marriages dissolved"},
    unit="couples",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": flow(region, "divorces")},
    description={
        "nb": "Samlivsbrudd mellom ektefeller; de andre samlivsbruddene er mellom samboere.",
        "en": "Separations of married couples; the other separations are of cohabiting ones.",
    },
)
HOUSEHOLDS = Indicator(
    id="households",
    label={"nb": "Husholdninger", "en": "Households"},
    unit="households",
    kind="sum",
    flow=False,
    compute=_households,
    description={"nb": "Private husholdninger 1. januar.", "en": "Private households on 1 January."},
)
IN_CARE_HOMES = Indicator(
    id="in_care_homes",
    label={"nb": "Bor på institusjon", "en": "Living in a care home"},
    unit="persons",
    kind="sum",
    flow=False,
    compute=_in_care_homes,
    description={
        "nb": "Innbyggere som bor på sykehjem eller lignende 1. januar; de regnes ikke som private husholdninger.",
        "en": "Residents of nursing homes and the like on 1 January; they are in no private household.",
    },
)
HOUSEHOLDS_WAITING = Indicator(
    id="households_waiting",
    label={"nb": "Husholdninger uten bolig", "en": "Households without a home"},
    unit="households",
    kind="sum",
    flow=False,
    compute=_waiting,
    sdg=("11.1",),
    description={
        "nb": "Husholdninger i midlertidig bolig fordi ingen ledig passet.",
        "en": "Households in temporary housing because no empty home suited them.",
    },
)
INCOME = Indicator(
    id="income_median_nok",
    label={"nb": "Medianinntekt etter skatt", "en": "Median income after tax"},
    unit="NOK/year",
    kind="median",
    flow=False,
    compute=_income,
    sdg=("10.3",),
    description={
        "nb": "Husholdningenes samlede inntekt etter skatt.",
        "en": "Households' income after tax, all members together.",
    },
)
