"""What `omland breakeven` is asked: which lever, over what range, and when the outcome is good enough, how often."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.design_factors import Factor, applied
from experiments.outcomes import Outcome
from model.inputs import Scenario
from model.registry import events, instruments
from model.traits import Lever
from scenarios.errors import BadInput, did_you_mean
from scenarios.format import load, scenario_hash, with_years

STEPS = 200  # of the range, where the lever is no whole number


@dataclass(frozen=True)
class Question:
    """A question, checked. Met is a run whose outcome is at least (or at most) the threshold."""

    scenario: Scenario
    against: Scenario | None
    names: tuple[str, ...]  # of both, as `scenarios.format.load` knows them
    factor: Factor
    outcome: Outcome
    threshold: float
    is_above: bool
    probability: float
    replications: int  # most runs of a dose
    seed: int

    @property
    def lever(self) -> str:
        """Policy and lever."""
        return ".".join(self.factor.path)

    @property
    def name(self) -> str:
        """What its folder is called."""
        return f"{self.scenario.name.replace('/', '-')}-{self.lever}-{self.outcome.name}"

    @property
    def low(self) -> float:
        """Lower end of the range."""
        return self.factor.low

    @property
    def high(self) -> float:
        """Upper end of the range."""
        return self.factor.high

    @property
    def step(self) -> float:
        """How fine doses are told apart."""
        return 1.0 if self.factor.is_integer else (self.high - self.low) / STEPS

    def rounded(self, dose: float) -> float:
        """Return the nearest dose that the lever can take."""
        return float(round(dose)) if self.factor.is_integer else dose

    def up(self, dose: float) -> float:
        """Return the least dose that the lever can take from here on."""
        return float(math.ceil(dose - 1e-9)) if self.factor.is_integer else dose

    def is_met(self, numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether a run's outcome is good enough."""
        return numbers >= self.threshold if self.is_above else numbers <= self.threshold

    def at(self, dose: float) -> Scenario:
        """Return the scenario with this dose."""
        value = int(dose) if self.factor.is_integer else dose
        changed = applied([self.factor], [value], self.scenario)
        return replace(changed, name=f"{self.scenario.name}, {self.lever} = {value:g}", hash=scenario_hash(changed))

    def scenarios(self) -> list[Scenario]:
        """Return the scenario, and what it is compared with."""
        return [self.scenario] if self.against is None else [self.scenario, self.against]

    def describe(self) -> dict[str, Any]:
        """Return all that was asked, as plain values."""
        return {
            "lever": self.lever,
            "low": self.low,
            "high": self.high,
            "indicator": self.outcome.indicator,
            "place": self.outcome.place,
            "group": self.outcome.group,
            "year": self.outcome.year,
            "at_least" if self.is_above else "at_most": self.threshold,
            "probability": self.probability,
            "against": None if self.against is None else self.against.name,
            "replications": self.replications,
        }


def ask(
    name: str,
    lever: str,
    outcome: Outcome,
    *,
    above: float | None = None,
    below: float | None = None,
    low: float | None = None,
    high: float | None = None,
    probability: float = 0.8,
    against: str | None = None,
    replications: int = 40,
    seed: int = 1,
    years: int | None = None,
) -> Question:
    """Return a question about a scenario of this name or path. Raises BadInput where something is wrong."""
    names = [name] if against is None else [name, against]
    scenarios = [load(n) if years is None else with_years(load(n), years) for n in names]
    if against is not None and scenarios[0].region.hash != scenarios[1].region.hash:
        raise BadInput(
            "the scenarios are of different regions", value=against, expected=f"one of {scenarios[0].region.id}"
        )
    if against is not None and (scenarios[0].start, scenarios[0].years) != (scenarios[1].start, scenarios[1].years):
        raise BadInput("the scenarios run over other years", value=against, expected="the same years, or --years")
    if (above is None) == (below is None):
        raise BadInput("it is not said when the outcome is good enough", expected="one of --above and --below")
    if not 0 < probability < 1:
        raise BadInput("the probability is wrong", value=probability, expected="a number between 0 and 1, such as 0.8")
    if replications < 2:
        raise BadInput("the number of replications is wrong", value=replications, expected="2 or more; 40 is usual")
    last = scenarios[0].start + scenarios[0].years
    if outcome.year is not None and not scenarios[0].start <= outcome.year <= last:
        raise BadInput(
            "the year is outside the run",
            value=outcome.year,
            expected=f"{scenarios[0].start} to {last}, or more --years",
        )
    threshold = above if above is not None else below
    return Question(
        scenarios[0],
        scenarios[1] if against is not None else None,
        tuple(names),
        _factor(scenarios[0], lever, low, high),
        outcome.check(),
        float(threshold or 0.0),
        above is not None,
        probability,
        replications,
        seed,
    )


