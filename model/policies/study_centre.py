"""A study centre in existing premises: places for part-time degrees, and others to study with.

Places of the year are a course (model/adult_learning.py): adults within reach who want one of its fields begin there, many
of whom would have studied elsewhere. A room of fellow students draws more than a place to study alone. What the place costs
is paid for every year that a student has.

Leaves out: premises and posts of the centre itself (that is the service type `study_centre`, which `open_service` opens),
young people who stay to study full time from home.
"""

from __future__ import annotations

from typing import NamedTuple

from model.adult_learning import TAUGHT
from model.codes import Education
from model.higher_education import Params as Studies
from model.incentives import Course
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.service_costs import account
from model.traits import DirectOutput, Instrument, Lever


@parameters("study_centre")
class Params(NamedTuple):
    """What a place costs and draws."""

    place_nok: float = par(40_000, unit="NOK per place and year", low=20_000, high=80_000, source="assumption")
    company: float = par(
        1.3, unit="factor on who begins", low=1.0, high=2.0, source="assumption", note="others to study with"
    )


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Offer this year's places; pay for all that run."""
    lev, p = spec.levers, region.par(Params)
    places = int(lev["places"])
    if places <= 0:
        return
    zone, years = region.place_of_zone(lev["zone"]), round(region.par(Studies).adult_years)
    course = Course(zone, places, TAUGHT[lev["field"]], Education.TERTIARY, years, pull=p.company)
    region.incentives.courses.append(course)
    region.memory[spec.id]["places"] = region.memory[spec.id].get("places", 0) + places
    nok = places * min(year - spec.start + 1, years) * p.place_nok
    own = account(region, int(region.zones.municipality[zone]))
    rest = max(1.0 - lev["state_share"] - lev["county_share"], 0.0)
    for payer, share in (("state", lev["state_share"]), ("county", lev["county_share"]), (own, rest)):
        region.accounts.pay(payer, "outside", nok * share, "study centre", spec.id)


STUDY_CENTRE = Instrument(
    id="study_centre",
    label={"nb": "Studiesenter", "en": "Study centre"},
    description={
        "nb": "Studieplasser på deltid i eksisterende lokaler, med et miljø å studere i.",
        "en": "Part-time study places in existing premises, with others to study with.",
    },
    area="3",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever("places", {"nb": "Nye plasser per år", "en": "New places a year"}, kind="integer", unit="places/year",
              default=30, low=0, high=300, neutral=0),
        Lever("field", {"nb": "Fagområde", "en": "Field"}, kind="option", default="all", options=tuple(TAUGHT)),
        Lever("state_share", {"nb": "Statens andel", "en": "State's share"}, unit="share", default=0.5, low=0, high=1),
        Lever("county_share", {"nb": "Fylkets andel", "en": "County's share"}, unit="share", default=0.2, low=0,
              high=1),
    ),
    payers=("state", "county", "municipality"),
    act=act,
    eligible={"nb": "Voksne fra 26 til 50 år med videregående opplæring, i praksis de som bor innen rekkevidde",
              "en": "Adults of 26 to 50 with upper secondary education, in practice those within reach"},
    leaves_out="Young people who stay to study from home, and the centre's own posts: the effect is a little too small.",
    sdg=("4.3", "4.4"),
    output=DirectOutput(
        "places", {"nb": "Plasser tilbudt", "en": "Places offered"}, "places",
        lambda region, spec: float(region.memory.get(spec.id, {}).get("places", 0)),
    ),
)  # fmt: skip
