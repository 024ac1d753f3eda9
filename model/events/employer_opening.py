"""An employer opens: a factory, a data centre, a head office, with the posts and skills that its owner says.

Its posts are vacant on 1 January and open to whoever seeks work, here or outside. It sells outside and keeps its size
whatever local demand is; what its staff earn and spend is the ripple.

Leaves out: staff that follow from elsewhere, building time, local customers and suppliers, premises built for it
(its floor counts as used; land is taken by the usual rule).
"""

from __future__ import annotations

import numpy as np

from model.employers import key_of, open_employer, posts_of
from model.inputs import PolicySpec
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Open the employer in the year of the event."""
    jobs = int(spec.levers["jobs"])
    if jobs <= 0:
        return
    s = [x.id for x in region.sectors].index(spec.levers["sector"])
    sector, tertiary = region.sectors[s], float(spec.levers["tertiary_share"])
    # Of the other posts as many ask for basic education as in the sector.
    basic = (1.0 - tertiary) * sector.skill_mix[0] / max(sector.skill_mix[0] + sector.skill_mix[1], 1e-9)
    key = key_of(spec.id)
    place = region.place_of_zone(spec.levers["zone"])
    open_employer(region, key, place, s, float(jobs), basic, tertiary, sector.owner)
    region.memory[spec.id]["employer_key"] = key
    region.count("firm_entries", np.array([place]))
    region.ledger.write(year, sector.id, "opens", spec.id, zone=spec.levers["zone"], posts=jobs)


def _filled(region: Region, spec: PolicySpec) -> float:
    """Posts of the employer, filled or open."""
    return posts_of(region, key_of(spec.id))


EMPLOYER_OPENING = Instrument(
    id="employer_opening",
    label={"nb": "Bedrift etablerer seg", "en": "Employer opens"},
    description={
        "nb": "En ny arbeidsgiver som selger ut av regionen, åpner i en sone; alle stillingene lyses ut.",
        "en": "A new employer that sells outside the region opens in a zone; all its posts are advertised.",
    },
    area="event",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever("sector", {"nb": "Næring", "en": "Sector"}, kind="sector", default="manufacturing"),
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
            default=0.25,
            low=0,
            high=1,
        ),
    ),
    payers=(),
    act=act,
    leaves_out="Staff that follow, building time, local customers and suppliers: the ripple is a little too small.",
    sdg=("8.5", "9.2"),
    output=DirectOutput("jobs", {"nb": "Nye stillinger", "en": "New posts"}, "posts", _filled),
)
