"""Any table of people."""

from collections.abc import Iterable, Iterator, Mapping

from appliance.errors import PeopleError
from appliance.model import Role
from appliance.people.headings import columns_of, described, is_known
from appliance.people.naming import STAFF, class_group, parse_year, slug, year_group
from appliance.people.roster import Roster, RosterGroup, RosterPerson
from appliance.people.sheet import Faults, Row, checked, read_sheet

_ROLES = dict.fromkeys(("pupil", "student", "learner", "child"), Role.PUPIL) | dict.fromkeys(
    ("staff", "teacher", "teaching assistant", "ta", "headteacher", "administrator", "governor", "employee"), Role.STAFF
)


def read_table(file: str, data: bytes, role: Role = Role.PUPIL, mapping: Mapping[str, str] | None = None) -> Roster:
    """`mapping` says the heading of a field, instead of a guess; `role` is everyone's where no column says it. Where no
    column has ids, people are known by their names.

    Raises PeopleError where there is no table of people at all; what is wrong in it are the roster's problems.
    """
    said = {field: heading.strip() for field, heading in (mapping or {}).items()}
    wanted = {heading.casefold() for heading in said.values()}
    sheet = read_sheet(file, data, lambda heading: is_known(heading) or heading.casefold() in wanted)
    if "sourcedId" in sheet.headings:
        raise PeopleError(f"{file}: is one of OneRoster's tables. Give the folder or the zip file that holds them all.")
    if not sheet.rows:
        raise PeopleError(f"{file}: has headings, and nobody below them")
    columns = columns_of(sheet, said)
    reader = _Reader(columns, role, Faults(file))
    people = tuple(reader.people(sheet.rows))
    return Roster(
        source="people" if "role" in columns else f"{role.value}s".replace("staffs", "staff"),
        people=people,
        groups=tuple(reader.groups.values()),
        problems=reader.faults.sentences,
        notes=(described(sheet, columns), *_doubts(people), *_of_others(role, columns)),
    )


def _doubts(people: tuple[RosterPerson, ...]) -> Iterator[str]:
    """Some schools write `Amy 2`, so nothing is refused for it."""
    strange = [one.name for one in people if any(char.isdigit() for char in one.name)]
    if strange:
        yield f"There are digits in {len(strange):,} of the names ({strange[0]}). Look whether columns are swapped."


def _of_others(role: Role, columns: Mapping[str, str]) -> Iterator[str]:
    """One list taken for the other, where no column says who is who."""
    if "role" in columns:
        return
    if role is Role.STAFF and "year" in columns:
        yield "It has year groups, as lists of pupils have, and everyone in it would be staff."
    if role is Role.PUPIL and columns.get("id", "").casefold().startswith(("staff", "employee", "payroll")):
        yield f"It has a column {columns['id']}, and everyone in it would be a pupil. Say if it is a list of staff."


class _Reader:
    """Reads row by row; gathers the groups that were named, and what is wrong."""

    def __init__(self, columns: Mapping[str, str], role: Role, faults: Faults) -> None:
        self.groups: dict[str, RosterGroup] = {}
        self.faults = faults
        self._columns = columns
        self._role = role

    def people(self, rows: Iterable[Row]) -> Iterator[RosterPerson]:
        """Each person once."""
        seen: dict[str, int] = {}
        for row in rows:
            one = self._person(row)
            if one is None:
                continue
            first = seen.setdefault(one.source_id, row.number)
            if first == row.number:
                yield one
            elif "id" in self._columns:
                self._fault(row, "id", f"{one.source_id!r} stands in row {first} already")
            else:
                self._fault(row, "", f"{one.name!r} stands in row {first} already; a column of ids is needed")

    def _person(self, row: Row) -> RosterPerson | None:
        cells = {field: checked(row, heading, self.faults) for field, heading in self._columns.items()}
        given, family = _names(cells)
        if not given and not family:
            self._fault(row, "name" if "name" in self._columns else "given", "there is no name")
            return None
        if "id" in self._columns and not cells["id"]:
            self._fault(row, "id", "is empty")
            return None
        role = self._role_of(row, cells)
        year = self._year(row, cells) if role is Role.PUPIL else None
        classes = self._class(row, cells)
        return RosterPerson(
            source_id=cells.get("id") or f"name:{given} {family}".strip().casefold(),
            given=given,
            family=family,
            role=role,
            year=year,
            username=cells.get("username", ""),
            groups=self._named(STAFF) if role is Role.STAFF else self._named(*classes, *_years(year)),
            teaches=self._named(*classes) if role is Role.STAFF else (),
        )

    def _role_of(self, row: Row, cells: Mapping[str, str]) -> Role:
        written = cells.get("role", "").casefold()
        if "role" not in self._columns:
            return self._role
        if written not in _ROLES:
            self._fault(row, "role", f"{written!r} is neither pupil nor staff")
        return _ROLES.get(written, self._role)

    def _year(self, row: Row, cells: Mapping[str, str]) -> int | None:
        written = cells.get("year", "")
        year = parse_year(written)
        if written and year is None:
            self._fault(row, "year", f"{written!r} is no year group")
        return year

    def _class(self, row: Row, cells: Mapping[str, str]) -> tuple[RosterGroup, ...]:
        title = cells.get("class", "")
        if title and not slug(title):
            self._fault(row, "class", f"{title!r} has no letter in it")
        return (class_group(title),) if slug(title) else ()

    def _named(self, *groups: RosterGroup) -> tuple[str, ...]:
        self.groups |= {group.name: self.groups.get(group.name, group) for group in groups}
        return tuple(sorted({group.name for group in groups}))

    def _fault(self, row: Row, field: str, reason: str) -> None:
        self.faults.add(row.number, self._columns.get(field, ""), reason)


def _years(year: int | None) -> tuple[RosterGroup, ...]:
    return () if year is None else (year_group(year),)


def _names(cells: Mapping[str, str]) -> tuple[str, str]:
    """Given and family; of a whole name, `Ash, Amy` or `Amy Ash`."""
    if "name" not in cells:
        return cells["given"], cells["family"]
    family, comma, given = (part.strip() for part in cells["name"].partition(","))
    if comma:
        return given, family
    given, _, family = cells["name"].rpartition(" ")
    return (given, family) if given else (family, "")
