"""Training that local employers ask for: adults with basic education take a certificate in what local posts call for.

The year's places are divided over fields as posts for upper secondary education that stand open within 45 minutes are;
where none are open, as all such posts. Two years part time beside what they do (model/adult_learning.py); the employers
who ask pay a part.

Leaves out: short courses without a certificate, retraining of the skilled: the effect on open posts is too small.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import Education, Field
from model.incentives import Course
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever

REACH_MIN = 45.0  # EVIDENCE commute_threshold
YEARS = 2


@parameters("district_skills_programme")
class Params(NamedTuple):
    """What a place costs."""

    place_nok: float = par(60_000, unit="NOK per place and year", low=30_000, high=120_000, source="assumption")


def fields_asked_for(region: Region, zone: int) -> NDArray[np.float64]:
    """Shares by field [F] of the open posts for upper secondary education within reach; of all posts if none are open."""
    f, n = region.firms.c, region.n_zones
    near = np.flatnonzero((f.place_id >= 0) & (f.place_id < n) & (f.sector >= 0))
    near = near[region.time_min[zone, f.place_id[near]] <= REACH_MIN]
    posts = (f.posts_basic + f.posts_upper + f.posts_tertiary)[near]
    upper = f.posts_upper[near] / np.maximum(posts, 1)
    open_ = np.maximum(posts - f.n_staff[near], 0) * upper
    weight = open_ if open_.sum() > 0 else posts * upper
    asked = weight @ np.array([s.fields for s in region.sectors])[f.sector[near]]
    asked[Field.GENERAL] = 0.0  # a general programme is no certificate of a trade
    return np.asarray(asked / asked.sum() if asked.sum() > 0 else np.array([0.0, 1.0, 1.0, 1.0]) / 3.0)


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Offer this year's places by field; state and employers pay for those that run."""
    lev = spec.levers
    places = int(lev["places"])
    if places <= 0:
        return
    zone = region.place_of_zone(lev["zone"])
    shares = fields_asked_for(region, zone)
    ends = np.round(np.cumsum(shares) * places)
    for field, n in enumerate(np.diff(ends, prepend=0.0).astype(int).tolist()):
        if n > 0:
            only = tuple(float(g == field) for g in range(shares.size))
            region.incentives.courses.append(Course(zone, n, only, Education.UPPER_SECONDARY, YEARS))
    region.memory[spec.id]["places"] = region.memory[spec.id].get("places", 0) + places
    nok = places * min(year - spec.start + 1, YEARS) * region.par(Params).place_nok
    region.accounts.pay("employers", "outside", nok * lev["employer_share"], "training", spec.id)
    region.accounts.pay("state", "outside", nok * (1.0 - lev["employer_share"]), "training", spec.id)


DISTRICT_SKILLS_PROGRAMME = Instrument(
    id="district_skills_programme",
    label={"nb": "Kompetanseprogram for distriktene", "en": "District skills programme"},
    description={
        "nb": "Voksne uten fullført videregående tar fagbrev i det lokale arbeidsgivere mangler folk til.",
        "en": "Adults without upper secondary education take a certificate in what local employers lack people for.",
    },
    area="3",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever("places", {"nb": "Nye plasser per år", "en": "New places a year"}, kind="integer", unit="places/year",
              default=40, low=0, high=300, neutral=0),
        Lever("employer_share", {"nb": "Arbeidsgivernes andel", "en": "Employers' share"}, unit="share", default=0.3,
              low=0, high=1),
    ),
    payers=("state", "employers"),
    act=act,
    eligible={"nb": "Voksne fra 19 til 50 år med bare grunnskole", "en": "Adults of 19 to 50 with basic education only"},
    leaves_out="Short courses and retraining of the skilled: the effect on open posts is too small.",
    sdg=("4.3", "4.4"),
    output=DirectOutput(
        "places", {"nb": "Plasser tilbudt", "en": "Places offered"}, "places",
        lambda region, spec: float(region.memory.get(spec.id, {}).get("places", 0)),
    ),
)  # fmt: skip
