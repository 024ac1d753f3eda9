"""Base-year quantities that submodels compare with: `region.base`, set once when a model starts.

They are facts about the founders and the nation, not parameters; a submodel that needs one names it here.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from model.codes import DwellingState, DwellingType, Education
from model.inputs import NationalData
from model.region import Region

_N_AGES = 121
TAX_SHARE = (
    0.26  # of gross income (assumption): default of books.tax_share, and first guess of an income not yet settled
)
_SPAN = 10  # years of the nation's cohort residual


def reference_span(national: NationalData, base_year: int) -> tuple[int, int]:
    """First and last year of the nation's population table that the reference inflow comes from.

    The ten years before the base year; where the table has no year before it, the ten after, as realised (a backcast).
    """
    years = np.sort(national.population["year"].unique())
    now = int(years[years <= base_year][-1])
    then = int(years[np.argmin(np.abs(years - (now - _SPAN)))])
    if then == now:
        now = int(years[np.argmin(np.abs(years - (then + _SPAN)))])
    return then, now


def net_immigration(national: NationalData, then: int, now: int) -> float:
    """Persons a year who came to the nation, net, between two years that its population table has.

    Who came as a child and was born since is not counted: over ten years about a tenth too low.
    """
    return float(_cohort_residual(national, then, now).sum())


def immigrants_by_age(national: NationalData, then: int, now: int) -> NDArray[np.float64]:
    """Shares of those who came to the nation, net, by age on arrival [N_AGES].

    Of the spans between all years that the population table has from the one to the other. Who came did so half a span
    before the count, on average; ages too young for having been born before the span are as many as each of the next
    ones; ages at which more leave than come count as none.
    """
    years = [int(y) for y in np.sort(national.population["year"].unique()) if then <= y <= now]
    came = np.zeros(_N_AGES)
    for first, last in pairwise(years):
        span, half = last - first, (last - first) // 2
        by_age = np.roll(_cohort_residual(national, first, last), -half)
        by_age[_N_AGES - half :] = 0.0
        by_age[: span - half] = by_age[span - half : 2 * span - half].mean()
        came += span * by_age
    came = np.maximum(came, 0.0)
    if not came.any():  # a table of a single year: nobody comes, whatever the ages
        came[:] = 1.0
    return np.asarray(came / came.sum())


def _cohort_residual(national: NationalData, then: int, now: int) -> NDArray[np.float64]:
    """Residents who had been born at the first year less the survivors of its residents, a year, by age at the end.

    Population SSB 07459, deaths UN WPP 2024.
    """
    table, deaths, span = national.population, national.mortality, now - then
    residual = np.zeros(_N_AGES)
    for sex in ("male", "female"):
        before, after = (_by_age(table, year, sex) for year in (then, now))
        m = np.zeros(_N_AGES)
        rows = deaths[(deaths["sex"] == sex) & (deaths["year"] == (then + now) // 2)]
        m[rows["age"].to_numpy()] = rows["deaths_per_person_year"].to_numpy()
        m[rows["age"].max() :] = m[rows["age"].max()]
        survivors = before
        for _ in range(span):
            survivors = np.concatenate([[0.0], (survivors * np.exp(-m))[:-1]])
        residual += after - survivors
    residual[:span] = 0.0
    return residual / span


def _by_age(table: object, year: int, sex: str) -> NDArray[np.float64]:
    rows = table[(table["year"] == year) & (table["sex"] == sex)]  # type: ignore[index]
    out = np.zeros(_N_AGES)
    out[rows["age"].to_numpy()] = rows["persons"].to_numpy()
    return out


def set_base(region: Region) -> None:
    """Fill `region.base` from the founders: stocks by zone and age, incomes, commuting, immigration."""
    c, f, d, base = region.persons.c, region.firms.c, region.dwellings.c, region.base
    n, n_outside = region.n_zones, len(region.outside)
    resident = region.residents()
    base["population"] = np.bincount(c.place_id[resident], minlength=n)[:n].astype(np.float64)
    base["population_by_age"] = np.bincount(c.age[resident], minlength=_N_AGES)[:_N_AGES].astype(np.float64)
    works = c.employer_id >= 0
    base["mean_wage"] = np.array([c.wage_nok_year[works & resident].mean(dtype=np.float64)])
    base["income_by_education"] = np.array(
        [
            (1.0 - TAX_SHARE) * c.wage_nok_year[works & resident & (c.education == level)].mean(dtype=np.float64)
            for level in Education
        ]
    )
    lived_in = d.state == DwellingState.OCCUPIED
    base["floor_m2"] = np.array([d.floor_m2[lived_in & (d.type == t)].mean(dtype=np.float64) for t in DwellingType])
    place = np.where(works, f.place_id[c.employer_id], -1)
    out = np.flatnonzero(resident & (place >= n))
    code = (place[out].astype(np.int64) - n) * len(Education) + c.post_skill[out]
    base["out_commuters_by_skill"] = np.bincount(code, minlength=n_outside * 3).reshape(n_outside, 3).astype(np.float64)
    coming = works & ~resident & (c.place_id >= n) & (place < n)
    base["in_commuters"] = np.bincount(c.place_id[coming] - n, minlength=n_outside).astype(np.float64)
    table = region.data.national.population
    nation = table[table["year"] == table["year"][table["year"] <= region.data.base_year].max()]["persons"].sum()
    then, now = reference_span(region.data.national, region.data.base_year)
    a_year = net_immigration(region.data.national, then, now) if now > then else 0.0
    base["immigration_persons"] = np.array([a_year * resident.sum() / float(nation)])
    base["immigrants_by_age"] = immigrants_by_age(region.data.national, then, now)
