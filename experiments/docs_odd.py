"""The tables inside odd.md that are written from the code: entities, schedule, submodels' texts, parameters.

A template has `<!-- generated: NAME -->` and `<!-- end -->` on lines of their own; what is between them is replaced.
"""

from __future__ import annotations

import ast
import inspect
import io
import tokenize
from collections.abc import Callable
from types import ModuleType

from experiments.docs_markdown import fill, first_line, source_link, table
from experiments.docs_pages import all_parameters, by_prefix, kind_of_source
from model import agents, policy, year
from model.table import RowAgent, columns_of

ENTITIES = (
    agents.Person,
    agents.Household,
    agents.Dwelling,
    agents.Firm,
    agents.PublicService,
    agents.Municipality,
)


def filled(template: str) -> str:
    """Return the template with every marked part written anew. Raises BadInput for a part that nobody writes."""
    return fill(template, PARTS, "odd.md")


def entities() -> str:
    """Return a table of state variables for each class of agents."""
    classes = {value for value in vars(agents).values() if _is_entity(value)}
    if missing := classes - set(ENTITIES):
        raise ValueError(f"an entity without a table in odd.md: {missing}")
    return "\n\n".join(_entity(entity) for entity in ENTITIES)


def _is_entity(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, RowAgent) and value.__module__ == agents.__name__


def _entity(entity: type[RowAgent]) -> str:
    rows = [
        (f"`{name}`", col.unit or "–", col.dtype.name, col.doc)
        for name, col in columns_of(entity).items()
        if name != "key"
    ]
    about = " ".join(inspect.cleandoc(entity.__doc__ or "").split())
    head = ("state variable", "unit or code", "held as", "meaning")
    return f"**{entity.__name__}.** {about}\n\n{table(head, rows)}"


def schedule() -> str:
    """Return the year: each step in its order, what `model/year.py` says of it, the file's first line."""
    rows: list[tuple[object, ...]] = [
        (0, "policies and events", "act on the world on 1 January", _sentence(policy), source_link(policy.__name__))
    ]
    said = year_comments()
    for n, module in enumerate(year.YEAR, 1):
        name = module.__name__.rpartition(".")[2]
        rows.append((n, name, said[name], _sentence(module), source_link(module.__name__)))
    return table(("", "step", "what happens", "the file says", "code"), rows)


def year_comments() -> dict[str, str]:
    """Return the comment of each line of YEAR in model/year.py."""
    source = inspect.getsource(year)
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = {t.start[0]: t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT}
    tuples = [
        node.value
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple) and ast.unparse(node.targets[0]) == "YEAR"
    ]
    return {ast.unparse(line): comments.get(line.lineno, "") for line in tuples[0].elts}


def _sentence(module: ModuleType) -> str:
    """First sentence of a file's docstring, without the name in front."""
    line = first_line(module)
    return line.partition(": ")[2] or line


def parameters() -> str:
    """Return how many parameters each mechanism has and what they rest on."""
    kinds = ("evidence", "memory", "assumption", "calibration", "provisional calibration")
    rows: list[tuple[object, ...]] = []
    for prefix, group in by_prefix(all_parameters()):
        counts = [sum(kind_of_source(s.source) == kind for s in group) for kind in kinds]
        rows.append((f"[{prefix}](parameters.md#{prefix})", len(group), *(n or "" for n in counts)))
    totals = [sum(kind_of_source(s.source) == kind for s in all_parameters()) for kind in kinds]
    rows.append(("**all**", len(all_parameters()), *totals))
    return table(("mechanism", "parameters", *kinds), rows)


PARTS: dict[str, Callable[[], str]] = {"entities": entities, "schedule": schedule, "parameters": parameters}
