"""A common programme of several municipalities and the county: an office with posts in one zone, cost shared.

The named municipality and its nearest neighbours open a common office (development, planning, case work) with so many
posts. The county bears its share of what they cost, the municipalities the rest by residents. Its staff live and spend
like others. When the agreement ends the posts are gone.

Leaves out: what the programme is good for beyond its posts; it has no effect on others' growth.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.codes import Owner
from model.cooperation import nearest
from model.employers import key_of, open_employer, resize
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.service_costs import account
from model.traits import DirectOutput, Instrument, Lever

SECTOR = "public_administration"


@parameters("regional_agreement")
class Params(NamedTuple):
    """What a post costs."""

    post_nok: float = par(
        900_000,
        unit="NOK per post and year",
        low=750_000,
        high=1_200_000,
        source="assumption",
        note="all costs",
    )
    tertiary_share: float = par(0.8, unit="share of posts", low=0.5, high=1.0, source="assumption")


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Open the office, pay for it each year, close it in the end."""
    lev, memory, p = spec.levers, region.memory[spec.id], region.par(Params)
    posts = int(lev["posts"])
    if posts == 0:
        return
    if year == spec.start:
        first = [m.code for m in region.data.municipalities].index(lev["municipality"])
        memory["members"] = [first, *nearest(region, first, int(lev["partners"]))]
        memory["key"], memory["works_until"] = key_of(spec.id), spec.until or 0
        place, sector = region.place_of_zone(lev["zone"]), [s.id for s in region.sectors].index(SECTOR)
        open_employer(region, memory["key"], place, sector, float(posts), 0.0, p.tertiary_share, Owner.MUNICIPALITY)
        names = ", ".join(region.data.municipalities[m].code for m in memory["members"])
        region.ledger.write(year, account(region, first), "opens a common office", spec.id, members=names, posts=posts)
    elif spec.until is not None and year >= spec.until:
        resize(region, np.array([region.firms.row_of(memory["key"])]), 0.0)
        return
    _pay(region, spec, posts * p.post_nok)


def _pay(region: Region, spec: PolicySpec, nok: float) -> None:
    """County's share, the rest by residents."""
    c, m = region.persons.c, region.zones.municipality
    members, share = region.memory[spec.id]["members"], float(spec.levers["county_share"])
    people = np.bincount(m[c.place_id[c.household_id >= 0]], minlength=region.municipalities.n)[members]
    parts = [("county", share * nok)]
    parts += [
        (account(region, row), (1.0 - share) * nok * n / people.sum())
        for row, n in zip(members, people.tolist(), strict=True)
    ]
    for payer, amount in parts:
        region.accounts.pay(payer, "outside", float(amount), "common programme", spec.id)


def _posts(region: Region, spec: PolicySpec) -> float:
    key = region.memory.get(spec.id, {}).get("key")
    return 0.0 if key is None else float(region.firms.c.size[region.firms.row_of(key)])


REGIONAL_AGREEMENT = Instrument(
    id="regional_agreement",
    label={"nb": "Regional avtale", "en": "Regional agreement"},
    description={
        "nb": "Kommuner og fylke går sammen om et program med et felles kontor og deler kostnadene.",
        "en": "Municipalities and county run a common programme with an office, and share the cost.",
    },
    area="7",
    levers=(
        Lever("zone", {"nb": "Kontorets sone", "en": "Zone of the office"}, kind="zone"),
        Lever("municipality", {"nb": "Kommune som leder", "en": "Leading municipality"}, kind="municipality"),
        Lever(
            "partners",
            {"nb": "Nabokommuner som blir med", "en": "Neighbours that join"},
            kind="integer",
            unit="municipalities",
            default=5,
            low=0,
            high=20,
        ),
        Lever(
            "posts",
            {"nb": "Stillinger", "en": "Posts"},
            kind="integer",
            unit="posts",
            default=6,
            low=0,
            high=200,
            neutral=0,
        ),
        Lever(
            "county_share",
            {"nb": "Fylkets andel", "en": "County's share"},
            unit="share",
            default=0.5,
            low=0,
            high=1,
        ),
    ),
    payers=("municipality", "county"),
    act=act,
    leaves_out="What the programme achieves beyond its own posts: its effect is a lower bound.",
    sdg=("17.17", "11.a"),
    output=DirectOutput("posts", {"nb": "Stillinger", "en": "Posts"}, "posts", _posts),
)
