"""Construction (NACE 41-43).

Builds and repairs for residents and employers in reach; the exported part is work on cabins, roads and plants
paid from outside.

Assumptions: export share 0.1–0.4, wage 550–700 thousand NOK/year (2024); floor area ×0.5–2; skill mix ±0.1;
decay ×0.5–2; public share 0.3 (×0.5–1.5); bought from others ×0.5–2.
"""

from model.codes import Owner
from model.traits import Sector

CONSTRUCTION = Sector(
    id="construction",
    label={"nb": "Bygg og anlegg", "en": "Construction"},
    nace="41-43",
    export_share=0.25,
    skill_mix=(0.27, 0.63, 0.1),
    fields=(0.15, 0.0, 0.8, 0.05),  # assumption, ±0.1: trades of the sector
    floor_m2_per_job=25.0,
    centre_seeking=0.1,
    home_workable=0.15,
    wage_nok_year=620_000.0,
    owner=Owner.PRIVATE,
    driver="spending",
    demand_decay_per_min=0.04,
    demand_size_exponent=0.8,
    public_share=0.3,
    national_share=0.085,
    buys=(("manufacturing", 0.1), ("business_services", 0.08), ("retail", 0.06), ("transport", 0.04)),
    source="assumption",
)
