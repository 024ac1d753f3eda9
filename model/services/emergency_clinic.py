"""An emergency clinic of the municipalities (out-of-hours doctor).

Municipalities must have one and own it together: the region is one area and cost follows users. One post for 1,500
residents (assumption, 1,000–2,500), six at least to be open at night (assumption, 5–10). Below 5,000 residents at
risk, opened for 20,000 further than an hour away (assumptions, 3,000–8,000; 15,000–30,000). 3 MNOK a clinic for
nights, 60 NOK a resident (assumptions, ±50 %); the state pays 25 %, patients 10 % (assumptions). Minutes: 0.25 visits
a year both ways at 6 NOK a minute: it is urgent (assumption, 1–8).
"""

from model.codes import Owner
from model.traits import ServiceType

EMERGENCY_CLINIC = ServiceType(
    id="emergency_clinic",
    label={"nb": "Legevakt", "en": "Emergency clinic"},
    owner=Owner.MUNICIPALITY,
    sector="health_care",
    need_age_from=0,
    need_age_to=200,
    need_per_resident=1.0,
    users_per_staff=1_500.0,
    min_staff=6.0,
    capacity_users=60_000.0,
    threshold_users=5_000.0,
    opening_users=20_000.0,
    patience_years=10,
    catchment_min=60.0,
    users_within_municipality=False,
    fixed_cost_nok_year=3_000_000.0,
    cost_per_user_nok_year=60.0,
    user_cost_nok_per_min=3.0,
    moving_cost_nok=10_000_000.0,
    skill_mix=(0.0, 0.3, 0.7),
    sites="rule",
    access_weight=0.02,
    is_joint=True,
    is_central=True,
    payers=(("state", 0.25), ("households", 0.1)),
    source="assumption",
)
