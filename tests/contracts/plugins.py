"""A folder of plug-ins for tests: those that the guides show, and a sector."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def write_plugins(folder: Path) -> Path:
    """Fill a folder with an instrument, a service type, two indicators and a sector; returns it."""
    for page in sorted((ROOT / "docs" / "how_to").glob("add_*.md")):
        text = page.read_text(encoding="utf-8")
        for name, code in re.findall(
            r"Save as `plugins/(.+)`:\n\n```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL
        ):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(code, encoding="utf-8")
    sector = (ROOT / "model" / "sectors" / "transport.py").read_text(encoding="utf-8")
    (folder / "sectors").mkdir(parents=True)
    changed = sector.replace('id="transport"', 'id="space_travel"').replace('"en": "', '"en": "Space and ')
    (folder / "sectors" / "space_travel.py").write_text(changed, encoding="utf-8")
    return folder
