"""What Mesa's own documentation teaches works on the real model."""

import gc
import weakref
from functools import cache
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet
from mesa.batchrunner import batch_run

from model.agents import Dwelling, Firm, Household, Municipality, Person, PublicService
from model.indicators import gauge
from model.inputs import Scenario
from model.mesa_model import OmlandModel
from scenarios.founders import with_founders
from tests.fixtures import tiny_data

YEARS = 3


@cache
def scenario(years: int = YEARS) -> Scenario:
    title = {"nb": "liten", "en": "tiny"}
    return with_founders(Scenario(name="tiny", title=title, region=tiny_data(), start=2025, years=years))


@pytest.fixture
def model() -> OmlandModel:
    return OmlandModel(scenario=scenario(), seed=7)


# ----------------------------------------------------------------------------------------------------- steps and running


def test_a_step_is_a_year_and_the_scenario_ends(model: OmlandModel) -> None:
    assert isinstance(model, mesa.Model)
    assert (model.steps, model.year, model.running) == (0, 2025, True)
    model.step()
    assert (model.steps, model.year, model.running) == (1, 2026, True)
    model.run_model()
    assert (model.steps, model.year, model.running) == (YEARS, 2025 + YEARS, False)
    with pytest.raises(RuntimeError, match="ends with 2027"):
        model.step()


def test_the_same_seed_gives_twins_and_another_does_not() -> None:
    runs = []
    for seed in (7, 7, 8):
        model = OmlandModel(scenario(), seed=seed)
        model.run_model()
        runs.append(model)
    a, b, c = runs
    for table, twin in zip(a.tables, b.tables, strict=True):
        for name in table.spec:
            assert np.array_equal(getattr(table.c, name), getattr(twin.c, name)), name
    assert a.stocks.values.tobytes() == b.stocks.values.tobytes()
    assert not np.array_equal(a.flows.values, c.flows.values)


def test_without_a_seed_one_is_drawn_and_kept() -> None:
    model = OmlandModel(scenario())
    again = OmlandModel(scenario(), seed=model.seed)
    model.step(), again.step()
    assert model.reported.keys() == again.reported.keys()
    np.testing.assert_equal(
        list(model.reported.values()), list(again.reported.values())
    )  # nan where there is no airport


def test_users_draws_do_not_disturb_the_simulation(model: OmlandModel) -> None:
    other = OmlandModel(scenario(), seed=7)
    model.agents_by_type[Person].shuffle()
    model.random.random(), model.rng.random()
    model.step(), other.step()
    assert model.stocks.values.tobytes() == other.stocks.values.tobytes()


# ------------------------------------------------------------------------------------------------------------------ agents


def test_agents_by_type_are_the_tables(model: OmlandModel) -> None:
    types = {Person, Household, Dwelling, Firm, PublicService, Municipality}
    assert set(model.agents_by_type) == types == set(model.agent_types)
    for kind in types:
        agents = model.agents_by_type[kind]
        assert isinstance(agents, AgentSet)
        assert len(agents) > 0
        assert type(agents[0]) is kind
        assert agents[0].model is model
    residents = model.agents_by_type[Person].select(lambda person: person.household_id >= 0)
    assert len(residents) == model.stocks.of_region()["population"]


def test_idioms_of_the_documentation(model: OmlandModel) -> None:
    households = model.agents_by_type[Household]
    rich = households.select(lambda h: h.income_nok_year > 700_000)
    assert 0 < len(rich) < len(households)
    assert rich.agg("income_nok_year", min) > 700_000
    assert rich.get(["income_nok_year", "n_members"])[0] == [rich[0].income_nok_year, rich[0].n_members]
    assert households.agg("n_members", [sum, max]) == [
        sum(h.n_members for h in households),
        max(households.get("n_members")),
    ]
    by_size = households.groupby("n_members")
    assert sum(by_size.count().values()) == len(households)
    assert by_size.agg("income_nok_year", np.mean)[1] == pytest.approx(
        np.mean([h.income_nok_year for h in households if h.n_members == 1])
    )
    top = households.sort("income_nok_year").select(at_most=5)
    assert top.get("income_nok_year") == sorted(households.get("income_nok_year"), reverse=True)[:5]
    assert set(households.shuffle()) == set(households)
    seen: list[int] = []
    households.shuffle_do(lambda h: seen.append(h.unique_id))
    assert sorted(seen) == sorted(households.map(lambda h: h.unique_id))


def test_attributes_write_through_to_the_columns(model: OmlandModel) -> None:
    households = model.agents_by_type[Household]
    first = next(iter(households))
    first.income_nok_year = 123_456.0
    assert model.region.households.c.income_nok_year[first.row] == 123_456.0
    households.set("moved_year", 2020)
    assert (model.region.households.c.moved_year == 2020).all()
    households.do(lambda h: setattr(h, "moved_year", h.moved_year + 1))
    assert set(households.get("moved_year")) == {2021}


