"""An employer closes, or lets a part of its staff go: a factory, a mill, a head office.

On 1 January the posts are gone. Who held one looks for another: residents as unemployed, in-commuters outside; with a
`share` below 1 those who came last go first. What the firm sold outside is lost to the region; what it sold to
residents others take over. For five years the log says, each New Year, where those displaced are (by key).

Leaves out: notice and packages (people would look before the closing), what happens to the buildings beyond their
being empty, suppliers' losses beyond the demand of staff.
"""

from __future__ import annotations

import numpy as np

from model.codes import Status
from model.employers import LARGEST, close_employers, largest, lay_off, set_posts, staff
from model.inputs import PolicySpec
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever

_FOLLOWED_YEARS = 5


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Close in the year of the event; then say every year where the displaced are."""
    memory, share = region.memory[spec.id], float(spec.levers["share"])
    if year > spec.start:
        _follow(region, spec, year)
        return
    sector = spec.levers["employer"].removeprefix(LARGEST)
    row = largest(region, sector)
    if row < 0:
        region.note(
            spec.id,
            nb=f"Det er ingen arbeidsgiver i næringen {sector} å legge ned i {year}.",
            en=f"There is no employer in the sector {sector} to close in {year}.",
        )
    if row < 0 or share <= 0.0:
        return
    f, workers = region.firms.c, staff(region, row)
    posts = _posts(region, row)
    zone = region.zones.ids[f.place_id[row]]
    if share >= 1.0:
        leavers, left = workers, 0
        close_employers(region, np.array([row]))
    else:
        f.size[row] *= 1.0 - share
        f.base_size[row] *= 1.0 - share
        set_posts(region, [row])
        left = _posts(region, row)
        leavers = workers[left:]
        region.count("jobs_lost_exit", np.full(leavers.size, f.place_id[row]))
        lay_off(region, leavers)
    memory |= {
        "posts": posts - left,
        "displaced": region.persons.c.key[leavers].copy(),
        "works_until": year + _FOLLOWED_YEARS,
    }
    region.ledger.write(
        year, sector, "closes" if left == 0 else "cuts", spec.id, zone=zone, posts=posts - left, staff=leavers.size
    )


def _posts(region: Region, row: int) -> int:
    f = region.firms.c
    return int(f.posts_basic[row] + f.posts_upper[row] + f.posts_tertiary[row])


def _follow(region: Region, spec: PolicySpec, year: int) -> None:
    """Write where those who lost their job then are now; who is gone died or never lived here."""
    keys = region.memory[spec.id].get("displaced", np.zeros(0, np.uint64))
    if keys.size == 0:
        return
    c = region.persons.c
    found = region.persons.rows_of(keys)
    rows = found[found >= 0]
    here, works = c.household_id[rows] >= 0, c.employer_id[rows] >= 0
    place = region.firms.c.place_id[np.where(works, c.employer_id[rows], 0)]
    region.ledger.write(
        year,
        "displaced staff",
        "is followed",
        spec.id,
        of=keys.size,
        work_here=int((here & works & (place < region.n_zones)).sum()),
        commute_out=int((here & works & (place >= region.n_zones)).sum()),
        seek_work=int((here & (c.status[rows] == Status.UNEMPLOYED)).sum()),
        retired_or_disabled=int((here & np.isin(c.status[rows], (Status.RETIRED, Status.DISABLED))).sum()),
        live_elsewhere=int((~here & (c.left_year[rows] > 0)).sum()),
        gone_or_outsiders=int((found < 0).sum() + (~here & (c.left_year[rows] == 0)).sum()),
    )


EMPLOYER_CLOSURE = Instrument(
    id="employer_closure",
    label={"nb": "Bedrift legges ned", "en": "Employer closes"},
    description={
        "nb": "Den største arbeidsgiveren i en næring legges ned eller sier opp en del av de ansatte.",
        "en": "The largest employer of a sector closes, or lets a part of its staff go.",
    },
    area="event",
    levers=(
        Lever(
            "employer",
            {"nb": "Arbeidsgiver", "en": "Employer"},
            kind="employer",
            default=f"{LARGEST}manufacturing",
        ),
        Lever(
            "share",
            {"nb": "Andel av stillingene", "en": "Share of its posts"},
            unit="share",
            default=1.0,
            low=0,
            high=1,
            neutral=0,
        ),
    ),
    payers=(),
    act=act,
    leaves_out="Notice and packages, the buildings, suppliers: recovery comes a little late, the ripple is a little small.",
    sdg=("8.5",),
    output=DirectOutput(
        "share",
        {"nb": "Stillinger borte", "en": "Posts gone"},
        "posts",
        lambda region, spec: float(region.memory[spec.id].get("posts", 0)),
    ),
)
