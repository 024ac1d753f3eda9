"""A culture house: cinema, stage, youth club, often with the library.

No law asks for one. 0.4 of those aged 6–79 go (assumption, 0.3–0.5). A post for 700 users (assumption, 400–1,200),
three at least. At risk below 1,200 users for eight years, opened for 3,500 further than 40 minutes away (assumptions,
800–2,500; 2,500–6,000), in a centre or town. Premises 400 NOK a user of room, 500 NOK a user, 1 MNOK a house
(assumptions, ±50 %); tickets pay a third (assumption, 0.2–0.5). Minutes: 4 visits both ways at 2.7 NOK (assumption,
8–40).
"""

from model.codes import Owner
from model.traits import ServiceType

CULTURE_HOUSE = ServiceType(
    id="culture_house",
    label={"nb": "Kulturhus", "en": "Culture house"},
    owner=Owner.MUNICIPALITY,
    sector="personal_services",
    need_age_from=6,
    need_age_to=80,
    need_per_resident=0.4,
    users_per_staff=700.0,
    min_staff=3.0,
    capacity_users=6_000.0,
    threshold_users=1_200.0,
    opening_users=3_500.0,
    patience_years=8,
    catchment_min=40.0,
    users_within_municipality=False,
    fixed_cost_nok_year=1_000_000.0,
    cost_per_user_nok_year=500.0,
    user_cost_nok_per_min=22.0,
    moving_cost_nok=90_000_000.0,
    skill_mix=(0.1, 0.5, 0.4),
    sites="rule",
    access_weight=0.02,
    is_central=True,
    is_statutory=False,
    place_cost_nok_year=400.0,
    payers=(("households", 0.33),),
    source="assumption",
)
