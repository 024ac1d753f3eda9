"""All regions validated, and the generated parts of docs/validation.md; its other text is written by hand."""

from __future__ import annotations

import datetime
import math
import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.commands import RESULTS_FOLDER
from experiments.docs_markdown import fill, table
from experiments.manifest import code_hash
from experiments.store import read_manifest, write_text
from experiments.validate import (
    BANDS,
    METHODS,
    Progress,
    Validated,
    ValidateOptions,
    against_best,
    best_comparator,
    summary,
    validate,
)
from experiments.validate_figures import NAME
from scenarios.bundle import NATIONAL, find_regions
from scenarios.calibration import latest
from scenarios.errors import BadInput

WORDS = {"model": "Omland", "no_change": "no change", "linear_trend": "trend", "cohort_component": "cohorts"}
PICTURES = "pictures"


def validate_all(
    regions: Sequence[str] | None, options: ValidateOptions, on_progress: Progress = lambda *_: None
) -> list[Validated]:
    """Validate regions one after another, all that come with Omland where none is named; each in a folder of its own."""
    ids = find_regions() if regions is None else list(regions)
    found = []
    for region in ids:
        out = options.out or (RESULTS_FOLDER / "validate" if regions is None else None)
        folder = out / Path(region).name if out is not None and len(ids) > 1 else out
        own = replace(options, out=folder)
        found.append(validate(region, own, lambda what, done, of, r=region: on_progress(f"{r}, {what}", done, of)))
    return found


def pooled(found: Sequence[Validated]) -> pd.DataFrame:
    """Return the tables of several regions as one."""
    return pd.concat([one.table for one in found], ignore_index=True)


def write_page(path: Path, found: Sequence[Validated], replications: int) -> None:
    """Write the generated parts of a page anew, and the figures that it shows. Raises BadInput where there is no page."""
    try:
        template = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput("the page cannot be read", file=path, expected="docs/validation.md of a checkout") from error
    every = pooled(found)
    parts = {
        "made": partial(_made, found, replications),
        "overall": partial(_overall, every),
        "against_best": partial(_against_best, every),
        "ages": partial(_ages, every),
        "regions": partial(_regions, found),
        "calibration": _calibration,
    }
    text = fill(template, parts, path.name)
    for one in found:
        (path.parent / PICTURES).mkdir(exist_ok=True)
        shutil.copyfile(one.folder / "figures" / f"{NAME}.en.svg", path.parent / _picture(one))
    write_text(path, text)


def _picture(one: Validated) -> str:
    return f"{PICTURES}/{NAME}_{one.data.id}.en.svg"


def _made(found: Sequence[Validated], replications: int) -> str:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    took = sum(read_manifest(one.folder)["timings"]["wall_s"] for one in found)
    workers = read_manifest(found[0].folder)["timings"]["workers"]
    return (
        f"Written on {today.isoformat()} by `omland validate --page docs/validation.md`: {replications} runs from each base"
        f" year and region, code {code_hash()[:12]}. The runs took {took / 60:.0f} minutes with {workers} processes."
    )


def _overall(every: pd.DataFrame) -> str:
    head = ("from", "years", *(WORDS[m] for m in METHODS), "within the 80 % interval")
    rows = []
    for row in summary(every).itertuples(index=False):
        errors = [_percent(getattr(row, m)) for m in METHODS]
        rows.append((str(row.base), str(row.years), *errors, f"{row[-1]:.0f} %"))
    return table(head, rows)


def _against_best(every: pd.DataFrame) -> str:
    best = best_comparator(every)
    if best is None:
        return "No comparator can be chosen: nothing was run from 2005."
    text = f"Best over 2005–2015 of those that can be computed there: **{WORDS[best]}**."
    head = ("years from 2015", "Omland", WORDS[best], "ratio", "asked: at most", "asked: ratio at most")
    asked = {5: 3.0, 10: 4.5}
    rows = [
        (str(r.years), _percent(r.model), _percent(r.error), f"{r.ratio:.2f}", _percent(asked.get(r.years)), "1.1")
        for r in against_best(every).itertuples(index=False)
    ]
    return f"{text}\n\n{table(head, rows)}"


