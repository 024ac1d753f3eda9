"""Public purchases in smaller lots and with dialogue before: local suppliers win a larger part.

Public bodies buy as before, but where lots are small, suppliers outside the region pull less (model/submodels/demand.py),
so part of what they sold goes to firms of the region, near and large ones first. It costs nobody anything in the model.

Leaves out: prices of small lots and buyers' work with them (too cheap), new products that come of it.
"""

from __future__ import annotations

from model.inputs import PolicySpec
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever, strength


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Buy in smaller lots this year."""
    share = spec.levers["lot_share"] * strength(spec, year)
    region.memory[spec.id]["share"] = share
    region.incentives.small_lots = min(region.incentives.small_lots + share, 1.0)


INNOVATION_PROCUREMENT = Instrument(
    id="innovation_procurement",
    label={"nb": "Innkjøp i mindre deler", "en": "Purchases in smaller lots"},
    description={
        "nb": "Stat, fylke og kommuner deler opp innkjøp og snakker med leverandørene først, så lokale bedrifter kan "
        "levere.",
        "en": "State, county and municipalities buy in smaller lots after a dialogue, so that local firms can deliver.",
    },
    area="4",
    levers=(
        Lever("lot_share", {"nb": "Andel av innkjøpene", "en": "Share of purchases"}, unit="share", default=0.5, low=0,
              high=1, neutral=0),
    ),
    payers=(),
    act=act,
    can_phase_in=True,
    leaves_out="Dearer lots and buyers' own work: it looks cheaper than it is.",
    sdg=("8.3", "17.17"),
    output=DirectOutput(
        "lot_share", {"nb": "Innkjøp i mindre deler", "en": "Purchases in smaller lots"}, "share",
        lambda region, spec: float(region.memory.get(spec.id, {}).get("share", 0.0)),
    ),
)  # fmt: skip
