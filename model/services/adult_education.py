"""Adult education: basic and upper secondary schooling for adults, Norwegian for immigrants.

0.02 of those aged 18–66 attend (assumption, 0.01–0.03; refugees decide). 12 pupils a post (assumption, 8–16).
Municipalities must offer it and may send pupils to a neighbour, so not each has a unit; at risk below 30 (assumption,
15–60) for five years. A unit of 150 places; most stand for basic schooling (assumption). Premises 15,000 NOK a place,
8,000 a pupil, 0.5 MNOK a unit; the state pays half by grants for each refugee (assumption, 0.3–0.8). Minutes: 300
trips a year at 2.5 NOK (assumption, 400–1,200).
Left out: what who attends learns there: education does not change by it.
"""

from model.codes import Owner
from model.traits import ServiceType

ADULT_EDUCATION = ServiceType(
    id="adult_education",
    label={"nb": "Voksenopplæring", "en": "Adult education"},
    owner=Owner.MUNICIPALITY,
    sector="education",
    need_age_from=18,
    need_age_to=67,
    need_per_resident=0.02,
    users_per_staff=12.0,
    min_staff=2.0,
    capacity_users=150.0,
    threshold_users=30.0,
    opening_users=60.0,
    patience_years=5,
    catchment_min=60.0,
    users_within_municipality=False,
    fixed_cost_nok_year=500_000.0,
    cost_per_user_nok_year=8_000.0,
    user_cost_nok_per_min=750.0,
    moving_cost_nok=6_000_000.0,
    skill_mix=(0.0, 0.2, 0.8),
    sites="rule",
    is_statutory=False,
    place_cost_nok_year=15_000.0,
    payers=(("state", 0.5),),
    source="assumption",
)
