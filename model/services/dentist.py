"""A dental clinic.

0.75 of residents from 3 years go to one in a year (assumption, 0.65–0.85); public and private clinics are counted
together and behave as private ones. A dentist with an assistant for 1,000 patients (assumption, 800–1,300). Below 500
patients at risk; 1,100 without one within half an hour draw one (assumptions, 300–700; 800–2,000). A patient goes ten
minutes further for a clinic with all its staff (assumption, 0–30). 0.5 MNOK a clinic, 900 NOK a patient (assumptions,
±40 %); the county pays a fifth: the young and the old are free (assumption, 0.15–0.3). Minutes: 1.6 visits both ways
at 3 NOK (assumption, 5–20).
"""

from model.codes import Owner
from model.traits import ServiceType

DENTIST = ServiceType(
    id="dentist",
    label={"nb": "Tannlege", "en": "Dentist"},
    owner=Owner.PRIVATE,
    sector="health_care",
    need_age_from=3,
    need_age_to=200,
    need_per_resident=0.75,
    users_per_staff=500.0,
    min_staff=2.0,
    capacity_users=3_000.0,
    threshold_users=500.0,
    opening_users=1_100.0,
    patience_years=4,
    catchment_min=30.0,
    users_within_municipality=False,
    fixed_cost_nok_year=500_000.0,
    cost_per_user_nok_year=900.0,
    user_cost_nok_per_min=10.0,
    moving_cost_nok=4_000_000.0,
    skill_mix=(0.0, 0.5, 0.5),
    sites="rule",
    access_weight=0.02,
    quality_min=10.0,
    payers=(("county", 0.2), ("households", 0.8)),
    source="assumption",
)
