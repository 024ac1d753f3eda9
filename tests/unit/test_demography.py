"""Deaths, births, couples, leaving home, studies: the equations, against tables, closed forms and plain Python."""

import numpy as np
import pytest

from model import fields, registry
from model.changes import dissolve_empty, join_household, leave_region, merge_households, recount
from model.codes import DwellingState, Education, Leaving, LifeEvent, Sex, Status
from model.rates import N_AGES, birth_rates, death_rates, fertility_array, infant_rates, mortality_array, probability
from model.rng import Stream, gumbel, stream_base
from model.submodels import ageing, fertility, leaving_home, partnership, studies
from scenarios.bundle import load_national
from tests.fixtures import close_year, settle, small_region, tiny_data, twin

registry.load_parameters()


@pytest.fixture(scope="module")
def founders():
    region = small_region(persons=2_000, zones=4)
    partnership.calibrate(region)
    leaving_home.calibrate(region)
    return region


@pytest.fixture
def region(founders):
    return twin(founders)


def test_life_expectancy_is_the_published_one(region):
    """SSB for 2023 (EVIDENCE e0_male, e0_female), from the model's own yearly probabilities."""
    region.year = 2023
    q = probability(death_rates(region, 2023))
    newborn = probability(infant_rates(region, 2023) / 2.0)
    for sex, published in ((Sex.MALE, 81.4), (Sex.FEMALE, 84.6)):
        alive, years = 1.0 - newborn[sex], 0.5 * (1.0 - newborn[sex] / 2.0)
        for age in range(N_AGES - 1):
            years += alive * (1.0 - q[sex, age] / 2.0)
            alive *= 1.0 - q[sex, age]
        assert years == pytest.approx(published, abs=0.4)


def test_the_nations_old_cohorts_lose_as_many_as_counted(region):
    """Cohorts aged 70-94 over five years, four times (SSB 07459): moves hardly matter at these ages."""
    nation = load_national("NO").population
    for start in (2005, 2010, 2015, 2020):
        alive = _nation(nation, start)
        counted = alive[:, 70:95].sum() - _nation(nation, start + 5)[:, 75:100].sum()
        lost = 0.0
        for year in range(start, start + 5):
            died = alive * probability(death_rates(region, year))
            lost += died[:, 70 + year - start : 95 + year - start].sum()
            alive = np.roll(alive - died, 1, axis=1)
        assert lost == pytest.approx(counted, rel=0.01)


def _nation(frame, year):
    out = np.zeros((2, N_AGES))
    rows = frame[frame["year"] == year]
    sex = np.where(rows["sex"] == "female", Sex.FEMALE, Sex.MALE)
    out[sex, rows["age"]] = rows["persons"]
    return out


def test_a_region_dies_at_its_own_level_and_its_former_residents_at_the_nations():
    region = small_region(persons=200, zones=2, world={"mortality": 1.1})
    region.base["death_ratio"] = np.array([1.2])
    q = ageing.death_probabilities(region, 2025)
    assert np.log1p(-q[1, 0, 80]) == pytest.approx(-1.1 * death_rates(region, 2025)[0, 80])
    assert np.log1p(-q[0, 0, 80]) == pytest.approx(1.2 * np.log1p(-q[1, 0, 80]))
    assert (q[:, :, 115:] == 1.0).all()


def test_the_mean_of_100_seeds_is_the_cohort_component_projection(founders):
    """Without moves and studies: every 5-year cell within 4 standard errors, the total within 0.3 % (MODEL.md)."""
    years, seeds = 5, 100
    runs = np.zeros((seeds, 2, N_AGES))
    for seed in range(seeds):
        region = twin(founders, seed)
        for _ in range(years):
            for submodel in (ageing, fertility, partnership):
                submodel.step(region, region.year)
            close_year(region)
        runs[seed] = _by_age(region)
    expected = _projection(founders, years)
    cells = np.add.reduceat(runs, np.arange(0, N_AGES, 5), axis=2)
    wanted = np.add.reduceat(expected, np.arange(0, N_AGES, 5), axis=1)
    error = cells.std(axis=0, ddof=1) / np.sqrt(seeds)
    assert (np.abs(cells.mean(axis=0) - wanted) <= 4.0 * error + 1e-6).all()
    assert runs.sum(axis=(1, 2)).mean() == pytest.approx(expected.sum(), rel=0.003)


