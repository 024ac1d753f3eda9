"""What an instrument, an event, a service type, a sector and an indicator declare about themselves.

Submodels act on these traits and never on a name: nothing asks whether something "is a school".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from model.codes import Owner

if TYPE_CHECKING:
    from model.inputs import PolicySpec
    from model.region import Region

Text = dict[str, str]  # language ("nb", "en") -> words


@dataclass(frozen=True)
class Lever:
    """A number or name that an instrument's user may set.

    `kind` says what values are right: a number within low–high, a zone id, a municipality code, the id of
    a place outside, of a link, a service type or a sector, an employer as "largest:" and a sector, or one of `options`.
    `neutral` is the number at which the instrument changes nothing (None where there is none).
    """

    name: str
    label: Text
    kind: Literal[
        "number", "integer", "zone", "municipality", "outside", "link", "service", "sector", "employer", "option"
    ] = "number"
    unit: str = ""
    default: Any = None  # None: must be given
    low: float = 0.0
    high: float = float("inf")
    neutral: float | None = None
    options: tuple[str, ...] = ()
    source: str = "assumption"


@dataclass(frozen=True)
class DirectOutput:
    """What an instrument itself brings about: posts, minutes, places, homes, coverage, kroner.

    `measure(region, spec)` reads it from the world after some years, as a number that grows with the lever `dose` from its
    neutral value on, other things equal. Whatever people make of it is an indirect effect, which may be null.
    """

    dose: str
    label: Text
    unit: str
    measure: Callable[[Region, PolicySpec], float]


@dataclass(frozen=True)
class Instrument:
    """A policy or an event: changes something in the world (jobs, links, prices, budgets, rules), never an outcome.

    `act(region, spec, year)` is called on 1 January of every year from `spec.start` to before `spec.until`; what it must
    remember it keeps in `region.memory[spec.id]`. How far a policy is phased in: `strength`; whoever uses it says
    `can_phase_in=True`, for all others `phase_in_years` in a scenario is bad input. What it cannot do (closing a service
    that is not there) it says with `region.note`. `eligible`: whom it reaches, where not everybody.
    """

    id: str
    label: Text
    description: Text
    area: str  # strategy area "1" … "7", or "event"
    levers: tuple[Lever, ...]
    payers: tuple[str, ...]  # accounts that pay; feeds policy_cost_mnok
    act: Callable[[Region, PolicySpec, int], None]
    leaves_out: str  # what it does not do, and which way that biases the result
    can_phase_in: bool = False
    sdg: tuple[str, ...] = ()
    source: str = "assumption"
    eligible: Text = field(default_factory=dict)
    output: DirectOutput | None = None


def strength(spec: PolicySpec, year: int) -> float:
    """Share of a lever that acts in `year`: rises linearly over `phase_in_years`, 1 at once when that is 0."""
    if spec.phase_in_years <= 0:
        return 1.0
    return min(1.0, (year - spec.start + 1) / spec.phase_in_years)


@dataclass(frozen=True)
class ServiceType:
    """What a public or private service with sites is.

    Users are `need` per resident of an age (persons), capacity is per unit, staff per user. Owners close a unit after
    `patience_years` under `threshold_users` and open one where unmet need is over `opening_users`, within `catchment_min`.
    What a unit costs: its posts, premises by the room it has, purchases by its users, and a fixed sum
    (model/service_costs.py). Fields with a default are for types that need them.
    """

    id: str
    label: Text
    owner: Owner
    sector: str  # whose jobs its staff are
    need_age_from: int
    need_age_to: int  # exclusive
    need_per_resident: float  # users per resident of that age
    users_per_staff: float  # users per post, besides the posts of groups
    min_staff: float
    capacity_users: float  # of a new unit
    threshold_users: float
    opening_users: float
    patience_years: int
    catchment_min: float
    users_within_municipality: bool  # a catchment rule: users are served in their own municipality
    fixed_cost_nok_year: float  # of a unit, whatever its users; staff and premises apart
    cost_per_user_nok_year: float  # bought for a user; staff and premises apart
    user_cost_nok_per_min: float  # weight of one user's minutes in a year in the owner's site choice
    moving_cost_nok: float  # of setting up a unit of `capacity_users`
    skill_mix: tuple[float, float, float]  # basic, upper secondary, tertiary
    sites: Literal["data", "rule"]  # base-year sites: from services.csv, or placed by the same rule
    service_ids: tuple[str, ...] = ()  # ids in services.csv
    access_weight: float = 0.0  # of its access term in the residential choice, per standard deviation
    is_residential: bool = False  # who has a place lives in it, in the collective household of the unit
    teaches: int = -1  # codes.Education that who uses it through completes, −1 = none
    fields: tuple[float, float, float, float] = (1.0, 0.0, 0.0, 0.0)  # of a type that teaches: places by codes.Field
    age_factors: tuple[tuple[int, int, float], ...] = ()  # age from, age to exclusive, factor on need_per_resident
    digital_share: float = 0.0  # of use in 2025, by somebody under 67 with fast broadband, that needs no visit
    quality_min: float = 0.0  # minutes that a user travels further for a unit with all its staff instead of none
    is_duty: bool = False  # the owner must have a place for every user
    is_statutory: bool = True  # a public owner keeps its last unit in its area
    is_joint: bool = False  # municipalities own it together: the region is one area, cost follows users
    is_central: bool = False  # new sites in centres and towns only
    sites_with: str = ""  # id of a type: sites are where that has a unit
    place_cost_nok_year: float = 0.0  # premises, for each user that there is room for
    group_size: float = 0.0  # users in a full group (class); 0 = not in groups
    grades: int = 0  # levels that have groups of their own where users are enough
    posts_per_group: float = 0.0
    payers: tuple[tuple[str, float], ...] = ()  # account, share of the cost that it pays; the owner bears the rest
    source: str = "assumption"


@dataclass(frozen=True)
class Sector:
    """What an industry is. Shares are 0–1; the skill mix sums to 1."""

    id: str
    label: Text
    nace: str
    export_share: float  # of sales that leave the region; the rest is local demand
    skill_mix: tuple[float, float, float]  # basic, upper secondary, tertiary
    floor_m2_per_job: float
    centre_seeking: float  # 0 none – 1 strong
    home_workable: float
    wage_nok_year: float
    owner: Owner
    fields: tuple[float, float, float, float] = (1.0, 0.0, 0.0, 0.0)  # of its posts, by codes.Field they ask for
    # What drives its local demand: residents' spending over the zones in reach, or the number of residents of its
    # municipality weighted by need (age from, age to exclusive, weight).
    driver: Literal["spending", "need"] = "spending"
    need_by_age: tuple[tuple[int, int, float], ...] = ((0, 200, 1.0),)
    demand_decay_per_min: float = 0.1
    demand_size_exponent: float = 1.0
    public_share: float = 0.0  # of local spending in the base year that public employers buy, where they are
    online_share: float = 0.0  # of that spending that is bought online in 2025; 0 = cannot be bought online
    # What its firms buy: posts of a sector in the nation that one post of its own keeps busy in the first round.
    buys: tuple[tuple[str, float], ...] = ()
    national_share: float = 0.0  # of all posts in the nation that are of this sector
    turnover_nok_per_post: float = 0.0  # of its shops; 0 = not a shop, does not count as retail trade
    gathers_share: float = 0.0  # of its demand that is gone while people must not come together
    source: str = "assumption"


IndicatorKind = Literal["sum", "ratio", "median"]


@dataclass(frozen=True)
class Indicator:
    """An outcome: read-only, one function.

    `compute(region)` returns per group ("all", "sex:female", "age:20-39|sex:female", the same ones in every run of a
    region), for `sum`: values by zone [Z], or one number for what has no zone and is known for the region only; for
    `ratio`: (numerator [Z], denominator [Z]); for `median`: (values [n], zone of each value [n]). `flow` is True for what
    happens during a calendar year; stocks are as of 1 January. `groups` names what the groups are by: ("age", "age|sex").
    `has_outside`: the cumulative net transfer to places outside is reported too (`region.transfers`).
    """

    id: str
    label: Text
    unit: str
    kind: IndicatorKind
    flow: bool
    compute: Callable[[Region], Mapping[str, Any]]
    sdg: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    has_outside: bool = False
    description: Text = field(default_factory=dict)
