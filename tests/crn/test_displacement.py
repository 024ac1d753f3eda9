"""One home more before the moves: whoever ends up elsewhere lies on a chain that starts with that home.

The test follows the chain quarter by quarter and knows only what the queue offered, in which order, and who took what.
A result may change for three reasons only: the offer that somebody takes, or would have taken, is not the same in both
worlds; or the last home of it went to somebody else, whose own result changed before in the queue.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from model.codes import DwellingState
from model.kernels.choice import STAY
from model.region import Region
from model.submodels import moves
from model.year import run_year
from tests.worlds import begin, copied, lister, play_until, tiny, walk

ZONES = ("lyngdal-centre", "lyngdal-town", "flekkefjord-centre")


@dataclass
class Quarter:
    """What one quarter of the queue saw and did; everything by key, so that two worlds can be compared."""

    offered: set[int]  # homes
    offers: dict[int, tuple]  # offer -> what a chooser sees of it
    left: dict[int, int]  # offer -> homes or plots there when the quarter opened
    order: list[int]  # choosers
    result: dict[int, int]  # chooser -> key of the offer or place outside, 0 = stays
    of_offer: dict[int, int]  # home -> offer
    took: dict[int, int]  # chooser -> home
    homes: dict[int, set[int]] = field(default_factory=dict)  # chooser -> homes that its people lived in


def _home_keys(region: Region, persons: np.ndarray) -> np.ndarray:
    """Key of the home of each person, 0 = none."""
    household = region.persons.c.household_id[persons]
    home = np.where(household >= 0, region.households.c.dwelling_id[household], -1)
    return np.where(home >= 0, region.dwellings.c.key[home], 0)


def _run_moves(region: Region, monkeypatch) -> list[Quarter]:
    """The step `moves`, recorded."""
    quarters: list[Quarter] = []
    seen: dict[str, object] = {}
    choice_set, run_queue, take, quarter = moves.choice_set, moves.run_queue, moves._take_homes, moves._quarter

    def recorded_set(*args):
        seen["set"] = choice_set(*args)
        return seen["set"]

    def recorded_queue(terms, places, offers, choosers, order, *rest):
        seen["left"] = offers.left.copy()
        result = run_queue(terms, places, offers, choosers, order, *rest)
        seen.update(offers=offers, choosers=choosers, order=order, result=result)
        return result

    def recorded_take(*args):
        seen["took"] = take(*args)
        return seen["took"]

    def recorded_quarter(region, units, order, cand, year):
        members = _homes_of_units(region, units)
        d = region.dwellings.c
        offered = {int(k) for k in d.key[d.state == DwellingState.OFFERED]}
        stayed = quarter(region, units, order, cand, year)
        quarters.append(_as_keys(region, seen, offered, members))
        return stayed

    with monkeypatch.context() as patch:
        patch.setattr(moves, "choice_set", recorded_set)
        patch.setattr(moves, "run_queue", recorded_queue)
        patch.setattr(moves, "_take_homes", recorded_take)
        patch.setattr(moves, "_quarter", recorded_quarter)
        moves.step(region, region.year)
    return quarters


def _homes_of_units(region: Region, units) -> dict[int, set[int]]:
    """Homes that a unit's people live in and may leave: their household's, and the partner's."""
    inside = units.kind != moves.CANDIDATE
    ref = np.where(
        units.kind == moves.RESIDENT, region.households.c.ref_id[units.row * (units.kind == moves.RESIDENT)], units.row
    )
    homes: dict[int, set[int]] = {}
    for k in np.flatnonzero(inside & (ref >= 0)):
        people = [int(ref[k])] + ([int(units.partner[k])] if units.partner[k] >= 0 else [])
        homes[int(units.choosers.key[k])] = {int(h) for h in _home_keys(region, np.array(people))} - {0}
    return homes


