"""Cache of founders: synthesis takes seconds, reading what it made takes milliseconds.

    from scenarios.founders import with_founders
    scenario = with_founders(load("lister/baseline"))

Founders depend on the bundle and on the code that makes them, so the file's name carries a hash of both; nothing has to
be invalidated. The file is one JSON header and the raw bytes of each array: no pickle, no decompression. A file that is
damaged, or a folder that cannot be written, costs time and nothing else: then they are synthesised.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from model import codes
from model.inputs import Founders, RegionData, Scenario
from model.registry import plugin_folders

MAGIC = b"omland-founders-1\n"
ALIGNMENT = 64
KEPT_PER_REGION = 4  # older files of a region are removed

# What may not change founders: instruments and events, what is only measured, and Mesa's side of the model.
_NOT_SYNTHESIS = ("policies", "events", "indicators", "indicators.py", "mesa_model.py", "year.py", "policy.py")

_in_memory: dict[str, Founders] = {}


def with_founders(scenario: Scenario) -> Scenario:
    """Return the scenario with the founders of its region: from memory, from the cache, else synthesised."""
    if scenario.founders is not None:
        return scenario
    return replace(scenario, founders=founders_of(scenario.region))


def founders_of(region: RegionData) -> Founders:
    """Return the founders of a region. The arrays are read-only: many models share them."""
    name = founders_name(region)
    if name not in _in_memory:
        path = cache_folder() / name
        founders = _read(path)
        if founders is None:
            from model.synthesis import synthesise

            founders = synthesise(region)
            _write(path, founders)
            _forget_old(path, region.id)
        _in_memory.clear()  # one region at a time is plenty
        _in_memory[name] = founders
    return _in_memory[name]


def founders_name(region: RegionData) -> str:
    """Return the name of the cache file: region, and a hash of its bundle and of the code that makes founders."""
    plugins = tuple(str(folder) for folder in plugin_folders())
    digest = hashlib.sha256(f"{region.hash} {synthesis_hash(plugins)}".encode()).hexdigest()
    return f"{region.id}-{digest[:24]}.founders"


@cache
def synthesis_hash(plugins: tuple[str, ...] = ()) -> str:
    """Return a hash of all code that synthesis may use, and of numpy's version; computed once per process."""
    digest = hashlib.sha256(np.__version__.encode())
    root = Path(codes.__file__).parent
    files = [p for p in root.rglob("*.py") if p.relative_to(root).parts[0] not in _NOT_SYNTHESIS]
    for folder in plugins:
        files += [p for sub in ("sectors", "services", "submodels") for p in Path(folder, sub).glob("*.py")]
    for path in sorted(files):
        content = path.read_bytes()
        digest.update(f"{path.parent.name}/{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def cache_folder() -> Path:
    """Return the folder that keeps founders: in the user's cache, else in the temporary folder."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for parent in (home, Path(tempfile.gettempdir()) / f"omland-{os.getuid() if hasattr(os, 'getuid') else 0}"):
        folder = parent / "omland" / "founders"
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
    return Path(tempfile.gettempdir())


def _write(path: Path, founders: Founders) -> None:
    """Write founders in one step: a reader sees the whole file or none. Failing to write is no error."""
    arrays = {("columns", t, c): a for t, columns in founders.columns.items() for c, a in columns.items()}
    arrays |= {("arrays", "", name): a for name, a in founders.arrays.items()}
    entries: list[dict[str, Any]] = []
    body = bytearray()
    for (group, table, name), array in arrays.items():
        body += b"\0" * (-len(body) % ALIGNMENT)
        raw = np.ascontiguousarray(array)
        entries.append(
            {"in": group, "table": table, "name": name, "dtype": raw.dtype.str, "shape": array.shape, "at": len(body)}
        )
        body += raw.tobytes()
    header = json.dumps({"entries": entries, "bytes": len(body), "crc": zlib.crc32(body)}).encode()
    with contextlib.suppress(OSError):
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(MAGIC + len(header).to_bytes(8, "little") + header + body)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)


def _read(path: Path) -> Founders | None:
    """Return the founders of a file; None when it is missing, damaged or of another make."""
    try:
        content = path.read_bytes()
        if not content.startswith(MAGIC):
            return None
        start = len(MAGIC) + 8
        length = int.from_bytes(content[len(MAGIC) : start], "little")
        header = json.loads(content[start : start + length])
        body = memoryview(content)[start + length :]
        if len(body) != header["bytes"] or zlib.crc32(body) != header["crc"]:
            return None
        return _assemble(header["entries"], body)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _assemble(entries: list[dict[str, Any]], body: memoryview) -> Founders:
    founders = Founders(columns={}, arrays={})
    for entry in entries:
        dtype, shape = np.dtype(entry["dtype"]), tuple(entry["shape"])
        count = int(np.prod(shape, dtype=np.int64))
        array = np.frombuffer(body, dtype, count, entry["at"]) if count else np.zeros(0, dtype)
        array = array.reshape(shape)
        if entry["in"] == "columns":
            founders.columns.setdefault(entry["table"], {})[entry["name"]] = array
        else:
            founders.arrays[entry["name"]] = array
    return founders


def _forget_old(path: Path, region_id: str) -> None:
    """Remove all but the newest files of a region."""
    with contextlib.suppress(OSError):
        files = sorted(path.parent.glob(f"{region_id}-*.founders"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in files[KEPT_PER_REGION:]:
            old.unlink(missing_ok=True)
