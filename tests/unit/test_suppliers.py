"""Supplier demand against Flegg's formula by hand, and its place in demand: base year exact, growth by the table."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest

from model.codes import Owner
from model.employers import open_employer
from model.parameters import resolve
from model.registry import sectors
from model.submodels import demand, firms
from model.suppliers import Params, national_table, regional_table
from tests.unit.small_economy import economy

SMALL = {"municipalities": 3, "zones": 3, "households": 1_500, "n_firms": 900}
P = resolve({})[Params]


def test_the_table_of_the_nation_sums_to_less_than_one_post_per_post():
    known = list(sectors().values())
    table = national_table(known)
    assert (table >= 0).all()
    assert (table.sum(axis=1) < 0.8).all(), "or rounds of buying would not end"
    assert sum(s.national_share for s in known) == pytest.approx(1.0, abs=0.03)
    assert {name for s in known for name, _ in s.buys} <= {s.id for s in known}


def test_the_region_s_table_is_flegg_s_quotient_of_the_nation_s():
    known = list(sectors().values())
    posts = np.full(len(known), 100.0)
    ids = [s.id for s in known]
    s, k = ids.index("manufacturing"), ids.index("transport")
    total = posts.sum()
    q = {i: (100.0 / total) / known[i].national_share for i in (s, k)}
    size = log2(1 + total / P.nation_posts) ** P.delta
    table = regional_table(known, posts, P)
    assert table[s, k] == pytest.approx(0.08 * min(1.0, size * q[k] / q[s]))
    assert table[s, s] == pytest.approx(0.10 * min(1.0, size * q[s]))
    posts[k] = 0.0
    assert regional_table(known, posts, P)[s, k] == 0.0, "a sector that is not there supplies nothing"
    nation = np.array([x.national_share for x in known]) * P.nation_posts
    assert regional_table(known, nation, P) == pytest.approx(national_table(known), rel=1e-2)


def test_a_new_exporter_asks_its_suppliers_for_what_the_table_says():
    region = economy(**SMALL)
    before = region.demand_posts.copy()
    assert before == pytest.approx(firms._base_posts(region), abs=1e-8)
    s = [x.id for x in region.sectors].index("manufacturing")
    open_employer(region, 99, 1, s, 100.0, 0.2, 0.2, Owner.PRIVATE)
    demand.step(region, region.year)
    more = (region.demand_posts - before).sum(axis=0)
    asked = 100.0 * region.base["demand_supplies"][s]
    assert asked.sum() > 1.0
    for k, sector in enumerate(region.sectors):
        # Huff spreads it over zones, outside too: in a zone with few rivals near more than the mean stays.
        share = more[k] / asked[k] if asked[k] > 0 else 0.0
        assert more[k] == pytest.approx(0.0, abs=1e-8) if asked[k] == 0 else 0.7 < share < 1.6, sector.id
