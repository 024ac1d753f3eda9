"""Strategy areas 2 and 7, by mechanism: what an instrument changes and who follows, in pairs with the same seed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model.codes import Owner
from model.cooperation import councils
from model.inputs import PolicySpec
from model.labour import Params as Labour
from model.labour import wages
from model.region import Region
from model.service_costs import line
from model.service_units import may_open
from model.service_use import units_of, users_by_type, visited_share
from model.service_works import choose_to_close, type_index, units_in
from model.submodels.public_money import budget
from model.year import run_year
from tests.worlds import begin, event, lister, play_until, policy, tiny

SEED = 3


def played(spec: PolicySpec, years: int = 2) -> Region:
    """The tiny region some years from 2025 with a policy or an event."""
    is_event = spec.instrument == "service_shutdown"
    scenario = tiny(years=years, events=(spec,)) if is_event else tiny(spec, years=years)
    region = begin(scenario, SEED)
    for _ in range(years):
        run_year(region)
    return region


def users(region: Region, service: str) -> dict[str, float]:
    """Users of a service type by zone of the unit."""
    k, c = type_index(region, service), region.services.c
    found: dict[str, float] = {}
    for row in units_of(region, k):
        zone = region.zones.ids[c.place_id[row]]
        found[zone] = found.get(zone, 0.0) + float(c.users[row])
    return found


def noted(region: Region) -> list[str]:
    """What was said about the policy, and that both languages say it."""
    assert all(set(note.text) == {"nb", "en"} for note in region.notes)
    return [note.text["en"] for note in region.notes if note.about == "it"]


def paid(region: Region, purpose: str = "") -> float:
    """What was paid for the policy this year, NOK."""
    return sum(p.nok for p in region.accounts.year_payments if p.policy_id == "it" and p.purpose.startswith(purpose))


# ------------------------------------------------------------------------------------------------------ open, close, move


@pytest.mark.parametrize("service", ["primary_school", "study_centre", "police_station", "grocery", "hospital"])
def test_a_unit_of_any_type_opens_with_staff_and_serves_its_own_zone(service: str) -> None:
    region = played(policy("it", "open_service", 2026, service=service, zone="b-rural"))
    k = type_index(region, service)
    (row,) = units_in(region, k, region.place_of_zone("b-rural"))
    assert users(region, service)["b-rural"] > 0.0
    assert region.firms.c.size[region.services.c.firm_id[row]] >= 1.0
    assert region.firms.c.place_id[region.services.c.firm_id[row]] == region.place_of_zone("b-rural")
    assert not noted(region)


def test_what_a_municipality_builds_for_a_policy_is_borrowed_and_not_a_loss_of_the_year() -> None:
    region, without = (
        played(policy("it", "open_service", 2026, service="primary_school", zone="b-far", size=s)) for s in (1.0, 0.0)
    )
    built = paid(region, "building: ")
    assert built == pytest.approx(40e6)
    m, other = region.municipalities.c, without.municipalities.c
    loss = other.net_result_nok[1] - m.net_result_nok[1]  # what the school costs to run
    assert 2e6 < loss < 12e6
    assert m.debt_nok[1] - other.debt_nok[1] == pytest.approx(built + loss, rel=1e-3)


def test_where_there_is_one_or_a_rule_forbids_it_nothing_opens_and_both_are_said() -> None:
    twice = played(policy("it", "open_service", 2026, service="primary_school", zone="a-town"))
    assert noted(twice) == ["Primary school does not open in Tinytown outside the centre: there is one already."]
    alone = played(policy("it", "open_service", 2026, service="passport_office", zone="b-far"))
    assert "the rule of the service, or another measure, does not allow it there" in noted(alone)[0]
    for region in (twice, alone):
        assert paid(region) == 0.0
        assert [r["action"] for r in region.ledger.records if r.get("policy") == "it"] == ["does not open"]


def test_a_named_unit_closes_after_its_notice_and_its_pupils_go_to_the_next() -> None:
    region = played(policy("it", "close_service", 2026, service="primary_school", zone="a-town"), years=3)
    actions = [(r["year"], r["action"]) for r in region.ledger.records if r["reason"] == "it"]
    assert actions == [(2026, "announces closing"), (2027, "closes")]
    k = type_index(region, "primary_school")
    assert "a-town" not in users(region, "primary_school")
    assert region.service_unmet[k].sum() < 0.5
    assert any("its owner otherwise must have" in text for text in noted(region))  # it was the last of its municipality


def test_none_opens_where_a_measure_has_closed_one_until_the_measure_ends() -> None:
    region = begin(
        tiny(
            policy("it", "close_service", 2026, 2028, service="primary_school", zone="a-town", notice_years=0),
            policy("back", "open_service", 2027, service="primary_school", zone="a-town"),
            years=4,
        ),
        SEED,
    )
    k, zone = type_index(region, "primary_school"), region.place_of_zone("a-town")
    for year, is_allowed in ((2025, True), (2026, False), (2027, False), (2028, True)):
        run_year(region)
        assert bool(may_open(region, k)[zone]) == is_allowed, year
        assert year == 2025 or units_in(region, k, zone).size == 0
    assert any(n.about == "back" and "another measure" in n.text["en"] for n in region.notes)


def test_closing_what_is_not_there_is_said_and_changes_nothing() -> None:
    region = played(policy("it", "close_service", 2026, service="hospital", zone="b-far"))
    assert noted(region) == ["Hospital in Beta outer valley: 0 of 1 can be closed."]


def test_an_owner_who_chooses_takes_the_unit_that_saves_most() -> None:
    """Independent truth: every public school of Lyngdal is closed by hand; pupils' minutes and places counted anew."""
    region = begin(lister(), SEED)
    k, zone, c = type_index(region, "primary_school"), region.place_of_zone("lyngdal-centre"), region.services.c
    town = region.zones.municipality == region.zones.municipality[zone]
    rows = [int(r) for r in units_of(region, k) if town[c.place_id[r]] and c.owner[r] == Owner.MUNICIPALITY]
    pupils = np.where(town, users_by_type(region)[k], 0.0)
    minutes = region.cost_min[: region.n_zones, : region.n_zones].copy()
    for z in range(region.n_zones):  # a unit in one's own zone is always the nearest
        minutes[z, z] = min(minutes[z, z], 0.999 * np.delete(minutes[z], z).min())

    def travel(left: list[int]) -> float:
        return sum(n * min(minutes[z, c.place_id[r]] for r in left) for z, n in enumerate(pupils) if n > 0)

    cost = {}  # of closing it: 600 NOK a minute; a place more costs 8 % of 40 MNOK for 250, and 20,000 of premises
    for gone in rows:
        left = [r for r in rows if r != gone]
        lacks = max(float(c.users[gone]) - sum(float(c.capacity[r] - c.users[r]) for r in left), 0.0)
        cost[gone] = 600.0 * (travel(left) - travel(rows)) + (0.08 * 40e6 / 250.0 + 20_000.0) * lacks
    assert max(cost.values()) > 3.0 * min(cost.values()) + 1e5
    chosen, saving = choose_to_close(region, k, zone)
    assert chosen == min(rows, key=cost.__getitem__)
    assert saving + cost[chosen] == pytest.approx(line(region, region.service_types[k])[0])


