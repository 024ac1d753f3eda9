"""Manufacturing (NACE 10-33).

The export base of most small regions: nearly all sales leave the region.

Assumptions: export share 0.8–0.97, wage 600–800 thousand NOK/year (2024); floor area ×0.5–2; skill mix ±0.1;
decay ×0.5–2; public share 0.1 (×0.5–1.5); bought from others ×0.5–2.
"""

from model.codes import Owner
from model.traits import Sector

MANUFACTURING = Sector(
    id="manufacturing",
    label={"nb": "Industri", "en": "Manufacturing"},
    nace="10-33",
    export_share=0.9,
    skill_mix=(0.22, 0.6, 0.18),
    fields=(0.2, 0.0, 0.65, 0.15),  # assumption, ±0.1: trades of the sector
    floor_m2_per_job=70.0,
    centre_seeking=0.1,
    home_workable=0.3,
    wage_nok_year=700_000.0,
    owner=Owner.PRIVATE,
    driver="spending",
    demand_decay_per_min=0.04,
    demand_size_exponent=0.8,
    public_share=0.1,
    national_share=0.077,
    buys=(
        ("agriculture_fishing", 0.12),
        ("business_services", 0.12),
        ("manufacturing", 0.1),
        ("transport", 0.08),
        ("retail", 0.06),
        ("construction", 0.03),
        ("power_mining", 0.02),
    ),
    source="assumption",
)