def _by_age(region):
    p = region.persons.c
    here = p.household_id >= 0
    return np.bincount(p.sex[here].astype(int) * N_AGES + p.age[here], minlength=2 * N_AGES).reshape(2, N_AGES)


def _projection(region, years):
    """Written anew from the national tables and the bundle's ratios."""
    first, m = mortality_array(region.data.national.mortality)
    first_births, f = fertility_array(region.data.national.fertility)
    ratio = dict(zip(region.data.demography["quantity"], region.data.demography["value"], strict=True))
    alive = _by_age(region).astype(float)
    for year in range(region.year, region.year + years):
        rate = m[year - first] * ratio["death_ratio"]
        rate_next = np.concatenate([rate[:, 1:], rate[:, -1:]], axis=1)
        alive = alive * np.exp(-(rate + rate_next) / 2.0)
        alive = np.concatenate([np.zeros((2, 1)), alive[:, :-1]], axis=1)
        births = (alive[Sex.FEMALE] * f[year - first_births])[13:].sum() * ratio["birth_ratio"]
        share = np.array([1.06, 1.0]) / 2.06
        alive[:, 0] = births * share * np.exp(-rate[:, 0] / 2.0)
    return alive


def test_expected_births_are_rate_times_women_whatever_the_weights(region):
    p = region.persons.c
    rate = fertility.birth_probabilities(region, 2025)
    classes = fertility._classes(p.household_id, p.age, p.sex, p.partner_id, p.mother_id, p.n_births, rate)
    women = np.flatnonzero(classes >= 0)
    births, paired = np.zeros(N_AGES), 0.0
    draws = 2_000
    for k in range(draws):
        rows = fertility.mothers(classes, p.age, p.key, rate, region.par(fertility.Params), np.uint64(k))
        births += np.bincount(p.age[rows], minlength=N_AGES)
        paired += (p.partner_id[rows] >= 0).mean()
    wanted = rate * np.bincount(p.age[women], minlength=N_AGES)
    error = np.sqrt(np.maximum(wanted, 1e-9) / draws)
    assert (np.abs(births / draws - wanted) <= 4.5 * error).all()
    assert paired / draws > (p.partner_id[women] >= 0).mean()
    assert rate[:13].sum() == 0.0
    assert rate.sum() == pytest.approx(birth_rates(region, 2025)[13:].sum() * 1.05)  # the tiny bundle's birth ratio


def test_a_birth_adds_a_child_to_its_mothers_household(region):
    n = region.persons.n
    fertility.step(region, 2025)
    p, h = region.persons.c, region.households.c
    new = np.arange(n, region.persons.n)
    mothers = p.mother_id[new]
    assert new.size + region.flows["deaths"].sum() == region.flows["births"].sum() > 5
    assert (p.household_id[new] == p.household_id[mothers]).all()
    assert (p.place_id[new] == p.place_id[mothers]).all()
    assert (h.events[p.household_id[new]] & LifeEvent.BIRTH > 0).all()
    assert (p.status[new] == Status.CHILD).all()


def test_separation_hazard_lies_in_the_ranges_of_the_evidence(region):
    par = region.par(partnership.Params)
    assert 0.015 <= partnership.separation_hazard(40.0, True, par) <= 0.035
    assert 0.06 <= partnership.separation_hazard(25.0, False, par) <= 0.10
    assert partnership.separation_hazard(75.0, False, par) < 0.005