def test_what_an_owner_chose_is_in_the_log_with_its_reason_and_saving() -> None:
    spec = policy(
        "it", "close_service", 2026, service="fire_station", zone="lyngdal-centre", units=2, who_chooses="owner"
    )
    region = begin(lister(spec), SEED)
    run_year(region)
    play_until(region, "policies")
    lines = [r for r in region.ledger.records if r.get("policy") == "it"]
    assert [r["reason"] for r in lines] == ["of its units the one that it can best do without"] * 2
    assert lines[0]["saving_nok"] >= lines[1]["saving_nok"]


def test_an_owner_never_chooses_the_last_that_it_must_have() -> None:
    spec = policy("it", "close_service", 2026, service="primary_school", zone="a-town", units=3, who_chooses="owner")
    region = played(spec)
    assert "a-town" in users(region, "primary_school")
    assert "0 of 3 can be closed" in noted(region)[0]


def test_a_unit_moves_with_its_staff_and_its_users_follow() -> None:
    region = begin(
        tiny(
            policy("it", "move_service", 2026, service="upper_secondary_school", zone="a-centre", to_zone="b-village")
        ),
        SEED,
    )
    run_year(region)
    before = set(np.flatnonzero(_works_in(region, "upper_secondary_school")))
    play_until(region, "services")
    after = set(np.flatnonzero(_works_in(region, "upper_secondary_school")))
    assert set(users(region, "upper_secondary_school")) == {"b-village"}
    places = region.firms.c.place_id[region.persons.c.employer_id[list(after)]]
    assert set(places.tolist()) == {region.place_of_zone("b-village")}, "they work where it is now"
    assert before
    assert len(before & after) >= len(before) - 2, "but for deaths the staff came along"
    assert paid(region, "building: ") > 0.0


