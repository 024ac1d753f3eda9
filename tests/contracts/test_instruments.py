"""Every instrument and event: more of it is more of what it brings about, its costs have payers, its end ends them.

Played in the tiny region with default levers; `trials/<id>.toml` overrides levers for an instrument that
needs other circumstances there (`[levers]`, and `years` where four are too few to see its output).
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from model import registry
from model.inputs import PolicySpec
from model.region import Region
from model.traits import Instrument, Lever
from model.year import run_year
from tests.worlds import begin, tiny

TRIALS = Path(__file__).parent / "trials"
KINDS = {**registry.instruments(), **registry.events()}
START = 2026

# The tests of an instrument share its runs, so they go to one worker.
each = pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=pytest.mark.xdist_group(f"instrument {id_}")) for id_, kind in KINDS.items()],
    ids=KINDS.keys(),
)


def trial(kind: Instrument) -> dict[str, Any]:
    """What to set in the tiny region: `levers`, `years`."""
    file = TRIALS / f"{kind.id}.toml"
    given = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    assert set(given) <= {"levers", "years"}, f"{file.name}: {sorted(given)}"
    return {"levers": {}, "years": 4, **given}


def entry(kind: Instrument, until: int | None = None, **levers: Any) -> PolicySpec:
    """An entry with default levers, and the first zone, link … where one must be named."""
    data = tiny().region
    first = {
        "zone": data.zones["zone_id"].iloc[0],
        "outside": data.outside["outside_id"].iloc[0],
        "municipality": data.municipalities[0].code,
        "link": data.links["link_id"].iloc[0],
        "service": next(iter(registry.service_types())),
        "sector": next(iter(registry.sectors())),
    }
    known = {lever.name: lever.default for lever in kind.levers}
    named = {x.name: first[x.kind] for x in kind.levers if x.kind in first and not _fits(x, data)}
    chosen = known | named | trial(kind)["levers"] | levers
    assert set(chosen) == set(known), f"{kind.id} has no lever {sorted(set(chosen) - set(known))}"
    if kind.area == "event":
        until = START + 1
    return PolicySpec("it", kind.id, START, until, 0, chosen)


def _fits(lever: Lever, data: Any) -> bool:
    if lever.kind == "outside":
        return lever.default in set(data.outside["outside_id"])
    return lever.default is not None


@cache
def played(kind_id: str, dose: float | None, until: int | None = None) -> tuple[Region, tuple[tuple[Any, ...], ...]]:
    """The tiny region after the years of the trial, and its payments for the policy: (year, payer, payee, kroner)."""
    kind = KINDS[kind_id]
    levers = {} if dose is None else {kind.output.dose: dose}
    spec = entry(kind, until, **levers)
    is_event = kind.area == "event"
    years = trial(kind)["years"]
    region = begin(tiny(years=years, events=(spec,)) if is_event else tiny(spec, years=years), 3)
    paid = []
    for year in range(2025, 2025 + years):
        run_year(region)
        paid += [(year, p.payer, p.payee, p.nok) for p in region.accounts.year_payments if p.policy_id == "it"]
    return region, tuple(paid)


def doses(kind: Instrument) -> list[float]:
    """Nothing, half of the usual size and the usual size (of the trial)."""
    lever = next(x for x in kind.levers if x.name == kind.output.dose)
    full = trial(kind)["levers"].get(lever.name, lever.default)
    if full == lever.neutral:
        full = lever.high
    half = (lever.neutral + full) / 2
    return [lever.neutral, round(half) if lever.kind == "integer" else half, full]


@each
def test_it_declares_its_direct_output_and_the_lever_that_doses_it(kind: Instrument) -> None:
    assert kind.output is not None
    lever = next((x for x in kind.levers if x.name == kind.output.dose), None)
    assert lever is not None, f"there is no lever '{kind.output.dose}'"
    assert lever.neutral is not None, "the dose has a neutral value"
    assert kind.output.unit.strip()
    assert set(kind.output.label) == {"nb", "en"}


@each
def test_more_of_it_is_more_of_its_direct_output(kind: Instrument) -> None:
    measured = [kind.output.measure(played(kind.id, dose)[0], entry(kind, **{kind.output.dose: dose}))
                for dose in doses(kind)]  # fmt: skip
    assert measured == sorted(measured), f"{kind.output.label['en']} at {doses(kind)}: {measured}"
    assert measured[-1] > measured[0], f"{kind.output.label['en']} at {doses(kind)}: {measured}"


@each
def test_at_its_neutral_dose_nobody_pays(kind: Instrument) -> None:
    assert played(kind.id, doses(kind)[0])[1] == ()


@each
def test_its_costs_fall_on_the_payers_it_names(kind: Instrument) -> None:
    paid = played(kind.id, doses(kind)[-1])[1]
    payers = {payer for _, payer, payee, nok in paid if nok > 0}
    # Money that comes back from outside, and transfers between those named, are lines of theirs too.
    named = set(kind.payers)
    stray = {p for p in payers if p != "outside" and p not in named and p.partition(":")[0] not in named}
    assert not stray, f"{stray} pay, but the instrument names {kind.payers}"
    if kind.payers and kind.area != "event":
        assert payers, "it names payers, and nobody pays"


@each
def test_its_end_ends_its_costs(kind: Instrument) -> None:
    if kind.area == "event":
        return
    region, paid = played(kind.id, doses(kind)[-1], START + 1)
    last = max(START, int(region.memory["it"].get("works_until", 0)))
    late = [p for p in paid if p[0] > last]
    assert not late, f"from {START} to before {START + 1}, works until {last}: {late[:3]}"
