"""A court place: where a district court sits.

Every adult is a user of the nearest. The site is that of services.csv (Farsund, from memory). 5,000 residents a post
(assumption, 3,000–8,000). Parliament decides: below 10,000 residents at risk for 20 years, opened for 60,000 further
than two hours away (assumptions). 1.5 MNOK a place, 80 NOK a resident (assumptions, ±50 %). Minutes: 0.05 visits both
ways, much of a day lost: 10 NOK a minute (assumption, 0.5–2); a third of sittings are over the net (assumption,
0.2–0.5).
"""

from model.codes import Owner
from model.traits import ServiceType

COURT_PLACE = ServiceType(
    id="court_place",
    label={"nb": "Rettssted", "en": "Court place"},
    owner=Owner.STATE,
    sector="public_administration",
    need_age_from=18,
    need_age_to=200,
    need_per_resident=1.0,
    users_per_staff=5_000.0,
    min_staff=4.0,
    capacity_users=60_000.0,
    threshold_users=10_000.0,
    opening_users=60_000.0,
    patience_years=20,
    catchment_min=120.0,
    users_within_municipality=False,
    fixed_cost_nok_year=1_500_000.0,
    cost_per_user_nok_year=80.0,
    user_cost_nok_per_min=1.0,
    moving_cost_nok=40_000_000.0,
    skill_mix=(0.0, 0.2, 0.8),
    sites="data",
    service_ids=("court_place",),
    digital_share=0.3,
    source="assumption",
)