def _works_in(region: Region, service: str) -> np.ndarray:
    k = type_index(region, service)
    firms = region.services.c.firm_id[units_of(region, k)]
    return np.isin(region.persons.c.employer_id, firms[firms >= 0])


def test_a_home_that_people_live_in_is_not_moved() -> None:
    spec = policy("it", "move_service", 2026, service="nursing_home", zone="lyngdal-centre", to_zone="lyngdal-kvas")
    region = begin(lister(spec), SEED)
    run_year(region)
    before = users(region, "nursing_home")
    play_until(region, "policies")
    assert users(region, "nursing_home") == before
    assert "people live there" in noted(region)[0]


# ---------------------------------------------------------------------------------- visiting, digital, shared, recruitment


def test_a_visiting_service_is_used_where_the_way_is_long_and_saves_those_minutes() -> None:
    spec = policy("it", "mobile_service", 2026, 2028, service="police_station", zone="b-far", days_per_month=8)
    with_it, without = begin(tiny(spec, years=5), SEED), begin(tiny(years=5), SEED)
    k, far = type_index(with_it, "police_station"), with_it.place_of_zone("b-far")
    for year in range(2025, 2029):
        run_year(with_it)
        run_year(without)
        saved = without.access["police_station"] - with_it.access["police_station"]
        if year in (2026, 2027):
            share = float(visited_share(with_it, with_it.service_types[k], without.access["police_station"])[far])
            own = with_it.cost_min[far, far]
            assert saved[far] == pytest.approx(share * (without.access["police_station"][far] - own), rel=1e-6)
            assert 0.0 < share < 1.0
            assert not np.delete(saved, far).any()
            assert paid(with_it) == pytest.approx(8 * 12 * 20_000)
        else:
            assert not saved.any()
            assert paid(with_it) == 0.0


def test_digital_use_spares_visits_where_broadband_is_and_ends_with_the_measure() -> None:
    spec = policy("it", "digital_service", 2026, 2027, service="gp_practice", share=0.5)
    with_it, without = begin(tiny(spec, years=3), SEED), begin(tiny(years=3), SEED)
    for year in range(2025, 2028):
        run_year(with_it)
        run_year(without)
        felt, usual = (r.access["felt:gp_practice"] for r in (with_it, without))
        if year == 2026:
            lost = 1.0 - felt / usual
            assert (lost > 0.1).all()
            assert lost[0] > lost[-1], "the centre has better coverage than the outer valley"
        if year == 2025:
            assert (felt == usual).all()
    assert with_it.digital_added["gp_practice"] == pytest.approx(0.0, abs=1e-12)


def test_welfare_technology_lets_some_of_those_who_would_move_into_a_home_stay() -> None:
    spec = policy("it", "digital_service", 2026, service="nursing_home", share=0.8)
    with_it, without = begin(lister(spec), SEED), begin(lister(), SEED)
    for region in (with_it, without):
        run_year(region)
        play_until(region, "care")
    entries = [float(r.flows["care_entries"].sum()) for r in (with_it, without)]
    assert 0.6 * entries[1] < entries[0] < 0.95 * entries[1], entries


