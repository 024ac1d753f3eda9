"""Health and social care (NACE 86-88).

Care homes, home care, kindergartens, hospital and therapists. Weights by age are thousand NOK a year:
EVIDENCE need_per_age_0_1_5, _67_79, _80_89, _90plus, plus a level of health care for every age.

Assumptions: export share 0–0.25, wage 520–640 thousand NOK/year (2024); age weights ×0.7–1.3; floor area
×0.5–2; skill mix ±0.1; decay ×0.5–2.
"""

from model.codes import Owner
from model.traits import Sector

HEALTH_CARE = Sector(
    id="health_care",
    label={"nb": "Helse- og sosialtjenester", "en": "Health and social care"},
    nace="86-88",
    export_share=0.1,
    skill_mix=(0.12, 0.45, 0.43),
    fields=(0.15, 0.72, 0.03, 0.1),  # assumption, ±0.1: trades of the sector
    floor_m2_per_job=30.0,
    centre_seeking=0.4,
    home_workable=0.1,
    wage_nok_year=580_000.0,
    owner=Owner.MUNICIPALITY,
    driver="need",
    need_by_age=((1, 6, 150.0), (6, 18, 6.0), (18, 67, 14.0), (67, 80, 35.0), (80, 90, 110.0), (90, 200, 265.0)),
    demand_decay_per_min=0.05,
    demand_size_exponent=0.8,
    national_share=0.205,
    source="assumption",
)
