"""A small, fully known choice situation: zones, places outside, offers, choosers."""

import numpy as np

from model.kernels.choice import Choosers, Offers, Places, Terms, run_queue
from model.rng import derive_all

N_ZONES, N_OUTSIDE = 3, 2
BASE, NEST_BASE, TASTE_BASE = (np.uint64(w) for w in (11, 22, 33))

TERMS = Terms(
    scale_region=0.6,
    scale_outside=0.8,
    cost=-1.0,
    fit=0.5,
    accessible=0.5,
    commute=1.2,
    family=1.0,
    origin=0.5,
    density_young=0.3,
    density_family=-0.1,
    density_old=0.3,
    taste=0.0,
    need_base_m2=45.0,
    need_per_person_m2=25.0,
    family_near_min=15.0,
    family_far_min=45.0,
)


def places():
    rng = np.random.default_rng(1)
    n = N_ZONES + N_OUTSIDE
    time = rng.uniform(5, 80, (n, n))
    time = (time + time.T) / 2
    return Places(
        zone_keys=derive_all(np.full(N_ZONES, 1, np.uint64), 34, np.arange(N_ZONES)),
        municipality=np.array([0, 0, 1]),
        jobs=np.array([0.5, -0.2, 1.0]),
        density=np.array([1.0, 0.0, -1.0]),
        services=np.array([[0.3, 0.0, -0.3]]),
        service_ages=np.array([[6, 13]]),
        time_min=time,
        commute_d=1.0 / (1.0 + (time / 30.0) ** -3.0),
        near=1.0 / (1.0 + (time[:N_ZONES, :N_ZONES] / 12.0) ** 3.0),
        tax_relief=np.zeros(N_ZONES),
        debt_relief=np.zeros(N_ZONES),
        outside_keys=derive_all(np.full(N_OUTSIDE, 2, np.uint64), 34, np.arange(N_OUTSIDE)),
        outside_value=np.tile([1.0, 0.4], (5, 1)),
        outside_log_n=np.log(np.array([0.7, 0.3])),
        outside_log_cost=np.log(np.array([2_000.0, 1_500.0]) / np.array([1.1, 1.0])),
    )


def offers(left=10**9, n=(4.0, 1.0, 7.0, 2.0)):
    n = np.asarray(n)
    return Offers(
        zone=np.array([0, 0, 1, 2]),
        key=derive_all(np.full(4, 3, np.uint64), 34, np.arange(4)),
        log_n=np.log(n),
        left=np.broadcast_to(np.asarray(left, np.int64), 4).copy(),
        log_floor=np.log(np.array([70.0, 140.0, 110.0, 90.0])),
        accessible=np.array([1.0, 0.0, 0.5, 0.0]),
        log_cost=np.log(np.array([110_000.0, 160_000.0, 120_000.0, 70_000.0])),
        is_plot=np.array([False, False, False, True]),
        constant=np.array([0.0, 0.1, 0.0, 0.6]),
        log_price=np.array([14.0, 15.0, 14.5, 15.2]),
        is_municipal=np.zeros(4, bool),
    )


def choosers(n, **changes):
    full = np.full
    columns = {
        "key": derive_all(full(n, 4, np.uint64), 1, np.arange(n)),
        "age": full(n, 35),
        "group": full(n, 2),
        "members": full(n, 3.0),
        "child_age": full(n, 7),
        "log_income": full(n, np.log(600_000.0)),
        "debtors": full(n, 0.0),
        "work_1": full(n, 1),
        "work_2": full(n, -1),
        "seeks_work": full(n, False),
        "tie_1": full(n, 2),
        "tie_2": full(n, -1),
        "tie_3": full(n, -1),
        "origin": full(n, 0),
        "home": full(n, 1),
        "ties": full(n, 0.0),
        "stay_value": full(n, 1.0),
        "stay_log_floor": full(n, np.log(100.0)),
        "stay_log_cost": full(n, np.log(100_000.0)),
        "stay_accessible": full(n, 0.0),
        "may_build": full(n, True),
        "may_leave": full(n, True),
        "log_means": full(n, 99.0),
        "is_needy": full(n, False),
    }
    columns.update(changes)
    return Choosers(**columns)


def run(c, *, terms=TERMS, where=None, o=None, order=None, takes=False):
    return run_queue(
        terms,
        where or places(),
        o or offers(),
        c,
        np.arange(c.key.size) if order is None else order,
        takes,
        BASE,
        NEST_BASE,
        TASTE_BASE,
    )
