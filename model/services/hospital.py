"""A local hospital of the health trust.

Every resident is a user of the nearest. Below 15,000 it is at risk, with 60,000 without one in reach a new one would
be built (assumptions: small Norwegian hospitals serve 15,000–40,000, acute surgery wants 60,000–80,000). The trust
holds on for 20 years (assumption, 10–30) and never closes its last in the region: that is a decision of Parliament,
so of a scenario. Staff: one post for 133 residents (services_osm.csv: at least 300 posts in Flekkefjord for 40,000
residents, itself an assumption; 80–200). 60 MNOK a year for acute readiness, 4,500 NOK a resident on top of posts
(assumptions, ±40 %); patients pay 3 % (assumption, 2–5). Minutes: 1.5 journeys a resident and year, both ways at 3
NOK (assumption, 4–20); an eighth of contacts over the net.
"""

from model.codes import Owner
from model.traits import ServiceType

HOSPITAL = ServiceType(
    id="hospital",
    label={"nb": "Sykehus", "en": "Hospital"},
    owner=Owner.HEALTH_TRUST,
    sector="health_care",
    need_age_from=0,
    need_age_to=200,
    need_per_resident=1.0,
    users_per_staff=133.0,
    min_staff=100.0,
    capacity_users=60_000.0,
    threshold_users=15_000.0,
    opening_users=60_000.0,
    patience_years=20,
    catchment_min=120.0,
    users_within_municipality=False,
    fixed_cost_nok_year=60_000_000.0,
    cost_per_user_nok_year=4_500.0,
    user_cost_nok_per_min=9.0,
    moving_cost_nok=1_500_000_000.0,
    skill_mix=(0.08, 0.27, 0.65),
    sites="data",
    service_ids=("hospital",),
    access_weight=0.1,
    digital_share=0.12,
    payers=(("households", 0.03),),
    source="assumption",
)
