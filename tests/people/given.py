"""People as tests speak of them."""

from appliance.model import Role
from appliance.people.naming import STAFF, class_group, year_group
from appliance.people.roster import Roster, RosterGroup, RosterPerson

THREE_A, THREE_B = class_group("3A"), class_group("3B")
YEAR_3 = year_group(3)


def pupil(source_id: str, given: str, family: str, *groups: RosterGroup, year: int | None = 3) -> RosterPerson:
    names = tuple(sorted(group.name for group in groups or (THREE_A, YEAR_3)))
    return RosterPerson(source_id=source_id, given=given, family=family, role=Role.PUPIL, year=year, groups=names)


def teacher(source_id: str, given: str, family: str, *teaches: RosterGroup) -> RosterPerson:
    return RosterPerson(
        source_id=source_id,
        given=given,
        family=family,
        role=Role.STAFF,
        username=f"{given[0]}{family}".lower(),
        groups=(STAFF.name,),
        teaches=tuple(sorted(group.name for group in teaches)),
    )


def roster(*people: RosterPerson, source: str = "pupils.csv", part: bool = False) -> Roster:
    return Roster(source=source, people=people, groups=(THREE_A, THREE_B, YEAR_3, STAFF), part=part)


AMY = pupil("1", "Amy", "Ash")
BEN = pupil("2", "Ben", "Birch", THREE_B, YEAR_3)
ADA = teacher("9", "Ada", "Oak", THREE_A)
