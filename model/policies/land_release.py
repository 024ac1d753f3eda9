"""A municipality lays out serviced plots in a zone: more places where households and developers may build.

Plots stay on offer until somebody builds (model/building.py). Road, water and sewer cost the municipality the same for
each; it gets the usual plot price back, less a discount, when a plot is built on.

Leaves out: where in the zone they lie; that empty plots bind money (the cost is a little too low).
"""

from __future__ import annotations

from model.building import Params as Building
from model.inputs import PolicySpec
from model.region import Region
from model.service_costs import account
from model.traits import DirectOutput, Instrument, Lever


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Lay out this year's plots; book those that were built on last year."""
    lev, memory = spec.levers, region.memory[spec.id]
    if lev["plots"] <= 0:
        return
    zone, years = region.place_of_zone(lev["zone"]), int(lev["years"])
    payer = account(region, int(region.zones.municipality[zone]))
    done, sold = int(memory.get("done", 0)), int(memory.get("sold", 0))
    left = min(int(region.serviced_plots[zone]), int(region.plots[zone]) if region.plots.size else 0)
    built_on = max(done - left - sold, 0)
    if built_on:
        price = float(memory["price_nok"])
        region.accounts.pay("outside", payer, built_on * price, "plots sold", spec.id)
        memory["sold"] = sold + built_on
    is_active = spec.until is None or year < spec.until
    now = round(lev["plots"] * min(year - spec.start + 1, years) / years) - done if is_active else 0
    p = region.par(Building)
    discount = lev["discount"] * p.servicing_nok
    memory["price_nok"] = p.servicing_nok - discount
    if now > 0:
        region.rules.new_plots[zone] += now
        region.accounts.pay(payer, "outside", now * p.servicing_nok, "building: serviced plots", spec.id)
        memory["done"] = done + now
    if is_active or memory.get("done", 0) > memory.get("sold", 0):
        region.rules.plot_discount_nok[zone] = max(region.rules.plot_discount_nok[zone], discount)
        memory["works_until"] = year + 1


def _plots(region: Region, spec: PolicySpec) -> float:
    return float(region.memory.get(spec.id, {}).get("done", 0))


LAND_RELEASE = Instrument(
    id="land_release",
    label={"nb": "Byggeklare tomter", "en": "Serviced plots"},
    description={
        "nb": "Kommunen opparbeider tomter med vei, vann og avløp i en sone og selger dem, med eller uten rabatt.",
        "en": "The municipality lays out plots with road, water and sewer in a zone and sells them, cheaply or not.",
    },
    area="1",
    levers=(
        Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"),
        Lever("plots", {"nb": "Tomter", "en": "Plots"}, kind="integer", unit="plots", default=20, low=0, high=500,
              neutral=0),
        Lever("years", {"nb": "Fordelt på", "en": "Spread over"}, kind="integer", unit="years", default=3, low=1,
              high=15),
        Lever("discount", {"nb": "Rabatt på tomta", "en": "Discount on the plot"}, unit="share", default=0.0, low=0,
              high=1),
    ),
    payers=("municipality",),
    act=act,
    leaves_out="Where in the zone the plots lie, and what money tied up in empty plots costs: the cost is a bit too low.",
    sdg=("11.1", "11.3"),
    output=DirectOutput("plots", {"nb": "Tomter lagt ut", "en": "Plots laid out"}, "plots", _plots),
)  # fmt: skip
