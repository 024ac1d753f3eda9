"""Measure every pattern and write docs/patterns.md.

python -m tests.patterns.report            about five minutes on two processes
"""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.patterns import housing, moves, own_figures, population
from tests.patterns.claims import Claim, number
from tests.patterns.commuting import lasting, v8
from tests.patterns.firms_and_shops import retail_facts, v26, v29
from tests.patterns.roads import v10
from tests.patterns.tried import tried

PAGE = Path(__file__).resolve().parents[2] / "docs" / "patterns.md"

HEAD = """# Patterns: does the model look like Norway?

Facts about Norwegian towns and their hinterland, and what the model makes of them. A pattern that fails says where the
model is wrong; its test in `tests/patterns` stays red until the mechanism is right. The model was told none of these
facts, but for three that the calibration uses: the four regions' net migration by age of 2005–2014, V3 (level and shape)
and V5.

Written by `python -m tests.patterns.report` on {date}: **{holds} of {all} bands hold.** Change the model and run it
again rather than edit this page.

## How to read it

- **Band**: what the source says, with a margin around it that was set before anything was measured. Bands marked † are
  ours, because the source has none.
- **Measured**: the mean over seeds (or over the regions of a family), and in brackets the middle 95 % of them. The mean is
  held against the band. Claims without a band are there to explain the others.
- **Lister**: the same in the published figures of the one real region that comes with the model. Where they lie outside
  the band, the band is reported, not aimed at: a single region may be unlike the nation.
- **Setup**: *invented regions* where the pattern is national, so that it cannot lean on one region's figures. An invented
  region is a town of 12,000 with two suburbs and a village, two hinterland municipalities 25 and 30 minutes away and two
  60 and 70 minutes away (2,500 to 3,500 residents each), with the nation's ages, and jobs, homes and services by plain
  rules (`tests/patterns/invented.py`, `invented_tables.py`). "Ages of a past with losses" are the nation's ages after 25
  years of the domestic loss of each class of centrality (V1), by age as people move (V3). Immigration is given: the
  nation's cohort residual of every five years, by population.
"""


@dataclass(frozen=True)
class Pattern:
    """A section of the page: claims, the variants that were also measured, where the numbers come from."""

    id: str
    title: str
    source: str
    claims: Callable[[], dict[str, Claim]]
    variants: tuple[Callable[[], dict[str, Claim]], ...] = ()


PATTERNS = (
    Pattern(
        "V1", "Population change splits by centrality: domestic loss, offset by immigration",
        "all Norwegian municipalities 2005–2017 by centrality class (SSB; Norges Bank, PPR 4/18, chart data). "
        "Town = class 4, near and far hinterland = classes 5 and 6", population.v1, (lambda: population.v1("town"),),
    ),
    Pattern("V3", "Age profile of moves", "SSB, Flyttinger table 9, 1999–2011", moves.v3),
    Pattern("V5", "Distance of moves", "derived from SSB, Flyttinger table 9, 2011 (old borders)", moves.v5),
    Pattern(
        "V8", "Commuting falls as a logistic with an edge at 45 minutes",
        "Danish municipalities; survey in northern Sweden; Norwegian mean", v8,
    ),
    Pattern(
        "V10", "A shorter road enlarges commuting mostly in the periphery",
        "Engebretsen and Gjerdåker 2010 (Korgfjell, Trekantsambandet, Førde–Florø)", v10,
    ),
    Pattern("V26", "Firm survival and its gradients", "SSB, Nyetablerte foretaks overlevelse, cohorts of 2003–2008", v26),
    Pattern("V29", "Shops die slowly", "Merkur 2014 and 2016; the rate derived", v29),
    Pattern("Retail", "Facts of retail", "e-commerce 2023 (from memory); Merkur-programmet", retail_facts),
    Pattern("Lister commuting", "Commuting between municipalities lasts", "the bundle's own table", lasting),
    Pattern(
        "V24", "Ageing and decline in the periphery", "NOU 2020: 15, chapter 3; Telemarksforsking 2020", population.v24,
        (lambda: population.v24("aged hinterland"),),
    ),
    Pattern("V25", "Missing women", "SSB 2000; Møre og Romsdal fylke 2013; NRK 2017 (SSB)", population.v25),
    Pattern(
        "V28", "Price below cost in rural housing", "NRK 2016 and 2018, used over new price per m² by county", housing.v28,
        (lambda: housing.v28("lister, at cost"),),
    ),
    Pattern("V31", "Settlement pattern", "SSB 2019 (77 % in settlements in 2002, 82 % in 2019)", housing.v31),
    Pattern(
        "Lister", "Twenty years of Lister, 2005 to 2025, against what was published",
        "SSB 07459 and prices, as in the region's bundle", own_figures.backcast,
    ),
    Pattern("Lister start", "No false start by municipality", "the model itself", own_figures.no_transient),
    Pattern("Lister prices", "Prices of Lister's municipalities", "SSB, as in the bundle", own_figures.formed_prices),
)  # fmt: skip