def test_partners_own_a_service_together_and_each_for_itself_again_when_it_ends() -> None:
    region = begin(
        tiny(policy("it", "service_cooperation", 2026, 2027, service="primary_school", municipality="A", partners=1)),
        SEED,
    )
    joint = []
    for _ in range(3):
        run_year(region)
        joint.append(region.joint_units.get("primary_school", np.arange(2)).tolist())
    assert joint == [[0, 1], [0, 0], [0, 1]]


def test_what_municipalities_do_not_own_is_not_shared_and_that_is_said() -> None:
    region = played(policy("it", "service_cooperation", 2026, service="police_station", municipality="A", partners=1))
    assert noted(region) == ["Police station is not owned by municipalities."]
    assert paid(region) == 0.0


def test_a_recruitment_grant_is_what_its_posts_pay_more_and_the_state_bears_it_for_filled_ones() -> None:
    spec = policy(
        "it", "recruitment_grant", 2026, 2028, service="primary_school", municipality="A", nok_per_post=100_000
    )
    region, p = begin(tiny(spec, years=4), SEED), Labour()
    run_year(region)
    before = {int(key): wage for key, wage in zip(region.firms.c.key, wages(region, p), strict=True)}
    play_until(region, "policies")
    f, c = region.firms.c, region.services.c
    more = np.array([now - before[int(key)] for key, now in zip(f.key, wages(region, p), strict=True)])
    school = c.firm_id[units_in(region, type_index(region, "primary_school"), region.place_of_zone("a-town"))]
    assert more[school] == pytest.approx(100_000.0)
    assert not np.delete(more, school, axis=0).any(), "nobody else's posts pay more"
    (line,) = [p for p in region.accounts.year_payments if p.policy_id == "it"]
    assert (line.payer, line.payee, line.nok) == ("state", "outside", 100_000.0 * f.n_staff[school].sum())


def test_a_recruitment_grant_ends_with_its_last_year() -> None:
    spec = policy(
        "it", "recruitment_grant", 2026, 2027, service="primary_school", municipality="A", nok_per_post=100_000
    )
    assert played(spec, years=2).firms.c.support_nok.any()
    assert not played(spec, years=3).firms.c.support_nok.any()


# ---------------------------------------------------------------------------------------------------------------- area 7


def test_merged_municipalities_administer_once_and_lose_what_each_got_unless_the_state_makes_it_good() -> None:
    """Independent truth: the equation of administration, by hand, and 14 MNOK of the basic sum."""
    merged = played(policy("it", "municipal_merger", 2026, municipality="A", partners=1, compensation_years=0))
    apart = played(policy("it", "municipal_merger", 2026, municipality="A", partners=0))
    assert councils(merged).tolist() == [0, 0]
    one, two = budget(merged), budget(apart)
    people = [float((apart.zones.municipality[apart.persons.c.place_id[apart.residents()]] == m).sum()) for m in (0, 1)]

    def admin(n: float) -> float:
        return n * 32_000.0 * (n / 200.0) ** -0.35

    saved = admin(people[0]) + admin(people[1]) - admin(sum(people))
    assert two.administration.sum() - one.administration.sum() == pytest.approx(saved, rel=0.03)
    lost = two.block_grant.sum() + two.small_grant.sum() - one.block_grant.sum() - one.small_grant.sum()
    assert lost == pytest.approx(14e6 + 6e6, rel=0.03)
    kept = played(policy("it", "municipal_merger", 2026, municipality="A", partners=1))
    assert paid(kept, "compensation") == pytest.approx(14e6 + 6e6)


