"""The stored comparison that a page looks at: picking it, opening it, and where its numbers come from."""

from __future__ import annotations

from html import escape

import solara

from experiments.manifest import code_hash
from experiments.stored import Listed, StoredComparison, open_comparison
from experiments.texts import Language
from scenarios.bundle import find_regions
from scenarios.errors import BadInput
from viz import jobs
from viz.choices import choices, choose
from viz.pick import Pick
from viz.start_page import region_of
from viz.texts import text


def use_comparison() -> tuple[Listed, StoredComparison] | None:
    """Return the comparison that the choices name, else the region's newest; None, and says so, where there is none."""
    chosen = choices.value
    ids = find_regions()
    id_ = chosen.region if chosen.region in ids else ids[0]
    listed = solara.use_memo(lambda: jobs.stored(opened=chosen.comparison), [chosen.computed, chosen.comparison])
    own = [one for one in listed if one.region == id_]
    one = next((one for one in own if one.id == chosen.comparison), own[0] if own else None)
    opened = solara.use_memo(lambda: _opened(one), [one and (one.id, one.written)])
    with solara.Div(classes=["om-picks", "om-picks-two"]):
        names = [(region, region_of(region).name[chosen.language]) for region in ids]
        Pick(
            "region",
            text("region", chosen.language),
            names,
            id_,
            lambda new: choose(region=new, comparison="", scenario="", place=""),
        )
        if one is not None:
            Pick(
                "comparison",
                text("comparison", chosen.language),
                [(listed.id, _name(listed, chosen.language)) for listed in own],
                one.id,
                lambda new: choose(comparison=new, scenario=""),
            )
    if one is None or opened is None:
        solara.Info(text("nothing_stored", chosen.language, region=region_of(id_).name[chosen.language]))
        return None
    if isinstance(opened, str):
        solara.Error(text("unreadable", chosen.language, message=opened))
        return None
    return one, opened


def _opened(listed: Listed | None) -> StoredComparison | str | None:
    try:
        return None if listed is None else open_comparison(listed)
    except BadInput as error:
        return str(error)


def _name(listed: Listed, language: Language) -> str:
    measures = " / ".join(title[language] for title in listed.titles[1:])
    return f"{measures} – {listed.id}, {text('runs', language, n=listed.replications)}"


def basis(stored: StoredComparison, language: Language) -> str:
    """Return what every figure rests on: how many runs, what varies between them, where the numbers are."""
    if stored.n < 2:
        return text("basis_one", language, folder=stored.folder.name)
    return text("basis", language, n=stored.n, varied=stored.varied(language), folder=stored.folder.name)


def file_name(stored: StoredComparison, *parts: str) -> str:
    """Return the name of a downloaded file: the results folder, then what it shows."""
    words = "-".join([stored.folder.name, *parts])
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in words)


@solara.component
def Origin(stored: StoredComparison, one: Listed, language: Language) -> None:
    """Folder, seeds and versions."""
    who = stored.manifest["identity"]
    seeds = stored.data.seeds
    said = [
        text(
            "made_by",
            language,
            folder=one.id,
            seeds=f"{seeds[0]}–{seeds[-1]}" if len(seeds) > 1 else str(seeds[0]),
            code=who["code"][:12],
            region=stored.manifest["scenarios"][0]["region_hash"][:12],
        )
    ]
    said += [text("other_region", language)] if not stored.is_same_region else []
    said += [text("other_code", language)] if who["code"] != code_hash() else []
    solara.HTML(tag="p", classes=["om-note", "om-origin"], unsafe_innerHTML=escape(" ".join(said)))
