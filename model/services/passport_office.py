"""A passport office, at a police station.

0.12 of residents need it in a year (assumption, 0.1–0.15). 1,500 a post (assumption, 1,000–2,000). The state has few:
at risk below 1,500 users, opened for 4,000 further than an hour and a half away (assumptions, 1,000–3,000;
3,000–8,000). 0.6 MNOK an office for its equipment, 150 NOK a user (assumptions, ±50 %); fees pay all but a fifth
(assumption, 0.6–1). Minutes: 1 visit both ways at 3 NOK (assumption, 3–12).
"""

from model.codes import Owner
from model.traits import ServiceType

PASSPORT_OFFICE = ServiceType(
    id="passport_office",
    label={"nb": "Passkontor", "en": "Passport office"},
    owner=Owner.STATE,
    sector="public_administration",
    need_age_from=0,
    need_age_to=200,
    need_per_resident=0.12,
    users_per_staff=1_500.0,
    min_staff=1.0,
    capacity_users=12_000.0,
    threshold_users=1_500.0,
    opening_users=4_000.0,
    patience_years=10,
    catchment_min=90.0,
    users_within_municipality=False,
    fixed_cost_nok_year=600_000.0,
    cost_per_user_nok_year=150.0,
    user_cost_nok_per_min=6.0,
    moving_cost_nok=1_500_000.0,
    skill_mix=(0.0, 0.5, 0.5),
    sites="rule",
    sites_with="police_station",
    payers=(("households", 0.8),),
    source="assumption",
)
