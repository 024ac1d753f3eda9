"""How long firms live: the life table of new enterprises, by size.

Survival after 1–5 years is 50.3, 44.7, 37.6, 32.9, 28.7 % of all new enterprises (V26), most of which have no staff.
Larger ones live longer: S(a)^f with f = max(size, 1)^−γ gives 61 % after five years at 8 posts (V26: 58–71 % with 5
or more). A firm founded in year y is tested first in y+1, at age 1; so at the start of base year b, firms founded in
b−1−a are there in proportion to S(a), a = 0, 1, 2 …

Survival is better in the countryside than in cities (V26: 40 % after five years in Sogn og Fjordane, 25 % in Oslo): who
has no other work near holds on. The hazard is raised to exp(outside_option·(A(z) − A°)), A = ln(1 + jobs in reach) of the
zone and A° its mean over the closures of the base year.

Left out: owners' age; who takes over.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.kernels.firm_life import log_survival
from model.parameters import par, parameters

_V26 = "EVIDENCE V26, firm_survival_1y, firm_survival_5y"


@parameters("firm_life")
class LifeParams(NamedTuple):
    """Survival by age and size, and what losses add to the hazard of closing."""

    survival_1y: float = par(0.503, unit="share", low=0.44, high=0.545, source=_V26)
    survival_2y: float = par(0.447, unit="share", low=0.39, high=0.48, source=_V26)
    survival_3y: float = par(0.376, unit="share", low=0.34, high=0.41, source=_V26)
    survival_4y: float = par(0.329, unit="share", low=0.30, high=0.36, source=_V26)
    survival_5y: float = par(0.287, unit="share", low=0.265, high=0.30, source=_V26)
    hazard_5_to_9: float = par(0.08, unit="per year", low=0.05, high=0.12, source="assumption")
    hazard_10_plus: float = par(0.05, unit="per year", low=0.03, high=0.08, source="assumption")
    size_exponent: float = par(
        0.45,
        unit="exponent",
        low=0.3,
        high=0.6,
        source="EVIDENCE V26, firm_survival_5y_with_employees",
        note="fitted by eye to the survival of firms with staff",
    )
    exit_max_size: float = par(
        50.0,
        unit="posts",
        low=20.0,
        high=200.0,
        source="assumption",
        note="from this size on closure is an event of a scenario, not chance",
    )
    outside_option: float = par(
        0.1,
        unit="share of the hazard per log of jobs in reach",
        low=0.0,
        high=0.2,
        source="assumption",
        note="ln(ln 0.40/ln 0.25) of V26's two counties over the 4.4 between the logs of jobs in reach of them (guessed)",
    )
    loss_patience: float = par(1.0, unit="years", low=0.0, high=3.0, source="assumption")
    loss_hazard: float = par(0.5, unit="share of the hazard per year of loss", low=0.2, high=1.0, source="assumption")


def default_life() -> LifeParams:
    """Return the declared defaults as plain numbers, which kernels need."""
    return LifeParams(*(float(x) for x in LifeParams()))


def survival(age_years: Any, size: Any, p: LifeParams | None = None) -> Any:
    """Share of firms of `size` posts (constant, without losses) that are there after `age_years` whole years.

    Arrays broadcast. For ages at the start of base year b: draw a with weights survival(a, size), a = 0, 1, …, and set
    founded_year = b − 1 − a.
    """
    q = default_life() if p is None else p
    oldest = int(np.max(age_years, initial=0))
    log_s = np.array([log_survival(a, q) for a in range(oldest + 1)])
    return np.exp(log_s[np.asarray(age_years)] * np.maximum(size, 1.0) ** -q.size_exponent)


def other_work(access_jobs: NDArray[np.float64], mean: float, p: LifeParams) -> NDArray[np.float64]:
    """Factor on the hazard of closing by zone [Z]; access_jobs [Z] is ln(1 + jobs in reach), `mean` its base-year mean."""
    return np.asarray(np.exp(p.outside_option * (access_jobs - mean)))


def life_years(size: Any, p: LifeParams, option: Any = 1.0) -> NDArray[np.float64]:
    """Expected number of 1 Januaries that a firm of `size` posts sees [n]: Σ_a S(a)^f, in closed form from age 10.

    `option`: what other work there is near (`other_work`). In a stationary world a firm of that size leaves, and one
    enters, 1/life_years times a year.
    """
    f = np.maximum(np.asarray(size, np.float64), 1.0) ** -p.size_exponent * option
    young = np.exp(f[..., None] * np.array([log_survival(a, p) for a in range(10)])).sum(axis=-1)
    stay = (1.0 - p.hazard_10_plus) ** f
    return np.asarray(young + np.exp(f * log_survival(10, p)) / (1.0 - stay))


def stationary_ages(group: Any, size: Any, draw: Any, oldest: int, p: LifeParams | None = None) -> NDArray[np.int64]:
    """Whole years that each firm has lived at the start of a base year [n], as in a stationary world; ≤ `oldest`.

    The shares of ages are right within every group (sector) and size as far as their number allows: firms in order of
    group, size and draw take the numbers of a golden-ratio sequence, which fills the distribution evenly. With
    independent draws a few large young firms would make the first years differ from the tenth.
    """
    rank = np.empty(len(size), np.int64)
    rank[np.lexsort((draw, size, group))] = np.arange(len(size))
    u = (0.5 + rank * ((np.sqrt(5.0) - 1.0) / 2.0)) % 1.0
    q = default_life() if p is None else p
    sizes = np.asarray(size, np.float64)
    weight = np.cumsum(survival(np.arange(oldest + 1)[None, :], sizes[:, None], q), axis=1)
    # The few that are older than `oldest` get that age; cutting them off would make large firms too young.
    return np.minimum((weight < (u * life_years(sizes, q))[:, None]).sum(axis=1), oldest)
