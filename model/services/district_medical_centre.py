"""A district medical centre: specialist clinics and a few beds near home, of the health trust with municipalities.

None is known in Lister: units are those of services.csv or what an instrument opens. 0.05 of residents use one in
reach, four times as many from 80 (assumptions, 0.02–0.1). 25 patients a post (assumption, 15–40), ten at least. Below
300 patients at risk for ten years; the trust opens none by itself. 5 MNOK a centre, 4,000 NOK a patient (assumptions,
±50 %); municipalities pay 30 % for their beds (assumption, 0.2–0.5). Minutes: 3 journeys both ways at 3 NOK
(assumption, 9–36); a fifth over the net.
"""

from model.codes import Owner
from model.traits import ServiceType

DISTRICT_MEDICAL_CENTRE = ServiceType(
    id="district_medical_centre",
    label={"nb": "Distriktsmedisinsk senter", "en": "District medical centre"},
    owner=Owner.HEALTH_TRUST,
    sector="health_care",
    need_age_from=0,
    need_age_to=200,
    need_per_resident=0.05,
    users_per_staff=25.0,
    min_staff=10.0,
    capacity_users=2_500.0,
    threshold_users=300.0,
    opening_users=20_000.0,
    patience_years=10,
    catchment_min=60.0,
    users_within_municipality=False,
    fixed_cost_nok_year=5_000_000.0,
    cost_per_user_nok_year=4_000.0,
    user_cost_nok_per_min=18.0,
    moving_cost_nok=80_000_000.0,
    skill_mix=(0.05, 0.3, 0.65),
    sites="data",
    service_ids=("district_medical_centre",),
    digital_share=0.2,
    age_factors=((0, 67, 0.7), (80, 200, 4.0)),
    payers=(("municipality", 0.3),),
    source="assumption",
)
