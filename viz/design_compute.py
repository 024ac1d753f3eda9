"""Comparing a design, and variants of it, with not doing it."""

from __future__ import annotations

import solara

from experiments.texts import Language, joined
from model.inputs import RegionData
from scenarios.errors import BadInput
from viz import jobs
from viz.choices import choices, choose
from viz.computing import begin
from viz.design import Design, compared_with, from_link, to_link, to_toml
from viz.design_fields import part_fields, world_fields
from viz.design_parts import Faults
from viz.new_comparison import USUAL, Replications
from viz.texts_design import said


def read_link(link: str) -> tuple[Design, str]:
    """Return the design of the address, and what is wrong with it."""
    if not link:
        return Design(""), ""
    try:
        return from_link(link), ""
    except BadInput as error:
        return Design(""), str(error)


@solara.component
def Compute(design: Design, region: RegionData, years: int, faults: Faults, language: Language) -> None:
    """Compare it, and variants of it, with not doing it."""
    router = solara.use_router()
    replications, set_replications = solara.use_state(USUAL)
    told, set_told = solara.use_state("")
    _ = choices.value.computed  # drawn again when a computation begins or ends
    job = jobs.current()
    is_busy = job is not None and job.is_active
    is_nothing = not design.parts and not design.world and not design.parameters
    variants = kept_variants(choices.value.variants)
    base = compared_with(design)
    problem = _problem(design, variants, base, language) if variants else ""

    def ask() -> str:
        own = tuple((one.named("en"), to_toml(one)) for one in (*variants, design))
        return jobs.start(jobs.Asked(region.id, (base, *own), replications, to_link(design)))

    with solara.Div(classes=["om-card", "om-compute"]):
        solara.HTML(tag="h2", unsafe_innerHTML=said("compare", language))
        Replications(replications, set_replications, language)
        if is_nothing:
            solara.Text(said("compare_nothing", language), classes=["om-note"])
        elif not design.parts:
            solara.Text(said("compare_world", language), classes=["om-note"])
        if faults:
            where = joined(_places(design, region, years, faults, language), language)
            _Alert(said("faults", language, n=len(faults), where=where))
        _Variants(design, variants, language, can_keep=not faults and bool(design.parts))
        if problem:
            _Alert(problem)
        with solara.Row():
            solara.Button(
                said("start", language),
                on_click=lambda: set_told(begin(ask, language, router)),
                color="primary",
                disabled=bool(faults or problem) or is_nothing or is_busy,
                classes=["om-start"],
            )
        if told:
            solara.Text(told, classes=["om-note"])


@solara.component
def _Alert(words: str) -> None:
    solara.v.Html(tag="p", class_="om-error", attributes={"role": "status"}, children=[words])


@solara.component
def _Variants(design: Design, variants: list[Design], language: Language, *, can_keep: bool) -> None:
    """Designs that were kept, to be compared in the same computation."""

    def keep(changed_: list[Design], **more: str) -> None:
        choose(variants=".".join(map(to_link, changed_)), **more)

    if variants:
        solara.Text(said("kept", language))
    for n, variant in enumerate(variants):
        rest = [*variants[:n], *variants[n + 1 :]]
        with solara.Div(classes=["om-variant"]):
            solara.Text(variant.named(language))
            solara.Button(
                said("edit", language),
                on_click=lambda rest=rest, variant=variant: keep([*rest, design], design=to_link(variant)),
                text=True,
            )
            solara.Button(said("remove", language), on_click=lambda rest=rest: keep(rest), text=True)
    if can_keep and len(variants) < jobs.MOST_SCENARIOS - 2:
        solara.Text(said("keep_help", language), classes=["om-note"])
        with solara.Row():
            solara.Button(
                said("keep", language),
                on_click=lambda: keep([*variants, design]),
                outlined=True,
                classes=["om-keep"],
            )


def kept_variants(packed: str) -> list[Design]:
    """Return the variants that an address holds; what is no design is left out."""
    read = [read_link(link) for link in packed.split(".") if link]
    return [design for design, problem in read if not problem][: jobs.MOST_SCENARIOS - 2]


def _problem(design: Design, variants: list[Design], base: object, language: Language) -> str:
    """Return why a design cannot be compared in one computation with its variants; empty where it can."""
    if any(one.region != design.region or compared_with(one) != base for one in variants):
        return said("kept_other", language)
    if len({one.named(language) for one in (*variants, design)}) <= len(variants):
        return said("kept_same", language)
    return ""


def _places(design: Design, region: RegionData, years: int, faults: Faults, language: Language) -> list[str]:
    """Return the labels of the fields that are wrong."""
    labels = {
        (part.id, field["name"]): field["label"]
        for part in design.parts
        for field in part_fields(part, region, years, {}, language)
    }
    labels |= {("world", field["name"]): field["label"] for field in world_fields(design, {}, language)}
    return list(dict.fromkeys(labels.get(place, place[1] or place[0]) for place in faults))
