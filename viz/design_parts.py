"""The parts of the design page: what is general, a card for each policy or event, the world outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import solara

from experiments.texts import Language, joined
from model.inputs import RegionData
from scenarios.errors import BadInput
from viz.design import Design, Part
from viz.design_fields import FROM, PHASE_IN, UNTIL, Field, part_fields, world_fields
from viz.form_widgets import Fields
from viz.start_page import region_of
from viz.texts import text
from viz.texts_design import payer_said, said
from viz.unfold import Unfold

Edit = Callable[[Callable[[Design], Design]], None]  # what to do with the design as it is at that moment
Faults = dict[tuple[str, str], BadInput]


@solara.component
def General(
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
def PartCard(part: Part, region: RegionData, years: int, faults: Faults, edit: Edit, language: Language) -> None:
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
        with Unfold(said("leaves_out", language)):
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
def World(design: Design, faults: Faults, edit: Edit, language: Language) -> None:
    """Assumptions about everything outside the region."""

    def change(said_: dict[str, Any]) -> None:
        name, value = said_["name"], said_["value"]
        new = {name: value} if isinstance(value, int | float) and value != 1 else {}
        edit(lambda now: replace(now, world={k: v for k, v in now.world.items() if k != name} | new))

    label = said("world_changed", language, n=len(design.world)) if design.world else said("world", language)
    fields = world_fields(design, faults, language)
    with Unfold(label, expand=any(field["error"] for field in fields)):
        solara.Text(said("world_note", language), classes=["om-note"])
        Fields(prefix="world", fields=fields, more_label="", event_change=change)
