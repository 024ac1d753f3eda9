"""Travel times by all modes after one link changed, for invented networks of 60 and 600 zones."""

from __future__ import annotations

import time
from types import SimpleNamespace

import numpy as np
from scipy.spatial import Delaunay

from benchmarks.rows import Row, figure
from model.codes import LinkClass, ZoneKind
from model.geography import Network
from model.geography import Params as RoadParams
from model.region import Region
from model.skims import Params as NoCarParams
from model.transit import Params as BusParams

AIM_MS = {60: 5.0, 600: 100.0}


def rows(repeats: int) -> list[Row]:
    """CPU time of everything that follows from a link, medians."""
    found = []
    for zones, aim in AIM_MS.items():
        here = world(zones)
        spent = np.median([spent_ms(here) for _ in range(max(repeats, 5) + 1)][1:])
        beside = f"all modes; aim under {aim:.0f} ms; {len(here.network.ids)} links"
        found.append(Row("skims", f"one link changed, {zones} zones", figure(float(spent)), "ms CPU", beside))
    return found


def invented(zones: int) -> Network:
    """Roads between neighbours of random points, a third left out; every fifth road has buses, every tenth often."""
    rng = np.random.default_rng(zones)
    points = rng.uniform(0.0, 10.0 * np.sqrt(zones), (zones + 3, 2))
    triangles = Delaunay(points).simplices
    pairs = np.unique(
        np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [0, 2]]])), axis=0
    )
    pairs = pairs[rng.random(len(pairs)) < 0.67]
    km = 1.3 * np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    n = len(pairs)
    return Network(
        ids=[f"l{k}" for k in range(n)],
        start=pairs[:, 0].astype(np.int64),
        stop=pairs[:, 1].astype(np.int64),
        length_km=km,
        speed_kmh=rng.uniform(40.0, 85.0, n),
        link_class=np.where(rng.random(n) < 0.02, LinkClass.FERRY, LinkClass.COUNTY).astype(np.int8),
        toll_nok=np.where(rng.random(n) < 0.03, 40.0, 0.0),
        is_open=np.ones(n, bool),
        fixed_min=np.full(3, np.nan),
        intrazonal_min=np.full(zones + 3, 6.0),
        bus_per_day=np.where(rng.random(n) < 0.1, 24.0, np.where(rng.random(n) < 0.2, 6.0, 0.0)),
        closure_days=np.where(rng.random(n) < 0.05, 6.0, 0.0),
    )


def world(zones: int) -> SimpleNamespace:
    """What `Region.update_skims` needs of a region."""
    parameters = {cls: cls() for cls in (RoadParams, BusParams, NoCarParams)}
    return SimpleNamespace(
        network=invented(zones),
        n_zones=zones,
        zones=SimpleNamespace(
            kind=np.full(zones, ZoneKind.RURAL, np.int8),
            municipality=np.zeros(zones, np.int64),
            walk_factor=np.ones(zones),
        ),
        outside=range(3),
        bike_links_min=np.zeros(0),
        par=parameters.__getitem__,
    )


def spent_ms(here: SimpleNamespace) -> float:
    """CPU time of the update of all modes after a link became faster."""
    here.network.speed_kmh[7] += 0.1
    here.network.is_changed = True
    began = time.process_time()
    Region.update_skims(here)  # type: ignore[arg-type]
    return 1e3 * (time.process_time() - began)
