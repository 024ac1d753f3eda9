"""Municipalities merge: one council, one budget, one rule set, for the named one and its nearest neighbours.

From 1 January of the first year one council decides (model/cooperation.py): it administers once, which is cheaper per head
the larger it is, and gets the sums that are per municipality once. The state makes good what is lost of those sums for some
years, and pays a part of what merging costs. The new council looks at all its services and merges or moves units where
that saves more than the journeys cost; which ones is its choice, with its reason in the log. A merger lasts: `until` ends
nothing but the compensation.

Leaves out: what it costs to agree, and resistance; names; a falling compensation in its last years (it stops at once).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.cooperation import councils, merge, nearest
from model.income_system import Params as Money
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.service_costs import account
from model.service_works import review_of
from model.traits import DirectOutput, Instrument, Lever


@parameters("municipal_merger")
class Params(NamedTuple):
    """What merging costs."""

    merging_nok: float = par(
        25e6,
        unit="NOK per municipality",
        low=10e6,
        high=50e6,
        source="assumption",
        note="of each, once: systems, people",
    )


def _sums_nok(region: Region, members: list[int]) -> float:
    """Grants that are per municipality, of the councils of members today, NOK a year."""
    p, c, m = region.par(Money), region.persons.c, region.zones.municipality
    homes = m[c.place_id[c.household_id >= 0]]
    people = np.bincount(councils(region)[homes], minlength=region.municipalities.n)
    own = np.unique(councils(region)[members])
    return float(p.grant_per_municipality * own.size + p.small_grant * (people[own] < p.small_threshold).sum())


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Merge in the first year; compensate."""
    lev, memory, p = spec.levers, region.memory[spec.id], region.par(Params)
    if lev["partners"] <= 0:
        return
    if year == spec.start:
        first = [m.code for m in region.data.municipalities].index(lev["municipality"])
        members = [first, *nearest(region, first, int(lev["partners"]))]
        before = _sums_nok(region, members)
        merge(region, members)
        memory["council"], memory["lost_nok"] = first, before - _sums_nok(region, members)
        for m in members:
            state = lev["state_share"] * p.merging_nok
            region.accounts.pay("state", account(region, m), state, "support of a merger", spec.id)
            region.accounts.pay(account(region, m), "outside", p.merging_nok, "merging", spec.id)
        names = ", ".join(region.data.municipalities[m].code for m in members)
        region.ledger.write(year, account(region, first), "merges", spec.id, members=names, lost=memory["lost_nok"])
        review_of(region, np.array(members), year)
    if year < spec.start + lev["compensation_years"] and (spec.until is None or year < spec.until):
        payee = account(region, memory["council"])
        region.accounts.pay("state", payee, memory["lost_nok"], "compensation of a merger", spec.id)


def _merged(region: Region, spec: PolicySpec) -> float:
    own = councils(region)
    return float(own.size - np.unique(own).size)


MUNICIPAL_MERGER = Instrument(
    id="municipal_merger",
    label={"nb": "Kommunesammenslåing", "en": "Municipal merger"},
    description={
        "nb": "En kommune og dens nærmeste naboer blir én, med ett budsjett og ett kommunestyre.",
        "en": "A municipality and its nearest neighbours become one, with one budget and one council.",
    },
    area="7",
    levers=(
        Lever("municipality", {"nb": "Kommune", "en": "Municipality"}, kind="municipality"),
        Lever(
            "partners",
            {"nb": "Nabokommuner som slås sammen med den", "en": "Neighbours that merge with it"},
            kind="integer",
            unit="municipalities",
            default=1,
            low=0,
            high=20,
            neutral=0,
        ),
        Lever(
            "state_share",
            {"nb": "Statens andel av kostnadene", "en": "State's share of the cost"},
            unit="share",
            default=0.6,
            low=0,
            high=1,
        ),
        Lever(
            "compensation_years",
            {"nb": "År med kompensasjon", "en": "Years of compensation"},
            kind="integer",
            unit="years",
            default=15,
            low=0,
            high=30,
        ),
    ),
    payers=("municipality", "state"),
    act=act,
    leaves_out="Resistance, and what a council's distance does to trust: merging comes out somewhat too good.",
    sdg=("17.17",),
    source="EVIDENCE admin_cost_elasticity; compensation for 15 years: assumption after the Norwegian rule",
    output=DirectOutput("partners", {"nb": "Kommuner innlemmet", "en": "Municipalities merged"}, "municipalities",
                        _merged),
)  # fmt: skip
