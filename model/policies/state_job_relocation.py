"""State jobs are moved to a zone: posts, the staff who hold them today, and vacancies to fill.

An employer with n posts opens in the zone on 1 January of the first year (with `phase_in_years`, a growing part of it).
Whoever holds the posts today is an agent outside: each weighs following with the same utility as everybody else, against
staying, with an inertia so that about one in five follows (EVIDENCE relocated_state_staff_quit_share 0.8, seven agencies
2003–2007). The other posts are open to whoever seeks work, here or outside. The place that loses the posts counts −n.

Leaves out: the agency's visitors, who would add a little to the effect. What it buys follows from its staff (demand).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.codes import Owner
from model.employers import key_of, open_employer, posts_of, resize
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Incumbents, Region
from model.traits import DirectOutput, Instrument, Lever, strength

SECTOR = "public_administration"


@parameters("state_job_relocation")
class Params(NamedTuple):
    """What is known of agencies that moved."""

    follower_inertia: float = par(
        3.0,
        unit="utility",
        low=1.0,
        high=6.0,
        source="EVIDENCE relocated_state_staff_quit_share: about 80 % quit",
        note="of the staff's life where they live now; set so that about a fifth follows",
    )
    cost_per_job_nok: float = par(
        1_000_000, unit="NOK per job", low=500_000, high=1_500_000, source="EVIDENCE relocated_state_staff_quit_share"
    )


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Open the employer, or let it grow while it is phased in; ask the holders of the posts; pay for the move."""
    memory = region.memory[spec.id]
    before = int(memory.get("jobs", 0))
    now = round(spec.levers["jobs"] * strength(spec, year))
    added = now - before
    if added <= 0:
        return
    p = region.par(Params)
    tertiary = float(spec.levers["tertiary_share"])
    outside = region.outside.ids.index(spec.levers["origin"])
    if "employer_key" not in memory:
        memory["employer_key"] = key_of(spec.id)
        place, sector = region.place_of_zone(spec.levers["zone"]), [s.id for s in region.sectors].index(SECTOR)
        row = open_employer(region, memory["employer_key"], place, sector, float(now), 0.0, tertiary, Owner.STATE)
    else:
        row = region.firms.row_of(memory["employer_key"])
        resize(region, np.array([row]), now)
    asked = round(added * spec.levers["may_follow_share"])
    region.incumbents.append(
        Incumbents(row, region.n_zones + outside, before, before + asked, tertiary, p.follower_inertia)
    )
    region.transfer("jobs", np.array([outside]), np.array([-float(added)]))
    region.accounts.pay("state", "outside", added * p.cost_per_job_nok, "moving an agency", spec.id)
    region.ledger.write(year, "state", "moves posts", spec.id, zone=spec.levers["zone"], posts=added, asked=asked)
    memory["jobs"] = now


def _posts(region: Region, spec: PolicySpec) -> float:
    return posts_of(region, key_of(spec.id))


STATE_JOB_RELOCATION = Instrument(
    id="state_job_relocation",
    label={"nb": "Statlige arbeidsplasser flyttes ut", "en": "State jobs relocated"},
    description={
        "nb": "Staten flytter stillinger til en sone. De ansatte kan bli med; resten av stillingene lyses ut.",
        "en": "The state moves posts to a zone. Their holders may follow; the other posts are advertised.",
    },
    area="4",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever(
            "jobs",
            {"nb": "Stillinger", "en": "Posts"},
            kind="integer",
            unit="posts",
            default=100,
            low=0,
            high=2000,
            neutral=0,
        ),
        Lever(
            "tertiary_share",
            {"nb": "Andel med høyere utdanning", "en": "Share that asks for higher education"},
            unit="share",
            default=0.7,
            low=0,
            high=1,
        ),
        Lever(
            "may_follow_share",
            {"nb": "Andel som får bli med", "en": "Share of holders who may follow"},
            unit="share",
            default=1.0,
            low=0,
            high=1,
        ),
        Lever("origin", {"nb": "Flyttes fra", "en": "Moved from"}, kind="outside", default="oslo"),
    ),
    payers=("state",),
    act=act,
    leaves_out="The agency's visitors: the effect on other jobs is a little too small.",
    can_phase_in=True,
    sdg=("8.3", "11.a"),
    source="EVIDENCE V12, relocated_state_staff_quit_share",
    output=DirectOutput("jobs", {"nb": "Stillinger i sonen", "en": "Posts in the zone"}, "posts", _posts),
)
