"""Columnar agent sets: numpy columns behind Mesa's AgentSet.

A population of 60,000 as Python objects costs a hundred times what columns cost, and the year is kernels on columns. So
agents live in a `Table`: one array per state variable, and an agent is a view (table, key) that is made when somebody
asks for it. Kernels and submodels use `table.c.<column>`; Mesa's idioms use the table as an AgentSet.
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import mesa
import numpy as np
from mesa.agent import AgentSet
from numpy.typing import NDArray

_T = TypeVar("_T")


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
        return getattr(agent.table.c, self.name)[agent.row]

    def __set__(self, agent: RowAgent, value: Any) -> None:
        getattr(agent.table.c, self.name)[agent.row] = value


class Columns:
    """The live columns of a table as attributes, each trimmed to its rows.

    Write into them (`c.age[rows] += 1`); never rebind one, and never keep one across `add` or `compact`.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"write into the column ({name}[:] = ...), do not replace it")

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"no column named {name!r}; there are {sorted(vars(self))}")


class RowAgent(mesa.Agent):
    """A view of one row. Never registered with the model: it holds a key, and finds its row again after a compaction."""

    key: Any = Col(np.uint64, 0, "", "64-bit identity that does not depend on scenario history")

    def __init__(self, table: Table, row: int) -> None:
        self.table = table
        self._key = int(table.c.key[row])
        self._row = row
        self._version = table.version

    @property
    def row(self) -> int:
        """Row in the table now. Raises KeyError if the agent is gone."""
        if self._version != self.table.version:
            self._row = self.table.row_of(self._key)
            self._version = self.table.version
        return self._row

    @property
    def unique_id(self) -> int:  # type: ignore[override]
        """The agent's key."""
        return self._key

    @property
    def model(self) -> Any:  # type: ignore[override]
        """The model the table belongs to."""
        return self.table.model

    def __hash__(self) -> int:
        return hash((id(self.table), self._key))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RowAgent) and other.table is self.table and other._key == self._key


def columns_of(agent_class: type[RowAgent]) -> dict[str, Col[Any]]:
    """State variables of an agent class, inherited ones first."""
    found: dict[str, Col[Any]] = {}
    for cls in reversed(agent_class.__mro__):
        found.update({name: col for name, col in vars(cls).items() if isinstance(col, Col)})
    return found


class Table(AgentSet):
    """All agents of one class, as columns. A gone agent keeps its row, with place −1, until `compact`."""

    def __init__(self, agent_class: type[RowAgent], capacity: int = 1024) -> None:
        self.agent_class = agent_class
        self.spec = columns_of(agent_class)
        self.n = 0
        self.version = 0
        self.model: Any = None
        self._store = {name: np.full(capacity, col.default, col.dtype) for name, col in self.spec.items()}
        self.c = Columns()
        self._trim()

    def _trim(self) -> None:
        vars(self.c).update({name: array[: self.n] for name, array in self._store.items()})

    def add(self, n: int, **values: Any) -> NDArray[np.int64]:  # type: ignore[override]
        """Append n rows; columns not given take their default. Returns the new rows' numbers [n]."""
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

    def row_of(self, key: int) -> int:
        """Row of the agent with this key. Raises KeyError if it is gone."""
        rows = np.flatnonzero(self.c.key == np.uint64(key))
        if rows.size == 0:
            raise KeyError(f"{self.agent_class.__name__} with key {key} is gone")
        return int(rows[0])

    def __len__(self) -> int:
        return self.n
