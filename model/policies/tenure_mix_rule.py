"""A share of the homes that developers build must be let, or let to own.

The rule holds where homes are built for the market; who builds a house for himself is free. A home that is let to own is
let at market rent; after some years its tenants buy it if they have the means (model/tenures.py), else they go on renting.

Leaves out: that developers build less when the rule costs them (the price of a home does not depend on its tenure here),
rent paid that counts towards the price. So the rule does a little more than it would.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.building import rule_draw
from model.codes import DwellingState, Tenure
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.tenures import Params as Tenures
from model.tenures import log_means
from model.traits import DirectOutput, Instrument, Lever


@parameters("tenure_mix_rule")
class Params(NamedTuple):
    """How letting to own works."""

    years_let: float = par(4.0, unit="years", low=2.0, high=7.0, source="assumption", note="before tenants may buy")


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Say how much must be let; sell what has been let to own for long enough."""
    lev, rules, is_active = spec.levers, region.rules, spec.until is None or year < spec.until
    share, to_own = lev["rented_share"], lev["rented_share"] * lev["to_own"]
    if share <= 0.0:
        return
    if is_active:
        rules.rent_share[:] = np.maximum(rules.rent_share, share)
    if to_own > 0.0:
        region.memory[spec.id]["works_until"] = year + 1  # leases outlive the rule
        _sell(region, spec, to_own, year)


def _sell(region: Region, spec: PolicySpec, to_own: float, year: int) -> None:
    """Tenants of homes let to own buy them, if they can pay."""
    d, h = region.dwellings.c, region.households.c
    years = round(region.par(Params).years_let)
    last = year if spec.until is None else spec.until + 3  # homes started under the rule, at the latest
    let = (d.tenure == Tenure.RENTED) & (d.state == DwellingState.OCCUPIED) & (d.household_id >= 0)
    let &= (d.year_built > spec.start) & (d.year_built <= last) & (d.year_built + years <= year)
    rows = np.flatnonzero(let)
    rows = rows[rule_draw(region, d.key[rows]) < to_own]
    tenants = d.household_id[rows]
    means = log_means(region.par(Tenures), h.income_nok_year[tenants].astype(np.float64))
    price = region.price_nok_m2[d.place_id[rows]] * d.floor_m2[rows]
    buys = (np.log(price) <= means) & (h.moved_year[tenants] + years <= year)
    d.tenure[rows[buys]] = Tenure.OWNED
    h.tenure[tenants[buys]] = Tenure.OWNED


def _bound(region: Region, spec: PolicySpec) -> float:
    return 100.0 * float(region.rules.rent_share.mean())


TENURE_MIX_RULE = Instrument(
    id="tenure_mix_rule",
    label={"nb": "Krav om utleieboliger", "en": "Rule on rented homes"},
    description={
        "nb": "En del av boligene som utbyggere bygger, skal leies ut, noen av dem som leie til eie.",
        "en": "A part of the homes that developers build must be let, some of them let to own.",
    },
    area="1",
    levers=(
        Lever("rented_share", {"nb": "Andel som skal leies ut", "en": "Share that must be let"}, unit="share",
              default=0.3, low=0, high=1, neutral=0),
        Lever("to_own", {"nb": "Av disse: leie til eie", "en": "Of these: let to own"}, unit="share", default=0.3,
              low=0, high=1),
    ),
    payers=(),
    act=act,
    leaves_out="That developers build less when the rule costs them: it does a little more than it would.",
    sdg=("11.1",),
    output=DirectOutput("rented_share", {"nb": "Nye boliger som skal leies ut", "en": "New homes bound to be let"},
                        "per cent", _bound),
)  # fmt: skip