def outcome(claim: Claim) -> str:
    """Holds or misses, in a word or two."""
    return ("holds" if claim.holds else "**misses**") if claim.has_band else ""


def table(claims: list[Claim]) -> str:
    """Markdown of claims of one setup."""
    with_history = any(c.history for c in claims)
    head = ["claim", "band", "measured", "outcome"] + (["Lister"] if with_history else [])
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for c in claims:
        unit = f" {c.unit}" if c.unit else ""
        own = ", ".join(f"{number(v)} ({when})" for when, v in c.history)
        if c.has_band and c.history_violates:
            own += "; outside the band"
        cells = [c.text, c.band + (" †" if c.is_own_band and c.has_band else ""), c.measured + unit, outcome(c)]
        lines.append("| " + " | ".join(cells + ([own] if with_history else [])) + " |")
    return "\n".join(lines)


def section(pattern: Pattern) -> tuple[str, list[Claim]]:
    """Markdown of a pattern, and its claims that have a band."""
    claims = list(pattern.claims().values())
    title = pattern.title if not pattern.id.startswith("V") else f"{pattern.id}. {pattern.title}"
    parts = [f"## {title}", f"Source: {pattern.source}."]
    for k, group in enumerate([claims, *(list(v().values()) for v in pattern.variants)]):
        for setup in dict.fromkeys(c.setup for c in group):
            also = "Also measured, not tested: " if k else "Setup: "
            parts += [f"{also}{setup}.", table([c for c in group if c.setup == setup])]
    return "\n\n".join(parts), [c for c in claims if c.has_band]


def page(date: datetime.date, with_tried: bool) -> str:
    """The whole page: runs everything."""
    sections, overview, tested = [], [], []
    for pattern in PATTERNS:
        text, claims = section(pattern)
        sections.append(text)
        tested += claims
        misses = "; ".join(
            f"{c.text}: {c.measured}{' ' + c.unit if c.unit else ''}, band {c.band}" for c in claims if not c.holds
        )
        n = sum(c.holds for c in claims)
        overview.append(f"| {pattern.id} | {pattern.title} | {n} of {len(claims)} | {misses or '–'} |")
        print(f"{pattern.id}: {n} of {len(claims)}", flush=True)
    if with_tried:
        sections.append(tried())
    head = HEAD.format(date=date.isoformat(), holds=sum(c.holds for c in tested), all=len(tested))
    lines = ["## In short", "", "| | pattern | bands that hold | what misses |", "|---|---|---|---|", *overview]
    return "\n\n".join([head.rstrip(), "\n".join(lines), *sections]) + "\n"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tried", action="store_true", help="add what other values of parameters give")
    today = datetime.datetime.now(tz=datetime.UTC).date()
    PAGE.write_text(page(today, parser.parse_args().tried), encoding="utf-8")


if __name__ == "__main__":
    main()