def asked_again(said: Mapping[str, Any], scenarios: Sequence[Scenario], names: Sequence[str], seed: int) -> Question:
    """Return the question that `describe` told, about these scenarios. Raises BadInput or KeyError where it cannot be."""
    is_above = "at_least" in said
    return Question(
        scenarios[0],
        scenarios[1] if said["against"] is not None else None,
        tuple(names),
        _factor(scenarios[0], said["lever"], said["low"], said["high"]),
        Outcome(said["indicator"], said["place"], said["group"], said["year"]).check(),
        float(said["at_least" if is_above else "at_most"]),
        is_above,
        said["probability"],
        said["replications"],
        seed,
    )


def _factor(scenario: Scenario, text: str, low: float | None, high: float | None) -> Factor:
    """Return the lever that is varied, with its range. `text`: policy id, a dot, and the lever's name."""
    id_, _, name = text.rpartition(".")
    specs = {spec.id: spec for spec in (*scenario.policies, *scenario.events)}
    if id_ not in specs:
        known = [f"{spec.id}.{lever.name}" for spec in specs.values() for lever in _levers(spec.instrument)]
        raise BadInput(
            f"'{scenario.name}' has no policy or event '{id_}'" if id_ else f"'{text}' names no lever",
            value=text,
            expected="policy.lever: one of " + ", ".join(known) if known else "a scenario with a policy",
            hint=did_you_mean(text, known),
        )
    levers = {lever.name: lever for lever in _levers(specs[id_].instrument)}
    if name not in levers:
        raise BadInput(
            f"'{id_}' has no lever with a number '{name}'",
            value=text,
            expected="one of " + ", ".join(f"{id_}.{known}" for known in levers),
            hint=did_you_mean(name, levers),
        )
    lever = levers[name]
    ends = [_end(lever, text, low, lever.low, "--low"), _end(lever, text, high, lever.high, "--high")]
    if not ends[0] < ends[1]:
        raise BadInput("--low is not below --high", value=ends[0], expected=f"a number below {ends[1]:g}")
    return Factor("levers", (id_, name), (), ends[0], ends[1], lever.kind == "integer", is_range=True)


def _levers(instrument: str) -> Sequence[Lever]:
    """Return the levers of an instrument that are numbers."""
    return [x for x in {**instruments(), **events()}[instrument].levers if x.kind in ("number", "integer")]


def _end(lever: Lever, text: str, given: float | None, declared: float, option: str) -> float:
    """Return an end of the range, checked: what is given, else what the lever declares."""
    end = declared if given is None else given
    if not math.isfinite(end):
        raise BadInput(f"the range of '{text}' has no end", expected=f"{option} with a number")
    if not lever.low <= end <= lever.high:
        raise BadInput(f"'{text}' is out of range", value=f"{end:g}", expected=f"{lever.low:g} to {lever.high:g}")
    if lever.kind == "integer" and not float(end).is_integer():
        raise BadInput(f"'{text}' is a whole number", value=end, expected=f"{option} without decimals")
    return float(end)
