"""Columns behind agents: writes reach the columns, rows come and go, and Mesa's idioms do what a plain AgentSet does.

The independent truth is Mesa itself: the same agents as ordinary `mesa.Agent` objects in an ordinary `AgentSet`.
"""

import copy
import operator
import pickle
import statistics
from collections.abc import MutableSet, Sequence
from random import Random
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet

from model.agents import Household, Person
from model.table import Col, RowAgent, RowSet, Table

N = 40


class FakeModel:
    """What a table asks of a model: a generator."""

    def __init__(self) -> None:
        self.random = Random(5)
        self.rng = np.random.default_rng(5)


class Plain(mesa.Agent):
    """The same agent as an ordinary Mesa agent."""

    def __init__(self, model: mesa.Model, **state: Any) -> None:
        super().__init__(model)
        self.__dict__.update(state)


def state() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(11)
    return {
        "key": rng.integers(2**63, 2**64, N, dtype=np.uint64),
        "age": rng.integers(0, 100, N).astype(np.int16),
        "sex": rng.integers(0, 2, N).astype(np.int8),
        "wage_nok_year": rng.normal(5e5, 1e5, N).astype(np.float32),
        "place_id": rng.integers(0, 4, N).astype(np.int16),
    }


@pytest.fixture
def table() -> Table:
    made = Table(Person, capacity=4)
    made.model = FakeModel()
    made.add(N, **state())
    return made


@pytest.fixture
def plain() -> Any:
    """AgentSet of the same agents; the list keeps them alive."""
    model = mesa.Model(seed=5)
    values = {name: column.tolist() for name, column in state().items()}
    agents = [Plain(model, **{name: column[i] for name, column in values.items()}) for i in range(N)]
    found = AgentSet(agents, random=Random(5))
    found.kept = agents
    yield found
    mesa.Agent._ids.pop(model, None)


def keys(agents: Any) -> list[int]:
    return [agent.key for agent in agents]


def is_old(agent: Any) -> bool:
    return bool(agent.age > 60)


# ---------------------------------------------------------------------------------------------------- columns and views


def test_a_view_reads_and_writes_the_column(table: Table) -> None:
    person = table[3]
    assert person.age == table.c.age[3]
    assert isinstance(person.age, int)
    assert isinstance(person.wage_nok_year, float)
    person.age = 77
    assert table.c.age[3] == 77
    table.c.age[3] = 12
    assert person.age == 12
    assert person.unique_id == int(table.c.key[3])
    assert person.model is table.model
    assert person.random is table.model.random


@pytest.mark.parametrize(("name", "value"), [("age", 30.5), ("age", 40_000), ("sex", 300), ("age", float("nan"))])
def test_a_lossy_write_is_refused(table: Table, name: str, value: float) -> None:
    before = table.c.age.copy(), table.c.sex.copy()
    with pytest.raises((ValueError, OverflowError)):
        setattr(table[0], name, value)
    with pytest.raises((ValueError, OverflowError)):
        table.set(name, value)
    assert (table.c.age == before[0]).all()
    assert (table.c.sex == before[1]).all()


