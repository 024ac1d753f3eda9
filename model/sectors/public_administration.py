"""Public administration and defence (NACE 84).

Municipal and state offices. The exported part serves people of other regions.

Assumptions: export share 0–0.4, wage 620–760 thousand NOK/year (2024); floor area ×0.5–2; skill mix ±0.1;
decay ×0.5–2.
"""

from model.codes import Owner
from model.traits import Sector

PUBLIC_ADMINISTRATION = Sector(
    id="public_administration",
    label={"nb": "Offentlig administrasjon", "en": "Public administration and defence"},
    nace="84",
    export_share=0.15,
    skill_mix=(0.06, 0.34, 0.6),
    fields=(0.18, 0.17, 0.2, 0.45),  # assumption, ±0.1: trades of the sector
    floor_m2_per_job=25.0,
    centre_seeking=1.0,
    home_workable=0.75,
    wage_nok_year=690_000.0,
    owner=Owner.MUNICIPALITY,
    driver="need",
    need_by_age=((0, 200, 1.0),),
    demand_decay_per_min=0.03,
    demand_size_exponent=0.8,
    national_share=0.065,
    source="assumption",
)
