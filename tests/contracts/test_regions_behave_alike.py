"""Regions differ in their figures only: no behavioural parameter can be set by a bundle or by who is simulated."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from model.mesa_model import OmlandModel
from model.parameters import REGISTRY, resolve
from model.registry import load_parameters
from scenarios.bundle import NATIONAL, REGIONS, base_years, find_regions, load_region
from scenarios.bundle_columns import TABLES
from scenarios.calibration import latest, load_calibration
from scenarios.errors import BadInput
from scenarios.format import load
from scenarios.founders import with_founders
from scenarios.resolve import find_scenarios

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "regions" / "tiny"
BUNDLE_FILES = {"region.toml", "SOURCES.md", "overlay", *(f"{name}.csv" for name in TABLES)}


def test_a_bundle_has_no_place_for_a_parameter(tmp_path):
    """region.toml refuses such a table, every CSV such a column, and another file is not read."""
    load_parameters()
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    before = load_region(folder).hash
    (folder / "parameters.csv").write_text("name,value\nrelocation.base_rate,0.5\n")
    assert load_region(folder).hash == before
    path = folder / "region.toml"
    text = path.read_text()
    path.write_text(text + '\n[parameters]\n"relocation.base_rate" = 0.5\n')
    with pytest.raises(BadInput, match="unknown key 'parameters'"):
        load_region(folder)
    path.write_text(text)
    for name, table in TABLES.items():
        assert not {c for c in table.columns if c in REGISTRY}, f"a column of {name}.csv is named like a parameter"
        assert not {column.split(".")[-1] for column in REGISTRY} & {"birth_ratio", "death_ratio"}


@pytest.mark.parametrize("region", find_regions())
def test_a_shipped_bundle_holds_nothing_but_its_tables_and_overlay(region):
    assert {path.name for path in (REGIONS / region).iterdir()} <= BUNDLE_FILES


def test_no_scenario_of_the_library_sets_a_parameter():
    assert {name: load(name).parameters for name in find_scenarios()} == {name: {} for name in find_scenarios()}


def test_fitted_constants_are_the_country_s_and_a_bundle_cannot_bring_its_own(tmp_path):
    """One file for all regions and base years; the same file in a bundle is not read, and changes no hash."""
    fitted = load_calibration(NATIONAL / "no")
    assert fitted.values
    for region in find_regions():
        for base in base_years(region):
            assert load_region(region, base).national.calibration == fitted, (region, base)
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    before = load_region(folder)
    text = latest(NATIONAL / "no").read_text().replace('"location.family" =', '"location.family" = 0.5 #')
    (folder / "calibration-2099-01-01.toml").write_text(text)
    after = load_region(folder)
    assert (after.hash, after.national.calibration) == (before.hash, fitted)


def test_other_fitted_constants_are_another_region_to_every_cache(tmp_path, monkeypatch):
    """Founders and results made with one file are never taken for those of another."""
    country = tmp_path / "no"
    shutil.copytree(NATIONAL / "no", country)
    monkeypatch.setattr("scenarios.bundle.NATIONAL", tmp_path)
    before = load_region(TINY).hash
    path = latest(country)
    path.write_text(path.read_text() + "\n")
    assert load_region(TINY).hash != before


@pytest.mark.slow
def test_every_region_runs_with_the_same_declared_parameters():
    load_parameters()
    declared = resolve(load_calibration(NATIONAL / "no").values)
    for region in find_regions():
        model = OmlandModel(scenario=with_founders(load(f"{region}/baseline")), seed=1)
        model.step()
        assert model.region.params == declared, region


def test_the_model_s_code_names_no_region_municipality_or_zone():
    """A rule for one place alone would be a parameter that differs by region."""
    names: dict[str, str] = {}
    for region in find_regions():
        data = load_region(region)
        names |= {region: "region"} | {m.code: "municipality" for m in data.municipalities}
        names |= dict.fromkeys(data.zones.zone_id, "zone") | {t.id: "town" for t in data.towns}
        names |= {str(int(m.code)): "municipality" for m in data.municipalities}
    found = []
    for path in sorted((ROOT / "model").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and str(node.value) in names:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.value} ({names[str(node.value)]})")
    assert not found, "\n".join(found)


def test_a_region_s_id_makes_keys_and_messages_only():
    """Behaviour that asked for the id could differ by region."""
    allowed = {  # two make keys, two messages
        *("synthesis/assemble.py", "submodels/candidates.py"),
        *("submodels/books.py", "synthesis/collective.py"),
    }
    asking = set()
    for path in (ROOT / "model").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "id" and ast.unparse(node.value).endswith("data"):
                asking.add(path.relative_to(ROOT / "model").as_posix())
    assert asking <= allowed
