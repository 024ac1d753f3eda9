"""Numbers that synthesis uses where the bundle has none. All are of the base year and shape founders only."""

from __future__ import annotations

from typing import NamedTuple

from model.parameters import par, parameters

_ASSUMED = "assumption"


@parameters("synthesis")
class Params(NamedTuple):
    """How founders are made from the bundle's margins."""

    near_min: float = par(
        20.0,
        unit="min",
        low=15.0,
        high=30.0,
        source=_ASSUMED,
        note="by car to the nearest town: hinterland up to there is reported as near, the rest as far; nobody acts on it",
    )
    lone_mother_share: float = par(
        0.82, unit="share", low=0.75, high=0.9, source=_ASSUMED, note="of lone parents with children under 18"
    )
    size_ridge: float = par(
        0.002,
        unit="1/household",
        low=0.0,
        high=0.1,
        source=_ASSUMED,
        note="how easily size shares give way when they and the population cannot both hold",
    )
    couple_age_gap: float = par(
        2.5, unit="years", low=1.5, high=3.5, source=_ASSUMED, note="he is older; parents at first birth differ by 2.0"
    )
    couple_age_sd: float = par(3.5, unit="years", low=2.0, high=5.0, source=_ASSUMED)
    mother_age_at_birth: float = par(
        29.0,
        unit="years",
        low=27.0,
        high=31.0,
        source="EVIDENCE asfr_1996_2000: mean age of mothers",
        note="all births",
    )
    mother_age_sd: float = par(5.0, unit="years", low=4.0, high=6.0, source="EVIDENCE asfr_1996_2000: spread")
    mother_here_share: float = par(
        0.42,
        unit="share",
        low=0.4,
        high=0.8,
        source=_ASSUMED,
        note="adults apart from their mother whose mother, if alive, lives in the region; EVIDENCE "
        "married_40s_in_own_or_partner_origin_mun 0.7 counts either partner",
    )
    mother_same_municipality: float = par(0.75, unit="share", low=0.5, high=0.9, source=_ASSUMED)
    unemployed_share: float = par(
        0.025, unit="share of the labour force", low=0.015, high=0.04, source="EVIDENCE unemployment_rate (memory)"
    )
    vacancy_share: float = par(
        0.024, unit="share of filled posts", low=0.0, high=0.03, source=_ASSUMED, note="open on 1 January"
    )
    overqualified_share: float = par(
        0.12, unit="share of the employed", low=0.05, high=0.25, source=_ASSUMED, note="hold a post below their level"
    )
    grew_up_here_share: float = par(
        0.38,
        unit="share",
        low=0.2,
        high=0.6,
        source=_ASSUMED,
        note="of adults whose mother does not live in the region",
    )
    exchange_scale: float = par(
        0.7,
        unit="factor",
        low=0.4,
        high=1.0,
        source=_ASSUMED,
        note="on the nest's scale: founders exchange homes within their municipality, movers choose among all",
    )
    self_employed_share: float = par(
        0.07, unit="share of jobs", low=0.04, high=0.12, source=_ASSUMED, note="firms of one"
    )
    offered_share: float = par(
        0.032,
        unit="share of occupied and offered homes",
        low=0.01,
        high=0.04,
        source=_ASSUMED,
        note="v* of homes; the rest of a bundle's vacant homes is kept off the market",
    )
    floor_sd: float = par(0.28, unit="sd of ln m2", low=0.1, high=0.5, source=_ASSUMED)
    floor_per_member: float = par(0.08, unit="ln m2 per member", low=0.0, high=0.2, source=_ASSUMED)
    search_success: float = par(
        0.15,
        unit="share",
        low=0.1,
        high=0.7,
        source=_ASSUMED,
        note="of the employed who search in a year, who change job",
    )
    other_job_exits: float = par(
        0.05,
        unit="per year",
        low=0.02,
        high=0.06,
        source=_ASSUMED,
        note="retirement, disability, closures, moves out of reach",
    )
    move_hazard_owner: float = par(0.045, unit="per year", low=0.03, high=0.08, source=_ASSUMED)
    move_hazard_tenant: float = par(0.22, unit="per year", low=0.15, high=0.35, source=_ASSUMED)
    leavers_exit_share: float = par(
        0.75,
        unit="share of moves between municipalities",
        low=0.6,
        high=0.9,
        source="EVIDENCE V5, judged",
        note="that leave a region of a few municipalities",
    )
    leavers_returned: float = par(
        0.19, unit="share", low=0.15, high=0.3, source="EVIDENCE return_share_of_outmovers_small_mun"
    )
    leavers_grew_up_here: float = par(0.5, unit="share", low=0.3, high=0.8, source=_ASSUMED)
