"""A public library.

Every municipality must have one. Half of the residents from 3 years use it (assumption, 0.35–0.65). A post for 800
users (assumption, 500–1,200). A branch below 300 users is at risk for six years (assumptions, 150–500; 3–10).
Premises 120 NOK a user of room, 250 NOK of books a user, 0.3 MNOK a library (assumptions, ±50 %). Minutes: 6 visits
both ways at 2.7 NOK (assumption, 12–60); a sixth is digital lending (assumption, 0.1–0.3).
"""

from model.codes import Owner
from model.traits import ServiceType

LIBRARY = ServiceType(
    id="library",
    label={"nb": "Folkebibliotek", "en": "Library"},
    owner=Owner.MUNICIPALITY,
    sector="personal_services",
    need_age_from=3,
    need_age_to=200,
    need_per_resident=0.5,
    users_per_staff=800.0,
    min_staff=1.0,
    capacity_users=8_000.0,
    threshold_users=300.0,
    opening_users=1_000.0,
    patience_years=6,
    catchment_min=30.0,
    users_within_municipality=True,
    fixed_cost_nok_year=300_000.0,
    cost_per_user_nok_year=250.0,
    user_cost_nok_per_min=32.0,
    moving_cost_nok=15_000_000.0,
    skill_mix=(0.0, 0.2, 0.8),
    sites="rule",
    access_weight=0.02,
    digital_share=0.15,
    place_cost_nok_year=120.0,
    source="assumption",
)
