"""What the commands write on the screen: tables on standard output, progress on standard error."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from experiments.run import RunResult
    from experiments.wording import Wording
    from model.inputs import Scenario

PLACES = ("region", "town", "hinterland", "outside")


def _console(stderr: bool = False) -> Console:
    """Return a console; without a screen (a pipe, a file) lines are wide rather than folded."""
    console = Console(stderr=stderr, highlight=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, width=160)


def say(text: str) -> None:
    """Write a line."""
    _console().print(text, markup=False, soft_wrap=not sys.stdout.isatty())


class _Bar(Progress):
    """A bar; where there is no screen to draw it on, a line for every tenth that is finished."""

    def update(self, task_id: TaskID, **changes: Any) -> None:  # type: ignore[override]
        before = self.tasks[task_id].completed
        super().update(task_id, **changes)
        self._say(task_id, before)

    def advance(self, task_id: TaskID, advance: float = 1) -> None:
        before = self.tasks[task_id].completed
        super().advance(task_id, advance)
        self._say(task_id, before)

    def _say(self, task_id: TaskID, before: float) -> None:
        task = self.tasks[task_id]
        if self.disable and task.total and 10 * task.completed // task.total > 10 * before // task.total:
            _console(stderr=True).print(f"{task.description}: {task.completed:g} of {task.total:g}")


def progress() -> Progress:
    """Return a progress bar with the number done and the time left; it vanishes when done."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    return _Bar(*columns, console=console, transient=True, disable=not console.is_terminal)


@contextmanager
def long_progress(name: str) -> Iterator[Callable[[str, int, int], None]]:
    """Give what reports progress: a bar with the time left, or without a screen a line for every tenth."""
    with progress() as bar:
        task = bar.add_task(name, total=None)

        def on_progress(what: str, done: int, total: int) -> None:
            bar.update(task, description=f"{name}: {what}", completed=done, total=total)

        yield on_progress


def write_json(content: Any) -> None:
    """Write JSON on standard output; what is no number there (nan, infinity) becomes null."""
    json.dump(_plain(content), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a data frame as plain rows."""
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], title: str | None = None) -> None:
    """Write rows as a table; numbers to the right."""
    shown = Table(title=title, title_justify="left", box=None, header_style="bold", pad_edge=False)
    for column in columns:
        is_number = any(isinstance(row.get(column), int | float) for row in rows)
        shown.add_column(column.replace("_", " "), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(_text(row.get(column)) for column in columns))
    _console().print(shown)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}" if math.isfinite(value) else "–"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def levels(scenario: Scenario, result: RunResult) -> None:
    """Write the indicators of the region at the start and at the end of a run; flows as their first and last year."""
    rows = []
    for n, (indicator, place, group, unit) in enumerate(result.series):
        if place == "region" and group == "all":
            last = -2 if result.is_flow[n] else -1
            first, end = (float(f"{v:.5g}") for v in result.values[[0, last], n])
            rows.append({"indicator": indicator, "unit": unit, "first": first, "last": end})
    title = f"{scenario.title['en']}, seed {result.seed}: {result.years[0]} and {result.years[-1]}"
    table(rows, ("indicator", "unit", "first", "last"), title)


def notes(folder: Path) -> None:
    """Write what the runs in a folder say that a reader must know: a policy that could not act, say."""
    from experiments.store import read_manifest

    for note in read_manifest(folder).get("notes", []):
        say(f"Note on {note['scenario']}, {note['about']}, {note['year']}: {note['en']}")


def differences(wording: Wording, scenario: str) -> None:
    """Write the differences of a scenario from the base at the end of the run."""
    from experiments.compare import CLOSE, SMALL, UNCHANGED
    from experiments.texts import difference, place_name, word

    runs = f"{wording.n} paired run{'s' if wording.n > 1 else ''}"
    base = wording.title(wording.base, "en")
    title = f"\n{wording.title(scenario, 'en')}: difference from “{base}”, {runs}"
    shown = Table(title=title, title_justify="left", box=None, header_style="bold", pad_edge=False, title_style="bold")
    shown.add_column("")
    for place in PLACES:
        shown.add_column(place_name(place, wording.region, "en"), justify="right", no_wrap=True)
    for indicator, group in wording.headline():
        cells = []
        for place in PLACES:
            row = wording.cell(scenario, indicator, place, group)
            if row is None:
                cells.append("")
            elif row["verdict"] == UNCHANGED:
                cells.append("[dim]0[/dim]")
            else:
                mean, interval = difference(row["difference"], row["low"], row["high"], "en")
                both = f"{mean} ({interval})" if interval else mean
                cells.append(f"[dim]{both}[/dim]" if row["verdict"] in (CLOSE, SMALL) else f"[bold]{both}[/bold]")
        shown.add_row(wording.row_label(indicator, group, "en"), *cells)
    _console().print(shown)
    when = f"{word('end', 'en', last=wording.end)}; flows: sum {wording.start}–{wording.end - 1}"
    say(f"{when}. In brackets: 95 % interval of the mean; what it leaves open is grey. {wording.varied('en')}")


def region_check(region: str, problems: Sequence[str], rows: Sequence[Mapping[str, Any]], *, everything: bool) -> None:
    """Write the problems of a bundle, or how its synthetic population fits."""
    if problems:
        for problem in problems:
            say(problem)
        say(f"\n{len(problems)} problem{'s' if len(problems) > 1 else ''} in {region}")
        return
    say(f"{region}: the bundle is complete and consistent\n")
    quantities = list(dict.fromkeys(row["quantity"] for row in rows))
    totals = []
    for quantity in quantities:
        own = [row for row in rows if row["quantity"] == quantity]
        off = [abs(row["got"] - row["target"]) / row["tolerance"] for row in own if row["tolerance"] > 0]
        totals.append(
            {
                "quantity": quantity,
                "rows": len(own),
                "within tolerance": sum(bool(row["ok"]) for row in own),
                "largest miss / tolerance": float(f"{max(off, default=0.0):.2g}"),
            }
        )
    table(
        totals, ("quantity", "rows", "within tolerance", "largest miss / tolerance"), "Fit of the synthetic population"
    )
    shown = list(rows) if everything else [row for row in rows if not row["ok"]]
    if shown:
        columns = ("quantity", "place", "category", "target", "got", "tolerance", "ok")
        table(shown, columns, "\nAll rows" if everything else "\nOutside their tolerance")


def region_built(folder: Path, notes: Mapping[str, Sequence[str]], problems: Sequence[str]) -> None:
    """Write what was assumed or borrowed for a bundle that was built, and what is wrong with it."""
    for file, texts in notes.items():
        for text in texts:
            say(f"{file}: {text}")
    for problem in problems:
        say(problem)
    say(f"\nBundle in {folder}; `omland region check {folder}` compares a population made from it with the figures")
