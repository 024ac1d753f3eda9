"""Households filled with people: couples, parents and children whose ages fit each other.

Within a municipality every adult gets a role by sex and age (`roles.py`), couples are matched by age, shapes with more or
older children go to older parents, and children are dealt out in order of age. A search then exchanges children of the
same age class (0–5, 6–17, 18+) between households as long as

    Σ over children ½((mother's age − child's age − 29)/5)² + penalties for a gap outside 17–46 and for siblings
    less than two years apart

falls. Whoever has a mother or a father in the household is linked to them; parents who live apart come from `kin.py`. Who
lives in a care home (`collective.py`) is in none of these households.

Left out: same-sex couples, blended families (a stepchild counts as the woman's child), foster children.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from model.codes import Sex
from model.kernels.grouping import members
from model.rng import Kind, normals, uniform, uniforms
from model.synthesis.draft import Draft, Households
from model.synthesis.integers import Ints
from model.synthesis.margins import ADULT, SMALL
from model.synthesis.roles import PAIRS, Role, extra_role, parent_role, role_table, role_totals
from model.synthesis.shapes import BASE, EXTRA, OLDER_CHILDREN, SMALL_CHILDREN, TYPE, count_shapes, shapes, sizes

_DRAW_PAIR, _DRAW_SHAPE, _DRAW_PARENT, _DRAW_CHILD, _DRAW_OTHER = range(5)
_PROPOSALS_PER_CHILD = 80
_TOO_YOUNG, _TOO_OLD = 17, 46  # mother's age at birth
_BAD_GAP = 40.0


def make_households(draft: Draft) -> None:
    """Fill `draft.households` and the household, partner and mother of every person."""
    margins, p, population = draft.margins, draft.params, draft.private_population()
    shape, prior = shapes()
    rows: list[Ints] = []
    for m in range(len(margins)):
        by_age = population[m].sum(axis=0)
        counts = count_shapes(
            shape,
            prior,
            margins.households[m],
            margins.size_shares[m],
            int(by_age[:SMALL].sum()),
            int(by_age[SMALL:ADULT].sum()),
            int(by_age[ADULT:].sum()),
            p.size_ridge,
        )
        rows.append(np.column_stack([np.full(counts.sum(), m), np.repeat(np.arange(len(shape)), counts)]))
    table = np.concatenate(rows)
    shape_of = shape[table[:, 1]]
    slots = np.concatenate([np.arange(len(r)) for r in rows]) + (table[:, 0] << 20)
    draft.households = Households(
        key=draft.keys(Kind.FOUNDER_HOUSEHOLD, slots),
        municipality=table[:, 0],
        type=shape_of[:, TYPE],
        size=sizes(shape_of),
        children=shape_of[:, SMALL_CHILDREN] + shape_of[:, OLDER_CHILDREN],
    )
    mother_age = np.zeros(len(table))
    for m in range(len(margins)):
        _fill_adults(draft, m, population[m], shape_of, mother_age)
    _fill_children(draft, shape_of, mother_age)


def _roles(draft: Draft, m: int, population: Ints, shape_of: Ints) -> Ints:
    """Role of every person [N] of municipality m (−1 for children, residents of care homes, and people of elsewhere)."""
    persons = draft.persons
    here = draft.households.municipality == m
    ones = np.ones(int(here.sum()), np.int64)
    women = int(population[1, ADULT:].sum())
    totals = role_totals(shape_of[here], ones, women, draft.params.lone_mother_share)
    tables = role_table(population, totals, draft.params.couple_age_gap)
    role = np.full(len(persons), -1, np.int64)
    for sex, code in ((0, Sex.MALE), (1, Sex.FEMALE)):
        adults = (persons.municipality == m) & (persons.sex == code) & (persons.age >= ADULT)
        adults = np.flatnonzero(adults & ~persons.in_care)
        # People of a cell are alike: they take the cell's roles in row order (rows are ordered by age).
        role[adults] = np.concatenate([np.repeat(np.arange(len(Role)), row) for row in tables[sex]])
    return role


def _fill_adults(draft: Draft, m: int, population: Ints, shape_of: Ints, mother_age: Any) -> None:
    persons, households = draft.persons, draft.households
    role = _roles(draft, m, population, shape_of)
    here = np.flatnonzero(households.municipality == m)
    parents = parent_role(shape_of[here])
    burden = (
        1.0 * shape_of[here, SMALL_CHILDREN]
        + 3.0 * shape_of[here, OLDER_CHILDREN]
        + 7.0 * shape_of[here, EXTRA]
        + 3.0 * normals(draft.base, households.key[here], _DRAW_SHAPE)
    )
    for r in Role:
        homes = here[(parents == r) & (shape_of[here, BASE] > 0)]
        if homes.size == 0:
            continue
        homes = homes[np.lexsort((households.key[homes], burden[np.searchsorted(here, homes)]))]
        if r in PAIRS:
            women, men = _couples(draft, role, r)
            persons.partner[women], persons.partner[men] = men, women
            persons.household[women] = persons.household[men] = homes
            mother_age[homes] = persons.age[women]
        else:
            alone = np.flatnonzero(role == r)
            near = persons.age[alone] + 2.0 * normals(draft.base, persons.key[alone], _DRAW_PARENT)
            alone = alone[np.lexsort((persons.key[alone], near))]
            persons.household[alone] = homes
            is_father = persons.sex[alone] == Sex.MALE
            mother_age[homes] = persons.age[alone] - np.where(is_father, 2, 0)
    _fill_others(draft, role, here, shape_of, mother_age)
    persons.is_adult_child |= role == Role.ADULT_CHILD


def _couples(draft: Draft, role: Ints, r: Role) -> tuple[Ints, Ints]:
    """Women and men of a role, paired by age with noise and ordered by the woman's age with noise."""
    persons, p = draft.persons, draft.params
    women = np.flatnonzero((role == r) & (persons.sex == Sex.FEMALE))
    men = np.flatnonzero((role == r) & (persons.sex == Sex.MALE))
    noise = normals(draft.base, persons.key[women], _DRAW_PAIR)
    women = women[np.lexsort((persons.key[women], persons.age[women] + p.couple_age_sd * noise))]
    men = men[np.lexsort((persons.key[men], persons.age[men]))]
    near = persons.age[women] + 2.0 * normals(draft.base, persons.key[women], _DRAW_PARENT)
    order = np.lexsort((persons.key[women], near))
    return women[order], men[order]


