"""Founders meet the bundle's figures, fit together, and are the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model import fields, higher_education
from model.codes import RENTING, DwellingState, Field, HireSource, Owner, Sex, Status, Tenure
from model.inputs import Founders, RegionData, Scenario
from model.region import Region
from model.rng import text_key
from model.synthesis import build_region, fit_table, synthesise
from model.synthesis.fit import commuting_matrix, household_types
from model.synthesis.leavers import YEARS_REMEMBERED
from model.synthesis.margins import HOUSEHOLD_TYPES, Margins, read_margins
from scenarios.bundle import load_region
from tests.fixtures import TINY


def _scenario(data: RegionData, founders: Founders | None = None) -> Scenario:
    return Scenario(
        name="test", title={"en": "test"}, region=data, start=data.base_year, years=1, founders=founders
    )  # fmt: skip


def _digest(founders: Founders, arrays: bool = True) -> str:
    digest = hashlib.sha256()
    for table, columns in sorted(founders.columns.items()):
        for name, column in sorted(columns.items()):
            digest.update(f"{table}.{name}.{column.dtype}".encode())
            digest.update(np.ascontiguousarray(column).tobytes())
    for name, array in sorted(founders.arrays.items()) if arrays else ():
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


@pytest.fixture(scope="module")
def lister() -> RegionData:
    return load_region("lister")


@pytest.fixture(scope="module")
def founders(lister: RegionData) -> Founders:
    return synthesise(lister)


@pytest.fixture(scope="module")
def region(lister: RegionData, founders: Founders) -> Region:
    """Read only: tests of this module share it."""
    return build_region(_scenario(lister), 1, founders)


@pytest.fixture(scope="module")
def margins(lister: RegionData) -> Margins:
    return read_margins(lister)


def test_every_row_of_the_fit_table_holds(region: Region) -> None:
    missed = [row for row in fit_table(region) if not row.ok]
    assert not missed, missed


def test_population_is_exact_by_municipality_sex_and_single_age(region: Region, margins: Margins) -> None:
    c = region.persons.c
    home = np.flatnonzero(c.household_id >= 0)
    got = np.zeros_like(margins.population)
    np.add.at(
        got, (region.zones.municipality[c.place_id[home]], (c.sex[home] == Sex.FEMALE).astype(int), c.age[home]), 1
    )
    assert np.array_equal(got, margins.population)


def test_margins_are_the_bundle_s_own_figures(lister: RegionData, margins: Margins) -> None:
    """Independent of the code that reads margins: a few cells straight from the files."""
    rows = lister.population
    cell = rows[
        (rows["municipality"] == "4225") & (rows["year"] == 2025) & (rows["sex"] == "female") & (rows["age"] == 33)
    ]
    m = margins.codes.index("4225")
    assert margins.population[m, 1, 33] == int(cell["persons"].iloc[0])
    assert margins.population.sum() == int(rows.loc[rows["year"] == 2025, "persons"].sum())
    flows = lister.commuting
    out = flows[(flows["home"] == "4207") & (flows["work"] == "outside")]["employed"].iloc[0]
    assert margins.commuting[margins.codes.index("4207"), -1] == out
    assert margins.jobs.sum() == lister.jobs.loc[lister.jobs["year"] == 2025, "jobs"].sum()


def test_households_are_those_of_the_base_year(lister: RegionData, margins: Margins) -> None:
    """Straight from the file: the types of Farsund in 2025, which the adults of 2025 leave as they are."""
    rows = lister.households
    rows = rows[(rows["municipality"] == "4206") & (rows["year"] == 2025) & (rows["kind"] == "type")]
    got = margins.households[margins.codes.index("4206")]
    for name in ("living_alone", "couple_small_children"):
        assert got[HOUSEHOLD_TYPES.index(name)] == rows.loc[rows["category"] == name, "value"].iloc[0]


def test_households_of_another_year_are_scaled_by_adults(lister: RegionData) -> None:
    """1,557 lived alone in Farsund in 2019: as many in 2025 as there are more adults, if the bundle has no later year."""
    before = replace(lister, households=lister.households.assign(year=2019))
    rows = lister.population[(lister.population["municipality"] == "4206") & (lister.population["age"] >= 20)]
    by_year = rows.groupby("year")["persons"].sum()
    scale = by_year[2025] / (0.2 * by_year[2015] + 0.8 * by_year[2020])
    t = HOUSEHOLD_TYPES.index("living_alone")
    margins = read_margins(lister), read_margins(before)
    now, scaled = (m.households[m.codes.index("4206"), t] for m in margins)
    assert abs(scaled - now * scale) <= 1.0


def test_households_by_type_are_exact_for_those_that_ages_tell_apart(region: Region, margins: Margins) -> None:
    """Seen from who lives together; types with further adults are told apart by a rule (`fit.py`), within tolerance."""
    h = region.households.c
    kind = household_types(region)
    where = region.zones.municipality[h.place_id]
    for name in ("living_alone", "couple_no_children"):
        t = HOUSEHOLD_TYPES.index(name)
        got = np.bincount(where[kind == t], minlength=len(margins))
        assert np.array_equal(got, margins.households[:, t]), name


def test_size_shares_within_a_point_and_a_half(region: Region, margins: Margins) -> None:
    h = region.households.c
    where = region.zones.municipality[h.place_id]
    for m in range(len(margins)):
        sizes = np.bincount(np.minimum(h.n_members[where == m], 5), minlength=6)[1:]
        assert np.abs(sizes / sizes.sum() - margins.size_shares[m]).max() < 0.015


def test_jobs_are_exact_by_municipality_and_sector(region: Region, margins: Margins) -> None:
    c, f = region.persons.c, region.firms.c
    employer = c.employer_id[c.employer_id >= 0]
    inside = f.place_id[employer] < region.n_zones
    got = np.zeros((len(margins), len(region.sectors)), int)
    np.add.at(got, (region.zones.municipality[f.place_id[employer[inside]]], f.sector[employer[inside]]), 1)
    order = [margins.sectors.index(s.id) for s in region.sectors]
    assert np.array_equal(got, margins.jobs[:, order])


def test_commuting_is_exact(region: Region, margins: Margins) -> None:
    assert np.array_equal(commuting_matrix(region, len(margins)), margins.commuting)


def test_posts_hold_the_staff_by_skill_and_few_are_open(region: Region) -> None:
    c, f = region.persons.c, region.firms.c
    works = np.flatnonzero(c.employer_id >= 0)
    inside = f.place_id[c.employer_id[works]] < region.n_zones
    staff = np.zeros((region.firms.n, 3), int)
    np.add.at(staff, (c.employer_id[works[inside]], c.post_skill[works[inside]]), 1)
    posts = np.stack([f.posts_basic, f.posts_upper, f.posts_tertiary], axis=1)
    assert (staff <= posts).all()
    assert 0.0 <= posts.sum() / staff.sum() - 1.0 < 0.04
    assert np.array_equal(staff.sum(axis=1), np.where(f.place_id < region.n_zones, f.n_staff, 0))
    # Nearly nobody holds a post above the own education, and it is not the region's stock of education that is wrong.
    assert (c.education[works] < c.post_skill[works]).mean() < 0.005


def test_couples_point_at_each_other_and_share_a_home(region: Region) -> None:
    c = region.persons.c
    rows = np.flatnonzero(c.partner_id >= 0)
    assert np.array_equal(c.partner_id[c.partner_id[rows]], rows)
    assert np.array_equal(c.household_id[c.partner_id[rows]], c.household_id[rows])
    rows = rows[c.household_id[rows] >= 0]
    assert (c.sex[c.partner_id[rows]] != c.sex[rows]).all()
    assert c.age[rows].min() >= 18
    women = rows[c.sex[rows] == Sex.FEMALE]
    gap = c.age[c.partner_id[women]].astype(float) - c.age[women]
    assert 1.0 < gap.mean() < 3.5
    assert 2.5 < gap.std() < 6.0


def test_mothers_are_women_a_generation_older(region: Region) -> None:
    c = region.persons.c
    rows = np.flatnonzero(c.mother_id >= 0)
    mother = c.mother_id[rows]
    gap = c.age[mother].astype(int) - c.age[rows]
    assert (c.sex[mother] == Sex.FEMALE).all()
    assert ((c.household_id[mother] >= 0) | (c.left_year[mother] > 0)).all()
    assert gap.min() >= 16
    assert gap.max() <= 48
    assert 28.0 < gap.mean() < 32.0
    minors = np.flatnonzero((c.household_id >= 0) & (c.age < 18))
    with_mother = (c.mother_id[minors] >= 0) & (c.household_id[c.mother_id[minors]] == c.household_id[minors])
    assert 0.9 < with_mother.mean() < 1.0
    # Births cover every linked child, and about an eighth of women past childbearing had none.
    children = np.bincount(mother, minlength=region.persons.n)
    assert (c.n_births >= children).all()
    past = (c.household_id >= 0) & (c.sex == Sex.FEMALE) & (c.age >= 50)
    assert (c.n_births[past] == 0).mean() == pytest.approx(0.134, abs=0.03)


def test_no_minor_lives_without_an_adult(region: Region) -> None:
    h = region.households.c
    assert (h.n_members > h.n_children).all()


def test_keys_are_unique(region: Region) -> None:
    for table in (region.persons, region.households, region.dwellings, region.firms, region.services):
        assert np.unique(table.c.key).size == table.n, table.agent_class.__name__
        assert (table.c.key != 0).all()


def test_same_bytes_twice(lister: RegionData, founders: Founders) -> None:
    assert _digest(synthesise(lister)) == _digest(founders)


def test_founders_do_not_know_the_seed_and_a_run_does_not_change_them(lister: RegionData, founders: Founders) -> None:
    before = _digest(founders)
    one, two = (build_region(_scenario(lister, founders), seed) for seed in (1, 2))
    assert np.array_equal(one.persons.c.key, two.persons.c.key)
    one.persons.c.age[:] += 1
    one.base["population"][:] = 0.0
    one.price_nok_m2[:] = 0.0
    assert _digest(founders) == before


def test_former_residents_by_year_of_leaving(region: Region) -> None:
    c = region.persons.c
    left = np.flatnonzero(c.left_year > 0)
    assert (c.household_id[left] == -1).all()
    assert (c.place_id[left] >= region.n_zones).all()
    assert 0.4 < (c.origin_place_id[left] < region.n_zones).mean() < 0.8
    by_year = np.bincount(region.year - c.left_year[left])
    assert by_year.size == YEARS_REMEMBERED + 1
    assert (by_year[1:] > 300).all()
    mother = c.mother_id[left]
    here = (mother >= 0) & (c.household_id[mother] >= 0)
    assert here.mean() > 0.15
    # Children left with a mother who is in the register as well; couples are each other's partners.
    small = c.age[left] - (region.year - c.left_year[left]) < 16
    along = mother[small & (mother >= 0)]
    assert along.size / small.sum() > 0.8
    assert (c.left_year[along] == c.left_year[left[small & (mother >= 0)]]).all()
    couples = left[c.partner_id[left] >= 0]
    assert 0.1 < couples.size / left.size < 0.5
    assert np.array_equal(c.left_year[c.partner_id[couples]], c.left_year[couples])
    assert np.array_equal(c.place_id[c.partner_id[couples]], c.place_id[couples])


def test_students_elsewhere_are_as_many_as_the_yearly_submodel_makes(region: Region) -> None:
    """Persons by age: who started at each age, times the chance that studies take that long; six years at the most."""
    c, p = region.persons.c, higher_education.defaults()
    away = c.status == Status.AWAY
    at_home, gone = away & (c.household_id >= 0), away & (c.household_id < 0)
    assert c.age[away].min() >= 19
    assert c.age[away].max() <= 30
    assert (c.study_end[away] >= region.year).all()
    assert (c.study_end[away] < region.year + 6).all()
    cohort = np.count_nonzero((c.household_id >= 0) & (c.age >= 16) & (c.age < 19)) / 3
    start = p.completed * higher_education.start_shares(p, fields.defaults())
    assert start.sum() == pytest.approx(p.completed * p.studies)
    years = sum(start[s] * higher_education.still_studies(np.arange(1, 7)).sum() for s in range(7))
    assert at_home.sum() + gone.sum() == pytest.approx(cohort * years, rel=0.3)
    assert 0.15 < at_home.sum() / away.sum() < p.registered


def test_fields_are_what_the_choices_of_a_cohort_make(region: Region) -> None:
    c = region.persons.c
    expected = higher_education.cohort_mix(higher_education.defaults(), fields.defaults())
    for sex in (0, 1):
        for level in (1, 2):
            who = (c.household_id >= 0) & (c.sex == sex) & (c.education == level) & (c.age > 50)
            got = np.bincount(c.field[who], minlength=4) / who.sum()
            assert got == pytest.approx(expected[sex, level], abs=4.0 * np.sqrt(0.25 / who.sum()))
    assert (c.field[(c.education == 0) & (c.age > 19)] == 0).all()


def test_people_work_where_posts_of_their_field_are(region: Region) -> None:
    """Health care and construction against what the workers would be if fields were dealt out blindly."""
    c = region.persons.c
    works = np.flatnonzero(c.employer_id >= 0)
    sector = region.firms.c.sector[c.employer_id[works]]
    care, technical = (np.mean(c.field[works] == f) for f in (Field.CARE, Field.TECHNICAL))
    ids = [s.id for s in region.sectors]
    health, building = (sector == ids.index(name) for name in ("health_care", "construction"))
    assert np.mean(c.field[works[health]] == Field.CARE) > 2.0 * care
    assert np.mean(c.field[works[building]] == Field.TECHNICAL) > 1.5 * technical
    assert np.mean(c.sex[works[health]]) > 0.65
    assert np.mean(c.sex[works[building]]) < 0.35


def test_tenure_addresses_and_firms_have_a_history(region: Region) -> None:
    c, h, f, d = region.persons.c, region.households.c, region.firms.c, region.dwellings.c
    works = np.flatnonzero(c.employer_id >= 0)
    tenure = region.year - 1 - c.hired_year[works]
    assert tenure.min() == 0
    assert 3.0 < tenure.mean() < 12.0
    assert (c.hired_year[works] > f.founded_year[c.employer_id[works]] - 1).all()
    assert (c.age[works] - tenure >= 18).all()
    assert (c.hire_source == HireSource.NONE).all()
    years = region.year - 1 - h.moved_year
    assert years.min() == 0
    assert 8.0 < years.mean() < 20.0
    private = np.flatnonzero((f.owner == Owner.PRIVATE) & (f.place_id < region.n_zones) & ~f.is_fixed)
    age = region.year - 1 - f.founded_year[private]
    assert age.min() == 0
    assert 0.03 < (age == 0).mean() < 0.15
    assert (d.state == DwellingState.UNDER_CONSTRUCTION).sum() > 100
    owners = d.household_id[d.state == DwellingState.UNDER_CONSTRUCTION]
    assert (owners >= 0).mean() > 0.5
    assert np.unique(owners[owners >= 0]).size == (owners >= 0).sum()


def test_homes_match_the_bundle(lister: RegionData, region: Region, margins: Margins) -> None:
    d, h = region.dwellings.c, region.households.c
    where = region.zones.municipality[d.place_id]
    table = lister.dwellings
    for m, code in enumerate(margins.codes):
        mine = table[table["municipality"] == code]
        renting = float(mine[mine["quantity"] == "renting_share"]["value"].iloc[0])
        tenure = h.tenure[region.zones.municipality[h.place_id] == m]
        assert np.isin(tenure, RENTING).mean() == pytest.approx(renting, abs=0.002)
        public = float(mine[mine["quantity"] == "municipal_share"]["value"].iloc[0])
        assert (tenure == Tenure.MUNICIPAL).mean() == pytest.approx(public, abs=0.002)
        detached = mine[(mine["quantity"] == "occupied_share") & (mine["category"] == "detached")]["value"].iloc[0]
        lived_in = (where == m) & (d.state == DwellingState.OCCUPIED)
        assert (d.type[lived_in] == 0).mean() == pytest.approx(float(detached), abs=0.005)
        vacant = float(mine[mine["quantity"] == "vacant_share"]["value"].iloc[0])
        empty = np.isin(d.state[where == m], (DwellingState.OFFERED, DwellingState.WITHDRAWN)).sum()
        assert empty / (empty + lived_in.sum()) == pytest.approx(vacant, abs=0.01)
    offered = np.bincount(d.place_id[d.state == DwellingState.OFFERED], minlength=region.n_zones)
    assert (offered > 0).all()


def test_commutes_are_as_long_as_known(region: Region) -> None:
    """V8: few commutes within the region above 45 minutes; those outside are given by the commuting table."""
    c, f = region.persons.c, region.firms.c
    works = np.flatnonzero((c.employer_id >= 0) & (c.household_id >= 0))
    place = f.place_id[c.employer_id[works]]
    minutes = region.time_min[c.place_id[works], place]
    inside = place < region.n_zones
    assert (minutes[inside] > 45).mean() < 0.06
    assert 8.0 < minutes[inside].mean() < 25.0


def test_a_zone_has_its_share_of_people_and_homes(lister: RegionData, region: Region) -> None:
    c, h = region.persons.c, region.households.c
    for name, places in (("population_share", c.place_id[c.household_id >= 0]), ("dwelling_share", h.place_id)):
        got = np.bincount(places, minlength=region.n_zones).astype(float)
        got /= np.bincount(region.zones.municipality, got)[region.zones.municipality]
        assert np.abs(got - lister.zones[name].to_numpy()).max() < 0.01


def test_the_tiny_region_works_too() -> None:
    data = load_region(TINY)
    region = build_region(_scenario(data), 1)
    hard = [r for r in fit_table(region) if r.quantity in ("population", "jobs", "commuting", "households by type")]
    missed = [row for row in hard if not row.ok]
    assert not missed, missed


def test_region_and_name_make_the_keys(lister: RegionData, founders: Founders) -> None:
    """Two regions' founders never share keys."""
    other = synthesise(load_region(TINY))
    for table in ("persons", "households", "dwellings"):
        assert not np.isin(other.columns[table]["key"], founders.columns[table]["key"]).any()
    assert text_key("lister") != text_key("tiny")


def test_same_bytes_with_the_jit_off() -> None:
    """Every kernel of synthesis as plain Python, on the tiny region. The calibrated arrays may differ in the last bit."""
    program = (
        "import sys, numpy as np\n"
        "from scenarios.bundle import load_region\n"
        "from model.synthesis import synthesise\n"
        "from tests.unit.test_synthesis import _digest\n"
        "with np.errstate(over='ignore'):\n"
        "    sys.stdout.write(_digest(synthesise(load_region(sys.argv[1])), False))\n"
    )
    command = [sys.executable, "-W", "ignore", "-c", program, str(TINY)]
    root = Path(__file__).parents[2]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(root)}
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == _digest(synthesise(load_region(TINY)), arrays=False)
