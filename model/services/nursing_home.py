"""A nursing home.

The municipality must care for its old, so the last one of a municipality stays and a full one is enlarged. Places for
0.14 of the residents aged 80 and more, all residents of homes counted on them (assumption, 0.10–0.18; 0.12 of that
age live in one, the rest are younger). Shift work: 0.8 places a post of any size (assumption, 0.7–1.1). A new one has
room for 60, and under 12 it is at risk for eight years before closing is considered (assumptions, 30–100, 8–25,
5–15). Premises 90,000 NOK a place, 80,000 a resident for food and care goods, 2 MNOK a home for nights and kitchen
(assumptions, ±40 %); residents pay 15 % (assumption, 10–20). Minutes: the residents' family, 100 visits a year, both
ways at 2.7 NOK a minute (assumption, 250–1,000).
Its users live in it (model/care.py). Left out: home care that grows where places are short.
"""

from model.codes import Owner
from model.traits import ServiceType

NURSING_HOME = ServiceType(
    id="nursing_home",
    label={"nb": "Sykehjem", "en": "Nursing home"},
    owner=Owner.MUNICIPALITY,
    sector="health_care",
    need_age_from=80,
    need_age_to=200,
    need_per_resident=0.14,
    users_per_staff=0.8,
    min_staff=10.0,
    capacity_users=60.0,
    threshold_users=12.0,
    opening_users=25.0,
    patience_years=8,
    catchment_min=60.0,
    users_within_municipality=True,
    fixed_cost_nok_year=2_000_000.0,
    cost_per_user_nok_year=80_000.0,
    user_cost_nok_per_min=540.0,
    moving_cost_nok=200_000_000.0,
    skill_mix=(0.15, 0.5, 0.35),
    sites="rule",
    access_weight=0.05,
    is_residential=True,
    is_duty=True,
    place_cost_nok_year=90_000.0,
    payers=(("households", 0.15),),
    source="assumption",
)