@pytest.mark.parametrize("name", ["happiness", "key", "unique_id", "step", "pos"])
def test_a_view_keeps_nothing_that_is_not_a_state_variable(table: Table, name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(table[0], name, 1)


def test_columns_are_written_into_never_replaced(table: Table) -> None:
    with pytest.raises(AttributeError, match="write into"):
        table.c.age = np.zeros(N)
    with pytest.raises(AttributeError, match="no column"):
        _ = table.c.height


def test_views_of_the_same_agent_are_equal(table: Table) -> None:
    assert table[2] == table[2]
    assert hash(table[2]) == hash(table[2])
    assert len({table[2], table[2], table[1]}) == 2
    assert table[2] != table[1]


def test_add_grows_and_fills_defaults(table: Table) -> None:
    rows = table.add(100, key=np.arange(1, 101), age=7, place_id=0)
    assert rows.tolist() == list(range(N, N + 100))
    assert table.n == N + 100
    assert (table.c.age[rows] == 7).all()
    assert (table.c.household_id[rows] == -1).all()
    assert (table.c.key[:N] == state()["key"]).all()
    with pytest.raises(KeyError, match="height"):
        table.add(1, height=1)


def test_a_gone_agent_is_not_in_the_set_but_keeps_its_row(table: Table) -> None:
    gone = table[5]
    table.c.place_id[5] = -1
    assert table.n == N
    assert len(table) == N - 1
    assert gone not in table
    assert gone.key not in keys(table)
    assert len(table.get("age")) == N - 1
    table.set("age", 50)
    assert table.c.age[5] == state()["age"][5]


def test_compact_remaps_foreign_keys_and_views_find_their_rows_again() -> None:
    persons, households = Table(Person), Table(Household)
    households.add(4, key=np.arange(10, 14), place_id=0)
    persons.add(5, key=np.arange(20, 25), place_id=0, household_id=np.array([0, 1, 1, 3, -1]))
    last, second, selection = households[3], households[1], households.select(lambda h: h.key >= 12)
    keep = np.array([True, False, True, True])
    remap = households.compact(keep)
    home = persons.c.household_id
    home[:] = np.where(home >= 0, remap[home], -1)
    assert persons.c.household_id.tolist() == [0, -1, -1, 2, -1]
    assert last.row == 2
    assert households.c.key[last.row] == 13
    assert keys(selection) == [12, 13]
    with pytest.raises(KeyError, match="gone"):
        _ = second.row
    rows = households.add(1, key=99, place_id=0)
    assert rows.tolist() == [3]
    assert households.c.moved_year[3] == 0


def test_a_selection_loses_agents_that_go_and_keeps_its_order(table: Table) -> None:
    oldest = table.sort("age").select(at_most=10)
    expected = keys(oldest)
    table.c.place_id[oldest[4].row] = -1
    assert keys(oldest) == [key for i, key in enumerate(expected) if i != 4]
    table.compact(table.c.place_id >= 0)
    assert keys(oldest) == [key for i, key in enumerate(expected) if i != 4]


def test_an_agent_class_of_ones_own_inherits_columns() -> None:
    class Farmer(Person):
        n_cows: Any = Col(np.int32, 3, "animals", "cows")

    table = Table(Farmer)
    table.add(2, key=np.array([1, 2]), place_id=0)
    assert table.get("n_cows") == [3, 3]
    assert table.select(agent_type=Person) == table


# --------------------------------------------------------------------------------------------------- against Mesa's own


def test_every_public_method_of_mesa_is_overridden() -> None:
    foreign = {AgentSet, MutableSet, Sequence, *AgentSet.__mro__}
    names = [name for name in dir(AgentSet) if not name.startswith("_")]
    operators = ["__and__ __or__ __sub__ __xor__ __rand__ __ror__ __rsub__ __rxor__ __iand__ __ior__ __isub__ __ixor__"]
    others = ["__len__ __iter__ __contains__ __getitem__ __reversed__ __eq__ __le__ __ge__ __lt__ __gt__"]
    more = " ".join(operators + others + ["__getstate__ __setstate__ _update"]).split()
    for cls in (RowSet, Table):
        for name in names + more:
            owner = next(c for c in cls.__mro__ if name in vars(c))
            assert owner not in foreign, f"{cls.__name__}.{name} is Mesa's own and would see an empty set"


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"at_most": 7},
        {"at_most": 0.3},
        {"at_most": 1.0},
        {"at_most": 0},
        {"at_most": 2.5},
        {"agent_type": RowAgent},
    ],
)
@pytest.mark.parametrize("is_filtered", [True, False])
def test_select(table: Table, plain: Any, arguments: dict[str, Any], is_filtered: bool) -> None:
    arguments = {**arguments, **({"filter_func": is_old} if is_filtered else {})}
    mesas = {**arguments, **({"agent_type": Plain} if "agent_type" in arguments else {})}
    assert keys(table.select(**arguments)) == keys(plain.select(**mesas))


def test_select_of_another_type_and_in_place(table: Table, plain: Any) -> None:
    assert len(table.select(agent_type=Household)) == 0 == len(plain.select(agent_type=Table))
    chosen = table.select()
    assert chosen.select(is_old, inplace=True) is chosen
    assert keys(chosen) == keys(plain.select(is_old))
    with pytest.raises(NotImplementedError):
        table.select(is_old, inplace=True)


def test_select_by_mask(table: Table, plain: Any) -> None:
    table.c.place_id[1] = -1
    plain.discard(plain.kept[1])
    expected = keys(plain.select(is_old))
    assert keys(table.select(table.c.age > 60)) == expected  # one value per row
    assert keys(table.select(np.array(table.get("age")) > 60)) == expected  # one value per agent
    assert keys(table.select(table.c.age > 60, at_most=3)) == keys(plain.select(is_old, at_most=3))
    women = table.select(table.c.sex == 1)
    assert keys(women.select(np.array(women.get("age")) > 60)) == keys(
        plain.select(lambda a: a.sex == 1 and a.age > 60)
    )
    with pytest.raises(ValueError, match="values"):
        women.select(table.c.age > 60)
    with pytest.raises(TypeError, match="boolean"):
        table.select(table.c.age)


