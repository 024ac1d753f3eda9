"""An outpatient mental-health clinic of the health trust (district psychiatric centre).

0.04 of those aged 6–79 are patients in a year (assumption, 0.03–0.05). 28 patients a post (assumption, 18–40). Below
500 patients at risk, opened for 1,500 further than an hour away (assumptions, 300–800; 1,000–2,500). 1.5 MNOK a
clinic, 2,500 NOK a patient (assumptions, ±50 %); patients pay 2 %. Minutes: 10 visits both ways at 3 NOK (assumption,
30–120); a quarter of the treatment is over the net (assumption, 0.15–0.4).
"""

from model.codes import Owner
from model.traits import ServiceType

MENTAL_HEALTH_CLINIC = ServiceType(
    id="mental_health_clinic",
    label={"nb": "Psykiatrisk poliklinikk", "en": "Mental-health clinic"},
    owner=Owner.HEALTH_TRUST,
    sector="health_care",
    need_age_from=6,
    need_age_to=80,
    need_per_resident=0.04,
    users_per_staff=28.0,
    min_staff=8.0,
    capacity_users=2_500.0,
    threshold_users=500.0,
    opening_users=1_500.0,
    patience_years=12,
    catchment_min=60.0,
    users_within_municipality=False,
    fixed_cost_nok_year=1_500_000.0,
    cost_per_user_nok_year=2_500.0,
    user_cost_nok_per_min=60.0,
    moving_cost_nok=20_000_000.0,
    skill_mix=(0.0, 0.15, 0.85),
    sites="rule",
    is_central=True,
    digital_share=0.25,
    payers=(("households", 0.02),),
    source="assumption",
)