def test_joint_purchases_cost_less_the_smaller_the_buyer_was_and_as_before_when_they_end() -> None:
    spec = policy("it", "joint_procurement", 2026, 2028, municipality="A", partners=1)
    region = begin(tiny(spec, years=4), SEED)
    run_year(region)
    people = np.array([(region.zones.municipality[region.persons.c.place_id[region.residents()]] == m).sum()
                       for m in (0, 1)])  # fmt: skip
    run_year(region)
    assert region.purchase_price == pytest.approx((people.sum() / people) ** -0.03, rel=1e-3)
    assert region.purchase_price[people.argmin()] < region.purchase_price[people.argmax()]
    run_year(region)
    run_year(region)
    assert region.purchase_price == pytest.approx([1.0, 1.0])


def test_a_common_office_opens_is_paid_by_all_and_is_gone_when_the_agreement_ends() -> None:
    spec = policy(
        "it",
        "regional_agreement",
        2026,
        2028,
        zone="b-village",
        municipality="A",
        partners=1,
        posts=10,
        county_share=0.4,
    )
    region = begin(tiny(spec, years=4), SEED)
    run_year(region)
    run_year(region)
    payers = {p.payer: p.nok for p in region.accounts.year_payments if p.policy_id == "it"}
    assert payers["county"] == pytest.approx(0.4 * 10 * 900_000)
    assert sum(payers.values()) == pytest.approx(10 * 900_000)
    assert set(payers) == {"county", "municipality:A", "municipality:B"}
    key = region.memory["it"]["key"]
    assert region.firms.c.n_staff[region.firms.row_of(key)] > 0
    run_year(region)
    run_year(region)
    assert region.firms.c.n_staff[region.firms.row_of(key)] == 0


def test_the_state_gives_to_who_has_waited_longest_and_says_why() -> None:
    region = played(policy("it", "innovation_fund", 2026, mnok_per_year=2.0, project_mnok=2.0), years=4)
    lines = [r for r in region.ledger.records if r.get("policy") == "it"]
    assert [r["year"] for r in lines] == [2026, 2027, 2028]
    assert len({r["to"].split(",")[0] for r in lines[:2]}) == 2, "not the same twice in a row"
    assert lines[0]["to"].split(",")[0] == lines[2]["to"].split(",")[0]
    assert all(r["reason"] == "who waited longest, then the weakest result" for r in lines)


def test_as_many_are_settled_as_homes_are_found_and_most_live_in_them() -> None:
    spec = policy("it", "settlement_of_refugees", 2026, 2029, municipality="4227", persons_per_year=30)
    with_it, without = begin(lister(spec), SEED), begin(lister(), SEED)
    for _ in range(4):
        run_year(with_it)
        run_year(without)
    settled = [int((r.persons.c.settled_year[r.residents()] > 0).sum()) for r in (with_it, without)]
    assert 20 <= settled[0] - settled[1] <= 90, settled
    there = [_settled_in(r, "4227") for r in (with_it, without)]
    assert there[0] - there[1] > 0.5 * (settled[0] - settled[1]), (there, settled)
    assert with_it.memory["it"]["places"] == pytest.approx(90.0)


def _settled_in(region: Region, code: str) -> int:
    """Residents of a municipality who were settled as refugees."""
    home = [m.code for m in region.data.municipalities].index(code)
    rows = np.flatnonzero((region.persons.c.settled_year > 0) & region.residents())
    return int((region.zones.municipality[region.persons.c.place_id[rows]] == home).sum())


# ------------------------------------------------------------------------------------------------------------------ event


def test_a_school_that_is_shut_is_gone_for_its_years_and_back_with_its_room() -> None:
    region = begin(
        tiny(
            years=5, events=(event("it", "service_shutdown", 2026, service="primary_school", zone="a-town", years=2),)
        ),
        SEED,
    )
    k, zone, c = type_index(region, "primary_school"), region.place_of_zone("a-town"), region.services.c
    rooms: list[Any] = []
    for _ in range(5):
        run_year(region)
        c = region.services.c
        rooms.append(c.capacity[units_in(region, k, zone)].tolist())
    assert rooms[1] == rooms[2] == []
    assert rooms[3]
    assert rooms[3][0] >= rooms[0][0]
    assert users(region, "primary_school")["a-town"] > 0.0
