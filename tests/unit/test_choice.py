"""The residential choice reproduces nested-logit shares written down independently."""

import numpy as np

from tests.choice_world import N_ZONES, TERMS, choosers, offers, places, run

N = 400_000


def _zone_value(where, z):
    """V of zone z for the chooser of `choice_world`: 35 years, child of 7, work in 1, mother in 2, from zone 0."""
    minutes = where.time_min[z, 2]
    family = 1.0 if minutes <= 15 else 0.5 if minutes <= 45 else 0.0
    origin = {0: TERMS.origin, 1: 0.5 * TERMS.origin, 2: 0.0}[z]
    return (
        -TERMS.commute * where.commute_d[z, 1]
        + TERMS.family * family
        + origin
        + TERMS.density_family * where.density[z]
        + where.services[0, z]
    )


def _values():
    where, o = places(), offers()
    income, need = 600_000.0, 45.0 + 25.0 * 3
    home = TERMS.cost * (o.log_cost - np.log(income)) - TERMS.fit * np.abs(o.log_floor - np.log(need))
    region = np.array([_zone_value(where, z) for z in o.zone]) + home + o.constant
    stay = _zone_value(where, 1) + 1.0 + TERMS.cost * np.log(100_000 / income) - TERMS.fit * abs(np.log(100 / need))
    outside = []
    for k in range(2):
        minutes = where.time_min[N_ZONES + k, 2]
        family = 1.0 if minutes <= 15 else 0.5 if minutes <= 45 else 0.0
        cost = np.exp(where.outside_log_cost[k]) * need / income
        value = where.outside_value[2, k] + TERMS.scale_outside * where.outside_log_n[k]
        outside.append(value + TERMS.cost * np.log(cost) + TERMS.family * family)
    return np.append(region, stay), np.append(o.log_n, 0.0), np.array(outside)


def _nested_shares(region, log_n, outside):
    """P(a) = P(nest)·P(a | nest), inclusive value lambda·ln sum n·exp(V/lambda)."""
    within_region = np.exp(region / TERMS.scale_region + log_n)
    within_outside = np.exp(outside / TERMS.scale_outside)
    inclusive = np.array(
        [TERMS.scale_region * np.log(within_region.sum()), TERMS.scale_outside * np.log(within_outside.sum())]
    )
    nest = np.exp(inclusive - inclusive.max())
    nest /= nest.sum()
    return np.concatenate(
        [nest[0] * within_region / within_region.sum(), nest[1] * within_outside / within_outside.sum()]
    )


def test_shares_equal_nested_logit_with_size_terms():
    choice = run(choosers(N))
    counted = np.bincount(np.where(choice == -1, 4, np.where(choice < 4, choice, choice + 1)), minlength=7) / N
    expected = _nested_shares(*_values())
    error = np.abs(counted - expected) / np.sqrt(expected * (1 - expected) / N)
    assert error.max() < 4.0, f"shares {counted.round(4)} are not the nested-logit shares {expected.round(4)}"


def test_equal_alternatives_are_chosen_in_proportion_to_what_is_offered_times_utility():
    """With all V equal and no places outside, shares are proportional to n."""
    o = offers(n=(1.0, 2.0, 3.0, 4.0))._replace(
        zone=np.zeros(4, np.int64),
        log_floor=np.full(4, 4.5),
        log_cost=np.full(4, 11.5),
        constant=np.zeros(4),
        accessible=np.zeros(4),
    )
    c = choosers(N, stay_value=np.full(N, -1e6), may_leave=np.full(N, False))
    counted = np.bincount(run(c, o=o), minlength=4) / N
    assert np.abs(counted - np.array([0.1, 0.2, 0.3, 0.4])).max() < 0.004


def test_only_those_who_may_build_take_plots():
    c = choosers(20_000, may_build=np.full(20_000, False))
    assert (run(c) != 3).all()


def test_who_may_not_leave_stays_in_the_region():
    c = choosers(20_000, may_leave=np.full(20_000, False))
    assert (run(c) < 4).all()


def test_who_lives_outside_weighs_the_region_against_the_present_place_only():
    c = choosers(20_000, home=np.full(20_000, N_ZONES), work_1=np.full(20_000, -1))
    choice = run(c)
    assert set(np.unique(choice)) <= {-1, 0, 1, 2, 3}
    assert (choice == -1).any()


def test_the_old_prefer_homes_without_steps_and_the_young_do_not_care():
    def share_accessible(age):
        c = choosers(60_000, age=np.full(60_000, age), child_age=np.full(60_000, 99), stay_value=np.full(60_000, -1e6))
        return (run(c) == 0).mean()

    flat = TERMS._replace(density_young=0.0, density_family=0.0, density_old=0.0)

    def share(age, accessible):
        o = offers()._replace(accessible=np.array([accessible, 0.0, 0.0, 0.0]))
        c = choosers(60_000, age=np.full(60_000, age), child_age=np.full(60_000, 99), stay_value=np.full(60_000, -1e6))
        return (run(c, terms=flat, o=o) == 0).mean()

    assert share(80, 1.0) > share(80, 0.0) + 0.03
    assert share(35, 1.0) == share(35, 0.0)
    assert share_accessible(80) > 0


def test_ties_around_the_home_are_kept_by_nearness_and_lost_outside():
    """Nested-logit shares with ties·near(home, z) added to every home of zone z, and nothing outside."""
    ties = 1.4
    region, log_n, outside = _values()
    kept = ties * places().near[1]  # the chooser of `choice_world` lives in zone 1
    expected = _nested_shares(region + kept[np.append(offers().zone, 1)], log_n, outside)
    choice = run(choosers(N, ties=np.full(N, ties)))
    counted = np.bincount(np.where(choice == -1, 4, np.where(choice < 4, choice, choice + 1)), minlength=7) / N
    error = np.abs(counted - expected) / np.sqrt(expected * (1 - expected) / N)
    assert error.max() < 4.0, f"shares {counted.round(4)} are not {expected.round(4)}"


def test_who_lives_outside_has_no_ties_in_the_region():
    c = choosers(5_000, home=np.full(5_000, N_ZONES), work_1=np.full(5_000, -1))
    assert (run(c._replace(ties=np.full(5_000, 9.0))) == run(c)).all()