def test_get(table: Table, plain: Any) -> None:
    assert table.get("age") == plain.get("age")
    assert table.get("wage_nok_year") == plain.get("wage_nok_year")
    assert table.get(["age", "sex"]) == plain.get(["age", "sex"])
    assert table.get("height", "default", 1.8) == plain.get("height", "default", 1.8)
    assert table.get(["age", "height"], "default") == plain.get(["age", "height"], "default")
    assert table.get([]) == plain.get([])
    for agents in (table, plain):
        with pytest.raises(AttributeError):
            agents.get("height")
        with pytest.raises(ValueError):
            agents.get("age", handle_missing="ignore")


@pytest.mark.parametrize(
    "func", [min, max, sum, len, np.mean, np.sum, np.std, statistics.mean, statistics.median, sorted]
)
@pytest.mark.parametrize("name", ["age", "wage_nok_year"])
def test_agg(table: Table, plain: Any, func: Any, name: str) -> None:
    assert table.agg(name, func) == pytest.approx(plain.agg(name, func), rel=1e-15)


def test_agg_by_several_functions_and_without_overflow(table: Table, plain: Any) -> None:
    assert table.agg("age", [min, max, sum]) == plain.agg("age", [min, max, sum])
    table.add(2_000, key=np.arange(1, 2_001), age=100, place_id=0)
    assert table.agg("age", sum) == table.agg("age", np.sum) == sum(state()["age"].tolist()) + 200_000  # > int16


def test_set(table: Table, plain: Any) -> None:
    assert table.set("age", 31) is table
    assert plain.set("age", 31) is plain
    assert table.get("age") == plain.get("age")
    old = table.select(at_most=5)
    assert old.set("age", np.arange(60, 65)) is old
    assert table.c.age[:6].tolist() == [60, 61, 62, 63, 64, 31]
    for name in ("height", "key", "row"):
        with pytest.raises(AttributeError):
            table.set(name, 1)


@pytest.mark.parametrize(
    "key", ["age", "sex", "wage_nok_year", lambda a: -a.age, lambda a: (a.sex, a.age), "unique_id"]
)
@pytest.mark.parametrize("ascending", [True, False])
def test_sort(table: Table, plain: Any, key: Any, ascending: bool) -> None:
    mine, mesas = table.sort(key, ascending), plain.sort("key" if key == "unique_id" else key, ascending)
    assert keys(mine) == keys(mesas)
    again = table.select()
    assert again.sort(key, ascending, inplace=True) is again
    assert keys(again) == keys(mesas)


def test_shuffle_uses_the_models_generator_as_mesa_does(table: Table, plain: Any) -> None:
    assert keys(table.shuffle()) == keys(plain.shuffle()) != keys(table)
    seen: tuple[list[int], list[int]] = ([], [])
    assert table.shuffle_do(lambda a, s: s.append(a.key), seen[0]) == table
    plain.shuffle_do(lambda a, s: s.append(a.key), seen[1])
    assert seen[0] == seen[1]
    chosen = table.select()
    assert chosen.shuffle(inplace=True) is chosen
    assert keys(chosen) == keys(plain.shuffle(inplace=True))


def test_without_a_model_there_is_no_chance() -> None:
    with pytest.raises(RuntimeError, match="no model"):
        Table(Person).shuffle()


def test_do_and_map(table: Table, plain: Any) -> None:
    def birthday(agent: Any, years: int = 1) -> int:
        agent.age += years
        return int(agent.age)

    assert table.do(birthday, years=2) is table
    assert plain.do(birthday, years=2) is plain
    assert table.map(birthday) == plain.map(birthday) == table.get("age")
    assert table.map("__repr__")[0].startswith("<Person")
    with pytest.raises(NotImplementedError, match=r"year\.py"):
        table.do("step")


