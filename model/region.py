"""Region: the living state of a town and its hinterland.

Submodels get a Region and a year, read and write its tables, and count what happened in `flows`. Whoever looks for the
order of things finds it in `year.py`; whoever looks for a state variable finds it in `agents.py`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from model.agents import Dwelling, Firm, Household, Municipality, Person, PublicService
from model.codes import Owner
from model.geography import Network, OutsidePlaces, Zones
from model.geography import Params as RoadParams
from model.incentives import Incentives
from model.inputs import RegionData, Scenario, WorldPath
from model.kernels.travel import disutility_matrix
from model.ledger import Ledger, Note
from model.rng import Stream, stream_base
from model.rules import HomeProject, Rules, no_rules
from model.skims import Params as NoCarParams
from model.skims import bike_links, by_bike, by_car, without_car
from model.table import Table
from model.traits import Sector, ServiceType
from model.transit import Params as BusParams
from model.transit import bus_minutes, walk_minutes

_P = TypeVar("_P")
_REFERENCE = WorldPath((0,), (1.0,))


@lru_cache(maxsize=1024)
def _base_word(seed: int, stream: int, year: int) -> np.uint64:
    """The base word of a stream; asked for hundreds of times a year, so it is remembered."""
    return np.uint64(stream_base(seed, stream, year))


@dataclass
class Payment:
    """Money from one account to another; an account may be `outside`."""

    payer: str
    payee: str
    nok: float
    purpose: str
    policy_id: str


class Accounts:
    """Every payment has a payer and a payee, so balances sum to zero. `year_payments` is emptied each year."""

    def __init__(self) -> None:
        self.balance_nok: dict[str, float] = defaultdict(float)
        self.year_payments: list[Payment] = []

    def pay(self, payer: str, payee: str, nok: float, purpose: str, policy_id: str = "") -> None:
        """Move money. Raises ValueError for a negative or unknown amount: a refund is a payment the other way."""
        if not nok >= 0.0:
            raise ValueError(f"a payment must be a non-negative amount, not {nok}")
        self.balance_nok[payer] -= nok
        self.balance_nok[payee] += nok
        self.year_payments.append(Payment(payer, payee, nok, purpose, policy_id))


@dataclass
class Incumbents:
    """Holders of posts that are being moved here: each may follow. Written by instruments, emptied by `candidates`."""

    firm: int  # row of firms: the employer here
    place: int  # place outside where they live
    first: int  # holders first … last−1 of the employer's posts are asked now
    last: int
    tertiary_share: float
    inertia: float  # utility of staying where they live beyond the terms of the place


@dataclass
class Settlement:
    """Refugee households that a municipality settles by agreement this year, beyond those of the reference inflow."""

    homes: NDArray[np.int64]  # rows of dwellings that it has found, one for each household
    key: np.uint64  # of the agreement


@dataclass
class Candidates:
    """Who outside considers the region this year; every array is [N]. Rows of `persons` appear only when they move.

    Written by `candidates`, given posts by `work`, emptied by `moves`.
    """

    person: NDArray[np.int64]  # row of a former resident, −1 = from the pool or abroad
    key: NDArray[np.uint64]
    origin: NDArray[np.int8]  # codes.MoveOrigin
    place: NDArray[np.int16]  # place outside where the candidate lives
    age: NDArray[np.int16]
    sex: NDArray[np.int8]
    education: NDArray[np.int8]
    field: NDArray[np.int8]
    partner_age: NDArray[np.int16]  # −1 = comes alone
    n_children: NDArray[np.int8]
    child_age: NDArray[np.int16]  # of the youngest child, 99 = none
    log_income: NDArray[np.float64]
    needs_job: NDArray[np.bool_]
    intends: NDArray[np.bool_]  # would come, as far as homes and jobs in general go
    stay_value: NDArray[np.float64]  # inertia of the life outside
    follows: NDArray[np.bool_]  # holds a post that is being moved here
    firm: NDArray[np.int64]  # provisional post: row of firms, −1 = none
    skill: NDArray[np.int8]
    wage_nok_year: NDArray[np.float64]
    home: NDArray[np.int64]  # row of dwellings that a municipality has found for the candidate, −1 = seeks one

    def __len__(self) -> int:
        return len(self.key)


def _matrix() -> NDArray[np.float64]:
    return np.zeros((0, 0))


@dataclass
class Region:
    """State of the region on 1 January of `year`, and what has happened since."""

    data: RegionData
    scenario: Scenario
    seed: int
    year: int
    zones: Zones
    outside: OutsidePlaces
    network: Network
    sectors: list[Sector]
    service_types: list[ServiceType]
    params: dict[type[Any], Any]
    persons: Table = field(default_factory=lambda: Table(Person, 65_536))
    households: Table = field(default_factory=lambda: Table(Household, 32_768))
    dwellings: Table = field(default_factory=lambda: Table(Dwelling, 32_768))
    firms: Table = field(default_factory=lambda: Table(Firm, 8_192))
    services: Table = field(default_factory=lambda: Table(PublicService, 256))
    municipalities: Table = field(default_factory=lambda: Table(Municipality, 32))
    accounts: Accounts = field(default_factory=Accounts)
    ledger: Ledger = field(default_factory=Ledger)
    # Fields by place [P] or zone [Z], set by the submodel that its name points to.
    # Between places [P, P], all by networks. Choices weigh cost_min: minutes, tolls and expected delay, in minutes.
    time_min: NDArray[np.float64] = field(default_factory=_matrix)  # by car
    cost_min: NDArray[np.float64] = field(default_factory=_matrix)  # by car
    km: NDArray[np.float64] = field(default_factory=_matrix)  # along the cheapest path by car
    bus_min: NDArray[np.float64] = field(default_factory=_matrix)  # on foot and by bus
    bike_min: NDArray[np.float64] = field(default_factory=_matrix)
    bike_links_min: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))  # [L] behind bike_min
    no_car_min: NDArray[np.float64] = field(default_factory=_matrix)  # the best way without a car of one's own
    commute_d: NDArray[np.float64] = field(default_factory=_matrix)  # d(cost_min)
    no_car_d: NDArray[np.float64] = field(default_factory=_matrix)  # d(no_car_min)
    price_nok_m2: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))  # [Z] homes
    access: dict[str, NDArray[np.float64]] = field(default_factory=dict)  # name -> [Z] accessibility, networks/services
    # Set by demand, by zone and sector [Z, S], for firms whose size follows demand: posts that demand supports, and posts
    # that one unit of attraction would draw (a market is open where residents spend and rivals are few or far).
    demand_posts: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    market_potential: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    # Set by services: users by type, home municipality and municipality of the unit [K, M, M]; users without room [K, Z].
    service_users: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0, 0)))
    service_unmet: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    # Groups of municipalities that own units of a type together, by its id -> [M]; made by `cooperation.cooperate`.
    joint_units: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    # Room to act and years short of owners other than municipalities, by codes.Owner; set by public_money.
    owner_room: NDArray[np.float64] = field(default_factory=lambda: np.ones(len(Owner)))
    owner_years_short: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(Owner), np.int64))
    # Base-year quantities that submodels compare with, by name: set once by synthesis (arrays by zone, sector …).
    base: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    # What happened this calendar year, by name -> [Z]; "moves_in:returner" has its group after the colon.
    flows: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    # Cumulative net transfer to places outside since the start, by indicator -> [O].
    transfers: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    candidates: Candidates | None = None
    incumbents: list[Incumbents] = field(default_factory=list)
    late_posts: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 3), np.int64))  # [firms, 3] work
    asks_to_move: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))  # [households] relocation
    plots: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))  # [Z] homes: free plots this year
    build_cost_nok: float = 0.0  # homes: what a self-built house costs its owner, plot included
    build_years: int = 1  # homes: years from the choice of a plot to a house
    # Set by moves: sums and numbers of logsums of residents who asked to move [2, Z, age group of the reference person].
    logsum: NDArray[np.float64] = field(default_factory=lambda: np.zeros((2, 0, 0)))
    # What an instrument must remember between years, by policy id.
    memory: dict[str, dict[str, Any]] = field(default_factory=dict)
    # What events make of the world beyond the scenario's paths: (name, year) -> factor. Names are those of `world`, and
    # "online_share", "export:<sector>" and "demand:<sector>" of a single year's trade (demand).
    shocks: dict[tuple[str, int], float] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)  # each said once
    rules: Rules = field(init=False)  # of this year
    projects: list[HomeProject] = field(default_factory=list)  # homes ordered by instruments, emptied by `homes`
    serviced_plots: NDArray[np.int64] = field(init=False)  # [Z] laid out by policies and not built on; homes
    # Where no unit of a service type may open, by its id [Z]; whoever bars a zone lifts the bar.
    no_units: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    # Running support of services, forgotten with the rules on 1 January.
    visiting_days: dict[str, NDArray[np.float64]] = field(init=False)  # days a month that a type visits zones [Z]
    digital_added: dict[str, float] = field(init=False)  # share of the visits of a type made digital
    purchase_price: NDArray[np.float64] = field(init=False)  # [M] factor on the price of what is bought
    settled_households: list[Settlement] = field(default_factory=list)  # of this year; emptied by candidates
    incentives: Incentives = field(init=False)  # what policies offer in the year that runs

    def __post_init__(self) -> None:
        """Begin without rules, offers and plots laid out."""
        self.renew_rules()
        self.incentives = Incentives(self.n_zones)
        self.serviced_plots = np.zeros(self.n_zones, np.int64)

    def renew_rules(self) -> None:
        """Forget the rules of the past year: policies say again what holds."""
        n_municipalities = int(self.zones.municipality.max(initial=-1)) + 1
        self.rules = no_rules(self.n_zones, n_municipalities, len(self.sectors))
        self.visiting_days, self.digital_added = {}, defaultdict(float)
        self.purchase_price = np.ones(n_municipalities)

    @property
    def n_zones(self) -> int:
        """Number of zones Z; places Z … P−1 are outside."""
        return len(self.zones)

    @property
    def n_places(self) -> int:
        """Number of places P = zones + places outside."""
        return len(self.zones) + len(self.outside)

    def par(self, cls: type[_P]) -> _P:
        """The parameters of a submodel: its NamedTuple, filled for this scenario."""
        return self.params[cls]

    def world(self, name: str, year: int) -> float:
        """Factor of a world assumption in a year, shocks included; 1 where neither scenario nor events say anything."""
        return self.scenario.world.get(name, _REFERENCE).at(year) * self.shocks.get((name, year), 1.0)

    def shock(self, name: str, year: int, factor: float) -> None:
        """Let an event multiply a world assumption in one year."""
        self.shocks[name, year] = self.shocks.get((name, year), 1.0) * factor

    def outside_wages(self) -> NDArray[np.float64]:
        """This year's wages of places outside over the region's at the base year [O]."""
        return self.outside.wage_factor * self.world("outside_wages", self.year)

    def outside_prices(self) -> NDArray[np.float64]:
        """This year's prices of homes outside, NOK/m2 [O]."""
        return self.outside.price_nok_m2 * self.world("outside_home_prices", self.year)

    def draws(self, stream: Stream) -> np.uint64:
        """Base word for this year's draws of a stream."""
        return _base_word(self.seed, int(stream), self.year)

    def persistent_draws(self, stream: Stream) -> np.uint64:
        """Base word for draws that never change: the same in every year and for every seed."""
        return _base_word(0, int(stream), 0)

    def count(self, flow: str, zones: Any, weights: Any = None) -> None:
        """Add events to a flow of this year: zones [n] where they happened, optional weights [n]."""
        counted = np.bincount(zones, weights=weights, minlength=self.n_zones)
        if flow in self.flows:
            self.flows[flow] += counted
        else:
            self.flows[flow] = counted.astype(np.float64)

    def transfer(self, indicator: str, outside: Any, amounts: Any) -> None:
        """Add to the cumulative net transfer to places outside: outside indices [n], amounts [n]."""
        counted = np.bincount(outside, weights=amounts, minlength=len(self.outside)).astype(np.float64)
        self.transfers[indicator] = self.transfers.get(indicator, np.zeros(len(self.outside))) + counted

    def update_skims(self) -> None:
        """Recompute travel times by all modes, and kilometres, if a link has changed."""
        net = self.network
        if not net.is_changed:
            return
        roads, bus, no_car = self.par(RoadParams), self.par(BusParams), self.par(NoCarParams)
        self.cost_min, self.time_min, self.km = by_car(net, roads)
        walk = walk_minutes(self.zones.kind, len(self.outside), bus)
        walk[: self.n_zones] *= self.zones.walk_factor
        self.bus_min = bus_minutes(net, walk, bus, roads)
        ride = bike_links(net, roads, no_car)
        if not np.array_equal(ride, self.bike_links_min):  # a faster road is no faster for bikes
            self.bike_links_min, self.bike_min = ride, by_bike(net, ride, no_car)
        self.no_car_min = without_car(net, self.time_min, self.bus_min, self.bike_min, self.zones.municipality, no_car)
        self.commute_d, self.no_car_d = disutility_matrix(self.cost_min), disutility_matrix(self.no_car_min)
        net.is_changed = False

    def note(self, about: str, nb: str, en: str) -> None:
        """Say once what a reader of the results must know, in both languages; it is kept in sweeps too."""
        text = {"nb": nb, "en": en}
        if not any(n.about == about and n.text == text for n in self.notes):
            self.notes.append(Note(self.year, about, text))

    def residents(self) -> NDArray[np.bool_]:
        """Persons who have a household here [n]: only they count in the population."""
        return np.asarray(self.persons.c.household_id >= 0)

    def place_of_zone(self, zone_id: str) -> int:
        """Place number of a zone id."""
        return self.zones.index(zone_id)
