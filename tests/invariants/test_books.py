"""Nothing is lost in the whole model: after every submodel, in worlds that hypothesis makes of the tiny region.

Counted here anew from the tables, without the model's own check. What may come, go or change in which step is written
down in the tables below; everything else must stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from inspect import getsource

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from model import labour
from model.changes import in_care_home
from model.codes import DwellingState, Status
from model.indicators import measure
from model.region import Region
from model.submodels import books, moves
from model.year import run_year
from tests.worlds import STEPS, begin, copied, event, road_grant, state_jobs, tiny, walk

FLOWS_OF_PEOPLE = ("births", "deaths", "moves_in", "moves_out")
MAY_APPEAR = {
    "persons": {"fertility", "work", "moves"},
    "households": {"moves", "care"},
    "dwellings": {"homes", "moves"},
    "firms": {"policies", "firms", "services"},
    "services": {"services"},
}
MAY_GO = {
    "persons": {"policies", "ageing", "firms", "services", "work", "books"},
    "households": {"ageing", "partnership", "studies", "care", "moves"},
    "dwellings": {"homes"},
    "firms": {"policies", "firms", "services"},
    "services": {"services"},
}
MOVES_PEOPLE = {"ageing", "partnership", "care", "homes", "moves"}  # steps in which residents change zones
FILLS_POSTS = STEPS[STEPS.index("work") :]

jobs = st.builds(
    lambda zone, n, start, follow: state_jobs(zone, n, start, origin="city", may_follow_share=follow),
    st.sampled_from(["a-centre", "a-town", "b-far"]),
    st.integers(0, 120),
    st.integers(2025, 2026),
    st.floats(0, 1),
)
roads = st.builds(lambda mnok, start, years: road_grant(mnok, start, building_years=years),
                  st.floats(0, 900), st.integers(2025, 2026), st.integers(1, 2))  # fmt: skip
closures = st.builds(lambda sector, share, year: event("closes", "employer_closure", year,
                     employer=f"largest:{sector}", share=share),
                     st.sampled_from(["manufacturing", "health_care"]), st.sampled_from([0.4, 1.0]),
                     st.integers(2025, 2026))  # fmt: skip
openings = st.builds(lambda zone, n: event("opens", "employer_opening", 2025, zone=zone, jobs=n),
                     st.sampled_from(["a-town", "b-far"]), st.integers(0, 60))  # fmt: skip
WORLDS = {
    "seed": st.integers(0, 2**31),
    "policies": st.tuples(st.none() | jobs, st.none() | roads),
    "events": st.tuples(st.none() | closures, st.none() | openings),
    "parameters": st.fixed_dictionaries(
        {},
        optional={
            "relocation.base_rate": st.floats(0.01, 0.4),
            "homes.demolition": st.floats(0.0, 0.02),
            "work.loss_rate": st.floats(0.01, 0.04),
            "care.take_up": st.floats(0.0, 3.0),
            "couples.separation_married": st.floats(0.0, 0.3),
            "partnership.with_father": st.floats(0.0, 1.0),
        },
    ),
}
# Not shrunk: a seed is as good as a smaller one, and shrinking takes minutes.
thorough = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate),
)


@dataclass
class Stocks:
    """What there was before a step; people and things by key."""

    residents: dict[int, int]  # person -> zone
    keys: dict[str, set[int]]
    flows: dict[str, np.ndarray]
    dwelling_state: dict[int, int]
    balance: dict[str, float]
    employer: dict[int, int]  # person -> key of employer


def _present(region: Region, table: str) -> set[int]:
    found = getattr(region, table)
    return set(found.c.key[found.is_present()].tolist())


def _stocks(region: Region) -> Stocks:
    c, d = region.persons.c, region.dwellings.c
    here, works = c.household_id >= 0, c.employer_id >= 0
    return Stocks(
        dict(zip(c.key[here].tolist(), c.place_id[here].tolist(), strict=True)),
        {table: _present(region, table) for table in MAY_APPEAR},
        {name: flow.copy() for name, flow in region.flows.items()},
        dict(zip(d.key.tolist(), d.state.tolist(), strict=True)),
        dict(region.accounts.balance_nok),
        dict(zip(c.key[works].tolist(), region.firms.c.key[c.employer_id[works]].tolist(), strict=True)),
    )


def _by_zone(region: Region, zones: list[int]) -> np.ndarray:
    return np.bincount(np.array(zones, np.int64), minlength=region.n_zones)


def _flow(region: Region, before: Stocks, name: str) -> np.ndarray:
    """What a step added to a flow, by zone."""
    zero = np.zeros(region.n_zones)
    return region.flows.get(name, zero) - before.flows.get(name, zero)


def _people(region: Region, before: Stocks, now: Stocks, where: str) -> None:
    """Residents change by births, deaths and moves, zone by zone, moves within the region included."""
    born, dead, came, left = (_flow(region, before, name) for name in FLOWS_OF_PEOPLE)
    stayed = before.residents.keys() & now.residents.keys()
    moved = [key for key in stayed if before.residents[key] != now.residents[key]]
    assert not moved or where in MOVES_PEOPLE, f"{where} moved people"
    departures = _by_zone(region, [before.residents[key] for key in moved])
    arrivals = _by_zone(region, [now.residents[key] for key in moved])
    change = _by_zone(region, list(now.residents.values())) - _by_zone(region, list(before.residents.values()))
    assert np.array_equal(change, born - dead + came - left + arrivals - departures), f"residents by zone after {where}"
    if where in ("care", "homes", "moves", "partnership"):
        assert (_flow(region, before, "moves_within") >= departures).all(), f"{where} moved people it did not count"
    for name in ("moves_in", "moves_out"):
        parts = [flow for key, flow in region.flows.items() if key.startswith(f"{name}:origin:")]
        if name in region.flows:
            assert np.array_equal(region.flows[name], sum(parts, np.zeros(region.n_zones))), f"{name} by origin"


def _things(region: Region, before: Stocks, now: Stocks, where: str) -> None:
    """Rows come and go only where they may, and as the flows say."""
    for table, appears in MAY_APPEAR.items():
        new, gone = now.keys[table] - before.keys[table], before.keys[table] - now.keys[table]
        assert not new or where in appears, f"{where} made {table}"
        assert not gone or where in MAY_GO[table], f"{where} removed {table}"
        kept = getattr(region, table)
        assert np.unique(kept.c.key).size == kept.n, f"two {table} with one key after {where}"
        if table == "firms" and where == "firms":
            assert len(new) == _flow(region, before, "firm_entries").sum()
            assert len(gone) == _flow(region, before, "firm_exits").sum()
        if table == "services" and where == "services":
            assert len(new) == _flow(region, before, "service_openings").sum()
            assert len(gone) == _flow(region, before, "service_closures").sum()
        if table == "persons":
            _arrivals_and_losses(region, before, now, new, gone, where)


def _arrivals_and_losses(
    region: Region, before: Stocks, now: Stocks, new: set[int], gone: set[int], where: str
) -> None:
    """Persons before + births + arrivals − deaths − dropped = persons after; each for its own reason."""
    c = region.persons.c
    rows = region.persons.rows_of(np.array(sorted(new), np.uint64))
    if where == "fertility":
        assert len(new) == _flow(region, before, "births").sum() - _flow(region, before, "deaths").sum()
        assert (c.age[rows] == 0).all()
    if where == "work":
        assert (c.household_id[rows] < 0).all()
        assert (c.employer_id[rows] >= 0).all(), "new outsiders are in-commuters"
        assert not gone & before.residents.keys(), "work ends nobody's residence"
    if where == "moves":
        assert new <= now.residents.keys(), "who is new lives here"
        assert not gone, "who leaves stays in the register"
    if where == "ageing":
        assert len(gone & before.residents.keys()) == _flow(region, before, "deaths").sum()
    if where == "books":
        assert not gone & before.residents.keys()
        assert not gone & before.employer.keys(), "only who does not work here is forgotten"


def _homes(region: Region, before: Stocks, where: str) -> None:
    """Homes change by starts and demolitions; each has at most one household and is where it is."""
    h, d = region.households.c, region.dwellings.c
    for key, code in zip(d.key.tolist(), d.state.tolist(), strict=True):
        if key not in before.dwelling_state:
            assert code == DwellingState.UNDER_CONSTRUCTION, f"a finished home appeared in {where}"
    built = [
        key
        for key, code in zip(d.key.tolist(), d.state.tolist(), strict=True)
        if before.dwelling_state.get(key) == DwellingState.UNDER_CONSTRUCTION
        and code != DwellingState.UNDER_CONSTRUCTION
    ]
    assert len(built) == _flow(region, before, "dwellings_built").sum()
    gone = d.place_id < 0
    assert (d.state[gone] == DwellingState.WITHDRAWN).all(), "only withdrawn homes are pulled down"
    housed = np.flatnonzero(h.dwelling_id >= 0)
    assert np.unique(h.dwelling_id[housed]).size == housed.size, f"two households in one home after {where}"
    assert np.array_equal(d.household_id[h.dwelling_id[housed]], housed)
    assert np.array_equal(np.sort(h.dwelling_id[housed]), np.flatnonzero(d.state == DwellingState.OCCUPIED))
    assert np.array_equal(d.place_id[h.dwelling_id[housed]], h.place_id[housed])
    assert (h.n_members[housed] > 0).all(), f"a home of nobody after {where}"
    assert (d.household_id[np.isin(d.state, (1, 2, 3))] == -1).all()


def _jobs(region: Region, before: Stocks, where: str) -> None:
    """From the work step on nobody holds a post that is not there, promised posts included; employers exist."""
    c, f, cand = region.persons.c, region.firms.c, region.candidates
    works = c.employer_id >= 0
    assert (f.place_id[c.employer_id[works]] >= 0).all(), f"somebody works for nobody after {where}"
    resident = c.household_id >= 0
    assert (c.status[works] == Status.EMPLOYED).all()
    if where not in ("policies", "networks"):
        assert ((c.employer_id[resident] >= 0) == (c.status[resident] == Status.EMPLOYED)).all(), where
    if where not in FILLS_POSTS:
        return
    firm, skill = c.employer_id[works].astype(np.int64), c.post_skill[works].astype(np.int64)
    if cand is not None and where in ("work", "homes", "relocation"):
        promised = cand.firm >= 0
        firm, skill = np.append(firm, cand.firm[promised]), np.append(skill, cand.skill[promised])
    staff = np.bincount(firm * 3 + skill, minlength=region.firms.n * 3).reshape(-1, 3)
    posts = np.stack([f.posts_basic, f.posts_upper, f.posts_tertiary], axis=1)
    inside = (f.place_id >= 0) & (f.place_id < region.n_zones)
    followers = _promised_to_followers(region, where)
    assert (staff[inside] - followers[inside] <= posts[inside]).all(), f"more staff than posts after {where}"
    sources = [flow for key, flow in region.flows.items() if key.startswith("hires:source:")]
    if "hires" in region.flows:
        assert np.array_equal(region.flows["hires"], sum(sources, np.zeros(region.n_zones))), "hires by source"
    if where == "books":
        assert np.array_equal(np.bincount(c.employer_id[c.employer_id >= 0], minlength=region.firms.n), f.n_staff)
        stocks = measure(region, False).set_index(["indicator", "place", "group"]).value
        positions = int(posts[inside].sum())
        filled, open_ = (stocks[name, "region", "all"] for name in ("jobs", "vacancies"))
        assert positions == filled + open_, "positions = filled + open"


def _promised_to_followers(region: Region, where: str) -> np.ndarray:
    """Holders of moved posts bring theirs along; their mix of skills need not be the rounded mix of the employer."""
    out = np.zeros((region.firms.n, 3), np.int64)
    cand = region.candidates
    if cand is not None and where in ("work", "homes", "relocation"):
        rows = np.flatnonzero(cand.follows & (cand.firm >= 0))
        np.add.at(out, (cand.firm[rows], cand.skill[rows]), 1)
    return out


def _services(region: Region, where: str) -> None:
    """Every unit has an employer in its zone; from the services step on nobody is served beyond its places."""
    s, f = region.services.c, region.firms.c
    open_ = np.flatnonzero(s.place_id >= 0)
    assert (s.firm_id[open_] >= 0).all()
    assert np.array_equal(f.place_id[s.firm_id[open_]], s.place_id[open_])
    assert np.array_equal(region.zones.municipality[s.place_id[open_]], s.municipality_id[open_])
    assert (s.users[open_] <= s.capacity[open_] * (1 + 1e-6) + 1e-3).all(), f"more users than places after {where}"


def _money(region: Region, before: Stocks) -> None:
    """Balances sum to zero and change by the year's payments."""
    balance = region.accounts.balance_nok
    largest = max(map(abs, balance.values()), default=0.0)
    assert abs(sum(balance.values())) <= 1e-9 * (1.0 + largest)
    paid: dict[str, float] = {}
    for payment in region.accounts.year_payments:
        paid[payment.payer] = paid.get(payment.payer, 0.0) - payment.nok
        paid[payment.payee] = paid.get(payment.payee, 0.0) + payment.nok
    for account, nok in paid.items():
        assert balance[account] - before.balance.get(account, 0.0) == pytest.approx(nok, rel=1e-9, abs=1e-3)


