"""Every key of evidence that the code cites is on docs/evidence.md, and what is only remembered is called memory."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from model import registry
from model.parameters import REGISTRY, WORLD

ROOT = Path(__file__).resolve().parents[2]
KEY = r"(?:V\d+|[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?:_\*)?)"
LIST = re.compile(rf"EVIDENCE:? ({KEY}(?:,? (?:and )?{KEY})*)")

registry.load_parameters()


def on_the_page() -> dict[str, str]:
    """Status of each key of the page: a table's first and last column."""
    page = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    rows = [line.strip("| \n").split(" | ") for line in page.splitlines() if line.startswith("| `")]
    return {key: row[-1] for row in rows for key in re.findall(r"`(\w+)`", row[0])}


PAGE = on_the_page()


def cited(text: str) -> list[str]:
    """The keys that a text cites, line breaks and quotes within a citation left out."""
    plain = re.sub(r'["#\s]+', " ", text)
    return [key for found in LIST.findall(plain) for key in re.findall(KEY, found)]


FILES = sorted(p for folder in ("model", "scenarios", "experiments", "viz") for p in (ROOT / folder).rglob("*.py"))
SOURCES = {
    **{name: spec.source for name, spec in REGISTRY.items()},
    **{f"world {name}": spec.source for name, spec in WORLD.items()},
    **{
        f"{kind} {id_}": one.source
        for kind in ("instruments", "events", "service_types", "sectors")
        for id_, one in getattr(registry, kind)().items()
    },
}


def test_citations_are_understood() -> None:
    assert cited('(EVIDENCE gp_list_size 3) EVIDENCE "\n  "V26, a_b; EVIDENCE x_y: about z_z, EVIDENCE p_q_*') == [
        "gp_list_size", "V26", "a_b", "x_y", "p_q_*",
    ]  # fmt: skip
    assert sum(len(cited(source)) for source in SOURCES.values()) > 40


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_key_that_a_file_cites_is_on_the_page(path: Path) -> None:
    for key in cited(path.read_text(encoding="utf-8")):
        rows = [k for k in PAGE if k == key or (key.endswith("*") and k.startswith(key[:-1]))]
        assert rows, f"{path.name} cites '{key}': give it a row in docs/evidence.md"


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_names_its_key_and_says_where_that_is_memory(name: str) -> None:
    source = SOURCES[name]
    keys = cited(source)
    assert bool(keys) == ("EVIDENCE" in source), f"no key is named: {source}"
    for key in keys:
        assert PAGE[key] in {"seen", "derived", "memory", "seen; yearly rate derived"}
        assert PAGE[key] != "memory" or "memory" in source, f"'{key}' is from memory: say so in the source"
