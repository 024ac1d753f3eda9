"""In a constant world the first years run like the tenth, because synthesis made the history too."""

import numpy as np
import pytest

from tests.lister_runs import baseline

FLOWS = ["moves_in", "moves_out", "relocations", "hires", "births", "dwellings_built", "firm_exits"]


@pytest.mark.slow
@pytest.mark.parametrize("flow", FLOWS)
def test_years_1_to_3_differ_from_years_6_to_10_by_at_most_15_percent(flow):
    by_year = baseline()[f"flow:{flow}"].mean(axis=0)
    early, late = by_year[:3].mean(), by_year[5:10].mean()
    assert abs(early / late - 1.0) <= 0.15, f"{flow}: {early:.1f} a year in years 1-3, {late:.1f} in years 6-10"


@pytest.mark.slow
def test_population_changes_by_no_more_than_the_design_allows_in_20_years():
    population = baseline()["population"]
    change = population[:, -1] / population[:, 0] - 1.0
    assert -0.12 <= np.median(change) <= 0.08, f"median change {np.median(change):.3f}"


@pytest.mark.slow
def test_unemployment_stays_between_1_and_6_percent():
    rate = baseline()["unemployment_rate"]
    assert rate.min() >= 0.01
    assert rate.max() <= 0.06, f"highest {rate.max():.3f}"


@pytest.mark.slow
def test_no_service_type_goes_extinct():
    runs = baseline()
    for name in [key for key in runs if key.startswith("units:") and (runs[key][:, 0] > 0).all()]:
        assert (runs[name] >= 1).all(), f"{name} has no unit left in some run"
