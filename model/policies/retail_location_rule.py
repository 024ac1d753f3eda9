"""No new shops outside the centre: a share of the premises there is closed to shops that open or move.

Shops are sectors that sell goods (`turnover_nok_per_post`). Who is there stays. Centres, or centres and towns, are open;
so is the centre of a municipality without one. Firms that would have settled outside choose among what is left, or do
not open where nothing is (model/firm_location.py).

Leaves out: sizes and kinds of goods that such rules exempt, chains that then go elsewhere (the model has no entrants who
settle outside the region, so trade never leaves because of the rule).
"""

from __future__ import annotations

import numpy as np

from model.codes import ZoneKind
from model.inputs import PolicySpec
from model.region import Region
from model.service_units import municipal_centres
from model.traits import DirectOutput, Instrument, Lever

_OPEN = {"centre": ZoneKind.CENTRE, "centre_and_town": ZoneKind.TOWN}


def _closed(region: Region, open_in: str) -> np.ndarray:
    """Zones that the rule closes [Z]."""
    return ~(municipal_centres(region) | (region.zones.kind <= _OPEN[open_in]))


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Close premises outside the centre to shops."""
    lev = spec.levers
    if lev["strictness"] <= 0.0:
        return
    shops = [k for k, sector in enumerate(region.sectors) if sector.turnover_nok_per_post > 0.0]
    closed = _closed(region, lev["open_in"])
    for k in shops:
        left = 1.0 - lev["strictness"] * closed
        region.rules.premises_open[k] = np.minimum(region.rules.premises_open[k], left)
    if not closed.any():
        region.note(
            spec.id, nb="Alle soner er sentrum: regelen gjør ingenting.", en="Every zone is a centre: no effect."
        )


def _refused(region: Region, spec: PolicySpec) -> float:
    return 100.0 * float((1.0 - region.rules.premises_open.min(axis=0)).mean())


RETAIL_LOCATION_RULE = Instrument(
    id="retail_location_rule",
    label={"nb": "Ingen nye butikker utenfor sentrum", "en": "No new shops outside the centre"},
    description={
        "nb": "Butikker som åpner eller flytter, må inn i sentrum; de som er utenfor, får bli.",
        "en": "Shops that open or move must settle in the centre; those outside may stay.",
    },
    area="1",
    levers=(
        Lever("strictness", {"nb": "Andel av lokalene utenfor som stenges for butikker",
                             "en": "Share of premises outside closed to shops"},
              unit="share", default=1.0, low=0, high=1, neutral=0),
        Lever("open_in", {"nb": "Tillatt i", "en": "Allowed in"}, kind="option", default="centre_and_town",
              options=tuple(_OPEN)),
    ),
    payers=(),
    act=act,
    leaves_out="Chains that rather go to another region: trade never leaves because of the rule.",
    sdg=("11.3", "11.7"),
    output=DirectOutput("strictness", {"nb": "Lokaler stengt for nye butikker", "en": "Premises closed to new shops"},
                        "per cent of zones", _refused),
)  # fmt: skip