@pytest.mark.parametrize("by", ["sex", lambda a: a.age // 10])
@pytest.mark.parametrize("result_type", ["agentset", "list"])
def test_groupby(table: Table, plain: Any, by: Any, result_type: str) -> None:
    mine, mesas = table.groupby(by, result_type), plain.groupby(by, result_type)
    assert isinstance(mine, mesa.agent.GroupBy)
    assert len(mine) == len(mesas)
    assert [(name, keys(group)) for name, group in mine] == [(name, keys(group)) for name, group in mesas]
    assert mine.count() == mesas.count()
    assert mine.agg("age", sum) == mesas.agg("age", sum)
    assert mine.map(len) == mesas.map(len)
    if result_type == "agentset":
        assert mine.map("get", "age") == mesas.map("get", "age")
        assert mine.do("set", "age", 3) is mine
        assert table.get("age") == [3] * N


def test_collection(table: Table, plain: Any) -> None:
    assert len(table) == len(plain)
    assert [a.key for a in table] == [a.key for a in plain]
    assert table[4].key == plain[4].key
    assert table[-1].key == plain[-1].key
    assert keys(table[3:9:2]) == keys(plain[3:9:2])
    assert isinstance(table[3:9], list)
    assert keys(reversed(table)) == keys(reversed(plain))
    assert keys(table.to_list()) == keys(plain)
    assert table.index(table[7]) == 7 == plain.index(plain[7])
    assert table.count(table[7]) == 1
    assert table[7] in table
    assert table[7] not in table.select(at_most=7)
    assert "a name" not in table
    other = Table(Person)
    other.add(N, **state())
    assert other[0] not in table
    with pytest.raises(ValueError):
        table.index(other[0])
    with pytest.raises(ValueError):
        table.index(table[7], 8)
    with pytest.raises(IndexError):
        _ = table[N]


@pytest.mark.parametrize("op", [operator.and_, operator.or_, operator.sub, operator.xor])
def test_set_operations(table: Table, plain: Any, op: Any) -> None:
    def pair(agents: Any) -> Any:
        return agents.select(lambda a: a.sex == 1), agents.select(is_old)

    assert keys(op(*pair(table))) == keys(op(*pair(plain)))
    mine, mesas = pair(table), pair(plain)
    assert keys(op(mine[0], list(mine[1]))) == keys(op(mesas[0], list(mesas[1])))
    with pytest.raises(TypeError):
        op(mine[0], Table(Household))
    same = mine[0]
    inplace = getattr(operator, "i" + op.__name__.strip("_"))(same, mine[1])
    assert inplace is same
    assert sorted(keys(inplace)) == sorted(keys(op(*mesas)))
    with pytest.raises(NotImplementedError):
        getattr(operator, "i" + op.__name__.strip("_"))(table, mine[1])


def test_set_comparisons(table: Table) -> None:
    old = table.select(is_old)
    assert old <= table
    assert old < table
    assert table >= old
    assert table > old
    assert not table <= old
    assert old == table.select(is_old).shuffle()
    assert old != table
    assert old != [1]
    assert old.isdisjoint(table.select(lambda a: not is_old(a)))
    assert not old.isdisjoint(table)


def test_a_selection_is_a_set_of_ones_own_and_a_table_is_not(table: Table) -> None:
    mine = table.select(at_most=3)
    mine.add(table[9])
    mine.add(table[9])
    mine.discard(table[0])
    mine.discard(table[30])
    assert keys(mine) == keys([table[1], table[2], table[9]])
    mine.remove(table[2])
    with pytest.raises(KeyError):
        mine.remove(table[2])
    assert mine.pop() == table[1]
    assert len(mine) == 1
    mine.clear()
    with pytest.raises(KeyError):
        mine.pop()
    assert len(mine) == 0
    assert len(table) == N
    for forbidden in (table.add, table.remove, table.discard):
        with pytest.raises(NotImplementedError, match="submodels"):
            forbidden(table[0])
    for forbidden in (table.pop, table.clear, table[0].remove, lambda: Person.create_agents(table.model, 3)):
        with pytest.raises(NotImplementedError, match="submodels"):
            forbidden()
    assert len(table) == N


def test_copies_are_independent_and_pickles_come_back(table: Table) -> None:
    table.c.place_id[2] = -1
    for other in (copy.deepcopy(table), pickle.loads(pickle.dumps(table))):
        assert other.n == N
        assert other.get("age") == table.get("age")
        assert other.c.place_id[2] == -1
        other.c.age[0] = 1
        other.add(1, key=1, place_id=0)
        assert other[0].age == 1
        assert table.c.age[0] == state()["age"][0]
        assert table.n == N
    assert isinstance(copy.copy(table), RowSet)
    assert copy.copy(table) == table
    old = table.select(is_old)
    assert keys(pickle.loads(pickle.dumps(old))) == keys(old) == keys(copy.copy(old))
