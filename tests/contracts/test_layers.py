"""Import layers hold, and nobody writes plain `import model`."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_import_contracts_are_kept() -> None:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_module_of_the_model_has_a_layer() -> None:
    """import-linter says nothing about a module that is in no layer."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in linter["contracts"] if contract["id"] == "layers")
    listed = [name for layer in layers for name in re.findall(r"model\.(\w+)", layer)]
    there = {path.stem for path in (ROOT / "model").glob("*.py")} - {"__init__"}
    there |= {path.parent.name for path in (ROOT / "model").glob("*/__init__.py")}
    assert sorted(there - set(listed)) == [], "write it into `layers` in pyproject.toml"
    assert sorted(set(listed) - there) == [], "it is gone: take it out of `layers` in pyproject.toml"
    assert len(listed) == len(set(listed))


def test_modules_are_imported_by_name_from_the_package() -> None:
    packages = {"model", "scenarios", "experiments", "viz"}
    plain = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for folder in (*packages, "tests")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import) and {alias.name.split(".")[0] for alias in node.names} & packages
    ]
    assert plain == []


def test_no_submodel_asks_for_a_service_sector_or_instrument_by_name() -> None:
    """Submodels act on traits: no string in their code equals an id that is declared elsewhere."""
    ids = {
        path.stem
        for folder in ("services", "sectors", "policies", "events")
        for path in (ROOT / "model" / folder).glob("*.py")
    }
    named = [
        f"{path.name}:{node.lineno} {node.value}"
        for path in (ROOT / "model" / "submodels").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in ids - {"__init__"}
    ]
    assert named == []
