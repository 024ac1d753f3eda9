"""A grant towards restoring empty old buildings in a zone, as homes or as premises.

Every year the owners of old homes that stand empty off the market ask what restoring brings: an owner does it if

    price · floor − restoring · floor · (1 − grant) > what keeping it as it is is worth to him

where that worth is exponential with a mean, a keyed draw that stays with the building. So a higher grant reaches all
whom a lower one does, and more. Restored homes are offered; premises add to the zone's, so that firms may settle there
without building. The cheapest for the state come first until the year's limit is reached.

Leaves out: buildings that are neither homes nor counted, what restored houses do for their neighbours. Who would have
restored without a grant is not modelled, so the effect is somewhat too large.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.codes import DwellingState, Vacancy
from model.firm_location import open_premises
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.rng import Stream, uniforms
from model.traits import DirectOutput, Instrument, Lever

_A = "assumption"


@parameters("historic_centre_reuse")
class Params(NamedTuple):
    """What restoring costs, and what owners want."""

    built_before: float = par(1960.0, unit="year", low=1930.0, high=1980.0, source=_A, note="old buildings")
    restoring_nok_m2: float = par(18_000.0, unit="NOK/m2", low=8_000.0, high=30_000.0, source=_A)
    keeping_share: float = par(
        0.3, unit="share of price", low=0.1, high=0.8, source=_A, note="mean worth of keeping it empty"
    )


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Restore what owners agree to this year."""
    lev, p, d = spec.levers, region.par(Params), region.dwellings.c
    if lev["grant_share"] <= 0.0:
        return
    zone = region.place_of_zone(lev["zone"])
    empty = (d.state == DwellingState.WITHDRAWN) & (d.place_id == zone) & (d.year_built < p.built_before)
    rows = np.flatnonzero(empty)
    if rows.size == 0:
        region.note(spec.id, nb=f"Ingen tomme gamle hus igjen i {region.zones.names[zone]}.",
                    en=f"No empty old buildings left in {region.zones.names[zone]}.")  # fmt: skip
        return
    price = float(region.price_nok_m2[zone])
    draw = uniforms(region.persistent_draws(Stream.POLICY), d.key[rows], 2)
    keeping = -np.log1p(-draw) * p.keeping_share * price
    yes = rows[price - p.restoring_nok_m2 * (1.0 - lev["grant_share"]) > keeping]
    yes = yes[np.lexsort((d.key[yes], d.floor_m2[yes]))][: int(lev["homes_per_year"])]
    if yes.size == 0:
        return
    m2 = float(d.floor_m2[yes].sum())
    _use(region, yes, lev["use"], zone, m2, year)
    for payer, share in (("state", lev["grant_share"]), ("owners", 1.0 - lev["grant_share"])):
        if share > 0.0:
            region.accounts.pay(payer, "outside", m2 * p.restoring_nok_m2 * share, "restoring", spec.id)
    memory = region.memory[spec.id]
    memory["restored"] = memory.get("restored", 0) + int(yes.size)
    region.ledger.write(year, "owners", "restore", "the grant makes it pay", zone=lev["zone"], buildings=int(yes.size))


def _use(region: Region, rows: np.ndarray, use: str, zone: int, m2: float, year: int) -> None:
    """Offer restored homes, or make premises of them."""
    d = region.dwellings.c
    if use == "homes":
        d.state[rows], d.empty_since[rows], d.chain[rows] = DwellingState.OFFERED, year, Vacancy.RETURNED
        return
    d.place_id[rows] = -1
    open_premises(region, zone, m2)


def _restored(region: Region, spec: PolicySpec) -> float:
    return float(region.memory.get(spec.id, {}).get("restored", 0))


HISTORIC_CENTRE_REUSE = Instrument(
    id="historic_centre_reuse",
    label={"nb": "Gamle hus i sentrum tas i bruk", "en": "Old buildings in the centre reused"},
    description={
        "nb": "Tilskudd til å sette i stand gamle hus som står tomme, som boliger eller lokaler.",
        "en": "A grant towards restoring old buildings that stand empty, as homes or premises.",
    },
    area="1",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever("grant_share", {"nb": "Statens andel av kostnaden", "en": "State's share of the cost"}, unit="share",
              default=0.4, low=0, high=1, neutral=0),
        Lever("homes_per_year", {"nb": "Høyst i året", "en": "At most a year"}, kind="integer", unit="buildings",
              default=10, low=1, high=200),
        Lever("use", {"nb": "Brukes til", "en": "Used as"}, kind="option", default="homes",
              options=("homes", "premises")),
    ),
    payers=("state", "owners"),
    act=act,
    eligible={"nb": "Eiere av gamle hus som står tomme", "en": "Owners of old buildings that stand empty"},
    leaves_out="Owners who would have restored without a grant: the effect is somewhat too large.",
    sdg=("11.3", "11.4"),
    output=DirectOutput("grant_share", {"nb": "Hus satt i stand", "en": "Buildings restored"}, "buildings", _restored),
)  # fmt: skip
