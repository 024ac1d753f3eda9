"""A grocery shop.

Everybody eats: a resident is a user of the nearest shop with room. A shop breaks even at about 200 residents
(EVIDENCE grocery_threshold_population 200, 120–350; rural_shop_deficit_threshold 2.5–5 MNOK) and closes late: owners
hold on for years below it (V29: 0.5–3 % closures a year). Fixed cost 0.75 MNOK = gross margin of 25 % (assumption) on
3 MNOK of sales, so the site rule and the threshold agree. Staff: 55 residents per post (assumption, 40–70: about
100,000 posts in the country's grocery shops), and 28,000 NOK of goods a resident (assumption, 20–36 thousand), all
paid by customers. Minutes: 110 shopping trips both ways a year and resident at 2.7 NOK a minute of time and car
(assumption, 150–500). A shop of the largest kind serves 1,800 (assumption, 1,200–3,000); the country's mean is about
1,400.
"""

from model.codes import Owner
from model.traits import ServiceType

GROCERY = ServiceType(
    id="grocery",
    label={"nb": "Dagligvarebutikk", "en": "Grocery shop"},
    owner=Owner.PRIVATE,
    sector="retail",
    need_age_from=0,
    need_age_to=200,
    need_per_resident=1.0,
    users_per_staff=55.0,
    min_staff=2.0,
    capacity_users=1_800.0,
    threshold_users=200.0,
    opening_users=350.0,
    patience_years=4,
    catchment_min=12.0,
    users_within_municipality=False,
    fixed_cost_nok_year=750_000.0,
    cost_per_user_nok_year=28_000.0,
    user_cost_nok_per_min=300.0,
    moving_cost_nok=3_000_000.0,
    skill_mix=(0.45, 0.5, 0.05),
    sites="rule",
    access_weight=0.5,
    payers=(("households", 1.0),),
    source="EVIDENCE grocery_threshold_population, rural_shop_deficit_threshold, V29; the rest assumption",
)
