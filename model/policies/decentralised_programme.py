"""A decentralised programme, such as nursing: a cohort studies part time from home, with gatherings in the region.

A cohort begins every few years in one field. Only gatherings are travelled to, so it reaches further than a place to study
at every week (model/adult_learning.py). A cohort that has begun is paid for until it is done.

Leaves out: places at the mother institution that the cohort takes, practice during the studies, drop-outs.
"""

from __future__ import annotations

from typing import NamedTuple

from model.adult_learning import TAUGHT
from model.codes import Education
from model.incentives import Course
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever


@parameters("decentralised_programme")
class Params(NamedTuple):
    """What a place costs."""

    place_nok: float = par(90_000, unit="NOK per place and year", low=50_000, high=150_000, source="assumption")


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """A new cohort when it is time; pay for all that run."""
    lev, memory = spec.levers, region.memory[spec.id]
    places, years = int(lev["places"]), int(lev["years"])
    if places <= 0:
        return
    begun: list[int] = memory.setdefault("begun", [])
    is_open = spec.until is None or year < spec.until
    if is_open and (year - spec.start) % int(lev["every_years"]) == 0:
        zone = region.place_of_zone(lev["zone"])
        course = Course(zone, places, TAUGHT[lev["field"]], Education.TERTIARY, years, presence=lev["presence"])
        region.incentives.courses.append(course)
        begun.append(year)
        memory["works_until"] = year + years - 1
    nok = places * sum(year < first + years for first in begun) * region.par(Params).place_nok
    region.accounts.pay("state", "outside", nok, "study places", spec.id)


def _places(region: Region, spec: PolicySpec) -> float:
    return float(spec.levers["places"] * len(region.memory.get(spec.id, {}).get("begun", [])))


DECENTRALISED_PROGRAMME = Instrument(
    id="decentralised_programme",
    label={"nb": "Desentralisert studium", "en": "Decentralised programme"},
    description={
        "nb": "Et kull, for eksempel i sykepleie, studerer på deltid hjemmefra med samlinger i regionen.",
        "en": "A cohort, in nursing for example, studies part time from home with gatherings in the region.",
    },
    area="3",
    levers=(
        Lever("zone", {"nb": "Samlinger i", "en": "Gatherings in"}, kind="zone"),
        Lever("places", {"nb": "Plasser i et kull", "en": "Places in a cohort"}, kind="integer", unit="places",
              default=25, low=0, high=200, neutral=0),
        Lever("field", {"nb": "Fagområde", "en": "Field"}, kind="option", default="care", options=tuple(TAUGHT)),
        Lever("every_years", {"nb": "År mellom kull", "en": "Years between cohorts"}, kind="integer", unit="years",
              default=2, low=1, high=6),
        Lever("years", {"nb": "Studiets lengde", "en": "Length of studies"}, kind="integer", unit="years", default=4,
              low=2, high=6),
        Lever("presence", {"nb": "Reiser mot ukentlige møter", "en": "Journeys against weekly meetings"}, unit="share",
              default=0.4, low=0, high=1),
    ),
    payers=("state",),
    act=act,
    eligible={"nb": "Voksne fra 26 til 50 år med videregående opplæring som vil ha fagområdet",
              "en": "Adults of 26 to 50 with upper secondary education who want the field"},
    leaves_out="Drop-outs, and places taken from the mother institution: somewhat too many graduate.",
    sdg=("4.3", "4.4"),
    output=DirectOutput("places", {"nb": "Plasser i kull som er startet", "en": "Places in cohorts begun"}, "places",
                        _places),
)  # fmt: skip
