"""A campus of a university or university college, owned by the state.

None in Lister: units are those of services.csv or what an instrument opens. 0.12 of those aged 19–29 study at one
within reach (assumption, 0.05–0.3). A post for 9 students (assumption, 6–14). At risk below 80 students (assumption,
40–200; Nesna had 21 full-time equivalents at full speed when it was closed), for ten years; the state opens none by
itself for a region. Premises 20,000 NOK a place, 15,000 a student, 10 MNOK a campus (assumptions, ±50 %). Minutes:
300 trips a year at 2.5 NOK (assumption, 300–1,500).
Places by field: general 0.3, care 0.35, technical 0.15, business 0.2 (assumption, ±0.15).
"""

from model.codes import Education, Owner
from model.traits import ServiceType

CAMPUS = ServiceType(
    id="campus",
    label={"nb": "Studiested", "en": "Campus"},
    owner=Owner.STATE,
    sector="education",
    need_age_from=19,
    need_age_to=30,
    need_per_resident=0.12,
    users_per_staff=9.0,
    min_staff=10.0,
    capacity_users=600.0,
    threshold_users=80.0,
    opening_users=20_000.0,
    patience_years=10,
    catchment_min=60.0,
    users_within_municipality=False,
    fixed_cost_nok_year=10_000_000.0,
    cost_per_user_nok_year=15_000.0,
    user_cost_nok_per_min=750.0,
    moving_cost_nok=300_000_000.0,
    skill_mix=(0.0, 0.15, 0.85),
    sites="data",
    service_ids=("campus",),
    is_central=True,
    place_cost_nok_year=20_000.0,
    teaches=int(Education.TERTIARY),
    fields=(0.3, 0.35, 0.15, 0.2),
    source="assumption",
)
