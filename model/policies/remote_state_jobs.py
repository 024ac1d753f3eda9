"""Place-independent state posts: whoever gets one works where he or she lives.

Posts that stood in a place outside are advertised in the region. Every year, posts that nobody holds are offered where
residents with higher education and broadband live, in proportion; a post that is held stays where its holder works until
it is free again. In each zone they are one state employer. When the policy ends, no posts are moved on and the yearly cost
stops; the posts stay.

Leaves out: people outside the zone who take a post travel there (a few do); colleagues, visitors and purchases where the
posts were.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import Education, Owner
from model.employers import key_of, open_employer, resize
from model.inputs import PolicySpec
from model.parameters import par, parameters
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever

SECTOR = "public_administration"


@parameters("remote_state_jobs")
class Params(NamedTuple):
    """What it costs to have staff far away."""

    post_nok: float = par(
        40_000, unit="NOK per post and year", low=15_000, high=80_000, source="assumption", note="journeys, equipment"
    )


def divide(n: int, weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """N whole posts by zone in proportion to weight [Z]: largest remainders, the first zone of equals."""
    if n <= 0 or weight.sum() <= 0:
        return np.zeros(weight.size, np.int64)
    exact = n * weight / weight.sum()
    whole = np.floor(exact).astype(np.int64)
    whole[np.argsort(whole - exact, kind="stable")[: n - whole.sum()]] += 1
    return whole


def _rows(region: Region, spec: PolicySpec) -> NDArray[np.int64]:
    """Row of the employer in each zone, −1 = none yet [Z]."""
    by_key = {int(k): i for i, k in enumerate(region.firms.c.key)}
    return np.array([by_key.get(key_of(spec.id, z), -1) for z in range(region.n_zones)])


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Count the posts out of the place they came from, once; offer those that are free; pay."""
    lev, c, f = spec.levers, region.persons.c, region.firms.c
    posts = int(lev["posts"])
    if posts <= 0:
        return
    if year == spec.start:
        origin = region.outside.ids.index(lev["origin"])
        region.transfer("jobs", np.array([origin]), np.array([-float(posts)]))
        region.ledger.write(year, "state", "makes posts place-independent", spec.id, posts=posts)
    rows = _rows(region, spec)
    held = np.where(rows >= 0, f.n_staff[rows], 0).astype(np.int64)
    skilled = (c.household_id >= 0) & (c.education == Education.TERTIARY)
    weight = np.bincount(c.place_id[skilled], minlength=region.n_zones) * region.zones.broadband_share
    size = held + divide(posts - int(held.sum()), weight)
    sector = [s.id for s in region.sectors].index(SECTOR)
    for z in np.flatnonzero((size > 0) & (rows < 0)).tolist():
        open_employer(region, key_of(spec.id, z), z, sector, float(size[z]), 0.0, 1.0, Owner.STATE)
    known = np.flatnonzero(rows >= 0)
    resize(region, rows[known], size[known])
    region.accounts.pay("state", "outside", posts * region.par(Params).post_nok, "remote staff", spec.id)


def _posts(region: Region, spec: PolicySpec) -> float:
    rows = _rows(region, spec)
    return float(region.firms.c.size[rows[rows >= 0]].sum())


REMOTE_STATE_JOBS = Instrument(
    id="remote_state_jobs",
    label={"nb": "Stedsuavhengige statlige stillinger", "en": "Place-independent state posts"},
    description={
        "nb": "Statlige stillinger som kan utføres hvor som helst, lyses ut for dem som bor i regionen.",
        "en": "State posts that can be done from anywhere are advertised to residents of the region.",
    },
    area="4",
    levers=(
        Lever("posts", {"nb": "Stillinger", "en": "Posts"}, kind="integer", unit="posts", default=30, low=0, high=500,
              neutral=0),
        Lever("origin", {"nb": "Lå før i", "en": "Were before in"}, kind="outside", default="oslo"),
    ),
    payers=("state",),
    act=act,
    eligible={"nb": "De som søker arbeid og har høyere utdanning", "en": "Those who seek work and have higher education"},
    leaves_out="Colleagues, and what the posts bought where they were: the net effect for the country is not shown.",
    sdg=("8.3", "11.a"),
    source="EVIDENCE V12 for how slowly state posts fill; the rest is assumed",
    output=DirectOutput("posts", {"nb": "Stillinger", "en": "Posts"}, "posts", _posts),
)  # fmt: skip
