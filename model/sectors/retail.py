"""Wholesale and retail trade (NACE 45-47).

Shops, car dealers and wholesalers. Groceries have units of their own (model/services/grocery.py); this is the
demand of the others. The exported part is visitors and second-home owners.

Online: 13 % of goods in 2023, foreign shops included, and 0.7 points a year since (EVIDENCE
ecommerce_share_2023_incl_foreign, from memory; 0.1–0.18 in 2023) make 14.4 % in 2025. Turnover per post: the four
old Lister municipalities with figures sold 83,000 NOK a head in 2017 (SSB, retail trade), raised 25 % (assumption), over
their posts in wholesale and retail: 1.6 MNOK (1.2–2.2).

Assumptions: export share 0.05–0.3, wage 480–650 thousand NOK/year (2024); floor area ×0.5–2; skill mix ±0.1;
decay ×0.5–2; public share 0.05 (×0.5–1.5); bought from others ×0.5–2.
"""

from model.codes import Owner
from model.traits import Sector

RETAIL = Sector(
    id="retail",
    label={"nb": "Varehandel", "en": "Wholesale and retail trade"},
    nace="45-47",
    export_share=0.15,
    skill_mix=(0.3, 0.55, 0.15),
    fields=(0.4, 0.03, 0.17, 0.4),  # assumption, ±0.1: trades of the sector
    floor_m2_per_job=60.0,
    centre_seeking=0.8,
    home_workable=0.2,
    wage_nok_year=560_000.0,
    owner=Owner.PRIVATE,
    driver="spending",
    demand_decay_per_min=0.067,
    demand_size_exponent=0.8,
    public_share=0.05,
    online_share=0.144,
    turnover_nok_per_post=1_600_000.0,
    national_share=0.125,
    buys=(("business_services", 0.07), ("transport", 0.05)),
    source="assumption",
)
