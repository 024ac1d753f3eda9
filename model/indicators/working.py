"""Jobs, those who have them, and the way between home and work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.codes import Education, HireSource, Status
from model.indicators.shared import (
    by_zone,
    employers,
    flow,
    flow_with_groups,
    jobs_by_zone,
    residents_by_status,
    residents_by_zone,
    trips,
)
from model.region import Region
from model.traits import Indicator

SOURCES = tuple(source.name.lower() for source in HireSource if source is not HireSource.NONE)
REACH_MIN = 45.0


def _by_sector(region: Region, zone: Any, sector: Any, weights: Any = None) -> dict[str, Any]:
    """Totals by zone, for all sectors and each."""
    n = len(region.sectors)
    counted = np.bincount(zone.astype(np.int64) * n + sector, weights=weights, minlength=region.n_zones * n)
    by = counted.reshape(region.n_zones, n).astype(np.float64)
    return {"all": by.sum(axis=1), **{f"sector:{sector.id}": by[:, s] for s, sector in enumerate(region.sectors)}}


def _jobs(region: Region) -> Mapping[str, Any]:
    """Filled posts by zone of work and sector."""
    t = trips(region)
    here = t.work < region.n_zones
    return _by_sector(region, t.work[here], region.firms.c.sector[t.firm[here]])


def _vacancies(region: Region) -> Mapping[str, Any]:
    """Posts without staff by zone and sector."""
    f, rows = region.firms.c, employers(region)
    staff = np.bincount(trips(region).firm, minlength=region.firms.n)[rows]
    posts = f.posts_basic[rows] + f.posts_upper[rows] + f.posts_tertiary[rows]
    return _by_sector(region, f.place_id[rows], f.sector[rows], np.maximum(posts - staff, 0))


def _knowledge_jobs(region: Region) -> Mapping[str, Any]:
    t = trips(region)
    return {"all": by_zone(region, t.work[(t.work < region.n_zones) & (t.skill == Education.TERTIARY)])}


def _unemployment_rate(region: Region) -> Mapping[str, Any]:
    by = residents_by_status(region)
    return {"all": (100.0 * by[:, Status.UNEMPLOYED], by[:, Status.EMPLOYED] + by[:, Status.UNEMPLOYED])}


def _commuters_out(region: Region) -> Mapping[str, Any]:
    t = trips(region)
    return {"all": by_zone(region, t.home[t.is_resident & (t.work >= region.n_zones)])}


def _commuters_in(region: Region) -> Mapping[str, Any]:
    t = trips(region)
    return {"all": by_zone(region, t.work[~t.is_resident & (t.work < region.n_zones)])}


def _mean_commute(region: Region) -> Mapping[str, Any]:
    """Minutes one way, by zone of residence: of all residents with a job, and of those who work in the region."""
    t = trips(region)
    found = {}
    for group, who in (("all", t.is_resident), ("work:region", t.is_resident & (t.work < region.n_zones))):
        home = t.home[who]
        found[group] = (by_zone(region, home, region.time_min[home, t.work[who]]), by_zone(region, home))
    return found


def _jobs_in_reach(region: Region) -> Mapping[str, Any]:
    """Filled posts of the region within 45 minutes by car, averaged over residents."""
    n = region.n_zones
    reach = region.time_min[:n, :n] <= REACH_MIN
    people = residents_by_zone(region)
    return {"all": (people * (reach * jobs_by_zone(region)).sum(axis=1), people)}


def _firms(region: Region) -> Mapping[str, Any]:
    return {"all": by_zone(region, region.firms.c.place_id[employers(region)])}


EMPLOYED = Indicator(
    id="employed",
    label={"nb": "Sysselsatte etter bosted", "en": "Employed residents"},
    unit="persons",
    kind="sum",
    flow=False,
    compute=lambda region: {"all": residents_by_status(region)[:, Status.EMPLOYED]},
    sdg=("8.3",),
    has_outside=True,
    description={
        "nb": "Bosatte med arbeid, i eller utenfor regionen.",
        "en": "Residents with a job, in the region or outside.",
    },
)
UNEMPLOYED = Indicator(
    id="unemployed",
    label={"nb": "Arbeidsledige", "en": "Unemployed"},
    unit="persons",
    kind="sum",
    flow=False,
    compute=lambda region: {"all": residents_by_status(region)[:, Status.UNEMPLOYED]},
    sdg=("8.3",),
    description={"nb": "Bosatte som søker arbeid.", "en": "Residents who seek work."},
)
UNEMPLOYMENT_RATE = Indicator(
    id="unemployment_rate",
    label={"nb": "Arbeidsledighet", "en": "Unemployment rate"},
    unit="%",
    kind="ratio",
    flow=False,
    compute=_unemployment_rate,
    sdg=("8.3",),
    description={
        "nb": "Arbeidsledige i prosent av arbeidsstyrken.",
        "en": "Unemployed in per cent of the labour force.",
    },
)
JOBS = Indicator(
    id="jobs",
    label={"nb": "Arbeidsplasser", "en": "Jobs"},
    unit="jobs",
    kind="sum",
    flow=False,
    compute=_jobs,
    sdg=("8.3",),
    groups=("sector",),
    has_outside=True,
    description={
        "nb": "Besatte stillinger etter arbeidssted. Utenfor: flyttede arbeidsplasser, med minus for dem som kom hit.",
        "en": "Filled posts by place of work. Outside: jobs that moved, with minus for those that came here.",
    },
)
KNOWLEDGE_JOBS = Indicator(
    id="knowledge_jobs",
    label={"nb": "Kompetansearbeidsplasser", "en": "Knowledge jobs"},
    unit="jobs",
    kind="sum",
    flow=False,
    compute=_knowledge_jobs,
    sdg=("8.3", "4.4"),
    description={
        "nb": "Besatte stillinger som krever høyere utdanning, etter arbeidssted.",
        "en": "Filled posts that ask for higher education, by place of work.",
    },
)
VACANCIES = Indicator(
    id="vacancies",
    label={"nb": "Ledige stillinger", "en": "Vacancies"},
    unit="posts",
    kind="sum",
    flow=False,
    compute=_vacancies,
    sdg=("8.3",),
    groups=("sector",),
    description={
        "nb": "Stillinger uten innehaver 1. januar, etter arbeidssted.",
        "en": "Posts that nobody holds on 1 January, by place of work.",
    },
)
COMMUTERS_OUT = Indicator(
    id="commuters_out",
    label={"nb": "Utpendlere", "en": "Out-commuters"},
    unit="persons",
    kind="sum",
    flow=False,
    compute=_commuters_out,
    description={
        "nb": "Bosatte som arbeider utenfor regionen, etter bosted.",
        "en": "Residents who work outside the region, by where they live.",
    },
)
COMMUTERS_IN = Indicator(
    id="commuters_in",
    label={"nb": "Innpendlere", "en": "In-commuters"},
    unit="persons",
    kind="sum",
    flow=False,
    compute=_commuters_in,
    description={
        "nb": "De som arbeider her og bor utenfor regionen, etter arbeidssted.",
        "en": "Those who work here and live outside the region, by place of work.",
    },
)
MEAN_COMMUTE = Indicator(
    id="mean_commute_min",
    label={"nb": "Reisetid til arbeid", "en": "Mean commute"},
    unit="minutes",
    kind="ratio",
    flow=False,
    compute=_mean_commute,
    sdg=("11.2",),
    groups=("work",),
    description={
        "nb": "Minutter med bil én vei for bosatte i arbeid, og for dem som arbeider i regionen; uten hjemmekontor.",
        "en": "Minutes one way by car for employed residents, and for those who work in the region; no home work.",
    },
)
JOBS_WITHIN_45 = Indicator(
    id="jobs_within_45min",
    label={"nb": "Arbeidsplasser innen 45 minutter", "en": "Jobs within 45 minutes"},
    unit="jobs",
    kind="ratio",
    flow=False,
    compute=_jobs_in_reach,
    sdg=("9.1", "11.2"),
    description={
        "nb": "Besatte stillinger i regionen som en gjennomsnittlig bosatt når med bil. Stillinger utenfor teller ikke.",
        "en": "Filled posts of the region that an average resident reaches by car. Posts outside do not count.",
    },
)
HIRES = Indicator(
    id="hires",
    label={"nb": "Ansettelser", "en": "Hires"},
    unit="persons",
    kind="sum",
    flow=True,
    compute=lambda region: flow_with_groups(region, "hires", "source", SOURCES),
    sdg=("8.3",),
    groups=("source",),
    description={
        "nb": "Besatte stillinger i året etter arbeidssted og hvem som fikk dem.",
        "en": "Posts filled in the year, by place of work and by who got them.",
    },
)
JOB_SEPARATIONS = Indicator(
    id="separations_job",
    label={"nb": "Sluttet i jobb", "en": "Job separations"},
    unit="persons",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": flow(region, "separations_job")},
    description={
        "nb": "Bosatte som sluttet eller mistet jobben, etter bosted.",
        "en": "Residents who quit or lost a job, by where they live.",
    },
)
FIRMS = Indicator(
    id="firms",
    label={"nb": "Virksomheter", "en": "Employers"},
    unit="firms",
    kind="sum",
    flow=False,
    compute=_firms,
    sdg=("8.3",),
    description={"nb": "Bedrifter og offentlige virksomheter.", "en": "Firms and public employers."},
)
FIRM_ENTRIES = Indicator(
    id="firm_entries",
    label={"nb": "Nye bedrifter", "en": "New firms"},
    unit="firms",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": flow(region, "firm_entries")},
    sdg=("8.3",),
    description={"nb": "Bedrifter som startet i året.", "en": "Firms that started in the year."},
)
FIRM_EXITS = Indicator(
    id="firm_exits",
    label={"nb": "Nedlagte bedrifter", "en": "Firm exits"},
    unit="firms",
    kind="sum",
    flow=True,
    compute=lambda region: {"all": flow(region, "firm_exits")},
    description={"nb": "Bedrifter som ble lagt ned i året.", "en": "Firms that closed in the year."},
)
