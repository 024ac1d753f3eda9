"""A pandemic: for some months borders are closed, people must not come together, and who can works at home.

For this share of the year
- immigration stops, but for a rest (refugees and residents' families, `borders_closed`);
- demand is gone where people come together: a trait of the sectors (`gathers_share`), times how strict the rules are;
- who has a post that allows it works at home most days (`home_work`, a factor on the usual days, up to all of them);
- shops lose customers to the internet (`online`, a factor on the share bought online).

Nothing of it lasts: the year after all is as before, and what lasts in the results are moves, jobs and shops that the year
has changed.

Leaves out: deaths, support for firms and temporary layoffs (it costs somewhat too many jobs), habits that stay, fear of
buses, closed schools.
"""

from __future__ import annotations

from model.inputs import PolicySpec
from model.region import Region
from model.traits import DirectOutput, Instrument, Lever


def act(region: Region, spec: PolicySpec, year: int) -> None:
    """Set the year's shocks."""
    lev = spec.levers
    part = float(lev["months"]) / 12.0
    if part <= 0.0:
        return
    region.shock("immigration", year, 1.0 - part * lev["borders_closed"])
    region.shock("home_work", year, 1.0 + part * (lev["home_work"] - 1.0))
    region.shock("online_share", year, 1.0 + part * (lev["online"] - 1.0))
    lost = 0.0
    for s, sector in enumerate(region.sectors):
        gone = part * lev["meetings_closed"] * sector.gathers_share
        region.shock(f"demand:{sector.id}", year, 1.0 - gone)
        lost += gone * float(region.demand_posts[:, s].sum())
    region.memory[spec.id]["posts"] = lost
    region.ledger.write(year, "outside", "closes borders and meeting places", spec.id, months=lev["months"], posts=lost)


def _posts(region: Region, spec: PolicySpec) -> float:
    return float(region.memory.get(spec.id, {}).get("posts", 0.0))


PANDEMIC_YEAR = Instrument(
    id="pandemic_year",
    label={"nb": "Pandemi", "en": "Pandemic"},
    description={
        "nb": "Noen måneder med stengte grenser, stengte møteplasser, hjemmekontor og mer netthandel.",
        "en": "Some months of closed borders and meeting places, work at home and more shopping online.",
    },
    area="event",
    levers=(
        Lever("months", {"nb": "Måneder", "en": "Months"}, unit="months", default=9.0, low=0, high=12, neutral=0),
        Lever(
            "borders_closed", {"nb": "Innvandring som uteblir", "en": "Immigration that does not come"}, unit="share",
            default=0.7, low=0, high=1,
        ),
        Lever(
            "meetings_closed", {"nb": "Hvor stengt møteplasser er", "en": "How far meeting places are closed"},
            unit="share", default=0.8, low=0, high=1,
        ),
        Lever(
            "home_work", {"nb": "Dager på hjemmekontor, mot vanlig", "en": "Days at home, against the usual"},
            unit="factor", default=4.0, low=1, high=10,
        ),
        Lever(
            "online", {"nb": "Netthandel, mot vanlig", "en": "Online share, against the usual"}, unit="factor",
            default=1.3, low=1, high=3,
        ),
    ),
    payers=(),
    act=act,
    leaves_out="Deaths, support for firms and temporary layoffs (too many jobs are lost), habits that stay, fear of buses.",
    source="assumption",
    output=DirectOutput("months", {"nb": "Stillinger uten etterspørsel", "en": "Posts without demand"}, "posts", _posts),
)  # fmt: skip
