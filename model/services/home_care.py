"""A base of home care: nurses and helpers who drive to their users.

The municipality must give it. Users are 0.3 of those aged 80–89, 0.066 at 67–79, 0.012 below and 0.54 from 90
(assumptions, ±30 %). Three users a post of any size (assumption, 2–4). A base for 200 users (assumption, 100–300);
below 20 at risk for eight years. 8,000 NOK a user, 1.2 MNOK a base with cars (assumptions, ±40 %). Minutes: staff
drive to users, 100 rounds a year of each user both ways at 6 NOK a minute of wage and car (assumption, 600–2,500), so
bases are spread. A fifth of the use is welfare technology (assumption, 0.1–0.3).
"""

from model.codes import Owner
from model.traits import ServiceType

HOME_CARE = ServiceType(
    id="home_care",
    label={"nb": "Hjemmetjeneste", "en": "Home care"},
    owner=Owner.MUNICIPALITY,
    sector="health_care",
    need_age_from=0,
    need_age_to=200,
    need_per_resident=0.3,
    users_per_staff=3.0,
    min_staff=4.0,
    capacity_users=200.0,
    threshold_users=20.0,
    opening_users=80.0,
    patience_years=8,
    catchment_min=40.0,
    users_within_municipality=True,
    fixed_cost_nok_year=1_200_000.0,
    cost_per_user_nok_year=8_000.0,
    user_cost_nok_per_min=1_200.0,
    moving_cost_nok=3_000_000.0,
    skill_mix=(0.12, 0.5, 0.38),
    sites="rule",
    is_duty=True,
    digital_share=0.2,
    age_factors=((0, 67, 0.04), (67, 80, 0.22), (90, 200, 1.8)),
    source="assumption",
)
