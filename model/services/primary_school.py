"""A primary school (grades 1–7).

Sites, pupils and staff at the base year are those of the national school register (services.csv). A school is at
risk below 30 pupils (EVIDENCE primary_school_closure_pupils 30, 15–50), but councils hold on: ten years below the
threshold before closing is considered (assumption, 5–15), and never the last of a municipality. Fixed cost 3 MNOK a
year (assumption, 2–5: head, premises and the smallest class structure), cost per pupil 112,200 NOK in 2016
(EVIDENCE school_cost_per_pupil_2016) raised 30 % to 2024 (assumption). Minutes: 380 trips a year at 1.6 NOK a
minute of pupil time and school bus (assumption, 300–1,200). Staff: 5.5 pupils a post of any kind (4–7; Lister's register
counts one person for 3.9 pupils, of whom 0.73 are among the region's main jobs in education, a tenth of these left over).
"""

from model.codes import Owner
from model.traits import ServiceType

PRIMARY_SCHOOL = ServiceType(
    id="primary_school",
    label={"nb": "Barneskole", "en": "Primary school"},
    owner=Owner.MUNICIPALITY,
    sector="education",
    need_age_from=6,
    need_age_to=13,
    need_per_resident=1.0,
    users_per_staff=5.5,
    min_staff=3.0,
    capacity_users=250.0,
    threshold_users=30.0,
    opening_users=80.0,
    patience_years=10,
    catchment_min=45.0,
    users_within_municipality=True,
    fixed_cost_nok_year=3_000_000.0,
    cost_per_user_nok_year=146_000.0,
    user_cost_nok_per_min=600.0,
    moving_cost_nok=40_000_000.0,
    skill_mix=(0.05, 0.25, 0.7),
    sites="data",
    service_ids=("primary_school",),
    access_weight=0.5,
    source="EVIDENCE primary_school_closure_pupils (memory, verify), school_cost_per_pupil_2016; the rest assumption",
)
