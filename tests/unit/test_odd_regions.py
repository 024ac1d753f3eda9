"""Regions that lack what others have run twenty years, keep their books and say in their notes what is odd."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from model.codes import Status
from model.inputs import Scenario
from model.oddities import note_oddities
from model.region import Region
from model.registry import sectors
from model.synthesis import build_region
from model.synthesis.build import recalibrate
from model.year import run_year
from tests.fixtures import tiny_data
from tests.worlds import begin, tiny

YEARS = 20


def notes(region: Region) -> str:
    return " ".join(n.text["en"] for n in region.notes if n.about == "region")


def twenty_years(region: Region) -> Region:
    for _ in range(YEARS):
        run_year(region)  # books stop a run that breaks a law
    assert region.residents().sum() > 0
    return region


def test_an_ordinary_region_has_nothing_odd_to_say():
    assert notes(begin(tiny(), 1)) == ""


def test_a_region_without_exporters_runs_twenty_years_and_says_so():
    data = tiny_data()
    jobs = data.jobs.copy()
    exports = {s.id for s in sectors().values() if s.export_share >= 0.3}
    jobs.loc[jobs["sector"].isin(exports), "jobs"] = 0
    region = build_region(Scenario("t", {}, replace(data, jobs=jobs), 2025, YEARS), 1)
    assert "sells at least half outside" in notes(region)
    twenty_years(region)
    assert (region.persons.c.employer_id >= 0).sum() > 50


def one_employer(region: Region) -> int:
    """Give all posts but those of services to the largest employer; returns its key."""
    f, c = region.firms.c, region.persons.c
    firms = np.flatnonzero((f.place_id >= 0) & (f.place_id < region.n_zones) & (f.service_id < 0))
    only = firms[np.argmax(f.size[firms])]
    for column in (f.size, f.base_size, f.posts_basic, f.posts_upper, f.posts_tertiary, f.n_staff):
        total = column[firms].sum()
        column[firms] = 0
        column[only] = total
    c.employer_id[np.isin(c.employer_id, firms)] = only
    f.basic_share[only] = f.posts_basic[only] / f.size[only]
    f.tertiary_share[only] = f.posts_tertiary[only] / f.size[only]
    f.place_id[firms[firms != only]] = -1
    recalibrate(region)
    return int(f.key[only])


def test_a_region_with_one_employer_runs_twenty_years_and_says_so():
    region = begin(tiny(), 1)
    only = one_employer(region)
    note_oddities(region)
    assert "one employer" in notes(region)
    twenty_years(region)
    assert region.firms.rows_of(np.array([only], np.uint64))[0] >= 0, "too large to close by chance"


def test_a_region_without_unemployed_runs_twenty_years_and_says_so():
    region = begin(tiny(), 1)
    c = region.persons.c
    c.status[(c.household_id >= 0) & (c.status == Status.UNEMPLOYED)] = Status.DISABLED
    note_oddities(region)
    assert "Nobody in the region is unemployed" in notes(region)
    twenty_years(region)
    assert all(set(n.text) == {"nb", "en"} and n.text["nb"] for n in region.notes)
