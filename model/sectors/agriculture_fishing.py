"""Agriculture, forestry and fishing (NACE 01-03).

Farms, forests, fishing and fish farming sell to national and foreign buyers; the local rest goes to shops and
kitchens nearby.

Assumptions: export share 0.6–0.95, wage 400–650 thousand NOK/year (2024); floor area ×0.5–2; skill mix ±0.1;
decay ×0.5–2; public share 0.05 (×0.5–1.5); bought from others ×0.5–2.
"""

from model.codes import Owner
from model.traits import Sector

AGRICULTURE_FISHING = Sector(
    id="agriculture_fishing",
    label={"nb": "Jordbruk, skogbruk og fiske", "en": "Agriculture, forestry and fishing"},
    nace="01-03",
    export_share=0.8,
    skill_mix=(0.35, 0.5, 0.15),
    fields=(0.35, 0.0, 0.55, 0.1),  # assumption, ±0.1: trades of the sector
    floor_m2_per_job=60.0,
    centre_seeking=0.0,
    home_workable=0.1,
    wage_nok_year=540_000.0,
    owner=Owner.PRIVATE,
    driver="spending",
    demand_decay_per_min=0.05,
    demand_size_exponent=0.8,
    public_share=0.05,
    national_share=0.023,
    buys=(
        ("manufacturing", 0.08),
        ("business_services", 0.05),
        ("retail", 0.04),
        ("transport", 0.04),
        ("construction", 0.02),
        ("power_mining", 0.01),
    ),
    source="assumption",
)
