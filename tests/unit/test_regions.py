"""The four regions that come with Omland: complete, made by `omland region build`, and as published at each base year."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from model.base import immigrants_by_age, net_immigration, reference_span
from model.synthesis import build_region
from scenarios.bundle import REGIONS, base_years, check_bundle, load_region
from scenarios.format import load
from scenarios.founders import with_founders

SHIPPED = ("lister", "notodden", "rana", "vesteralen")
YEARS = (2005, 2015, 2025)
# Statistics Norway, table 07459: residents on 1 January, on the borders of 2024, of the largest municipality and the region
RESIDENTS = {
    "lister": ("4225", {2005: (8819, 36112), 2015: (10085, 38229), 2025: (10869, 39929)}),
    "rana": ("1833", {2005: (25320, 35602), 2015: (26078, 36149), 2025: (25927, 35753)}),
    "vesteralen": ("1870", {2005: (9536, 30469), 2015: (10166, 30419), 2025: (10781, 30968)}),
    "notodden": ("4005", {2005: (12359, 23564), 2015: (12599, 24516), 2025: (13333, 26114)}),
}
# Jobs by place of work (district index 2005 and 2015) of that municipality and the region; employed residents 2025 (07984)
JOBS = {
    "lister": {2005: (4179, 15894), 2015: (4532, 16676)},
    "rana": {2005: (11342, 15268), 2015: (12816, 17048)},
    "vesteralen": {2005: (5028, 13853), 2015: (5047, 13401)},
    "notodden": {2005: (5451, 9932), 2015: (5320, 10120)},
}
EMPLOYED_2025 = {"4225": 5319, "4207": 4493}


@pytest.mark.parametrize("region", SHIPPED)
def test_it_is_complete_and_consistent_at_every_base_year(region):
    assert check_bundle(region) == []
    assert sorted(base_years(region)) == list(YEARS)
    assert load_region(region).base_year == 2025


@pytest.mark.parametrize("region", SHIPPED)
def test_residents_are_the_published_ones(region):
    code, published = RESIDENTS[region]
    for year in YEARS:
        people = load_region(region, year).population
        sums = people[people.year == year].groupby("municipality").persons.sum()
        assert (sums[code], sums.sum()) == pytest.approx(published[year], abs=15)  # ages are rounded by up to 3


@pytest.mark.parametrize("region", SHIPPED)
def test_jobs_are_the_published_ones_where_they_are_published(region):
    code = RESIDENTS[region][0]
    for year, (one, all_) in JOBS[region].items():
        jobs = load_region(region, year).jobs.groupby("municipality").jobs.sum()
        assert jobs[code] == pytest.approx(one, abs=3)
        assert jobs.sum() == pytest.approx(all_, abs=10)


@pytest.mark.parametrize("region", SHIPPED)
def test_whoever_is_employed_works_somewhere_and_most_at_home(region):
    for year in YEARS:
        data = load_region(region, year)
        inside = data.commuting[data.commuting.home != "outside"]
        home = inside.groupby("home").employed.sum()
        for code, employed in EMPLOYED_2025.items():
            if code in home.index and year == 2025:
                assert home[code] == employed
        own = inside[inside.home == inside.work].set_index("home").employed
        assert (own / home).between(0.4, 0.95).all()


@pytest.mark.parametrize("region", SHIPPED)
def test_zones_are_in_their_region_and_their_shares_have_no_hole(region):
    data = load_region(region)
    zones = data.zones
    assert 15 <= len(zones) <= 40
    assert zones.zone_id.is_unique
    for code in (m.code for m in data.municipalities):
        mine = zones[zones.municipality == code]
        assert (mine[["population_share", "dwelling_share", "jobs_share"]] > 0).to_numpy().all()
        assert np.ptp(mine.lat) < 1.2
    assert (data.links.length_km > 0).all()


@pytest.mark.parametrize("region", SHIPPED)
def test_prices_are_rural_or_small_town_prices(region):
    for year in YEARS:
        prices = load_region(region, year).prices
        assert len(prices) == len(load_region(region).municipalities)
        assert prices.price_nok_m2_base_year.between(10_000, 35_000).all()


@pytest.mark.parametrize("region", SHIPPED)
def test_every_row_says_what_it_stands_on_and_sources_name_publishers(region):
    text = (REGIONS / region / "SOURCES.md").read_text(encoding="utf-8")
    for word in (
        "SSB",
        "CC BY 4.0",
        "Utdanningsdirektoratet",
        "Open Database Licence",
        "GeoNames",
        "omland region build",
    ):
        assert word in text, word
    for path in (REGIONS / region).glob("*.csv"):
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        assert set(rows.basis) <= {"official", "derived", "assumption"}, path.name


def test_lister_has_its_36_zones_under_their_permanent_ids():
    zones = load_region("lister").zones.zone_id
    assert len(zones) == 36
    assert {"lyngdal-centre", "farsund-lista-north", "flekkefjord-rural-east", "sirdal-tjorhom"} <= set(zones)


@pytest.mark.parametrize("year", YEARS)
def test_a_scenario_starts_at_a_base_year_of_its_region(tmp_path, year):
    path = tmp_path / "past.toml"
    path.write_text(f'format = 1\nextends = "rana/baseline"\nstart = {year}\nyears = 2\n')
    scenario = load(path)
    assert (scenario.start, scenario.region.base_year) == (year, year)
    other = load("rana/baseline")
    assert (scenario.region.hash == other.region.hash) == (year == 2025)


def test_a_scenario_may_name_a_bundle_by_its_path(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(f'format = 1\nregion = "{REGIONS / "notodden"}"\nyears = 2\n')
    assert load(path).region.id == "notodden"


@pytest.mark.parametrize("region", SHIPPED)
@pytest.mark.parametrize("start", [2005, 2015])
def test_a_backcast_has_the_nation_s_net_immigration_as_it_was(region, start):
    """The factors of the library are the cohort residual of each five-year span over that of 2005 to 2015."""
    scenario = load(f"{region}/from_{start}")
    assert (scenario.start, scenario.start + scenario.years) == (start, 2025)
    national = scenario.region.national
    for then in range(start, 2025, 5):
        realised = net_immigration(national, then, then + 5) / net_immigration(national, 2005, 2015)
        for year in (then, then + 4):
            assert scenario.world["immigration"].at(year) == pytest.approx(realised, abs=0.001)


def test_a_base_year_without_years_before_it_has_immigration():
    """2005 is the first year of the nation's table: it takes the ten years after."""
    scenario = load("notodden/from_2005")
    region = build_region(scenario, 0, with_founders(scenario).founders)
    assert reference_span(region.data.national, 2005) == (2005, 2015)
    assert reference_span(region.data.national, 2025) == (2015, 2025)
    assert net_immigration(region.data.national, 2005, 2015) == pytest.approx(32_885, abs=1)
    assert region.base["immigration_persons"][0] == pytest.approx(32_885 * 23_564 / 4_606_363, rel=0.01)


