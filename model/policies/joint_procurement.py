"""Municipalities buy together: a larger buyer pays less for what it buys.

    price = (residents of all members / own residents) ^ −elasticity

so the smallest member gains most. It applies to the purchases in municipalities' other services; a common office costs a
sum a year, shared by residents. When the agreement ends each pays its own price again.

Leaves out: purchases in schools, care and other services with units (gain too small); local suppliers who lose to larger
ones (the effect on local firms is too good).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.cooperation import councils, nearest
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.service_costs import account
from model.traits import DirectOutput, Instrument, Lever


@parameters("joint_procurement")
class Params(NamedTuple):
    """What volume does to prices, and the office."""

    elasticity: float = par(
        0.03,
        unit="elasticity",
        low=0.0,
        high=0.08,
        source="assumption",
        note="of price by volume: −2 % at twice as much",
    )
    office_nok: float = par(1_500_000, unit="NOK per year", low=500_000, high=4_000_000, source="assumption")


def _residents(region: Region) -> np.ndarray:
    """Residents of every municipality [M]."""
    c, m = region.persons.c, region.zones.municipality
    return np.bincount(m[c.place_id[c.household_id >= 0]], minlength=region.municipalities.n).astype(np.float64)


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Agree in the first year, buy together and share the office's cost each year."""
    lev, memory, p = spec.levers, region.memory[spec.id], region.par(Params)
    if lev["partners"] <= 0:
        return
    people, n = _residents(region), region.municipalities.n
    if year == spec.start:
        first = [m.code for m in region.data.municipalities].index(lev["municipality"])
        members = [first, *nearest(region, first, int(lev["partners"]))]
        own = np.bincount(councils(region), weights=people, minlength=n)[
            councils(region)
        ]  # a council buys as one already
        price = np.ones(n)
        together = own[np.unique(councils(region)[members])].sum()
        price[members] = (together / own[members]) ** -p.elasticity
        memory["members"], memory["price"] = members, price
        region.ledger.write(
            year, account(region, first), "buys together", spec.id,
            members=", ".join(region.data.municipalities[m].code for m in members),
        )  # fmt: skip
    region.purchase_price *= memory["price"]
    share = people[memory["members"]] / people[memory["members"]].sum()
    for m, part in zip(memory["members"], share.tolist(), strict=True):
        region.accounts.pay(account(region, m), "outside", part * p.office_nok, "common office", spec.id)


def _discount(region: Region, spec: PolicySpec) -> float:
    """Mean over municipalities."""
    return 100.0 * float(1.0 - region.purchase_price.mean())


JOINT_PROCUREMENT = Instrument(
    id="joint_procurement",
    label={"nb": "Felles innkjøp", "en": "Joint procurement"},
    description={
        "nb": "En kommune og dens nærmeste naboer kjøper inn sammen og betaler mindre.",
        "en": "A municipality and its nearest neighbours buy together and pay less.",
    },
    area="7",
    levers=(
        Lever("municipality", {"nb": "Kommune", "en": "Municipality"}, kind="municipality"),
        Lever(
            "partners",
            {"nb": "Nabokommuner som blir med", "en": "Neighbours that join"},
            kind="integer",
            unit="municipalities",
            default=5,
            low=0,
            high=20,
            neutral=0,
        ),
    ),
    payers=("municipality",),
    act=act,
    leaves_out="Purchases in services with units (saves too little); small local suppliers (too good for local firms).",
    sdg=("17.17",),
    output=DirectOutput("partners", {"nb": "Rabatt", "en": "Discount"}, "percent", _discount),
)
