"""Residential location: utility, parameters, and the set of alternatives.

Shared by the candidates from outside, who ask whether to come, and by the moves. The utility of chooser i for a home a in
zone z is (MODEL.md, residential location):

    V = −beta_p·ln(yearly cost / income) − beta_q·|ln(floor / need)| + beta_acc·accessible·[ref ≥ 70]
        − beta_t·sum over workers d(t(z, work))·(1 − days at home) + (beta_j·A_jobs(z) − beta_s·slack(z))·[seeks work]
        + |beta_p|·(what the place adds to income)/income
        + sum over services beta_k·(access_k(z) − access_k(z) at the base year)·[life stage]
        + beta_f·[family within 15 / 45 min] + beta_o·[grew up there] + beta_u(age)·ln density(z) + sigma·N(person, zone)

slack is the log of unemployed per employed residents in reach, relative to the base year. So is access to services: who
lives far from them at the base year has been compensated by what we do not see (space, quiet, who else lives there) and
by prices, or would not live there (spatial equilibrium: Rosen 1979, Roback 1982); what services gain or lose from then on
counts in full. Staying adds inertia I that
grows with the years lived there; a share of it, `ties`, belongs not to the home but to what lies around it, and who moves
within the region to zone z keeps ties·I·near(t(home, z)) of that, near = 1 / (1 + (t / reach)^3): nearly all next door,
little an hour away. A place outside o has V_o = constant(age) +
ln(share of leavers) + beta_p-term with its prices and wages + family + origin. Noise, nests and size terms:
`kernels/choice.py`.

What a household can buy or is given: `model/tenures.py`.

Left out: schools' and neighbours' quality, the home's condition; that families look nearer to schools than others do
(access at the base year pulls nobody), and a slow drift towards services that were nearer all along (centralisation is
understated).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import DwellingState, DwellingType, Tenure, ZoneKind
from model.finance import self_build_saving, tenures_now
from model.kernels.choice import Offers, Places, Terms
from model.land import take_for_homes
from model.parameters import par, parameters
from model.region import Region
from model.relief import tax_relief
from model.remote import home_commutes
from model.rng import derive_all
from model.tenures import FREE, tenure_terms

AGE_GROUP_STARTS = (0, 25, 35, 50, 67)  # of the reference person: five outside constants
_ASSUMED = "assumption"


@parameters("location")
class Params(NamedTuple):
    """Coefficients of the residential choice."""

    scale_region: float = par(
        0.6, unit="scale", low=0.4, high=0.9, source="MODEL.md start value", note="nest of all homes in the region"
    )
    scale_outside: float = par(
        0.8, unit="scale", low=0.5, high=1.0, source="MODEL.md start value", note="nest of the places outside"
    )
    cost: float = par(
        -1.0,
        unit="utility per ln(cost/income)",
        low=-2.0,
        high=-0.5,
        source="EVIDENCE utility_log_price (memory, verify)",
    )
    fit: float = par(0.5, unit="utility per ln(floor/need)", low=0.25, high=1.0, source=_ASSUMED)
    accessible: float = par(0.5, unit="utility", low=0.25, high=1.0, source=_ASSUMED, note="no steps, from age 70")
    far_days: float = par(
        0.5,
        unit="share of days",
        low=0.3,
        high=1.0,
        source=_ASSUMED,
        note="of those who work outside the region: many travel weekly or by rota (MODEL.md: minutes count per day)",
    )
    commute: float = par(
        1.8,
        unit="utility per unit of d(t)",
        low=0.6,
        high=2.4,
        source="EVIDENCE utility_commute_minute 0.015 to 0.06 (memory, verify) over d's slope 0.025 at 30 min",
        note="0.045 a minute: with 0.03 residents move away from their jobs and commuting drifts far from the base year's",
    )
    jobs: float = par(0.5, unit="utility per sd", low=0.25, high=1.0, source=_ASSUMED)
    slack: float = par(
        1.0,
        unit="utility per ln(unemployed per employed)",
        low=0.5,
        high=2.0,
        source=_ASSUMED,
        note="how seekers value a labour market in which more others seek than at the base year",
    )
    family: float = par(
        1.0,
        unit="utility",
        low=0.5,
        high=1.5,
        source="calibration",
        note="mother, partner's mother or adult child near: scale of return ties; EVIDENCE utility_family_near: 1 (memory)",
    )
    origin: float = par(0.5, unit="utility", low=0.25, high=1.0, source=_ASSUMED, note="grew up in the zone")
    density_young: float = par(0.3, unit="utility per sd", low=0.0, high=0.6, source=_ASSUMED, note="ref under 30")
    density_family: float = par(-0.1, unit="utility per sd", low=-0.4, high=0.2, source=_ASSUMED, note="ref 30-66")
    density_old: float = par(0.3, unit="utility per sd", low=0.0, high=0.6, source=_ASSUMED, note="ref 67 or more")
    taste: float = par(
        0.7, unit="utility", low=0.35, high=1.4, source="MODEL.md start value", note="sd of the persistent taste"
    )
    inertia: float = par(
        1.6,
        unit="utility",
        low=1.0,
        high=3.0,
        source="provisional calibration",
        note="MODEL.md starts at 2.0; with `ties`, fitted to the distance split of moves (EVIDENCE V5)",
    )
    inertia_per_year: float = par(0.05, unit="utility per year", low=0.0, high=0.1, source="MODEL.md start value")
    inertia_max: float = par(2.6, unit="utility", low=2.0, high=4.5, source="MODEL.md start value")
    ties: float = par(
        0.9,
        unit="share of inertia",
        low=0.0,
        high=0.95,
        source="provisional calibration",
        note="of inertia, what belongs to the neighbourhood; fitted to the distance split of moves (EVIDENCE V5)",
    )
    ties_reach_min: float = par(
        12.0,
        unit="min",
        low=8.0,
        high=30.0,
        source="provisional calibration",
        note="half of the ties are kept at it; V5",
    )
    with_parents: float = par(
        -1.5,
        unit="utility",
        low=-3.0,
        high=0.0,
        source=_ASSUMED,
        note="staying with parents for who wants to leave; level so that half have left at about 20 (EVIDENCE)",
    )
    build: float = par(
        -1.6,
        unit="utility",
        low=-3.0,
        high=2.0,
        source=_ASSUMED,
        note="value of a new house of one's own design; level so that self-builders build about what SSB counts",
    )
    family_near_min: float = par(15.0, unit="min", low=10.0, high=20.0, source="MODEL.md")
    family_far_min: float = par(45.0, unit="min", low=30.0, high=60.0, source="MODEL.md")
    need_base_m2: float = par(45.0, unit="m2", low=30.0, high=60.0, source=_ASSUMED)
    need_per_person_m2: float = par(25.0, unit="m2", low=15.0, high=35.0, source=_ASSUMED)
    outside_0: float = par(1.0, unit="utility", low=-6.0, high=6.0, source="calibration", note="ref < 25")
    outside_1: float = par(1.0, unit="utility", low=-6.0, high=6.0, source="calibration", note="25-34")
    outside_2: float = par(1.0, unit="utility", low=-6.0, high=6.0, source="calibration", note="35-49")
    outside_3: float = par(1.0, unit="utility", low=-6.0, high=6.0, source="calibration", note="50-66")
    outside_4: float = par(1.0, unit="utility", low=-6.0, high=6.0, source="calibration", note="67+")


def age_group(age: NDArray[np.int16]) -> NDArray[np.int64]:
    """Age group 0–4 of reference persons [n]."""
    return np.searchsorted(AGE_GROUP_STARTS, age, side="right") - 1


def inertia(p: Params, years: NDArray[np.int64] | float) -> NDArray[np.float64]:
    """What staying is worth after so many years at an address [n]: home and neighbourhood together."""
    return np.asarray(np.minimum(p.inertia + p.inertia_per_year * np.asarray(years), p.inertia_max))


def terms(p: Params) -> Terms:
    """The coefficients that the kernel needs."""
    return Terms(*(getattr(p, name) for name in Terms._fields))


def standardise(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Subtract the weighted mean and divide by the weighted standard deviation (1 if there is none)."""
    mean, spread = _scale(values, weights)
    return np.asarray((values - mean) / spread)


