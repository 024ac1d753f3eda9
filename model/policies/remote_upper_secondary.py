"""Subjects taught over the net at small upper secondary schools: pupils have more to choose from near home.

A small school that offers more keeps some pupils who would have lodged elsewhere, and is viable with a few pupils less
(model/schooling.py). The county pays for every subject at every school it reaches.

Leaves out: who teaches (no posts), quality of such teaching, pupils of schools outside.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.codes import Education
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.service_use import units_of
from model.traits import DirectOutput, Instrument, Lever


@parameters("remote_upper_secondary")
class Params(NamedTuple):
    """What a subject costs."""

    subject_nok: float = par(
        150_000, unit="NOK per subject, school and year", low=60_000, high=300_000, source="assumption"
    )


def small_schools(region: Region, below: float) -> int:
    """Number of upper secondary schools with fewer pupils."""
    c = region.services.c
    kinds = [k for k, kind in enumerate(region.service_types) if kind.teaches == Education.UPPER_SECONDARY]
    return sum(int(np.count_nonzero(c.users[units_of(region, k)] < below)) for k in kinds)


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Offer the subjects this year."""
    lev, gives = spec.levers, region.incentives
    if lev["subjects"] <= 0:
        return
    schools = small_schools(region, lev["below_pupils"])
    if schools == 0:
        region.note(
            spec.id,
            nb=f"Ingen videregående skole har færre enn {lev['below_pupils']} elever: fjernundervisningen når ingen.",
            en=f"No upper secondary school has fewer than {lev['below_pupils']} pupils: the subjects reach nobody.",
        )
        return
    gives.remote_subjects += lev["subjects"]
    region.memory[spec.id]["subjects"] = lev["subjects"] * schools
    gives.remote_below = max(gives.remote_below, lev["below_pupils"])
    nok = lev["subjects"] * schools * region.par(Params).subject_nok
    region.accounts.pay("county", "households", nok, "remote teaching", spec.id)


REMOTE_UPPER_SECONDARY = Instrument(
    id="remote_upper_secondary",
    label={"nb": "Fjernundervisning i videregående skole", "en": "Remote subjects in upper secondary school"},
    description={
        "nb": "Fag over nett gir små videregående skoler et bredere tilbud.",
        "en": "Subjects taught over the net give small upper secondary schools more to offer.",
    },
    area="3",
    levers=(
        Lever("subjects", {"nb": "Fag over nett", "en": "Subjects over the net"}, kind="integer", unit="subjects",
              default=4, low=0, high=20, neutral=0),
        Lever("below_pupils", {"nb": "Skoler med færre elever enn", "en": "Schools with fewer pupils than"},
              kind="integer", unit="pupils", default=150, low=20, high=500),
    ),
    payers=("county",),
    act=act,
    eligible={"nb": "Elever ved små videregående skoler", "en": "Pupils of small upper secondary schools"},
    leaves_out="Posts of the teachers and what pupils learn: which way that leans is not known.",
    sdg=("4.3",),
    output=DirectOutput(
        "subjects", {"nb": "Fag over nett ved små skoler", "en": "Subjects over the net at small schools"}, "subjects",
        lambda region, spec: float(region.memory.get(spec.id, {}).get("subjects", 0)),
    ),
)  # fmt: skip
