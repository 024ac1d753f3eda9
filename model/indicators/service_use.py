"""Who uses services, how far they travel and how much is digital; staff, quality, what it costs and who pays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.codes import Owner
from model.geography import UNREACHABLE_MIN
from model.indicators.environment import Params as TravelParams
from model.indicators.reach import MODES, minutes_to_services
from model.indicators.shared import AGE_GROUPS, AGES, by_zone, residents_by_zone, shared
from model.region import Region
from model.remote import without_visit
from model.service_costs import MUNICIPALITY, OWNER_ACCOUNTS
from model.service_use import N_AGES, in_person, need_by_age, residents_by_age
from model.traits import Indicator

PAYERS = ("households", MUNICIPALITY, *(OWNER_ACCOUNTS[o] for o in Owner if o in OWNER_ACCOUNTS))


@shared
def _people(region: Region) -> NDArray[np.float64]:
    """Residents by age and zone [N_AGES, Z]."""
    return residents_by_age(region)


@shared
def _visits(region: Region) -> NDArray[np.float64]:
    """Share of the use that is a visit, by service type and zone [K, Z]."""
    return in_person(region, _people(region), region.year)


def _units(region: Region) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Rows of open units with an employer, their zones and their employers."""
    s = region.services.c
    rows = np.flatnonzero((s.place_id >= 0) & (s.firm_id >= 0))
    return rows, s.place_id[rows].astype(np.int64), s.firm_id[rows].astype(np.int64)


def _by_service(region: Region, values: NDArray[np.float64]) -> Mapping[str, Any]:
    """Sums of values of open units [rows of _units] by service and zone."""
    rows, zone, _ = _units(region)
    kind = region.services.c.type[rows]
    each = {
        f"service:{t.id}": by_zone(region, zone[kind == k], values[kind == k])
        for k, t in enumerate(region.service_types)
    }
    return {"all": by_zone(region, zone, values), **each}


def _users(region: Region) -> Mapping[str, Any]:
    found = dict(_by_service(region, region.services.c.users[_units(region)[0]].astype(np.float64)))
    del found["all"]  # users of different services do not add up to anything
    return found


def _staff(region: Region) -> Mapping[str, Any]:
    return _by_service(region, region.firms.c.n_staff[_units(region)[2]].astype(np.float64))


def _quality(region: Region) -> Mapping[str, Any]:
    rows, _, firms = _units(region)
    f = region.firms.c
    posts = (f.posts_basic + f.posts_upper + f.posts_tertiary)[firms].astype(np.float64)
    found = _by_service(region, 100.0 * posts * region.services.c.quality[rows])
    weight = _by_service(region, posts)
    return {group: (found[group], weight[group]) for group in found}


def _unserved(region: Region) -> Mapping[str, Any]:
    unmet = region.service_unmet
    known = unmet.shape[0] == len(region.service_types)
    zero = np.zeros(region.n_zones)
    return {f"service:{t.id}": unmet[k] if known else zero for k, t in enumerate(region.service_types)}


def _digital(region: Region) -> Mapping[str, Any]:
    """Share of use without a visit: by service over its users, in all and by age over users of all services with any."""
    people, found = _people(region), {}
    use, digital = np.zeros((2, N_AGES, region.n_zones))
    for kind in region.service_types:
        users = need_by_age(kind)[:, None] * people
        online = users * without_visit(region, kind, np.arange(N_AGES), region.year)
        found[f"service:{kind.id}"] = (100.0 * online.sum(axis=0), users.sum(axis=0))
        if kind.digital_share > 0.0:
            use += users
            digital += online
    found["all"] = (100.0 * digital.sum(axis=0), use.sum(axis=0))
    for (low, high), name in zip(AGES, AGE_GROUPS, strict=True):
        found[f"age:{name}"] = (100.0 * digital[low:high].sum(axis=0), use[low:high].sum(axis=0))
    return found


@shared
def _journeys(region: Region) -> NDArray[np.float64]:
    """One-way trips to services of a year by age group, service type and zone [AGES, K, Z]."""
    trips = (
        np.array([kind.user_cost_nok_per_min for kind in region.service_types]) / region.par(TravelParams).minute_nok
    )
    need = np.array([need_by_age(kind) for kind in region.service_types])
    people = _people(region)
    users = np.array([need[:, low:high] @ people[low:high] for low, high in AGES])
    return np.asarray(users * (trips[:, None] * _visits(region)))


def _minutes_by_age(region: Region) -> Mapping[str, Any]:
    """Minutes of a journey to a service, over the journeys of an age group; by bus where one goes."""
    journeys, by_mode, found = _journeys(region), minutes_to_services(region), {}
    for mode in MODES:
        minutes = by_mode[mode]
        there = minutes < UNREACHABLE_MIN
        for group, name in enumerate(AGE_GROUPS):
            n = journeys[group] * there
            found[f"mode:{mode}|age:{name}"] = ((n * minutes).sum(axis=0), n.sum(axis=0))
    return found


