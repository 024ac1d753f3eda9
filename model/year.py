"""THE YEAR: what happens between two first of Januaries, in order. Nothing else knows the order.

Each submodel is one file with its equation, source, parameters, what it reads and writes, and what it leaves out.
"""

from __future__ import annotations

from model.policy import act
from model.region import Region
from model.submodels import (
    ageing,
    books,
    candidates,
    care,
    cars,
    demand,
    fertility,
    firms,
    homes,
    leaving_home,
    moves,
    networks,
    partnership,
    public_money,
    refill,
    relocation,
    services,
    studies,
    work,
)

YEAR = (
    networks,  # travel times where links changed; what can be reached
    ageing,  # who dies, everybody else grows a year older
    fertility,  # children are born
    partnership,  # couples part, couples form
    leaving_home,  # young people want a home of their own
    studies,  # who leaves to study, who has finished
    demand,  # what export, households and the public sector ask of every sector in every zone
    firms,  # positions adjust, firms close, open and choose zones
    services,  # who is served where; owners open, close and choose zones
    care,  # who moves into a care home
    candidates,  # who outside considers the region: former residents, a national pool, immigrants
    work,  # who leaves, loses, seeks and finds a job
    homes,  # prices, building, homes that leave the market
    relocation,  # which households ask whether to move
    moves,  # where everybody who asks goes: one queue for all
    refill,  # posts that leavers vacated are offered once more
    cars,  # which households have a car, one or two
    public_money,  # revenue by the income system, cost by service, what is left
    books,  # nothing is lost: conservation laws, then the year is closed
)


def run_year(region: Region) -> None:
    """Simulate the calendar year `region.year`; afterwards the region is at 1 January of the next."""
    region.flows.clear()
    region.accounts.year_payments.clear()
    act(region)  # policies and events due this year act on the world
    for submodel in YEAR:
        submodel.step(region, region.year)
    region.year += 1
