"""What the stages of synthesis hand to each other: loose columns, not yet tables."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.codes import Sex
from model.rng import Kind, Stream, derive, derive_all, stream_base, text_key
from model.synthesis.integers import Ints
from model.synthesis.margins import Margins
from model.synthesis.settings import Params

Keys = NDArray[np.uint64]


@dataclass
class Persons:
    """Residents; every array is [N], rows of other persons or households are −1 where there are none."""

    key: Keys
    municipality: Ints
    sex: Ints
    age: Ints
    household: Ints
    partner: Ints
    mother: Ints
    father: Ints
    in_care: NDArray[np.bool_]  # lives in a care home
    is_adult_child: NDArray[np.bool_]

    def __len__(self) -> int:
        return self.key.size


@dataclass
class Households:
    """Households; every array is [H]."""

    key: Keys
    municipality: Ints
    type: Ints  # index of margins.HOUSEHOLD_TYPES
    size: Ints
    children: Ints  # members 0–17


@dataclass
class Draft:
    """Everything known so far about the founders of a region."""

    region_key: np.uint64
    base: np.uint64  # the founders' own stream: no seed, no year
    params: Params
    margins: Margins
    base_year: int
    persons: Persons
    households: Households = field(init=False)

    def private_population(self) -> Ints:
        """Residents of private households [M, 2, MAX_AGE]."""
        p, out = self.persons, np.zeros_like(self.margins.population)
        there = np.flatnonzero(~p.in_care)
        np.add.at(out, (p.municipality[there], (p.sex[there] == Sex.FEMALE).astype(np.int64), p.age[there]), 1)
        return out

    def keys(self, kind: int, slots: Ints) -> Keys:
        """Permanent keys of founders of a kind by slot."""
        return np.asarray(derive_all(np.full(len(slots), self.region_key, np.uint64), int(kind), slots))


def founders_base(region_id: str) -> tuple[np.uint64, np.uint64]:
    """(key of the region, base word of the founders' draws): neither knows seed or year."""
    region_key = np.uint64(text_key(region_id))
    return region_key, np.uint64(derive(np.uint64(stream_base(0, Stream.SYNTHESIS, 0)), 0, region_key))


def people(margins: Margins, region_key: np.uint64) -> Persons:
    """One person per head of the population table, ordered by municipality, sex, age."""
    m, sex, age = np.nonzero(margins.population)
    counts = margins.population[m, sex, age]
    cell = np.repeat(np.arange(counts.size), counts)
    k = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    slots = (((m[cell] * 2 + sex[cell]) * 128 + age[cell]) << 20) + k
    n = slots.size
    return Persons(
        key=np.asarray(derive_all(np.full(n, region_key, np.uint64), int(Kind.FOUNDER_PERSON), slots)),
        municipality=m[cell],
        sex=np.where(sex[cell] == 1, int(Sex.FEMALE), int(Sex.MALE)),
        age=age[cell],
        household=np.full(n, -1, np.int64),
        partner=np.full(n, -1, np.int64),
        mother=np.full(n, -1, np.int64),
        father=np.full(n, -1, np.int64),
        in_care=np.zeros(n, bool),
        is_adult_child=np.zeros(n, bool),
    )