def test_immigrants_have_the_ages_of_the_nation_s_cohort_residual():
    """Against survivors worked out here with yearly death rates; who came did so two years before the end of a span."""
    national = load("notodden/baseline").region.national
    shares = immigrants_by_age(national, 2015, 2025)
    assert shares.sum() == pytest.approx(1.0)
    assert (shares >= 0).all()
    wanted = np.zeros(121)
    for first in (2015, 2020):
        for sex in ("male", "female"):
            people = {
                y: national.population[(national.population["year"] == y) & (national.population["sex"] == sex)]
                .set_index("age")["persons"]
                .reindex(range(121), fill_value=0)
                for y in (first, first + 5)
            }
            rates = national.mortality[national.mortality["sex"] == sex].set_index(["year", "age"])[
                "deaths_per_person_year"
            ]
            for age in range(100):
                alive = float(people[first][age])
                for k in range(5):
                    alive *= np.exp(-rates.get((first + k, age + k), 1.0))
                wanted[age + 3] += float(people[first + 5][age + 5]) - alive  # half a span before, two of five years
    for low, high in ((18, 25), (25, 35), (35, 50), (5, 18)):
        of_adults = shares[low:high].sum() / shares[18:50].sum()
        assert of_adults == pytest.approx(wanted[low:high].sum() / wanted[18:50].sum(), abs=0.02), (low, high)


def test_immigrant_households_hold_as_many_minors_as_came():
    from model.submodels.candidates import _CHILDREN_MEAN, _FAMILY_AGES, _PARTNER_SHARE, immigrant_households

    shares = np.zeros(121)
    shares[[4, 10, 28, 33, 41]] = (0.1, 0.15, 0.25, 0.3, 0.2)
    persons, cdf, per_couple = immigrant_households(shares)
    households = np.diff(cdf, prepend=0.0)
    ages = np.arange(18, 91)
    partners = households * np.interp(ages, _FAMILY_AGES, _PARTNER_SHARE)
    minors = (partners * per_couple * np.interp(ages, _FAMILY_AGES, _CHILDREN_MEAN)).sum()
    assert 1.0 + partners.sum() + minors == pytest.approx(persons)
    assert minors / persons == pytest.approx(0.25)
