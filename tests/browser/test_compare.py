"""Compare as a person uses it: ask, read the answer, look at the map, the groups, the payers; take figures along."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Page, expect

from experiments.group_words import group_name
from experiments.report_winners import cell_text
from experiments.sentences import effect, payers
from experiments.stored import StoredComparison, find_comparisons, open_comparison
from experiments.texts import LANGUAGES, Language, difference, place_name
from viz.ranked import ranked

pytestmark = pytest.mark.xdist_group("browser")  # one server and one browser for all
ZONE = "kvinesdal-liknes"
WOMEN = "age:20-39|sex:female"
JOBS = "lister/state_jobs_lyngdal"


@pytest.fixture(scope="module")
def stored(folder: Path) -> StoredComparison:
    listed = next(one for one in find_comparisons(folder / "results") if one.id == "small")
    return open_comparison(listed)


def row(stored: StoredComparison, place: str, year: int, indicator: str = "population", group: str = "all") -> dict:
    rows = stored.rows(JOBS, indicator, group)
    (found,) = rows[(rows["place"] == place) & (rows["year"] == year)].to_dict("records")
    return found


def query(page: Page) -> dict[str, str]:
    """What the address says."""
    return {key: values[0] for key, values in parse_qs(urlparse(page.url).query).items()}


def download(page: Page, button: str, folder: Path) -> bytes:
    """What a button gives."""
    with page.expect_download() as got:
        page.locator(button).first.click()
    path = folder / got.value.suggested_filename
    got.value.save_as(path)
    return path.read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_state_jobs_do_for_young_women_in_a_hinterland_is_answered(
    page: Page, address: str, stored: StoredComparison, language: Language
) -> None:
    page.goto(f"{address}/compare?lang={language}&c=small")
    women, where = group_name(WOMEN, language), place_name("hinterland:lyngdal", stored.region, language)
    page.get_by_label({"nb": "For hvem, eller av hva", "en": "For whom, or of what"}[language]).select_option(
        label=women.capitalize()
    )
    page.get_by_label({"nb": "Hvor", "en": "Where"}[language], exact=True).select_option(label=where)
    slider = page.locator(".om-slide input")
    slider.focus()
    slider.press("ArrowLeft")
    year = stored.end - 1
    expect(page.locator(".om-when")).to_have_text({"nb": f"1. januar {year}", "en": f"1 January {year}"}[language])
    answer = page.locator(".om-answer")
    said = effect(row(stored, "hinterland:lyngdal", year, group=WOMEN), language)
    expect(answer.locator(".om-sentence").first).to_contain_text(f"{women}, ")
    expect(answer.locator(".om-sentence").first).to_contain_text(said)
    expect(answer).to_contain_text({"nb": "2 parvise kjøringer", "en": "2 paired runs"}[language])
    expect(answer.locator(".om-sentence")).to_have_count(2), "a sentence for each measure"

    page.wait_for_url(re.compile(f"year={year}"))
    assert query(page)["place"] == "hinterland:lyngdal"
    page.reload()
    expect(page.locator(".om-answer .om-sentence").first).to_contain_text(said)


def test_places_and_groups_hold_what_is_stored(page: Page, address: str, stored: StoredComparison) -> None:
    page.goto(f"{address}/compare?lang=nb&c=small&s={JOBS}&i=jobs")
    for place in ("region", "town", "near_hinterland", "outside"):
        found = row(stored, place, stored.end, "jobs")
        mean, _ = difference(found["difference"], found["low"], found["high"], "nb")
        expect(page.locator(f"[data-place={place}] .om-difference")).to_have_text(mean)
    for place in ("town", "near_hinterland", "far_hinterland"):
        cells = page.locator(f".om-cells [data-row={place}] td b")
        expect(cells).to_have_count(11)
        women = cell_text(row(stored, place, stored.end, group=WOMEN), "nb")["value"]
        expect(cells.nth(2)).to_have_text(women)
    paid = dict(payers(stored, JOBS))["state"]
    mean, _ = difference(paid["difference"], paid["low"], paid["high"], "nb")
    expect(page.locator("[data-row=state] td b").first).to_have_text(mean)
    page.get_by_text("Forutsetninger, og hva som er utelatt").click()
    expect(page.get_by_text("Stillinger: 100 stillinger")).to_be_visible()


def test_differences_stand_by_certainty_and_then_by_size(page: Page, address: str, stored: StoredComparison) -> None:
    page.goto(f"{address}/compare?lang=en&c=small&s={JOBS}&place=town")
    every = ranked(stored, JOBS, "town")
    sure = [one["indicator"] for one in every if not one["is_open"]]
    assert "jobs" in sure
    lines = page.locator("[data-ranked]")
    expect(lines).to_have_count(len(sure))
    assert [line.get_attribute("data-ranked") for line in lines.all()] == sure
    page.locator(".om-more").click()
    expect(lines).to_have_count(len(every))
    page.locator("[data-ranked=jobs] button").click()
    expect(page.locator("[data-pick=indicator]")).to_have_value("jobs")


def test_a_zone_is_clicked_or_reached_with_the_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/compare?lang=en&c=small")
    zone = page.locator(f"[data-id={ZONE}]")
    zone.click()
    expect(zone).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".om-tip")).to_contain_text("Kvinesdal")
    expect(page.locator("[data-pick=place]")).to_have_value(f"zone:{ZONE}")
    expect(page.locator(".om-answer")).to_contain_text("in Liknes")
    zone.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(zone).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".om-zone[aria-pressed=true]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("[data-pick=place]")).to_have_value("region")


def test_the_map_and_the_charts_are_taken_along(
    page: Page, address: str, stored: StoredComparison, tmp_path: Path
) -> None:
    page.goto(f"{address}/compare?lang=nb&c=small&s={JOBS}&i=jobs")
    expect(page.locator(".om-zone")).to_have_count(len(stored.region.zones))
    table = download(page, ".om-tool-csv", tmp_path).decode("utf-8-sig").splitlines()
    assert table[0].split(";")[:2] == ["Sone", "Kommune"]
    assert len(table) == 1 + len(stored.region.zones)
    centre = next(line.split(";") for line in table if line.startswith("Lyngdal sentrum"))
    shown = row(stored, "zone:lyngdal-centre", stored.end, "jobs")["difference"]
    assert float(centre[4].replace(",", ".")) == pytest.approx(shown, rel=1e-4)

    svg = ET.fromstring(download(page, ".om-tool-picture:has-text('SVG')", tmp_path))
    words = " ".join(element.text or "" for element in svg.iter() if element.tag.endswith("text"))
    assert "Liknes" in words
    assert "Gjennomsnitt av 2 parvise kjøringer" in words, "the picture says what it rests on"
    png = download(page, ".om-tool-picture:has-text('PNG')", tmp_path)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(png) > 10_000, "something is drawn"


def test_a_figure_is_read_as_a_table_too(page: Page, address: str, stored: StoredComparison) -> None:
    page.goto(f"{address}/compare?lang=en&c=small&s={JOBS}&i=jobs")
    figure = page.locator(".om-figure", has=page.locator(".om-measures-chart"))
    figure.locator(".om-tool-table").click()
    cells = figure.locator(".om-figure-table tbody tr").last.locator("td, th")
    expect(cells.first).to_have_text(str(stored.end))
    mean = row(stored, "region", stored.end, "jobs")["difference"]
    expect(cells.nth(1)).to_have_text(re.compile(rf"^{mean:.0f}(\.|$)"))
