"""`omland region build`: tables of invented municipalities become a bundle that is complete, consistent and alive."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from model.inputs import Scenario
from model.synthesis import build_region, fit_table
from model.year import run_year
from scenarios.build import Built, build
from scenarios.build_people import persons
from scenarios.build_places import km, place_name, slug
from scenarios.build_tables import POPULATIONS, SOURCES
from scenarios.bundle import load_region
from scenarios.errors import BadInput
from tests.invented_tables import CODES, ISLAND, RESIDENTS, TOWN, write_tables

ROOT = Path(__file__).resolve().parents[2]
OPTIONAL = [name for name, source in SOURCES.items() if not source.needed]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tables(tmp_path_factory.mktemp("tables"))


@pytest.fixture(scope="module")
def whole(tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return make(tables, tmp_path_factory.mktemp("whole") / "invented")


def make(tables: Path, out: Path, **more: object) -> Built:
    return build(tables, "invented", CODES, [TOWN], out, **more)


def without(tables: Path, folder: Path, *names: str) -> Path:
    """A copy of the tables without some."""
    shutil.copytree(tables, folder)
    for name in names:
        (folder / f"{name}.csv").unlink()
    return folder


def live(folder: Path, base_year: int | None = None) -> None:
    """Make the people of a bundle and let a year pass: the books balance, and there is somebody in every zone."""
    data = load_region(folder, base_year)
    region = build_region(Scenario("invented", {}, data, data.base_year, 1), seed=3)
    homes = np.bincount(region.households.c.place_id, minlength=region.n_zones)
    assert (homes > 0).all()
    people = data.population[data.population.year == data.base_year].persons.sum()
    assert region.residents().sum() == people
    missed = [row for row in fit_table(region) if not row.ok and row.quantity in ("population", "jobs", "commuting")]
    assert not missed
    run_year(region)
    assert region.year == data.base_year + 1


# ----------------------------------------------------------------------------------------------------- what is needed


def test_the_invented_tables_are_all_the_tables_there_are(tables):
    assert {p.stem for p in tables.glob("*.csv")} == set(SOURCES)


def test_a_bundle_of_all_tables_is_consistent_at_every_base_year_and_lives(whole):
    assert whole.problems == []
    for year in (2005, 2015, 2025):
        live(whole.folder, year)


@pytest.mark.parametrize("name", OPTIONAL)
def test_building_works_with_each_optional_table_removed(tables, tmp_path, name):
    built = make(without(tables, tmp_path / "tables", name), tmp_path / "out", base_years=[2025])
    assert built.problems == []
    assert load_region(built.folder).population.persons.sum() > 0


def test_building_works_with_the_required_tables_only_and_says_what_it_assumed(tables, tmp_path):
    for population in POPULATIONS:
        folder = tmp_path / population
        bare = without(tables, folder / "tables", *[n for n in OPTIONAL if n != population])
        built = make(bare, folder / "invented")
        assert built.problems == []
        live(built.folder)
        region = load_region(built.folder)
        for name in ("zones", "links", "outside", "dwellings", "prices", "jobs", "commuting", "establishments"):
            assert set(getattr(region, name).basis) == {"assumption"}, name
        assert set(region.households.basis) == {"assumption"}
        expected = {"population_single_year_age_sex": "official", "population_5yr_age_sex": "derived"}
        assert set(region.population.basis) == {expected.get(population, "assumption")}
        for file in ("zones.csv", "households.csv", "jobs.csv", "commuting.csv", "prices.csv", "services.csv"):
            assert built.notes[file], f"{file} says nothing of what was assumed"


def test_a_bundle_needs_the_municipalities_and_a_population(tables, tmp_path):
    with pytest.raises(BadInput, match="no file municipalities"):
        make(without(tables, tmp_path / "a", "municipalities"), tmp_path / "out")
    with pytest.raises(BadInput, match="no population table") as caught:
        make(without(tables, tmp_path / "b", *POPULATIONS), tmp_path / "out")
    assert "population_total.csv" in caught.value.expected
    assert not (tmp_path / "out").exists()


# ------------------------------------------------------------------------------------------------------ what it makes


def test_base_years_are_those_with_a_population(tables, tmp_path):
    built = make(tables, tmp_path / "a", base_years=[2015, 2020])
    assert load_region(built.folder, 2015).base_year == 2015
    assert load_region(built.folder).base_year == 2020
    with pytest.raises(BadInput, match="no base year 2025") as caught:
        load_region(built.folder, 2025)
    assert "2015, 2020" in caught.value.expected
    with pytest.raises(BadInput, match="no population on 1 January 1999"):
        make(tables, tmp_path / "b", base_years=[1999])


def test_figures_of_a_base_year_are_the_published_ones(whole):
    """Totals of the invented tables: residents, jobs of 2005 and 2015, employed residents of 2025."""
    for year in (2005, 2015, 2025):
        region = load_region(whole.folder, year)
        now = region.population[region.population.year == year].groupby("municipality").persons.sum()
        assert now.to_dict() == {code: n - (2025 - year) * 3 for code, n in RESIDENTS.items()}
        jobs = region.jobs.groupby("municipality").jobs.sum().to_dict()
        if year == 2005:
            assert jobs == pytest.approx({TOWN: 1100, ISLAND: 220}, abs=1)
        if year == 2015:
            assert jobs == pytest.approx({TOWN: 1140, ISLAND: 260}, abs=1)
        home = region.commuting[region.commuting.home != "outside"].groupby("home").employed.sum().to_dict()
        if year == 2025:
            assert home == {TOWN: 1159, ISLAND: 339}


def test_a_later_structure_is_borrowed_and_an_earlier_one_is_kept(whole):
    """Renting is known for 2018 and 2023: 2005 and 2015 borrow 2018, 2025 takes 2023."""
    for year, of in ((2005, 2018), (2015, 2018), (2025, 2023)):
        homes = load_region(whole.folder, year).dwellings
        assert set(homes[homes.quantity == "renting_share"].year) == {of}


def test_families_of_a_base_year_follow_the_children(whole, tables):
    """Couples with small children per child of 0-5 years are as many in 2015 as in 2019."""
    people = load_region(whole.folder).population
    per_child = {}
    for year in (2015, 2025):
        households = load_region(whole.folder, year).households
        couples = households[households.category == "couple_small_children"].set_index("municipality")["value"]
        per_child[year] = couples[TOWN] / persons(people, year, 0, 5)[TOWN]
    published = pd.read_csv(tables / "households_by_type_2019.csv", dtype={"municipality_code": str})
    small = published.household_type.str.startswith("Couple with small") & (published.municipality_code == TOWN)
    then = published.households[small].iloc[0] / persons(people, 2019, 0, 5)[TOWN]
    assert per_child[2015] == pytest.approx(then, rel=0.02)
    assert per_child[2025] == pytest.approx(then, rel=0.02)


def test_zones_stand_at_settlements_then_schools_then_stations(whole):
    zones = load_region(whole.folder).zones.set_index("zone_id")
    assert zones["kind"].to_dict() == {
        "storvik-centre": "centre",
        "storvik-town": "town",
        "storvik-dalen": "rural",
        "utnes-utnes": "village",
        "utnes-neset": "rural",
    }
    town = zones.loc[["storvik-centre", "storvik-town"], "population_share"].sum()
    assert town == pytest.approx(1420 / RESIDENTS[TOWN], abs=0.01), "the settlement's published population"


def test_without_places_centres_are_as_far_apart_as_the_table_says(tables, tmp_path):
    places = ("settlements_geonames", "settlement_populations_official", "schools_compulsory_2026",
              "emergency_services_osm_2026", "municipality_midpoints")  # fmt: skip
    built = make(without(tables, tmp_path / "a", *places), tmp_path / "out_a")
    zones = load_region(built.folder).zones.groupby("municipality").first()
    apart = float(km(zones.lat[TOWN], zones.lon[TOWN], zones.lat[ISLAND], zones.lon[ISLAND]))
    assert apart == pytest.approx(28.4, abs=0.1)
    built = make(without(tables, tmp_path / "b", *places, "great_circle_km_between_centres"), tmp_path / "out_b")
    assert len(load_region(built.folder).zones.drop_duplicates(["lat", "lon"])) == len(load_region(built.folder).zones)


def test_links_are_the_great_circle_times_a_detour(whole):
    region = load_region(whole.folder)
    point = {**{z.zone_id: (z.lat, z.lon) for z in region.zones.itertuples()}}
    for link in region.links[region.links["class"] == "county"].itertuples():
        (a, b), length = (point[link[2]], point[link[3]]), link.length_km
        assert length == pytest.approx(1.35 * float(km(*a, *b)), abs=0.06)


# ------------------------------------------------------------------------------------------------------------ overlay


def test_an_overlay_replaces_cells_adds_rows_and_leaves_the_rest(tables, tmp_path):
    overlay = tmp_path / "overlay"
    overlay.mkdir()
    (overlay / "region.toml").write_text(
        '[name]\nnb = "Øya"\nen = "The island"\n[municipalities]\n9002 = "Ytre Utnes"\n'
    )
    (overlay / "dwellings.csv").write_text(
        "municipality,year,quantity,category,value\n9001,2025,vacant_share,all,0.21\n"
    )
    (overlay / "links.csv").write_text(
        "link_id,from,to,class,speed_kmh\nferja,storvik-centre,ytre-utnes-utnes,ferry,15\n", encoding="utf-8"
    )
    built = make(tables, tmp_path / "out", overlay=overlay)
    assert built.problems == []
    region, plain = load_region(built.folder), load_region(make(tables, tmp_path / "plain").folder)
    assert region.name == {"nb": "Øya", "en": "The island"}
    assert [m.name for m in region.municipalities] == ["Storvik", "Ytre Utnes"]
    vacant = region.dwellings[region.dwellings.quantity == "vacant_share"].set_index("municipality")["value"]
    assert vacant.to_dict() == {TOWN: 0.21, ISLAND: 0.14}
    assert len(region.dwellings) == len(plain.dwellings)
    ferry = region.links[region.links["class"] == "ferry"].iloc[0]
    assert ferry.speed_kmh == 15
    assert ferry.length_km > 25, "the length that the overlay leaves open is worked out"


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("dwelings.csv", "municipality\n9001\n", "dwellings"),
        ("links.csv", "link_id,from,to,class\na,b,c,motorway\n", "motorway"),
        ("links.csv", "link_id,from,to\na,storvik-centre,storvik-dallen\n", "did you mean 'storvik-dalen'"),
        ("region.toml", "nmae = 1\n", "nmae"),
        ("region.toml", "remove = {zoness = ['a']}\n", "zones"),
    ],
)
def test_a_wrong_overlay_is_refused_with_file_and_value(tables, tmp_path, file, text, words):
    overlay = tmp_path / "overlay"
    overlay.mkdir()
    (overlay / file).write_text(text)
    with pytest.raises(BadInput, match=words) as caught:
        make(tables, tmp_path / "out", overlay=overlay)
    assert caught.value.file.name == file
    assert not (tmp_path / "out").exists()


# ---------------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"id_": "Invented"}, "id is wrong"),
        ({"municipalities": [TOWN, TOWN]}, "given twice"),
        ({"municipalities": [TOWN, "9003"]}, "9003 has no row"),
        ({"centres": ["4206"]}, "none of the municipalities"),
        ({"centres": []}, "at least one centre"),
        ({"tables": Path("nowhere")}, "no folder 'nowhere'"),
    ],
)
def test_a_request_that_cannot_be_met_is_refused(tables, tmp_path, request_, words):
    asked = {"tables": tables, "id_": "invented", "municipalities": CODES, "centres": [TOWN], "out": tmp_path / "out"}
    with pytest.raises(BadInput, match=words):
        build(**(asked | request_))
    assert not (tmp_path / "out").exists()


def test_a_wrong_figure_is_named_with_file_and_line(tables, tmp_path):
    folder = without(tables, tmp_path / "tables")
    path = folder / "population_total.csv"
    path.write_text(path.read_text().replace("2005,2340", "2005,many"))
    with pytest.raises(BadInput, match="not a number") as caught:
        make(folder, tmp_path / "out")
    assert (caught.value.file.name, caught.value.line, caught.value.value) == ("population_total.csv", 2, "many")


def test_a_folder_with_a_bundle_is_kept_unless_it_may_be_replaced(tables, whole):
    before = (whole.folder / "zones.csv").read_bytes()
    with pytest.raises(BadInput, match="a bundle already"):
        make(tables, whole.folder)
    assert make(tables, whole.folder, replace=True).problems == []
    assert (whole.folder / "zones.csv").read_bytes() == before, "the same tables give the same bytes"


def test_the_guide_names_every_table_and_column_that_is_read():
    text = (ROOT / "docs" / "how_to" / "add_a_region.md").read_text(encoding="utf-8")
    for name, source in SOURCES.items():
        part = text[text.index(f"## {name}.csv") :]
        part = part[: part.index("\n## ", 3)]
        for column in source.columns:
            known = f"`{column}`" in part or (name == "schools_upper_secondary_2026" and f"`{column}`" in text)
            assert known, f"{name}.{column}"


def test_names_become_ids_and_places():
    assert [slug(n) for n in ("Hægebostad", "Øyesletta", "Å", "Sortland-Suortá")] == [
        "haegebostad", "oyesletta", "aa", "sortland-suorta",
    ]  # fmt: skip
    assert [place_name(n) for n in (
        "Utskarpen barne- og ungdomsskole", "Stiftinga Tuddal montessoriskule", "Nesna skole avd Tomma",
        "Konsvik oppvekstsenter avd skole", "Hennes, Innlandet branndepot", "Andenes brannstasjon",
    )] == ["Utskarpen", "Tuddal", "Tomma", "Konsvik", "Hennes", "Andenes"]  # fmt: skip
