"""New homes go into towns, not around them: plots outside are taken out of plans, and a part of them moved inwards.

Of the usual plots outside towns (or outside towns and villages) a share is not given; a part of those are laid out in the
same municipality's zones where building is allowed, in proportion to the plots they have. There, new homes take less
ground each. Self-builders and developers choose among the plots that are left (model/building.py).

Leaves out: that a small plot is worth less to who builds on it (the rule costs builders too little), building permits by
dispensation (it binds a little too hard).
"""

from __future__ import annotations

import numpy as np

from model.building import usual_homes
from model.codes import ZoneKind
from model.inputs import PolicySpec
from model.region import Region
from model.service_units import municipal_centres
from model.traits import DirectOutput, Instrument, Lever, strength

_OPEN = {"towns": ZoneKind.TOWN, "settlements": ZoneKind.VILLAGE}


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Take plots out of the plans outside, lay some out inside, and build denser there."""
    lev, rules, zones = spec.levers, region.rules, region.zones
    share = lev["share"] * strength(spec, year)
    if share <= 0.0:
        return
    inside = (zones.kind <= _OPEN[lev["building_in"]]) | municipal_centres(region)
    usual = usual_homes(region)
    n = region.municipalities.n
    lost = share * np.bincount(zones.municipality, weights=usual * ~inside, minlength=n)
    there = np.bincount(zones.municipality, weights=usual * inside, minlength=n)
    more = np.divide(lev["moved_inwards"] * lost, there, out=np.zeros(n), where=there > 0)
    rules.ground_factor *= np.where(inside, 1.0 + strength(spec, year) * (lev["ground"] - 1.0), 1.0)
    rules.plot_share *= np.where(inside, 1.0 + more[zones.municipality], 1.0 - share)


def _taken_out(region: Region, spec: PolicySpec) -> float:
    """Homes a year for which the rules of the year leave no plot."""
    return float((usual_homes(region) * np.maximum(1.0 - region.rules.plot_share, 0.0)).sum())


COMPACT_GROWTH_RULE = Instrument(
    id="compact_growth_rule",
    label={"nb": "Bygging i byer og tettsteder", "en": "Compact growth"},
    description={
        "nb": "Færre tomter utenfor byer og tettsteder, og noen av dem i stedet som fortetting innenfor.",
        "en": "Fewer plots outside towns and villages, and some of them inside instead.",
    },
    area="6",
    levers=(
        Lever("share", {"nb": "Andel av tomtene utenfor som tas ut av planene", "en": "Share of plots outside that go"},
              unit="share", default=0.8, low=0, high=1, neutral=0),
        Lever("building_in", {"nb": "Bygging tillatt i", "en": "Building allowed in"}, kind="option",
              default="settlements", options=tuple(_OPEN)),
        Lever("moved_inwards", {"nb": "Andel av disse som legges innenfor", "en": "Share of these moved inwards"},
              unit="share", default=0.5, low=0, high=1),
        Lever("ground", {"nb": "Grunn per ny bolig innenfor, av den vanlige",
                         "en": "Ground per new home inside, of the usual"},
              unit="share", default=0.6, low=0.2, high=1),
    ),
    payers=(),
    act=act,
    can_phase_in=True,
    leaves_out="That a small plot is worth less: the rule costs builders too little. Dispensations: it binds too hard.",
    sdg=("11.3",),
    output=DirectOutput("share", {"nb": "Tomter tatt ut av planene", "en": "Plots taken out of plans"},
                        "homes per year", _taken_out),
)  # fmt: skip