def _scale(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted mean and standard deviation of values [Z]; 1 where nothing varies."""
    mean = np.average(values, weights=weights)
    spread = np.sqrt(np.average((values - mean) ** 2, weights=weights))
    return np.array([mean, spread if spread > 0 else 1.0])


def places(region: Region) -> Places:
    """What the choice kernel knows about zones and places outside.

    Terms are standardised with the base year's mean and spread, so that a unit stays the same through the run.
    """
    p = region.par(Params)
    ages, services = service_access(region)
    constants = np.array([p.outside_0, p.outside_1, p.outside_2, p.outside_3, p.outside_4])
    shares = np.maximum(region.outside.migration_share, 1e-6)
    return Places(
        zone_keys=region.zones.keys,
        municipality=region.zones.municipality,
        jobs=p.jobs * _by_base(region, "jobs", region.access["jobs"])
        - p.slack * (region.access["slack"] - region.base["slack"]),
        density=_by_base(region, "density", region.access["density"]),
        services=services - region.base["service_access"],
        service_ages=ages,
        time_min=region.time_min,
        commute_d=home_commutes(region, _days_travelled(region, p)),
        near=1.0 / (1.0 + (region.time_min[: region.n_zones, : region.n_zones] / p.ties_reach_min) ** 3),
        tax_relief=tax_relief(region),
        debt_relief=region.incentives.debt_relief_nok,
        outside_keys=region.outside.keys,
        outside_value=np.repeat(constants[:, None], len(region.outside), axis=1),
        outside_log_n=np.log(shares),
        outside_log_cost=np.log(region.outside_prices() * tenures_now(region).user_cost / region.outside_wages()),
    )


def _days_travelled(region: Region, p: Params) -> NDArray[np.float64]:
    """d(t) from place to place [P, P], work outside the region counted by the days on which people travel there."""
    d = region.commute_d.copy()
    d[:, region.n_zones :] *= p.far_days
    return d


def service_access(region: Region) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Utility of the services for who uses them: spans of ages from, to [R, 2] and utility by zone [R, Z].

    Minutes are as felt (model/service_use.py): visits only, longer where staff are missing.
    """
    found: dict[tuple[int, int], NDArray[np.float64]] = {}
    for kind in region.service_types:
        felt = f"felt:{kind.id}"
        if kind.access_weight > 0 and felt in region.access:
            span = (kind.need_age_from, kind.need_age_to)
            term = -kind.access_weight * _by_base(region, f"access_{kind.id}", region.access[felt])
            found[span] = found.get(span, np.zeros(region.n_zones)) + term
    return np.array(list(found), np.int64).reshape(-1, 2), np.array(list(found.values())).reshape(-1, region.n_zones)


def _by_base(region: Region, name: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
    key = f"scale_{name}"
    if key not in region.base:
        region.base[key] = _scale(values, region.base["population"])
    mean, spread = region.base[key]
    return np.asarray((values - mean) / spread)


class ChoiceSet(NamedTuple):
    """Offers for the kernel, and the homes behind them: homes of offer a are rows[start[a]:start[a+1]]."""

    offers: Offers
    rows: NDArray[np.int64]
    start: NDArray[np.int64]
    n_homes: int  # offers below this are homes, from here on plots


def choice_set(region: Region, plots: NDArray[np.int64], build_cost_nok: float) -> ChoiceSet:
    """Group the homes on offer by (zone, type, tenure) and add the plots [Z] where households may build.

    `build_cost_nok` is what a self-built detached house costs, plot included, without discounts and state loans.
    """
    p = region.par(Params)
    d = region.dwellings.c
    n_types, n_tenures = len(DwellingType), len(Tenure)
    open_rows = np.flatnonzero(d.state == DwellingState.OFFERED)
    code = (d.place_id[open_rows].astype(np.int64) * n_types + d.type[open_rows]) * n_tenures + d.tenure[open_rows]
    order = np.lexsort((d.key[open_rows], code))
    rows, code = open_rows[order], code[order]
    groups, start, n = np.unique(code, return_index=True, return_counts=True)
    start = np.append(start, rows.size)
    zone = groups // (n_types * n_tenures)
    tenure = groups % n_tenures
    mean_floor = np.add.reduceat(d.floor_m2[rows].astype(np.float64), start[:-1]) / n if rows.size else np.zeros(0)
    access = np.add.reduceat(d.is_accessible[rows].astype(np.float64), start[:-1]) / n if rows.size else np.zeros(0)
    by_tenure = tenure_terms(tenures_now(region))
    price = region.price_nok_m2[zone] * mean_floor
    upfront = price * by_tenure.upfront[tenure]
    log_price = np.log(upfront, out=np.full(zone.size, FREE), where=upfront > 0)
    built_on = np.flatnonzero(plots > 0)
    all_zone = np.concatenate([zone, built_on])
    count = np.concatenate([n, plots[built_on]])
    own_floor = region.base["floor_m2"][DwellingType.DETACHED]
    build_cost = np.maximum(build_cost_nok - region.rules.plot_discount_nok, 1.0)
    build_yearly = build_cost * by_tenure.yearly[Tenure.OWNED] - self_build_saving(region, build_cost_nok)
    offers = Offers(
        zone=all_zone,
        key=derive_all(
            region.zones.keys[all_zone], 0, np.concatenate([groups % (n_types * n_tenures), built_on * 0 + 99])
        ),
        log_n=np.log(count),
        left=count.astype(np.int64),
        log_floor=np.log(np.concatenate([mean_floor, np.full(built_on.size, own_floor)])),
        accessible=np.concatenate([access, np.ones(built_on.size)]),
        log_cost=np.log(np.concatenate([price * by_tenure.yearly[tenure], np.maximum(build_yearly, 1.0)[built_on]])),
        is_plot=np.arange(all_zone.size) >= zone.size,
        constant=np.concatenate([by_tenure.constant[tenure], np.full(built_on.size, p.build)]),
        log_price=np.concatenate([log_price, np.log(build_cost[built_on])]),
        is_municipal=np.concatenate([tenure == Tenure.MUNICIPAL, np.zeros(built_on.size, bool)]),
    )
    return ChoiceSet(offers, rows, start, zone.size)


def density(region: Region, population: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log of residents per km2, centre zones counted with their town's ground [Z]."""
    land = region.zones.land_km2.copy()
    centre = region.zones.kind == ZoneKind.CENTRE
    land[centre] = np.maximum(land[centre], 0.25)
    return np.asarray(np.log(np.maximum(population, 1.0) / land))


def start_homes(
    region: Region,
    zone: NDArray[np.int64],
    kind: DwellingType,
    year_ready: int | NDArray[np.int64],
    keys: NDArray[np.uint64],
    household: NDArray[np.int64] | int = -1,
) -> NDArray[np.int64]:
    """Start building owned homes of these keys in zones [n], for households [n] or for the market; returns rows [n].

    Their land is counted now.
    """
    take_for_homes(region, zone, kind)
    return region.dwellings.add(
        zone.size,
        key=keys,
        place_id=zone,
        type=kind,
        tenure=Tenure.OWNED,
        state=DwellingState.UNDER_CONSTRUCTION,
        household_id=household,
        floor_m2=region.base["floor_m2"][kind],
        is_accessible=True,  # the building code has asked for it since 2010
        year_built=year_ready,
        empty_since=year_ready,
    )
