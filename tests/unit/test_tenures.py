"""What a home costs by tenure, what a household can pay, and the chains of moves that homes set off."""

import numpy as np
import pytest

from model import registry
from model.base import TAX_SHARE
from model.changes import fill_dwellings
from model.codes import RENTING, DwellingState, Tenure, Vacancy
from model.parameters import resolve
from model.residential import choice_set
from model.tenures import FREE, Params, log_means, low_income_nok, paid_off, tenure_terms
from model.year import run_year
from tests.choice_world import choosers, offers, run
from tests.worlds import begin, tiny

registry.load_parameters()


def _params() -> Params:
    return resolve({})[Params]


def test_a_first_buyer_is_held_by_equity_and_an_owner_by_debt():
    """500,000 after tax: savings of 250,000 are a tenth of 2.5 m; with 2 m paid off, five gross incomes of debt bind."""
    p = _params()
    income = np.array([500_000.0, 500_000.0])
    means = np.exp(log_means(p, income, np.array([0.0, 2_000_000.0])))
    gross = 500_000.0 / (1.0 - TAX_SHARE)
    assert means == pytest.approx([2_500_000.0, 2_250_000.0 + 5.0 * gross])


def test_what_is_paid_off_grows_from_a_tenth_to_all():
    share = paid_off(np.arange(18, 100))
    assert share[0] == pytest.approx(0.1)
    assert share[-1] == 1.0
    assert (np.diff(share) >= 0).all()


def test_nobody_buys_above_his_means_and_everybody_may_rent():
    o = offers(n=(5.0,) * 4)._replace(log_price=np.array([FREE, 14.0, 15.0, 16.0]))
    for means, open_to in ((13.0, {0}), (14.5, {0, 1}), (15.5, {0, 1, 2}), (17.0, {0, 1, 2, 3})):
        c = choosers(
            20_000, log_means=np.full(20_000, means), stay_value=np.full(20_000, -1e6), may_leave=np.full(20_000, False)
        )
        assert set(np.unique(run(c, o=o)).tolist()) == open_to


def test_municipal_homes_go_to_those_who_need_them_only():
    o = offers()._replace(is_municipal=np.array([True, False, False, False]))
    n = 20_000
    needy = np.arange(n) % 2 == 0
    choice = run(choosers(n, is_needy=needy), o=o)
    assert (choice[~needy] != 0).all()
    assert (choice[needy] == 0).any()
    alone = run(choosers(n, is_needy=np.zeros(n, bool)), o=o)
    assert np.array_equal(alone[~needy], choice[~needy]), "one household's need changes nobody else's choice"


def test_a_cooperative_home_costs_half_up_front_and_as_much_a_year():
    terms = tenure_terms(_params())
    assert terms.upfront[Tenure.COOPERATIVE] == pytest.approx(0.5 * terms.upfront[Tenure.OWNED])
    assert terms.yearly[Tenure.COOPERATIVE] == terms.yearly[Tenure.OWNED]
    assert (terms.upfront[list(RENTING)] == 0.0).all()
    assert terms.yearly[Tenure.MUNICIPAL] < terms.yearly[Tenure.RENTED]


@pytest.fixture
def region():
    return begin(tiny(years=3), seed=3)


def test_offers_ask_the_price_of_their_tenure(region):
    d = region.dwellings.c
    chosen = choice_set(region, np.zeros(region.n_zones, np.int64), 1.0)
    for a in range(chosen.n_homes):
        rows = chosen.rows[chosen.start[a] : chosen.start[a + 1]]
        assert np.unique(d.tenure[rows]).size == 1
        price = region.price_nok_m2[d.place_id[rows[0]]] * d.floor_m2[rows].mean()
        share = {Tenure.OWNED: 1.0, Tenure.COOPERATIVE: 0.5}.get(Tenure(d.tenure[rows[0]]), 0.0)
        wanted = np.log(share * price) if share else FREE
        assert chosen.offers.log_price[a] == pytest.approx(wanted, rel=1e-6)
        assert chosen.offers.is_municipal[a] == (d.tenure[rows[0]] == Tenure.MUNICIPAL)


def test_low_income_is_sixty_percent_of_the_median_per_root_of_members(region):
    h = region.households.c
    private = [i for i in range(region.households.n) if h.n_members[i] > 0 and h.service_id[i] < 0]
    equal = [h.income_nok_year[i] / h.n_members[i] ** 0.5 for i in private]
    assert low_income_nok(region) == pytest.approx(0.6 * np.median(equal), rel=1e-6)


def test_a_chain_passes_its_cause_on_until_somebody_frees_nothing(region):
    """New home 0 taken from home 1, 1 from 2, 2 by a newcomer: three moves, one end, all begun by building."""
    d = region.dwellings.c
    d.chain[:3] = Vacancy.BUILT, Vacancy.VACATED, Vacancy.RETURNED
    for home, freed in ((0, 1), (1, 2), (2, -1)):
        fill_dwellings(region, np.array([home]), np.array([freed]))
    assert region.flows["chain_moves:built"].sum() == 3
    assert region.flows["chain_ends:built"].sum() == 1
    assert region.flows["chain_moves:vacated"].sum() == region.flows["chain_moves:returned"].sum() == 0


def test_every_move_into_a_home_is_a_link_of_one_chain(region):
    """Homes that changed hands in a year are at least the last links; every chain that ends has at least one move."""

    def who_lives_where():
        d, h = region.dwellings.c, region.households.c
        lived_in = d.household_id >= 0
        lived_in &= d.state == DwellingState.OCCUPIED
        return dict(zip(d.key[lived_in].tolist(), h.key[d.household_id[lived_in]].tolist(), strict=True))

    before = who_lives_where()
    run_year(region)
    taken = {home for home, household in who_lives_where().items() if before.get(home) != household}
    moves = sum(v.sum() for name, v in region.flows.items() if name.startswith("chain_moves"))
    ends = sum(v.sum() for name, v in region.flows.items() if name.startswith("chain_ends"))
    assert moves >= ends > 0
    assert moves >= len(taken) > 0


def test_where_a_density_rule_is_reached_nobody_gets_a_plot(region):
    """A rule one home above what stands leaves one plot at most; at what stands none; elsewhere plots are as without."""
    from model.submodels import homes

    def plots(rule):
        region.zones.homes_per_km2_max[:] = np.inf
        region.zones.homes_per_km2_max[0] = rule / region.zones.land_km2[0]
        homes._plots(region, region.par(homes.Params)._replace(plots_per_home=400.0))
        return region.plots.copy()

    d = region.dwellings.c
    standing = int((d.place_id == 0).sum())
    free, tight, none = plots(np.inf), plots(standing + 1.5), plots(standing + 0.2)
    assert free[0] > 1
    assert (tight[0], none[0]) == (1, 0)
    assert np.array_equal(free[1:], none[1:])
