"""Where homes may be built, and homes that are built to order.

Plots on offer = usual plots · what rules leave of them + serviced plots that nobody has built on yet, at most what the
density rule of the zone allows. Farmland that is protected takes with it the part of the plots that would lie on it.
Where the municipality has an account of land, plots that take least land come first until the year's budget is used;
what employers and roads have taken this year counts against it.

Homes to order (`HomeProject`) are started as other homes are; where a rule forbids it, they are not, and that is said.
Who ordered them pays what they cost when they have been started and gets the market price back when somebody has moved
in: the price of a home sold, or what its rent is worth.

Leaves out: unsold serviced plots cost their owner nothing, and who builds on them is chosen by nobody.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import DwellingState, DwellingType, Tenure
from model.land import Params as Land
from model.land import farmland_of_plots, greenfield_share
from model.parameters import par, parameters
from model.region import Region
from model.residential import start_homes
from model.rng import Kind, Stream, derive, derive_all, text_key, uniforms
from model.rules import HomeProject
from model.tenures import Params as Tenures

_A = "assumption"
TENURES = {tenure.name.lower(): tenure for tenure in Tenure}


@parameters("building")
class Params(NamedTuple):
    """What serviced ground costs, and when who guarantees must buy."""

    servicing_nok: float = par(
        550_000, unit="NOK per plot", low=300_000, high=900_000, source=_A, note="road, water, sewer to a house"
    )
    unsold_years: float = par(2.0, unit="years", low=1.0, high=4.0, source=_A, note="before the guarantor must buy")


def usual_homes(region: Region) -> NDArray[np.float64]:
    """New homes a year by zone [Z], as the bundle counts them by municipality."""
    table = region.data.dwellings
    rows = table[table["quantity"] == "new_dwellings_per_year"]
    built = {str(m): float(v) for m, v in zip(rows["municipality"], rows["value"], strict=True)}
    codes = [m.code for m in region.data.municipalities]
    share = region.data.zones["dwelling_share"].to_numpy(np.float64)
    return np.asarray(np.array([built.get(codes[m], 0.0) for m in region.zones.municipality]) * share)


def free_plots(region: Region, per_home: float) -> NDArray[np.int64]:
    """Plots on offer this year [Z]; `per_home`: usual ones for each home that is usually built."""
    rules = region.rules
    left = np.minimum(region.serviced_plots, region.plots) if region.plots.size else region.serviced_plots
    region.serviced_plots = left + rules.new_plots
    share = rules.plot_share * (1.0 - rules.farmland_protected * farmland_of_plots(region))
    u = uniforms(region.draws(Stream.HOUSING_SUPPLY), region.zones.keys, 0)
    _say_if_forbidden(region)
    plots = np.floor(usual_homes(region) * per_home * share + u) + region.serviced_plots * (rules.plot_share > 0.0)
    return within_budget(region, np.minimum(plots, allowed(region)).astype(np.int64))


def _say_if_forbidden(region: Region) -> None:
    """Plots that are laid out where a plan forbids building wait until it does not."""
    for z in np.flatnonzero((region.rules.new_plots > 0) & (region.rules.plot_share <= 0.0)).tolist():
        name = region.zones.names[z]
        region.note("plots", nb=f"Tomtene i {name} kan ikke bebygges: planen tillater det ikke.",
                    en=f"Nobody can build on the plots laid out in {name}: the plan forbids it.")  # fmt: skip


def allowed(region: Region) -> NDArray[np.float64]:
    """Homes that the density rule of each zone still allows [Z], those under construction counted."""
    d = region.dwellings.c
    homes = np.bincount(d.place_id[d.place_id >= 0], minlength=region.n_zones)
    return np.maximum(np.floor(region.zones.homes_per_km2_max * region.zones.land_km2) - homes, 0.0)


def land_per_home(region: Region) -> NDArray[np.float64]:
    """Land not built on before that a detached house takes, daa [Z]."""
    p = region.par(Land)
    return greenfield_share(region.zones.kind, p) * p.detached_m2 * region.rules.ground_factor / 1_000.0


def within_budget(region: Region, plots: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the plots [Z] that the municipalities' budgets of land allow."""
    if not np.isfinite(region.rules.land_budget_daa).any():
        return plots
    each, kept = land_per_home(region), plots.copy()
    taken = region.flows.get("land_take_daa", np.zeros(region.n_zones))
    for m, budget in enumerate(region.rules.land_budget_daa.tolist()):
        mine = np.flatnonzero(region.zones.municipality == m)
        left = budget - float(taken[mine].sum())
        for z in mine[np.lexsort((region.zones.keys[mine], each[mine]))].tolist():
            kept[z] = min(plots[z], int(max(left, 0.0) / each[z]))
            left -= kept[z] * each[z]
    return kept


def ready_year(region: Region, zone: NDArray[np.int64], keys: NDArray[np.uint64], usual: int) -> NDArray[np.int64]:
    """Year in which homes [n] are ready; shorter planning brings a part of them forward a year."""
    u = uniforms(region.draws(Stream.DEVELOPER), keys, 1)
    return usual - (u < region.rules.planning_years_saved[zone]).astype(np.int64)


