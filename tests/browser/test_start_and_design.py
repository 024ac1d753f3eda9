"""Start and design as a person uses them: choose, set, save, open, link, compute, cancel; and what can go wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from experiments.stored import find_comparisons
from scenarios.format import load
from tests.browser.conftest import free_port, serving
from viz.design import Design, Part, to_link, to_toml

pytestmark = pytest.mark.xdist_group("browser")  # one server and one browser for all
PART = Part("state_job_relocation", "state_job_relocation", False, 2027, levers={"zone": "lyngdal-centre", "jobs": 150})
DESIGN = Design("lister", years=3, parts=(PART,))
LONG = 120_000  # ms, for what computes


def field(page: Page, name: str, kind: str = "input[type=number]"):
    return page.locator(f"[data-field={name}] {kind}")


def saved(page: Page, folder: Path) -> Path:
    """Download the scenario file."""
    with page.expect_download() as download:
        page.locator("[data-do=save]").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_scenario_is_built_saved_reloaded_and_linked(
    page: Page, address: str, browser: Browser, tmp_path: Path
) -> None:
    page.goto(f"{address}/?lang=en")
    expect(page.locator(".om-purpose")).to_contain_text("What it is not for")
    page.locator(".om-to-design").click()
    expect(page.locator("h1")).to_have_text("Build a scenario for Lister")
    start = page.locator(".om-start")
    expect(start).to_be_disabled()

    page.get_by_label("Search").fill("jobs state")
    expect(page.locator("[data-item=road_maintenance]")).to_have_count(0)
    page.locator("[data-item=state_job_relocation]").click()
    zone = field(page, "zone", "select")
    expect(page.locator("[data-field=zone] [role=alert]")).to_have_text("Choose from the list.")
    expect(zone).to_have_attribute("aria-invalid", "true")
    expect(start).to_be_disabled()
    zone.select_option(label="Lyngdal sentrum (Alleen)")
    expect(page.locator("[data-field=zone] [role=alert]")).to_have_count(0)
    expect(page.locator(".om-pays")).to_contain_text("the state")

    jobs = field(page, "jobs")
    slider = field(page, "jobs", "input[type=range]")
    slider.focus()
    slider.press("ArrowRight")
    expect(jobs).to_have_value("120")
    jobs.fill("5000")
    jobs.press("Tab")
    expect(page.locator("[data-field=jobs] [role=alert]")).to_have_text("Must be a whole number, 0 to 2,000.")
    expect(page.get_by_text("1 to mend before it can be computed: Posts.")).to_be_visible()
    jobs.fill("150")
    jobs.press("Tab")
    field(page, "years").fill("3")
    field(page, "years").press("Tab")
    expect(start).to_be_enabled()

    page.get_by_text("The world outside").click()
    field(page, "immigration").fill("0.8")
    field(page, "immigration").press("Tab")
    expect(page.get_by_text("The world outside (1 changed)")).to_be_visible()
    page.locator("[data-do=undo]").click()
    expect(page.get_by_text("The world outside (1 changed)")).to_have_count(0)

    page.locator("[data-language=nb]").click()
    expect(page.locator("[data-field=jobs] label")).to_have_text("Stillinger")
    expect(field(page, "title", "input")).to_have_value(
        "Statlige arbeidsplasser flyttes ut: Lyngdal sentrum (Alleen), 150 stillinger"
    )
    page.wait_for_url(re.compile("lang=nb.*d="))

    file = saved(page, tmp_path)
    assert file.name == "statlige-arbeidsplasser-flyttes-ut-lyngd.toml"
    scenario = load(file)
    assert (scenario.years, scenario.world) == (3, load("lister/baseline").world)
    assert scenario.policies[0].levers | {"zone": "lyngdal-centre", "jobs": 150} == scenario.policies[0].levers

    page.reload()
    expect(field(page, "jobs")).to_have_value("150")
    elsewhere = browser.new_context().new_page()
    elsewhere.goto(page.url)
    expect(field(elsewhere, "jobs")).to_have_value("150")
    expect(field(elsewhere, "zone", "select")).to_have_value("lyngdal-centre")
    elsewhere.context.close()

    page.locator("[data-do=over]").click()
    expect(page.locator(".om-part")).to_have_count(0)
    page.locator("[data-do=open]").set_input_files(file)
    expect(page.get_by_text(f"Åpnet {file.name}.")).to_be_visible()
    expect(field(page, "jobs")).to_have_value("150")
    page.locator(".om-remove").click()
    expect(page.locator(".om-part")).to_have_count(0)


def test_what_cannot_be_opened_says_why_and_changes_nothing(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/design?lang=en&d={to_link(DESIGN)}")
    expect(field(page, "jobs")).to_have_value("150")
    told, choose = page.locator(".om-told"), page.locator("[data-do=open]")
    large = tmp_path / "large.toml"
    with large.open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    def sent(name: str, content: str) -> None:
        choose.set_input_files({"name": name, "mimeType": "text/plain", "buffer": content.encode()})

    sent("broken.toml", "format = 1\nregion = [\n")
    expect(told).to_contain_text("nothing was changed. broken.toml, line 2: not readable as TOML")
    choose.set_input_files(large)
    expect(told).to_contain_text("large.toml is too large for a scenario file (50 MB). The most is 256 KB.")
    sent("path.toml", 'format = 1\nextends = "../../../../etc/passwd"')
    expect(told).to_contain_text("can only build on scenarios of the library")
    choose.set_input_files({"name": "picture.toml", "mimeType": "image/png", "buffer": b"\x89PNG\xff\xfe"})
    expect(told).to_contain_text("picture.toml cannot be read as text")
    expect(field(page, "jobs")).to_have_value("150")

    new = to_toml(Design("lister", {"nb": "<b>x</b>", "en": "<img src=x onerror=alert(1)>"}, parts=(PART,)))
    sent("../../etc/passwd", new)
    expect(told).to_contain_text("Opened passwd.")
    expect(field(page, "title", "input")).to_have_value("<img src=x onerror=alert(1)>")
    assert page.locator("img[src=x]").count() == 0


def test_a_region_that_vanished_and_a_broken_link_are_named(page: Page, address: str) -> None:
    page.goto(f"{address}/?lang=en&region=atlantis")
    expect(page.get_by_text("There is no region “atlantis” here (any more).")).to_be_visible()
    page.get_by_role("button", name="Rana").click()
    page.wait_for_url(re.compile("region=rana"))
    page.goto(f"{address}/design?lang=en&d={to_link(DESIGN)[:40]}")
    expect(page.get_by_text("The link does not hold a whole scenario")).to_be_visible()
    gone = to_link(DESIGN)  # of a region that was there when the link was made
    text = to_toml(DESIGN).replace('"lister"', '"atlantis"').replace('"lister/baseline"', '"atlantis/baseline"')
    page.goto(f"{address}/design?lang=en&d={_packed(text)}")
    expect(page.get_by_text("there is no region 'atlantis'")).to_be_visible()
    page.goto(f"{address}/design?lang=en&d={gone}")
    expect(page.locator(".om-part")).to_have_count(1)


def _packed(toml: str) -> str:
    import base64
    import zlib

    return base64.urlsafe_b64encode(zlib.compress(toml.encode())).decode().rstrip("=")


def test_a_comparison_is_computed_cancelled_and_opened(
    page: Page, address: str, browser: Browser, folder: Path, tmp_path: Path
) -> None:
    page.goto(f"{address}/design?lang=en&d={to_link(DESIGN)}")
    page.locator(".om-start").click()
    progress = page.locator(".om-progress")
    expect(progress).to_contain_text("simulated years", timeout=LONG)
    expect(page.locator(".om-start")).to_be_disabled()

    page.reload()  # in mid-run
    expect(progress).to_contain_text("simulated years", timeout=LONG)
    tab = page.context.new_page()
    tab.goto(f"{address}/?lang=en")
    expect(tab.locator(".om-computing")).to_contain_text("Computing: State jobs relocated")
    tab.get_by_label("Search").fill("county roads")
    tab.locator("[data-item='lister/county_roads']").check()
    expect(tab.locator(".om-start")).to_be_disabled()
    expect(tab.get_by_text("You have a computation under way already")).to_be_visible()
    stranger = browser.new_context().new_page()
    stranger.goto(f"{address}/?lang=en")
    expect(stranger.locator(".om-stored")).to_be_visible()
    expect(stranger.locator(".om-computing")).to_have_count(0)

    page.locator(".om-cancel").click()
    expect(page.locator(".om-ended")).to_have_text("Cancelled. Nothing was stored, and the choices are as they were.")
    expect(tab.locator(".om-ended")).to_contain_text("Cancelled")
    assert not list((folder / "results").glob("app/*"))
    page.locator(".om-dismiss").click()

    page.locator(".om-keep").click()
    expect(page.get_by_text("The scenario is the same as a variant.")).to_be_visible()
    field(page, "jobs").fill("50")
    field(page, "jobs").press("Tab")
    for _ in range(2):
        page.get_by_role("slider", name="Paired runs").press("ArrowLeft")
    expect(page.locator(".om-start")).to_be_enabled()
    page.locator(".om-start").click()
    page.wait_for_url(re.compile("/compare.*c=app"), timeout=LONG)
    design = page.url
    (listed,) = find_comparisons(folder / "results" / "app")
    assert [title["en"].rpartition(", ")[2] for title in listed.titles[1:]] == ["150 posts", "50 posts"]
    expect(page.locator(".om-sentence").first).to_contain_text("150 posts")
    result = page.url

    tab.goto(f"{address}/?lang=en")
    tab.locator(".om-stored a").first.click()
    expect(tab.locator(".om-sentence").first).to_be_visible()
    stranger.reload()
    expect(stranger.locator(".om-stored a")).to_have_count(1)
    stranger.goto(result)  # who has the link may see it
    expect(stranger.locator(".om-sentence").first).to_contain_text("150 posts")
    stranger.context.close()

    page.goto(design.replace("/compare", "/design"))
    for _ in range(2):
        page.get_by_role("slider", name="Paired runs").press("ArrowLeft")
    page.locator(".om-start").click()
    page.wait_for_url(re.compile("/compare"))  # the same is not computed twice
    assert len(list((folder / "results").glob("app/*"))) == 1


def test_a_restarted_app_has_lost_nothing(page: Page, tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port) as address:
        page.goto(f"{address}/design?lang=nb&d={to_link(DESIGN)}")
        page.locator(".om-start").click()
        expect(page.locator(".om-progress")).to_be_visible()
    with serving(tmp_path, port):
        page.goto(page.url)
        expect(page.locator(".om-ended")).to_contain_text("Appen ble stoppet mens «Statlige arbeidsplasser flyttes ut")
        expect(field(page, "jobs")).to_have_value("150")
        page.goto(f"{address}/?lang=nb")
        page.locator(".om-again").click()
        expect(page.locator(".om-progress")).to_be_visible()
        page.locator(".om-cancel").click()
        expect(page.locator(".om-ended")).to_contain_text("Avbrutt")
        page.locator(".om-dismiss").click()
        expect(page.locator(".om-computing")).to_have_count(0)
