"""The price of what a sector sells outside the region changes: aluminium, fish, freight rates.

    posts that export supports = base · world("export_demand") · (1 + change·path)^elasticity

`path` is 1 for the years that the shock lasts and then falls to 0 in equal steps. Firms follow with their usual delay
(`firms.adjustment`), below break-even they close more often, and what their staff spend is the ripple.

Leaves out: exporters whose size their owner decides (opened by an event), reserves and lay-offs with pay (firms follow a
short fall too fast), wages.
"""

from __future__ import annotations

from typing import NamedTuple

from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever


@parameters("price_shock")
class Params(NamedTuple):
    """How output answers to its price."""

    elasticity: float = par(
        0.5,
        unit="elasticity of posts to price",
        low=0.2,
        high=1.0,
        source="assumption",
        note="capacity is given for years, and a part of a low price is borne by owners",
    )


def path(years_since: int, lasts: int, recovers: int) -> float:
    """Share of the shock that is left `years_since` its year."""
    if years_since < lasts:
        return 1.0
    return max(0.0, 1.0 - (years_since - lasts + 1) / (recovers + 1))


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Set this year's factor on what the sector sells outside; called every year until the price is back."""
    change, sector = float(spec.levers["change"]), spec.levers["sector"]
    if change == 0.0:
        return
    lasts, recovers = int(spec.levers["lasts_years"]), int(spec.levers["recovers_years"])
    left = path(year - spec.start, lasts, recovers)
    factor = (1.0 + change * left) ** region.par(Params).elasticity
    region.shock(f"export:{sector}", year, factor)
    memory = region.memory[spec.id]
    memory["works_until"] = spec.start + lasts + recovers
    if year == spec.start:
        memory["lost"] = _exported(region, sector) * abs(1.0 - factor)
        region.ledger.write(year, "outside", "pays another price", spec.id, sector=sector, change=change, factor=factor)


def _exported(region: Region, sector: str) -> float:
    """Posts of a sector that sell outside, of firms whose size follows demand."""
    f, s = region.firms.c, [x.id for x in region.sectors].index(sector)
    here = (f.place_id >= 0) & (f.place_id < region.n_zones) & (f.sector == s) & ~f.is_fixed
    posts, share = float(f.base_size[here].sum()), region.sectors[s].export_share
    if posts * share < 0.5:
        region.note(
            "price_shock",
            nb=f"Ingen i regionen selger ut av den i næringen {sector}: prisen betyr ingenting.",
            en=f"Nobody in the region sells outside it in the sector {sector}: the price means nothing.",
        )
    return posts * share


PRICE_SHOCK = Instrument(
    id="price_shock",
    label={"nb": "Prissjokk i eksporten", "en": "Export price shock"},
    description={
        "nb": "Prisen på det en næring selger ut av regionen, endres i noen år.",
        "en": "The price of what a sector sells outside the region changes for some years.",
    },
    area="event",
    levers=(
        Lever("sector", {"nb": "Næring", "en": "Sector"}, kind="sector", default="manufacturing"),
        Lever(
            "change",
            {"nb": "Endring i prisen", "en": "Change of the price"},
            unit="share",
            default=-0.3,
            low=-0.95,
            high=3.0,
            neutral=0,
        ),
        Lever(
            "lasts_years",
            {"nb": "År før prisen begynner å snu", "en": "Years before the price begins to return"},
            kind="integer",
            unit="years",
            default=3,
            low=1,
            high=30,
        ),
        Lever(
            "recovers_years",
            {"nb": "År den bruker på å komme tilbake", "en": "Years it takes to return"},
            kind="integer",
            unit="years",
            default=3,
            low=0,
            high=30,
        ),
    ),
    payers=(),
    act=act,
    leaves_out="Reserves and lay-offs with pay: firms follow a short fall too fast. Wages do not follow the price.",
    sdg=("8.1",),
    output=DirectOutput(
        "change",
        {"nb": "Eksportstillinger som faller bort eller kommer til", "en": "Export posts lost or added"},
        "posts",
        lambda region, spec: float(region.memory.get(spec.id, {}).get("lost", 0.0)),
    ),
)
