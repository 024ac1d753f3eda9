"""Entities and their state variables: dtype, default, unit, meaning. Foreign keys are rows of the other table, −1 = none.

Places are numbered 0 … Z−1 for zones and Z … Z+O−1 for the places outside (`Region.n_zones`), so one travel-time matrix
serves both. Place −1 means gone (dead, dissolved, closed) until the year's end, when the row is dropped.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from model.table import Col, RowAgent


class Person(RowAgent):
    """A resident, a former resident (household −1, place outside) or an in-commuter (the same, with an employer here)."""

    age: Any = Col(np.int16, 0, "years", "age on 1 January")
    sex: Any = Col(np.int8, 0, "codes.Sex", "registered sex")
    education: Any = Col(np.int8, 0, "codes.Education", "highest completed level")
    field: Any = Col(np.int8, 0, "codes.Field", "field of it, or of the education under way")
    study_end: Any = Col(np.int16, 0, "year", "year in which studies under way end in a degree; 0 = does not study")
    study_place_id: Any = Col(
        np.int16, -1, "place", "where the studies under way are, −1 = does not study, or from home"
    )
    status: Any = Col(np.int8, 0, "codes.Status", "what the person mainly does")
    household_id: Any = Col(np.int32, -1, "row", "household, −1 = not a resident")
    place_id: Any = Col(np.int16, -1, "place", "where the person lives; equals the household's place")
    schooling: Any = Col(np.int8, 0, "codes.Schooling", "upper secondary school: daily, lodging, none")
    employer_id: Any = Col(np.int32, -1, "row of firms", "employer, here or outside")
    post_skill: Any = Col(np.int8, 0, "codes.Education", "skill level of the post held")
    wage_nok_year: Any = Col(np.float32, 0.0, "NOK/year", "gross wage, or pension or benefit")
    hired_year: Any = Col(np.int16, 0, "year", "start of the present job")
    home_work: Any = Col(np.int8, 0, "codes.HomeWork", "days at home in the post held, if the home is connected")
    hire_source: Any = Col(np.int8, 0, "codes.HireSource", "who this person was when hired")
    mother_id: Any = Col(np.int32, -1, "row of persons", "mother, where known")
    father_id: Any = Col(np.int32, -1, "row of persons", "father, where known")
    is_with_father: Any = Col(np.bool_, False, "", "goes with the father where the parents have parted (minors)")
    partner_id: Any = Col(np.int32, -1, "row of persons", "cohabiting or married partner")
    is_married: Any = Col(np.bool_, False, "", "married to the partner")
    origin_place_id: Any = Col(np.int16, -1, "place", "where the person grew up")
    n_births: Any = Col(np.int8, 0, "children", "children born (women)")
    left_year: Any = Col(np.int16, 0, "year", "year of leaving the region; 0 = never left")
    settled_year: Any = Col(np.int16, 0, "year", "settled here as a refugee; 0 = was not")
    leaving: Any = Col(np.int8, 0, "codes.Leaving", "wants a household of its own, and why")


class Household(RowAgent):
    """People who share a home: a private household, or the collective one of a care home, which has no dwelling.

    A private household without a dwelling waits in temporary housing in its place.
    """

    dwelling_id: Any = Col(np.int32, -1, "row", "home, −1 = temporary housing, or a care home")
    place_id: Any = Col(np.int16, -1, "place", "zone it lives in; equals the dwelling's or the unit's place")
    service_id: Any = Col(np.int32, -1, "row of services", "unit that its members live in; −1 = a private household")
    ref_id: Any = Col(np.int32, -1, "row of persons", "reference person: the oldest adult, ties by key")
    n_members: Any = Col(np.int16, 0, "persons", "members")
    n_children: Any = Col(np.int16, 0, "persons", "members aged 0–17")
    tenure: Any = Col(np.int8, 0, "codes.Tenure", "how it holds its home")
    income_nok_year: Any = Col(np.float32, 0.0, "NOK/year", "income of all members after tax")
    relief_nok_year: Any = Col(np.float32, 0.0, "NOK/year", "part of it that policies add to who lives there")
    n_cars: Any = Col(np.int8, 1, "cars", "cars of the household")
    moved_year: Any = Col(np.int16, 0, "year", "year it moved to its present home")
    events: Any = Col(np.uint8, 0, "codes.LifeEvent", "what happened to it this year (bits)")


class Dwelling(RowAgent):
    """A home, occupied or not."""

    place_id: Any = Col(np.int16, -1, "place", "zone")
    type: Any = Col(np.int8, 0, "codes.DwellingType", "building type")
    tenure: Any = Col(np.int8, 0, "codes.Tenure", "how it is held or offered")
    state: Any = Col(np.int8, 1, "codes.DwellingState", "who uses it")
    household_id: Any = Col(np.int32, -1, "row", "household in it")
    floor_m2: Any = Col(np.float32, 100.0, "m2", "usable floor area")
    is_accessible: Any = Col(np.bool_, False, "", "usable without steps")
    year_built: Any = Col(np.int16, 0, "year", "completed on 1 January of this year")
    empty_since: Any = Col(np.int16, 0, "year", "year it became empty")
    chain: Any = Col(np.int8, 0, "codes.Vacancy", "what began the chain of moves that emptied it")


class Firm(RowAgent):
    """An employer: private firm, public employer, or (place outside) all employers of a place outside."""

    place_id: Any = Col(np.int16, -1, "place", "where its posts are")
    sector: Any = Col(np.int8, 0, "index of Region.sectors", "industry; −1 for a place outside")
    owner: Any = Col(np.int8, 0, "codes.Owner", "owner")
    founded_year: Any = Col(np.int16, 0, "year", "year it was founded")
    size: Any = Col(np.float32, 0.0, "posts", "posts it wants to have, before rounding")
    base_size: Any = Col(np.float32, 0.0, "posts", "size at its base demand")
    basic_share: Any = Col(np.float32, 0.0, "share", "of its posts that ask for basic education")
    tertiary_share: Any = Col(np.float32, 0.0, "share", "of its posts that ask for tertiary education")
    posts_basic: Any = Col(np.int32, 0, "posts", "posts that ask for basic education, filled or open")
    posts_upper: Any = Col(np.int32, 0, "posts", "posts that ask for upper secondary education, filled or open")
    posts_tertiary: Any = Col(np.int32, 0, "posts", "posts that ask for tertiary education, filled or open")
    n_staff: Any = Col(np.int32, 0, "persons", "filled posts")
    wage_factor: Any = Col(np.float32, 1.0, "factor", "wage offer relative to the sector's wage")
    years_short: Any = Col(np.int16, 0, "years", "years in a row that it has had open posts at the year's end")
    years_loss: Any = Col(np.int16, 0, "years", "years in a row below break-even")
    service_id: Any = Col(np.int32, -1, "row", "service unit it staffs")
    contract_years: Any = Col(np.int8, 0, "years", "its posts are held for this long at most; 0 = for good")
    is_fixed: Any = Col(np.bool_, False, "", "size is set by its owner, not by demand; it neither closes nor moves")
    support_nok: Any = Col(np.float32, 0.0, "NOK/year", "what others add to the wage of each of its posts")


class PublicService(RowAgent):
    """A unit of a service type in a zone, public or private."""

    type: Any = Col(np.int8, 0, "index of Region.service_types", "service type")
    place_id: Any = Col(np.int16, -1, "place", "zone")
    municipality_id: Any = Col(np.int16, -1, "row of municipalities", "municipality it lies in")
    owner: Any = Col(np.int8, 0, "codes.Owner", "owner")
    firm_id: Any = Col(np.int32, -1, "row of firms", "employer of its staff")
    capacity: Any = Col(np.float32, 0.0, "users", "users it can serve")
    users: Any = Col(np.float32, 0.0, "users", "users served")
    quality: Any = Col(np.float32, 1.0, "share", "staff found over staff needed")
    staff_factor: Any = Col(
        np.float32, 1.0, "factor", "posts it needs over the norm of its type, its own from the start"
    )
    years_under: Any = Col(np.int16, 0, "years", "years in a row under its threshold")
    opened_year: Any = Col(np.int16, 0, "year", "year it opened")
    closes_year: Any = Col(np.int16, 0, "year", "year for which its closing is announced, 0 = none")


class Municipality(RowAgent):
    """A municipality."""

    code: Any = Col(np.int32, 0, "", "official code (of 1 January 2024)")
    place_id: Any = Col(np.int16, -1, "place", "its centre zone")
    population: Any = Col(np.int32, 0, "persons", "residents on 1 January")
    revenue_nok: Any = Col(np.float64, 0.0, "NOK/year", "revenue of the last year")
    cost_nok: Any = Col(np.float64, 0.0, "NOK/year", "cost of the last year")
    net_result_nok: Any = Col(np.float64, 0.0, "NOK/year", "revenue less cost of the last year")
    years_short: Any = Col(np.int16, 0, "years", "years in a row with a deficit that counts")
    room: Any = Col(np.float64, 1.0, "share", "room to act: 1 as usual, 0 = only what must be")
    debt_nok: Any = Col(np.float64, 0.0, "NOK", "net debt")
    property_tax_rate: Any = Col(np.float64, 0.0, "share of value per year", "property tax on homes")
    council_id: Any = Col(np.int16, -1, "row of municipalities", "whose council decides, −1 = its own")
