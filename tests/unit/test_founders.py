"""Founders come back from the cache as they were; a damaged or unwritable cache costs time and nothing else."""

from __future__ import annotations

import stat
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from model.inputs import Founders, RegionData
from scenarios import founders as cache
from scenarios.bundle import load_region

TINY = Path(__file__).resolve().parents[1] / "regions" / "tiny"


def some_founders() -> Founders:
    persons = {"age": np.arange(5, dtype=np.int16), "key": np.arange(5, dtype=np.uint64) << np.uint64(60)}
    return Founders(
        columns={"persons": persons, "services": {"users": np.zeros(0, np.float32)}},
        arrays={"price": np.linspace(0, 1, 12).reshape(3, 4), "year": np.array(2025)},
    )


@pytest.fixture
def region() -> RegionData:
    return load_region(TINY)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Count how often founders are synthesised; the cache is empty and in the test's own folder."""
    calls: list[str] = []

    def synthesise(data: RegionData) -> Founders:
        calls.append(data.id)
        return some_founders()

    module = types.ModuleType("model.synthesis")
    module.synthesise = synthesise  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "model.synthesis", module)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "_in_memory", {})
    return calls


def same(a: Founders, b: Founders) -> bool:
    flat_a = {("c", t, c): x for t, cs in a.columns.items() for c, x in cs.items()} | dict(a.arrays)
    flat_b = {("c", t, c): x for t, cs in b.columns.items() for c, x in cs.items()} | dict(b.arrays)
    return flat_a.keys() == flat_b.keys() and all(
        flat_a[k].dtype == flat_b[k].dtype and flat_a[k].shape == flat_b[k].shape and (flat_a[k] == flat_b[k]).all()
        for k in flat_a
    )


def forget() -> None:
    cache._in_memory.clear()


def test_founders_are_made_once_and_come_back_as_they_were(region: RegionData, made: list[str]) -> None:
    first = cache.founders_of(region)
    forget()
    second = cache.founders_of(region)
    assert made == ["tiny"]
    assert same(first, second)
    assert same(second, some_founders())


def test_what_comes_from_the_cache_cannot_be_changed_by_one_of_the_models_that_share_it(
    region: RegionData, made: list[str]
) -> None:
    cache.founders_of(region)
    forget()
    with pytest.raises(ValueError, match="read-only"):
        cache.founders_of(region).columns["persons"]["age"][0] = 99


@pytest.mark.parametrize("damage", ["cut short", "one bit changed", "another file"])
def test_a_damaged_file_is_made_again(region: RegionData, made: list[str], damage: str) -> None:
    cache.founders_of(region)
    (path,) = cache.cache_folder().glob("*.founders")
    content = bytearray(path.read_bytes())
    if damage == "cut short":
        content = content[:-10]
    elif damage == "one bit changed":
        content[-3] ^= 1
    else:
        content = bytearray(b"PK something else")
    path.write_bytes(content)
    forget()
    assert same(cache.founders_of(region), some_founders())
    assert made == ["tiny", "tiny"]
    forget()
    cache.founders_of(region)
    assert made == ["tiny", "tiny"], "the damaged file was replaced"


def test_another_bundle_or_other_code_has_its_own_file(
    region: RegionData, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    name = cache.founders_name(region)
    assert cache.founders_name(replace(region, hash="another")) != name
    monkeypatch.setattr(cache, "synthesis_hash", lambda plugins=(): "another")
    assert cache.founders_name(region) != name


def test_without_a_folder_to_write_in_founders_are_made_all_the_same(
    region: RegionData, made: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    monkeypatch.setattr(cache, "cache_folder", lambda: folder / "gone")
    assert same(cache.founders_of(region), some_founders())


def test_no_half_written_file_is_left_behind(region: RegionData, made: list[str]) -> None:
    cache.founders_of(region)
    assert [p.suffix for p in cache.cache_folder().iterdir()] == [".founders"]
