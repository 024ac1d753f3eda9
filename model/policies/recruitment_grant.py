"""A grant on top of the wage of posts in a service: GPs, nurses, teachers, whoever is hard to find.

Every post of the type in the municipality pays so much more while the grant lasts; who seeks work weighs it as any other
pay (model/labour.py). Whether that fills posts, draws people from the next municipality or only pays those who are there
follows from who seeks. The state pays the grant for every filled post, each year.

Leaves out: posts for doctors in training (they come as posts, through `open_service`), study-loan write-down; who was
hired with a grant keeps that wage after it has ended, a little too well paid.
"""

from __future__ import annotations

import numpy as np

from model.inputs import PolicySpec
from model.region import Region
from model.service_use import units_of
from model.service_works import type_index
from model.traits import DirectOutput, Instrument, Lever


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Raise the posts' pay, also of units that have opened since; pay; take it back in the end."""
    lev, memory, f, c = spec.levers, region.memory[spec.id], region.firms.c, region.services.c
    nok = float(lev["nok_per_post"])
    if nok <= 0.0:
        return
    memory["works_until"] = spec.until or 0
    paid: set[int] = set(memory.setdefault("firms", []))  # keys of the employers
    has = np.isin(f.key, np.array(sorted(paid), np.uint64))
    if spec.until is not None and year >= spec.until:
        f.support_nok[has] = np.maximum(f.support_nok[has] - nok, 0.0)
        memory["firms"] = []
        return
    rows = units_of(region, type_index(region, lev["service"]))
    home = [m.code for m in region.data.municipalities].index(lev["municipality"])
    firms = c.firm_id[rows[c.municipality_id[rows] == home]].astype(np.int64)
    new = firms[(firms >= 0) & ~has[firms]]
    f.support_nok[new] += nok
    memory["firms"] = sorted(paid | {int(key) for key in f.key[new]})
    has[new] = True
    posts = float(f.n_staff[has].sum())
    region.accounts.pay("state", "outside", posts * nok, f"recruitment: {lev['service']}", spec.id)
    if posts == 0:
        kind = region.service_types[type_index(region, lev["service"])]
        region.note(
            spec.id,
            nb=f"{kind.label['nb']}: kommunen har ingen slike stillinger, så ingen får tilskuddet.",
            en=f"{kind.label['en']}: the municipality has no such posts, so nobody gets the grant.",
        )


def _pay(region: Region, spec: PolicySpec) -> float:
    """The most that a post gets."""
    return float(region.firms.c.support_nok.max(initial=0.0))


RECRUITMENT_GRANT = Instrument(
    id="recruitment_grant",
    label={"nb": "Rekrutteringstilskudd", "en": "Recruitment grant"},
    description={
        "nb": "Staten legger et beløp på lønna til fastleger, lærere eller andre som er vanskelige å få tak i.",
        "en": "The state adds to the wage of GPs, nurses, teachers or others who are hard to find.",
    },
    area="2",
    levers=(
        Lever("service", {"nb": "Tjeneste", "en": "Service"}, kind="service", default="gp_practice"),
        Lever("municipality", {"nb": "Kommune", "en": "Municipality"}, kind="municipality"),
        Lever(
            "nok_per_post",
            {"nb": "Tilskudd per stilling", "en": "Grant per post"},
            unit="NOK/year",
            default=80_000.0,
            low=0,
            high=300_000,
            neutral=0,
        ),
    ),
    payers=("state",),
    act=act,
    leaves_out="Training posts and debt write-down; who was hired with it keeps that wage: effects last a little too long.",
    sdg=("4.4", "8.3"),
    eligible={"nb": "Ansatte i tjenesten i kommunen", "en": "Staff of the service in the municipality"},
    output=DirectOutput("nok_per_post", {"nb": "Tillegg i lønn", "en": "Added to the wage"}, "NOK/year", _pay),
)
