"""Municipal money, and what shops sell.

A municipality has no zones of its own: its result and cost are spread on its zones by residents, so towns and hinterland
carry the share of those who live there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.codes import ZoneKind
from model.indicators.shared import by_zone, employers, residents_by_zone, shared
from model.region import Region
from model.traits import Indicator


@shared
def _share_of_municipality(region: Region) -> NDArray[np.float64]:
    """Share of its municipality's residents who live in a zone [Z]; all in the centre where nobody lives."""
    people, m = residents_by_zone(region), region.zones.municipality
    total = np.bincount(m, weights=people, minlength=region.municipalities.n)[m]
    is_centre = np.zeros(region.n_zones)
    is_centre[region.municipalities.c.place_id] = 1.0
    return np.divide(people, total, out=is_centre, where=total > 0)


def _by_residents(region: Region, values: Any) -> NDArray[np.float64]:
    """Values by municipality [M], spread on zones by residents [Z]."""
    return np.asarray(np.asarray(values, np.float64)[region.zones.municipality] * _share_of_municipality(region))


def _cost_per_resident(region: Region) -> Mapping[str, Any]:
    return {"all": (_by_residents(region, region.municipalities.c.cost_nok), residents_by_zone(region))}


@shared
def _turnover(region: Region) -> NDArray[np.float64]:
    """Sales of shops by zone [Z], MNOK: what demand supports, and the posts of shops that are units of a service."""
    f, n = region.firms.c, region.n_zones
    per_post = np.array([s.turnover_nok_per_post for s in region.sectors]) / 1e6
    sales = np.zeros(n)
    if region.demand_posts.shape == (n, len(per_post)):
        sales += np.einsum("zs,s->z", region.demand_posts, per_post)
    rows = employers(region)
    rows = rows[f.is_fixed[rows]]
    return sales + by_zone(region, f.place_id[rows], f.size[rows] * per_post[f.sector[rows]])


def _share_centre(region: Region) -> Mapping[str, Any]:
    sales = _turnover(region)
    return {"all": (100.0 * sales * (region.zones.kind == ZoneKind.CENTRE), sales)}


NET_RESULT = Indicator(
    id="municipal_net_result_mnok",
    label={"nb": "Kommunenes netto driftsresultat", "en": "Net result of municipalities"},
    unit="MNOK",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": _by_residents(region, region.municipalities.c.net_result_nok / 1e6)},
    description={
        "nb": "Inntekter minus utgifter i året; fordelt på kommunens steder etter hvor folk bor.",
        "en": "Revenue less cost of the year; spread on a municipality's places by where people live.",
    },
)
COST_PER_RESIDENT = Indicator(
    id="cost_per_resident_nok",
    label={"nb": "Kommunale utgifter per innbygger", "en": "Municipal cost per resident"},
    unit="NOK",
    kind="ratio",
    flow=True,
    compute=_cost_per_resident,
    sdg=("10.3",),
    description={
        "nb": "Kommunens utgifter i året delt på innbyggerne ved årets slutt.",
        "en": "What the municipality spent in the year over its residents at the year's end.",
    },
)
RETAIL_TURNOVER = Indicator(
    id="retail_turnover_mnok",
    label={"nb": "Omsetning i varehandelen", "en": "Retail turnover"},
    unit="MNOK",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": _turnover(region)},
    sdg=("8.3",),
    description={
        "nb": "Hva butikkene selger for i året, etter hvor butikken ligger.",
        "en": "What shops sell in the year, by where the shop is.",
    },
)
RETAIL_SHARE_CENTRE = Indicator(
    id="retail_share_centre",
    label={"nb": "Sentrums andel av varehandelen", "en": "Centre's share of retail turnover"},
    unit="%",
    kind="ratio",
    flow=True,
    compute=_share_centre,
    sdg=("11.7",),
    description={
        "nb": "Omsetning i sentrumssonene i prosent av all omsetning i varehandelen.",
        "en": "Turnover in the centre zones as a percentage of all retail turnover.",
    },
)
