"""Traineeships and youth jobs: posts for a time with local employers, and graduates who hear of them.

An employer holds the posts in the zone; whoever has one leaves it when the contract is over and seeks another
(model/submodels/work.py). For every post that becomes free some young graduates outside consider the region. Posts are
open to residents too. When the scheme ends, its posts end.

Leaves out: that employers keep the trainee (no more likely than anybody else), posts that would have been there anyway.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.codes import Education, Owner
from model.employers import key_of, open_employer, posts_of, resize
from model.incentives import Invitation
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.rng import text_key
from model.traits import DirectOutput, Instrument, Lever


@parameters("trainee_scheme")
class Params(NamedTuple):
    """What a trainee costs, and how many hear of a post."""

    post_nok: float = par(
        650_000, unit="NOK per post and year", low=500_000, high=800_000, source="assumption", note="wage and taxes"
    )
    asked: float = par(
        3.0, unit="graduates outside per free post", low=0.0, high=8.0, source="assumption", note="who consider it"
    )
    years_outside: float = par(
        3.0, unit="years", low=1.0, high=6.0, source="assumption", note="that they have lived where they studied"
    )


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Open the posts in the first year, ask graduates and pay every year, close in the year after the last."""
    lev, p, memory = spec.levers, region.par(Params), region.memory[spec.id]
    posts = int(lev["posts"])
    if posts <= 0:
        return
    key, f = key_of(spec.id), region.firms.c
    if year == spec.start:
        sector = [s.id for s in region.sectors].index(lev["sector"])
        place, tertiary = region.place_of_zone(lev["zone"]), float(lev["tertiary_share"])
        row = open_employer(region, key, place, sector, float(posts), 0.0, tertiary, Owner.PRIVATE)
        f.contract_years[row] = int(lev["contract_years"])
        if spec.until is not None:
            memory["works_until"] = spec.until  # called once more, to close the posts
    elif spec.until is not None and year >= spec.until:
        resize(region, np.array([region.firms.row_of(key)]), 0.0)
        return
    share = 1.0 if year == spec.start else 1.0 / int(lev["contract_years"])
    asked, ages = round(posts * share * p.asked), (22, 30)
    invitation = Invitation(int(text_key(spec.id)), asked, Education.TERTIARY, -1, ages, p.years_outside)
    region.incentives.invitations.append(invitation)
    nok = posts * p.post_nok
    region.accounts.pay("county", "employers", nok * lev["county_share"], "traineeships", spec.id)
    region.accounts.pay("employers", "households", nok, "traineeships", spec.id)


def _posts(region: Region, spec: PolicySpec) -> float:
    return posts_of(region, key_of(spec.id))


TRAINEE_SCHEME = Instrument(
    id="trainee_scheme",
    label={"nb": "Traineeordning", "en": "Trainee scheme"},
    description={
        "nb": "Tidsbegrensede stillinger for unge og nyutdannede hos lokale arbeidsgivere.",
        "en": "Posts for a time, for young people and new graduates, with local employers.",
    },
    area="3",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever("posts", {"nb": "Traineestillinger", "en": "Trainee posts"}, kind="integer", unit="posts", default=10,
              low=0, high=100, neutral=0),
        Lever("sector", {"nb": "Næring", "en": "Sector"}, kind="sector", default="business_services"),
        Lever("tertiary_share", {"nb": "Andel med høyere utdanning", "en": "Share that asks for higher education"},
              unit="share", default=0.8, low=0, high=1),
        Lever("contract_years", {"nb": "År i stillingen", "en": "Years in the post"}, kind="integer", unit="years",
              default=2, low=1, high=5),
        Lever("county_share", {"nb": "Fylkets andel", "en": "County's share"}, unit="share", default=0.4, low=0,
              high=1),
    ),
    payers=("county", "employers"),
    act=act,
    eligible={"nb": "Alle som søker arbeid; nyutdannede utenfor regionen hører om stillingene",
              "en": "Everybody who seeks work; new graduates outside hear of the posts"},
    leaves_out="Employers who keep their trainee (effect too small); posts that would have come anyway (too large).",
    sdg=("4.4", "8.3"),
    output=DirectOutput("posts", {"nb": "Traineestillinger", "en": "Trainee posts"}, "posts", _posts),
)  # fmt: skip
