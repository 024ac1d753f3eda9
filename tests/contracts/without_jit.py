"""Everything that is compiled, on tiny input: four years of the tiny region, and kernels that those years do not call.

    NUMBA_DISABLE_JIT=1 python -m tests.contracts.without_jit FILE

writes the results and the names of the functions that ran. Compiled functions cannot be seen to run, so the list is
complete only with the JIT off.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from model import rng
from model.kernels.family import adult_child_place, minors_along, youngest_child
from model.kernels.grouping import members
from model.kernels.huff import balance, huff
from model.kernels.posts import whole_posts
from model.kernels.sites import assign_nearest, search_sites, travel_cost
from model.year import run_year
from tests import choice_world
from tests.worlds import begin, road_grant, state, state_jobs, tiny

YEARS = 4
MODEL = Path(rng.__file__).parent


def results() -> dict[str, np.ndarray]:
    """Every number of four years and of each kernel called by itself, by name."""
    with np.errstate(over="ignore"):  # keyed draws wrap around; compiled code does so silently
        return {f"{part}/{name}": np.asarray(values) for part, make in PARTS.items() for name, values in make().items()}


def _years() -> dict[str, Any]:
    region = begin(tiny(state_jobs("a-town", 20, origin="city"), road_grant(300)), 5)
    found: dict[str, Any] = {}
    for _ in range(YEARS):
        run_year(region)
        found |= {f"{region.year}/{name}": values.copy() for name, values in state(region).items()}
    return found


def _draws() -> dict[str, Any]:
    base = rng.stream_base(3, rng.Stream.POLICY, 2030)
    keys = rng.derive_all(np.arange(50, dtype=np.uint64), rng.Kind.FIRM, np.arange(50))
    each = {"uniform": rng.uniform, "exponential": rng.exponential, "gumbel": rng.gumbel, "normal": rng.normal}
    found: dict[str, Any] = {name: [one(base, key, 2) for key in keys] for name, one in each.items()}
    found |= {"uniforms": rng.uniforms(base, keys, 1), "gumbels": rng.gumbels(base, keys, 1)}
    found |= {"normals": rng.normals(base, keys, 1), "nest": [rng.nest_term(base, key, 1, 0.6) for key in keys]}
    return found | {"keys": keys}


def _choice() -> dict[str, Any]:
    offers = choice_world.offers(left=(3, 1, 4, 2))
    chosen = choice_world.run(choice_world.choosers(40), o=offers, takes=True)
    assert len(set(chosen)) > 3, "a choice that says something"
    return {"chosen": chosen, "left": offers.left}


def _huff() -> dict[str, Any]:
    places = choice_world.places()
    minutes, spending = places.time_min[:4, :4].copy(), np.array([5.0, 1.0, 3.0, 2.0])
    attraction = np.array([2.0, 0.5, 0.0, 1.0])
    sales, potential, bought = huff(spending, attraction, minutes, 0.07, np.array([0.3, 0.0, 1.0, 0.1]))
    target, reach = np.array([3.5, 1.5, 0.0, 4.0]), np.array([1.0, 0.5, 0.0, 0.8])
    factors, scale, level = balance(spending, attraction, minutes, 0.07, target, reach, 0.1)
    return {
        "sales": sales,
        "potential": potential,
        "bought": bought,
        "factors": factors,
        "scale": scale,
        "level": level,
    }


def _sites() -> dict[str, Any]:
    minutes = choice_world.places().time_min[:5, :5].copy()
    users, is_open = np.array([40.0, 10.0, 25.0, 5.0, 60.0]), np.array([True, False, True, False, False])
    everywhere = np.ones(5, bool)
    found = search_sites(users, minutes, 30.0, np.full(5, 900.0), 300.0, is_open, everywhere, everywhere, 1, 4,
                         np.full(5, 60.0), 20.0)  # fmt: skip
    served = assign_nearest(users, np.array([50.0, 40.0]), minutes[:, [0, 2]].copy(), np.ones((5, 2), bool))
    return {
        "travel_cost": travel_cost(users, minutes, is_open),
        "search": found,
        **{f"nearest {n}": part for n, part in enumerate(served)},
    }


def _people() -> dict[str, Any]:
    household, age = np.array([0, 0, 1, -1, 1, 2]), np.array([40, 5, 70, 30, 12, 50])
    mother, place = np.array([2, 0, -1, 2, -1, 2]), np.array([1, 1, 0, 6, 0, 3])
    father, with_father = np.array([-1, -1, -1, -1, 4, 0]), np.array([False, True, False, False, True, False])
    keys = np.arange(6, dtype=np.uint64)
    return {
        **{f"members {n}": part for n, part in enumerate(members(household, 3))},
        "youngest": youngest_child(household, age, 3),
        "adult child": adult_child_place(mother, father, age, place, household, keys),
        "minors": minors_along(household, age, mother, father, with_father, np.ones(6, bool)),
        "posts": whole_posts(7.4, 0.2, 0.3, 0.5),
    }


PARTS = {"years": _years, "rng": _draws, "choice": _choice, "huff": _huff, "sites": _sites, "people": _people}


def main(path: str) -> None:
    """Write results and names of functions that ran."""
    ran: set[str] = set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            ran.add(f"{frame.f_code.co_filename}:{frame.f_code.co_name}")

    sys.setprofile(note)
    found = results()
    sys.setprofile(None)
    names = sorted(n.removeprefix(f"{MODEL}/") for n in ran if n.startswith(str(MODEL)))
    np.savez(path, **found, ran=np.array(json.dumps(names)))


if __name__ == "__main__":
    main(sys.argv[1])
