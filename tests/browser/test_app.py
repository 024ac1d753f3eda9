"""The app as a person uses it, in a real Chromium without a network."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Page, expect

from experiments.stored import StoredComparison, find_comparisons, open_comparison
from experiments.texts import difference

pytestmark = pytest.mark.xdist_group("browser")  # one server and one browser for all
ZONE = "kvinesdal-liknes"


def query(page: Page) -> dict[str, str]:
    """What the address says."""
    return {key: values[0] for key, values in parse_qs(urlparse(page.url).query).items()}


def test_a_stored_comparison_is_explored(page: Page, address: str, folder: Path) -> None:
    (listed,) = find_comparisons(folder / "results")
    stored = open_comparison(listed)
    page.goto(f"{address}/compare")
    sentence, heading = page.locator(".om-sentence"), page.locator("h1")
    expect(heading).to_have_text("Hva ville vært annerledes, og for hvem?")
    expect(sentence).to_contain_text("innbyggere")
    expect(page.locator(".om-zone")).to_have_count(len(stored.region.zones))
    expect(page.locator(".solara-echarts canvas")).to_have_count(1)

    page.locator("[data-language=en]").click()
    expect(heading).to_have_text("What would be different, and for whom?")
    expect(sentence).to_contain_text("residents")
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.locator("[data-pick=indicator]").select_option("jobs~all")
    assert_table(page, stored, stored.end)

    slider = page.locator(".om-slide input")
    slider.focus()
    slider.press("ArrowLeft")
    year = stored.end - 1
    expect(page.locator(".om-when")).to_have_text(f"1 January {year}")
    assert_table(page, stored, year)

    zone = page.locator(f"[data-id={ZONE}]")
    zone.click()
    expect(zone).to_have_attribute("aria-pressed", "true")
    expect(page.locator(f"[data-place='zone:{ZONE}'] th")).to_have_text("Liknes")
    expect(page.locator(".om-zone-chart canvas")).to_have_count(1)
    expect(page.locator(".om-tip")).to_contain_text("Kvinesdal")

    page.wait_for_url(re.compile(f"zone={ZONE}"))
    assert query(page) | {"lang": "en", "i": "jobs", "g": "all", "year": str(year), "zone": ZONE} == query(page)
    page.reload()
    expect(heading).to_have_text("What would be different, and for whom?")
    expect(page.locator(".om-when")).to_have_text(f"1 January {year}")
    expect(zone).to_have_attribute("aria-pressed", "true")


def assert_table(page: Page, stored: StoredComparison, year: int) -> None:
    """The table says of jobs what is stored."""
    rows = stored.year_rows[(stored.year_rows["indicator"] == "jobs") & (stored.year_rows["group"] == "all")]
    for place in ("region", "town", "hinterland", "outside"):
        (row,) = rows[(rows["place"] == place) & (rows["year"] == year)].to_dict("records")
        mean, _ = difference(row["difference"], row["low"], row["high"], "en")
        expect(page.locator(f"[data-place={place}] .om-difference")).to_have_text(mean)


def test_a_zone_is_reached_with_the_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/compare?zone={ZONE}")
    zone = page.locator(f"[data-id={ZONE}]")
    expect(zone).to_have_attribute("aria-pressed", "true")
    zone.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(zone).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".om-zone[aria-pressed=true]")).to_have_count(1)


def test_one_run_goes_on_year_by_year(page: Page, address: str) -> None:
    page.goto(f"{address}/live?lang=en")
    now = page.locator(".om-live-now")
    expect(now).to_contain_text("1 January 2025. Years simulated: 0", timeout=60_000)
    page.get_by_role("button", name="Step").click()
    expect(now).to_have_text("1 January 2026. Years simulated: 1", timeout=60_000)
    expect(page.locator(".solara-echarts canvas")).to_have_count(2)
    expect(page.get_by_text("Step: 1", exact=True)).to_be_visible()
