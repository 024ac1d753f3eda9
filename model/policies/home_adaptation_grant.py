"""A grant towards making a home usable without steps, so that old people can stay in it, or sell it to one of them.

Households whose reference person is 67 or more and who own a home with steps weigh it up once in a while: they do it if

    accessible · [age ≥ 70] + staying − |cost| · ln(1 + yearly cost of the rest / yearly cost of the home)

exceeds a keyed reluctance, and if their savings pay the rest. `accessible` and `cost` are those of the choice of a home.
An accessible home makes its owner ask less often to move, and is worth more to the old who look for one. Applications are
met in the order of their draws until the year's money is used.

Leaves out: who would have done it without the grant (none do in the model, so the effect is somewhat too large), care at
home that is saved.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.codes import DwellingState, Tenure
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.residential import Params as Location
from model.rng import Stream, uniforms
from model.tenures import Params as Tenures
from model.traits import DirectOutput, Instrument, Lever

_A = "assumption"
_ELIGIBLE_AGE, _OLD = 67, 70  # who may apply; from when steps count in the choice of a home


@parameters("home_adaptation")
class Params(NamedTuple):
    """What it costs, and how people take it."""

    cost_nok: float = par(300_000, unit="NOK per home", low=100_000, high=800_000, source=_A, note="ramp, bath, lift")
    annuity: float = par(0.08, unit="per year", low=0.05, high=0.12, source=_A, note="of what the household pays")
    considers: float = par(0.2, unit="per year", low=0.05, high=0.5, source=_A)
    staying: float = par(0.3, unit="utility", low=0.0, high=1.0, source=_A, note="of being able to grow old at home")
    reluctance: float = par(1.0, unit="utility", low=0.3, high=2.0, source=_A, note="mean, exponential: dust and doubt")


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Let households apply, and adapt the homes of those who get the grant."""
    lev, p = spec.levers, region.par(Params)
    if lev["grant_share"] <= 0.0 or lev["mnok_per_year"] <= 0.0:
        return
    homes, draws = _applicants(region, lev["grant_share"], p)
    grant = lev["grant_share"] * p.cost_nok
    order = np.lexsort((region.dwellings.c.key[homes], draws))
    met = homes[order][: int(lev["mnok_per_year"] * 1e6 // grant)]
    if met.size == 0:
        return
    region.dwellings.c.is_accessible[met] = True
    memory = region.memory[spec.id]
    memory["homes"] = memory.get("homes", 0) + int(met.size)
    region.accounts.pay("state_bank", "outside", met.size * grant, "adapting homes", spec.id)
    rest = met.size * (p.cost_nok - grant)
    if rest > 0.0:
        region.accounts.pay("households", "outside", rest, "adapting homes", spec.id)
    region.ledger.write(
        year, "state_bank", "grants", "old owners applied", applied=int(homes.size), homes=int(met.size)
    )


def _applicants(region: Region, share: float, p: Params) -> tuple[np.ndarray, np.ndarray]:
    """Homes whose owners apply [n], and the draws [n] that order them."""
    d, h, c = region.dwellings.c, region.households.c, region.persons.c
    location, tenures = region.par(Location), region.par(Tenures)
    owned = np.isin(d.tenure, (Tenure.OWNED, Tenure.COOPERATIVE)) & ~d.is_accessible
    homes = np.flatnonzero(owned & (d.state == DwellingState.OCCUPIED) & (d.household_id >= 0))
    owners = d.household_id[homes]
    age = c.age[h.ref_id[owners]]
    rest = p.cost_nok * (1.0 - share)
    yearly = tenures.user_cost * region.price_nok_m2[d.place_id[homes]] * d.floor_m2[homes]
    gain = location.accessible * (age >= _OLD) + p.staying + location.cost * np.log1p(p.annuity * rest / yearly)
    reluctant = -np.log1p(-uniforms(region.persistent_draws(Stream.POLICY), h.key[owners], 3)) * p.reluctance
    draws = uniforms(region.draws(Stream.POLICY), h.key[owners], 4)
    applies = (age >= _ELIGIBLE_AGE) & (gain > reluctant) & (draws < p.considers)
    applies &= tenures.savings * h.income_nok_year[owners] >= rest
    return homes[applies], draws[applies]


def _adapted(region: Region, spec: PolicySpec) -> float:
    return float(region.memory.get(spec.id, {}).get("homes", 0))


HOME_ADAPTATION_GRANT = Instrument(
    id="home_adaptation_grant",
    label={"nb": "Tilskudd til å tilpasse boligen", "en": "Grant for adapting homes"},
    description={
        "nb": "Eldre som eier boligen sin, får støtte til å gjøre den trappefri, så de kan bli boende eller selge.",
        "en": "Old owners get support for making their home free of steps, so that they can stay or sell.",
    },
    area="1",
    levers=(
        Lever("grant_share", {"nb": "Andel av kostnaden", "en": "Share of the cost"}, unit="share", default=0.5, low=0,
              high=1, neutral=0),
        Lever("mnok_per_year", {"nb": "Høyst i året", "en": "At most a year"}, unit="MNOK/year", default=10.0, low=0,
              high=200),
    ),
    payers=("state_bank", "households"),
    act=act,
    eligible={"nb": "Eiere på 67 år og mer i bolig med trapper", "en": "Owners of 67 and more in homes with steps"},
    leaves_out="Who would have adapted without a grant: the effect is somewhat too large. Care that is saved: too small.",
    sdg=("11.1",),
    output=DirectOutput("grant_share", {"nb": "Boliger tilpasset", "en": "Homes adapted"}, "homes", _adapted),
)  # fmt: skip
