"""Accommodation and food service (NACE 55-56).

Visitors (exported) and residents eating out.

Assumptions: export share 0.3–0.8, wage 380–500 thousand NOK/year (2024); floor area ×0.5–2; skill mix ±0.1;
decay ×0.5–2; public share 0.1 (×0.5–1.5); bought from others ×0.5–2; share that gathers people 0.4–0.8.
"""

from model.codes import Owner
from model.traits import Sector

HOSPITALITY = Sector(
    id="hospitality",
    label={"nb": "Overnatting og servering", "en": "Accommodation and food service"},
    nace="55-56",
    export_share=0.5,
    skill_mix=(0.45, 0.43, 0.12),
    fields=(0.55, 0.0, 0.25, 0.2),  # assumption, ±0.1: trades of the sector
    floor_m2_per_job=40.0,
    centre_seeking=0.7,
    home_workable=0.05,
    wage_nok_year=430_000.0,
    owner=Owner.PRIVATE,
    driver="spending",
    demand_decay_per_min=0.06,
    demand_size_exponent=0.8,
    public_share=0.1,
    national_share=0.037,
    buys=(("business_services", 0.05), ("manufacturing", 0.04), ("agriculture_fishing", 0.03), ("retail", 0.03)),
    gathers_share=0.6,
    source="assumption",
)
