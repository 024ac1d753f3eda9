"""axe-core, the checker of WCAG that the field uses, finds nothing serious on any page, in either language."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from viz.app import PAGES

pytestmark = pytest.mark.xdist_group("browser")  # one server and one browser for all
SERIOUS = ("serious", "critical")
LONG = 120_000  # ms: the live page makes a model first


@pytest.mark.parametrize("path", [path for path, _, _ in PAGES])
def test_nothing_serious_is_found(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}{path}?lang=nb")
    expect(page.locator(".om-app h1")).to_be_visible(timeout=LONG)
    for chart in page.locator(".solara-echarts").all():  # charts come last
        expect(chart.locator("canvas").first).to_be_attached()
    for button in page.locator(".om-tool-table").all():
        button.click()
    assert serious(page) == []
    page.locator("[data-language=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert serious(page) == []


def serious(page: Page) -> list[str]:
    """What axe-core finds that keeps people from using the page, once nothing fades in and the server has answered."""
    page.wait_for_function("document.getAnimations().every((one) => one.playState !== 'running')")
    return [
        f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("path", ["/compare", "/explore", "/report"])
@pytest.mark.parametrize("width", [768, 1280])
def test_a_page_fits_a_tablet_and_a_small_screen(page: Page, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1024})
    page.goto(f"{address}{path}?lang=nb")
    expect(page.locator(".om-app h1")).to_be_visible()
    over = page.locator(".om-card, .om-picks").evaluate_all(
        "all => all.filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"
    )
    assert over == []
