"""Who lives in a care home at the base year, and which one.

The number per municipality is what its residents' ages ask of the service types whose users live in them; which ages and
sexes follows from `model/care.py`: the share by age, and fewer of those who more often have a partner. Everybody else
lives in a private household. They are counted in their municipality's centre until the units are open.

Left out: partners at home of those in a care home (their number builds up in the first years), places in another
municipality.
"""

from __future__ import annotations

import numpy as np

from model.care import FIRST_AGE, admit, offer_places, share_in_care
from model.care import Params as Care
from model.changes import in_care_home
from model.couples import Params as Couples
from model.couples import partnered_share
from model.region import Region
from model.rng import uniforms
from model.submodels.books import compact
from model.synthesis.draft import Draft
from model.synthesis.integers import Ints, largest_remainder
from model.synthesis.margins import MAX_AGE

_DRAW_PLACE = 150


def choose_residents(draft: Draft, region: Region) -> None:
    """Mark `draft.persons.in_care`."""
    care, persons = region.par(Care), draft.persons
    ages = np.arange(MAX_AGE)
    alone = 1.0 - (1.0 - care.with_partner) * partnered_share(region.par(Couples))[:, :MAX_AGE]
    alone = np.pad(alone, ((0, 0), (0, MAX_AGE - alone.shape[1])), mode="edge")
    for m in range(len(draft.margins)):
        population = draft.margins.population[m]
        by_age = population.sum(axis=0)
        wanted = sum(
            kind.need_per_resident * by_age[kind.need_age_from : kind.need_age_to].sum()
            for kind in region.service_types
            if kind.is_residential
        )
        total = min(round(care.take_up * float(wanted)), int(by_age[FIRST_AGE:].sum()) // 2)
        share = share_in_care(by_age.astype(np.float64), float(total), care)
        weight = population * alone / np.maximum((population * alone).sum(axis=0) / np.maximum(by_age, 1), 1e-9)
        cells = _within(weight * share, np.where(ages >= FIRST_AGE, population, 0), total)
        for sex, age in zip(*np.nonzero(cells), strict=True):
            mine = np.flatnonzero((persons.municipality == m) & (persons.sex == sex) & (persons.age == age))
            persons.in_care[mine[: cells[sex, age]]] = True


def _within(expected: np.ndarray, most: Ints, total: int) -> Ints:
    """Whole numbers near `expected` [sex, age] that sum to `total`, each at most `most`."""
    found = np.minimum(largest_remainder(expected.ravel(), total), most.ravel())
    while (short := total - int(found.sum())) > 0:
        room = most.ravel() - found
        more = np.flatnonzero(room > 0)
        more = more[np.argsort(-expected.ravel()[more], kind="stable")][:short]
        found[more] += 1
    return np.asarray(found.reshape(expected.shape))


def move_into_units(region: Region, draft: Draft) -> None:
    """From the provisional households of the municipalities into those of the units; the provisional ones are dropped."""
    rows = np.flatnonzero(draft.persons.in_care)
    rows = rows[np.argsort(uniforms(draft.base, draft.persons.key[rows], _DRAW_PLACE), kind="stable")]
    unit = offer_places(region, rows, np.ones(rows.size, bool))
    left = np.flatnonzero(unit < 0)
    unit[left] = offer_places(region, rows[left], np.zeros(left.size, bool))
    if (unit < 0).any():
        raise ValueError(f"{region.data.id}: care homes have no room for {int((unit < 0).sum())} of their residents")
    admit(region, rows, unit, draft.base_year - 1)
    compact(region)
    assert int(in_care_home(region).sum()) == rows.size
