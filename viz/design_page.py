"""The design page: a scenario from instruments and events, with controls generated from what they declare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import solara

from experiments.texts import Language, joined
from model.inputs import RegionData
from model.registry import events, instruments
from scenarios.bundle import find_regions
from scenarios.errors import BadInput
from viz import jobs
from viz.choices import LONGEST, choices, choose
from viz.computing import Computing, begin
from viz.design import (
    MOST_BYTES,
    MOST_PARTS,
    Design,
    Part,
    compared_with,
    faults_of,
    from_link,
    opened,
    to_link,
    to_toml,
)
from viz.design_fields import FROM, PHASE_IN, UNTIL, Field, part_fields, world_fields
from viz.form_widgets import Catalogue, Fields, FileBar
from viz.job_files import slug
from viz.new_comparison import USUAL, Replications, catalogue_texts, library
from viz.start_page import region_of
from viz.texts import text
from viz.texts_design import AREAS, payer_said, said

FIRST_YEAR = 2  # a new policy begins so many years after the start: nothing is decided and done at once
MOST_UNDO = 50
UNSAFE_NAME = 80  # letters of a file's name that are shown

Edit = Callable[[Callable[[Design], Design]], None]  # what to do with the design as it is at that moment
Faults = dict[tuple[str, str], BadInput]


@solara.component
def DesignPage() -> None:
    """The page: the design lies in the address, so a refresh, a second tab or a colleague with the link has it whole."""
    chosen = choices.value
    language = chosen.language
    ids = find_regions()
    design, problem = solara.use_memo(lambda: _read(chosen.design), [chosen.design])
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


def _read(link: str) -> tuple[Design, str]:
    """Return the design of the address, and what is wrong with it."""
    if not link:
        return Design(""), ""
    try:
        return from_link(link), ""
    except BadInput as error:
        return Design(""), str(error)


@solara.component
def _Form(design: Design, region: RegionData, ids: list[str], language: Language) -> None:
    history, set_history = solara.use_state([])
    told, set_told = solara.use_state(("", False))  # message, whether it is a complaint
    base, _ = library(region.id)
    years = design.years or (base.years if base else 20)
    faults = solara.use_memo(lambda: faults_of(design), [choices.value.design])

    def edit(change: Callable[[Design], Design], *, message: str = "") -> None:
        # the design as it is now, not as this page was drawn with: two quick edits both count
        now, _ = _read(choices.value.design)
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
            _General(design, region, ids, years, faults, edit, language)
            for part in design.parts:
                _PartCard(part, region, years, faults, edit, language).key(part.id)
            _World(design, faults, edit, language)
            _Compute(design, region, years, faults, language)
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


@solara.component
def _General(
    design: Design, region: RegionData, ids: list[str], years: int, faults: Faults, edit: Edit, language: Language
) -> None:
    """Name, region, how many years."""

    def change(said_: dict[str, Any]) -> None:
        if said_["name"] == "title":
            title = str(said_["value"] or "").strip()[:200]
            edit(lambda now: now.with_title(language, title))
        elif said_["name"] == "region" and said_["value"] in ids:
            edit(lambda _: Design(said_["value"]))
        elif said_["name"] == "years" and (value := _whole(said_["value"])) is not None:
            edit(lambda now: replace(now, years=value))

    wrong = ("", "years") in faults
    regions = [{"id": one, "label": region_of(one).name[language], "group": ""} for one in ids]
    plain: Field = {"unit": "", "help": "", "error": ""}
    fields = [
        plain | {"name": "region", "label": text("region", language), "kind": "choice", "value": region.id}
        | {"options": regions, "choose": ""},
        plain | {"name": "title", "label": said("name", language), "kind": "text", "value": design.named(language)},
        plain | {"name": "years", "label": said("years", language), "kind": "number", "is_short": True, "low": 1}
        | {"high": 100, "step": 1, "value": years, "help": said("years_help", language, start=region.base_year)}
        | {"error": said("right_years", language) if wrong else ""},
    ]  # fmt: skip
    with solara.Div(classes=["om-card", "om-general"]):
        solara.HTML(tag="h2", unsafe_innerHTML=said("package", language))
        Fields(prefix="general", fields=fields, more_label="", event_change=change)
        if other := [fault for (part, name), fault in faults.items() if not part and name != "years"]:
            solara.Error(str(other[0]), dense=True)
        if design.parameters:
            wrong_ones = [str(fault.message) for (part, _), fault in faults.items() if part == "parameters"]
            kept = said("parameters_kept", language, names=", ".join(design.parameters))
            (solara.Error if wrong_ones else solara.Info)(" ".join([kept, *wrong_ones]), dense=True)
        if not design.parts:
            solara.Text(said("package_empty", language), classes=["om-empty"])


@solara.component
def _PartCard(part: Part, region: RegionData, years: int, faults: Faults, edit: Edit, language: Language) -> None:
    """A policy or an event with its fields."""
    instrument = part.instrument
    label = instrument.label[language] if instrument else part.kind
    fields = part_fields(part, region, years, faults, language)
    shown = {field["name"] for field in fields}

    def change(said_: dict[str, Any]) -> None:
        edit(lambda now: _with_change(now, part.id, said_["name"], said_["value"]))

    with solara.Div(classes=["om-card", "om-part"]):
        with solara.Div(classes=["om-part-head"]):
            solara.v.Html(tag="h2", children=[label])
            solara.Button(
                said("remove", language),
                on_click=lambda: edit(lambda now: now.without_part(part.id)),
                text=True,
                classes=["om-remove"],
                children=[solara.v.Html(tag="span", class_="om-hidden", children=[label])],
            )
        if instrument is None:
            solara.Error(said("not_installed", language, kind=part.kind), dense=True)
            return
        solara.Text(instrument.description[language], classes=["om-note"])
        with solara.Div():  # always there, see om-told
            for (id_, name), fault in faults.items():
                if id_ == part.id and name not in shown:
                    solara.Error(_plain(fault), dense=True)
        Fields(
            prefix=part.id,
            fields=fields,
            more_label=said("more_levers", language, n=sum(1 for f in fields if f.get("is_more") and not f["error"])),
            event_change=change,
        )
        if whom := instrument.eligible.get(language):
            solara.Text(said("reaches", language, whom=whom), classes=["om-note"])
        payers = [payer_said(account, language) for account in instrument.payers]
        pays = said("pays", language, payers=joined(payers, language)) if payers else said("pays_nobody", language)
        solara.Text(pays, classes=["om-note", "om-pays"])
        with solara.Details(said("leaves_out", language)):
            solara.v.Html(tag="p", class_="om-note", attributes={"lang": "en"}, children=[instrument.leaves_out])


def _with_change(design: Design, id_: str, name: str, value: Any) -> Design:
    """Return a design with one field of a part changed; without that part (removed in the meantime) as it is."""
    part = next((part for part in design.parts if part.id == id_), None)
    return design if part is None else design.with_part(changed(part, name, value))


def changed(part: Part, name: str, value: Any) -> Part:
    """Return a part with one field as the form sent it: None = left empty, back to the default."""
    instrument = part.instrument
    if name in (FROM, "year"):
        return part if (year := _whole(value)) is None else replace(part, start=year)
    if name == UNTIL:
        return replace(part, until=_whole(value))
    if name == PHASE_IN:
        return replace(part, phase_in_years=_whole(value) or 0)
    levers = {lever.name: lever for lever in instrument.levers} if instrument else {}
    if name not in levers or not isinstance(value, str | int | float | None):
        return part
    rest = {key: given for key, given in part.levers.items() if key != name}
    if value in (None, ""):
        return replace(part, levers=rest)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return replace(part, levers={**part.levers, name: value})


def _whole(value: Any) -> int | None:
    """Return a whole number, None for anything else."""
    return int(value) if isinstance(value, int | float) and float(value).is_integer() else None


def _plain(fault: BadInput) -> str:
    """Return a message without where in the file: the reader sees a form."""
    return ". ".join(filter(None, [fault.message, fault.expected and f"Expected: {fault.expected}", fault.hint]))


@solara.component
def _World(design: Design, faults: Faults, edit: Edit, language: Language) -> None:
    """Assumptions about everything outside the region."""

    def change(said_: dict[str, Any]) -> None:
        name, value = said_["name"], said_["value"]
        new = {name: value} if isinstance(value, int | float) and value != 1 else {}
        edit(lambda now: replace(now, world={k: v for k, v in now.world.items() if k != name} | new))

    label = said("world_changed", language, n=len(design.world)) if design.world else said("world", language)
    fields = world_fields(design, faults, language)
    with solara.Details(label, expand=any(field["error"] for field in fields)):
        solara.Text(said("world_note", language), classes=["om-note"])
        Fields(prefix="world", fields=fields, more_label="", event_change=change)


@solara.component
def _Compute(design: Design, region: RegionData, years: int, faults: Faults, language: Language) -> None:
    """Compare it with not doing it."""
    router = solara.use_router()
    replications, set_replications = solara.use_state(USUAL)
    told, set_told = solara.use_state("")
    _ = choices.value.computed  # drawn again when a computation begins or ends
    job = jobs.current()
    is_busy = job is not None and job.is_active
    is_nothing = not design.parts and not design.world and not design.parameters

    def ask() -> str:
        own = ("-".join(dict.fromkeys(part.kind for part in design.parts)) or "world", to_toml(design))
        return jobs.start(jobs.Asked(region.id, (compared_with(design), own), replications, to_link(design)))

    with solara.Div(classes=["om-card"]):
        solara.HTML(tag="h2", unsafe_innerHTML=said("compare", language))
        Replications(replications, set_replications, language)
        if is_nothing:
            solara.Text(said("compare_nothing", language), classes=["om-note"])
        elif not design.parts:
            solara.Text(said("compare_world", language), classes=["om-note"])
        if faults:
            where = joined(_places(design, region, years, faults, language), language)
            solara.v.Html(
                tag="p", class_="om-error", attributes={"role": "status"},
                children=[said("faults", language, n=len(faults), where=where)],
            )  # fmt: skip
        with solara.Row():
            solara.Button(
                said("start", language),
                on_click=lambda: set_told(begin(ask, language, router)),
                color="primary",
                disabled=bool(faults) or is_nothing or is_busy,
                classes=["om-start"],
            )
        if told:
            solara.Text(told, classes=["om-note"])


def _places(design: Design, region: RegionData, years: int, faults: Faults, language: Language) -> list[str]:
    """Return the labels of the fields that are wrong."""
    labels = {
        (part.id, field["name"]): field["label"]
        for part in design.parts
        for field in part_fields(part, region, years, {}, language)
    }
    labels |= {("world", field["name"]): field["label"] for field in world_fields(design, {}, language)}
    return list(dict.fromkeys(labels.get(place, place[1] or place[0]) for place in faults))
