"""Grants to founders, women and young people first: more firms begin, most of those who get one would have begun anyway.

Founders are in proportion to the labour force, women less often than men (`women_found`). Of the usual number of new firms
the eligible part asks; a grant raises the odds of beginning with its size, and the number of grants is a limit. New firms
meet the same demand and the same survival as all others.

Leaves out: who founds is not a person in the model; which industries; better firms by choice of the applications.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.codes import Sex, Status
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever

GROUPS = ("women_and_young", "women", "young", "everybody")


@parameters("startup_grants")
class Params(NamedTuple):
    """Who founds, and what money does."""

    women_found: float = par(
        0.5,
        unit="firms of a woman per firm of a man",
        low=0.3,
        high=0.7,
        source="assumption",
        note="a third of founders",
    )
    response: float = par(
        0.2,
        unit="ln firms per 100,000 NOK",
        low=0.0,
        high=0.5,
        source="assumption",
        note="100,000 kroner: a fifth more",
    )
    young_age: float = par(35.0, unit="years", low=30.0, high=40.0, source="assumption", note="below it")


def eligible_share(region: Region, group: str) -> float:
    """Share of the region's founders who may apply."""
    c, p = region.persons.c, region.par(Params)
    rows = np.flatnonzero((c.household_id >= 0) & np.isin(c.status, (Status.EMPLOYED, Status.UNEMPLOYED)))
    woman, young = c.sex[rows] == Sex.FEMALE, c.age[rows] < p.young_age
    may = {"women_and_young": woman | young, "women": woman, "young": young, "everybody": np.ones(rows.size, bool)}
    weight = np.where(woman, p.women_found, 1.0)
    return float(weight[may[group]].sum() / max(weight.sum(), 1.0))


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Offer this year's grants; pay those that are expected to be taken up."""
    lev, memory = spec.levers, region.memory[spec.id]
    if lev["grants"] <= 0:
        return
    share = eligible_share(region, lev["founders"])
    asks = share * float(region.base["entry_rate"].sum())
    more = float(np.exp(region.par(Params).response * lev["grant_nok"] / 100_000.0))
    part = min(lev["grants"] / max(asks * more, 1e-9), 1.0)
    region.incentives.entry_lift += share * (more - 1.0) * part
    given = asks * (1.0 + (more - 1.0) * part) * part
    memory["grants"] = memory.get("grants", 0.0) + given
    region.accounts.pay("state", "households", given * lev["grant_nok"], "grants to founders", spec.id)


STARTUP_GRANTS = Instrument(
    id="startup_grants",
    label={"nb": "Etablerertilskudd", "en": "Start-up grants"},
    description={
        "nb": "Tilskudd til kvinner og unge som starter bedrift. De fleste av dem ville ha startet likevel.",
        "en": "Grants to women and young people who found a firm. Most of them would have done so anyway.",
    },
    area="4",
    levers=(
        Lever("grants", {"nb": "Tilskudd per år", "en": "Grants a year"}, kind="integer", unit="grants/year",
              default=20, low=0, high=300, neutral=0),
        Lever("grant_nok", {"nb": "Størrelse", "en": "Size"}, unit="NOK", default=150_000.0, low=20_000, high=500_000),
        Lever("founders", {"nb": "For hvem", "en": "For whom"}, kind="option", default="women_and_young",
              options=GROUPS),
    ),
    payers=("state",),
    act=act,
    eligible={"nb": "Kvinner og unge under 35 i arbeidsstyrken", "en": "Women, and people under 35, in the labour force"},
    leaves_out="Choice of the best applications and of industries: which way it leans is not known.",
    sdg=("8.3",),
    output=DirectOutput("grants", {"nb": "Tilskudd gitt", "en": "Grants given"}, "grants",
                        lambda region, spec: float(region.memory.get(spec.id, {}).get("grants", 0.0))),
)  # fmt: skip
