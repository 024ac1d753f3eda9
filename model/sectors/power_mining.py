"""Power, water and mining (NACE 05-09, 35-39).

Hydropower and minerals are sold nationally; water and waste serve residents.

Assumptions: export share 0.7–0.97, wage 700–1000 thousand NOK/year (2024); floor area ×0.5–2; skill mix ±0.1;
decay ×0.5–2; public share 0.15 (×0.5–1.5); bought from others ×0.5–2.
"""

from model.codes import Owner
from model.traits import Sector

POWER_MINING = Sector(
    id="power_mining",
    label={"nb": "Kraft, vann og bergverk", "en": "Power, water and mining"},
    nace="05-09, 35-39",
    export_share=0.9,
    skill_mix=(0.12, 0.53, 0.35),
    fields=(0.1, 0.0, 0.72, 0.18),  # assumption, ±0.1: trades of the sector
    floor_m2_per_job=50.0,
    centre_seeking=0.2,
    home_workable=0.5,
    wage_nok_year=850_000.0,
    owner=Owner.PRIVATE,
    driver="spending",
    demand_decay_per_min=0.04,
    demand_size_exponent=0.8,
    public_share=0.15,
    national_share=0.038,
    buys=(("business_services", 0.12), ("construction", 0.08), ("manufacturing", 0.05), ("transport", 0.03)),
    source="assumption",
)
