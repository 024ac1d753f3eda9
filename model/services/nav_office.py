"""A labour and welfare office (NAV), of state and municipality.

Every municipality must have one or share one. 0.15 of those aged 18–66 use it in a year (assumption, 0.1–0.2). 80
users a post (assumption, 60–120). Below 150 users at risk for six years (assumption). 0.4 MNOK an office, 800 NOK a
user (assumptions, ±50 %); the state pays half (assumption, 0.4–0.6). Minutes: 5 visits both ways at 2.7 NOK
(assumption, 13–60); half of the use is digital (assumption, 0.4–0.7).
"""

from model.codes import Owner
from model.traits import ServiceType

NAV_OFFICE = ServiceType(
    id="nav_office",
    label={"nb": "NAV-kontor", "en": "Tax-and-welfare office (NAV)"},
    owner=Owner.MUNICIPALITY,
    sector="public_administration",
    need_age_from=18,
    need_age_to=67,
    need_per_resident=0.15,
    users_per_staff=80.0,
    min_staff=2.0,
    capacity_users=2_500.0,
    threshold_users=150.0,
    opening_users=800.0,
    patience_years=6,
    catchment_min=45.0,
    users_within_municipality=True,
    fixed_cost_nok_year=400_000.0,
    cost_per_user_nok_year=800.0,
    user_cost_nok_per_min=27.0,
    moving_cost_nok=3_000_000.0,
    skill_mix=(0.0, 0.25, 0.75),
    sites="rule",
    access_weight=0.02,
    is_central=True,
    digital_share=0.5,
    payers=(("state", 0.5),),
    source="assumption",
)
