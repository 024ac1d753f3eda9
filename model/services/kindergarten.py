"""A kindergarten.

The municipality must offer a place, so the last one of a municipality stays and a full one is enlarged; private ones
are counted with the municipality's (about half in the country), which pays for both alike. 0.93 of the children aged
1–5 go (assumption, 0.85–0.96). Four children a post of any kind (assumption, 3.4–5). A new one has room for four
groups, 80 children (assumption, 40–120). Below one group of 12 it is at risk (assumption, 8–20), for five years
before closing is considered (assumption, 3–10). Premises 18,000 NOK a place, food and materials 12,000 a child, 0.6
MNOK a unit for its head (assumptions, ±40 %); parents pay 12 % (assumption, 8–16). Minutes: 880 trips a year with and
without the child at 2 NOK a minute, mostly on the way to work (assumption, 900–2,600). Its jobs are counted as social
care (NACE 88.9).
"""

from model.codes import Owner
from model.traits import ServiceType

KINDERGARTEN = ServiceType(
    id="kindergarten",
    label={"nb": "Barnehage", "en": "Kindergarten"},
    owner=Owner.MUNICIPALITY,
    sector="health_care",
    need_age_from=1,
    need_age_to=6,
    need_per_resident=0.93,
    users_per_staff=4.0,
    min_staff=3.0,
    capacity_users=80.0,
    threshold_users=12.0,
    opening_users=30.0,
    patience_years=5,
    catchment_min=30.0,
    users_within_municipality=True,
    fixed_cost_nok_year=600_000.0,
    cost_per_user_nok_year=12_000.0,
    user_cost_nok_per_min=1_760.0,
    moving_cost_nok=25_000_000.0,
    skill_mix=(0.15, 0.45, 0.4),
    sites="rule",
    access_weight=0.1,
    is_duty=True,
    place_cost_nok_year=18_000.0,
    payers=(("households", 0.12),),
    source="assumption",
)
