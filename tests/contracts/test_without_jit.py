"""Kernels mean what their Python says: with the JIT off they give the same results.

Whole numbers and flags are the same; a sum may differ in its last bits, for the compiler may contract a product and a sum.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.contracts import without_jit

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "model"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """Results of interpreted kernels."""
    path = tmp_path_factory.mktemp("plain") / "results.npz"
    command = [sys.executable, "-W", "ignore", "-m", "tests.contracts.without_jit", str(path)]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with np.load(path) as found:
        return dict(found)


@pytest.fixture(scope="module")
def compiled() -> dict[str, np.ndarray]:
    return without_jit.results()


def test_compiled_and_interpreted_results_have_the_same_names(plain: dict, compiled: dict) -> None:
    assert set(compiled) == set(plain) - {"ran"}
    assert len(compiled) > 200


@pytest.mark.parametrize("part", without_jit.PARTS)
def test_compiled_and_interpreted_results_are_the_same(part: str, plain: dict, compiled: dict) -> None:
    names = [name for name in compiled if name.startswith(f"{part}/")]
    assert names
    for name in names:
        one, other = compiled[name], plain[name]
        if one.dtype.kind == "f":
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12, err_msg=name)
        else:
            np.testing.assert_array_equal(one, other, err_msg=name)


def test_every_kernel_ran_interpreted(plain: dict) -> None:
    """Those of synthesis are in tests/unit/test_synthesis.py."""
    ran = set(json.loads(str(plain["ran"])))
    kernels = {
        f"{path.relative_to(MODEL).as_posix()}:{node.name}"
        for path in MODEL.rglob("*.py")
        if path.parent.name != "synthesis"
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and any("jit" in ast.unparse(d) for d in node.decorator_list)
    }
    assert len(kernels) > 50
    assert sorted(kernels - ran) == [], "let tests/contracts/without_jit.py call it"
