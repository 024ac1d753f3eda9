"""`extends`: a scenario file and what it builds on, merged into one description.

Tables merge by key and the child wins; a `[world]` value is one value, a table of years included. A description is not
inherited by a child that has a title of its own. `[[policy]]` and `[[event]]` append; an entry whose `id` the parent uses
replaces it in its place; `remove` drops entries of the parent. An entry without `id` gets the name of its instrument,
with a number from the second on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scenarios.bundle import region_folder
from scenarios.errors import BadInput, did_you_mean
from scenarios.scenario_file import Entry, ScenarioFile, entries, parse_scenario
from scenarios.toml_source import TomlSource, read_toml

LIBRARY = Path(__file__).resolve().parent / "library"
SUFFIX = ".toml"


@dataclass
class Value:
    """A value and the file that set it."""

    value: Any
    source: TomlSource


@dataclass
class Resolved:
    """A scenario file with everything that it extends; checked key by key, not yet against region and registries."""

    path: Path
    region: Value | None = None  # folder of the bundle
    start: Value | None = None
    years: Value | None = None
    title: dict[str, str] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    world: dict[str, Value] = field(default_factory=dict)
    parameters: dict[str, Value] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)  # by id, in order
    files: list[Path] = field(default_factory=list)  # the farthest ancestor first


def find_scenarios() -> list[str]:
    """Return the names of the scenarios that come with Omland, `region/name`, sorted."""
    return sorted(f"{p.parent.name}/{p.stem}" for p in LIBRARY.glob(f"*/*{SUFFIX}"))


def scenario_path(name_or_path: str | Path) -> Path:
    """Return the file of a scenario that is named as `region/name` or by its path."""
    text = str(name_or_path)
    if text in find_scenarios():
        return LIBRARY / f"{text}{SUFFIX}"
    path = Path(name_or_path)
    if path.suffix == SUFFIX or path.is_file():
        if path.is_file():
            return path
        raise BadInput(
            f"there is no scenario file '{text}'",
            value=text,
            expected="the path of a TOML file, or one of " + ", ".join(find_scenarios()),
            hint=did_you_mean(text.removesuffix(SUFFIX), find_scenarios()),
        )
    raise BadInput(
        f"there is no scenario '{text}'",
        value=text,
        expected=f"a path that ends in {SUFFIX}, or one of " + ", ".join(find_scenarios()),
        hint=_scenario_hint(text),
    )


def _scenario_hint(name: str) -> str:
    """Return the nearest scenario; a bare name is compared with the bare names too."""
    names = find_scenarios()
    bare = {n.split("/")[1]: n for n in names}
    same = [n for n in names if n.split("/")[1] == name]
    if same:
        return f"did you mean '{same[0]}'?" if len(same) == 1 else f"did you mean one of {', '.join(same)}?"
    if "/" not in name and (hint := did_you_mean(name, bare)):
        return hint
    return did_you_mean(name, names)


def resolve(path: Path, children: tuple[Path, ...] = ()) -> Resolved:
    """Return a scenario file merged with what it extends. `children` are the files that extend it."""
    return resolve_source(read_toml(path), children)


def resolve_source(source: TomlSource, children: tuple[Path, ...] = ()) -> Resolved:
    """Return what a file says that was read already, merged with what it extends."""
    path = source.path
    file = parse_scenario(source)
    chain = (*children, path.resolve())
    if file.extends is None:
        result = Resolved(path)
        if file.remove:
            raise source.bad(
                "'remove' without 'extends': there is nothing to remove from", "remove", expected="a line `extends = …`"
            )
    else:
        parent = _parent_path(file, source)
        if parent.resolve() in chain:
            circle = [*chain[chain.index(parent.resolve()) :], parent]
            raise source.bad(
                "the scenarios extend each other in a circle: " + " → ".join(p.stem for p in circle),
                "extends",
                value=file.extends,
                expected="a scenario that does not build on this one",
            )
        result = resolve(parent, chain)
    _merge(result, file, source)
    result.path = path
    result.files.append(path)
    return result


def _parent_path(file: ScenarioFile, source: TomlSource) -> Path:
    """Return the file that `extends` names: a path from this file's folder, region/name, or a bare name."""
    name = str(file.extends)
    here = source.path.parent
    if name.endswith(SUFFIX):
        if (here / name).is_file():
            return here / name
        raise source.bad(
            f"there is no scenario file '{name}'", "extends", value=name, expected=f"a path from the folder {here}"
        )
    region = file.region if file.region is not None else here.name if here.parent == LIBRARY else None
    candidates = [LIBRARY / f"{name}{SUFFIX}"] if "/" in name else []
    if "/" not in name and region is not None:
        candidates.append(LIBRARY / region / f"{name}{SUFFIX}")
    for candidate in candidates:
        if candidate.is_file() and LIBRARY in candidate.parents:
            return candidate
    if "/" not in name and region is None:
        hint = f"write 'region/{name}', or add a line `region = …`"
    else:
        hint = _scenario_hint(name)
    raise source.bad(
        f"there is no scenario '{name}' to extend",
        "extends",
        value=name,
        expected="a name of the same region, region/name, or the path of a TOML file; there are "
        + ", ".join(find_scenarios()),
        hint=hint,
    )


