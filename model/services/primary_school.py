"""A primary school (grades 1–7).

Sites, pupils and staff at the base year are those of the national school register (services.csv). A school is at risk
below 30 pupils (assumption, 15–50), but councils hold on: ten years below the threshold before closing is considered
(assumption, 5–15), and never the last of a municipality; every child has a right to a place. Classes of 24
(assumption, 20–28; small schools teach grades together, up to two half-empty classes more than full ones would make),
two posts a class and one for 13 pupils besides: Lister's register counts 6.4 persons a school and 0.21 a pupil (its
smallest and largest schools), of whom 0.73 are among the region's main jobs in education. Premises 20,000 NOK a place
(EVIDENCE school_cost_per_pupil_2016: 21,000 with transport), materials and transport 14,000 a pupil, 0.8 MNOK a
school (assumptions, ±40 %). Minutes: 380 trips a year at 1.6 NOK a minute of pupil time and school bus (assumption,
300–1,200).
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
    users_per_staff=13.0,
    min_staff=3.0,
    capacity_users=250.0,
    threshold_users=30.0,
    opening_users=80.0,
    patience_years=10,
    catchment_min=45.0,
    users_within_municipality=True,
    fixed_cost_nok_year=800_000.0,
    cost_per_user_nok_year=14_000.0,
    user_cost_nok_per_min=600.0,
    moving_cost_nok=40_000_000.0,
    skill_mix=(0.05, 0.25, 0.7),
    sites="data",
    service_ids=("primary_school",),
    access_weight=0.5,
    is_duty=True,
    place_cost_nok_year=20_000.0,
    group_size=24.0,
    grades=7,
    posts_per_group=2.0,
    source="EVIDENCE school_cost_per_pupil_2016 (premises); the rest assumption",
)
