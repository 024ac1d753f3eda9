"""The integer codes that columns and kernels share.

Members are plain integers, so they compile in numba kernels and compare with column values.
"""

from enum import IntEnum


class Sex(IntEnum):
    """Registered sex."""

    MALE = 0
    FEMALE = 1


class Education(IntEnum):
    """Highest completed level; also the skill level that a post asks for."""

    BASIC = 0
    UPPER_SECONDARY = 1
    TERTIARY = 2


class Field(IntEnum):
    """Field of education, or of the education under way; also what a post asks for."""

    GENERAL = 0  # general programmes, humanities and arts; nothing in particular
    CARE = 1  # health, care and teaching
    TECHNICAL = 2  # technical subjects, crafts, natural science, primary industries
    BUSINESS = 3  # business, law, social science, service and sales


class Status(IntEnum):
    """What a person mainly does."""

    CHILD = 0  # below school age
    PUPIL = 1  # compulsory or upper secondary school
    STUDENT = 2  # studies while living in the region
    EMPLOYED = 3
    UNEMPLOYED = 4
    DISABLED = 5  # outside the labour force before pension age: health or home duties
    RETIRED = 6
    AWAY = 7  # studies elsewhere; still registered at home if it has a household


class Schooling(IntEnum):
    """Upper secondary school from 16: where a pupil goes."""

    NOT_ASKED = 0  # not 16 yet, or lived elsewhere then
    DAILY = 1  # to a school within reach
    LODGING = 2  # lives away on weekdays, registered at home
    NONE = 3


class HomeWork(IntEnum):
    """Days a week that a worker works at home, where post and connection allow it; shares in model/remote.py."""

    NONE = 0
    SOME = 1
    HALF = 2
    ALL = 3


class Tenure(IntEnum):
    """How a household holds its home."""

    OWNED = 0
    RENTED = 1  # from a private landlord
    COOPERATIVE = 2  # a share in a housing co-operative that owes part of the price
    MUNICIPAL = 3  # let by the municipality to those who need it


RENTING = (Tenure.RENTED, Tenure.MUNICIPAL)


class DwellingType(IntEnum):
    """Building type."""

    DETACHED = 0
    ROW = 1  # semi-detached, row and linked houses
    FLAT = 2


class DwellingState(IntEnum):
    """Who, if anybody, uses the dwelling."""

    OCCUPIED = 0
    OFFERED = 1  # empty and on the market
    WITHDRAWN = 2  # empty and kept by heirs, not on the market
    SECOND_HOME = 3
    UNDER_CONSTRUCTION = 4  # ready on 1 January of year_built


class Vacancy(IntEnum):
    """What a chain of moves began with: the cause of the first empty home."""

    VACATED = 0  # a household dissolved, merged with another or left the region
    BUILT = 1
    RETURNED = 2  # came back to the market


class ZoneKind(IntEnum):
    """Kind of settlement a zone is."""

    CENTRE = 0
    TOWN = 1
    VILLAGE = 2
    RURAL = 3


class LinkClass(IntEnum):
    """Who owns a link."""

    NATIONAL = 0
    COUNTY = 1
    MUNICIPAL = 2
    PRIVATE = 3
    FERRY = 4
    AIR = 5  # a route with departures; no kilometres, the flight and what goes with it in `extra_min`


class Owner(IntEnum):
    """Who owns an employer or a public service."""

    PRIVATE = 0
    MUNICIPALITY = 1
    COUNTY = 2
    STATE = 3
    HEALTH_TRUST = 4


class MoveOrigin(IntEnum):
    """Where somebody who moves to the region comes from."""

    RETURNER = 0
    DOMESTIC = 1
    ABROAD = 2


class HireSource(IntEnum):
    """Who fills a post."""

    NONE = 0  # was not hired this year
    UNEMPLOYED = 1  # lived here without a job: unemployed, school leaver, returned student
    EMPLOYED = 2  # lived here and left another employer in the region: a post is displaced there
    IN_COMMUTER = 3  # lives outside and travels
    MIGRANT = 4  # moved here for the post
    FOLLOWER = 5  # came with a post that was moved here
    OUT_COMMUTER = 6  # lived here and left an employer outside


class Leaving(IntEnum):
    """Why a person wants to leave the household it lives in and form its own."""

    NO = 0
    HOME = 1  # from the parents' home; asked anew each year
    SEPARATION = 2  # waits in the old household until it finds a home
    GRADUATION = 3  # comes from studies elsewhere; asked once


class LifeEvent(IntEnum):
    """What happened to a household this year: bits of Household.events."""

    UNION = 1
    SEPARATION = 2
    BIRTH = 4
    JOB_TAKEN = 8
    JOB_LOST = 16
    RETIREMENT = 32
    WIDOWHOOD = 64
