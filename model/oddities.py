"""What a reader must know about a region that lacks what others have: no exporters, one employer, nobody unemployed.

The model runs such a region as any other; the notes say what is odd about it, once, in the year it is first so.
"""

from __future__ import annotations

import numpy as np

from model.codes import Status
from model.region import Region

_EXPORTER = 0.5  # a sector that sells at least half outside is one of exporters


def note_oddities(region: Region) -> None:
    """Add to `region.notes` what the region lacks on this 1 January. Units of services are no employers here."""
    f, c = region.firms.c, region.persons.c
    firms = np.flatnonzero(
        (f.place_id >= 0) & (f.place_id < region.n_zones) & (f.service_id < 0) & (f.sector >= 0) & (f.size > 0)
    )
    sells_outside = np.array([s.export_share >= _EXPORTER for s in region.sectors])
    if not sells_outside[f.sector[firms]].any():
        region.note(
            "region",
            nb="Ingen arbeidsgiver hører til en næring som selger minst halvparten ut av regionen: "
            "den lever av det offentlige, av pensjoner og av dem som pendler ut.",
            en="No employer is of a sector that sells at least half outside the region: "
            "it lives off the public sector, pensions and those who commute out.",
        )
    if firms.size == 0:
        region.note(
            "region",
            nb="Regionen har ingen arbeidsgivere utenom tjenestene.",
            en="The region has no employers but services.",
        )
    if firms.size == 1:
        region.note(
            "region",
            nb="Regionen har én arbeidsgiver utenom tjenestene: hva den gjør, avgjør alt.",
            en="The region has one employer but for services: what it does decides everything.",
        )
    if not ((c.household_id >= 0) & (c.status == Status.UNEMPLOYED)).any():
        region.note(
            "region",
            nb="Ingen i regionen er arbeidsledig: stillinger fylles ved jobbytte, av nyutdannede og utenfra.",
            en="Nobody in the region is unemployed: posts are filled by job changers, graduates and from outside.",
        )
