"""Submodels change only what they declare in WRITES, and their result depends on nothing outside READS and WRITES.

Names are `table.column` or `region.field`; `table.*`, `region.*` and `*` stand for all, `table.*new` for adding rows.
What is written may be read. Writes are checked by comparing the region before and after each step of three years; reads
by shuffling every undeclared column before a step, which must change nothing else. A read that never matters to the
result in these years is not found.
"""

import copy
from dataclasses import fields, is_dataclass
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from model.inputs import PolicySpec, Scenario
from model.policy import act
from model.region import Region
from model.synthesis import build_region
from model.table import Table
from model.year import YEAR
from scenarios.founders import with_founders
from tests.fixtures import tiny_data

YEARS = 3
NAMES = [module.__name__.rpartition(".")[2] for module in YEAR]
_GIVEN = ("data", "scenario", "seed", "params", "sectors", "service_types")  # never change; copies share them


def start() -> Region:
    """The tiny region with state jobs on the way, so that posts that move and their holders occur."""
    outside = tiny_data().outside["outside_id"].iloc[0]
    levers = {"zone": "a-town", "jobs": 30, "tertiary_share": 0.5, "may_follow_share": 1.0, "origin": outside}
    policy = PolicySpec("jobs", "state_job_relocation", 2026, None, 0, levers)
    title = {"nb": "liten", "en": "tiny"}
    scenario = Scenario("tiny", title, tiny_data(), start=2025, years=YEARS, policies=(policy,))
    return build_region(with_founders(scenario), seed=5)


def copied(region: Region) -> Region:
    """An independent copy."""
    return copy.deepcopy(region, {id(getattr(region, name)): getattr(region, name) for name in _GIVEN})


@cache
def moments() -> list[tuple[str, Region, Region]]:
    """(submodel, region before its step, region after it) for all steps of the years."""
    region, found = start(), []
    for _ in range(YEARS):
        region.flows.clear()
        region.accounts.year_payments.clear()
        act(region)
        for name, submodel in zip(NAMES, YEAR, strict=True):
            before = copied(region)
            submodel.step(region, region.year)
            found.append((name, before, copied(region)))
        region.year += 1
    return found


# -------------------------------------------------------------------------------------------------------- comparing


def same(a: Any, b: Any) -> bool:
    """Equal in value, however deep."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if is_dataclass(a):
        return all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    return same(vars(a), vars(b)) if hasattr(a, "__dict__") else bool(a == b)


def changes(before: Region, after: Region) -> set[str]:
    """Names of what differs: columns of the rows that both have, `table.*new` for more or fewer rows, fields."""
    found: set[str] = set()
    for field in fields(Region):
        one, other = getattr(before, field.name), getattr(after, field.name)
        if isinstance(one, Table):
            found |= {f"{field.name}.*new"} if one.n != other.n else set()
            n = min(one.n, other.n)
            found |= {
                f"{field.name}.{name}"
                for name in one.spec
                if not same(getattr(one.c, name)[:n], getattr(other.c, name)[:n])
            }
        elif field.name not in _GIVEN and not same(one, other):
            found.add(f"region.{field.name}")
    return found


def is_declared(name: str, declared: tuple[str, ...]) -> bool:
    """True if a name or a wildcard that covers it is declared."""
    return bool({"*", name, name.partition(".")[0] + ".*"} & set(declared))


# ------------------------------------------------------------------------------------------------------------ writes


@pytest.mark.parametrize("name", NAMES)
def test_a_step_writes_only_what_it_declares(name: str) -> None:
    submodel = YEAR[NAMES.index(name)]
    written = set().union(*(changes(before, after) for step, before, after in moments() if step == name))
    undeclared = {one for one in written if not is_declared(one, submodel.WRITES)}
    assert sorted(undeclared) == []


@pytest.mark.parametrize("name", NAMES)
def test_declared_names_exist(name: str) -> None:
    submodel, region = YEAR[NAMES.index(name)], start()
    known = {f"region.{field.name}" for field in fields(Region)} | {"*", "region.*"}
    for field in fields(Region):
        table = getattr(region, field.name)
        if isinstance(table, Table):
            known |= {f"{field.name}.{column}" for column in (*table.spec, "*", "*new")}
    assert sorted({*submodel.READS, *submodel.WRITES} - known) == []


# ------------------------------------------------------------------------------------------------------------- reads


def column(region: Region, name: str) -> np.ndarray:
    """The live column of a name `table.column`."""
    table, _, one = name.partition(".")
    return getattr(getattr(region, table).c, one)


def shuffle(region: Region, names: list[str]) -> None:
    """Put the values of columns in another order; a column that has one value only gets another."""
    for name in names:
        values = column(region, name)
        moved = np.roll(values, 1)
        values[:] = moved if not np.array_equal(moved, values) else np.where(values == 0, 1, 0).astype(values.dtype)


def depends_on(submodel: ModuleType, before: Region, expected: Region, names: list[str]) -> bool:
    """True if the step gives anything else, the columns themselves apart, when these are shuffled first."""
    region = copied(before)
    shuffle(region, names)
    disturbed = {name: column(region, name).copy() for name in names}
    try:
        submodel.step(region, region.year)
    except Exception:
        return True
    untouched = all(same(column(region, name)[: len(values)], values) for name, values in disturbed.items())
    return not untouched or bool(changes(expected, region) - set(names))


@pytest.mark.parametrize("name", NAMES)
def test_a_step_depends_only_on_what_it_declares(name: str) -> None:
    submodel = YEAR[NAMES.index(name)]
    declared = (*submodel.READS, *submodel.WRITES)
    culprits: set[str] = set()
    for step, before, after in moments()[: 2 * len(YEAR)]:
        if step != name:
            continue
        columns = [
            f"{field.name}.{one}"
            for field in fields(Region)
            if isinstance(getattr(before, field.name), Table) and getattr(before, field.name).n
            for one in getattr(before, field.name).spec
            if not is_declared(f"{field.name}.{one}", declared)
        ]
        if columns and depends_on(submodel, before, after, columns):
            culprits |= {one for one in columns if depends_on(submodel, before, after, [one])}
    assert sorted(culprits) == []


# ---------------------------------------------------------------------------------------------- the check itself works


def _step_that_cheats(region: Region, year: int) -> None:
    region.households.c.tenure[0] = 1 - region.households.c.tenure[0]
    region.price_nok_m2 = region.price_nok_m2 * (1.0 + region.persons.c.age[:50].mean() / 1e6)
    region.firms.add(1, key=1, place_id=0)


def test_undeclared_writes_and_reads_are_found() -> None:
    region = start()
    before = copied(region)
    assert changes(before, region) == set()
    _step_that_cheats(region, 2025)
    assert changes(before, region) == {"households.tenure", "region.price_nok_m2", "firms.*new"}
    assert is_declared("firms.*new", ("firms.*",))
    assert not is_declared("firms.*new", ("firms.key", "households.*"))
    cheat = ModuleType("cheat")
    cheat.step = _step_that_cheats  # type: ignore[attr-defined]
    assert depends_on(cheat, before, region, ["persons.age"])
    assert not depends_on(cheat, before, region, ["persons.sex", "dwellings.floor_m2"])
