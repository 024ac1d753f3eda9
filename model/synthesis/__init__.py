"""RegionData -> the base-year world: everybody who lives there, their homes, work and history.

The stages, in order: `margins` (what the bundle says), `collective` (who lives in a care home), `shapes` and `roles`
(how many households of which kind), `families` (who lives with whom), `places` (zones), `livelihoods` (education,
activity), `kin` (parents who live apart, marriages), `leavers` and `outsiders` (former residents, in-commuters),
`dwellings` and `spare_homes`, `units` and `workplaces` (employers), `commuting` and `exchange` (who works and lives
where), `history` (tenure, years at the address), `incomes`. `assemble` runs them, `build` makes a region of the result,
`fit` compares it with the bundle.
"""

from model.synthesis.assemble import build_region, synthesise
from model.synthesis.fit import fit_table

__all__ = ["build_region", "fit_table", "synthesise"]
