"""State offices that people visit belong in the centre, where the buses stop.

New units of the state open only in the centre of a municipality; of those that lie elsewhere in it, a share moves to the
centre every year as leases end, with its staff, and the state pays the move. Nothing moves to another municipality.

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


def _offices(region: Region) -> np.ndarray:
    """Rows of the state's units with visitors, by key; what shares another type's site goes where that goes."""
    c = region.services.c
    free = np.array([not kind.sites_with for kind in region.service_types])
    rows = np.flatnonzero((c.place_id >= 0) & (c.owner == Owner.STATE) & free[c.type])
    return rows[np.argsort(c.key[rows])]


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Set the rule; move the offices whose lease ends."""
    share = spec.levers["move_share"]
    if share <= 0.0:
        return
    region.rules.state_in_centre = True
    c, centre = region.services.c, municipal_centres(region)
    rows = _offices(region)
    outside = rows[~centre[c.place_id[rows]]]
    ends = uniforms(region.draws(Stream.POLICY), c.key[outside], 1) < share
    hosts = {kind.sites_with for kind in region.service_types if kind.sites_with}
    for row in outside[ends].tolist():
        kind, here, m = region.service_types[c.type[row]], int(c.place_id[row]), int(c.municipality_id[row])
        mine = np.flatnonzero(centre & (region.zones.municipality == m))
        if mine.size == 0 or kind.id in hosts:  # a host stays with its guests
            continue
        to = int(mine[np.argmin(region.cost_min[here, mine])])
        c.place_id[row] = to
        if c.firm_id[row] >= 0:
            region.firms.c.place_id[c.firm_id[row]] = to
        region.accounts.pay("state", "outside", region.par(Params).move_nok, "moving an office", spec.id)
        region.ledger.write(
            year, "state", "moves", "offices with visitors belong in the centre", service=kind.id,
            zone=region.zones.ids[here], to=region.zones.ids[to],
        )  # fmt: skip


def _in_centre(region: Region, spec: PolicySpec) -> float:
    rows = _offices(region)
    return float(municipal_centres(region)[region.services.c.place_id[rows]].sum())


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
    ),
    payers=("state",),
    act=act,
    leaves_out="Rents in the centre, and offices without visitors.",
    sdg=("11.2", "11.7"),
    output=DirectOutput("move_share", {"nb": "Statlige kontorer i sentrum", "en": "State offices in the centre"},
                        "offices", _in_centre),
)  # fmt: skip
