"""A pharmacy.

Every resident is a user of the nearest with room. 5,200 residents a pharmacy in the country (EVIDENCE
pharmacy_mean_pop, 5,200–7,450), and the smallest municipality with one of its own had 1,150 (EVIDENCE
pharmacy_threshold_pop, 1,000–2,500). A pharmacy has room for a quarter more than the mean, 6,500, so that full places
have one per 5,200. Chains open one for 2,500 residents without one within half an hour (the upper end of the
threshold). 1.1 MNOK a year besides two posts at least, and 5,400 NOK of goods a resident (assumptions, ±30 %); the
state pays 60 % on prescription (assumption, 0.5–0.7). Staff: one post for 650 residents (assumption, 500–900: some
8,000–10,000 posts in 1,050 pharmacies). Minutes: 8 trips a year, both ways at 2.7 NOK (assumption, 20–80); a tenth is
bought online. Five years under the threshold are borne (assumption, 3–10).
"""

from model.codes import Owner
from model.traits import ServiceType

PHARMACY = ServiceType(
    id="pharmacy",
    label={"nb": "Apotek", "en": "Pharmacy"},
    owner=Owner.PRIVATE,
    sector="retail",
    need_age_from=0,
    need_age_to=200,
    need_per_resident=1.0,
    users_per_staff=650.0,
    min_staff=2.0,
    capacity_users=6_500.0,
    threshold_users=1_150.0,
    opening_users=2_500.0,
    patience_years=5,
    catchment_min=30.0,
    users_within_municipality=False,
    fixed_cost_nok_year=1_100_000.0,
    cost_per_user_nok_year=5_400.0,
    user_cost_nok_per_min=43.0,
    moving_cost_nok=5_000_000.0,
    skill_mix=(0.05, 0.5, 0.45),
    sites="rule",
    access_weight=0.05,
    digital_share=0.1,
    payers=(("state", 0.6), ("households", 0.4)),
    source="EVIDENCE pharmacy_mean_pop, pharmacy_threshold_pop; the rest assumption",
)
