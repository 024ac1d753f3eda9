"""The design page: a scenario from instruments and events, with controls generated from what they declare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

from experiments.texts import Language
from model.inputs import RegionData
from model.registry import events, instruments
from scenarios.bundle import find_regions
from scenarios.errors import BadInput
from viz.choices import LONGEST, choices, choose
from viz.computing import Computing
from viz.design import MOST_BYTES, MOST_PARTS, Design, Part, faults_of, opened, to_link, to_toml
from viz.design_compute import Compute, read_link
from viz.design_parts import General, PartCard, World
from viz.form_widgets import Catalogue, FileBar
from viz.job_files import slug
from viz.new_comparison import catalogue_texts, library
from viz.start_page import region_of
from viz.texts_design import AREAS, said

FIRST_YEAR = 2  # a new policy begins so many years after the start: nothing is decided and done at once
MOST_UNDO = 50
UNSAFE_NAME = 80  # letters of a file's name that are shown


@solara.component
def DesignPage() -> None:
    """The page: the design lies in the address, so a refresh, a second tab or a colleague with the link has it whole."""
    chosen = choices.value
    language = chosen.language
    ids = find_regions()
    design, problem = solara.use_memo(lambda: read_link(chosen.design), [chosen.design])
    solara.Title(said("title_design", language))
    with solara.Div(classes=["om-page"]):
        if not ids:
            solara.Warning(said("no_regions", language))
            return
        id_ = next(one for one in (design.region, chosen.region, ids[0]) if one in ids)
        try:
            region = region_of(id_)
        except BadInput as error:
            solara.Error(said("region_broken", language, message=str(error)))
            return
        if chosen.region and chosen.region not in ids and not design.region:
            solara.Warning(said("no_region", language, region=chosen.region))
        if problem:
            solara.Warning(said("unreadable_link", language, message=problem))
        design = design if design.region else Design(region.id)
        solara.HTML(tag="h1", unsafe_innerHTML=said("design_heading", language, region=region.name[language]))
        solara.Text(said("design_lead", language))
        _Form(design, region, ids, language)


@solara.component
def _Form(design: Design, region: RegionData, ids: list[str], language: Language) -> None:
    history, set_history = solara.use_state([])
    told, set_told = solara.use_state(("", False))  # message, whether it is a complaint
    base, _ = library(region.id)
    years = design.years or (base.years if base else 20)
    faults = solara.use_memo(lambda: faults_of(design), [choices.value.design])

    def edit(change: Callable[[Design], Design], *, message: str = "") -> None:
        # the design as it is now, not as this page was drawn with: two quick edits both count
        now, _ = read_link(choices.value.design)
        new = change(now if now.region else Design(region.id))
        if new == now:
            return
        set_history(lambda before: [*before, choices.value.design][-MOST_UNDO:])
        set_told((message, False))
        choose(region=new.region, design=to_link(new) if new != Design(new.region) else "")

    def undo(_: Any = None) -> None:
        if history:
            set_history(history[:-1])
            choose(design=history[-1])

    def open_file(file: dict[str, Any]) -> None:
        name, new, complaint = read_upload(file, language)
        if new is None:
            set_told((complaint, True))
            return
        message = said("was_opened", language, name=name)
        if new.region != region.id:
            message += " " + said("other_region", language, region=region_of(new.region).name[language])
        edit(lambda _: new, message=message)

    def add(item: dict[str, Any]) -> None:
        kind, is_event = str(item["id"]).removeprefix("event:"), str(item["id"]).startswith("event:")
        known = (events() if is_event else instruments()).get(kind)
        if known is None:
            return

        def with_new(now: Design) -> Design:
            if len(now.parts) >= MOST_PARTS:
                return now
            return now.with_part(Part(now.free_id(kind), kind, is_event, region.base_year + FIRST_YEAR))

        edit(with_new, message=said("added", language, label=known.label[language]))

    with solara.Div(classes=["om-design"]):
        with solara.Div(classes=["om-card", "om-design-left"]):
            solara.HTML(tag="h2", unsafe_innerHTML=said("catalogue", language))
            solara.Text(said("catalogue_help", language), classes=["om-note"])
            Catalogue(
                groups=catalogue_groups(language),
                is_many=False,
                is_full=False,
                texts=catalogue_texts(said("catalogue", language), language),
                event_choose=add,
            )
        with solara.Div(classes=["om-right"]):
            _Kept(design, language, open_file, undo if history else None, lambda _: edit(lambda _: Design(region.id)))
            with solara.Div(classes=["om-told"]):  # always there: what follows keeps its place, and what is typed in it
                if told[0]:
                    (solara.Error if told[1] else solara.Info)(told[0], dense=True)
                if len(choices.value.design) > LONGEST["design"]:
                    solara.Warning(said("too_long", language), dense=True)
            General(design, region, ids, years, faults, edit, language)
            for part in design.parts:
                PartCard(part, region, years, faults, edit, language).key(part.id)
            World(design, faults, edit, language)
            Compute(design, region, years, faults, language)
            Computing(language)


def catalogue_groups(language: Language) -> list[dict[str, Any]]:
    """Return every instrument and event by strategy area, for viz/catalogue.vue."""
    groups: dict[str, list[dict[str, Any]]] = {area: [] for area in AREAS}
    for is_event, known in ((False, instruments()), (True, events())):
        for one in known.values():
            area = "event" if is_event else one.area
            id_ = f"event:{one.id}" if is_event else one.id
            item = {"id": id_, "label": one.label[language], "text": one.description[language], "is_chosen": False}
            groups.setdefault(area, []).append(item)
    return [
        {
            "id": area,
            "label": AREAS[area][language] if area in AREAS else area,
            "items": sorted(items, key=lambda item: item["label"]),
        }
        for area, items in groups.items()
        if items
    ]


def read_upload(file: dict[str, Any], language: Language) -> tuple[str, Design | None, str]:
    """Return the shown name of a file that a browser sent, its design, and what is wrong with it.

    The name is shown and never used as a path; the size is looked at again, whatever the page did.
    """
    name = str(file.get("name", "")).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if c.isprintable())[:UNSAFE_NAME] or "?"
    text, size = file.get("text"), file.get("size")
    size = len(text.encode("utf-8", "replace")) if isinstance(text, str) else size if isinstance(size, int) else 0
    if size > MOST_BYTES:
        return name, None, said("too_large", language, name=name, size=_size(size), most=_size(MOST_BYTES))
    if not isinstance(text, str):
        return name, None, said("no_text", language, name=name)
    try:
        return name, opened(text, name), ""
    except BadInput as error:
        return name, None, said("unreadable_file", language, message=str(error))


def _size(n: int) -> str:
    return f"{n / 1024 / 1024:.0f} MB" if n >= 1024 * 1024 else f"{n / 1024:.0f} KB"


@solara.component
def _Kept(
    design: Design, language: Language, open_file: Callable[..., None], undo: Callable[..., None] | None, clear: Any
) -> None:
    """Save, open, link."""
    texts = {key: said(key, language) for key in ("save", "open", "copy", "copied", "not_copied", "undo")}
    with solara.Div(classes=["om-card"]):
        FileBar(
            toml=to_toml(design),
            filename=f"{slug(design.named(language))}.toml",
            most_bytes=MOST_BYTES,
            can_undo=undo is not None,
            can_clear=design != Design(design.region),
            texts=texts | {"over": said("start_over", language)},
            event_open=open_file,
            event_undo=undo or (lambda _: None),
            event_clear=clear,
        )
        solara.Text(said("file_note", language), classes=["om-note"])
