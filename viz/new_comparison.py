"""Choosing measures of the library and computing a small comparison, with progress and cancel."""

from __future__ import annotations

import asyncio
from functools import cache

import solara

from experiments.texts import Language
from model.inputs import Scenario
from scenarios.errors import BadInput
from scenarios.format import find_scenarios, load
from viz import jobs
from viz.choices import choices, choose
from viz.texts import text

FEWEST, MOST, USUAL = 2, 40, 4
POLL_S = 0.4


@cache
def library(region: str) -> tuple[Scenario | None, tuple[Scenario, ...]]:
    """Return a region's baseline and the measures of the library; a file that does not load is left out."""
    found: dict[str, Scenario] = {}
    for name in find_scenarios():
        if name.startswith(f"{region}/"):
            try:
                found[name] = load(name)
            except BadInput:
                continue
    base = found.pop(f"{region}/baseline", None)
    return base, tuple(found.values())


@solara.component
def NewComparison(region: str, region_name: str, language: Language) -> None:
    """The form, or what is being computed."""
    base, measures = library(region)
    chosen, set_chosen = solara.use_state([m.name for m in measures[:1]])
    replications, set_replications = solara.use_state(USUAL)
    told, set_told = solara.use_state("")
    computed = choices.value.computed  # read here, so that the form is drawn again when a computation begins or ends
    job = jobs.current()
    if job is not None and job.is_active:
        Progress(language)
        return
    if base is None or not measures:
        solara.Info(text("no_measures", language, region=region_name))
        return

    def begin() -> None:
        names = [base.name, *(m.name for m in measures if m.name in chosen)]
        try:
            set_told("" if jobs.start(names, replications) else text("busy", language))
        except BadInput as error:
            set_told(text("failed", language, message=str(error)))
        choose(comparison="", computed=computed + 1)

    with solara.Column(gap="4px", classes=["om-form"]):
        solara.Text(text("against", language, base=base.title[language]))
        for measure in measures:
            solara.Checkbox(
                label=measure.title[language],
                value=measure.name in chosen,
                on_value=lambda is_on, name=measure.name: set_chosen(
                    [*chosen, name] if is_on else [c for c in chosen if c != name]
                ),
            )
            if measure.description:
                solara.Text(measure.description[language], classes=["om-note"])
        solara.SliderInt(
            f"{text('replications', language)}: {replications}",
            value=replications,
            on_value=set_replications,
            min=FEWEST,
            max=MOST,
        )
        solara.Text(text("replications_help", language), classes=["om-note"])
        with solara.Row():
            solara.Button(
                text("start", language), on_click=begin, color="primary", disabled=not chosen, classes=["om-start"]
            )
    said = told or _outcome(job, language)
    if said:
        solara.Info(said, dense=True)


def _outcome(job: jobs.Job | None, language: Language) -> str:
    if job is not None and job.state == "cancelled":
        return text("was_cancelled", language)
    if job is not None and job.state == "failed":
        return text("failed", language, message=job.message)
    return ""


@solara.component
def Progress(language: Language) -> None:
    """How far the computation has come; opens its result when it is there."""
    _, set_tick = solara.use_state(0)
    job = jobs.current()

    async def watch() -> None:
        tick = 0
        while job is not None and job.is_active:
            await asyncio.sleep(POLL_S)
            set_tick(tick := tick + 1)
        if job is not None:
            is_done = job.state == "done" and job.folder is not None
            folder = job.folder.relative_to(jobs.results_folder()).as_posix() if is_done and job.folder else ""
            choose(comparison=folder, computed=choices.value.computed + 1)

    solara.lab.use_task(watch, dependencies=[id(job)])
    if job is None:
        return
    with solara.Column(gap="6px", classes=["om-form", "om-progress"]):
        solara.ProgressLinear(value=100 * job.years_done / max(job.years_total, 1))
        solara.Text(_said(job, language))
        with solara.Row():
            solara.Button(
                text("cancel", language), on_click=job.cancel, disabled=job.is_stopping, classes=["om-cancel"]
            )


def _said(job: jobs.Job, language: Language) -> str:
    if job.is_stopping:
        return text("cancelling", language)
    if job.state == "reporting":
        return text("reporting", language)
    if not job.years_done:
        return text("preparing", language)
    said = text("running", language, done=job.years_done, total=job.years_total)
    left = job.seconds_left
    return said if left is None else f"{said} {text('time_left', language, seconds=max(round(left), 1))}"
