"""A general practice with one to four doctors.

The municipality must see to it that every resident has a doctor, so the last practice of a municipality stays. A list
has about 1,010 patients (EVIDENCE gp_list_size); with a secretary or nurse for each doctor a post serves 505, half of
the posts are doctors. Three and a half lists are the capacity of a new practice (assumption, 2–6 lists). A patient
would go ten minutes further for a practice with all its doctors than for one with none (assumption, 0–30). Threshold:
half a list (assumption, 300–800). 0.3 MNOK a practice, 350 NOK a patient and year besides posts (assumptions, ±50 %);
the state pays 40 % by refunds, patients 25 % (assumptions, ±10 points). Minutes: 2.6 visits both ways a year and
resident at 3 NOK a minute (assumption, 8–40); a quarter of consultations are over the net (assumption, 0.15–0.35).
"""

from model.codes import Owner
from model.traits import ServiceType

GP_PRACTICE = ServiceType(
    id="gp_practice",
    label={"nb": "Fastlegekontor", "en": "GP practice"},
    owner=Owner.MUNICIPALITY,
    sector="health_care",
    need_age_from=0,
    need_age_to=200,
    need_per_resident=1.0,
    users_per_staff=505.0,
    min_staff=2.0,
    capacity_users=3_500.0,
    threshold_users=500.0,
    opening_users=1_000.0,
    patience_years=5,
    catchment_min=30.0,
    users_within_municipality=False,
    fixed_cost_nok_year=300_000.0,
    cost_per_user_nok_year=350.0,
    user_cost_nok_per_min=16.0,
    moving_cost_nok=3_000_000.0,
    skill_mix=(0.0, 0.5, 0.5),
    sites="rule",
    access_weight=0.5,
    digital_share=0.25,
    quality_min=10.0,
    payers=(("state", 0.4), ("households", 0.25)),
    source="EVIDENCE gp_list_size; the rest assumption",
)
