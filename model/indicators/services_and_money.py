"""Services within reach, and who pays for policies."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from model import registry
from model.indicators.shared import by_zone, flow, residents_by_zone
from model.region import Region
from model.traits import Indicator


def _units(region: Region) -> Mapping[str, Any]:
    s = region.services.c
    there = s.place_id >= 0
    each = {
        f"service:{kind.id}": by_zone(region, s.place_id[there & (s.type == k)])
        for k, kind in enumerate(region.service_types)
    }
    return {"all": by_zone(region, s.place_id[there]), **each}


def _access(region: Region) -> Mapping[str, Any]:
    """Minutes to the unit that serves a resident, averaged over residents."""
    people = residents_by_zone(region)
    nowhere = np.full(region.n_zones, np.nan)
    return {
        f"service:{kind.id}": (people * region.access.get(kind.id, nowhere), people) for kind in region.service_types
    }


@cache
def _payers(plugins: str) -> tuple[str, ...]:
    declared = [*registry.instruments().values(), *registry.events().values()]
    return tuple(sorted({payer for instrument in declared for payer in instrument.payers}))


def _policy_cost(region: Region) -> Mapping[str, Any]:
    """What each account that pays for policies paid for them this year, less what it got for them from others.

    An account of one municipality, "municipality:4206", counts under "municipality". A grant that is passed on is a cost
    of the one who gives it only.
    """
    spent: dict[str, float] = defaultdict(float)
    for payment in region.accounts.year_payments:
        if payment.policy_id:
            spent[payment.payer.split(":")[0]] += payment.nok / 1e6
            spent[payment.payee.split(":")[0]] -= payment.nok / 1e6
    payers = _payers(os.environ.get("OMLAND_PLUGINS", ""))
    by_payer = {f"payer:{payer}": spent[payer] for payer in payers}
    return {"all": sum(by_payer.values()), **by_payer}


SERVICE_UNITS = Indicator(
    id="service_units",
    label={"nb": "Tjenestesteder", "en": "Service units"},
    unit="units",
    kind="sum",
    flow=False,
    compute=_units,
    sdg=("10.3",),
    groups=("service",),
    description={
        "nb": "Steder der en tjeneste ytes: skoler, legekontor, butikker og andre.",
        "en": "Places where a service is given: schools, surgeries, shops and others.",
    },
)
ACCESS = Indicator(
    id="access_min",
    label={"nb": "Reisetid til tjeneste", "en": "Minutes to a service"},
    unit="minutes",
    kind="ratio",
    flow=False,
    compute=_access,
    sdg=("11.2", "10.3"),
    groups=("service",),
    description={
        "nb": "Minutter med bil til stedet der en gjennomsnittlig bosatt får tjenesten.",
        "en": "Minutes by car to where an average resident gets the service.",
    },
)
OPENINGS = Indicator(
    id="service_openings",
    label={"nb": "Åpnede tjenestesteder", "en": "Service units opened"},
    unit="units",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": flow(region, "service_openings")},
    description={"nb": "Tjenestesteder som åpnet i året.", "en": "Service units that opened in the year."},
)
CLOSURES = Indicator(
    id="service_closures",
    label={"nb": "Nedlagte tjenestesteder", "en": "Service units closed"},
    unit="units",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": flow(region, "service_closures")},
    description={"nb": "Tjenestesteder som ble lagt ned i året.", "en": "Service units that closed in the year."},
)
POLICY_COST = Indicator(
    id="policy_cost_mnok",
    label={"nb": "Kostnad ved tiltak", "en": "Cost of policies"},
    unit="MNOK",
    kind="sum",
    flow=True,
    compute=_policy_cost,
    sdg=("17.17",),
    groups=("payer",),
    description={
        "nb": "Det de som betaler for tiltak, brukte på dem i året, fratrukket det de fikk av andre til dem.",
        "en": "What those who pay for policies spent on them in the year, less what others gave them for it.",
    },
)
