"""Parks and squares that policies lay out, by zone; what there was before is not known.

Green space and squares take water in a flood: homes hit fall by

    relief = most · min(1, public space laid out / (share · ground built on))

Leaves out: whether it lies where the water comes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.inputs import PolicySpec
from model.land import M2_PER_DAA, account
from model.parameters import par, parameters
from model.region import Region

_A = "assumption"


@parameters("public_space")
class Params(NamedTuple):
    """How much a flood gives way."""

    relief_most: float = par(0.5, unit="share of homes hit", low=0.1, high=0.8, source=_A)
    relief_share: float = par(0.1, unit="share of ground built on", low=0.05, high=0.3, source=_A, note="for the most")


def lay_out(region: Region, spec: PolicySpec, zone: int, area_daa: float, years: int) -> float:
    """Lay out this year's part of an area that a policy spreads over years; returns m2."""
    memory = region.memory[spec.id]
    before = float(memory.get("public_m2", 0.0))
    new = max(area_daa * M2_PER_DAA * min(region.year - spec.start + 1, years) / years - before, 0.0)
    memory["public_m2"] = before + new
    region.zones.public_space_m2[zone] += new
    return new


def laid_out(region: Region, spec: PolicySpec) -> float:
    """Public space that a policy has laid out, m2."""
    return float(region.memory.get(spec.id, {}).get("public_m2", 0.0))


def flood_relief(region: Region) -> NDArray[np.float64]:
    """Share of the homes that a flood would hit which it does not [Z]."""
    p = region.par(Params)
    homes, business = account(region)[:2]
    built = np.maximum((homes + business) * M2_PER_DAA * p.relief_share, 1.0)
    return np.asarray(p.relief_most * np.minimum(region.zones.public_space_m2 / built, 1.0))
