"""A flood hits homes in a zone.

A share of the homes is hit, by keyed draws, less what parks and opened streams take (model/public_space.py). The pool of
insurers repairs them. The worst hit can no longer be lived in: their households wait in temporary housing and look for a
home, and the houses leave the market until their owners bring them back.

Leaves out: shops, roads (use `link_closed` with it), that people fear the next flood and that prices fall where it came.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.changes import free_dwellings
from model.codes import DwellingState
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.public_space import flood_relief
from model.region import Region
from model.rng import Stream, uniforms
from model.traits import DirectOutput, Instrument, Lever

_A = "assumption"


@parameters("flood_year")
class Params(NamedTuple):
    """What a flood does to a home."""

    repair_nok_m2: float = par(6_000.0, unit="NOK/m2", low=2_000.0, high=15_000.0, source=_A)
    lost_share: float = par(0.15, unit="share of homes hit", low=0.02, high=0.4, source=_A, note="unfit to live in")


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Hit homes in the year of the event."""
    share, zone = spec.levers["share"], region.place_of_zone(spec.levers["zone"])
    if share <= 0.0 or year != spec.start:
        return
    d, p = region.dwellings.c, region.par(Params)
    there = np.flatnonzero((d.place_id == zone) & (d.state != DwellingState.UNDER_CONSTRUCTION))
    there = there[np.argsort(d.key[there])]
    base = region.draws(Stream.POLICY)
    hit = there[uniforms(base, d.key[there], 5) < share * (1.0 - flood_relief(region)[zone])]
    lost = hit[uniforms(base, d.key[hit], 6) < p.lost_share]
    _move_out(region, lost, year)
    nok = float(d.floor_m2[hit].sum()) * p.repair_nok_m2
    region.accounts.pay("insurers", "outside", nok, "flood damage", spec.id)
    region.memory[spec.id]["hit"] = int(hit.size)
    region.ledger.write(year, "insurers", "repair", "flood", zone=spec.levers["zone"], homes=int(hit.size),
                        unfit=int(lost.size), nok=nok)  # fmt: skip


def _move_out(region: Region, homes: np.ndarray, year: int) -> None:
    """Households leave these homes, which leave the market."""
    d = region.dwellings.c
    lived_in = homes[(d.state[homes] == DwellingState.OCCUPIED) & (d.household_id[homes] >= 0)]
    free_dwellings(region, d.household_id[lived_in].astype(np.int64), year)
    d.state[homes[d.state[homes] == DwellingState.OFFERED]] = DwellingState.WITHDRAWN


def _hit(region: Region, spec: PolicySpec) -> float:
    return float(region.memory.get(spec.id, {}).get("hit", 0))


FLOOD_YEAR = Instrument(
    id="flood_year",
    label={"nb": "Flom", "en": "Flood"},
    description={
        "nb": "En flom rammer boliger i en sone; noen kan ikke lenger bebos.",
        "en": "A flood hits homes in a zone; some can no longer be lived in.",
    },
    area="event",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever("share", {"nb": "Andel av boligene som rammes", "en": "Share of homes hit"}, unit="share", default=0.1,
              low=0, high=1, neutral=0),
    ),
    payers=("insurers",),
    act=act,
    leaves_out="Shops and roads, and fear of the next flood: effects are too small.",
    sdg=("11.5", "11.7"),
    output=DirectOutput("share", {"nb": "Boliger rammet", "en": "Homes hit"}, "homes", _hit),
)  # fmt: skip
