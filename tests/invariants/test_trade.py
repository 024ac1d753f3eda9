"""Trade balances: what shops sell is what residents, visitors, public employers and firms spend there; what residents
spend is spent here, outside or online. Recomputed with Huff's formula from the tables, sector by sector."""

from __future__ import annotations

import numpy as np
import pytest

from model.codes import Owner
from model.region import Region
from model.submodels import demand
from model.year import run_year
from tests.worlds import begin, event, play_until, state_jobs, tiny


def shares(region: Region, s: int, year: int) -> np.ndarray:
    """Where a krone spent by a household of zone h goes [2·Z, places and online], with a car and without."""
    n, base = region.n_zones, region.base
    sizes = demand._follows_demand(region, "size")
    size = np.concatenate([sizes[:, s], base["demand_outside"][:, s]])
    pull = base["demand_attraction"][:, s] * size ** region.sectors[s].demand_size_exponent
    minutes = np.concatenate([region.cost_min[:n], region.no_car_min[:n]])
    weight = pull * np.exp(-region.sectors[s].demand_decay_per_min * minutes)
    weight = np.hstack([weight, demand._online(region, year)[:, [s]]])
    return weight / weight.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("seed", [1, 2])
def test_turnover_and_spending_balance_in_every_sector(seed):
    opens = event("plant", "employer_opening", 2026, zone="a-town", jobs=40)
    region = begin(tiny(state_jobs("a-town", 20, origin="city"), events=(opens,)), seed)
    for _ in range(3):
        run_year(region)
    play_until(region, "studies")
    posts = demand._follows_demand(region, "base_size")
    before = demand._follows_demand(region, "size")
    demand.step(region, region.year)
    assert np.array_equal(before, demand._follows_demand(region, "size")), "demand only asks"
    f, h, n = region.firms.c, region.households.c, region.n_zones
    income = np.zeros(2 * n)
    lives = np.flatnonzero((h.n_members > 0) & (h.place_id >= 0))
    np.add.at(income, h.place_id[lives] + n * (h.n_cars[lives] == 0), h.income_nok_year[lives].astype(float))
    public = np.zeros(2 * n)
    owned = np.flatnonzero((f.place_id >= 0) & (f.place_id < n) & (f.owner != Owner.PRIVATE) & (f.sector >= 0))
    np.add.at(public, f.place_id[owned], f.n_staff[owned].astype(float))
    bought_online = np.zeros(n)
    for s, sector in enumerate(region.sectors):
        if sector.driver != "spending" or posts[:, s].sum() == 0:
            continue
        base, scale = region.base, region.base["demand_posts_per_nok"][s]
        residents = (1 - sector.public_share - base["demand_supplier_share"][s]) * income
        state = sector.public_share * base["demand_nok_per_public_staff"][0] * public
        firms = np.zeros(2 * n)
        here = np.flatnonzero((f.place_id >= 0) & (f.place_id < n) & (f.sector >= 0))
        np.add.at(firms, f.place_id[here], f.size[here] * base["demand_supplies"][f.sector[here], s])
        firms *= base["demand_nok_per_supply"][s]
        visitors = posts[:, s] * sector.export_share
        share = shares(region, s, region.year)
        # What residents spend is spent in a zone, outside or online: nothing is lost on the way.
        spent = residents[:, None] * share
        local, outside, online = spent[:, :n], spent[:, n:-1], spent[:, -1]
        assert local.sum() + outside.sum() + online.sum() == pytest.approx(residents.sum(), rel=1e-9)
        # What a zone sells: to visitors, residents, public employers and firms.
        by_buyer = [scale * (b @ share)[:n] for b in (residents, state, firms)]
        assert region.demand_posts[:, s] == pytest.approx(visitors + sum(by_buyer), rel=1e-6, abs=1e-9), sector.id
        if sector.online_share > 0:
            everybody = (residents + state + firms) * share[:, -1]
            bought_online += everybody[:n] + everybody[n:]
    assert region.flows["goods_bought_online"] == pytest.approx(bought_online, rel=1e-6)