def _fill_others(draft: Draft, role: Ints, here: Ints, shape_of: Ints, mother_age: Any) -> None:
    """Adults outside the core family: the youngest live with families, the others with people near their own age."""
    persons, households = draft.persons, draft.households
    others = np.flatnonzero(role == Role.OTHER)
    near = persons.age[others] + 4.0 * normals(draft.base, persons.key[others], _DRAW_OTHER)
    others = others[np.lexsort((persons.key[others], near))]
    extra = np.where(extra_role(shape_of[here]) == Role.OTHER, shape_of[here, EXTRA], 0)
    families = here[(extra > 0) & (shape_of[here, BASE] > 0)]
    families = families[np.lexsort((households.key[families], mother_age[families]))]
    flats = here[(extra > 0) & (shape_of[here, BASE] == 0)]
    flats = flats[np.argsort(households.key[flats], kind="stable")]
    homes = np.concatenate([np.repeat(families, shape_of[families, EXTRA]), np.repeat(flats, shape_of[flats, EXTRA])])
    persons.household[others] = homes


def _fill_children(draft: Draft, shape_of: Ints, mother_age: Any) -> None:
    persons, households = draft.persons, draft.households
    n_adult = np.where(extra_role(shape_of) == Role.ADULT_CHILD, shape_of[:, EXTRA], 0)
    per_class = np.column_stack([shape_of[:, SMALL_CHILDREN], shape_of[:, OLDER_CHILDREN], n_adult])
    home = np.repeat(np.arange(len(shape_of)), per_class.sum(axis=1))
    classes = np.concatenate([np.repeat([0, 1, 2], row) for row in per_class[per_class.sum(axis=1) > 0]])
    group = households.municipality[home] * 3 + classes
    is_child = (persons.age < ADULT) | persons.is_adult_child
    child = np.flatnonzero(is_child)
    class_of = np.where(persons.age[child] < SMALL, 0, np.where(persons.age[child] < ADULT, 1, 2))
    child_group = persons.municipality[child] * 3 + class_of
    rank = np.arange(home.size) - np.searchsorted(home, home)
    wish = (
        mother_age[home]
        - 29.0
        + 2.5 * rank
        + 2.0 * normals(draft.base, households.key[home], 100 + rank.max(initial=0))
    )
    wish += uniforms(draft.base, households.key[home], _DRAW_CHILD)
    slots = np.lexsort((np.arange(home.size), wish, group))
    child = child[np.lexsort((persons.key[child], persons.age[child], child_group))]
    dealt = np.empty(home.size, np.int64)
    dealt[slots] = child
    ages = persons.age[dealt]
    start = np.searchsorted(home, np.arange(len(shape_of) + 1))
    group_start, in_group = members(group, 3 * len(draft.margins))
    search(draft.base, home, start, mother_age, ages, dealt, group, group_start, in_group, _PROPOSALS_PER_CHILD)
    persons.household[dealt] = home
    is_parent = (persons.household >= 0) & ~is_child & _is_parent(draft, shape_of)
    for sex, link in ((Sex.FEMALE, persons.mother), (Sex.MALE, persons.father)):
        parent = np.full(len(shape_of), -1, np.int64)
        mine = is_parent & (persons.sex == sex)
        parent[persons.household[mine]] = np.flatnonzero(mine)
        link[dealt] = parent[home]


