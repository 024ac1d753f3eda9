"""People who live outside and belong to the region: in-commuters and former residents, as rows of persons."""

from __future__ import annotations

import numpy as np

from model.codes import Education, HireSource, Sex, Status
from model.higher_education import FIRST
from model.region import Region
from model.rng import Kind, uniforms
from model.synthesis.draft import Draft
from model.synthesis.integers import Ints, largest_remainder
from model.synthesis.kin import fathers_by_mother
from model.synthesis.leavers import Leavers
from model.synthesis.livelihoods import educate
from model.synthesis.students import draw_fields

_DRAW_COMMUTER, _DRAW_ORIGIN = 110, 112


def add_in_commuters(region: Region, draft: Draft) -> None:
    """People who live outside and will work here."""
    m = len(draft.margins)
    total = int(draft.margins.commuting[m, :m].sum())
    share = region.outside.commute_share_in
    place = np.repeat(np.arange(share.size), largest_remainder(share, total))
    keys = draft.keys(Kind.IN_COMMUTER, np.arange(total))
    u = [uniforms(draft.base, keys, _DRAW_COMMUTER + 10 * k) for k in range(3)]
    sex = (u[1] < 0.4).astype(np.int64)  # as new in-commuters (model/labour.py)
    education = np.where(u[2] < 0.2, int(Education.BASIC), np.where(u[2] < 0.64, 1, int(Education.TERTIARY)))
    region.persons.add(
        total,
        key=keys,
        age=(20 + 45 * u[0]).astype(np.int64),
        sex=sex,
        education=education,
        field=draw_fields(draft, keys, sex, education),
        status=Status.EMPLOYED,
        place_id=region.n_zones + place,
        origin_place_id=region.n_zones + place,
        hire_source=HireSource.NONE,
    )


def add_leavers(region: Region, draft: Draft, leavers: Leavers) -> None:
    """Add the register; families live in one place."""
    education = educate(leavers.age, leavers.sex, leavers.key, draft.base)
    education[leavers.has_studied] = Education.TERTIARY
    studies = leavers.study_end > 0
    education[studies] = Education.UPPER_SECONDARY
    level = np.where(studies, int(Education.TERTIARY), education)
    first = region.persons.n
    gone = leavers.mother_gone >= 0
    region.persons.add(
        leavers.key.size,
        key=leavers.key,
        age=leavers.age,
        sex=leavers.sex,
        education=education,
        field=draw_fields(draft, leavers.key, leavers.sex, level),
        study_end=leavers.study_end,
        study_place_id=np.where(studies, region.n_zones + leavers.place, -1),
        status=leavers.status,
        place_id=region.n_zones + leavers.place,
        mother_id=np.where(gone, first + leavers.mother_gone, leavers.mother_here),
        partner_id=np.where(leavers.partner >= 0, first + leavers.partner, -1),
        origin_place_id=_origins_of_leavers(region, draft, leavers),
        n_births=np.bincount(leavers.mother_gone[gone], minlength=leavers.key.size),
        left_year=leavers.left_year,
    )
    c = region.persons.c
    # Families live in one place outside: children where the mother is, men where the partner is.
    rows = first + np.flatnonzero(leavers.partner >= 0)
    rows = rows[c.sex[rows] == Sex.MALE]
    c.place_id[rows] = c.place_id[c.partner_id[rows]]
    rows = first + np.flatnonzero(gone & (leavers.age < FIRST))
    c.place_id[rows] = c.place_id[c.mother_id[rows]]
    rows = first + np.arange(leavers.key.size)
    c.father_id[rows] = fathers_by_mother(c.mother_id, c.partner_id, c.age.astype(np.int64))[rows]


def _origins_of_leavers(region: Region, draft: Draft, leavers: Leavers) -> Ints:
    """Where former residents grew up: with the mother here, else in a zone of the municipality, or outside."""
    share = region.data.zones["population_share"].to_numpy(np.float64)
    u = uniforms(draft.base, leavers.key, _DRAW_ORIGIN)
    origin = region.n_zones + leavers.place
    for m in range(len(draft.margins)):
        here = np.flatnonzero(region.zones.municipality == m)
        rows = leavers.grew_up_here & (leavers.municipality == m)
        cut = np.cumsum(share[here]) / share[here].sum()
        origin[rows] = here[np.minimum(np.searchsorted(cut, u[rows]), here.size - 1)]
    known = leavers.mother_here >= 0
    origin[known] = region.persons.c.place_id[leavers.mother_here[known]]
    return origin
