"""The one exception for bad input: whoever runs Omland reads a message, never a traceback."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def nearest(name: str, names: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the name most like `name`, or None when nothing is near (difflib ratio below the cutoff)."""
    found = difflib.get_close_matches(str(name), [str(n) for n in names], n=1, cutoff=cutoff)
    return found[0] if found else None


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return a hint `did you mean 'x'?`, or an empty text when nothing is near."""
    found = nearest(name, names)
    return f"did you mean '{found}'?" if found else ""


class BadInput(Exception):  # noqa: N818  a message to a user, named for what it says
    """What is wrong with a file that the user wrote, where, and what would be right.

    message: what is wrong, in plain words. file, line: where; line counts from 1 and may be unknown.
    value: the offending value as written. expected: what would be right. hint: the nearest valid name, or advice.
    key: where in the file's data, for a form that shows the message beside the field: ("policy", 0, "jobs").
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | os.PathLike[str] | None = None,
        line: int | None = None,
        value: Any = None,
        expected: str = "",
        hint: str = "",
        key: tuple[str | int, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = None if file is None else Path(file)
        self.line = line
        self.value = value
        self.expected = expected
        self.hint = hint
        self.key = key

    def __str__(self) -> str:
        """Return everything as one message of one line."""
        where = "" if self.file is None else _short(self.file)
        if self.line is not None:
            where += f", line {self.line}" if where else f"line {self.line}"
        text = f"{where}: {self.message}" if where else self.message
        if self.value is not None and str(self.value) not in self.message:
            text += f": '{self.value}'"
        if self.expected:
            text += f"; expected {self.expected}"
        if self.hint:
            text += f" ({self.hint})"
        return text


def _short(path: Path) -> str:
    """Return the path as seen from the working folder where that is shorter to read."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
