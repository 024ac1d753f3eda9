"""An upper secondary school: three years from 16, owned by the county.

Nine in ten of those aged 16–18 use it (services.csv counts so too; the others lodge elsewhere or have no place:
`model/schooling.py`). Pupils go to the nearest with room in the region, whatever the municipality. The county closes
late: below 60 pupils (assumption, 40–130; Lister's smallest have 82) for ten years, and only if others in reach have
room. It opens one for 200 pupils without a place or further than an hour away (assumption, 150–350). Programme
breadth: classes of 20 (assumption, 15–26), and a school keeps three grades of three programmes even where classes are
not full, as far as two half-empty ones go; 2.2 posts a class and one for 9 pupils besides (one person for 3.3 pupils
in Lister's register, 0.73 of them main jobs as in `primary_school.py`). Premises 25,000 NOK a place, equipment and
transport 25,000 a pupil, 2 MNOK a school (assumptions, ±40 %). Minutes: 380 trips a year at 1.6 NOK (assumption,
300–1,200).
Places by field: half of an age group in general programmes, the rest in vocational ones, most of these technical
(assumption, ±0.1).
Left out: schools that teach some fields only, and pupils' choice among schools.
"""

from model.codes import Education, Owner
from model.traits import ServiceType

UPPER_SECONDARY_SCHOOL = ServiceType(
    id="upper_secondary_school",
    label={"nb": "Videregående skole", "en": "Upper secondary school"},
    owner=Owner.COUNTY,
    sector="education",
    need_age_from=16,
    need_age_to=19,
    need_per_resident=0.9,
    users_per_staff=9.0,
    min_staff=12.0,
    capacity_users=300.0,
    threshold_users=60.0,
    opening_users=200.0,
    patience_years=10,
    catchment_min=60.0,
    users_within_municipality=False,
    fixed_cost_nok_year=2_000_000.0,
    cost_per_user_nok_year=25_000.0,
    user_cost_nok_per_min=600.0,
    moving_cost_nok=200_000_000.0,
    skill_mix=(0.04, 0.21, 0.75),
    sites="data",
    service_ids=("upper_secondary_school",),
    access_weight=0.1,
    place_cost_nok_year=25_000.0,
    group_size=20.0,
    grades=9,
    posts_per_group=2.2,
    teaches=int(Education.UPPER_SECONDARY),
    fields=(0.5, 0.12, 0.28, 0.1),
    source="assumption",
)
