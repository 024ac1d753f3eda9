"""Employers that policies opened: how fast their posts fill, and who fills them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.codes import HireSource
from model.indicators.shared import by_zone
from model.region import Region
from model.traits import Indicator

SOURCES = tuple(source for source in HireSource if source is not HireSource.NONE)


def _policy_posts(region: Region) -> Mapping[str, Any]:
    """Posts, filled posts, and filled posts by who the holder was when hired."""
    f, c = region.firms.c, region.persons.c
    keys = [memory["employer_key"] for memory in region.memory.values() if "employer_key" in memory]
    mine = np.isin(f.key, np.array(keys, np.uint64)) & (f.place_id >= 0)
    posts = f.posts_basic + f.posts_upper + f.posts_tertiary
    found = {"all": by_zone(region, f.place_id[mine], posts[mine])}
    staff = np.flatnonzero(np.isin(c.employer_id, np.flatnonzero(mine)))
    place, source = f.place_id[c.employer_id[staff]], c.hire_source[staff]
    found["posts:filled"] = by_zone(region, place)
    return found | {f"source:{code.name.lower()}": by_zone(region, place[source == code]) for code in SOURCES}


POLICY_POSTS = Indicator(
    id="policy_posts",
    label={"nb": "Stillinger opprettet av tiltak", "en": "Posts opened by policies"},
    unit="posts",
    kind="sum",
    flow=False,
    compute=_policy_posts,
    groups=("posts", "source"),
    sdg=("8.3",),
    description={
        "nb": "Stillinger hos arbeidsgivere som tiltak har åpnet, hvor mange som er besatt, og hvem de ansatte var.",
        "en": "Posts of employers that policies opened, how many are filled, and who their staff were when hired.",
    },
)
