"""The state bank lends to who builds homes where a home sells for less than it costs.

Every year loans are on offer in the zones where the price of a square metre is below a share of building cost: for a
share of the cost, at an interest below the market's, covering a share of the loss if the home is sold. Developers and
self-builders see the lower cost and risk (model/finance.py) and choose; whoever builds there takes the loan. The bank
sets aside what the loan costs it when the home is started: interest forgone until half of it is paid back, and expected
losses.

Leaves out: that ordinary banks lend on the market value only, which is the hardest limit in cheap places (the effect is
too small), and loans for homes that exist.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.building import home_keys
from model.codes import DwellingState
from model.finance import Params as Finance
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever


@parameters("rural_housing_loans")
class Params(NamedTuple):
    """How long money is lent."""

    years_lent: float = par(12.0, unit="years", low=8.0, high=18.0, source="assumption", note="until half is repaid")


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Set aside money for last year's loans, and offer this year's."""
    lev, memory, rules = spec.levers, region.memory[spec.id], region.rules
    if lev["loan_share"] <= 0.0 or (lev["interest_cut"] <= 0.0 and lev["loss_cover"] <= 0.0):
        return
    _set_aside(region, spec)
    if spec.until is not None and year >= spec.until:
        return
    memory["works_until"] = year + 1  # for the homes that are started this year
    cost = region.base.get("construction_cost_nok_m2")
    ratio = region.price_nok_m2 / cost[0] if cost is not None else np.zeros(region.n_zones)
    here = ratio < lev["price_below"]
    memory["zones"], memory["known"] = here, set(_under_construction(region, here)[1].tolist())
    rules.loan_share[here] = np.maximum(rules.loan_share[here], lev["loan_share"])
    rules.loan_points[here] = np.maximum(rules.loan_points[here], lev["interest_cut"] / 100.0)
    rules.loan_cover[here] = np.maximum(rules.loan_cover[here], lev["loss_cover"])


def _under_construction(region: Region, here: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows and keys of homes that builders have under construction in zones [Z], in order of key."""
    d = region.dwellings.c
    rows = np.flatnonzero(d.state == DwellingState.UNDER_CONSTRUCTION)
    rows = rows[here[d.place_id[rows]]]
    ordered = [home_keys(id_, int(kept["ordered"])) for id_, kept in region.memory.items() if "ordered" in kept]
    if ordered:  # what the municipality orders it pays itself
        rows = rows[~np.isin(d.key[rows], np.concatenate(ordered))]
    rows = rows[np.argsort(d.key[rows])]
    return rows, d.key[rows]


def _set_aside(region: Region, spec: PolicySpec) -> None:
    """Pay into the loss fund for the homes that were started since the last call."""
    lev, memory, d, p = spec.levers, region.memory[spec.id], region.dwellings.c, region.par(Params)
    if "zones" not in memory:
        return
    rows, keys = _under_construction(region, memory["zones"])
    new = rows[[int(key) not in memory["known"] for key in keys]] if rows.size else rows
    if new.size == 0:
        return
    cost = d.floor_m2[new] * region.base["construction_cost_nok_m2"][0]
    lent = lev["loan_share"] * cost
    loss = np.maximum(cost - d.floor_m2[new] * region.price_nok_m2[d.place_id[new]], 0.0)
    # Losses come with sales, one home in 1/resale years.
    sold = 1.0 - np.exp(-region.par(Finance).resale * p.years_lent)
    aside = lent * lev["interest_cut"] / 100.0 * p.years_lent + lev["loan_share"] * lev["loss_cover"] * loss * sold
    memory["lent_nok"] = memory.get("lent_nok", 0.0) + float(lent.sum())
    memory["homes"] = memory.get("homes", 0) + int(new.size)
    region.accounts.pay("state_bank", "outside", float(aside.sum()), "interest and losses of housing loans", spec.id)
    region.ledger.write(
        region.year, "state_bank", "lends", "homes started where price is below cost", homes=int(new.size),
        nok=float(lent.sum()),
    )  # fmt: skip


def _lent(region: Region, spec: PolicySpec) -> float:
    return float(region.memory.get(spec.id, {}).get("lent_nok", 0.0)) / 1e6


RURAL_HOUSING_LOANS = Instrument(
    id="rural_housing_loans",
    label={"nb": "Distriktslån til boligbygging", "en": "Rural housing loans"},
    description={
        "nb": "Husbanken låner ut til nye boliger der de er verdt mindre enn de koster, og bærer noe av tapet.",
        "en": "The state bank lends to new homes where they are worth less than they cost, and bears some of the loss.",
    },
    area="1",
    levers=(
        Lever("loan_share", {"nb": "Andel av kostnaden som lånes ut", "en": "Share of cost lent"}, unit="share",
              default=0.8, low=0, high=1, neutral=0),
        Lever("interest_cut", {"nb": "Rente under markedet", "en": "Interest below the market"},
              unit="percentage points", default=1.0, low=0, high=4),
        Lever("loss_cover", {"nb": "Andel av tap som banken bærer", "en": "Share of losses that the bank bears"},
              unit="share", default=0.5, low=0, high=1),
        Lever("price_below", {"nb": "Der prisen er under denne andelen av byggekostnaden",
                              "en": "Where the price is below this share of building cost"},
              unit="share", default=0.8, low=0.3, high=1.2),
    ),
    payers=("state_bank",),
    act=act,
    eligible={"nb": "De som bygger i soner med lav pris", "en": "Whoever builds in zones where prices are low"},
    leaves_out="That ordinary banks lend on market value only, not on cost: the effect is too small in cheap places.",
    sdg=("11.1", "11.a"),
    source="assumptions of model/finance.py; EVIDENCE V28 for the gap",
    output=DirectOutput("loan_share", {"nb": "Utlånt", "en": "Lent"}, "MNOK", _lent),
)  # fmt: skip
