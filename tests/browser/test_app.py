"""What all pages share, and one run live, in a real Chromium without a network."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.xdist_group("browser")  # one server and one browser for all


def test_the_language_is_switched_and_kept_from_page_to_page(page: Page, address: str) -> None:
    page.goto(f"{address}/compare?lang=nb&c=small&place=hinterland:lyngdal")
    heading = page.locator(".om-app h1")
    expect(heading).to_have_text("Hva endrer tiltakene, og for hvem?")
    expect(page.locator("html")).to_have_attribute("lang", "nb")
    page.locator("[data-language=en]").click()
    expect(heading).to_have_text("What do the measures change, and for whom?")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".om-head nav").get_by_text("Explore").click()
    expect(heading).to_have_text("Explore the region")
    expect(page.locator("[data-pick=place]")).to_have_value("hinterland:lyngdal")
    page.go_back()
    expect(heading).to_have_text("What do the measures change, and for whom?")


def test_the_keyboard_comes_to_the_content_at_once(page: Page, address: str) -> None:
    page.goto(f"{address}/compare?lang=en&c=small")
    expect(page.locator(".om-app h1")).to_be_visible()
    skip = page.get_by_text("To the content")
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#om-main")).to_be_focused()


def test_one_run_goes_on_year_by_year(page: Page, address: str) -> None:
    page.goto(f"{address}/live?lang=en")
    now = page.locator(".om-live-now")
    expect(now).to_contain_text("1 January 2025. Years simulated: 0", timeout=60_000)
    page.get_by_role("button", name="Step").click()
    expect(now).to_have_text("1 January 2026. Years simulated: 1", timeout=60_000)
    expect(page.locator(".solara-echarts canvas")).to_have_count(2)
    expect(page.get_by_text("Step: 1", exact=True)).to_be_visible()
