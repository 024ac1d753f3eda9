"""Compiled code may use only what numba's cache will notice.

A cached kernel does not see edits to functions it calls, or constants it compiled in, from another file. The cache folder
carries a hash of rng.py, codes.py and kernels/*.py; from anywhere else a kernel may take nothing.
"""

import ast
import builtins
from pathlib import Path

import pytest

MODEL = Path(__file__).parents[2] / "model"
LIBRARIES = {"numpy", "numba", "math", "scipy"}


def is_shared(module: str) -> bool:
    return module in {"model.rng", "model.codes"} or module == "model.kernels" or module.startswith("model.kernels.")


def is_kernel(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and any("jit" in ast.unparse(d) for d in node.decorator_list)


class Module:
    """What the names at the top of a file stand for."""

    def __init__(self, text: str) -> None:
        tree = ast.parse(text)
        self.imported: dict[str, str] = {}
        self.assigned: dict[str, ast.expr] = {}
        self.functions: dict[str, ast.FunctionDef] = {}
        self.classes: set[str] = set()
        for node in tree.body:
            if isinstance(node, ast.Import):
                self.imported |= {(a.asname or a.name).split(".")[0]: a.name for a in node.names}
            elif isinstance(node, ast.ImportFrom):
                self.imported |= {a.asname or a.name: node.module or "" for a in node.names}
            elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    self.assigned |= {n.id: node.value for n in ast.walk(target) if isinstance(n, ast.Name)}
            elif isinstance(node, ast.FunctionDef):
                self.functions[node.name] = node
            elif isinstance(node, ast.ClassDef):
                self.classes.add(node.name)

    def complaints(self) -> list[str]:
        """One line per thing that a kernel takes from where it must not."""
        return [
            f"{kernel.name}: {complaint}"
            for kernel in self.functions.values()
            if is_kernel(kernel)
            for name in sorted(globals_of(kernel))
            if (complaint := self._why_not(name, ()))
        ]

    def _why_not(self, name: str, through: tuple[str, ...]) -> str:
        if name in through:
            return ""
        if name in self.imported:
            source = self.imported[name]
            is_fine = source.split(".")[0] in LIBRARIES or is_shared(source)
            return "" if is_fine else f"takes {' of '.join((name, *through[::-1]))} from {source}"
        if name in self.functions:
            if through or is_kernel(self.functions[name]):
                return ""
            return f"calls {name}, which is not compiled"
        if name in self.assigned:
            names = [n for n in ast.walk(self.assigned[name]) if isinstance(n, ast.Name)]
            inner = {n.id for n in names} - {n.id for n in names if isinstance(n.ctx, ast.Store)}
            return next((why for n in sorted(inner) if (why := self._why_not(n, (*through, name)))), "")
        return "" if name in self.classes or hasattr(builtins, name) else f"takes {name} from nowhere"


def globals_of(function: ast.FunctionDef) -> set[str]:
    """Names that a function's body takes from outside it."""
    own = {a.arg for a in (*function.args.args, *function.args.kwonlyargs, *function.args.posonlyargs)}
    used: set[str] = set()
    for statement in function.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                (used if isinstance(node.ctx, ast.Load) else own).add(node.id)
    return used - own


FILES = [path for path in sorted(MODEL.rglob("*.py")) if "jit" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(MODEL)))
def test_kernels_take_nothing_that_the_cache_would_miss(path: Path) -> None:
    assert Module(path.read_text(encoding="utf-8")).complaints() == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(MODEL)))
def test_kernels_are_cached_and_let_other_threads_run(path: Path) -> None:
    for kernel in Module(path.read_text(encoding="utf-8")).functions.values():
        if is_kernel(kernel):
            options = " ".join(ast.unparse(decorator) for decorator in kernel.decorator_list)
            assert "cache=True" in options, kernel.name
            assert "nogil=True" in options, kernel.name
            assert "fastmath" not in options, kernel.name


def test_the_check_finds_what_it_is_for() -> None:
    text = """
import numpy as np
from numba import njit
from model.parameters import RATE
from model.submodels.work import wage
from model.rng import uniform
OWN = 3.0
TWICE = 2.0 * RATE
def plain(x): return x
@njit(cache=True)
def fine(x): return uniform(x, OWN, 0) + np.sqrt(x) + len(x)
@njit(cache=True)
def calls(x): return wage(x)
@njit(cache=True)
def constant(x): return x * RATE
@njit(cache=True)
def behind(x): return x * TWICE
@njit(cache=True)
def interpreted(x): return plain(x)
"""
    assert Module(text).complaints() == [
        "calls: takes wage from model.submodels.work",
        "constant: takes RATE from model.parameters",
        "behind: takes RATE of TWICE from model.parameters",
        "interpreted: calls plain, which is not compiled",
    ]
