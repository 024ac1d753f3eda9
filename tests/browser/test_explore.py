"""Explore as a person uses it: levels on the map, over the years, by place, and by age and sex."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from experiments.stored import StoredComparison, find_comparisons, open_comparison
from experiments.texts import number

pytestmark = pytest.mark.xdist_group("browser")  # one server and one browser for all
WOMEN = "age:20-39|sex:female"


@pytest.fixture(scope="module")
def stored(folder: Path) -> StoredComparison:
    listed = next(one for one in find_comparisons(folder / "results") if one.id == "small")
    return open_comparison(listed)


def level(stored: StoredComparison, place: str, year: int, group: str = "all", column: str = "base_mean") -> str:
    rows = stored.rows(stored.scenarios[0], "population", group)
    (value,) = rows[(rows["place"] == place) & (rows["year"] == year)][column]
    return number(value, 0, "en")


def test_the_years_are_played_and_every_zone_says_its_level(page: Page, address: str, stored: StoredComparison) -> None:
    page.goto(f"{address}/explore?lang=en&c=small&year={stored.start}")
    answer = page.locator(".om-answer")
    expect(answer).to_contain_text(
        f"1 January {stored.start}: in the whole region {level(stored, 'region', stored.start)}"
    )
    zone = page.locator("[data-id=lyngdal-centre]")
    there = f"1 January {stored.start}: {level(stored, 'zone:lyngdal-centre', stored.start)} persons"
    expect(zone).to_have_attribute("aria-label", f"Lyngdal sentrum (Alleen). Lyngdal. {there}")
    page.locator(".om-play").click()
    expect(page.locator(".om-when")).to_have_text(f"1 January {stored.end}")
    expect(answer).to_contain_text(level(stored, "region", stored.end))
    assert "roads" not in page.locator(".om-map").inner_text()
    expect(page.locator(".om-road")).not_to_have_count(0)
    expect(page.locator(".om-name", has_text="Flekkefjord")).to_have_count(1)


def test_series_are_of_towns_of_municipalities_or_of_the_chosen_place(
    page: Page, address: str, stored: StoredComparison
) -> None:
    page.goto(f"{address}/explore?lang=en&c=small&place=town:lyngdal")
    figure = page.locator(".om-figure", has=page.locator(".om-chart"))
    figure.locator(".om-tool-table").click()
    heads, last = figure.locator("thead th"), figure.locator("tbody tr").last.locator("th, td")
    expect(heads).to_have_text(["Year", "Towns", "Hinterland"])
    expect(last).to_have_text(
        [str(stored.end), level(stored, "town", stored.end), level(stored, "hinterland", stored.end)]
    )
    page.locator("[data-value=municipalities]").click()
    expect(heads).to_have_count(1 + len(stored.region.municipalities))
    page.locator("[data-value=place]").click()
    expect(last).to_have_text([str(stored.end), level(stored, "town:lyngdal", stored.end)])


def test_the_pyramid_holds_residents_by_age_and_sex(page: Page, address: str, stored: StoredComparison) -> None:
    page.goto(f"{address}/explore?lang=en&c=small&s={stored.scenarios[0]}")
    figure = page.locator(".om-figure", has=page.locator(".om-pyramid"))
    figure.locator(".om-tool-table").click()
    cells = figure.locator("tbody tr", has_text="aged 20–39").locator("td")
    expect(cells.nth(2)).to_have_text(level(stored, "region", stored.start, WOMEN))
    expect(cells.nth(3)).to_have_text(level(stored, "region", stored.end, WOMEN, "scenario_mean"))


def test_an_indicator_is_found_by_its_theme_and_one_without_zones_says_so(page: Page, address: str) -> None:
    page.goto(f"{address}/explore?lang=nb&c=small")
    picker = page.locator("[data-pick=indicator]")
    expect(
        picker.locator("optgroup[label='Tjenester'] option", has_text="Reisetid til tjeneste uten bil")
    ).to_have_count(1)
    assert picker.locator("option").count() > 80
    picker.select_option("policy_cost_mnok")
    expect(page.locator(".om-legend-title")).to_contain_text("finnes ikke for enkeltsoner")
