"""What Mesa's AgentSet offers, on rows of a table: Mesa's own methods would find no agents there and return empty sets.

`RowMethods` holds the methods; `model.table` joins it with Mesa's class, for only that file imports mesa. Semantics and
order follow Mesa 3.3.1 (tests/unit/test_table.py compares them with a plain AgentSet of the same agents).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from model.table import RowAgent, RowSet, Table

Rows = NDArray[np.int64]


class RowMethods:
    """Methods of an ordered set of agents, given as rows of one table."""

    table: Table

    def _rows(self) -> Rows:
        """Rows of the agents that are there now, in the set's order."""
        raise NotImplementedError

    def _replace(self, rows: Rows) -> Any:
        """Become the set of these rows (Mesa's inplace=True)."""
        raise NotImplementedError

    def _subset(self, rows: Any) -> RowSet:
        return self.table.rows(np.asarray(rows, np.int64))

    def _result(self, rows: Rows, inplace: bool) -> Any:
        return self._replace(rows) if inplace else self._subset(rows)

    def _operand(self, other: Any) -> Rows:
        """Rows of the other set of an operation."""
        if isinstance(other, RowMethods) and other.table is self.table:
            return other._rows()
        agents = [] if isinstance(other, RowMethods) else list(other)
        if isinstance(other, RowMethods) or any(getattr(agent, "table", None) is not self.table for agent in agents):
            raise TypeError(
                f"only sets of {self.table.agent_class.__name__} of the same table can be combined with this one"
            )
        return np.array([agent.row for agent in agents], np.int64)

    # -------------------------------------------------------------------------------------------------- as a collection

    def __len__(self) -> int:
        return len(self._rows())

    def __iter__(self) -> Iterator[RowAgent]:
        return self.table.views(self._rows())

    def __reversed__(self) -> Iterator[RowAgent]:
        return self.table.views(self._rows()[::-1])

    def __contains__(self, agent: object) -> bool:
        return getattr(agent, "table", None) is self.table and bool((self._rows() == agent.row).any())  # type: ignore[attr-defined]

    def __getitem__(self, item: int | slice) -> Any:
        rows = self._rows()[item]
        return list(self.table.views(rows)) if isinstance(item, slice) else self.table.view(int(rows))

    def index(self, agent: RowAgent, start: int = 0, stop: int | None = None) -> int:
        """Position of an agent in the set. Raises ValueError if it is not in it."""
        row = agent.row if agent.table is self.table else -1
        return self._rows().tolist().index(row, *slice(start, stop).indices(len(self))[:2])

    def count(self, agent: object) -> int:
        """1 if the agent is in the set, else 0 (of a Sequence)."""
        return int(agent in self)

    def to_list(self) -> list[RowAgent]:
        """All agents, as views."""
        return list(self)

    # ---------------------------------------------------------------------------------------------------- Mesa's idioms

    def select(
        self,
        filter_func: Callable[[Any], bool] | NDArray[np.bool_] | None = None,
        at_most: float = float("inf"),
        inplace: bool = False,
        agent_type: type | None = None,
    ) -> Any:
        """Agents for which `filter_func` holds: a function of an agent, or (much faster) a boolean array.

        A boolean array has one value per agent of the set; for a whole table also one per row (`table.c.age > 66`).
        `at_most`: the first so many, or a float up to 1.0 for a share of the set, as in Mesa.
        """
        rows = self._rows()
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(rows) * at_most)
        if agent_type is not None and not issubclass(self.table.agent_class, agent_type):
            rows = rows[:0]
        if isinstance(filter_func, np.ndarray):
            rows = rows[self._mask(filter_func, rows)]
        elif filter_func is not None:
            rows = self._first(filter_func, rows, at_most)
        if at_most < len(rows):
            rows = rows[: max(0, math.ceil(at_most))]
        return self._result(rows, inplace)

    def _first(self, holds: Callable[[Any], bool], rows: Rows, at_most: float) -> Rows:
        chosen: list[int] = []
        for row, agent in zip(rows.tolist(), self.table.views(rows), strict=True):
            if len(chosen) >= at_most:
                break
            if holds(agent):
                chosen.append(row)
        return np.array(chosen, np.int64)

    def _mask(self, mask: NDArray[np.bool_], rows: Rows) -> NDArray[np.bool_]:
        if mask.dtype != np.bool_ or mask.ndim != 1:
            raise TypeError(f"a mask is a boolean array with one value per agent, not {mask.dtype} {mask.shape}")
        if len(mask) == len(rows):
            return mask
        if self is self.table and len(mask) == self.table.n:
            return mask[rows]
        raise ValueError(f"the mask has {len(mask)} values and the set {len(rows)} agents")

    def get(self, attr_names: str | list[str], handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """Values of an attribute, one per agent, or a list of lists for several. For arrays see `table.c`."""
        if handle_missing not in ("error", "default"):
            raise ValueError(f"Unknown handle_missing option: {handle_missing}, should be one of 'error' or 'default'")
        missing = (default_value,) if handle_missing == "default" else ()
        if isinstance(attr_names, str):
            return self._values(attr_names, missing)
        columns = [self._values(name, missing) for name in attr_names]
        return [list(values) for values in zip(*columns, strict=True)] if columns else [[] for _ in range(len(self))]

    def _values(self, name: str, missing: tuple[Any, ...] = ()) -> list[Any]:
        if name in self.table.spec:
            values: list[Any] = self._column(name).tolist()
            return values
        return [getattr(agent, name, *missing) for agent in self]

    def _column(self, name: str) -> NDArray[Any]:
        """Values of a state variable in the set's order, wide enough to compute with."""
        values = getattr(self.table.c, name)[self._rows()]
        if values.dtype.kind == "i":
            return np.asarray(values.astype(np.int64))
        return np.asarray(values.astype(np.float64)) if values.dtype.kind == "f" else np.asarray(values)

    def set(self, attr_name: str, value: Any) -> Any:
        """Set a state variable of all agents to one value, or to an array with one value per agent."""
        column = self.table.spec.get(attr_name)
        if column is None or attr_name == "key":
            raise AttributeError(f"{self.table.agent_class.__name__} has no state variable {attr_name!r} to set")
        getattr(self.table.c, attr_name)[self._rows()] = column.cast(value)
        return self

    def agg(self, attribute: str, func: Callable[..., Any] | Iterable[Callable[..., Any]]) -> Any:
        """Apply a function, or several, to the values of an attribute. numpy's functions get an array and are fast."""
        if callable(func):
            is_numpy = isinstance(func, np.ufunc) or (getattr(func, "__module__", None) or "").startswith("numpy")
            return func(self._column(attribute) if is_numpy and attribute in self.table.spec else self.get(attribute))
        return [self.agg(attribute, one) for one in func]

    def sort(self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False) -> Any:
        """Agents by a state variable or a function, largest first unless `ascending`; ties keep their order."""
        rows = self._rows()
        if isinstance(key, str) and key in self.table.spec:
            values = self._column(key)
            order = np.argsort(values if ascending else values[::-1], kind="stable")
            order = order if ascending else len(rows) - 1 - order[::-1]
        else:
            by = self._values(key) if isinstance(key, str) else [key(agent) for agent in self]
            order = np.array(sorted(range(len(rows)), key=by.__getitem__, reverse=not ascending), np.int64)
        return self._result(rows[order], inplace)

    def shuffle(self, inplace: bool = False) -> Any:
        """Agents in a random order, by `model.random`; the simulation itself never uses that generator."""
        order = list(range(len(self)))
        self.table.random.shuffle(order)
        return self._result(self._rows()[order], inplace)

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a method or function on each agent; returns the set."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a method or function on each agent in a random order; returns the set."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Results of a method or function on each agent."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def groupby(self, by: Callable[[Any], Any] | str, result_type: str = "agentset") -> Any:
        """Groups by an attribute or a function, in order of appearance: Mesa's GroupBy, of sets or of lists."""
        values = self._values(by) if isinstance(by, str) else [by(agent) for agent in self]
        rows: dict[Any, list[int]] = defaultdict(list)
        for value, row in zip(values, self._rows().tolist(), strict=True):
            rows[value].append(row)
        sets = {value: self._subset(members) for value, members in rows.items()}
        return self._groups(sets if result_type == "agentset" else {value: list(one) for value, one in sets.items()})

    def _groups(self, groups: dict[Any, Any]) -> Any:
        raise NotImplementedError

    # --------------------------------------------------------------------------------------------------- set operations

    def __and__(self, other: Any) -> Any:
        theirs = self._operand(other)
        return self._subset(theirs[np.isin(theirs, self._rows())])

    def __or__(self, other: Any) -> Any:
        mine, theirs = self._rows(), self._operand(other)
        return self._subset(np.concatenate([mine, theirs[~np.isin(theirs, mine)]]))

    def __sub__(self, other: Any) -> Any:
        mine = self._rows()
        return self._subset(mine[~np.isin(mine, self._operand(other))])

    def __rsub__(self, other: Any) -> Any:
        return self._subset(self._operand(other)) - self

    def __xor__(self, other: Any) -> Any:
        return (self - other) | self.__rsub__(other)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __iand__(self, other: Any) -> Any:
        return self._replace((self & other)._rows())

    def __ior__(self, other: Any) -> Any:
        return self._replace((self | other)._rows())

    def __isub__(self, other: Any) -> Any:
        return self._replace((self - other)._rows())

    def __ixor__(self, other: Any) -> Any:
        return self._replace((self ^ other)._rows())

    def __le__(self, other: Any) -> bool:
        return bool(np.isin(self._rows(), self._operand(other)).all())

    def __ge__(self, other: Any) -> bool:
        return bool(np.isin(self._operand(other), self._rows()).all())

    def __lt__(self, other: Any) -> bool:
        return self <= other and len(self) < len(other)

    def __gt__(self, other: Any) -> bool:
        return self >= other and len(self) > len(other)

    def __eq__(self, other: object) -> bool:
        if not (isinstance(other, RowMethods) and other.table is self.table):
            return False
        return bool(np.array_equal(np.sort(self._rows()), np.sort(other._rows())))

    __hash__ = None  # type: ignore[assignment]

    def isdisjoint(self, other: Any) -> bool:
        """True if no agent is in both sets."""
        return not np.isin(self._operand(other), self._rows()).any()

    # --------------------------------------------------------------- members come and go (a selection's, not a table's)

    def add(self, agent: Any) -> Any:
        """Put an agent of the same table into this selection."""
        return self._replace((self | [agent])._rows())

    def discard(self, agent: Any) -> None:
        """Take an agent out of this selection, if it is in it. The agent itself goes on living."""
        self._replace((self - [agent])._rows())

    def remove(self, agent: Any) -> None:
        """Take an agent out of this selection. Raises KeyError if it is not in it."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def pop(self) -> RowAgent:
        """Take the first agent out of this selection and return it. Raises KeyError if there is none."""
        rows = self._rows()
        if not len(rows):
            raise KeyError("the set is empty")
        self._replace(rows[1:])
        return self.table.view(int(rows[0]))

    def _update(self, agents: Any) -> Any:
        """Mesa's private way to become a set of these agents."""
        return self._replace(self._operand(agents))

    def clear(self) -> None:
        """Take all agents out of this selection."""
        self._replace(self._rows()[:0])
