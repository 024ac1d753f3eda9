"""A post counter in a grocery shop.

It is where a grocery shop is and closes with it. Every resident is a user; 4,000 a counter in the country
(assumption, 3,000–5,000: some 1,400 counters). At least one post of the carrier's (assumption); one for 4,000
residents. Below 800 residents at risk, opened for 2,000 further than 25 minutes away (assumptions, 500–1,500;
1,500–4,000). 0.1 MNOK a counter, 60 NOK a resident (assumptions, ±50 %); the state buys a third (assumption,
0.2–0.5). Minutes: 12 trips both ways at 2.7 NOK, mostly on a shopping trip (assumption, 6–40); half of what letters
were is digital (assumption, 0.3–0.7).
"""

from model.codes import Owner
from model.traits import ServiceType

POST_IN_SHOP = ServiceType(
    id="post_in_shop",
    label={"nb": "Post i butikk", "en": "Post in shop"},
    owner=Owner.PRIVATE,
    sector="transport",
    need_age_from=0,
    need_age_to=200,
    need_per_resident=1.0,
    users_per_staff=4_000.0,
    min_staff=1.0,
    capacity_users=8_000.0,
    threshold_users=800.0,
    opening_users=2_000.0,
    patience_years=4,
    catchment_min=25.0,
    users_within_municipality=False,
    fixed_cost_nok_year=100_000.0,
    cost_per_user_nok_year=60.0,
    user_cost_nok_per_min=20.0,
    moving_cost_nok=200_000.0,
    skill_mix=(0.4, 0.6, 0.0),
    sites="rule",
    sites_with="grocery",
    digital_share=0.5,
    payers=(("state", 0.35), ("households", 0.65)),
    source="assumption",
)