def test_two_thirds_live_in_couples_in_the_national_profile(region):
    """EVIDENCE cohabiting_share_of_couples: 49 + 18 % of those 16-79."""
    frame = tiny_data().national.population
    nation = _nation(frame, 2025)[:, 16:80]
    share = partnership.partnered_share(region.par(partnership.Params))[:, 16:80]
    assert (nation * share).sum() / nation.sum() == pytest.approx(0.67, abs=0.03)


def _match(w, m, value, par, base):
    """The same choice in plain Python."""
    taken, out = set(), []
    for age, place, home, mother, key in w:
        best, choice = -np.inf, -1
        for i, (m_age, m_place, m_home, m_mother, m_key) in enumerate(m):
            low, high = age + par.gap_mean - 3 * par.gap_sd, age + par.gap_mean + 3 * par.gap_sd
            if i in taken or not int(low) <= m_age <= int(high) or m_home == home or (m_mother == mother >= 0):
                continue
            u = -0.5 * ((m_age - age - par.gap_mean) / par.gap_sd) ** 2 + value[place, m_place]
            u += gumbel(base, key, m_key)
            if u > best:
                best, choice = u, i
        taken.add(choice)
        out.append(choice)
    return out


def test_matching_equals_plain_python_and_one_more_woman_changes_nobody_before_her(region):
    par, base = region.par(partnership.Params), np.uint64(stream_base(3, Stream.UNION, 2025))
    rng = np.random.default_rng(1)

    def people(n, low):
        age = np.sort(rng.integers(20, 60, n))
        return [
            (age[i], rng.integers(0, 3), rng.integers(0, 40), rng.integers(-1, 30), np.uint64(low + i))
            for i in range(n)
        ]

    women, men = people(30, 1_000), people(25, 5_000)
    value = np.array([[0.0, -1.0, -np.inf], [-1.0, 0.0, -2.0], [-np.inf, -2.0, 0.0]])
    start = np.searchsorted([m[0] for m in men], np.arange(N_AGES + 1))

    def run(w):
        w_age, w_place, w_home, w_mother, w_key = (np.array(x) for x in zip(*w, strict=True))
        _, m_place, m_home, m_mother, m_key = (np.array(x) for x in zip(*men, strict=True))
        return partnership.match(
            w_age, w_place, w_home, w_mother, w_key, start, m_place, m_home, m_mother, m_key, value, par, base
        ).tolist()

    assert run(women) == _match(women, men, value, par, base)
    assert len({m for m in run(women) if m >= 0}) == sum(m >= 0 for m in run(women)) > 10
    assert run(women[:-1]) == run(women)[:-1]


def test_unions_hold_the_share_with_a_partner(region):
    """Expected unions of women by age = what the base year's share needs (closed form in the docstring)."""
    hazard = region.base["union_hazard"]
    assert (hazard >= 0.0).all()
    assert hazard[:, :20].sum() == 0.0
    assert hazard[:, 25:30].mean() > 3.0 * hazard[:, 60:65].mean()
    assert hazard[Sex.FEMALE, 21:25].sum() > hazard[Sex.MALE, 21:25].sum()


def test_new_couples_live_together_or_both_ask_for_a_home(region):
    before = region.persons.c.partner_id.copy()
    partnership.step(region, 2025)
    p = region.persons.c
    new = np.flatnonzero((before < 0) & (p.partner_id >= 0))
    partner = p.partner_id[new]
    together = p.household_id[new] == p.household_id[partner]
    assert new.size == 2 * region.flows["unions"].sum() > 10
    assert together.sum() > 0
    assert (p.leaving[new[~together]] != Leaving.NO).all()
    assert (p.leaving[new[together]] == Leaving.NO).all()
    assert (region.households.c.events[p.household_id[new[together]]] & LifeEvent.UNION > 0).all()


def test_after_a_separation_one_waits_and_the_other_heads_the_home(region):
    before = region.persons.c.partner_id.copy()
    partnership._separate(region)
    p = region.persons.c
    parted = np.flatnonzero((before >= 0) & (p.partner_id < 0))
    assert parted.size == 2 * region.flows["separations"].sum() > 6
    waits = p.leaving[parted] == Leaving.SEPARATION
    assert waits.sum() * 2 == parted.size
    assert (waits != (p.leaving[before[parted]] == Leaving.SEPARATION)).all()


