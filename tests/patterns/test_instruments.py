"""The instruments measure what they say: invented regions add up, counts balance, known answers come back."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.bundle_check import problems
from tests.patterns import invented
from tests.patterns.claims import Claim, number
from tests.patterns.own_figures import by_group, yearly_residuals
from tests.patterns.population import split
from tests.patterns.records import AGES, Record, net_immigration, run_one


@pytest.mark.parametrize(
    "data",
    [invented.town_and_hinterland(2005, balanced=True), invented.town_and_hinterland(2015, aged=True, price_nok_m2=3e4)]
    + [invented.random_hinterland(k) for k in (0, 17, 49)],
)  # fmt: skip
def test_an_invented_region_is_consistent(data):
    assert [str(problem) for problem in problems(data)] == []


def test_members_of_the_family_differ_and_are_the_same_when_made_again():
    one, again, other = (invented.random_hinterland(k) for k in (3, 3, 4))
    assert one.population.equals(again.population)
    assert one.links.equals(again.links)
    assert one.hash == again.hash != other.hash
    assert not one.links["length_km"].equals(other.links["length_km"])


def test_a_balanced_region_has_as_many_women_as_men_of_every_age_and_the_nations_ages():
    people = invented.town_and_hinterland(2005, balanced=True).population
    by_sex = people.pivot_table(index=["municipality", "age"], columns="sex", values="persons")
    assert (by_sex["male"] == by_sex["female"]).all()
    town = people[people["municipality"] == "T"].groupby("age")["persons"].sum().to_numpy()
    nation = invented.people_of(2005).sum(axis=0)
    assert np.abs(np.cumsum(town) / town.sum() - np.cumsum(nation) / nation.sum()).max() < 1e-3


def test_past_losses_of_everybody_alike_leave_what_25_years_of_them_leave(monkeypatch):
    monkeypatch.setattr(invented, "_RATES", (10,))  # the same at every age
    people = np.ones((2, AGES))
    left = invented.past_losses(people, 0.01)
    assert np.allclose(left[30:], np.exp(-0.25))
    assert np.isclose(left[0], np.exp(-0.25)), "the newborn's parents have gone through all of it"
    assert np.isclose(left[10], np.exp(-0.25)), "fifteen years of parents', ten of its own"


def _survivors(people: np.ndarray, year: int) -> np.ndarray:
    table = invented.nation().mortality
    out = np.zeros_like(people)
    for sex, name in enumerate(("male", "female")):
        rows = table[(table["year"] == year) & (table["sex"] == name)].sort_values("age")
        m = rows["deaths_per_person_year"].to_numpy()[:AGES]
        for age in range(AGES):
            out[sex, min(age + 1, AGES - 1)] += people[sex, age] * np.exp(-m[age])
    return out


def test_residuals_are_the_migrants_that_were_put_in():
    start = invented.people_of(2010) / 100.0
    stop = _survivors(start, 2010)
    stop[1, 25] += 7.0
    stop[0, 20] -= 3.0
    found = yearly_residuals(np.stack([start, stop]), 2010)[0]
    wanted = np.zeros_like(found)
    wanted[1, 25], wanted[0, 20] = 7.0, -3.0
    assert np.allclose(found, wanted)
    assert by_group(found)[1, 5] == pytest.approx(7.0)


def test_the_nations_immigration_lies_between_those_of_its_classes_of_centrality():
    """EVIDENCE V1: 7.66 to 12.04 % of the residents of 2005 in twelve years."""
    rate = (net_immigration(2005, 2010) + net_immigration(2010, 2015)) / 2
    assert 0.0766 < 12 * rate < 0.1204


@pytest.fixture(scope="module")
def run() -> Record:
    return run_one(("hinterland 5", 1, 2, ()))


def test_a_record_holds_the_residents_of_the_setup(run: Record):
    data = invented.random_hinterland(5)
    assert run.people[0].sum() == data.population["persons"].sum()
    assert set(run.role) >= {"town"}
    assert run.zones("hinterland").sum() == 3
    assert (run.zones("town") ^ run.zones("hinterland")).all()


def test_immigration_of_a_record_is_part_of_what_migration_added(run: Record):
    """Deaths are at most one for each resident; who came from abroad was nobody's child of the year."""
    residents = run.people.sum(axis=(1, 2, 3))
    net = residents[1:] - residents[:-1] - (run.births - run.deaths).sum(axis=1)
    assert (run.births.sum(axis=1) > 0).all()
    assert (run.deaths.sum(axis=1) > 0).all()
    assert np.abs(net).max() < 0.1 * residents[0]
    assert run.homes[0].sum() > 0.3 * residents[0]


def test_the_three_parts_of_v1_add_up_to_the_change_in_residents():
    year = np.arange(13)[:, None, None, None]
    run = Record(
        role=["town", "far"], municipality=np.array([0, 1]), is_settlement=np.array([True, False]),
        people=np.broadcast_to(1000 - 10 * year, (13, 2, 1, 1)).copy(), births=np.full((12, 2), 8.0),
        deaths=np.full((12, 2), 12.0), immigration=np.full((12, 2), 5.0), price=np.ones((13, 2)), cost=1.0,
        homes=np.ones((13, 2)), started=np.zeros((12, 2, 2)),
    )  # fmt: skip
    assert split(run, "far") == pytest.approx((-4.8, -13.2, 6.0))  # −48, −132 and +60 of 1000; together −12 %


def test_a_claim_says_whether_its_mean_lies_in_the_band():
    claim = Claim("V0", "x", np.array([1.0, 3.0]), 2.0, 4.0, history=(("2005", 5.0),))
    assert claim.holds
    assert claim.history_violates
    with pytest.raises(AssertionError, match=r"band 3\.00 … 4\.00"):
        Claim("V0", "x", np.array([1.0, 3.0]), 3.0, 4.0).check()
    assert (number(-0.001), number(-12.34), number(105.2)) == ("0.00", "−12.3", "105")
