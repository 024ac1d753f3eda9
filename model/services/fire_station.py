"""A fire station or depot.

Every resident is a user of the nearest in the municipality. Places are those of OpenStreetMap (services_osm.csv).
Most firemen have another main job: one post for 2,500 residents (assumption, 1,500–4,000), one at least. Below 100
residents a depot is at risk for ten years; 1,000 further than 20 minutes away call for one (assumptions, 50–300;
500–2,000; the norm for reaching settlements is 10–30 minutes). 0.9 MNOK a station with engines and part-time crews,
250 NOK a resident (assumptions, ±50 %). Minutes: 0.02 calls a year, each minute worth 250 NOK (assumption, 2–15).
"""

from model.codes import Owner
from model.traits import ServiceType

FIRE_STATION = ServiceType(
    id="fire_station",
    label={"nb": "Brannstasjon", "en": "Fire station"},
    owner=Owner.MUNICIPALITY,
    sector="public_administration",
    need_age_from=0,
    need_age_to=200,
    need_per_resident=1.0,
    users_per_staff=2_500.0,
    min_staff=1.0,
    capacity_users=30_000.0,
    threshold_users=100.0,
    opening_users=1_000.0,
    patience_years=10,
    catchment_min=20.0,
    users_within_municipality=True,
    fixed_cost_nok_year=900_000.0,
    cost_per_user_nok_year=250.0,
    user_cost_nok_per_min=5.0,
    moving_cost_nok=15_000_000.0,
    skill_mix=(0.1, 0.7, 0.2),
    sites="data",
    service_ids=("fire_station",),
    access_weight=0.02,
    source="assumption",
)
