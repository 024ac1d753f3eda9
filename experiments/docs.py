"""`make docs`: the pages of docs/ that are written from the code, and a check that they are current.

    python -m experiments.docs            write them
    python -m experiments.docs --check    exit status 1 if a page is not what the code says

Whole pages: parameters, world, instruments/, services, sectors, indicators. In odd.md only what lies between markers is
written. The same code gives the same bytes. Own instruments, services, sectors and indicators (`--plugins`, as for
`omland`) get pages too; `--out` writes them elsewhere.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from experiments.docs_markdown import GENERATED
from model.registry import PluginError
from scenarios.errors import BadInput

DOCS = Path(__file__).resolve().parents[1] / "docs"
ODD = "odd.md"
INSTRUMENTS = "instruments"


def pages(template: str | None = None) -> dict[str, str]:
    """Return the text of every page by its path below docs/; odd.md where its `template` is given."""
    from experiments import docs_odd, docs_pages, docs_traits

    found = {
        "parameters.md": docs_pages.parameters(),
        "world.md": docs_pages.world(),
        "services.md": docs_traits.services(),
        "sectors.md": docs_traits.sectors(),
        "indicators.md": docs_traits.indicators(),
        **{f"{INSTRUMENTS}/{name}": text for name, text in docs_pages.instruments().items()},
    }
    if template is not None:
        found[ODD] = docs_odd.filled(template)
    return found


def stale(folder: Path, wanted: dict[str, str]) -> list[str]:
    """Return the pages that are missing, not what the code says, or of something that is no longer there."""
    differ = [name for name, text in wanted.items() if _read(folder / name) != text]
    return sorted(differ + left_over(folder, wanted))


def left_over(folder: Path, wanted: dict[str, str]) -> list[str]:
    """Return generated pages of instruments that are no longer there."""
    there = sorted((folder / INSTRUMENTS).glob("*.md"))
    return [
        f"{INSTRUMENTS}/{p.name}"
        for p in there
        if f"{INSTRUMENTS}/{p.name}" not in wanted and GENERATED in (_read(p) or "")
    ]


def write(folder: Path, wanted: dict[str, str]) -> list[str]:
    """Write the pages that changed, remove those of what is gone, and return their names."""
    changed = stale(folder, wanted)
    for name in changed:
        path = folder / name
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            path.unlink()
    return changed


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError:
        return None


def main(arguments: list[str] | None = None) -> int:
    """Write or check the pages. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m experiments.docs", description="Pages written from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 if a page is stale")
    parser.add_argument("--out", type=Path, default=DOCS, help="folder of the pages (default: docs/ of the checkout)")
    parser.add_argument("--plugins", help="folders with own instruments, services, sectors, indicators")
    given = parser.parse_args(arguments)
    if given.plugins:
        os.environ["OMLAND_PLUGINS"] = given.plugins
    try:
        names = run(given.out, check=given.check)
    except (BadInput, PluginError, OSError) as error:
        print(f"docs: {error}", file=sys.stderr)
        return 2
    if given.check and names:
        print("not what the code says: " + ", ".join(names) + "; run `make docs`", file=sys.stderr)
        return 1
    for name in names:
        print(f"wrote {name}" if (given.out / name).exists() else f"removed {name}")
    return 0


def run(folder: Path, *, check: bool) -> list[str]:
    """Write, or only check, the pages of a folder. Returns the names of those that differed."""
    if folder == DOCS and not (folder / ODD).exists():
        raise BadInput("there is no odd.md to fill", file=folder, expected="a checkout, or a folder given with --out")
    wanted = pages(_read(folder / ODD))
    return stale(folder, wanted) if check else write(folder, wanted)


if __name__ == "__main__":
    sys.exit(main())
