"""Fields of education: what women and men choose at 16 and when they study, and what that makes of those who have finished.

At 16 (`schooling.py`) a programme k, at the start of studies (`submodels/studies.py`) a field f, both multinomial logits:

    V_k = ln supply_k + gap16_k·s + mother·x·[k = GENERAL]
    V_f = ln supply_f + gap_f·s + own_field·[f = k]·[k ≠ GENERAL]

s is +½ for women and −½ for men, x the mother's tertiary education less its mean. Supply is the shares of places by
field: of the region's schools at 16 (trait `fields` of their type), of the places outside when studies start. Whether
somebody studies at all differs by `inclination`, which is added to the utility of every place:

    I = woman_studies·s + vocational·[k ≠ GENERAL]

This is where women and men differ in education; nothing else asks for sex, neither work nor moves. People who come from
elsewhere, and founders, have the fields that these choices make of a cohort (`mix`).

Sources: sizes of programmes and fields are assumptions shaped after national figures (half of an age group in general
programmes; care and teaching the largest field of studies, most of its students women); levels from EVIDENCE
higher_education_share_men_women. Left out: fathers, classmates, marks, wages by field.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import Education, Field
from model.parameters import par, parameters
from model.rng import uniforms

N_FIELDS, N_LEVELS = len(Field), len(Education)
# Shares of places by field: GENERAL, CARE, TECHNICAL, BUSINESS (assumptions, ±0.1).
PROGRAMMES = np.array([0.50, 0.12, 0.28, 0.10])  # of upper secondary schools elsewhere
STUDIES = np.array([0.12, 0.36, 0.26, 0.26])  # of places outside where people study
_SAME = np.eye(N_FIELDS) * (np.arange(N_FIELDS) != Field.GENERAL)  # the field of the programme; general is none
_Array = NDArray[np.float64]
_Ints = NDArray[Any]  # whole numbers of any size


@parameters("fields")
class Params(NamedTuple):
    """Women's utility less men's, and what the past weighs."""

    care_16: float = par(
        2.0, unit="utility", low=1.4, high=2.6, source="assumption", note="programme at 16, women less men"
    )
    technical_16: float = par(-2.2, unit="utility", low=-2.8, high=-1.6, source="assumption", note="as above")
    business_16: float = par(0.2, unit="utility", low=-0.3, high=0.7, source="assumption", note="as above")
    care: float = par(0.9, unit="utility", low=0.5, high=1.3, source="assumption", note="field of studies, as above")
    technical: float = par(-1.2, unit="utility", low=-1.6, high=-0.8, source="assumption", note="as above")
    business: float = par(-0.2, unit="utility", low=-0.6, high=0.2, source="assumption", note="as above")
    mother_general: float = par(
        0.6, unit="utility", low=0.2, high=1.0, source="assumption",
        note="a general programme, if the mother has tertiary education",
    )  # fmt: skip
    own_field: float = par(
        1.5,
        unit="utility",
        low=0.5,
        high=2.5,
        source="assumption",
        note="studies in the field of the vocational programme",
    )
    vocational: float = par(
        -1.6, unit="utility", low=-2.4, high=-0.8, source="assumption",
        note="of studying after a vocational programme: a fifth of the odds",
    )  # fmt: skip
    woman_studies: float = par(
        0.75, unit="utility", low=0.4, high=1.0, source="EVIDENCE higher_education_share_men_women",
        note="log odds of having tertiary education: 0.42 among all adults; more in young cohorts (assumption)",
    )  # fmt: skip
    woman_completes: float = par(
        0.35, unit="log odds", low=0.1, high=0.6, source="assumption", note="of upper secondary school"
    )


def defaults() -> Params:
    """The parameters as declared: synthesis knows no others."""
    return Params(*map(float, Params()))


def signs(sex: _Ints) -> _Array:
    """+½ for women, −½ for men [n]."""
    return np.asarray(np.asarray(sex, np.float64) - 0.5)


def shares(utility: _Array) -> _Array:
    """Choice probabilities of a multinomial logit [n, options]; −inf is not offered."""
    weight = np.exp(utility - utility.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def programme_values(sex: _Ints, x: _Array, supply: _Array, p: Params) -> _Array:
    """Utility of the programmes [n, F] for people of a sex [n] and mother's education less the mean [n]."""
    gap = np.array([0.0, p.care_16, p.technical_16, p.business_16])
    with np.errstate(divide="ignore"):
        utility = np.log(supply) + signs(sex)[:, None] * gap
    utility[:, Field.GENERAL] += p.mother_general * x
    return np.asarray(utility)


def study_shares(sex: _Ints, programme: _Ints, p: Params) -> _Array:
    """Shares of fields among those who study outside [n, F], by sex [n] and upper secondary programme [n]."""
    gap = np.array([0.0, p.care, p.technical, p.business])
    utility = np.log(STUDIES) + signs(np.arange(2))[:, None, None] * gap + p.own_field * _SAME
    return np.asarray(shares(utility.reshape(-1, N_FIELDS)).reshape(2, N_FIELDS, N_FIELDS)[sex, programme])


def inclination(sex: _Ints, programme: _Ints, p: Params) -> _Array:
    """What sex and programme add to the utility of studying [n]."""
    return np.asarray(p.woman_studies * signs(sex) + p.vocational * (programme != Field.GENERAL))


def by_sex(share: _Array, sex: _Ints, gap: float) -> _Array:
    """Share [n] that women and men have where it is `share` [n] of both and the log odds differ by `gap`."""
    odds = share / np.maximum(1.0 - share, 1e-12) * np.exp(gap * signs(sex))
    return np.asarray(odds / (1.0 + odds))


def mix(studying: _Array, p: Params) -> _Array:
    """Shares of fields by sex and level [2, 3, F] in a cohort of whom `studying` [2, F] by sex and programme ever study."""
    sex = np.repeat([0, 1], N_FIELDS)
    programme = np.tile(np.arange(N_FIELDS), 2)
    first = shares(programme_values(np.arange(2), np.zeros(2), PROGRAMMES, p))
    out = np.zeros((2, N_LEVELS, N_FIELDS))
    out[:, Education.BASIC, Field.GENERAL] = 1.0
    out[:, Education.UPPER_SECONDARY] = first * (1.0 - studying)
    fields = study_shares(sex, programme, p).reshape(2, N_FIELDS, N_FIELDS)
    some = np.maximum(studying, 1e-12)  # where nobody studies, what they would
    out[:, Education.TERTIARY] = np.einsum("sk,skf->sf", first * some, fields)
    return np.asarray(out / out.sum(axis=2, keepdims=True))


def pick(weights: _Array, u: _Array) -> _Ints:
    """Index drawn from weights [n, options] by uniforms [n]."""
    total = np.cumsum(weights, axis=1)
    return np.asarray((total[:, :-1] < (u * total[:, -1])[:, None]).sum(axis=1), np.int64)


def draw(field_mix: _Array, base: np.uint64, key: NDArray[np.uint64], k: int, sex: _Ints, education: _Ints) -> _Ints:
    """Field of people of a sex and level of education [n] by their own draw number k, from a mix [2, 3, F]."""
    below, u = np.cumsum(field_mix, axis=2)[:, :, :-1].reshape(-1, N_FIELDS - 1).T, uniforms(base, key, k)
    row = np.asarray(sex, np.int64) * N_LEVELS + education
    return np.asarray(sum((cut[row] < u).astype(np.int64) for cut in below))
