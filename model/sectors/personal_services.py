"""Personal and cultural services (NACE 90-99).

Hairdressers, repair, sports, culture, associations.

Assumptions: export share 0–0.3, wage 450–620 thousand NOK/year (2024); floor area ×0.5–2; skill mix ±0.1;
decay ×0.5–2; public share 0.2 (×0.5–1.5); bought from others ×0.5–2; share that gathers people 0.2–0.6.
"""

from model.codes import Owner
from model.traits import Sector

PERSONAL_SERVICES = Sector(
    id="personal_services",
    label={"nb": "Personlig tjenesteyting og kultur", "en": "Personal and cultural services"},
    nace="90-99",
    export_share=0.1,
    skill_mix=(0.22, 0.48, 0.3),
    fields=(0.4, 0.15, 0.25, 0.2),  # assumption, ±0.1: trades of the sector
    floor_m2_per_job=40.0,
    centre_seeking=0.8,
    home_workable=0.35,
    wage_nok_year=540_000.0,
    owner=Owner.PRIVATE,
    driver="spending",
    demand_decay_per_min=0.08,
    demand_size_exponent=0.8,
    public_share=0.2,
    national_share=0.036,
    buys=(("business_services", 0.05), ("retail", 0.02)),
    gathers_share=0.4,
    source="assumption",
)
