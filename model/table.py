"""Columnar agent sets: numpy columns behind Mesa's AgentSet.

A population of 60,000 as Python objects costs a hundred times what columns cost, and the year is kernels on columns. So
agents live in a `Table`: one array per state variable, and an agent is a view (table, key) that is made when somebody
asks for it. Kernels and submodels use `table.c.<column>`; Mesa's idioms use the table as an AgentSet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, NoReturn, TypeVar

import mesa
import numpy as np
from mesa.agent import AgentSet, GroupBy
from numpy.typing import NDArray

from model.selections import RowMethods, Rows

_T = TypeVar("_T")
_COMING_AND_GOING = (
    "agents come and go by the submodels (births, moves, closures), which keep the books; "
    "take a selection, such as table.select(...), to build a set of your own"
)


class Col(Generic[_T]):
    """State variable of an agent class: dtype, default, unit and meaning; reads and writes the table's column."""

    def __init__(self, dtype: Any, default: Any, unit: str, doc: str) -> None:
        self.dtype = np.dtype(dtype)
        self.default = default
        self.unit = unit
        self.doc = doc
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, agent: RowAgent | None, owner: type) -> Any:
        if agent is None:
            return self
        return getattr(agent.table.c, self.name).item(agent.row)

    def __set__(self, agent: RowAgent, value: Any) -> None:
        getattr(agent.table.c, self.name)[agent.row] = self.cast(value)

    def cast(self, value: Any) -> Any:
        """Value or values in the column's dtype. Raises ValueError where that would change a whole number or flag."""
        given = np.asarray(value)
        with np.errstate(invalid="ignore"):
            held = given.astype(self.dtype)
        if self.dtype.kind != "f" and not np.array_equal(held, given):
            raise ValueError(f"{self.name} holds {self.dtype} values, and {value!r} is none")
        return held


class Columns:
    """The live columns of a table as attributes, each trimmed to its rows.

    Write into them (`c.age[rows] += 1`); never rebind one, and never keep one across `add` or `compact`.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"write into the column ({name}[:] = ...), do not replace it")

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"no column named {name!r}; there are {sorted(vars(self))}")


class RowAgent(mesa.Agent):
    """A view of one row, never registered with the model: it holds a key and finds its row after a compaction."""

    key: Any = Col(np.uint64, 0, "", "64-bit identity that does not depend on scenario history")

    def __init__(self, table: Table, row: int) -> None:
        self.__dict__.update(table=table, _key=table.c.key.item(row), _row=row, _version=table.version)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "key" or not isinstance(getattr(type(self), name, None), (Col, property)):
            raise AttributeError(
                f"{type(self).__name__} has no state variable {name!r} to write, and a view keeps nothing itself"
            )
        super().__setattr__(name, value)

    @property
    def row(self) -> int:
        """Row in the table now. Raises KeyError if the agent is gone."""
        if self._version != self.table.version:
            self.__dict__.update(_row=self.table.row_of(self._key), _version=self.table.version)
        return int(self._row)

    @property
    def unique_id(self) -> int:
        """The agent's key."""
        return int(self._key)

    @property
    def model(self) -> Any:
        """The model the table belongs to."""
        return self.table.model

    def __hash__(self) -> int:
        return hash((id(self.table), self._key))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RowAgent) and other.table is self.table and other._key == self._key

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._key:#x}>"

    def step(self) -> NoReturn:
        """Agents have no step of their own."""
        raise NotImplementedError("agents do not step one by one: the year is the list of submodels in model/year.py")

    def advance(self) -> NoReturn:
        """Agents have no step of their own."""
        self.step()

    def remove(self) -> NoReturn:
        """Agents leave by the submodels only."""
        raise NotImplementedError(_COMING_AND_GOING)

    @classmethod
    def create_agents(cls, model: Any, n: int, *args: Any, **kwargs: Any) -> NoReturn:
        """Agents come by the submodels only."""
        raise NotImplementedError(_COMING_AND_GOING)


def columns_of(agent_class: type[RowAgent]) -> dict[str, Col[Any]]:
    """State variables of an agent class, inherited ones first."""
    found: dict[str, Col[Any]] = {}
    for cls in reversed(agent_class.__mro__):
        found.update({name: col for name, col in vars(cls).items() if isinstance(col, Col)})
    return found


class RowGroupBy(GroupBy):
    """Mesa's GroupBy, whose sets are selections."""

    def agg(self, attr_name: str, func: Any) -> dict[Any, Any]:
        """Function of an attribute's values by group."""
        if all(isinstance(group, RowSet) for group in self.groups.values()):
            return {name: group.agg(attr_name, func) for name, group in self.groups.items()}
        found: dict[Any, Any] = super().agg(attr_name, func)
        return found


class RowSet(RowMethods, AgentSet):
    """Some agents of a table, in an order of their own: live views of the same columns, agents that go drop out."""

    def __init__(self, table: Table, rows: Rows) -> None:
        self.table = table
        self._replace(rows)

    def _replace(self, rows: Rows) -> RowSet:
        self._at = rows
        self._keys = self.table.c.key[rows]
        self._version = self.table.version
        return self

    def _rows(self) -> Rows:
        if self._version != self.table.version:
            at = self.table.rows_of(self._keys)
            self._replace(at[at >= 0])
        return self._at[self.table.is_present()[self._at]]

    def _groups(self, groups: dict[Any, Any]) -> RowGroupBy:
        return RowGroupBy(groups)

    @property
    def random(self) -> Any:
        """The model's generator: for users' own analyses, never for the simulation."""
        return self.table.random

    @property
    def model(self) -> Any:
        """The model the table belongs to."""
        return self.table.model

    def __copy__(self) -> RowSet:
        return self._subset(self._rows())

    def __getstate__(self) -> dict[str, Any]:
        return dict(vars(self))

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def __repr__(self) -> str:
        return f"<{len(self)} of {self.table.agent_class.__name__}>"


