"""Other state offices with visitors: road and vehicle, tax, labour inspection, food safety.

0.15 of adults visit one in a year (assumption, 0.1–0.25). 250 users a post (assumption, 150–400), three at least. At
risk below 1,200 users for eight years, opened for 5,000 further than an hour and a half away, in a centre or town
(assumptions, 800–2,500; 3,000–9,000). 0.5 MNOK an office, 200 NOK a user (assumptions, ±50 %). Minutes: 1 visit both
ways at 3 NOK (assumption, 3–12); six tenths of the use is digital (assumption, 0.5–0.8).
"""

from model.codes import Owner
from model.traits import ServiceType

STATE_OFFICE = ServiceType(
    id="state_office",
    label={"nb": "Statlig kontor", "en": "State office"},
    owner=Owner.STATE,
    sector="public_administration",
    need_age_from=18,
    need_age_to=200,
    need_per_resident=0.15,
    users_per_staff=250.0,
    min_staff=3.0,
    capacity_users=20_000.0,
    threshold_users=1_200.0,
    opening_users=5_000.0,
    patience_years=8,
    catchment_min=90.0,
    users_within_municipality=False,
    fixed_cost_nok_year=500_000.0,
    cost_per_user_nok_year=200.0,
    user_cost_nok_per_min=6.0,
    moving_cost_nok=5_000_000.0,
    skill_mix=(0.0, 0.3, 0.7),
    sites="rule",
    is_central=True,
    digital_share=0.6,
    source="assumption",
)
