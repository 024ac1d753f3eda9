"""Transport and storage (NACE 49-53).

Carries goods of the export industries (counted as exported) and people and parcels of residents.

Assumptions: export share 0.3–0.7, wage 550–700 thousand NOK/year (2024); floor area ×0.5–2; skill mix ±0.1;
decay ×0.5–2; public share 0.25 (×0.5–1.5); bought from others ×0.5–2; share that gathers people (passengers) 0.1–0.3.
"""

from model.codes import Owner
from model.traits import Sector

TRANSPORT = Sector(
    id="transport",
    label={"nb": "Transport og lagring", "en": "Transport and storage"},
    nace="49-53",
    export_share=0.5,
    skill_mix=(0.32, 0.56, 0.12),
    fields=(0.35, 0.0, 0.5, 0.15),  # assumption, ±0.1: trades of the sector
    floor_m2_per_job=40.0,
    centre_seeking=0.1,
    home_workable=0.2,
    wage_nok_year=620_000.0,
    owner=Owner.PRIVATE,
    driver="spending",
    demand_decay_per_min=0.04,
    demand_size_exponent=0.8,
    public_share=0.25,
    national_share=0.05,
    buys=(("business_services", 0.07), ("retail", 0.04), ("manufacturing", 0.03)),
    gathers_share=0.2,
    source="assumption",
)
