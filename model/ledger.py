"""Who changed what and why: a list of records, off in sweeps.

Submodels and instruments write one line per decision that a reader may ask about (a shop closes, a road is chosen).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Note:
    """What a reader of the results must know: a policy that could not act, a region that lacks something."""

    year: int
    about: str  # id of a policy or event, else a word for what it is about
    text: dict[str, str]  # language -> words


@dataclass
class Ledger:
    """Records of decisions: year, who decided, what, why, and the numbers behind it."""

    is_on: bool = True
    records: list[dict[str, Any]] = field(default_factory=list)

    def write(self, year: int, actor: str, action: str, reason: str, **numbers: Any) -> None:
        """Add one record, if the ledger is on."""
        if self.is_on:
            self.records.append({"year": year, "actor": actor, "action": action, "reason": reason, **numbers})
