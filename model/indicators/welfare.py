"""What the choice of where to live is worth to those who make it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.region import Region
from model.residential import AGE_GROUP_STARTS
from model.traits import Indicator

AGE_GROUPS = tuple(
    f"{low}-{high - 1}" if high else f"{low}+"
    for low, high in zip(AGE_GROUP_STARTS, (*AGE_GROUP_STARTS[1:], None), strict=True)
)


def _logsum(region: Region) -> Mapping[str, Any]:
    """Mean logsum of residents' households that chose in the year's first quarter; nan where none did."""
    shape = (2, region.n_zones, len(AGE_GROUPS))
    worth, number = region.logsum if region.logsum.shape == shape else np.zeros(shape)
    by_age = {f"age:{age}": (worth[:, g], number[:, g]) for g, age in enumerate(AGE_GROUPS)}
    return {"all": (worth.sum(axis=1), number.sum(axis=1)), **by_age}


WELFARE = Indicator(
    id="welfare_logsum",
    label={"nb": "Nytte av bostedsvalget", "en": "Worth of the residential choice"},
    unit="utility",
    kind="ratio",
    flow=True,
    compute=_logsum,
    sdg=("11.1",),
    groups=("age",),
    description={
        "nb": "Forventet nytte av beste bosted for husholdninger som vurderer å flytte, etter referansepersonens alder. "
        "Bare endringer har mening. En endring dL svarer til at inntekten endres med exp(dL/|location.cost|) - 1, "
        "altså inntekten etter skatt ganger dette i kroner, fordi ln inntekt inngår likt i alle alternativer. "
        "Kroner for dem som velger, ikke for alle bosatte, og bare så langt ln(boutgift/inntekt) sier hva penger er verdt.",
        "en": "Expected utility of the best place to live for households that consider moving, by age of the reference "
        "person. Only changes mean something. A change dL equals a change of income by exp(dL/|location.cost|) - 1, in "
        "kroner that times income after tax, because ln income enters every alternative alike. It is money to those who "
        "choose, not to all residents, and only as far as ln(housing cost/income) says what money is worth.",
    },
)
