"""A TOML file that knows on which line each of its keys stands, so that a message can say where."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.errors import BadInput

Key = tuple[str | int, ...]  # ("policy", 0, "zone"): the key zone of the first [[policy]]

DEEPEST = 8  # parts of a dotted key whose lines are kept; no key that means something has more
MAX_BYTES = 1_000_000  # a scenario is a page or two; whatever is larger is something else

_SEGMENT = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEY = rf"\s*({_SEGMENT}(?:\s*\.\s*{_SEGMENT})*)\s*"
_ARRAY_HEADER = re.compile(rf"^\s*\[\[{_KEY}\]\]")
_HEADER = re.compile(rf"^\s*\[{_KEY}\]")
_ASSIGNMENT = re.compile(rf"^{_KEY}=")
_QUOTES = ('"""', "'''")


@dataclass(frozen=True)
class TomlSource:
    """A TOML file as read: its data, and the line of each key (counted from 1)."""

    path: Path
    data: dict[str, Any]
    lines: dict[Key, int]

    def line(self, *key: str | int) -> int | None:
        """Return the line of a key, or of the nearest table around it that has a line."""
        while key:
            if key in self.lines:
                return self.lines[key]
            key = key[:-1]
        return None

    def bad(self, message: str, *key: str | int, value: Any = None, expected: str = "", hint: str = "") -> BadInput:
        """Return the exception that says what is wrong at a key of this file."""
        return BadInput(
            message, file=self.path, line=self.line(*key), value=value, expected=expected, hint=hint, key=key
        )


def read_toml(path: str | os.PathLike[str]) -> TomlSource:
    """Read a TOML file. Raises BadInput when it is missing, too large, no UTF-8 text or no TOML."""
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput("the file is too large for a scenario", file=path, expected=f"at most {MAX_BYTES:,} bytes")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise BadInput("there is no such file", file=path) from error
    except UnicodeDecodeError as error:
        raise BadInput("not UTF-8 text", file=path, expected="a file saved as UTF-8") from error
    except OSError as error:
        raise BadInput(f"the file cannot be read: {error.strerror}", file=path) from error
    return parse_toml(text, path)


def parse_toml(text: str, path: Path) -> TomlSource:
    """Return the data of a TOML text, `path` for messages. Raises BadInput with the line where it is no TOML."""
    try:
        data = tomllib.loads(text)
    except RecursionError as error:
        raise BadInput(
            "not readable as TOML (nested too deeply)", file=path, expected="tables and short lists"
        ) from error
    except ValueError as error:  # TOMLDecodeError, or a number with thousands of digits
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines()) or 1
        reason = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise BadInput(
            f"not readable as TOML ({reason})",
            file=path,
            line=line,
            expected='lines like `years = 20` or `name = "text"`',
        ) from error
    return TomlSource(path, data, _key_lines(text))


def _key_lines(text: str) -> dict[Key, int]:
    """Return the line of every table header and every `key = …` of a TOML text that is known to be valid."""
    lines: dict[Key, int] = {}
    counts: dict[Key, int] = {}  # entries so far of each array of tables
    table: Key = ()
    depth, quote = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if depth == 0 and not quote:
            if found := _ARRAY_HEADER.match(line):
                name = _absolute(found[1], counts)
                counts[name] = counts.get(name, 0) + 1
                table = (*name, counts[name] - 1)
                lines.setdefault(name, number)
                lines[table] = number
                continue
            if found := _HEADER.match(line):
                table = _absolute(found[1], counts)
                lines.setdefault(table, number)
                continue
            if found := _ASSIGNMENT.match(line):
                key = (*table, *_segments(found[1])[:DEEPEST])
                for length in range(len(table) + 1, len(key) + 1):
                    lines.setdefault(key[:length], number)
        depth, quote = _open_after(line, depth, quote)
    return lines


def _segments(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_SEGMENT, dotted))


def _absolute(dotted: str, counts: dict[Key, int]) -> Key:
    """Return the path of a header; within an array of tables it means the array's last entry."""
    key: Key = ()
    parts = _segments(dotted)
    for n, part in enumerate(parts):
        key = (*key, part)
        if key in counts and n < len(parts) - 1:
            key = (*key, counts[key] - 1)
    return key


def _open_after(line: str, depth: int, quote: str) -> tuple[int, str]:
    """Return how many brackets and which long quote are still open after a line."""
    i = 0
    while i < len(line):
        if quote:
            if line.startswith(quote, i):
                i, quote = i + 3, ""
            else:
                i += 2 if line[i] == "\\" and quote == '"""' else 1
            continue
        if line.startswith(_QUOTES, i):
            quote = line[i : i + 3]
            i += 3
        elif line[i] in "\"'":
            found = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'').match(line, i)
            i = found.end() if found else len(line)
        elif line[i] == "#":
            break
        else:
            depth += (line[i] in "[{") - (line[i] in "]}")
            i += 1
    return depth, quote