class Table(RowSet):
    """All agents of one class, as columns. A gone agent keeps its row, with place −1, until `compact`.

    As a set it holds the agents that are there; `n` counts rows, gone ones included.
    """

    def __init__(self, agent_class: type[RowAgent], capacity: int = 1024) -> None:
        self.agent_class = agent_class
        self.spec = columns_of(agent_class)
        self.n = 0
        self.version = 0
        self.table = self
        self._model: Any = None
        self._index: tuple[int, int, Rows, NDArray[np.uint64]] | None = None
        self._store = {name: np.full(capacity, col.default, col.dtype) for name, col in self.spec.items()}
        self.c = Columns()
        self._trim()

    def _trim(self) -> None:
        vars(self.c).update({name: array[: self.n] for name, array in self._store.items()})

    def add(self, n: int, **values: Any) -> NDArray[np.int64]:  # type: ignore[override]
        """Append n rows; columns not given take their default. Returns the new rows' numbers [n].

        For submodels; a single agent, as in Mesa, is refused.
        """
        if isinstance(n, RowAgent):
            raise NotImplementedError(_COMING_AND_GOING)
        if unknown := sorted(set(values) - set(self.spec)):
            raise KeyError(f"{self.agent_class.__name__} has no column {unknown[0]!r}")
        start, stop = self.n, self.n + n
        capacity = len(next(iter(self._store.values())))
        if stop > capacity:
            for name, array in self._store.items():
                grown = np.full(max(stop, 2 * capacity), self.spec[name].default, array.dtype)
                grown[:start] = array[:start]
                self._store[name] = grown
        for name, array in self._store.items():
            array[start:stop] = values.get(name, self.spec[name].default)
        self.n = stop
        self._trim()
        return np.arange(start, stop)

    def compact(self, keep: NDArray[np.bool_]) -> NDArray[np.int32]:
        """Drop rows where `keep` is False. Returns old row -> new row (−1 = gone); remap every foreign key with it."""
        remap = np.where(keep, np.cumsum(keep) - 1, -1).astype(np.int32)
        kept = int(keep.sum())
        for array in self._store.values():
            array[:kept] = array[: self.n][keep]
        self.n = kept
        self.version += 1
        self._trim()
        return remap

    def rows_of(self, keys: NDArray[np.uint64]) -> Rows:
        """Rows of agents by key [n]; −1 = gone. The order of keys is kept until rows come or go."""
        if self._index is None or self._index[:2] != (self.version, self.n):
            order = np.argsort(self.c.key, kind="stable")
            self._index = (self.version, self.n, order, self.c.key[order])
        order, ordered = self._index[2:]
        if not len(order):
            return np.full(len(keys), -1)
        at = np.minimum(np.searchsorted(ordered, keys), len(order) - 1)
        return np.where(ordered[at] == keys, order[at], -1)

    def row_of(self, key: int) -> int:
        """Row of the agent with this key. Raises KeyError if it is gone."""
        row = int(self.rows_of(np.array([key], np.uint64))[0])
        if row < 0:
            raise KeyError(f"{self.agent_class.__name__} with key {key} is gone")
        return row

    # ----------------------------------------------------------------------------------------------- the table as a set

    def is_present(self) -> NDArray[np.bool_]:
        """True for rows whose agent is there [n]."""
        if "place_id" not in self.spec:
            return np.ones(self.n, np.bool_)
        return np.asarray(self.c.place_id >= 0)

    def rows(self, rows: Rows) -> RowSet:
        """The set of the agents in these rows, in this order."""
        return RowSet(self, rows)

    def view(self, row: int) -> RowAgent:
        """The agent in a row."""
        return self.agent_class(self, row)

    def views(self, rows: Rows) -> Iterator[RowAgent]:
        """The agents in these rows, made one by one."""
        return map(self.view, rows.tolist())

    @property
    def model(self) -> Any:
        """The model the table belongs to, if any."""
        return self._model

    @model.setter
    def model(self, model: Any) -> None:
        self._model = model

    @property
    def random(self) -> Any:
        """The model's generator: for users' own analyses, never for the simulation."""
        if self._model is None:
            raise RuntimeError(f"this table of {self.agent_class.__name__} belongs to no model and has no generator")
        return self._model.random

    def _rows(self) -> Rows:
        return np.flatnonzero(self.is_present())

    def _replace(self, rows: Rows) -> NoReturn:
        raise NotImplementedError(f"a table always holds all its agents in order of rows: {_COMING_AND_GOING}")

    def remove(self, agent: Any) -> NoReturn:
        """Agents leave by the submodels only."""
        raise NotImplementedError(_COMING_AND_GOING)

    discard = remove

    def pop(self) -> NoReturn:
        """Agents leave by the submodels only."""
        raise NotImplementedError(_COMING_AND_GOING)

    clear = pop

    def __getstate__(self) -> dict[str, Any]:
        columns = {name: array[: self.n] for name, array in self._store.items()}
        return {"agent_class": self.agent_class, "version": self.version, "columns": columns, "model": self._model}

    def __setstate__(self, state: dict[str, Any]) -> None:
        columns = state["columns"]
        self.__init__(state["agent_class"], len(columns["key"]))  # type: ignore[misc]
        self.add(len(columns["key"]), **columns)
        self.version, self._model = state["version"], state["model"]