def must_let(region: Region, zone: NDArray[np.int64], keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Homes [n] for the market that a rule says must be let."""
    return np.asarray(rule_draw(region, keys) < region.rules.rent_share[zone])


def rule_draw(region: Region, keys: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Draws of homes [n] that say what a rule makes of them: below its share it does, and always the same homes."""
    return np.asarray(uniforms(region.persistent_draws(Stream.POLICY), keys, 0))


def start_projects(region: Region, usual_ready: int) -> None:
    """Start what has been ordered, as far as rules allow; planned homes are ready in `usual_ready` or a year before."""
    for project in sorted(region.projects, key=lambda x: x.policy_id):
        z = project.zone
        room = allowed(region)[z] if region.rules.plot_share[z] > 0 else 0.0
        keys = project.keys[: int(min(room, project.keys.size))]
        if keys.size < project.keys.size:
            short, name = project.keys.size - keys.size, region.zones.names[z]
            region.note(
                project.policy_id,
                nb=f"{short} av {project.keys.size} boliger kan ikke bygges i {name}: planen tillater det ikke.",
                en=f"{short} of {project.keys.size} homes cannot be built in {name}: the plan forbids it.",
            )
        zone = np.full(keys.size, z)
        rows = start_homes(region, zone, project.type, ready_year(region, zone, keys, usual_ready), keys)
        region.dwellings.c.tenure[rows] = project.tenure
        region.dwellings.c.floor_m2[rows] = project.floor_m2
    region.projects.clear()


# ------------------------------------------------------------------------------------------------------ who orders homes


def home_keys(policy_id: str, n: int) -> NDArray[np.uint64]:
    """Keys of the homes that a policy orders [n]: the same whatever else happens."""
    first = np.uint64(derive(np.uint64(text_key(policy_id)), Kind.DWELLING, 0))
    return derive_all(np.full(n, first), Kind.DWELLING, np.arange(n))


def order_homes(
    region: Region, policy_id: str, zone: int, kind: DwellingType, tenure: Tenure, n: int, floor_m2: float = 0.0
) -> None:
    """Order homes of a type once; 0 m2: as large as the region's of that type."""
    memory = region.memory[policy_id]
    if n <= 0 or "ordered" in memory:
        return
    floor = floor_m2 if floor_m2 > 0.0 else float(region.base["floor_m2"][kind])
    memory["ordered"], memory["paid"], memory["sold"] = n, set(), set()
    region.projects.append(HomeProject(policy_id, zone, kind, tenure, floor, home_keys(policy_id, n)))


def ordered_homes(region: Region, policy_id: str) -> NDArray[np.int64]:
    """Rows of the homes that have been built or begun for a policy [n], by key."""
    keys = home_keys(policy_id, int(region.memory.get(policy_id, {}).get("ordered", 0)))
    rows = np.flatnonzero(np.isin(region.dwellings.c.key, keys) & (region.dwellings.c.place_id >= 0))
    return rows[np.argsort(region.dwellings.c.key[rows])]


def _shared(region: Region, policy_id: str, payers: dict[str, float], nok: float, purpose: str, back: bool) -> None:
    for name, share in payers.items():
        payer, payee = ("outside", name) if back else (name, "outside")
        if nok * share > 0.0:
            region.accounts.pay(payer, payee, nok * share, purpose, policy_id)


def settle_homes(region: Region, policy_id: str, payers: dict[str, float], guarantees: bool = False) -> None:
    """Pay for homes that have been started and book what those bring that somebody lives in. `payers`: account, share.

    Who only guarantees pays a loss when a home is sold, and buys what has stood empty for too long.
    """
    memory, d, p, year = region.memory[policy_id], region.dwellings.c, region.par(Params), region.year
    if "ordered" not in memory:
        return
    rows = ordered_homes(region, policy_id)
    paid, sold = memory["paid"], memory["sold"]
    for row in rows.tolist():
        key, cost, value = int(d.key[row]), _cost(region, row), _value(region, row)
        lived_in = d.state[row] == DwellingState.OCCUPIED
        waits_long = d.state[row] != DwellingState.UNDER_CONSTRUCTION and year >= d.year_built[row] + p.unsold_years
        if guarantees and lived_in and key not in paid | sold:
            _shared(region, policy_id, payers, max(cost - value, 0.0), "guarantee: homes", back=False)
            sold.add(key)
        if key not in paid | sold and (not guarantees or waits_long):
            _shared(region, policy_id, payers, cost, "building: homes", back=False)
            paid.add(key)
        if key in paid - sold and lived_in:
            _shared(region, policy_id, payers, value, "homes sold or let", back=True)
            sold.add(key)
    if rows.size == 0 or any(int(key) not in sold for key in d.key[rows]):
        memory["works_until"] = year + 1


def _cost(region: Region, row: int) -> float:
    """What an ordered home costs, serviced ground included, NOK."""
    p, land, d = region.par(Params), region.par(Land), region.dwellings.c
    ground = {DwellingType.DETACHED: land.detached_m2, DwellingType.ROW: land.row_m2, DwellingType.FLAT: land.flat_m2}
    site = p.servicing_nok * ground[DwellingType(int(d.type[row]))] / land.detached_m2
    return float(d.floor_m2[row] * region.base["construction_cost_nok_m2"][0] + site)


def _value(region: Region, row: int) -> float:
    """What an ordered home sells for, or what its rent is worth, NOK."""
    d = region.dwellings.c
    share = region.par(Tenures).municipal_rent if d.tenure[row] == Tenure.MUNICIPAL else 1.0
    return float(region.price_nok_m2[d.place_id[row]] * d.floor_m2[row] * share)
