"""Homes: how many, how many stand empty, what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.codes import DwellingState, DwellingType, Tenure, Vacancy
from model.indicators.shared import dwellings_by_state_and_type, floor_m2_by_zone, flow
from model.region import Region
from model.traits import Indicator

_STOCK = [DwellingState.OCCUPIED, DwellingState.OFFERED, DwellingState.WITHDRAWN]


def _dwellings(region: Region) -> Mapping[str, Any]:
    stock = dwellings_by_state_and_type(region)[:, _STOCK].sum(axis=1)
    return {"all": stock.sum(axis=1), **{f"type:{kind.name.lower()}": stock[:, kind] for kind in DwellingType}}


def _vacant(region: Region) -> Mapping[str, Any]:
    by = dwellings_by_state_and_type(region).sum(axis=2)
    offered, withdrawn = by[:, DwellingState.OFFERED], by[:, DwellingState.WITHDRAWN]
    return {"all": offered + withdrawn, "state:offered": offered, "state:withdrawn": withdrawn}


def _in_state(state: DwellingState) -> Any:
    return lambda region: {"all": dwellings_by_state_and_type(region)[:, state].sum(axis=1)}


def _by_tenure(region: Region) -> Mapping[str, Any]:
    d, n = region.dwellings.c, region.n_zones
    rows = np.flatnonzero(d.state == DwellingState.OCCUPIED)
    cell = d.place_id[rows].astype(np.int64) * len(Tenure) + d.tenure[rows]
    count = np.bincount(cell, minlength=n * len(Tenure)).reshape(n, len(Tenure)).astype(np.float64)
    return {"all": count.sum(axis=1), **{f"tenure:{t.name.lower()}": count[:, t] for t in Tenure}}


def _price(region: Region) -> Mapping[str, Any]:
    """Price by zone, weighted by floor area."""
    floor = floor_m2_by_zone(region)
    return {"all": (floor * region.price_nok_m2, floor)}


def _price_to_cost(region: Region) -> Mapping[str, Any]:
    """Price over construction cost, both weighted by floor area; no value before the homes submodel has set the cost."""
    floor = floor_m2_by_zone(region)
    cost = region.base.get("construction_cost_nok_m2", np.full(1, np.nan))
    return {"all": (floor * region.price_nok_m2, floor * cost)}


def _chains(region: Region) -> Mapping[str, Any]:
    """Moves per chain by what began it: moves into homes over chains that ended."""
    causes = [cause.name.lower() for cause in Vacancy]
    moves, ends = ({c: flow(region, f"chain_{what}:{c}") for c in causes} for what in ("moves", "ends"))
    by_cause = {f"cause:{c}": (moves[c], ends[c]) for c in causes}
    return {"all": (sum(moves.values()), sum(ends.values())), **by_cause}


DWELLINGS = Indicator(
    id="dwellings",
    label={"nb": "Boliger", "en": "Dwellings"},
    unit="dwellings",
    kind="sum",
    flow=False,
    compute=_dwellings,
    sdg=("11.1",),
    groups=("type",),
    description={
        "nb": "Ferdige boliger, bebodde og tomme; fritidsboliger teller ikke.",
        "en": "Dwellings that are built, lived in or empty; second homes do not count.",
    },
)
VACANT = Indicator(
    id="vacant_dwellings",
    label={"nb": "Tomme boliger", "en": "Vacant dwellings"},
    unit="dwellings",
    kind="sum",
    flow=False,
    compute=_vacant,
    sdg=("11.1",),
    groups=("state",),
    description={
        "nb": "Ubebodde boliger: til salgs eller leie, og holdt utenfor markedet.",
        "en": "Dwellings that nobody lives in: on offer, and kept off the market.",
    },
)
SECOND_HOMES = Indicator(
    id="second_homes",
    label={"nb": "Fritidsboliger", "en": "Second homes"},
    unit="dwellings",
    kind="sum",
    flow=False,
    compute=_in_state(DwellingState.SECOND_HOME),
    description={"nb": "Boliger brukt som fritidsbolig.", "en": "Dwellings used as second homes."},
)
UNDER_CONSTRUCTION = Indicator(
    id="dwellings_under_construction",
    label={"nb": "Boliger under bygging", "en": "Dwellings under construction"},
    unit="dwellings",
    kind="sum",
    flow=False,
    compute=_in_state(DwellingState.UNDER_CONSTRUCTION),
    sdg=("11.1",),
    description={"nb": "Igangsatt og ikke ferdig 1. januar.", "en": "Started and not finished on 1 January."},
)
BUILT = Indicator(
    id="dwellings_built",
    label={"nb": "Ferdigstilte boliger", "en": "Dwellings built"},
    unit="dwellings",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": flow(region, "dwellings_built")},
    sdg=("11.1",),
    description={"nb": "Boliger som ble ferdige i året.", "en": "Dwellings completed in the year."},
)
CHAIN_LENGTH = Indicator(
    id="vacancy_chain_length",
    label={"nb": "Flyttekjedens lengde", "en": "Length of vacancy chains"},
    unit="moves",
    kind="ratio",
    flow=True,
    compute=_chains,
    groups=("cause",),
    sdg=("11.1",),
    description={
        "nb": "Flyttinger per kjede som en ledig bolig satte i gang: den som flytter inn, gjør som regel en annen ledig. "
        "Kjeden slutter når noen kommer utenfra eller får sin første bolig. Etter hva som begynte den: fraflyttet, "
        "nybygd, tilbake på markedet.",
        "en": "Moves per chain that an empty home began: who moves in usually leaves another one empty. A chain ends with "
        "somebody from outside or with a first home. By what began it: vacated, built, returned to the market.",
    },
)
FREED_BY_OLD = Indicator(
    id="family_homes_freed_by_old",
    label={"nb": "Eneboliger frigjort av eldre", "en": "Family houses freed by the old"},
    unit="dwellings",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": flow(region, "family_homes_freed_by_old")},
    sdg=("11.1",),
    description={
        "nb": "Eneboliger som husholdninger på 67 år og mer flyttet fra, til en annen boligtype.",
        "en": "Detached houses that households of 67 and more left for another type of home.",
    },
)
HOUSEHOLDS_BY_TENURE = Indicator(
    id="households_by_tenure",
    label={"nb": "Husholdninger etter eieform", "en": "Households by tenure"},
    unit="households",
    kind="sum",
    flow=False,
    compute=_by_tenure,
    groups=("tenure",),
    sdg=("11.1",),
    description={
        "nb": "Husholdninger med bolig: selveier, privat leie, borettslag, kommunal leie.",
        "en": "Households in homes of their own, let privately, co-operative and municipal.",
    },
)
PRICE = Indicator(
    id="dwelling_price_nok_m2",
    label={"nb": "Boligpris", "en": "Dwelling price"},
    unit="NOK/m2",
    kind="ratio",
    flow=False,
    compute=_price,
    sdg=("11.1",),
    description={"nb": "Pris per m2, veid med boligareal.", "en": "Price per m2, weighted by floor area."},
)
PRICE_TO_COST = Indicator(
    id="price_to_cost",
    label={"nb": "Pris over byggekostnad", "en": "Price over building cost"},
    unit="ratio",
    kind="ratio",
    flow=False,
    compute=_price_to_cost,
    sdg=("11.1",),
    description={
        "nb": "Markedspris delt på byggekostnad per m2. Under 1 lønner det seg ikke å bygge for salg.",
        "en": "Market price over building cost per m2. Below 1 it does not pay to build for sale.",
    },
)
