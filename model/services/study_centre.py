"""A study centre: part-time higher education in existing premises, with a place to study together.

None is known in Lister at the base year: units are those of services.csv or what an instrument opens. 0.01 of those
aged 20–59 would use one (assumption, 0.005–0.02). A post for 40 students (assumption, 25–80), room for 60
(assumption, 20–120). At risk below 15 for five years (assumption). The founder does not open one by itself (opening
over any need here). Premises 4,000 NOK a place, 6,000 a student, 0.6 MNOK a unit (assumptions, ±50 %); the state pays
60 % (assumption, 0.4–0.9). Minutes: 40 trips a year at 3 NOK (assumption, 60–240).
Places by field: general 0.3, care 0.35, technical 0.15, business 0.2 (assumption, ±0.15).
"""

from model.codes import Education, Owner
from model.traits import ServiceType

STUDY_CENTRE = ServiceType(
    id="study_centre",
    label={"nb": "Studiesenter", "en": "Study centre"},
    owner=Owner.MUNICIPALITY,
    sector="education",
    need_age_from=20,
    need_age_to=60,
    need_per_resident=0.01,
    users_per_staff=40.0,
    min_staff=1.0,
    capacity_users=60.0,
    threshold_users=15.0,
    opening_users=2_000.0,
    patience_years=5,
    catchment_min=60.0,
    users_within_municipality=False,
    fixed_cost_nok_year=600_000.0,
    cost_per_user_nok_year=6_000.0,
    user_cost_nok_per_min=120.0,
    moving_cost_nok=3_000_000.0,
    skill_mix=(0.0, 0.2, 0.8),
    sites="data",
    service_ids=("study_centre",),
    is_statutory=False,
    digital_share=0.6,
    place_cost_nok_year=4_000.0,
    payers=(("state", 0.6),),
    teaches=int(Education.TERTIARY),
    fields=(0.3, 0.35, 0.15, 0.2),
    source="assumption",
)
