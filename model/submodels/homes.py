"""Homes: prices, building, and homes that leave the market.

Price of a square metre in zone z, with v the share of homes that is on offer (not the whole empty stock: empty homes
leave the market when they are worth little; with v over the durable stock prices would collapse):

    ln p*_z = a_z + b·ln income_z + c·A_jobs(z) − phi·(v_z − v*_z) − i·ln(user cost),    ln p ← ln p + kappa·(ln p* − ln p)

a_z, v*_z and user cost 1 are the base year's: at the base p* = p. Developers start flats and row houses where p·(1 −
risk) ≥ cost·(1 + margin); where old homes cost half of what building costs, nobody does. Self-builders choose a plot in the
moves. An empty home leaves the market (heirs, second homes) with a hazard that rises as price/cost falls, and comes back
with one that rises with it. A private home that stays empty is let if it was for sale, and sold if it was to let, with a
hazard. Developers' flats belong to co-operatives, their row houses to who buys them.

Plots are a share of what was built before, within this year's rules; homes built to order: model/building.py. Interest and
loans of the state bank: model/finance.py.

Leaves out: sellers' reservation prices, the land market (plots are there at a fixed price).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.building import free_plots, must_let, ready_year, start_projects
from model.changes import fill_dwellings
from model.codes import DwellingState, DwellingType, Tenure, Vacancy, ZoneKind
from model.finance import building_money, user_cost_factor
from model.parameters import par, parameters
from model.region import Region
from model.residential import start_homes
from model.rng import Kind, Stream, derive_all, uniforms

READS = ("dwellings.*", "households.*", "persons.household_id", "region.access", "region.base")
WRITES = (
    "region.price_nok_m2",
    "region.plots",
    "region.serviced_plots",
    "region.projects",
    "region.notes",
    "region.build_cost_nok",
    "region.build_years",
    "region.base",
    "region.flows",
    "dwellings.state",
    "dwellings.household_id",
    "dwellings.empty_since",
    "dwellings.chain",
    "dwellings.tenure",
    "dwellings.*new",
    "households.dwelling_id",
    "households.place_id",
    "households.tenure",
    "households.moved_year",
    "households.events",
    "persons.place_id",
)


@parameters("homes")
class Params(NamedTuple):
    """Prices, building costs, hazards."""

    cost_nok_m2: float = par(
        38_000, unit="NOK/m2", low=30_000, high=45_000, source="EVIDENCE construction_cost_m2 (memory, verify)"
    )
    own_labour: float = par(0.25, unit="share of cost", low=0.1, high=0.4, source="MODEL.md, self-builders")
    plot_nok: float = par(450_000, unit="NOK", low=200_000, high=900_000, source="assumption")
    plots_per_home: float = par(
        1.5,
        unit="plots per home built",
        low=1.0,
        high=4.0,
        source="assumption",
        note="plots on offer a year relative to homes built a year in the bundle",
    )
    margin: float = par(0.10, unit="share of cost", low=0.05, high=0.2, source="assumption")
    risk: float = par(0.05, unit="share of price", low=0.0, high=0.15, source="assumption")
    supply_elasticity: float = par(
        1.5,
        unit="share of stock per unit of price/cost above 1",
        low=0.8,
        high=3.0,
        source="EVIDENCE supply_elasticity_rural (memory, verify): near 0 below cost",
    )
    building_years: float = par(1.0, unit="years", low=1.0, high=3.0, source="assumption", note="permit and work")
    income_effect: float = par(0.6, unit="elasticity", low=0.3, high=1.0, source="assumption")
    jobs_effect: float = par(
        0.12,
        unit="per unit of A_jobs",
        low=0.06,
        high=0.25,
        source="assumption",
        note="labour-market access is about half of intraregional variation (EVIDENCE house_price_urban_vs_access_effect)",
    )
    interest_effect: float = par(
        0.5,
        unit="elasticity to user cost",
        low=0.2,
        high=1.0,
        source="assumption",
        note="0 at the base year's interest",
    )
    vacancy_effect: float = par(2.0, unit="per unit of vacancy share", low=1.0, high=5.0, source="assumption")
    adjustment: float = par(0.3, unit="share per year", low=0.15, high=0.6, source="assumption", note="kappa")
    leave_market: float = par(
        0.25,
        unit="per year",
        low=0.1,
        high=0.5,
        source="assumption",
        note="of a home empty for a year, at price = cost/2",
    )
    come_back: float = par(
        0.06, unit="per year", low=0.02, high=0.12, source="assumption", note="of a withdrawn home, at price = cost/2"
    )
    change_tenure: float = par(
        0.15,
        unit="per year",
        low=0.0,
        high=0.4,
        source="assumption",
        note="of a private home empty for a year: who cannot sell lets it, who cannot let it sells",
    )
    second_home: float = par(0.15, unit="share", low=0.05, high=0.4, source="assumption", note="of homes that leave")
    demolition: float = par(0.005, unit="per year", low=0.0, high=0.02, source="assumption", note="of withdrawn homes")


def target_log_price(
    anchor: NDArray[np.float64],
    income: NDArray[np.float64],
    jobs: NDArray[np.float64],
    vacancy: NDArray[np.float64],
    p: Params,
) -> NDArray[np.float64]:
    """Log of the price that income, jobs in reach and vacancy call for [Z]."""
    return anchor + p.income_effect * np.log(income) + p.jobs_effect * jobs - p.vacancy_effect * vacancy


def _market(region: Region) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Income per resident, offered share and number of homes in use or on offer, by zone [Z]."""
    n = region.n_zones
    h, d = region.households.c, region.dwellings.c
    living = h.n_members > 0
    people = np.bincount(h.place_id[living], weights=h.n_members[living], minlength=n)
    income = np.bincount(h.place_id[living], weights=h.income_nok_year[living], minlength=n)
    # A zone of a few people has no mean worth following; twenty people's worth of the region's mean steadies it.
    income = (income + 20.0 * income.sum() / max(people.sum(), 1.0)) / (people + 20.0)
    offered = np.bincount(d.place_id[d.state == DwellingState.OFFERED], minlength=n)
    used = np.bincount(d.place_id[d.state == DwellingState.OCCUPIED], minlength=n)
    stock = np.maximum(offered + used, 1)
    return income, (offered + 1.0) / (stock + 30.0), stock.astype(np.float64)


