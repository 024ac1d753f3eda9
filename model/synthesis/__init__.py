"""RegionData -> the base-year world: everybody who lives there, their homes, work and history.

The stages, in order: `margins` (what the bundle says), `shapes` and `roles` (how many households of which kind),
`families` (who lives with whom), `places` (zones), `livelihoods` (education, activity), `kin` (mothers who live apart),
`history` (leavers, tenure), `dwellings`, `units` and `workplaces` (employers), `commuting` and `exchange` (who works and
lives where), `incomes`; `assemble` runs them; `fit` compares the result with the bundle.
"""

from model.synthesis.assemble import build_region, synthesise
from model.synthesis.fit import fit_table

__all__ = ["build_region", "fit_table", "synthesise"]
