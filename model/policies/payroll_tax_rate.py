"""The employer tax of a municipality is changed.

Most of a change ends in the wages of new contracts, the rest in the cost of labour, which moves private posts a little
(model/employer_tax.py). The state bears what it loses on the wages that private employers pay there.

Leaves out: public employers' tax, limits on state aid, firms in other municipalities that compete: gains are partly theirs.
"""

from __future__ import annotations

from model.employer_tax import change_rate
from model.inputs import PolicySpec
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Change the rate this year, and book what it brings or costs."""
    lev = spec.levers
    points = max(lev["change_points"], -lev["rate_today"])
    if points == 0:
        return
    municipality = [m.code for m in region.data.municipalities].index(lev["municipality"])
    nok = change_rate(region, municipality, points, lev["rate_today"])
    payer, payee = ("state", "firms") if nok < 0 else ("firms", "state")
    region.accounts.pay(payer, payee, abs(nok), "employer tax", spec.id)
    region.memory[spec.id]["points"] = -points


PAYROLL_TAX_RATE = Instrument(
    id="payroll_tax_rate",
    label={"nb": "Endret arbeidsgiveravgift", "en": "Change of employer tax"},
    description={
        "nb": "Arbeidsgiveravgiften i en kommune settes ned eller opp. Det meste ender i lønningene.",
        "en": "The employer tax of a municipality is cut or raised. Most of it ends in wages.",
    },
    area="beyond",
    levers=(
        Lever("municipality", {"nb": "Kommune", "en": "Municipality"}, kind="municipality"),
        Lever("change_points", {"nb": "Endring", "en": "Change"}, unit="percentage points", default=-5.5, low=-14.1,
              high=14.1, neutral=0),
        Lever("rate_today", {"nb": "Satsen i dag", "en": "Rate today"}, unit="%", default=10.6, low=0, high=14.1),
    ),
    payers=("state",),
    act=act,
    eligible={"nb": "Private arbeidsgivere i kommunen", "en": "Private employers in the municipality"},
    leaves_out="Competitors in other municipalities, who lose part of what is gained: the net effect is too large.",
    sdg=("8.3", "10.3"),
    source="EVIDENCE payroll_tax_zone_rates for the range of rates, capital_labour_substitution for what follows",
    output=DirectOutput(
        "change_points", {"nb": "Lavere avgift", "en": "Lower tax"}, "percentage points",
        lambda region, spec: float(region.memory.get(spec.id, {}).get("points", 0.0)),
    ),
)  # fmt: skip
