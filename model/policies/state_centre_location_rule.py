"""State offices that people visit belong in the centre, where the buses stop.

New units of the state open only in the centre of a municipality, or only where most buses meet; of those that lie
elsewhere in it, a share moves there every year as leases end, with staff and units that share the site, and the state pays
the move. Nothing moves to another municipality.

Leaves out: offices without visitors, and rents in the centre.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.codes import Owner
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.rng import Stream, uniforms
from model.service_units import municipal_centres
from model.traits import DirectOutput, Instrument, Lever


@parameters("state_centre_location_rule")
class Params(NamedTuple):
    """What moving costs."""

    move_nok: float = par(3_000_000, unit="NOK per unit", low=1_000_000, high=10_000_000, source="assumption")


def _wanted(region: Region, where: str) -> np.ndarray:
    """Zones where the state's offices belong [Z]: centres of municipalities, or where most buses (then roads) meet."""
    if where == "centre":
        return municipal_centres(region)
    net, n = region.network, region.n_zones
    buses, roads = np.zeros(n), np.zeros(n)
    for end in (net.start, net.stop):
        here = (end < n) & net.is_open
        buses += np.bincount(end[here], weights=net.bus_per_day[here], minlength=n)
        roads += np.bincount(end[here], minlength=n)
    found = np.zeros(n, bool)
    order = np.lexsort((region.zones.keys, -roads, -buses))
    for m in range(region.municipalities.n):
        found[order[region.zones.municipality[order] == m][:1]] = True
    return found


def _offices(region: Region) -> np.ndarray:
    """Rows of the state's units with visitors, by key; what shares another type's site goes where that goes."""
    c = region.services.c
    free = np.array([not kind.sites_with for kind in region.service_types])
    rows = np.flatnonzero((c.place_id >= 0) & (c.owner == Owner.STATE) & free[c.type])
    return rows[np.argsort(c.key[rows])]


def _move(region: Region, row: int, to: int) -> None:
    """Move a unit, its staff, and the units that share its site."""
    c = region.services.c
    kind = region.service_types[c.type[row]]
    guests = [k for k, other in enumerate(region.service_types) if other.sites_with == kind.id]
    together = np.append(np.flatnonzero(np.isin(c.type, guests) & (c.place_id == c.place_id[row])), row)
    c.place_id[together] = to
    staffed = together[c.firm_id[together] >= 0]
    region.firms.c.place_id[c.firm_id[staffed]] = to


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Set the rule; move the offices whose lease ends."""
    share = spec.levers["move_share"]
    if share <= 0.0:
        return
    c, wanted = region.services.c, _wanted(region, spec.levers["where"])
    region.rules.state_open &= wanted
    rows = _offices(region)
    outside = rows[~wanted[c.place_id[rows]]]
    ends = uniforms(region.draws(Stream.POLICY), c.key[outside], 1) < share
    for row in outside[ends].tolist():
        here = int(c.place_id[row])
        mine = np.flatnonzero(wanted & (region.zones.municipality == region.zones.municipality[here]))
        if mine.size == 0:
            continue
        to = int(mine[np.argmin(region.cost_min[here, mine])])
        _move(region, row, to)
        region.accounts.pay("state", "outside", region.par(Params).move_nok, "moving an office", spec.id)
        region.ledger.write(
            year, "state", "moves", "offices with visitors belong there", service=region.service_types[c.type[row]].id,
            zone=region.zones.ids[here], to=region.zones.ids[to],
        )  # fmt: skip


def _well_placed(region: Region, spec: PolicySpec) -> float:
    rows = _offices(region)
    return float(_wanted(region, spec.levers["where"])[region.services.c.place_id[rows]].sum())


STATE_CENTRE_LOCATION_RULE = Instrument(
    id="state_centre_location_rule",
    label={"nb": "Statlige kontorer i sentrum", "en": "State offices in the centre"},
    description={
        "nb": "Statlige kontorer med publikum skal ligge i sentrum; de andre flytter når leieavtalen går ut.",
        "en": "State offices with visitors belong in the centre; the others move there when their lease ends.",
    },
    area="1",
    levers=(
        Lever("move_share", {"nb": "Andel som flytter hvert år", "en": "Share that moves each year"},
              unit="share per year", default=0.2, low=0, high=1, neutral=0),
        Lever("where", {"nb": "Skal ligge i", "en": "Belong in"}, kind="option", default="centre",
              options=("centre", "hub")),
    ),
    payers=("state",),
    act=act,
    leaves_out="Rents in the centre, and offices without visitors.",
    sdg=("11.2", "11.7"),
    output=DirectOutput("move_share", {"nb": "Statlige kontorer der de skal være", "en": "State offices where they belong"},
                        "offices", _well_placed),
)  # fmt: skip
