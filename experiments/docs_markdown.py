"""Markdown that the generated pages share: tables, numbers, links to source files."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

from scenarios.errors import BadInput

_MARKED = re.compile(r"(<!-- generated: (\w+) -->\n).*?(^<!-- end -->$)", re.DOTALL | re.MULTILINE)
GENERATED = "<!-- Written by `make docs` from the code. Change the code, not this page. -->"


def page(title: str, *parts: str) -> str:
    """Return a page: title, the note that it is generated, and its parts, a blank line between them."""
    return "\n\n".join([f"# {title}", GENERATED, *(part.strip("\n") for part in parts if part.strip())]) + "\n"


def fill(template: str, parts: Mapping[str, Callable[[], str]], page: str) -> str:
    """Return a page with every part between `<!-- generated: NAME -->` and `<!-- end -->` written anew.

    Raises BadInput for a part that nobody writes.
    """

    def part(found: re.Match[str]) -> str:
        name = found.group(2)
        if name not in parts:
            raise BadInput(
                f"{page} asks for a generated part '{name}'", value=name, expected="one of " + ", ".join(parts)
            )
        return f"{found.group(1)}\n{parts[name]()}\n\n{found.group(3)}"

    return _MARKED.sub(part, template)


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table; a cell may hold any text."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell(c) for c in row) + " |" for row in rows]
    return "\n".join(lines)


def cell(value: Any) -> str:
    """Return a value as the text of a table cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, (tuple, list)):
        return ", ".join(cell(v) for v in value)
    return " ".join(str(value).split()).replace("|", "\\|")


def number(value: float) -> str:
    """Return a number without exponent: 1,000,000 and 0.0004."""
    if not math.isfinite(value):
        return "–" if math.isnan(value) else ("∞" if value > 0 else "−∞")
    text = f"{value:,.10f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def span(low: float, high: float) -> str:
    """Return a range in words."""
    if not math.isfinite(high):
        return f"{number(low)} or more"
    return f"{number(low)} to {number(high)}"


def docstring(module: ModuleType) -> str:
    """Return what a file says about itself; indented equations stay indented, so they are shown as they are."""
    return inspect.cleandoc(module.__doc__ or "")


def first_line(module: ModuleType) -> str:
    """Return the first sentence or line of a file's docstring."""
    return docstring(module).splitlines()[0] if docstring(module) else ""


def source_link(module_name: str, up: str = "../") -> str:
    """Return a link to the file of a module of the program; a plug-in's file has a name only."""
    if not module_name.startswith("model."):
        return f"plug-in `{module_name}`"
    path = module_name.replace(".", "/") + ".py"
    return f"[{path}]({up}{path})"
