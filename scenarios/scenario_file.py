"""One scenario file by itself: which keys it may have and of which type. What it extends is not looked at here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scenarios.errors import BadInput, did_you_mean
from scenarios.toml_source import Key, TomlSource

FORMAT = 1
MAX_YEARS = 100
POLICY_KEYS = ("id", "instrument", "from", "until", "phase_in_years")
EVENT_KEYS = ("id", "kind", "year")

_ID = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"
_TYPES = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "string_type": "a text in quotes",
    "list_type": "a list in square brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "string_pattern_mismatch": "letters, digits, '-', '_' and '.', with a letter or digit first",
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


class InLanguages(_Strict):
    """What the scenario is called on screen, or what it is about, by language."""

    nb: str | None = None
    en: str | None = None


class PolicyEntry(_Strict):
    """A [[policy]]: reserved keys; all others are levers of the instrument."""

    model_config = ConfigDict(extra="allow", strict=True)
    id: str | None = Field(default=None, pattern=_ID)
    instrument: str
    start: int = Field(alias="from")
    until: int | None = None
    phase_in_years: int = Field(default=0, ge=0)

    def levers(self) -> dict[str, Any]:
        """Return what is no reserved key."""
        return dict(self.model_extra or {})


class EventEntry(_Strict):
    """An [[event]]: it happens in one year; keys that are not reserved are its levers."""

    model_config = ConfigDict(extra="allow", strict=True)
    id: str | None = Field(default=None, pattern=_ID)
    kind: str
    year: int

    def levers(self) -> dict[str, Any]:
        """Return what is no reserved key."""
        return dict(self.model_extra or {})


class ScenarioFile(_Strict):
    """Everything that a scenario file may say. What it leaves out comes from the scenario that it extends."""

    format: int
    region: str | None = None
    extends: str | None = None
    start: int | None = Field(default=None, ge=0)
    years: int | None = Field(default=None, ge=1, le=MAX_YEARS)
    title: InLanguages = Field(default_factory=InLanguages)
    description: InLanguages = Field(default_factory=InLanguages)
    world: dict[str, Any] = Field(default_factory=dict)
    parameters: dict[str, Any] = Field(default_factory=dict)
    policy: list[PolicyEntry] = Field(default_factory=list)
    event: list[EventEntry] = Field(default_factory=list)
    remove: list[str] = Field(default_factory=list)


_Entry = TypeVar("_Entry", PolicyEntry, EventEntry)


@dataclass(frozen=True)
class Entry:
    """A [[policy]] or [[event]] and where it stands."""

    source: TomlSource
    key: Key  # ("policy", 0)
    body: PolicyEntry | EventEntry

    @property
    def is_event(self) -> bool:
        """Whether it is an [[event]]."""
        return isinstance(self.body, EventEntry)

    @property
    def kind(self) -> str:
        """Id of its instrument or kind of event."""
        return self.body.kind if isinstance(self.body, EventEntry) else self.body.instrument

    def bad(self, message: str, *key: str, value: Any = None, expected: str = "", hint: str = "") -> BadInput:
        """Return the exception that says what is wrong at a key of this entry."""
        return self.source.bad(message, *self.key, *key, value=value, expected=expected, hint=hint)


def parse_scenario(source: TomlSource) -> ScenarioFile:
    """Return the checked content of a scenario file. Raises BadInput at the first thing that is wrong."""
    if "format" not in source.data:
        raise source.bad("the key 'format' is missing", expected=f"a first line `format = {FORMAT}`")
    if source.data["format"] != FORMAT or isinstance(source.data["format"], bool):
        raise source.bad("unknown format", "format", value=source.data["format"], expected=f"format = {FORMAT}")
    try:
        return ScenarioFile.model_validate(source.data)
    except ValidationError as error:
        complaints = [_plain(dict(e), source) for e in error.errors()]
        raise min(complaints, key=lambda c: c.line or 0) from error


def entries(source: TomlSource, file: ScenarioFile) -> list[Entry]:
    """Return the policies and events of a file in their order."""
    found = [Entry(source, ("policy", n), p) for n, p in enumerate(file.policy)]
    return found + [Entry(source, ("event", n), e) for n, e in enumerate(file.event)]


def _plain(error: dict[str, Any], source: TomlSource) -> BadInput:
    """Return a complaint of pydantic in plain words."""
    where: Key = tuple(error["loc"])
    name = _spoken(where)
    if error["type"] == "extra_forbidden":
        keys = (InLanguages if where[0] in ("title", "description") else ScenarioFile).model_fields
        return source.bad(
            f"unknown key '{where[-1]}'",
            *where,
            value=where[-1],
            expected="one of the keys " + ", ".join(keys),
            hint=_key_hint(str(where[-1]), tuple(keys)),
        )
    if error["type"] == "missing":
        return source.bad(f"the key '{where[-1]}' is missing", *where, expected=f"a line `{where[-1]} = …`")
    value = error["input"]
    shown = type(value).__name__ if isinstance(value, dict | list) else value
    shown = {"dict": "a table", "list": "a list"}.get(shown, shown) if isinstance(shown, str) else shown
    if error["type"] in ("greater_than_equal", "less_than_equal"):
        limits = error["ctx"]
        expected = f"{limits['ge']} or more" if "ge" in limits else f"{limits['le']} or less"
        what = "is negative" if value < 0 else "is too small" if "ge" in limits else "is too large"
        return source.bad(f"{name} {what}", *where, value=shown, expected=expected)
    expected = _TYPES.get(error["type"], re.sub(r"^Input should be ", "", error["msg"]))
    is_pattern = error["type"] == "string_pattern_mismatch"
    return source.bad(
        f"{name} is {'no id' if is_pattern else 'of the wrong type'}", *where, value=shown, expected=expected
    )


def _spoken(where: Key) -> str:
    """Return a key as a reader would point at it: 'years', 'title.nb', 'from' of policy 2."""
    if len(where) == 3 and isinstance(where[1], int):
        return f"'{where[2]}' of {where[0]} {where[1] + 1}"
    if len(where) == 2 and isinstance(where[1], int):
        return f"{where[0]} {where[1] + 1}"
    return "'" + ".".join(str(part) for part in where) + "'"


def _key_hint(key: str, keys: tuple[str, ...]) -> str:
    """Return the nearest key, or where a key that is no key of this table belongs."""
    if hint := did_you_mean(key, keys):
        return hint
    if key in POLICY_KEYS + EVENT_KEYS:
        return f"'{key}' belongs in a [[policy]] or [[event]], after its heading"
    return ""