def test_the_hazard_of_leaving_home_holds_the_share(region):
    par = region.par(leaving_home.Params)
    share = leaving_home.home_share(par)
    at = np.interp(0.5, share[18:60][::-1], np.arange(18, 60)[::-1])
    assert 19.0 <= at <= 21.0  # EVIDENCE age_leaving_home_median
    may_leave, unions = 0.8 * share, np.full(N_AGES, 0.01)
    hazard = leaving_home.hazard(share, may_leave, unions, par._replace(most=1.0))
    leaves = may_leave * (hazard + unions)
    ages = np.arange(19, 35)
    assert share[ages - 1] - leaves[ages] == pytest.approx(share[ages])


def test_heads_partners_and_students_elsewhere_do_not_leave_home(region):
    leaving_home.step(region, 2025)
    p, h = region.persons.c, region.households.c
    wants = np.flatnonzero(p.leaving == Leaving.HOME)
    assert wants.size > 5
    head = h.ref_id[p.household_id[wants]]
    assert (head != wants).all()
    assert (p.partner_id[wants] != head).all()
    assert (p.status[wants] != Status.AWAY).all()
    assert (p.age[wants] >= 18).all()


def test_school_leavers_divide_by_the_stated_shares():
    region = small_region(persons=1_000, zones=2)
    n = 4_000
    home = np.zeros(n, np.int64)
    rows = region.persons.add(
        n,
        key=np.arange(1, n + 1, dtype=np.uint64) << np.uint64(20),
        age=19,
        sex=np.arange(n) % 2,
        status=Status.PUPIL,
        household_id=home,
        place_id=0,
    )
    studies.step(region, 2025)
    p, par = region.persons.c, region.par(studies.Params)
    left = p.place_id[rows] >= region.n_zones
    away = p.status[rows] == Status.AWAY
    # Women and men by the mean hazards of general and vocational programmes; all zones are as far from the places outside.
    start = region.base["start_hazard"][:, :, 0]
    first = fields.shares(fields.programme_values(np.arange(2), np.zeros(2), fields.PROGRAMMES, fields.defaults()))
    by_sex = fields.by_sex(np.full(2, par.completed), np.arange(2), fields.defaults().woman_completes)
    starts = by_sex * (first[:, 0] * start[:, 0] + (1.0 - first[:, 0]) * start[:, 1])
    students = starts.mean()
    assert [away[p.sex[rows] == s].mean() for s in (0, 1)] == pytest.approx(starts, abs=0.03)
    assert (p.education[rows] == Education.UPPER_SECONDARY).mean() == pytest.approx(par.completed, abs=0.03)
    assert away.mean() == pytest.approx(students, abs=0.03)
    assert left.mean() == pytest.approx(students * (1 - par.registered), abs=0.03)
    assert (p.status[rows[~away]] == Status.UNEMPLOYED).all()
    assert (p.left_year[rows[left]] == 2025).all()
    assert (p.household_id[rows[left]] == -1).all()
    assert region.flows["moves_out"].sum() == region.transfers["population"].sum() >= left.sum()
    share = np.bincount(p.place_id[rows[left]] - region.n_zones) / left.sum()
    assert share == pytest.approx(region.outside.study_share, abs=0.05)


