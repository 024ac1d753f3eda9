"""Common random numbers in the choice kernel: what differs between two worlds was caused by the difference."""

import numpy as np

from tests.choice_world import choosers, offers, places, run

N = 30_000


def test_one_more_chooser_changes_no_other_choice_while_there_is_room():
    few, many = run(choosers(N)), run(choosers(N + 1))
    assert np.array_equal(few, many[:N])


def test_the_order_of_choosers_does_not_matter_while_there_is_room():
    order = np.random.default_rng(2).permutation(N)
    assert np.array_equal(run(choosers(N))[order], run(choosers(N), order=order))


def test_raising_one_home_draws_choosers_only_to_it():
    for raised in range(4):
        constant = offers().constant.copy()
        constant[raised] += 0.3
        before, after = run(choosers(N)), run(choosers(N), o=offers()._replace(constant=constant))
        changed = before != after
        assert changed.any()
        assert (after[changed] == raised).all(), f"somebody moved to another alternative when {raised} got better"


def test_offering_more_homes_of_a_kind_draws_choosers_only_to_it():
    before, after = run(choosers(N)), run(choosers(N), o=offers(n=(4.0, 1.0, 14.0, 2.0)))
    changed = before != after
    assert changed.any()
    assert (after[changed] == 2).all()


def test_raising_a_place_outside_draws_choosers_only_to_it():
    where = places()
    better = where.outside_value.copy()
    better[:, 1] += 0.4
    before, after = run(choosers(N)), run(choosers(N), where=where._replace(outside_value=better))
    changed = before != after
    assert changed.any()
    assert (after[changed] == 5).all()


def test_with_few_homes_nobody_gets_more_than_there_is():
    o = offers(left=[3, 1, 5, 2])
    choice = run(choosers(2_000), o=o, takes=True)
    assert [int((choice == a).sum()) for a in range(4)] == [3, 1, 5, 2]
    assert (o.left == 0).all()


def test_with_few_homes_everyone_whose_result_changes_lies_on_a_displacement_chain():
    """Take the first chooser away. The home it leaves goes to one who displaced nobody or whose own home goes on, …"""
    n = 500
    c = choosers(n, may_leave=np.full(n, False))
    order = np.arange(n)
    for absent in (0, 7, 40):
        full = run(c, o=offers(left=[30, 10, 50, 20]), order=order, takes=True)
        part = run(c, o=offers(left=[30, 10, 50, 20]), order=np.delete(order, absent), takes=True)
        part = np.insert(part, absent, -9)
        changed = np.flatnonzero((full != part) & (order != absent))
        freed = full[absent]
        for who in changed:  # in the order of the queue
            assert part[who] == freed, "a result changed without a home having been freed for it"
            freed = full[who]
        assert freed == -1 or changed.size == 0 or freed >= 0


def test_the_ranking_is_made_before_the_queue_opens():
    """Sizes are those of the opening: taking homes away changes who gets one, not how they are ranked."""
    n = 4_000
    c = choosers(n)
    plenty = run(c, o=offers(), takes=True)
    scarce = run(c, o=offers(left=[100, 100, 100, 100]), takes=True)
    got_first = scarce == plenty
    assert got_first[:50].all(), "the first in the queue get what they would take with room for all"
    assert ((scarce[~got_first] != plenty[~got_first]) & (plenty[~got_first] >= 0)).all()
