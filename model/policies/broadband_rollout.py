"""Fast broadband for homes that cannot have it, by cable or through the air.

Coverage of the chosen zones rises in equal steps over `years` to `target_share`. Every home that is reached costs by
technology and kind of place; a cable costs more the fewer are left. State and county pay their shares, telecom the rest.
Who takes it up, works at home, shops online or does without a visit follows from age, post and draw (model/remote.py),
and firms weigh it where they settle.

Leaves out: prices that households pay, businesses' own lines, competition between suppliers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import DwellingState, ZoneKind
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever

_A = "assumption"
_WHERE = {
    "rural": (ZoneKind.RURAL,),
    "villages": (ZoneKind.VILLAGE, ZoneKind.RURAL),
    "everywhere": tuple(ZoneKind),
}


@parameters("broadband")
class Params(NamedTuple):
    """Cost of reaching a home."""

    fibre_town_nok: float = par(15_000, unit="NOK per home", low=8_000, high=25_000, source=_A)
    fibre_village_nok: float = par(25_000, unit="NOK per home", low=15_000, high=45_000, source=_A)
    fibre_rural_nok: float = par(50_000, unit="NOK per home", low=25_000, high=100_000, source=_A)
    last_homes: float = par(
        2.0, unit="ratio", low=0.5, high=5.0, source=_A, note="the last home costs this much more than the first"
    )
    wireless_nok: float = par(12_000, unit="NOK per home", low=5_000, high=30_000, source=_A)


def home_cost(
    region: Region, technology: str, before: NDArray[np.float64], after: NDArray[np.float64]
) -> NDArray[np.float64]:
    """NOK per home of a zone to raise coverage from before to after [Z]: the area under a line that rises with coverage."""
    p = region.par(Params)
    if technology == "wireless":
        return p.wireless_nok * (after - before)
    first = np.empty(len(ZoneKind))
    first[[ZoneKind.CENTRE, ZoneKind.TOWN]] = p.fibre_town_nok
    first[[ZoneKind.VILLAGE, ZoneKind.RURAL]] = p.fibre_village_nok, p.fibre_rural_nok
    mean = 1.0 + p.last_homes * (before + after) / 2.0
    return np.asarray(first[region.zones.kind] * mean * (after - before))


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Reach this year's homes."""
    lev, zones, memory = spec.levers, region.zones, region.memory[spec.id]
    technology, years = lev["technology"], int(lev["years"])
    if lev["target_share"] <= 0.0 or year >= spec.start + years:
        return
    now = zones.fibre_share if technology == "fibre" else zones.wireless_share
    first = memory.setdefault("first", now.copy())
    here = np.isin(zones.kind, _WHERE[lev["where"]])
    goal = first + (lev["target_share"] - first) * (year - spec.start + 1) / years
    after = np.where(here, np.maximum(goal, now), now)
    if np.array_equal(after, now):
        return
    d = region.dwellings.c
    homes = np.flatnonzero((d.place_id >= 0) & (d.state <= DwellingState.WITHDRAWN))
    count = np.bincount(d.place_id[homes], minlength=region.n_zones)
    cost = float((count * home_cost(region, technology, now, after)).sum())
    zones.cover(*((after, zones.wireless_share) if technology == "fibre" else (zones.fibre_share, after)))
    rest = 1.0 - min(lev["state_share"] + lev["county_share"], 1.0)
    for payer, share in (("state", lev["state_share"]), ("county", lev["county_share"]), ("telecom", rest)):
        region.accounts.pay(payer, "outside", cost * share, "broadband", spec.id)


def _share(name: str, nb: str, en: str, default: float) -> Lever:
    return Lever(name, {"nb": nb, "en": en}, unit="share", default=default, low=0, high=1)


def _coverage(region: Region, spec: PolicySpec) -> float:
    zones = region.zones
    return float((zones.fibre_share if spec.levers["technology"] == "fibre" else zones.wireless_share).sum())


BROADBAND_ROLLOUT = Instrument(
    id="broadband_rollout",
    label={"nb": "Bredbåndsutbygging", "en": "Broadband rollout"},
    description={
        "nb": "Hjem som ikke kan få 100 Mbit/s, får det med fiber eller mobilt bredbånd; stat og fylke betaler en del.",
        "en": "Homes that cannot have 100 Mbit/s get it by fibre or fixed wireless; state and county pay a part.",
    },
    area="5",
    levers=(
        Lever(
            "target_share",
            {"nb": "Dekning til slutt", "en": "Coverage in the end"},
            unit="share of homes",
            default=1.0,
            low=0,
            high=1,
            neutral=0,
        ),
        Lever("years", {"nb": "Utbyggingstid", "en": "Time of rollout"}, kind="integer", unit="years", default=3, low=1,
              high=15),
        Lever("where", {"nb": "Hvor", "en": "Where"}, kind="option", default="rural", options=tuple(_WHERE)),
        Lever("technology", {"nb": "Teknologi", "en": "Technology"}, kind="option", default="fibre",
              options=("fibre", "wireless")),
        _share("state_share", "Statens andel", "State's share", 0.4),
        _share("county_share", "Fylkets andel", "County's share", 0.1),
    ),
    payers=("state", "county", "telecom"),
    act=act,
    leaves_out="What subscriptions cost, and lines of businesses: take-up is the same at any price.",
    sdg=("9.c",),
    source="EVIDENCE broadband_100_rural_2023 for coverage; costs are assumptions with the ranges given",
    output=DirectOutput("target_share", {"nb": "Dekning", "en": "Coverage"}, "zones", _coverage),
)  # fmt: skip