def test_a_view_follows_its_agent_through_the_years(model: OmlandModel) -> None:
    people = model.agents_by_type[Person].select(lambda p: p.household_id >= 0 and p.age < 30)
    ages = dict(zip(people, people.get("age"), strict=True))
    model.step()
    assert 0.9 * len(ages) < len(people) <= len(ages)
    assert all(person.age == ages[person] + 1 for person in people)


def test_model_agents_holds_everybody_and_stays_alive(model: OmlandModel) -> None:
    assert len(model.agents) == sum(len(table) for table in model.tables)
    firms = model.agents.select(agent_type=Firm)
    gc.collect()
    assert len(firms) == len(model.agents_by_type[Firm])
    assert firms.agg("n_staff", sum) == model.agents_by_type[Firm].agg("n_staff", sum)
    n_firms, _ = len(firms), model.agents
    gc.collect()
    assert len(firms) == n_firms
    model.step()
    assert set(model.agents.select(agent_type=Person)) == set(model.agents_by_type[Person])


class Observer(mesa.Agent):
    """An agent of a user's own."""

    def look(self) -> int:
        return len(self.model.agents_by_type[Person])


def test_an_ordinary_agent_may_join_the_model(model: OmlandModel) -> None:
    observer = Observer(model)
    assert observer in model.agents
    assert model.agents_by_type[Observer].map("look") == [len(model.agents_by_type[Person])]
    model.step()
    assert observer.look() == len(model.agents_by_type[Person])


def test_a_model_that_is_done_or_closed_is_released() -> None:
    done = OmlandModel(scenario(1), seed=1)
    Observer(done)
    done.agents.select(agent_type=Firm)
    done.run_model()
    closed = OmlandModel(scenario(), seed=1)
    Observer(closed)
    closed.close()
    gone = [weakref.ref(done), weakref.ref(closed)]
    del done, closed
    gc.collect()
    assert [ref() for ref in gone] == [None, None]


# ------------------------------------------------------------------------------------------------------- collecting data


def test_datacollector_has_one_row_per_step(model: OmlandModel) -> None:
    assert model.datacollector.get_model_vars_dataframe().empty
    model.run_model()
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame["year"].tolist() == [2025, 2026, 2027]
    assert frame["population"].iloc[-1] == gauge(model.region, flows=False).of_region()["population"]
    change = frame["births"] - frame["deaths"] + frame["moves_in"] - frame["moves_out"]
    assert frame["population"].diff().iloc[1:].tolist() == change.iloc[1:].tolist()


def test_a_datacollector_of_ones_own(model: OmlandModel) -> None:
    collector = mesa.DataCollector(
        model_reporters={"firms": lambda m: len(m.agents_by_type[Firm]), "year": "year"},
        agenttype_reporters={Municipality: {"population": "population", "code": lambda m: m.code}},
    )
    for _ in range(2):
        model.step()
        collector.collect(model)
    assert collector.get_model_vars_dataframe()["year"].tolist() == [2026, 2027]
    people = collector.get_agenttype_vars_dataframe(Municipality)
    assert people.loc[2, "population"].sum() == model.stocks.of_region()["population"]


@pytest.mark.parametrize("processes", [1, 2])
def test_batch_run(processes: int) -> None:
    rows = batch_run(
        OmlandModel,
        parameters={"scenario": [scenario()], "seed": [7, 8], "ledger": [False]},
        number_processes=processes,
        data_collection_period=1,
        display_progress=False,
    )
    assert sorted((row["seed"], row["year"]) for row in rows) == [(s, y) for s in (7, 8) for y in (2025, 2026, 2027)]
    model = OmlandModel(scenario(), seed=8)
    model.run_model()
    last = next(row for row in rows if row["seed"] == 8 and row["year"] == 2027)
    assert {name: last[name] for name in model.reported} == pytest.approx(model.reported, nan_ok=True)


def test_the_ledger_can_be_off() -> None:
    model = OmlandModel(scenario(), seed=7, ledger=False)
    model.run_model()
    assert model.region.ledger.records == []


def test_solara_viz_is_constructed_and_rendered_on_the_model(model: OmlandModel) -> None:
    solara = pytest.importorskip("solara")
    from mesa.visualization import SolaraViz, make_plot_component

    model.step()
    page: Any = SolaraViz(
        model, components=[make_plot_component("population")], model_params={"scenario": model.scenario}
    )
    box, context = solara.render(page, handle_error=False)
    assert box.children
    context.close()
