"""Women per 100 men aged 20-39 after 20 years of Lister's baseline: EVIDENCE V25. Bands as written there.

Nothing but choices of field and level, the partner's age and the posts of the field tells women from men in the model. At
birth there are 94 girls per 100 boys, so that is what a place has that neither loses nor gains women.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

import numpy as np
import pytest

pytestmark = pytest.mark.slow
SEEDS, YEARS = 6, 20


def _one(seed: int) -> np.ndarray:
    """Residents aged 20-39 who are not away, by town or hinterland and sex."""
    from model.codes import Status
    from model.year import run_year
    from tests.worlds import begin, lister

    region = begin(lister(years=YEARS), seed)
    for _ in range(YEARS):
        run_year(region)
    c = region.persons.c
    rows = np.flatnonzero((c.household_id >= 0) & (c.age >= 20) & (c.age < 40) & (c.status != Status.AWAY))
    hinterland = ~region.zones.is_town[c.place_id[rows]]
    return np.bincount(hinterland * 2 + c.sex[rows], minlength=4).reshape(2, 2)


@cache
def _women_per_100_men() -> tuple[float, float]:
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        people = sum(pool.map(_one, range(SEEDS)))
    town, hinterland = 100.0 * people[:, 1] / people[:, 0]
    return float(town), float(hinterland)


def test_v25_towns_have_90_to_100_women_per_100_men():
    assert 90.0 <= _women_per_100_men()[0] <= 100.0


def test_v25_the_hinterland_has_80_to_94_women_per_100_men():
    assert 80.0 <= _women_per_100_men()[1] <= 94.0


def test_v25_the_hinterland_has_fewer_women_per_100_men_than_the_towns():
    town, hinterland = _women_per_100_men()
    assert hinterland < town
