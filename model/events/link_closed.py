"""A link is closed for some months of a year: a landslide, a hard winter, a tunnel fire.

During those months everybody takes the next best way, and who has none is cut off (`roads.cut_off_min`); what the year's
choices see is the mean over the year. On 1 January after it the link is as before.

Leaves out: that it came unexpected (plans are made as if the closure were known), the cost of clearing the road.
"""

from __future__ import annotations

from model.inputs import PolicySpec
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Close in the year of the event, open in the next."""
    memory, net = region.memory[spec.id], region.network
    link, months = net.ids.index(spec.levers["link"]), float(spec.levers["months"])
    if months <= 0.0:
        return
    if year == spec.start:
        net.closed_months[link] = max(net.closed_months[link], months)
        memory["works_until"] = year + 1  # called once more, to open it
        region.ledger.write(year, "outside", "closes a road", spec.id, link=net.ids[link], months=months)
    else:
        net.closed_months[link] = 0.0
    net.is_changed = True


def _closed(region: Region, spec: PolicySpec) -> float:
    """Of the year of the event."""
    records = [r for r in region.ledger.records if r["reason"] == spec.id]
    return float(sum(r["months"] for r in records))


LINK_CLOSED = Instrument(
    id="link_closed",
    label={"nb": "Stengt vei", "en": "Road closed"},
    description={
        "nb": "En vei eller ferje er stengt i noen måneder: ras, uvær eller brann.",
        "en": "A road or ferry is closed for some months: landslide, weather or fire.",
    },
    area="event",
    levers=(
        Lever("link", {"nb": "Vei", "en": "Road"}, kind="link"),
        Lever("months", {"nb": "Måneder", "en": "Months"}, unit="months", default=3.0, low=0, high=12, neutral=0),
    ),
    payers=(),
    act=act,
    leaves_out="Surprise and the cost of clearing: plans are made as if the closure were known.",
    sdg=("9.1",),
    output=DirectOutput("months", {"nb": "Måneder stengt", "en": "Months closed"}, "months", _closed),
)
