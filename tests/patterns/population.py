"""V1, V24 and V25: what becomes of the population of a town and of its hinterland, near and far."""

from __future__ import annotations

from functools import cache

import numpy as np

from tests.patterns.claims import Claim
from tests.patterns.own_figures import History, decline_of_lister, split_of_lister, women_of_lister, women_per_100_men
from tests.patterns.records import Record, recorded, recorded_family

SEEDS, V1_YEARS, YEARS, FAMILY = 20, 12, 20, 50
AGED_FAMILY = 25  # of the variant
ROLES = ("town", "near", "far")
_NAME = {"town": "town", "near": "near hinterland", "far": "far hinterland", "hinterland": "hinterland"}
_V1_SETUP = {
    "town, aged": "invented region from 2005, 12 years; ages of a past with the losses of each class",
    "town": "the same with the nation's ages",
}


def split(run: Record, role: str) -> tuple[float, float, float]:
    """Births less deaths, domestic net migration and net immigration over 12 years, % of the first residents."""
    mine = run.zones(role)
    residents = float(run.people[0, mine].sum())
    born = float((run.births - run.deaths)[:V1_YEARS, mine].sum())
    abroad = float(run.immigration[:V1_YEARS, mine].sum())
    domestic = float(run.domestic(mine)[:V1_YEARS].sum())
    return tuple(100.0 * x / residents for x in (born, domestic, abroad))


def _whole_region(run: Record) -> float:
    """Domestic net migration of all municipalities together: what crosses the region's border."""
    first = {role: run.people[0, run.zones(role)].sum() for role in ROLES}
    return sum(split(run, role)[1] * n for role, n in first.items()) / sum(first.values())


@cache
def v1(setup: str = "town, aged") -> dict[str, Claim]:
    """Population change splits by centrality."""
    runs = recorded(setup, SEEDS, YEARS if setup == "town" else V1_YEARS)
    parts = {role: np.array([split(run, role) for run in runs]) for role in (*ROLES, "hinterland")}
    own, claims = split_of_lister(), {}

    def add(name: str, text: str, values: np.ndarray, low: float, high: float, history: History = ()) -> None:
        claims[name] = Claim("V1", text, values, low, high, "%", _V1_SETUP[setup], history)

    for role, low, high in (("town", -6, -1), ("near", -13, -7), ("far", -13, -7)):
        add(f"domestic {role}", f"domestic net migration, {_NAME[role]}", parts[role][:, 1], low, high)
    add(
        "births", "births less deaths, hinterland", parts["hinterland"][:, 0], -6, -1,
        own["births hinterland"],
    )  # fmt: skip
    ordered = (parts["town"][:, 1] > parts["near"][:, 1]) & (parts["near"][:, 1] > parts["far"][:, 1])
    add("order", "seeds in which domestic net migration falls from town to near to far", 100.0 * ordered, 95, 100)
    whole = np.array([_whole_region(run) for run in runs])
    add(
        "domestic all", "domestic net migration, whole region (no band; classes weighted: −6.2)", whole, -np.inf, np.inf
    )
    first = np.array(
        [run.domestic(run.zones("hinterland"))[0] / run.people[0, run.zones("hinterland")].sum() for run in runs]
    )
    text = (
        "domestic net migration of the first year, hinterland (no band; a twelfth of the twelve years would be usual)"
    )
    add("domestic first year", text, 100.0 * first, -np.inf, np.inf)
    for role, nation in zip(ROLES, (8.74, 10.98, 9.65), strict=True):
        text = f"net immigration, {_NAME[role]} (no band; the nation's class: {nation})"
        add(f"immigration {role}", text, parts[role][:, 2], -np.inf, np.inf)
    for role, nation in zip(ROLES, ("8.1", "2.0", "−4.9"), strict=True):
        text = f"all change, {_NAME[role]} (no band; the nation's class: {nation})"
        lister = own["total town"] if role == "town" else own["total hinterland"] if role == "near" else ()
        add(f"total {role}", text, parts[role].sum(axis=1), -np.inf, np.inf, lister)
    return claims


@cache
def v24(kind: str = "hinterland") -> dict[str, Claim]:
    """Ageing and decline in the periphery."""
    members = FAMILY if kind == "hinterland" else AGED_FAMILY
    runs = recorded_family(kind, members, YEARS)
    ages = "the nation's ages" if kind == "hinterland" else "ages of a past with losses"
    setup = f"{members} random hinterland municipalities from 2020, 20 years, {ages}"

    def change(low: int, high: int) -> np.ndarray:
        """Ratio [members] of residents of an age after 20 years to those at the start."""
        n = np.array([run.people[:, run.zones("hinterland")][..., low:high].sum(axis=(1, 2, 3)) for run in runs], float)
        return n[:, YEARS] / n[:, 0]

    own = decline_of_lister()

    def claim(name: str, text: str, values: np.ndarray, low: float, high: float, unit: str) -> Claim:
        return Claim("V24", text, values, low, high, unit, setup, own[name])

    lost = 100.0 * (change(0, 106) < 1)
    return {
        "decline": claim("decline", "municipalities that lose people", lost, 60, 90, "%"),
        "oldest": claim("oldest", "residents of 80 and over, over those at the start", change(80, 106), 1.6, 2.2, ""),
        "working age": claim(
            "working age", "change in residents of 20 to 66", 100.0 * (change(20, 67) - 1), -np.inf, 0.0, "%"
        ),
        "size": claim("size", "change in all residents (no band)", 100.0 * (change(0, 106) - 1), -np.inf, np.inf, "%"),
    }  # fmt: skip


@cache
def v25() -> dict[str, Claim]:
    """Missing women."""
    runs = recorded("town", SEEDS, YEARS)
    setup = "invented region from 2005 with as many women as men of every age, 20 years"
    ratio = {
        role: np.array([women_per_100_men(run.people[YEARS, run.zones(role)].sum(axis=0)) for run in runs])
        for role in (*ROLES, "hinterland")
    }
    own = women_of_lister()
    falls = 100.0 * ((ratio["town"] > ratio["near"]) & (ratio["near"] > ratio["far"]))
    mean = {role: float(n.mean()) for role, n in ratio.items()}
    least = min(mean["town"] - mean["near"], mean["near"] - mean["far"])

    def claim(text: str, values: np.ndarray, low: float, high: float, unit: str = "", history: History = ()) -> Claim:
        return Claim("V25", text, values, low, high, unit, setup, history)

    return {
        "hinterland": claim(
            "women per 100 men of 20 to 39, hinterland", ratio["hinterland"], 80, 94, history=own["hinterland"]
        ),
        "town": claim("women per 100 men of 20 to 39, town", ratio["town"], 90, 100, history=own["town"]),
        "distance": claim(
            "smallest fall of the mean ratio from town to near to far: "
            + ", ".join(f"{_NAME[role]} {mean[role]:.1f}" for role in ROLES),
            np.array([least]), 0.0, np.inf,
        ),
        "distance seeds": claim("seeds in which it falls all the way (no band)", falls, -np.inf, np.inf, "%"),
    }  # fmt: skip
