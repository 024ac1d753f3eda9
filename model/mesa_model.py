"""OmlandModel: the region as a Mesa model. A step is a year.

Households, persons, dwellings, firms, services and municipalities are tables of columns; `agents_by_type[Household]` is
one, with Mesa's AgentSet idioms. The yearly work is in `model/year.py` and knows nothing of Mesa.
"""

from __future__ import annotations

import secrets
from functools import partial

import mesa
from mesa.agent import AgentSet

from model.indicators import Measured, gauge
from model.inputs import Scenario
from model.region import Region
from model.synthesis import build_region
from model.table import RowAgent, Table
from model.year import run_year


def _reported(model: OmlandModel, name: str) -> float:
    return model.reported[name]


class OmlandModel(mesa.Model):
    """A scenario's region, year by year.

    `seed`: two models with the same seed are twins: what differs between their scenarios explains what differs between
    them. Without a seed one is drawn and kept in `seed`. `ledger=False` records no reasons (sweeps).

    After each step `flows` holds what happened in the year and `stocks` what is there on the 1 January after it; before
    the first step `flows` is empty. `datacollector` has one row per step: the year, and all indicators of the whole
    region. `running` is False when the scenario's years are over.
    """

    def __init__(self, scenario: Scenario, seed: int | None = None, ledger: bool = True) -> None:
        seed = secrets.randbelow(2**31) if seed is None else int(seed)
        super().__init__(seed=seed)
        self.scenario = scenario
        self.seed = seed
        self.region: Region = build_region(scenario, seed, scenario.founders)
        self.region.ledger.is_on = ledger
        self._views: dict[type[RowAgent], dict[int, RowAgent]] = {}
        for table in self.tables:
            table.model = self
            self._agents_by_type[table.agent_class] = table
        self._measure()
        self.datacollector = mesa.DataCollector({name: partial(_reported, name=name) for name in self.reported})
        self.running = scenario.years > 0

    @property
    def year(self) -> int:
        """The calendar year that the next step simulates; the region is at its 1 January."""
        return self.region.year

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables of agents."""
        r = self.region
        return r.persons, r.households, r.dwellings, r.firms, r.services, r.municipalities

    @property
    def agents(self) -> AgentSet:
        """All agents of all types as one ordinary Mesa set. Slow: `agents_by_type[Person]` does the same with columns.

        The model keeps one view per agent from the first call on, so selections from this set stay alive.
        """
        for table in self.tables:
            known = self._views.get(table.agent_class, {})
            self._views[table.agent_class] = {agent.unique_id: known.get(agent.unique_id, agent) for agent in table}
        views = [agent for one in self._views.values() for agent in one.values()]
        return AgentSet([*views, *self._agents], random=self.random)

    def step(self) -> None:
        """Simulate one calendar year."""
        if not self.running:
            raise RuntimeError(f"{self.scenario.name} ends with {self.year - 1}: all its years have been simulated")
        run_year(self.region)
        self._measure()
        self.datacollector.collect(self)
        if self.year >= self.scenario.start + self.scenario.years:
            self.running = False
            self.close()

    def _measure(self) -> None:
        self.flows: Measured = gauge(self.region, flows=True)
        self.stocks: Measured = gauge(self.region, flows=False)
        self.reported: dict[str, float] = {
            "year": self.year - 1,
            **self.flows.of_region(),
            **self.stocks.of_region(),
        }

    def close(self) -> None:
        """Let go of what Mesa keeps for ever: its counter of agent numbers holds every model that registered an agent."""
        mesa.Agent._ids.pop(self, None)
