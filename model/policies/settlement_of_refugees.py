"""A municipality settles an agreed number of refugees a year beyond those of the reference inflow, and houses them.

It takes empty homes on the market as municipal ones, nearest in size to what is looked for, and as many households come
as it finds homes for. Whether they stay in the years after is the same choice as everybody's. Children go to school,
adults may learn (adult education) and seek work. The state pays a grant for each person, the municipality what settling
costs, and the homes.

Leaves out: secondary moves to relatives, waiting in reception centres, who they are beyond age and family.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import DwellingState, Tenure
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region, Settlement
from model.rng import text_key
from model.service_costs import account
from model.traits import DirectOutput, Instrument, Lever, strength


@parameters("settlement_of_refugees")
class Params(NamedTuple):
    """What it costs, and how many share a home."""

    grant_nok: float = par(
        1_000_000, unit="NOK per person", low=800_000, high=1_200_000, source="assumption",
        note="integration grant of five years, paid at settlement",
    )  # fmt: skip
    cost_nok: float = par(
        1_000_000, unit="NOK per person", low=800_000, high=1_300_000, source="assumption",
        note="introduction, language, support of five years: about what the grant is meant to cover",
    )  # fmt: skip
    household_size: float = par(2.0, unit="persons", low=1.5, high=3.0, source="assumption", note="as immigrants come")
    home_m2: float = par(70.0, unit="m2", low=50.0, high=100.0, source="assumption", note="the size looked for")


def _take_homes(region: Region, spec: PolicySpec, home: int, wanted: int) -> NDArray[np.int64]:
    """Make empty homes of the municipality municipal, nearest in size first; pay for them. Returns their rows."""
    d, p = region.dwellings.c, region.par(Params)
    here = np.flatnonzero((d.state == DwellingState.OFFERED) & (d.tenure != Tenure.MUNICIPAL))
    here = here[region.zones.municipality[d.place_id[here]] == home]
    taken = here[np.lexsort((d.key[here], np.abs(d.floor_m2[here] - p.home_m2)))][:wanted]
    d.tenure[taken] = Tenure.MUNICIPAL
    nok = float((region.price_nok_m2[d.place_id[taken]] * d.floor_m2[taken]).sum())
    region.accounts.pay(account(region, home), "outside", nok, "building: municipal homes", spec.id)
    return taken


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Find homes, agree, pay."""
    lev, memory, p = spec.levers, region.memory[spec.id], region.par(Params)
    persons = lev["persons_per_year"] * strength(spec, year)
    if persons <= 0.0:
        return
    home = [m.code for m in region.data.municipalities].index(lev["municipality"])
    wanted = max(round(persons / p.household_size), 1)
    homes = _take_homes(region, spec, home, wanted)
    found = homes.size
    settled = persons * found / wanted
    memory["places"] = memory.get("places", 0.0) + settled
    region.settled_households.append(Settlement(homes, np.uint64(text_key(spec.id))))
    region.accounts.pay("state", account(region, home), settled * p.grant_nok, "integration grant", spec.id)
    region.accounts.pay(account(region, home), "outside", settled * p.cost_nok, "settlement", spec.id)
    region.ledger.write(year, account(region, home), "settles refugees", spec.id, places=settled, homes=found)
    if found < wanted:
        region.note(
            spec.id,
            nb="Kommunen finner ikke ledige boliger til alle den har sagt ja til å bosette.",
            en="The municipality does not find empty homes for all whom it has agreed to settle.",
        )


def _places(region: Region, spec: PolicySpec) -> float:
    return float(region.memory.get(spec.id, {}).get("places", 0.0))


SETTLEMENT_OF_REFUGEES = Instrument(
    id="settlement_of_refugees",
    label={"nb": "Bosetting av flyktninger", "en": "Settlement of refugees"},
    description={
        "nb": "Kommunen bosetter et avtalt antall i året utover det vanlige, og skaffer bolig.",
        "en": "The municipality settles an agreed number a year beyond the usual, and finds homes.",
    },
    area="7",
    levers=(
        Lever("municipality", {"nb": "Kommune", "en": "Municipality"}, kind="municipality"),
        Lever(
            "persons_per_year",
            {"nb": "Personer i året", "en": "Persons a year"},
            kind="integer",
            unit="persons/year",
            default=20,
            low=0,
            high=300,
            neutral=0,
        ),
    ),
    payers=("state", "municipality"),
    act=act,
    can_phase_in=True,
    leaves_out="Moves on to relatives elsewhere and waiting for a home: those who stay are somewhat too many.",
    sdg=("10.3",),
    output=DirectOutput(
        "persons_per_year", {"nb": "Plasser med bolig", "en": "Places with a home"}, "persons", _places
    ),
)