def anchor_prices(region: Region) -> None:
    """Set a_z so that at the base year p* = p: called once, when a model starts."""
    income, vacancy, _ = _market(region)
    start = target_log_price(np.zeros(region.n_zones), income, region.access["jobs"], vacancy, region.par(Params))
    region.base["price_anchor"] = np.log(region.price_nok_m2) - start


def _prices(region: Region, p: Params) -> None:
    income, vacancy, _ = _market(region)
    wanted = target_log_price(region.base["price_anchor"], income, region.access["jobs"], vacancy, p)
    wanted -= p.interest_effect * np.log(user_cost_factor(region))
    region.price_nok_m2 *= np.exp(p.adjustment * (wanted - np.log(region.price_nok_m2)))


def _complete(region: Region, year: int) -> None:
    """Homes that are ready: the self-builder moves in, others are offered."""
    d, h, c = region.dwellings.c, region.households.c, region.persons.c
    ready = np.flatnonzero((d.state == DwellingState.UNDER_CONSTRUCTION) & (d.year_built <= year))
    region.count("dwellings_built", d.place_id[ready])
    d.state[ready] = DwellingState.OFFERED
    d.empty_since[ready] = year
    d.chain[ready] = Vacancy.BUILT
    owner = d.household_id[ready]
    waits = (owner >= 0) & (h.n_members[owner] > 0)
    d.household_id[ready[~waits]] = -1
    new, owner = ready[waits], owner[waits]
    old = h.dwelling_id[owner]
    left = old[old >= 0]
    d.state[left], d.household_id[left], d.empty_since[left] = DwellingState.OFFERED, -1, year
    fill_dwellings(region, new, old.astype(np.int64))
    region.count("moves_within", h.place_id[owner], h.n_members[owner])
    region.count("relocations", h.place_id[owner])
    d.state[new] = DwellingState.OCCUPIED
    h.dwelling_id[owner], h.place_id[owner] = new, d.place_id[new]
    h.tenure[owner], h.moved_year[owner] = Tenure.OWNED, year
    resident = c.household_id >= 0
    c.place_id[resident] = h.place_id[c.household_id[resident]]


