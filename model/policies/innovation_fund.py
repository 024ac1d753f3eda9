"""Discretionary state money for joint renewal projects: the state chooses who gets it, the municipalities what to change.

Each year councils apply, each with its nearest neighbour and with a part of its own. Who has waited longest for a project
comes first, among those the one with the weakest result per krone of revenue, until the money is spent. A project pays
staff for a year and lets the council and its neighbour look at all their services at once: units are merged or moved where
that saves more than the journeys cost. Who got money and why, and what was changed and why, is in the log.

Leaves out: what projects invent beyond where services are (effects too small), applications that cost more than they give.
"""

from __future__ import annotations

import numpy as np

from model.cooperation import councils, nearest
from model.inputs import PolicySpec
from model.region import Region
from model.service_costs import account
from model.service_works import review_of
from model.traits import DirectOutput, Instrument, Lever, strength


def rank(region: Region, last: dict[int, int]) -> list[tuple[int, float]]:
    """Councils and their result per krone of revenue: who has waited longest first, then the weakest (ties: code).

    last: year of a council's latest project.
    """
    c, n = region.municipalities.c, region.municipalities.n
    net, revenue = (np.bincount(councils(region), weights=x, minlength=n) for x in (c.net_result_nok, c.revenue_nok))
    result = np.divide(net, revenue, out=np.zeros(n), where=revenue > 0)
    own = np.unique(councils(region))
    waited = np.array([last.get(int(m), 0) for m in own])
    return [(int(m), float(result[m])) for m in own[np.lexsort((c.code[own], result[own], waited))]]


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Choose, pay, look."""
    lev, memory = spec.levers, region.memory[spec.id]
    left = lev["mnok_per_year"] * 1e6 * strength(spec, year)
    last = memory.setdefault("last", {})
    for m, result in rank(region, last):
        nok = min(left, lev["project_mnok"] * 1e6)
        if nok <= 0.0:
            break
        left -= nok
        last[m] = year
        memory["nok"] = memory.get("nok", 0.0) + nok
        payee = account(region, m)
        region.accounts.pay("state", payee, nok, "renewal project", spec.id)
        own = nok * lev["own_share"] / (1.0 - lev["own_share"])
        region.accounts.pay(payee, "outside", nok + own, "renewal project", spec.id)
        members = [m, *nearest(region, m, 1)]
        names = ", ".join(region.data.municipalities[row].code for row in members)
        why = "who waited longest, then the weakest result"
        region.ledger.write(year, "state", "gives to a project", why, to=names, nok=nok, result=result, policy=spec.id)
        review_of(region, np.array(members), year)
    if left > 0.0:
        region.note(
            spec.id,
            nb="Fondet gir mer enn kommunene har prosjekter til; resten blir stående.",
            en="The fund has more money than the municipalities have projects; the rest stays.",
        )


def _given(region: Region, spec: PolicySpec) -> float:
    return float(region.memory.get(spec.id, {}).get("nok", 0.0)) / 1e6


INNOVATION_FUND = Instrument(
    id="innovation_fund",
    label={"nb": "Fornyingsmidler", "en": "Renewal fund"},
    description={
        "nb": "Skjønnsmidler fra staten til felles fornyingsprosjekter; kommunene velger hva de endrer.",
        "en": "Discretionary state money for joint renewal projects; municipalities choose what they change.",
    },
    area="7",
    levers=(
        Lever(
            "mnok_per_year",
            {"nb": "Beløp per år", "en": "Sum a year"},
            unit="MNOK/year",
            default=6.0,
            low=0,
            high=200,
            neutral=0,
        ),
        Lever(
            "project_mnok",
            {"nb": "Tilskudd per prosjekt", "en": "Grant per project"},
            unit="MNOK",
            default=3.0,
            low=0.5,
            high=20,
        ),
        Lever(
            "own_share",
            {"nb": "Kommunens egen andel", "en": "Municipality's own share"},
            unit="share of the project",
            default=0.25,
            low=0,
            high=0.8,
        ),
    ),
    payers=("state", "municipality"),
    act=act,
    can_phase_in=True,
    leaves_out="What projects invent beyond where services are: effects come out somewhat too small.",
    sdg=("17.17",),
    output=DirectOutput("mnok_per_year", {"nb": "Tilskudd gitt", "en": "Grants given"}, "MNOK", _given),
)
