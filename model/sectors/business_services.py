"""Business and professional services (NACE 58-82).

Information, finance, property, engineering, cleaning and hiring-out; it sells to firms, public employers and residents.

Assumptions: export share 0.2–0.5, wage 650–850 thousand NOK/year (2024); floor area ×0.5–2; skill mix ±0.1;
decay ×0.5–2; public share 0.3 (×0.5–1.5); bought from others ×0.5–2.
"""

from model.codes import Owner
from model.traits import Sector

BUSINESS_SERVICES = Sector(
    id="business_services",
    label={"nb": "Forretningsmessig og faglig tjenesteyting", "en": "Business and professional services"},
    nace="58-82",
    export_share=0.35,
    skill_mix=(0.15, 0.38, 0.47),
    fields=(0.2, 0.02, 0.33, 0.45),  # assumption, ±0.1: trades of the sector
    floor_m2_per_job=20.0,
    centre_seeking=0.9,
    home_workable=0.75,
    wage_nok_year=740_000.0,
    owner=Owner.PRIVATE,
    driver="spending",
    demand_decay_per_min=0.03,
    demand_size_exponent=0.8,
    public_share=0.3,
    national_share=0.18,
    buys=(("business_services", 0.1), ("hospitality", 0.02), ("retail", 0.02), ("transport", 0.02)),
    source="assumption",
)
