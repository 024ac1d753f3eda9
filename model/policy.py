"""Policies and events act on the world on 1 January; submodels never hear of them.

An instrument that is active in a year is called with its entry of the scenario. At its neutral lever it must change
nothing, so a neutral policy gives the same results as none.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from model import registry
from model.incentives import Incentives

if TYPE_CHECKING:
    from model.region import Region
    from model.traits import Instrument


@cache
def _known() -> dict[str, Instrument]:
    return {**registry.instruments(), **registry.events()}


def _is_under_way(region: Region, policy_id: str) -> bool:
    """Whether something that the policy has begun ends this year or later: `until` stops beginnings, not works."""
    return bool(region.memory.get(policy_id, {}).get("works_until", 0) >= region.year)


def act(region: Region) -> None:
    """Let every policy and event that is active in `region.year` act, in order of id; what they do not renew has ended."""
    region.renew_rules()
    region.incentives = Incentives(region.n_zones)
    for spec in sorted((*region.scenario.policies, *region.scenario.events), key=lambda s: s.id):
        ends = region.scenario.start + region.scenario.years + 1 if spec.until is None else spec.until
        if spec.start <= region.year and (region.year < ends or _is_under_way(region, spec.id)):
            region.memory.setdefault(spec.id, {})
            _known()[spec.instrument].act(region, spec, region.year)