def _hours(region: Region) -> Mapping[str, Any]:
    """Hours a year that a resident travels to a service by car, to the unit that serves."""
    journeys, people = _journeys(region).sum(axis=0), residents_by_zone(region)
    nowhere = np.full(region.n_zones, np.nan)
    return {
        f"service:{kind.id}": (journeys[k] * region.access.get(kind.id, nowhere) / 60.0, people)
        for k, kind in enumerate(region.service_types)
    }


def _cost(region: Region) -> Mapping[str, Any]:
    """What was paid for units this year, MNOK: in all, by service, by who paid; municipalities together."""
    spent: dict[str, float] = defaultdict(float)
    for payment in region.accounts.year_payments:
        if payment.payee == "services":
            nok = payment.nok / 1e6
            spent[f"service:{payment.purpose}"] += nok
            spent[f"payer:{payment.payer.split(':')[0]}"] += nok
            spent["all"] += nok
    groups = [f"service:{kind.id}" for kind in region.service_types] + [f"payer:{name}" for name in PAYERS]
    return {"all": spent["all"], **{group: spent[group] for group in groups}}


SERVICE_USERS = Indicator(
    id="service_users",
    label={"nb": "Brukere av tjeneste", "en": "Users of a service"},
    unit="persons",
    kind="sum",
    flow=False,
    compute=_users,
    groups=("service",),
    description={
        "nb": "Brukere som har plass, etter hvor stedet ligger; aldri flere enn stedet har plass til.",
        "en": "Users who have a place, by where the unit is; never more than it has room for.",
    },
)
SERVICE_UNSERVED = Indicator(
    id="service_unserved",
    label={"nb": "Brukere uten plass", "en": "Users without a place"},
    unit="persons",
    kind="sum",
    flow=False,
    compute=_unserved,
    sdg=("10.3",),
    groups=("service",),
    description={
        "nb": "Brukere, etter bosted, som ikke får plass noe sted i regionen.",
        "en": "Users, by where they live, for whom no unit in the region has a place.",
    },
)
SERVICE_STAFF = Indicator(
    id="service_staff",
    label={"nb": "Ansatte i tjenester", "en": "Staff of services"},
    unit="persons",
    kind="sum",
    flow=False,
    compute=_staff,
    sdg=("8.3",),
    groups=("service",),
    description={
        "nb": "Ansatte på tjenestestedene, etter arbeidssted.",
        "en": "Workers at the units, by place of work.",
    },
)
SERVICE_QUALITY = Indicator(
    id="service_quality",
    label={"nb": "Bemanning i tjenester", "en": "Staffing of services"},
    unit="%",
    kind="ratio",
    flow=False,
    compute=_quality,
    sdg=("10.3",),
    groups=("service",),
    description={
        "nb": "Ansatte som finnes, i prosent av dem brukerne trenger; ubesatte og sparte stillinger trekker ned.",
        "en": "Staff found as a percentage of those that users call for; open and saved posts pull it down.",
    },
)
DIGITAL_USE = Indicator(
    id="digital_use_share",
    label={"nb": "Digital bruk av tjenester", "en": "Digital use of services"},
    unit="%",
    kind="ratio",
    flow=False,
    compute=_digital,
    sdg=("9.c", "10.3"),
    groups=("service", "age"),
    description={
        "nb": "Andel av bruken som ikke krever oppmøte; i alt og etter alder over alle tjenester med digital bruk.",
        "en": "Share of use that needs no visit; in all and by age over all services that have any.",
    },
)
JOURNEY_MINUTES = Indicator(
    id="journey_min",
    label={"nb": "Reise til en tjeneste", "en": "Journey to a service"},
    unit="minutes",
    kind="ratio",
    flow=False,
    compute=_minutes_by_age,
    sdg=("11.2", "10.3"),
    groups=("mode|age",),
    description={
        "nb": "Minutter en vei for en gjennomsnittlig reise til nærmeste tjenestested, med bil og, der det går buss, uten.",
        "en": "Minutes one way of an average journey to the nearest unit, by car and, where a bus goes, without one.",
    },
)
TRAVEL_HOURS = Indicator(
    id="service_travel_hours",
    label={"nb": "Reisetimer til tjenester", "en": "Hours of travel to services"},
    unit="hours",
    kind="ratio",
    flow=False,
    compute=_hours,
    sdg=("11.2",),
    groups=("service",),
    description={
        "nb": "Timer i året en bosatt reiser til tjenesten, pasientreiser medregnet; digital bruk er trukket fra.",
        "en": "Hours a year that a resident travels to the service, patient journeys included, digital use left out.",
    },
)
SERVICE_COST = Indicator(
    id="service_cost_mnok",
    label={"nb": "Kostnad ved tjenestesteder", "en": "Cost of service units"},
    unit="MNOK",
    kind="sum",
    flow=True,
    compute=_cost,
    sdg=("17.17",),
    groups=("service", "payer"),
    description={
        "nb": "Det tjenestestedene kostet i året: lønn, lokaler, innkjøp; etter tjeneste og etter hvem som betalte.",
        "en": "What units cost in the year: wages, premises, purchases; by service and by who paid.",
    },
)
