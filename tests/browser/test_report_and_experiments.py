"""The report and the experiments page as a person uses them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from experiments.design_file import load_design
from experiments.outcomes import Outcome
from experiments.report_texts import QUESTIONS
from experiments.sensitivity import sensitivity
from experiments.stored_experiments import find_experiments, numbers
from experiments.sweep import SweepOptions, sweep
from experiments.texts import LANGUAGES, Language, decimals_for, number
from model.registry import instruments
from tests.fixtures import TINY

pytestmark = pytest.mark.xdist_group("browser")  # one server and one browser for all
INSTRUMENT = instruments()["state_job_relocation"]
BASE = f'format = 1\nregion = "{TINY}"\nyears = 1\n[title]\nnb = "Null"\nen = "Nothing new"\n'
JOBS = (
    'format = 1\nextends = "base.toml"\n[title]\nnb = "Tjue jobber"\nen = "Twenty jobs"\n'
    '[[policy]]\nid = "jobs"\ninstrument = "state_job_relocation"\nfrom = 2025\nzone = "a-centre"\njobs = 20\n'
    'origin = "rest"\n'
)
DESIGN = (
    'format = 1\nscenario = "jobs.toml"\nmethod = "{method}"\n{more}\nindicators = ["jobs"]\n'
    "[levers.jobs]\njobs = {span}\n"
)


@pytest.fixture(scope="module")
def experiments(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results folder with a sweep and a sensitivity analysis of the tiny region."""
    made = tmp_path_factory.mktemp("designs")
    (made / "base.toml").write_text(BASE, encoding="utf-8")
    (made / "jobs.toml").write_text(JOBS, encoding="utf-8")
    (made / "grid.toml").write_text(DESIGN.format(method="grid", more="", span="[0, 20]"), encoding="utf-8")
    morris = DESIGN.format(method="morris", more="n = 2", span="{ low = 0, high = 30 }")
    (made / "morris.toml").write_text(morris, encoding="utf-8")
    results = folder / "results"
    sweep(made / "grid.toml", SweepOptions(out=results / "grid", spawn=False))
    sensitivity(load_design(made / "morris.toml"), [], SweepOptions(out=results / "morris", spawn=False))
    return results


def test_a_sweep_is_looked_at_along_its_factor(page: Page, address: str, experiments: Path) -> None:
    page.goto(f"{address}/experiments?lang=en&folder=grid")
    expect(page.locator("[data-pick=along] option")).to_have_text([f"{INSTRUMENT.label['en']}: posts"])
    figure = page.locator(".om-figure", has=page.locator(".om-chart"))
    figure.locator(".om-tool-table").click()
    (one,) = (found for found in find_experiments(experiments) if found.id == "grid")
    mean = numbers(one, Outcome("jobs")).mean(axis=1)
    expect(figure.locator("tbody tr th")).to_have_text(["0", "20"])
    expect(figure.locator("tbody tr td:nth-child(2)")).to_have_text([number(x, decimals_for(x), "en") for x in mean])


def test_a_sensitivity_analysis_shows_its_factors(page: Page, address: str, experiments: Path) -> None:
    page.goto(f"{address}/experiments?lang=nb&folder=morris")
    expect(page.locator(".om-picture img").first).to_have_attribute("src", re.compile("^data:image/svg"))
    figure = page.locator(".om-figure").first
    expect(figure.locator("h2")).to_contain_text("Hva som betyr noe: Arbeidsplasser")
    figure.locator(".om-tool-table").click()
    expect(figure.locator("tbody tr th")).to_have_text([f"{INSTRUMENT.label['nb']}: stillinger"])


def test_a_path_in_the_address_opens_nothing_else(page: Page, address: str, experiments: Path, tmp_path: Path) -> None:
    link = experiments / "elsewhere"
    link.symlink_to(tmp_path)
    try:
        assert {one.id for one in find_experiments(experiments)} == {"grid", "morris"}
        for path in ("../../etc/passwd", str(tmp_path), "elsewhere"):
            page.goto(f"{address}/experiments?lang=en&folder={path}")
            expect(page.locator("[data-pick=folder]")).to_have_value("morris")
    finally:
        link.unlink()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_answers_the_six_questions_in_the_chosen_language(
    page: Page, address: str, tmp_path: Path, language: Language
) -> None:
    page.goto(f"{address}/report?lang={language}&c=small")
    frame = page.frame_locator(".om-report-frame")
    main = frame.locator(f"main.{language}")
    expect(main).to_be_visible()
    expect(main.locator("h2")).to_have_text([f"{n}. {q}" for n, q in enumerate(QUESTIONS[language], 1)])
    expect(main).to_contain_text("results")
    jobs = main.locator("td[title='lister/state_jobs_lyngdal · jobs · outside · all · 2028']").first
    expect(jobs.locator("b")).to_have_text("−100")
    with page.expect_download() as got:
        page.locator(".om-report-download").click()
    assert got.value.suggested_filename == f"omland-small-{language}.html"
    got.value.save_as(tmp_path / "report.html")
    written = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert f'id="show-{language}" checked' in written
