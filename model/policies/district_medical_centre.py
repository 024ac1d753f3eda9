"""A district medical centre opens in a zone: specialist clinics and beds near home.

The health trust opens it with room for so many patients a year, and the staff that those in reach call for; running it is
shared with the municipalities of its users, as the service type says. Beds come on top of clinics: each bed has posts and
a building cost. Patients who have it nearer than what they used before travel less, its posts are sought like others.

Leaves out: the hospital's journeys and staff that it spares (all of its staff come on top, so jobs are somewhat too many
and the gain in journeys is too small); health itself.
"""

from __future__ import annotations

from typing import NamedTuple

from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.service_works import establish, log, pay_shared, type_index, units_in
from model.traits import DirectOutput, Instrument, Lever

SERVICE = "district_medical_centre"


@parameters("district_medical_centre")
class Params(NamedTuple):
    """What a bed needs."""

    posts_per_bed: float = par(1.4, unit="posts per bed", low=1.0, high=2.0, source="assumption", note="day and night")
    bed_nok: float = par(
        3_000_000, unit="NOK per bed", low=1_500_000, high=5_000_000, source="assumption", note="built"
    )


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Open it in the first year."""
    lev, memory, p = spec.levers, region.memory[spec.id], region.par(Params)
    if lev["patients"] <= 0 or year > spec.start:
        return
    k, zone = type_index(region, SERVICE), region.place_of_zone(lev["zone"])
    kind, name = region.service_types[k], region.data.zones["name"].iloc[zone]
    if units_in(region, k, zone).size:
        region.ledger.write(year, kind.id, "does not open", "there is one already", zone=lev["zone"], policy=spec.id)
        region.note(
            spec.id,
            nb=f"{name} har et distriktsmedisinsk senter fra før: intet nytt åpnes.",
            en=f"{name} has a district medical centre already: no other opens.",
        )
        return
    row = establish(region, k, zone, float(lev["patients"]), kind.owner, year, spec.id)
    c, f = region.services.c, region.firms.c
    memory["room"] = float(c.capacity[row])
    if lev["beds"] > 0:  # posts of the ward, as a factor on what patients call for
        firm = int(c.firm_id[row])
        more = lev["beds"] * p.posts_per_bed
        c.staff_factor[row] *= 1.0 + more / max(float(f.size[firm]), 1.0)
        log(region, year, kind, "adds a ward", spec.id, zone, beds=lev["beds"], posts=more)
    built = lev["patients"] / kind.capacity_users * kind.moving_cost_nok + lev["beds"] * p.bed_nok
    pay_shared(region, kind, zone, built, lev["state_share"], spec.id)


def _room(region: Region, spec: PolicySpec) -> float:
    return float(region.memory.get(spec.id, {}).get("room", 0.0))


DISTRICT_MEDICAL_CENTRE = Instrument(
    id="district_medical_centre",
    label={"nb": "Distriktsmedisinsk senter", "en": "District medical centre"},
    description={
        "nb": "Spesialistpoliklinikk og noen senger nær hjemmet, drevet av helseforetaket sammen med kommunene.",
        "en": "Specialist clinics and a few beds near home, run by the health trust with the municipalities.",
    },
    area="2",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever(
            "patients",
            {"nb": "Pasienter det er plass til", "en": "Patients that there is room for"},
            kind="integer",
            unit="patients/year",
            default=1_500,
            low=0,
            high=10_000,
            neutral=0,
        ),
        Lever("beds", {"nb": "Senger", "en": "Beds"}, kind="integer", unit="beds", default=10, low=0, high=60),
        Lever(
            "state_share",
            {"nb": "Statens andel av byggingen", "en": "State's share of building"},
            unit="share",
            default=0.0,
            low=0,
            high=1,
        ),
    ),
    payers=("health_trust", "municipality", "state"),
    act=act,
    leaves_out="Journeys and staff that the hospital is spared: jobs are somewhat too many, saved journeys too few.",
    sdg=("11.a", "10.3"),
    output=DirectOutput("patients", {"nb": "Plass til pasienter", "en": "Room for patients"}, "patients", _room),
)