def _merge(result: Resolved, file: ScenarioFile, source: TomlSource) -> None:
    """Lay a file over what it extends."""
    if file.region is not None:
        _merge_region(result, file.region, source)
    if file.start is not None:
        result.start = Value(file.start, source)
    if file.years is not None:
        result.years = Value(file.years, source)
    title = file.title.model_dump(exclude_none=True)
    result.title.update(title)
    if title:
        result.description.clear()  # it was about something else
    result.description.update(file.description.model_dump(exclude_none=True))
    result.world.update({name: Value(v, source) for name, v in file.world.items()})
    result.parameters.update({name: Value(v, source) for name, v in file.parameters.items()})
    _merge_entries(result, file, source)


def _merge_region(result: Resolved, region: str, source: TomlSource) -> None:
    is_path = "/" in region or region.startswith(".")
    try:
        folder = region_folder(source.path.parent / region if is_path else region).resolve()
    except BadInput as error:
        raise source.bad(
            f"there is no region '{region}'", "region", value=region, expected=error.expected, hint=error.hint
        ) from error
    if result.region is not None and folder != result.region.value:
        raise source.bad(
            f"a scenario of the region '{region}' cannot extend one of '{result.region.value.name}'",
            "region",
            value=region,
            expected=f"region = '{result.region.value.name}', or another scenario to extend",
        )
    result.region = Value(folder, source)


def _merge_entries(result: Resolved, file: ScenarioFile, source: TomlSource) -> None:
    parents = set(result.entries)
    for n, gone in enumerate(file.remove):
        if gone not in result.entries:
            raise source.bad(
                f"'remove' names '{gone}', which '{file.extends}' does not have",
                "remove",
                n,
                value=gone,
                expected="one of " + ", ".join(sorted(parents)) if parents else "nothing: there is no policy or event",
                hint=did_you_mean(gone, parents),
            )
        del result.entries[gone]
    own = entries(source, file)
    for entry in own:
        name = entry.body.id
        if name is None:
            continue
        if sum(other.body.id == name for other in own) > 1:
            last = max((e for e in own if e.body.id == name), key=lambda e: source.line(*e.key) or 0)
            raise last.bad(f"the id '{name}' is given twice", "id", value=name, expected="each id once in a file")
        if name in result.entries:
            result.entries[name] = entry
    taken = {e.body.id for e in own} | parents
    for entry in own:
        name = entry.body.id or _free_name(entry.kind, taken)
        taken.add(name)
        result.entries[name] = entry


def _free_name(kind: str, taken: set[str | None]) -> str:
    """Return the name of the instrument, with a number if that is taken."""
    if kind not in taken:
        return kind
    return next(f"{kind}-{n}" for n in range(2, len(taken) + 3) if f"{kind}-{n}" not in taken)