def _as_keys(region: Region, seen: dict, offered: set[int], homes: dict[int, set[int]]) -> Quarter:
    offers, choosers, order, chosen = seen["offers"], seen["choosers"], seen["order"], seen["set"]
    keys = np.concatenate([offers.key, region.outside.keys])
    name = {int(k): i for i, k in enumerate(offers.key)}
    facts = {
        k: tuple(
            float(f[i]) for f in (offers.log_n, offers.log_floor, offers.accessible, offers.log_cost, offers.log_price)
        )
        for k, i in name.items()
    }
    home_key = region.dwellings.c.key
    of_offer = {
        int(home_key[chosen.rows[r]]): int(offers.key[a])
        for a in range(chosen.n_homes)
        for r in range(chosen.start[a], chosen.start[a + 1])
    }
    unit, home = seen["took"]
    return Quarter(
        offered,
        facts,
        {int(k): int(n) for k, n in zip(offers.key, seen["left"], strict=True)},
        [int(k) for k in choosers.key[order]],
        {int(choosers.key[o]): (0 if c == STAY else int(keys[c])) for o, c in zip(order, seen["result"], strict=True)},
        of_offer,
        {int(choosers.key[u]): int(home_key[h]) for u, h in zip(unit, home, strict=True)},
        homes,
    )


@pytest.fixture(scope="module")
def before_moves() -> Region:
    region = begin(lister(), 3)
    run_year(region)
    for step in walk(region):
        if step == "relocation":
            return region
    raise AssertionError


def _with_a_home(region: Region, zone: str) -> Region:
    """The same region with one home more on offer, like one that is there already."""
    other = copied(region)
    d = other.dwellings.c
    place = other.place_of_zone(zone)
    like = np.flatnonzero((d.state == DwellingState.OFFERED) & (d.place_id == place))[0]
    other.dwellings.add(
        1, key=np.uint64(4711), place_id=place, type=d.type[like], tenure=d.tenure[like], floor_m2=d.floor_m2[like],
        is_accessible=d.is_accessible[like], state=DwellingState.OFFERED, year_built=1990, empty_since=other.year - 1,
    )  # fmt: skip
    return other


def _follow(with_home: list[Quarter], without: list[Quarter]) -> tuple[set[int], set[int]]:
    """Choosers whose result changed, and homes on the chain. Raises AssertionError at a change without a cause."""
    chain, changed = {4711}, set()
    for a, b in zip(with_home, without, strict=True):
        assert (a.offered ^ b.offered) <= chain, "a home is on offer in one world only that nobody on the chain touched"
        offers = a.offers.keys() | b.offers.keys()
        unequal = {k for k in offers if a.offers.get(k) != b.offers.get(k) or a.left.get(k) != b.left.get(k)}
        on_chain = {q.of_offer[h] for q in (a, b) for h in chain if h in q.of_offer}
        plots = {k for k in unequal if k not in a.of_offer.values() and k not in b.of_offer.values()}
        assert unequal - plots <= on_chain, "an offer changed although no home of it lies on the chain"
        left_a, left_b = dict(a.left), dict(b.left)
        assert [k for k in a.order if k not in changed] == [k for k in b.order if k not in changed]
        for key in _merged(a.order, b.order):
            mine, theirs = a.result.get(key), b.result.get(key)
            if mine != theirs:
                cause = (
                    mine in unequal
                    or theirs in unequal
                    or left_a.get(theirs, 1) <= 0
                    or left_b.get(mine, 1) <= 0
                    or key in changed
                    or a.homes.get(key) != b.homes.get(key)  # its people live elsewhere by now
                )
                assert cause, "somebody's result changed without a cause"
                changed.add(key)
            for left, result in ((left_a, mine), (left_b, theirs)):
                if result in left:
                    left[result] -= 1
        for key in a.result.keys() | b.result.keys():
            if a.took.get(key) != b.took.get(key) or key in changed:
                # Within an offer, homes go in order of their keys: another home of it is a change of the chain as well.
                chain |= {q.took[key] for q in (a, b) if key in q.took}
                if a.took.get(key) != b.took.get(key):
                    changed.add(key)
                chain |= a.homes.get(key, set()) | b.homes.get(key, set())
    return changed, chain


