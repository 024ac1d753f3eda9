"""Accessible flats in a centre, which old households may choose: the houses that they leave start chains of moves.

Flats without steps are ordered in the first year and ready after planning and building; everybody may take them, and the
old value that there are no steps (model/residential.py). The municipality builds, the state bank pays a share of what
they cost and gets the same share of what they bring.

Leaves out: common rooms and company, hosts, places reserved for the old (fewer old people move in than in such projects).
"""

from __future__ import annotations

from model.building import TENURES, order_homes, ordered_homes, settle_homes
from model.codes import DwellingType
from model.inputs import PolicySpec
from model.region import Region
from model.service_costs import account
from model.traits import DirectOutput, Instrument, Lever


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Order the flats in the first year; pay, and book what comes in."""
    lev, zone = spec.levers, region.place_of_zone(spec.levers["zone"])
    if year == spec.start:
        order_homes(
            region, spec.id, zone, DwellingType.FLAT, TENURES[lev["tenure"]], int(lev["flats"]), lev["floor_m2"]
        )
    own = account(region, int(region.zones.municipality[zone]))
    settle_homes(region, spec.id, {own: 1.0 - lev["state_share"], "state_bank": lev["state_share"]})


def _flats(region: Region, spec: PolicySpec) -> float:
    return float(ordered_homes(region, spec.id).size)


AGE_FRIENDLY_CENTRE_HOMES = Instrument(
    id="age_friendly_centre_homes",
    label={"nb": "Aldersvennlige sentrumsboliger", "en": "Age-friendly homes in the centre"},
    description={
        "nb": "Leiligheter uten trapper i sentrum. Eldre som flytter dit, gjør eneboliger ledige for familier.",
        "en": "Flats without steps in the centre. Old people who move there free houses for families.",
    },
    area="1",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever("flats", {"nb": "Leiligheter", "en": "Flats"}, kind="integer", unit="homes", default=20, low=0, high=300,
              neutral=0),
        Lever("floor_m2", {"nb": "Størrelse", "en": "Size"}, unit="m2", default=70.0, low=30, high=120),
        Lever("tenure", {"nb": "Eie eller leie", "en": "Tenure"}, kind="option", default="cooperative",
              options=tuple(TENURES)),
        Lever("state_share", {"nb": "Husbankens andel", "en": "State bank's share"}, unit="share", default=0.2, low=0,
              high=1),
    ),
    payers=("municipality", "state_bank"),
    act=act,
    eligible={"nb": "Alle; eldre verdsetter at det ikke er trapper", "en": "Everybody; the old value having no steps"},
    leaves_out="Common rooms, hosts and flats reserved for the old: fewer old people move in than in such projects.",
    sdg=("11.1", "11.7"),
    output=DirectOutput("flats", {"nb": "Leiligheter bygd", "en": "Flats built"}, "homes", _flats),
)  # fmt: skip
