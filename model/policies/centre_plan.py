"""A centre is made for people on foot: squares, ways to walk, ground floors opened to shops, a town promoter.

Streets and squares are rebuilt over some years. With them minutes on foot between door and bus stop fall, by up to a
share when a tenth of the zone's ground has been rebuilt, so that who has no car reaches more. Ground floors add premises
in the zone, where firms may settle. The municipality pays, and a promoter's salary while the policy lasts.

Leaves out: that a pleasant centre draws visitors as such (shops' market follows people and distance), what the promoter
does, safety.
"""

from __future__ import annotations

from typing import NamedTuple

from model.firm_location import open_premises
from model.inputs import PolicySpec
from model.land import M2_PER_DAA
from model.parameters import par, parameters
from model.public_space import laid_out, lay_out
from model.region import Region
from model.service_costs import account
from model.traits import DirectOutput, Instrument, Lever

_A = "assumption"


@parameters("centre_plan")
class Params(NamedTuple):
    """Costs, and how much faster it is to walk."""

    square_nok_m2: float = par(3_500.0, unit="NOK/m2", low=1_500.0, high=8_000.0, source=_A)
    ground_floor_nok_m2: float = par(9_000.0, unit="NOK/m2", low=4_000.0, high=18_000.0, source=_A)
    walk_saving: float = par(0.25, unit="share of minutes", low=0.0, high=0.4, source=_A, note="short cuts, crossings")
    rebuilt_share: float = par(0.1, unit="share of ground", low=0.05, high=0.3, source=_A, note="for all of the saving")


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Rebuild this year's part; pay for it and for the promoter."""
    lev, p, memory = spec.levers, region.par(Params), region.memory[spec.id]
    if lev["area_daa"] <= 0.0:
        return
    zone, years = region.place_of_zone(lev["zone"]), int(lev["years"])
    payer = account(region, int(region.zones.municipality[zone]))
    new = lay_out(region, spec, zone, lev["area_daa"], years)
    if new > 0.0:
        region.accounts.pay(payer, "outside", new * p.square_nok_m2, "building: streets and squares", spec.id)
        _shorten_walks(region, zone, new, p)
    floors = lev["ground_floor_m2"] * min(year - spec.start + 1, years) / years - memory.get("floors_m2", 0.0)
    if floors > 0.0:
        memory["floors_m2"] = memory.get("floors_m2", 0.0) + floors
        open_premises(region, zone, floors)
        region.accounts.pay(payer, "outside", floors * p.ground_floor_nok_m2, "building: ground floors", spec.id)
    if lev["promoter_mnok"] > 0.0:
        region.accounts.pay(payer, "outside", lev["promoter_mnok"] * 1e6, "town promoter", spec.id)


def _shorten_walks(region: Region, zone: int, new_m2: float, p: Params) -> None:
    zones = region.zones
    ground = zones.land_km2[zone] * 1_000.0 * M2_PER_DAA * p.rebuilt_share
    part = min(new_m2 / ground, 1.0)
    zones.walk_factor[zone] = max(zones.walk_factor[zone] - p.walk_saving * part, 1.0 - p.walk_saving)
    region.network.is_changed = True


CENTRE_PLAN = Instrument(
    id="centre_plan",
    label={"nb": "Sentrumsplan", "en": "Centre plan"},
    description={
        "nb": "Torg og gater for gående, åpne førsteetasjer og en bylivskoordinator i en sentrumssone.",
        "en": "Squares and streets for walking, open ground floors and a town promoter in a centre zone.",
    },
    area="1",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever("area_daa", {"nb": "Gater og torg som bygges om", "en": "Streets and squares rebuilt"}, unit="daa",
              default=10.0, low=0, high=200, neutral=0),
        Lever("years", {"nb": "Fordelt på", "en": "Spread over"}, kind="integer", unit="years", default=3, low=1,
              high=15),
        Lever("ground_floor_m2", {"nb": "Førsteetasjer som åpnes", "en": "Ground floors opened"}, unit="m2",
              default=1_000.0, low=0, high=20_000),
        Lever("promoter_mnok", {"nb": "Bylivskoordinator", "en": "Town promoter"}, unit="MNOK/year", default=1.0,
              low=0, high=5),
    ),
    payers=("municipality",),
    act=act,
    leaves_out="That a pleasant centre draws visitors, and what the promoter does: effects on shops are too small.",
    sdg=("11.2", "11.7"),
    output=DirectOutput("area_daa", {"nb": "Nye gater og torg", "en": "New streets and squares"}, "m2", laid_out),
)  # fmt: skip
