"""Study loans and grants that suit adults in work: every adult who studies part time gets aid of a yearly value.

Aid raises the hazard of beginning a little (model/adult_learning.py); whoever would have studied anyway gets it too, and
that is most of what it costs. It works in the whole region, as national rules do.

Leaves out: who lives on a loan instead of a wage, paying back, better conditions for young students.
"""

from __future__ import annotations

import numpy as np

from model.codes import Status
from model.inputs import PolicySpec
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Offer the aid; pay it to those who study part time now."""
    nok, c = spec.levers["aid_nok"], region.persons.c
    if nok <= 0:
        return
    region.incentives.study_aid_nok += nok
    region.memory[spec.id]["aid_nok"] = nok
    studies = (c.household_id >= 0) & (c.study_end > 0) & ~np.isin(c.status, (Status.STUDENT, Status.AWAY))
    region.accounts.pay("state", "households", float(np.count_nonzero(studies)) * nok, "study aid", spec.id)


STUDENT_FINANCE_FLEXIBILITY = Instrument(
    id="student_finance_flexibility",
    label={"nb": "Studiestøtte for voksne i jobb", "en": "Study finance for adults in work"},
    description={
        "nb": "Lån og stipend som passer for voksne i arbeid, regnet om til kroner i støtte per år.",
        "en": "Loans and grants that suit adults in work, stated as kroner of aid a year.",
    },
    area="3",
    levers=(
        Lever("aid_nok", {"nb": "Støtte per år", "en": "Aid a year"}, unit="NOK/year", default=20_000.0, low=0,
              high=100_000, neutral=0),
    ),
    payers=("state",),
    act=act,
    eligible={"nb": "Bosatte som studerer på deltid", "en": "Residents who study part time"},
    leaves_out="Living on a loan instead of a wage: too few leave their job for full-time studies.",
    sdg=("4.3", "4.4"),
    output=DirectOutput(
        "aid_nok", {"nb": "Støtte til en deltidsstudent", "en": "Aid to a part-time student"}, "NOK/year",
        lambda region, spec: float(region.memory.get(spec.id, {}).get("aid_nok", 0.0)),
    ),
)  # fmt: skip
