"""Options that several commands of `omland` have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenarios.errors import BadInput

Seed = Annotated[int, typer.Option(help="Seed; replication r uses seed + r.", min=0)]
Years = Annotated[int | None, typer.Option(help="Simulate so many years, whatever the scenario says.")]
Out = Annotated[Path | None, typer.Option(help="Folder for the results; default: a new one below results/.")]
Replace = Annotated[bool, typer.Option("--replace", help="Give up other results that are in the folder.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output, for programs.")]
Workers = Annotated[str, typer.Option(help="Processes to use: a number, or all.")]
Cluster = Annotated[
    str | None, typer.Option(help="Run on the Dask cluster with this scheduler: docs/how_to/cluster.md.")
]


def number_of_workers(text: str) -> int:
    """Return how many processes to use. Raises BadInput."""
    from experiments.workers import available_workers

    if text == "all":
        return available_workers()
    if text.isdecimal() and int(text) >= 1:
        return int(text)
    raise BadInput("the number of workers is wrong", value=text, expected="1 or more, or 'all'")
