"""What plans, loans and orders say this year, by zone: made anew each 1 January, before policies act.

A policy that wants a rule says so in every year in which it is active, so a rule ends with its policy, and rules of
several policies work together. Without policies every rule is neutral.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import DwellingType, Tenure


@dataclass
class Rules:
    """Rules on land, homes and premises; arrays are by zone [Z], municipality [M] or sector and zone [S, Z]."""

    plot_share: NDArray[np.float64]  # [Z] share of the usual plots where building is allowed
    ground_factor: NDArray[np.float64]  # [Z] ground of a new home over the usual
    farmland_protected: NDArray[np.float64]  # [Z] share of farmland that must not be built on
    land_budget_daa: NDArray[np.float64]  # [M] land that all building may take this year
    new_plots: NDArray[np.int64]  # [Z] serviced plots that are laid out this year
    plot_discount_nok: NDArray[np.float64]  # [Z] what a plot costs less than usual
    planning_years_saved: NDArray[np.float64]  # [Z] of the time before a developer or the municipality may build
    rent_share: NDArray[np.float64]  # [Z] of homes built for the market that must be let
    loan_share: NDArray[np.float64]  # [Z] of building cost that the state bank lends
    loan_points: NDArray[np.float64]  # [Z] interest below the market's, share per year (0.01 = one point)
    loan_cover: NDArray[np.float64]  # [Z] share of a loss at sale that the state bank bears, of what it lends
    premises_open: NDArray[np.float64]  # [S, Z] share of premises that firms of a sector may move into
    state_open: NDArray[np.bool_]  # [Z] where the state may open offices with visitors
    interest_points: float = 0.0  # interest above the world's path, share per year


def no_rules(n_zones: int, n_municipalities: int, n_sectors: int) -> Rules:
    """Rules that change nothing."""
    return Rules(
        plot_share=np.ones(n_zones),
        ground_factor=np.ones(n_zones),
        farmland_protected=np.zeros(n_zones),
        land_budget_daa=np.full(n_municipalities, np.inf),
        new_plots=np.zeros(n_zones, np.int64),
        plot_discount_nok=np.zeros(n_zones),
        planning_years_saved=np.zeros(n_zones),
        rent_share=np.zeros(n_zones),
        loan_share=np.zeros(n_zones),
        loan_points=np.zeros(n_zones),
        loan_cover=np.zeros(n_zones),
        premises_open=np.ones((n_sectors, n_zones)),
        state_open=np.ones(n_zones, bool),
    )


class HomeProject(NamedTuple):
    """Homes that somebody orders: written by instruments, started and emptied by `homes`."""

    policy_id: str
    zone: int
    type: DwellingType
    tenure: Tenure
    floor_m2: float
    keys: NDArray[np.uint64]  # of the homes [n]
