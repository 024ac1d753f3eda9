"""Farmland must not be built on.

The part of a zone's usual plots that would lie on farmland is not given (model/building.py), and homes and premises that
are built all the same lie on other ground. Roads of the state and the county are exempt.

Leaves out: where in a zone the fields lie, what farms do with the land. Premises find other ground in the same zone at
the same cost, so the rule costs employers too little.
"""

from __future__ import annotations

import numpy as np

from model.inputs import PolicySpec
from model.land import DAA_PER_KM2
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever, strength


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Protect this year."""
    share = spec.levers["share"] * strength(spec, year)
    if share > 0.0:
        region.rules.farmland_protected[:] = np.maximum(region.rules.farmland_protected, share)


def _protected(region: Region, spec: PolicySpec) -> float:
    zones = region.zones
    return float((region.rules.farmland_protected * zones.farmland_share * zones.land_km2).sum() * DAA_PER_KM2)


FARMLAND_PROTECTION = Instrument(
    id="farmland_protection",
    label={"nb": "Jordvern", "en": "Farmland protection"},
    description={
        "nb": "Dyrket jord skal ikke bygges ned: tomter på jordet gis ikke, og lokaler legges på annen grunn.",
        "en": "Farmland must not be built on: plots in the fields are not given, and premises go to other ground.",
    },
    area="6",
    levers=(
        Lever("share", {"nb": "Andel av jorda som vernes", "en": "Share of farmland protected"}, unit="share",
              default=1.0, low=0, high=1, neutral=0),
    ),
    payers=(),
    act=act,
    can_phase_in=True,
    leaves_out="Where in a zone the fields lie, and that other ground may cost more: the rule costs builders too little.",
    sdg=("11.3", "11.a"),
    output=DirectOutput("share", {"nb": "Vernet jord", "en": "Farmland protected"}, "daa", _protected),
)  # fmt: skip
