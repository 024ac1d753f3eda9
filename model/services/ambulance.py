"""An ambulance station of the health trust.

Every resident is a user of the nearest; three times as many journeys from 67 (assumption, 2–4) weigh in where
stations lie. One post for 900 residents (assumption, 600–1,300), eight at least for one car day and night
(assumption, 6–10). Below 1,500 residents at risk for 15 years, opened for 6,000 further than 25 minutes away
(assumptions; 90 % within 25 minutes is the aim outside towns, from memory). 1.5 MNOK a station and car, 150 NOK a
resident (assumptions, ±50 %). Minutes: 0.12 journeys, each minute worth 800 NOK (assumption, 40–200).
"""

from model.codes import Owner
from model.traits import ServiceType

AMBULANCE = ServiceType(
    id="ambulance",
    label={"nb": "Ambulansestasjon", "en": "Ambulance station"},
    owner=Owner.HEALTH_TRUST,
    sector="health_care",
    need_age_from=0,
    need_age_to=200,
    need_per_resident=0.8,
    users_per_staff=900.0,
    min_staff=8.0,
    capacity_users=25_000.0,
    threshold_users=1_500.0,
    opening_users=6_000.0,
    patience_years=15,
    catchment_min=25.0,
    users_within_municipality=False,
    fixed_cost_nok_year=1_500_000.0,
    cost_per_user_nok_year=150.0,
    user_cost_nok_per_min=96.0,
    moving_cost_nok=12_000_000.0,
    skill_mix=(0.0, 0.7, 0.3),
    sites="rule",
    access_weight=0.02,
    age_factors=((67, 200, 3.0),),
    source="assumption",
)
