"""Students of health and care have their practice in a municipality; those who finish soon may want a post there.

Each year's students in their last year consider the region as everybody outside does (model/submodels/candidates.py), with
little to keep them where they study. They come only with a post of their own field or another, and a home. Nothing makes
them stay: what they find does.

Leaves out: that they know the place and the workplace (too few stay), staff's time for guidance beyond what is paid.
"""

from __future__ import annotations

from typing import NamedTuple

from model.codes import Education, Field
from model.incentives import Invitation
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.rng import text_key
from model.service_costs import account
from model.traits import DirectOutput, Instrument, Lever


@parameters("practice_placements")
class Params(NamedTuple):
    """Who the students are, and what a placement costs."""

    last_year: float = par(
        0.4, unit="share of placements", low=0.2, high=0.6, source="assumption", note="of students who finish this year"
    )
    placement_nok: float = par(25_000, unit="NOK per placement", low=10_000, high=50_000, source="assumption")
    years_outside: float = par(
        3.0, unit="years", low=1.0, high=6.0, source="assumption", note="that they have lived where they study"
    )


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Ask this year's last-year students; pay for all placements."""
    lev, p, memory = spec.levers, region.par(Params), region.memory[spec.id]
    n = int(lev["placements"])
    if n <= 0:
        return
    asked, ages = round(n * p.last_year), (22, 28)
    region.incentives.invitations.append(
        Invitation(int(text_key(spec.id)), asked, Education.TERTIARY, Field.CARE, ages, p.years_outside)
    )
    memory["placements"] = memory.get("placements", 0) + n
    own = account(region, [m.code for m in region.data.municipalities].index(lev["municipality"]))
    nok = n * p.placement_nok
    region.accounts.pay("state", own, nok * lev["state_share"], "practice placements", spec.id)
    region.accounts.pay(own, "households", nok, "practice placements", spec.id)


PRACTICE_PLACEMENTS = Instrument(
    id="practice_placements",
    label={"nb": "Praksisplasser i helsefag", "en": "Practice placements in health"},
    description={
        "nb": "Helsefagstudenter har praksis i kommunen. Noen av dem søker jobb og blir, hvis de finner arbeid og bolig.",
        "en": "Students of health have their practice in the municipality. Some stay, if they find a post and a home.",
    },
    area="3",
    levers=(
        Lever("municipality", {"nb": "Kommune", "en": "Municipality"}, kind="municipality"),
        Lever("placements", {"nb": "Praksisplasser per år", "en": "Placements a year"}, kind="integer",
              unit="placements/year", default=30, low=0, high=300, neutral=0),
        Lever("state_share", {"nb": "Statens andel", "en": "State's share"}, unit="share", default=0.5, low=0, high=1),
    ),
    payers=("state", "municipality"),
    act=act,
    eligible={"nb": "Studenter i helse- og omsorgsfag utenfor regionen", "en": "Students of health and care outside"},
    leaves_out="That they get to know the place and the workplace: too few stay.",
    sdg=("4.4",),
    output=DirectOutput(
        "placements", {"nb": "Praksisplasser", "en": "Placements"}, "placements",
        lambda region, spec: float(region.memory.get(spec.id, {}).get("placements", 0)),
    ),
)  # fmt: skip
