"""Education (NACE 85).

Lower and upper secondary schools, after-school care, music schools and courses. Primary schools have units of
their own (model/services/primary_school.py), so ages 6-12 weigh little here.

Assumptions: export share 0–0.2, wage 560–680 thousand NOK/year (2024); age weights: judgement on EVIDENCE
need_per_age_6_15; floor area ×0.5–2; skill mix ±0.1; decay ×0.5–2.
"""

from model.codes import Owner
from model.traits import Sector

EDUCATION = Sector(
    id="education",
    label={"nb": "Undervisning", "en": "Education"},
    nace="85",
    export_share=0.05,
    skill_mix=(0.05, 0.22, 0.73),
    fields=(0.22, 0.58, 0.1, 0.1),  # assumption, ±0.1: trades of the sector
    floor_m2_per_job=40.0,
    centre_seeking=0.4,
    home_workable=0.4,
    wage_nok_year=620_000.0,
    owner=Owner.MUNICIPALITY,
    driver="need",
    need_by_age=((6, 13, 0.2), (13, 16, 1.0), (16, 19, 1.1), (19, 67, 0.02)),
    demand_decay_per_min=0.05,
    demand_size_exponent=0.8,
    national_share=0.08,
    source="assumption",
)
