"""What the user's computation is doing: its place in the queue, progress, time left, cancel, and how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import solara

from experiments.texts import Language, number
from scenarios.errors import BadInput
from viz import jobs
from viz.choices import choices, choose
from viz.job_files import Job
from viz.texts_design import said

POLL_S = 0.4
COMPARE, DESIGN = "/compare", "/design"


def open_result(id_: str, router: solara.routing.Router) -> None:
    """Show a stored comparison."""
    choose(comparison=id_, scenario="", computed=choices.value.computed + 1)
    router.push(COMPARE)


def begin(ask: Callable[[], str], language: Language, router: solara.routing.Router) -> str:
    """Start what `ask` starts; return what there is to say about it. The same comparison, stored already, is opened."""
    try:
        told = ask()
    except (BadInput, OSError) as error:
        return said("failed", language, message=str(error))
    if told in ("busy", "full"):
        return said(told, language)
    if told:
        open_result(told, router)
        return ""
    choose(computed=choices.value.computed + 1)
    return ""


@solara.component
def Computing(language: Language) -> None:
    """The user's latest job, if it has something to say. Its result opens by itself where its end is seen."""
    router = solara.use_router()
    _ = choices.value.computed  # drawn again when a computation begins or ends
    _, set_tick = solara.use_state(0)
    told, set_told = solara.use_state("")
    stopping, set_stopping = solara.use_state("")
    status = jobs.current()
    id_ = "" if status is None or not status.is_active else status.job.id
    owner = jobs.me()

    async def watch() -> None:
        tick = 0
        while id_:
            await asyncio.sleep(POLL_S)
            now = jobs.current(owner)
            if now is None or now.job.id != id_ or not now.is_active:
                break
            set_tick(tick := tick + 1)
        if id_:
            now = jobs.current(owner)
            if now is not None and now.job.id == id_ and now.state == "done":
                jobs.dismiss(now.job, owner)
                open_result(now.progress.result, router)
            else:
                choose(computed=choices.value.computed + 1)

    solara.lab.use_task(watch, dependencies=[id_])
    if status is None:
        return

    def stop() -> None:
        set_stopping(status.job.id)
        jobs.cancel(status.job, owner)

    def dismiss() -> None:
        jobs.dismiss(status.job, owner)
        choose(computed=choices.value.computed + 1)

    with solara.Div(classes=["om-card", "om-computing"]):
        if status.is_active:
            _Active(status, language, stop, is_stopping=stopping == status.job.id)
        else:
            _Ended(status, language, dismiss, lambda: set_told(begin(lambda: jobs.again(status.job), language, router)))
        if told:
            solara.Info(told, dense=True)


@solara.component
def _Active(status: jobs.Status, language: Language, stop: Callable[[], None], *, is_stopping: bool) -> None:
    job, progress = status.job, status.progress
    solara.v.Html(tag="h2", children=[said("computing", language, title=_title(job, language))])
    share = 100 * progress.years_done / max(job.years_total, 1)
    solara.ProgressLinear(value=share if progress.years_done else status.state != "waiting")
    solara.v.Html(
        tag="p",
        attributes={"role": "status"},
        class_="om-progress",
        children=[said("cancelling", language) if is_stopping else _doing(status, language)],
    )
    with solara.Row():
        solara.Button(
            said("cancel", language), on_click=stop, disabled=is_stopping, outlined=True, classes=["om-cancel"]
        )


@solara.component
def _Ended(
    status: jobs.Status, language: Language, dismiss: Callable[[], None], again: Callable[[], None]
) -> None:  # fmt: skip
    router = solara.use_router()
    job = status.job
    title = _title(job, language)
    words = {
        "done": said("is_done", language, title=title),
        "cancelled": said("was_cancelled", language),
        "failed": said("failed", language, message=status.progress.message),
        "interrupted": said("was_interrupted", language, title=title),
    }[status.state]
    solara.v.Html(tag="p", attributes={"role": "status"}, class_="om-ended", children=[words])

    def to_result() -> None:
        dismiss()
        open_result(status.progress.result, router)

    def to_design() -> None:
        choose(region=job.region, design=job.design)
        router.push(DESIGN)

    with solara.Row(gap="8px", style={"flex-wrap": "wrap"}):
        if status.state == "done":
            solara.Button(said("open_result", language), on_click=to_result, color="primary", classes=["om-open"])
        elif status.state != "cancelled":
            solara.Button(said("again", language), on_click=again, color="primary", classes=["om-again"])
        if job.design and job.design != choices.value.design:
            solara.Button(said("back_to_design", language), on_click=to_design, outlined=True)
        solara.Button(said("dismiss", language), on_click=dismiss, text=True, classes=["om-dismiss"])


def _title(job: Job, language: Language) -> str:
    """Titles come from scenario files: show them as text, never as HTML."""
    return job.titles.get(language, "")


def _doing(status: jobs.Status, language: Language) -> str:
    if status.state == "waiting":
        return said("waiting", language, ahead=status.ahead)
    if status.state == "reporting":
        return said("reporting", language)
    done, total = status.progress.years_done, status.job.years_total
    if not done:
        return said("preparing", language)
    words = said("running", language, done=number(done, 0, language), total=number(total, 0, language))
    left = status.seconds_left
    if left is None:
        return words
    if left < 5:
        return f"{words} {said('left_nothing', language)}"
    if left < 90:
        return f"{words} {said('left_seconds', language, n=max(round(left), 1))}"
    return f"{words} {said('left_minutes', language, n=round(left / 60))}"
