"""A police station.

Every resident is a user of the nearest. Places are those of OpenStreetMap (services_osm.csv). One post for 1,000
residents at local stations (assumption, 700–1,500; services_osm.csv assumes 40 for Lister). The state closes one that
has served fewer than 1,500 residents (assumption, 1,000–4,000) for ten years (assumption, 5–15) if another within an
hour has room, and opens one only for 20,000 residents further away (assumption, 10,000–40,000). 0.8 MNOK a station
(assumption, 0.4–1.5), 250 NOK a resident besides posts (assumption, 100–500). Minutes: 0.3 journeys a resident and
year and the patrols that come the other way, 3 NOK a minute (assumption, 1–6); four tenths of what citizens ask is
digital.
"""

from model.codes import Owner
from model.traits import ServiceType

POLICE_STATION = ServiceType(
    id="police_station",
    label={"nb": "Politistasjon", "en": "Police station"},
    owner=Owner.STATE,
    sector="public_administration",
    need_age_from=0,
    need_age_to=200,
    need_per_resident=1.0,
    users_per_staff=1_000.0,
    min_staff=2.0,
    capacity_users=25_000.0,
    threshold_users=1_500.0,
    opening_users=20_000.0,
    patience_years=10,
    catchment_min=60.0,
    users_within_municipality=False,
    fixed_cost_nok_year=800_000.0,
    cost_per_user_nok_year=250.0,
    user_cost_nok_per_min=2.0,
    moving_cost_nok=10_000_000.0,
    skill_mix=(0.0, 0.2, 0.8),
    sites="data",
    service_ids=("police_station",),
    access_weight=0.02,
    digital_share=0.4,
    source="assumption",
)