def test_studies_take_three_to_six_years_and_end_with_a_degree(region):
    keys = np.arange(3_000, dtype=np.uint64)
    years = studies.study_years(keys)
    assert np.bincount(years)[3:] / keys.size == pytest.approx([1 / 4] * 4, abs=0.04)
    p = region.persons.c
    here = np.flatnonzero((p.status == Status.AWAY) & (p.partner_id < 0))
    gone, busy, mother, here = here[:2], here[2:4], here[4:6], here[6:]
    leave_region(region, gone, region.n_zones, 2025)
    p.n_births[mother] = 1
    p.study_end[np.concatenate([gone, mother, here])], p.study_end[busy] = 2025, 2026
    studies.step(region, 2025)
    done = np.concatenate([gone, mother, here])
    assert (p.education[done] == Education.TERTIARY).all()
    assert (p.study_end[done] == 0).all()
    # They have lived where they studied, and consider coming home this year; a mother stays with her children.
    outside = np.concatenate([gone, here])
    assert (p.leaving[outside] == Leaving.GRADUATION).all()
    assert (p.status[outside] == Status.EMPLOYED).all()
    assert (p.household_id[outside] == -1).all()
    assert (p.place_id[outside] == region.n_zones).all()
    assert (p.status[mother] == Status.UNEMPLOYED).all()
    assert (p.household_id[mother] >= 0).all()
    assert (p.status[busy] == Status.AWAY).all()


def test_widowed_and_orphaned_people_are_cared_for(region):
    p, h = region.persons.c, region.households.c
    couple = np.flatnonzero((p.partner_id >= 0) & (h.n_children[p.household_id] > 0) & (p.sex == Sex.FEMALE))
    widow, orphaned = couple[0], couple[1]
    p.age[p.partner_id[widow]] = 115
    home = p.household_id[orphaned]
    members = np.flatnonzero(p.household_id == home)
    minors = members[p.age[members] < 17]
    p.age[members[p.age[members] >= 17]] = 115
    dwelling = h.dwelling_id[home]
    ageing.step(region, 2025)
    assert p.partner_id[widow] == -1
    assert h.events[p.household_id[widow]] & LifeEvent.WIDOWHOOD
    assert minors.size > 0
    new_home = p.household_id[minors]
    assert (new_home == new_home[0]).all()
    assert new_home[0] not in (home, -1)
    assert h.n_members[new_home[0]] > h.n_children[new_home[0]]
    assert h.place_id[home] == h.dwelling_id[home] == -1
    assert region.dwellings.c.state[dwelling] == DwellingState.OFFERED


def test_recount_merge_and_leave(region):
    p, h, d = region.persons.c, region.households.c, region.dwellings.c
    a, b = 3, 7
    members = np.flatnonzero(p.household_id == a)
    home = h.dwelling_id[a]
    merge_households(region, np.array([a]), np.array([b]))
    assert dissolve_empty(region, 2025).tolist() == [a]
    assert (p.household_id[members] == b).all()
    assert (d.household_id[home], d.state[home], d.empty_since[home]) == (-1, DwellingState.OFFERED, 2025)
    everybody = np.flatnonzero(p.household_id == b)
    assert h.n_members[b] == everybody.size
    assert h.ref_id[b] == everybody[np.lexsort((p.key[everybody], -p.age[everybody]))[0]]
    leave_region(region, everybody, region.n_zones + 1, 2025)
    dissolve_empty(region, 2025)
    assert h.place_id[b] == -1
    assert region.transfers["population"].tolist() == [0.0, everybody.size]
    join_household(region, everybody, 0)
    recount(region)
    assert (p.place_id[everybody] == h.place_id[0]).all()


def test_no_false_transient():
    """In a constant world the flows of years 1-3 differ from those of years 6-10 by at most 15 %."""
    founders = small_region(persons=10_000, zones=4, parameters={"studies.studies": 0.0, "studies.adult": 0.0})
    partnership.calibrate(founders)
    leaving_home.calibrate(founders)
    names = ("births", "unions", "separations", "leaving_home", "deaths")
    flows = np.zeros((10, len(names)))
    for seed in range(6):
        region = twin(founders, seed)
        for year in range(10):
            for submodel in (ageing, fertility, partnership, leaving_home, studies):
                submodel.step(region, region.year)
            settle(region, region.year)
            counted = close_year(region)
            flows[year] += [counted[name] for name in names]
    early, late = flows[:3].mean(axis=0), flows[5:].mean(axis=0)
    assert early == pytest.approx(late, rel=0.15)
