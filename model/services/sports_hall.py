"""A sports hall or swimming pool.

No law asks for one, most municipalities have some. Half of those aged 6–59 use it (assumption, 0.4–0.6). A post for
900 users (assumption, 600–1,500). At risk below 250 users for eight years, opened for 900 further than 25 minutes
away (assumptions, 150–500; 600–1,500). Premises 900 NOK a user of room, 100 a user, 0.4 MNOK a hall (assumptions, ±50
%); users pay a fifth (assumption, 0.1–0.3). Minutes: 30 visits both ways at 2.2 NOK (assumption, 60–260).
"""

from model.codes import Owner
from model.traits import ServiceType

SPORTS_HALL = ServiceType(
    id="sports_hall",
    label={"nb": "Idrettshall", "en": "Sports hall"},
    owner=Owner.MUNICIPALITY,
    sector="personal_services",
    need_age_from=6,
    need_age_to=60,
    need_per_resident=0.5,
    users_per_staff=900.0,
    min_staff=1.0,
    capacity_users=1_500.0,
    threshold_users=250.0,
    opening_users=900.0,
    patience_years=8,
    catchment_min=25.0,
    users_within_municipality=True,
    fixed_cost_nok_year=400_000.0,
    cost_per_user_nok_year=100.0,
    user_cost_nok_per_min=130.0,
    moving_cost_nok=60_000_000.0,
    skill_mix=(0.2, 0.6, 0.2),
    sites="rule",
    access_weight=0.03,
    is_statutory=False,
    place_cost_nok_year=900.0,
    payers=(("households", 0.2),),
    source="assumption",
)
