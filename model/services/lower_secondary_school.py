"""A lower secondary school (grades 8–10), also the upper grades of a combined school.

Sites and pupils at the base year are those of the national school register (services.csv); one unit is assumed where a
municipality has none there. At risk below 30 pupils as other schools (EVIDENCE primary_school_closure_pupils 30, 15–50),
with the same long patience, and never the last of a municipality. Cost per pupil: EVIDENCE school_cost_per_pupil_2016,
112,200 NOK, raised 30 % to 2024 (assumption). Fixed cost 3.5 MNOK a year (assumption, 2–6: subject rooms and subject
teachers). 5.0 pupils a post of any kind (4–6.5: one person for 3.8 pupils in Lister's register, 0.73 of them main jobs as
in `primary_school.py`). Minutes: 380 trips a year at 1.6 NOK a minute of pupil time and school bus (assumption,
300–1,200).
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
    users_per_staff=5.0,
    min_staff=3.0,
    capacity_users=300.0,
    threshold_users=30.0,
    opening_users=90.0,
    patience_years=10,
    catchment_min=60.0,
    users_within_municipality=True,
    fixed_cost_nok_year=3_500_000.0,
    cost_per_user_nok_year=146_000.0,
    user_cost_nok_per_min=600.0,
    moving_cost_nok=60_000_000.0,
    skill_mix=(0.04, 0.21, 0.75),
    sites="data",
    service_ids=("lower_secondary_school",),
    access_weight=0.05,
    source="EVIDENCE primary_school_closure_pupils (memory, verify), school_cost_per_pupil_2016; the rest assumption",
)