def _leave_and_come_back(region: Region, year: int, p: Params) -> None:
    """Empty homes leave the market, withdrawn ones come back or are pulled down."""
    d = region.dwellings.c
    # Hazards are stated at price/cost 0.5, where most of the region's homes are.
    ratio = 0.5 * p.cost_nok_m2 / region.price_nok_m2
    rows = np.flatnonzero(
        ((d.state == DwellingState.OFFERED) & (d.empty_since < year)) | (d.state == DwellingState.WITHDRAWN)
    )
    u = uniforms(region.draws(Stream.SECOND_HOME), d.key[rows], 0)
    v = uniforms(region.draws(Stream.SECOND_HOME), d.key[rows], 1)
    cheap = ratio[d.place_id[rows]]
    offered = d.state[rows] == DwellingState.OFFERED
    leaves = offered & (u < 1.0 - np.exp(-p.leave_market * cheap))
    back = ~offered & (u < 1.0 - np.exp(-p.come_back / cheap))
    private = np.isin(d.tenure[rows], (Tenure.OWNED, Tenure.RENTED))
    turns = offered & ~leaves & private & (v < 1.0 - np.exp(-p.change_tenure))
    gone = ~offered & ~back & (v < p.demolition * cheap)
    d.state[rows[leaves]] = np.where(v[leaves] < p.second_home, DwellingState.SECOND_HOME, DwellingState.WITHDRAWN)
    d.state[rows[back]] = DwellingState.OFFERED
    d.empty_since[rows[back]], d.chain[rows[back]] = year, Vacancy.RETURNED
    d.tenure[rows[turns]] = np.where(d.tenure[rows[turns]] == Tenure.OWNED, Tenure.RENTED, Tenure.OWNED)
    d.place_id[rows[gone]] = -1


def _developers(region: Region, year: int, p: Params) -> None:
    """Start homes for the market where the price pays for them."""
    _, _, stock = _market(region)
    risk = p.risk * (1.0 - region.rules.loan_share * region.rules.loan_cover)
    money = building_money(region, year)
    gain = region.price_nok_m2 * (1.0 - risk) / (p.cost_nok_m2 * money * (1.0 + p.margin)) - 1.0
    expected = np.where(gain > 0, p.supply_elasticity * gain * stock * 0.1, 0.0)
    u = uniforms(region.draws(Stream.DEVELOPER), region.zones.keys, 0)
    n = np.minimum(np.floor(expected + u).astype(np.int64), region.plots)
    region.plots -= n
    zone = np.repeat(np.arange(region.n_zones), n)
    k = np.arange(zone.size) - np.repeat(np.cumsum(n) - n, n)
    keys = derive_all(region.zones.keys[zone], Kind.DWELLING, 1_000 * year + k)
    town = region.zones.kind[zone] <= ZoneKind.TOWN
    ready = ready_year(region, zone, keys, _ready(year, p))
    flats = start_homes(region, zone[town], DwellingType.FLAT, ready[town], keys[town])
    rows = start_homes(region, zone[~town], DwellingType.ROW, ready[~town], keys[~town])
    tenure = region.dwellings.c.tenure
    tenure[flats] = Tenure.COOPERATIVE
    tenure[flats[must_let(region, zone[town], keys[town])]] = Tenure.RENTED
    tenure[rows[must_let(region, zone[~town], keys[~town])]] = Tenure.RENTED


def _plots(region: Region, p: Params) -> None:
    """Free plots by zone this year, and what a self-built house costs."""
    region.plots = free_plots(region, p.plots_per_home)
    floor = region.base["floor_m2"][DwellingType.DETACHED]
    region.build_years = int(p.building_years)
    region.build_cost_nok = p.cost_nok_m2 * floor * (1.0 - p.own_labour) + p.plot_nok


def _ready(year: int, p: Params) -> int:
    """Year in which what is planned now is ready: a self-builder needs no plan, who builds for others a year for it."""
    return year + int(p.building_years) + 1


def step(region: Region, year: int) -> None:
    """Complete, price, withdraw; start what was ordered; say which plots are free; let developers start."""
    p = region.par(Params)
    region.base["construction_cost_nok_m2"] = np.array([p.cost_nok_m2])
    _complete(region, year)
    _prices(region, p)
    _leave_and_come_back(region, year, p)
    start_projects(region, _ready(year, p))  # before plots: what they take counts against the year's budget of land
    _plots(region, p)
    _developers(region, year, p)