def _merged(one: list[int], other: list[int]) -> list[int]:
    """Both orders as one: each is a part of the same keyed order."""
    extra = set(other) - set(one)
    out: list[int] = []
    rest = iter(one)
    waiting = next(rest, None)
    for key in other:
        if key in extra:
            out.append(key)
            continue
        while waiting is not None and waiting != key:
            out.append(waiting)
            waiting = next(rest, None)
        out.append(key)
        waiting = next(rest, None)
    while waiting is not None:
        out.append(waiting)
        waiting = next(rest, None)
    return out


@pytest.mark.parametrize("zone", ZONES)
def test_whoever_ends_up_elsewhere_lies_on_a_chain_from_the_added_home(before_moves, zone, monkeypatch):
    with_home, without = _with_a_home(before_moves, zone), copied(before_moves)
    a, b = _run_moves(with_home, monkeypatch), _run_moves(without, monkeypatch)
    changed, chain = _follow(a, b)
    assert sum(len(q.order) for q in b) > 1_000
    assert len(changed) < 0.05 * sum(len(q.order) for q in b), "a chain, not a landslide"
    assert _moved(with_home, without) <= _people_of(with_home, without, chain, changed)


@pytest.mark.parametrize("world", range(50))
def test_it_holds_in_50_random_worlds(world, monkeypatch):
    """The tiny region after one to four years, as many seeds, a home added in a zone drawn for each."""
    random = np.random.default_rng(world)
    region = begin(tiny(years=6, parameters={"relocation.base_rate": float(random.uniform(0.05, 0.4))}), 1000 + world)
    for _ in range(1 + world % 4):
        run_year(region)
    play_until(region, "relocation")
    d = region.dwellings.c
    offered = np.unique(d.place_id[d.state == DwellingState.OFFERED])
    zone = region.zones.ids[int(random.choice(offered))]
    with_home, without = _with_a_home(region, zone), copied(region)
    changed, chain = _follow(_run_moves(with_home, monkeypatch), _run_moves(without, monkeypatch))
    assert _moved(with_home, without) <= _people_of(with_home, without, chain, changed)


def test_there_are_chains_to_follow(before_moves, monkeypatch):
    lengths = []
    for zone in ZONES:
        with_home, without = _with_a_home(before_moves, zone), copied(before_moves)
        changed, _ = _follow(_run_moves(with_home, monkeypatch), _run_moves(without, monkeypatch))
        lengths.append(len(changed))
    assert max(lengths) >= 3, lengths


def test_without_an_added_home_nothing_changes(before_moves, monkeypatch):
    changed, chain = _follow(*(_run_moves(copied(before_moves), monkeypatch) for _ in range(2)))
    assert not changed
    assert chain == {4711}


def _moved(a: Region, b: Region) -> set[int]:
    """Keys of persons who do not live in the same home (or place) in both worlds."""
    keys = np.union1d(a.persons.c.key, b.persons.c.key)
    where = []
    for r in (a, b):
        rows = r.persons.rows_of(keys)
        home = np.where(rows >= 0, _home_keys(r, rows), 1)
        where.append((home, np.where(rows >= 0, r.persons.c.place_id[rows], -2)))
    return {int(k) for k in keys[(where[0][0] != where[1][0]) | (where[0][1] != where[1][1])]}


def _people_of(a: Region, b: Region, chain: set[int], changed: set[int]) -> set[int]:
    """Persons who lived, live, or came in a home of the chain in either world, or who changed themselves."""
    found: set[int] = set(changed)
    for r in (a, b):
        home = _home_keys(r, np.arange(r.persons.n))
        found |= {int(k) for k in r.persons.c.key[np.isin(home, np.array(sorted(chain), np.uint64))]}
    # Whoever left the region in one world and not in the other is in its old home, on the chain, in one of them.
    return found
