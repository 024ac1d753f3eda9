"""More, or less, money a year for the maintenance of roads of one owner.

Money takes away backlog on the links where a krone serves most trips; speed and days of closure follow from the backlog
(model/roads.py, model/geography.py). The owner's usual budget is taken to hold the backlog as it is, so only what is
spent beyond it counts. A negative sum is a cut: the backlog grows, and the owner keeps the money.

Leaves out: safety of tunnels as such (no accidents in the model), cheaper repairs when done in time.
"""

from __future__ import annotations

import numpy as np

from model.codes import LinkClass
from model.inputs import PolicySpec
from model.region import Region
from model.roads import repair
from model.traits import DirectOutput, Instrument, Lever, strength

_CLASS = {"county": LinkClass.COUNTY, "state": LinkClass.NATIONAL}


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Spend this year's money."""
    lev, net = spec.levers, region.network
    nok = lev["mnok_per_year"] * 1e6 * strength(spec, year)
    links = np.flatnonzero((net.link_class == _CLASS[lev["owner"]]) & net.is_open)
    if nok == 0.0 or links.size == 0:
        return
    got = float(repair(region, links, nok).sum())
    if got >= 0.0:
        region.accounts.pay(lev["owner"], "outside", got, "road maintenance", spec.id)
    else:
        region.accounts.pay("outside", lev["owner"], -got, "road maintenance", spec.id)


def _backlog(region: Region, spec: PolicySpec) -> float:
    links = region.network.link_class == _CLASS[spec.levers["owner"]]
    return -float(region.network.backlog_mnok[links].sum())


ROAD_MAINTENANCE = Instrument(
    id="road_maintenance",
    label={"nb": "Vedlikehold av veier", "en": "Maintenance of roads"},
    description={
        "nb": "Mer eller mindre penger til vedlikehold: etterslepet avtar eller vokser, og med det fart og stengte dager.",
        "en": "More or less money for maintenance: the backlog shrinks or grows, and with it speed and days of closure.",
    },
    area="5",
    levers=(
        Lever(
            "mnok_per_year",
            {"nb": "Beløp per år", "en": "Sum a year"},
            unit="MNOK/year",
            default=50.0,
            low=-200,
            high=1000,
            neutral=0,
        ),
        Lever("owner", {"nb": "Veieier", "en": "Owner"}, kind="option", default="county", options=("county", "state")),
    ),
    payers=("county", "state"),
    act=act,
    can_phase_in=True,
    leaves_out="Accidents, and that repairs in time are cheaper: the gain comes out somewhat too small.",
    sdg=("9.1",),
    source="assumptions of model/geography.py (backlog_speed, backlog_closures)",
    output=DirectOutput("mnok_per_year", {"nb": "Etterslep tatt inn", "en": "Backlog taken away"}, "MNOK", _backlog),
)