def _ages(every: pd.DataFrame) -> str:
    head = ("from", "years", *(f"{band} years" for band in BANDS))
    rows: dict[tuple[int, int], list[str]] = {}
    for band in BANDS:
        for row in summary(every, f"age:{band}").itertuples(index=False):
            cell = " / ".join(_percent(getattr(row, m)) for m in METHODS)
            rows.setdefault((row.base, row.years), []).append(cell)
    said = "Mean absolute error by age group over municipalities: " + " / ".join(WORDS[m] for m in METHODS) + "."
    return said + "\n\n" + table(head, [(str(b), str(y), *cells) for (b, y), cells in rows.items()])


def _regions(found: Sequence[Validated]) -> str:
    return "\n\n".join(_region(one) for one in found)


def _region(one: Validated) -> str:
    names = {f"municipality:{m.code}": m.name for m in one.data.municipalities}
    names |= {
        "region": "**whole region**",
        "with_town": "**municipalities with a town**",
        "without_town": "**the others**",
    }
    rows = []
    for place, name in names.items():
        own = one.table[(one.table["place"] == place) & (one.table["group"] == "all")]
        if own["published"].sum() == 0:
            continue
        start = own[own["years"] == own["years"].min()].iloc[0]["no_change"]
        errors = [
            _signed(own, base, years) for base, years in ((2005, 5), (2005, 10), (2005, 20), (2015, 5), (2015, 10))
        ]
        rows.append((name, f"{start:,.0f}", *errors))
    head = ("", "residents 2005", "2005 + 5", "2005 + 10", "2005 + 20", "2015 + 5", "2015 + 10")
    shares = summary(one.table)
    covered = ", ".join(f"{r.base} + {r.years}: {r[-1]:.0f} %" for r in shares.itertuples(index=False))
    return "\n\n".join([
        f"### {one.data.name['en']}",
        f"![Residents of {one.data.name['en']} by year: published, modelled, naive]({_picture(one)})",
        f"Omland's error in per cent. Within the 80 % interval: {covered} "
        f"of {int(shares['municipalities'].iloc[0])} municipalities.",
        table(head, rows),
        _region_ages(one.table),
    ])  # fmt: skip


def _signed(own: pd.DataFrame, base: int, years: int) -> str:
    row = own[(own["base"] == base) & (own["years"] == years)]
    return f"{row['model_error_%'].iloc[0]:+.1f}".replace("-", "−") if len(row) else "–"


def _region_ages(frame: pd.DataFrame) -> str:
    cells = []
    for band in BANDS:
        own = frame[(frame["place"] == "region") & (frame["group"] == f"age:{band}")]
        ends = [f"{_signed(own, base, years)} ({base} + {years})" for base, years in ((2005, 20), (2015, 10))]
        cells.append((f"{band} years", *ends))
    return "Whole region by age, error in per cent: " + "; ".join(f"{a} {b}, {c}" for a, b, c in cells) + "."


def _calibration() -> str:
    path = latest(NATIONAL / "no")
    if path is None:
        return "No constants have been fitted."
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    targets = [
        (t["name"], f"{t['wanted']:.3g}", f"{t['got']:.3g}", f"{t['tolerance']:g}", t["unit"], t["source"])
        for t in data.get("target", [])
    ]
    sd = [row[k] ** 0.5 for k, row in enumerate(data.get("covariance", []))]
    ends = data.get("profile", {})
    constants = [
        (f"`{name}`", f"{value:g}", f"{sd[k]:.2g}" if sd else "–",
         "; ".join(f"{at:.3g}: {rise:+.1f}" for at, rise in ends.get(name, [])))
        for k, (name, value) in enumerate(data["parameters"].items())
    ]  # fmt: skip
    return "\n\n".join([
        f"In use: `{path.name}`, distance {data.get('distance', float('nan')):.1f} "
        f"(of the constants used before: {data.get('distance_at_start', float('nan')):.1f}).",
        table(("target", "wanted", "got", "tolerance", "unit", "source"), targets),
        table(("constant", "value", "standard deviation", "rise of the distance at"), constants),
    ])  # fmt: skip


def _percent(value: float | None) -> str:
    return "–" if value is None or math.isnan(value) else f"{value:.1f} %"
