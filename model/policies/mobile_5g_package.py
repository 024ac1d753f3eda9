"""Mobile masts where homes have neither cable nor fast wireless: a package of 5G base stations.

Masts are built in equal parts over `years`. Each goes where it reaches most homes that cannot have 100 Mbit/s, rural zones
and villages only: a zone needs as many masts as its settled land holds the area of one, and each brings an equal part of
its homes into reach (model/remote.py says who takes it up and what they do with it). State and county pay their shares,
telecom the rest.

Leaves out: coverage along roads and on the move, emergency calls, what subscriptions cost, hills in the way.
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


@parameters("mobile_5g")
class Params(NamedTuple):
    """What a mast reaches and costs."""

    reach_km2: float = par(
        12.0, unit="km2", low=5.0, high=30.0, source="assumption", note="within which a home gets 100 Mbit/s"
    )
    settled_rural: float = par(
        0.15, unit="share of land", low=0.05, high=0.3, source="assumption", note="where homes lie"
    )
    settled_village: float = par(0.3, unit="share of land", low=0.1, high=0.6, source="assumption")
    mast_nok: float = par(
        5_000_000,
        unit="NOK per mast",
        low=2_500_000,
        high=10_000_000,
        source="assumption",
        note="power and cable included",
    )


def masts_needed(region: Region) -> NDArray[np.float64]:
    """Masts that would bring every home of a zone into reach [Z], at least one."""
    p = region.par(Params)
    settled = np.where(region.zones.kind == ZoneKind.RURAL, p.settled_rural, p.settled_village)
    return np.ceil(np.maximum(region.zones.land_km2 * settled / p.reach_km2, 1.0))


def place(
    n: int,
    homes: NDArray[np.float64],
    fibre: NDArray[np.float64],
    wireless: NDArray[np.float64],
    needed: NDArray[np.float64],
) -> tuple[list[int], NDArray[np.float64]]:
    """Zones of n masts, the best first, and the wireless shares they lead to; all [Z]. Fewer where no home gains."""
    found, wireless = [], wireless.copy()
    for _ in range(n):
        after = np.minimum(wireless + 1.0 / needed, 1.0)
        gain = homes * (1.0 - fibre) * (after - wireless)
        best = int(np.argmax(gain))
        if gain[best] <= 0.0:
            break
        found.append(best)
        wireless[best] = after[best]
    return found, wireless  # fmt: skip


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Build this year's masts."""
    lev, zones, memory = spec.levers, region.zones, region.memory[spec.id]
    masts, years = int(lev["masts"]), int(lev["years"])
    due = masts * min(year - spec.start + 1, years) // years - int(memory.get("built", 0))
    if due <= 0 or memory.get("is_done"):
        return
    d = region.dwellings.c
    homes = np.flatnonzero((d.place_id >= 0) & (d.state <= DwellingState.WITHDRAWN))
    count = np.bincount(d.place_id[homes], minlength=region.n_zones).astype(np.float64)
    count[~np.isin(zones.kind, (ZoneKind.VILLAGE, ZoneKind.RURAL))] = 0.0
    chosen, after = place(due, count, zones.fibre_share, zones.wireless_share, masts_needed(region))
    memory["built"] = int(memory.get("built", 0)) + len(chosen)
    if len(chosen) < due:
        memory["is_done"] = True
        region.note(
            spec.id,
            nb=f"Etter {memory['built']} master gir ingen flere hjem på landet raskt bredbånd: resten bygges ikke.",
            en=f"After {memory['built']} masts no more rural homes would gain fast broadband: the rest are not built.",
        )
    if not chosen:
        return
    reached = float((count * (1.0 - zones.fibre_share) * (after - zones.wireless_share)).sum())
    zones.cover(zones.fibre_share, after)
    names = " ".join(zones.ids[z] for z in sorted(set(chosen)))
    region.ledger.write(
        year,
        "telecom",
        "builds masts",
        "most homes reached",
        zones=names,
        masts=len(chosen),
        homes=reached,
        policy=spec.id,
    )
    cost = len(chosen) * region.par(Params).mast_nok
    rest = 1.0 - min(lev["state_share"] + lev["county_share"], 1.0)
    for payer, share in (("state", lev["state_share"]), ("county", lev["county_share"]), ("telecom", rest)):
        region.accounts.pay(payer, "outside", cost * share, "mobile masts", spec.id)


def _masts(region: Region, spec: PolicySpec) -> float:
    """Homes that can have fast broadband, in zones' worth."""
    return float(region.zones.broadband_share.sum())


MOBILE_5G_PACKAGE = Instrument(
    id="mobile_5g_package",
    label={"nb": "5G-pakke for bygdene", "en": "5G package for rural areas"},
    description={
        "nb": "Nye mobilmaster der flest hjem mangler raskt bredbånd; stat og fylke betaler en del.",
        "en": "New mobile masts where most homes lack fast broadband; state and county pay a part.",
    },
    area="5",
    levers=(
        Lever(
            "masts",
            {"nb": "Nye master", "en": "New masts"},
            kind="integer",
            unit="masts",
            default=12,
            low=0,
            high=500,
            neutral=0,
        ),
        Lever(
            "years", {"nb": "Utbyggingstid", "en": "Time of building"}, kind="integer", unit="years", default=3, low=1,
            high=15,
        ),
        Lever("state_share", {"nb": "Statens andel", "en": "State's share"}, unit="share", default=0.4, low=0, high=1),
        Lever("county_share", {"nb": "Fylkets andel", "en": "County's share"}, unit="share", default=0.1, low=0, high=1),
    ),
    payers=("state", "county", "telecom"),
    act=act,
    leaves_out="Coverage along roads, emergency calls and what subscriptions cost: its use is wider than what is shown.",
    eligible={"nb": "hjem i tettsteder og på landet", "en": "homes in villages and in the country"},
    sdg=("9.c",),
    source="assumption",
    output=DirectOutput("masts", {"nb": "Dekning", "en": "Coverage"}, "zones", _masts),
)  # fmt: skip
