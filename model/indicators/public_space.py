"""Public space that policies have laid out: parks, opened streams, squares."""

from __future__ import annotations

from model.indicators.shared import residents_by_zone
from model.traits import Indicator

NEW_PUBLIC_SPACE = Indicator(
    id="new_public_space_m2",
    label={"nb": "Nye parker og torg per innbygger", "en": "New parks and squares per resident"},
    unit="m2 per resident",
    kind="ratio",
    flow=False,
    compute=lambda region: {"all": (region.zones.public_space_m2, residents_by_zone(region))},
    sdg=("11.7",),
    description={
        "nb": "Offentlige parker, torg og åpnede bekker som tiltak har gitt. Hva som var der fra før, er ikke kjent.",
        "en": "Public parks, squares and opened streams that policies have laid out. What was there before is not known.",
    },
)
