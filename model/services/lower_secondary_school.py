"""A lower secondary school (grades 8–10), also the upper grades of a combined school.

Sites and pupils at the base year are those of the national school register (services.csv); one unit is assumed where
a municipality has none there. At risk below 30 pupils as other schools (assumption, 15–50), with the same long
patience, never the last of a municipality, and every pupil has a right to a place. Classes of 26 (assumption, 22–30),
2.7 posts a class for subject teachers and one for 13 pupils besides (0.18 posts a pupil, Lister's register as in
`primary_school.py`). Premises 20,000 NOK a place (EVIDENCE school_cost_per_pupil_2016: 21,000 with transport),
materials and transport 15,000 a pupil, 0.8 MNOK a school (assumptions, ±40 %). Minutes: 380 trips a year at 1.6 NOK
(assumption, 300–1,200).
"""

from model.codes import Owner
from model.traits import ServiceType

LOWER_SECONDARY_SCHOOL = ServiceType(
    id="lower_secondary_school",
    label={"nb": "Ungdomsskole", "en": "Lower secondary school"},
    owner=Owner.MUNICIPALITY,
    sector="education",
    need_age_from=13,
    need_age_to=16,
    need_per_resident=1.0,
    users_per_staff=13.0,
    min_staff=3.0,
    capacity_users=300.0,
    threshold_users=30.0,
    opening_users=90.0,
    patience_years=10,
    catchment_min=60.0,
    users_within_municipality=True,
    fixed_cost_nok_year=800_000.0,
    cost_per_user_nok_year=15_000.0,
    user_cost_nok_per_min=600.0,
    moving_cost_nok=60_000_000.0,
    skill_mix=(0.04, 0.21, 0.75),
    sites="data",
    service_ids=("lower_secondary_school",),
    access_weight=0.05,
    is_duty=True,
    place_cost_nok_year=20_000.0,
    group_size=26.0,
    grades=3,
    posts_per_group=2.7,
    source="EVIDENCE school_cost_per_pupil_2016 (premises); the rest assumption",
)
