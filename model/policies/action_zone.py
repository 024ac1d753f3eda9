"""An action zone: residents of a municipality pay less income tax and have study loans written down, employers pay less.

Income that a place adds is weighed as any other when people choose where to live, against places outside that add nothing
(model/relief.py); it is spent where they shop. Posts follow the employer tax as in `payroll_tax_rate`. Everybody who is
eligible gets it, and most lived there before: that is what it costs. One entry for each municipality.

Leaves out: electricity and child benefit as in the zone of Troms and Finnmark, people who only register there.
"""

from __future__ import annotations

from model.employer_tax import change_rate
from model.inputs import PolicySpec
from model.region import Region
from model.relief import give
from model.traits import DirectOutput, Instrument, Lever


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Give the year's relief and book it."""
    lev = spec.levers
    scale = lev["scale"]
    if scale <= 0:
        return
    municipality = [m.code for m in region.data.municipalities].index(lev["municipality"])
    tax, loans = give(region, municipality, scale * lev["tax_points"] / 100.0, scale * lev["loan_nok"])
    points = -scale * min(lev["payroll_points"], lev["payroll_rate_today"])
    payroll = -change_rate(region, municipality, points, lev["payroll_rate_today"])
    pay = region.accounts.pay
    pay("state", "households", tax, "income tax", spec.id)
    pay("state", "households", loans, "study loans", spec.id)
    pay("state", "firms", payroll, "employer tax", spec.id)
    memory = region.memory[spec.id]
    memory["nok"] = memory.get("nok", 0.0) + tax + loans + payroll


_POINTS = "percentage points"
ACTION_ZONE = Instrument(
    id="action_zone",
    label={"nb": "Tiltakssone", "en": "Action zone"},
    description={
        "nb": "Nedskriving av studielån, lavere inntektsskatt og lavere arbeidsgiveravgift i en kommune.",
        "en": "Study loans written down, less income tax and less employer tax in a municipality.",
    },
    area="beyond",
    levers=(
        Lever("municipality", {"nb": "Kommune", "en": "Municipality"}, kind="municipality"),
        Lever("scale", {"nb": "Andel av ordningen", "en": "Share of the scheme"}, unit="share", default=1.0, low=0,
              high=2, neutral=0),
        Lever("loan_nok", {"nb": "Studielån skrevet ned", "en": "Study loan written down"}, unit="NOK/year",
              default=25_000.0, low=0, high=100_000, source="assumption, as in Troms and Finnmark (from memory)"),
        Lever("tax_points", {"nb": "Lavere inntektsskatt", "en": "Less income tax"}, unit=_POINTS, default=3.5, low=0,
              high=10, source="assumption, as in Troms and Finnmark (from memory)"),
        Lever("payroll_points", {"nb": "Lavere arbeidsgiveravgift", "en": "Less employer tax"}, unit=_POINTS,
              default=10.6, low=0, high=14.1, source="EVIDENCE payroll_tax_zone_rates"),
        Lever("payroll_rate_today", {"nb": "Arbeidsgiveravgift i dag", "en": "Employer tax today"}, unit="%",
              default=10.6, low=0, high=14.1),
    ),
    payers=("state",),
    act=act,
    eligible={"nb": "Bosatte; studielån: de under 45 med høyere utdanning; private arbeidsgivere",
              "en": "Residents; study loans: those under 45 with higher education; private employers"},
    leaves_out="Other benefits of real zones (too small), and who registers there without living there (too large).",
    sdg=("8.3", "10.3", "11.a"),
    output=DirectOutput(
        "scale", {"nb": "Kroner gitt", "en": "Kroner given"}, "NOK",
        lambda region, spec: float(region.memory.get(spec.id, {}).get("nok", 0.0)),
    ),
)  # fmt: skip