def _is_parent(draft: Draft, shape_of: Ints) -> Any:
    """Partners and lone parents of households with children [N]; not the further adults of a multi-family household."""
    persons = draft.persons
    lone = np.zeros(len(persons), bool)
    adults = np.flatnonzero((persons.age >= ADULT) & ~persons.is_adult_child & (persons.household >= 0))
    one = shape_of[persons.household[adults], BASE] == 1
    candidates = adults[one]
    # In a multi-family household with one parent, the parent is the oldest adult.
    order = candidates[np.lexsort((persons.key[candidates], -persons.age[candidates], persons.household[candidates]))]
    first = np.ones(order.size, bool)
    first[1:] = persons.household[order][1:] != persons.household[order][:-1]
    lone[order[first]] = True
    return lone | (persons.partner >= 0)


@njit(cache=True, nogil=True)
def family_cost(start: Any, mother_age: Any, ages: Any, h: Any) -> Any:
    """Misfit of the children of household h with their mother and each other."""
    cost = 0.0
    for s in range(start[h], start[h + 1]):
        gap = mother_age[h] - ages[s]
        cost += 0.5 * ((gap - 29.0) / 5.0) ** 2
        if gap < _TOO_YOUNG or gap > _TOO_OLD:
            cost += _BAD_GAP
        for s2 in range(start[h], s):
            apart = abs(ages[s] - ages[s2])
            if apart == 0:
                cost += 3.0
            elif apart == 1 or apart > 12:
                cost += 1.0
    return cost


@njit(cache=True, nogil=True)
def search(
    base: Any,
    home: Any,
    start: Any,
    mother_age: Any,
    ages: Any,
    child: Any,
    group: Any,
    group_start: Any,
    in_group: Any,
    per_child: Any,
) -> Any:
    """Exchange children between slots of the same group while the misfit falls; returns the number of exchanges."""
    done = 0
    for t in range(home.size * per_child):
        s = t % home.size
        g = group[s]
        n = group_start[g + 1] - group_start[g]
        pick = np.int64(uniform(base, np.uint64(t), np.uint64(7)) * n)
        s2 = in_group[group_start[g] + pick]
        h, h2 = home[s], home[s2]
        if h == h2 or ages[s] == ages[s2]:
            continue
        before = family_cost(start, mother_age, ages, h) + family_cost(start, mother_age, ages, h2)
        ages[s], ages[s2] = ages[s2], ages[s]
        after = family_cost(start, mother_age, ages, h) + family_cost(start, mother_age, ages, h2)
        if after < before - 1e-9:
            child[s], child[s2] = child[s2], child[s]
            done += 1
        else:
            ages[s], ages[s2] = ages[s2], ages[s]
    return done