def _quarters(monkeypatch: pytest.MonkeyPatch, region: Region) -> None:
    """Check people after every quarter of the moves: in one of them each person moves at most once."""
    quarter = moves._quarter

    def checked(region, *args):
        before = _stocks(region)
        stayed = quarter(region, *args)
        _people(region, before, _stocks(region), "moves")
        return stayed

    monkeypatch.setattr(moves, "_quarter", checked)


def _rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check every round of the labour market: nobody has two posts, and hires do not exceed the posts that were open."""
    offer = labour.offer_round

    def checked(region, crowd, order, cand, p):
        f = region.firms.c
        posts = np.stack([f.posts_basic, f.posts_upper, f.posts_tertiary], axis=1).astype(np.int64)
        promised = cand.firm >= 0
        c = region.persons.c
        works = c.employer_id >= 0
        held = np.append(c.employer_id[works] * 3 + c.post_skill[works], cand.firm[promised] * 3 + cand.skill[promised])
        filled = np.bincount(held.astype(np.int64), minlength=posts.size).reshape(posts.shape)
        taken = offer(region, crowd, order, cand, p)
        who = crowd.seekers.key[order[taken >= 0]]
        assert np.unique(who).size == who.size, "one seeker took two posts"
        hires = np.bincount(taken[taken >= 0], minlength=posts.size).reshape(posts.shape)
        inside = (f.place_id >= 0) & (f.place_id < region.n_zones)
        assert (hires[inside] <= np.maximum(posts - filled, 0)[inside]).all(), "more hires than open posts"
        assert not hires[f.place_id < 0].any(), "hired by an employer that is gone"
        return taken

    monkeypatch.setattr(labour, "offer_round", checked)


@thorough
@given(**WORLDS)
def test_people_homes_jobs_places_and_money_are_conserved_after_every_submodel(seed, policies, events, parameters):
    entries, happens = (tuple(x for x in drawn if x is not None) for drawn in (policies, events))
    region = begin(tiny(*entries, years=2, events=happens, parameters=parameters), seed)
    with pytest.MonkeyPatch.context() as monkeypatch:
        _quarters(monkeypatch, region)
        _rounds(monkeypatch)
        for _ in range(2):
            new_year = before = _stocks(region)
            new_year.flows.clear()
            transferred = _transferred(region)
            for where in walk(region):
                now = _stocks(region)
                if where != "moves":  # checked after every quarter
                    _people(region, before, now, where)
                _things(region, before, now, where)
                _homes(region, before, where)
                _jobs(region, before, where)
                if where in STEPS[STEPS.index("services") :]:
                    _services(region, where)
                _money(region, new_year)
                before = now
            born, dead, came, left = (region.flows.get(n, np.zeros(1)).sum() for n in FLOWS_OF_PEOPLE)
            assert len(before.residents) == len(new_year.residents) + born - dead + came - left
            assert _transferred(region) - transferred == left - came, "who left the region is counted outside, and back"
            assert int(region.municipalities.c.population.sum()) == len(before.residents)


def _transferred(region: Region) -> float:
    return float(region.transfers.get("population", np.zeros(1)).sum())


# ------------------------------------------------------------------------------------- the model's own check finds it all


def _couple(region: Region) -> int:
    return int(np.flatnonzero(region.persons.c.partner_id >= 0)[0])


def _double_member(r: Region) -> None:
    r.households.c.n_members[0] += 1


def _person_elsewhere(r: Region) -> None:
    resident = np.flatnonzero(r.persons.c.household_id >= 0)[0]
    r.persons.c.place_id[resident] = (r.persons.c.place_id[resident] + 1) % r.n_zones


def _resident_outside(r: Region) -> None:
    home = r.persons.c.household_id[np.flatnonzero(r.persons.c.household_id >= 0)[0]]
    members = r.persons.c.household_id == home
    r.persons.c.place_id[members] = r.households.c.place_id[home] = r.n_zones


def _two_in_one_home(r: Region) -> None:
    first, second = np.flatnonzero(r.households.c.dwelling_id >= 0)[:2]
    r.households.c.dwelling_id[second] = r.households.c.dwelling_id[first]


def _squatter(r: Region) -> None:
    offered = np.flatnonzero(r.dwellings.c.state == DwellingState.OFFERED)[0]
    r.dwellings.c.state[offered] = DwellingState.OCCUPIED


def _home_elsewhere(r: Region) -> None:
    home = r.households.c.dwelling_id[np.flatnonzero(r.households.c.dwelling_id >= 0)[0]]
    r.dwellings.c.place_id[home] = (r.dwellings.c.place_id[home] + 1) % r.n_zones


def _one_sided_partner(r: Region) -> None:
    r.persons.c.partner_id[r.persons.c.partner_id[_couple(r)]] = -1


def _one_sided_marriage(r: Region) -> None:
    r.persons.c.is_married[_couple(r)] ^= True


def _care_home_elsewhere(r: Region) -> None:
    unit = r.households.c.service_id[r.households.c.service_id >= 0][0]
    r.services.c.place_id[unit] = (r.services.c.place_id[unit] + 1) % r.n_zones


def _young_in_care(r: Region) -> None:
    r.persons.c.age[np.flatnonzero(in_care_home(r))[0]] = 30


def _employer_gone(r: Region) -> None:
    employer = r.persons.c.employer_id[r.persons.c.employer_id >= 0]
    inside = employer[r.firms.c.place_id[employer] < r.n_zones]
    r.firms.c.place_id[inside[0]] = -1


def _too_many_staff(r: Region) -> None:
    employer = r.persons.c.employer_id[r.persons.c.employer_id >= 0]
    firm = employer[r.firms.c.place_id[employer] < r.n_zones][0]
    for column in (r.firms.c.posts_basic, r.firms.c.posts_upper, r.firms.c.posts_tertiary):
        column[firm] = 0


def _money_from_nowhere(r: Region) -> None:
    r.accounts.balance_nok["county"] += 1_000.0


def _twins_by_key(r: Region) -> None:
    r.persons.c.key[1] = r.persons.c.key[0]


def _idle_employee(r: Region) -> None:
    idle = np.flatnonzero((r.persons.c.household_id >= 0) & (r.persons.c.status == Status.UNEMPLOYED))[0]
    r.persons.c.status[idle] = Status.EMPLOYED


BREAKERS: list[tuple[str, Callable[[Region], None]]] = [
    ("every resident is in one household, and households count their members", _double_member),
    ("a person lives where the household lives", _person_elsewhere),
    ("residents live in a zone", _resident_outside),
    ("households with a home and occupied homes point at each other", _two_in_one_home),
    ("households with a home and occupied homes point at each other", _squatter),
    ("a home is where its household is", _home_elsewhere),
    ("partners are each other's partners", _one_sided_partner),
    ("who is married has a partner who is", _one_sided_marriage),
    ("a care home takes up no dwelling and is where its unit is", _care_home_elsewhere),
    ("nobody is too young for the care home", _young_in_care),
    ("nobody works for an employer that is gone", _employer_gone),
    ("no employer in the region has more staff than posts", _too_many_staff),
    ("nobody has another's key", _twins_by_key),
    ("residents are employed when and only when they have an employer", _idle_employee),
    ("payments sum to zero", _money_from_nowhere),
]


@pytest.fixture(scope="module")
def after_a_year() -> Region:
    region = begin(tiny(state_jobs("a-town", 20, 2025, origin="city")), 2)
    run_year(region)
    return region


@pytest.mark.parametrize(("law", "breaks"), BREAKERS, ids=[f.__name__.strip("_") for _, f in BREAKERS])
def test_a_broken_law_stops_the_run_with_its_name_the_region_and_the_year(after_a_year, law, breaks):
    region = copied(after_a_year)
    books.check(region)
    breaks(region)
    with pytest.raises(
        books.BrokenBooksError, match=f"^{region.data.id} {region.year}: does not hold: {re.escape(law)}$"
    ):
        books.check(region)


def test_every_law_of_the_books_is_broken_in_turn():
    laws = re.findall(r'^        "([^"]+)":', getsource(books.check), re.MULTILINE)
    assert len(laws) >= 9
    assert set(laws) == {law for law, _ in BREAKERS}


def test_the_year_ends_with_the_check(after_a_year, monkeypatch):
    """A world that breaks during the year stops the run in that year."""
    region = copied(after_a_year)
    monkeypatch.setattr(moves, "step", lambda region, year: _one_sided_partner(region))
    with pytest.raises(books.BrokenBooksError, match="partners"):
        run_year(region)


def test_a_payment_cannot_be_negative(after_a_year):
    with pytest.raises(ValueError, match="non-negative"):
        copied(after_a_year).accounts.pay("state", "county", -1.0, "a refund")
