"""OneRoster's CSV, versions 1.1 and 1.2: a folder or a zip of tables that refer to each other by `sourcedId`.

Source of the rules: OneRoster CSV Tables 1.1.1 and CSV Binding 1.2.1 by 1EdTech.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from appliance.errors import PeopleError
from appliance.model import Role
from appliance.people.naming import STAFF, class_group, parse_year, slug, year_group
from appliance.people.roster import GroupKind, Roster, RosterGroup, RosterPerson
from appliance.people.sheet import Faults, Row, Sheet, checked, read_sheet

SOURCE = "oneroster"
FILES = (
    *("users.csv", "classes.csv", "enrollments.csv", "orgs.csv", "academicSessions.csv", "roles.csv", "manifest.csv"),
)
_COLUMNS = {
    "users.csv": ("sourcedId", "givenName", "familyName"),
    "classes.csv": ("sourcedId", "title"),
    "enrollments.csv": ("classSourcedId", "userSourcedId", "role"),
    "orgs.csv": ("sourcedId", "name", "type"),
    "academicSessions.csv": ("sourcedId", "startDate", "endDate"),
    "roles.csv": ("userSourcedId", "role", "orgSourcedId"),
    "manifest.csv": ("propertyName", "value"),
}
_PUPIL = "student"
_FAMILY = frozenset({"parent", "guardian", "relative"})
_ADMINISTRATORS = ("administrator", "siteadministrator", "districtadministrator", "systemadministrator")
_STAFF = frozenset({"teacher", "aide", "proctor", "counselor", "principal", *_ADMINISTRATORS})
_GONE = frozenset({"tobedeleted", "inactive"})


class _Place(NamedTuple):
    """What somebody is, and at which schools."""

    role: str
    schools: frozenset[str]


def read_oneroster(files: Mapping[str, bytes], today: date, school: str = "") -> Roster:
    """`files` by name, of which only `users.csv` must be there; `school` is the one to take, by id or name, where there
    are several. Parents are passed over; a class counts while one of its terms lasts.

    Raises PeopleError where the files are none of OneRoster's, or it is not clear which school is meant.
    """
    return _Reader(files, today, school).roster()


class _Reader:
    def __init__(self, files: Mapping[str, bytes], today: date, school: str) -> None:
        if "users.csv" not in files:
            found = ", ".join(sorted(files)) or "none of OneRoster's files"
            raise PeopleError(f"There is no users.csv; there are: {found}.")
        self._sheets = {name: _sheet(name, data) for name, data in files.items() if name in FILES}
        self._today = today
        self._check_whole()
        self._school = self._which_school(school)
        self._faults = {name: Faults(name) for name in self._sheets}
        self._groups = self._classes()

    def roster(self) -> Roster:
        places = self._places()
        groups, teaches = self._enrolled()
        people: dict[str, RosterPerson] = {}
        for row in self._rows("users.csv"):
            one = self._person(row, places, groups, teaches)
            if one and one.source_id in people:
                self._faults["users.csv"].add(row.number, "sourcedId", f"{one.source_id!r} stands there twice")
            elif one:
                people[one.source_id] = one
        named = [
            *self._groups.values(),
            STAFF,
            *(year_group(one.year) for one in people.values() if one.year is not None),
        ]
        return Roster(
            source=SOURCE,
            people=tuple(people.values()),
            groups=tuple({group.name: group for group in named}.values()),
            problems=tuple(text for faults in self._faults.values() for text in faults.sentences),
        )

    # --- which school, which terms ---------------------------------------------------------------------------------

    def _which_school(self, wanted: str) -> str:
        """Its sourcedId; empty where there is only one, so that everyone is of it."""
        schools = {
            row.cells["sourcedId"]: row.cells["name"]
            for row in self._rows("orgs.csv")
            if row.cells["type"] == "school" and not _is_gone(row)
        }
        if not wanted and len(schools) <= 1:
            return ""
        found = [key for key, name in schools.items() if wanted.casefold() in {key.casefold(), name.casefold()}]
        if len(found) != 1:
            named = ", ".join(f"{name} ({key})" for key, name in list(schools.items())[:20]) or "none"
            raise PeopleError(f"orgs.csv: say which school it is. There are: {named}.")
        return found[0]

    def _is_here(self, schools: Iterable[str]) -> bool:
        return not self._school or self._school in schools

    def _check_whole(self) -> None:
        """A delta tells what changed since the last time, and not who is in which class."""
        for row in self._rows("manifest.csv"):
            if row.cells["propertyName"].startswith("file.") and row.cells["value"].casefold() == "delta":
                raise PeopleError("manifest.csv: these are only changes (delta). Export everything (bulk).")

    def _over(self) -> frozenset[str]:
        """Terms that ended, or did not begin."""
        return frozenset(
            row.cells["sourcedId"]
            for row in self._rows("academicSessions.csv")
            if _is_gone(row) or not self._is_now("academicSessions.csv", row, "startDate", "endDate")
        )

    def _is_now(self, file: str, row: Row, first: str, last: str) -> bool:
        """Today from the first day to the last; a day that is not given is no bound."""
        begins, ends = (self._day(file, row, column) for column in (first, last))
        return (begins is None or begins <= self._today) and (ends is None or self._today <= ends)

    def _day(self, file: str, row: Row, column: str) -> date | None:
        written = row.cells.get(column, "")
        try:
            return date.fromisoformat(written[:10]) if written else None
        except ValueError:
            self._faults[file].add(row.number, column, f"{written[:30]!r} is no day as 2026-09-01")
            return None

    # --- classes and who is in them --------------------------------------------------------------------------------

    def _classes(self) -> dict[str, RosterGroup]:
        """By sourcedId. Where there are homerooms, those are the classes, and the others are groups of their own."""
        over = self._over()
        rows = [row for row in self._rows("classes.csv") if self._class_counts(row, over)]
        homerooms = any(row.cells.get("classType") == "homeroom" for row in rows)
        found: dict[str, RosterGroup] = {}
        for row in rows:
            title = checked(row, "title", self._faults["classes.csv"])
            if not slug(title):
                self._faults["classes.csv"].add(row.number, "title", "has no letter in it")
            elif homerooms and row.cells.get("classType") != "homeroom":
                found[row.cells["sourcedId"]] = _own_group(title)
            else:
                found[row.cells["sourcedId"]] = class_group(title)
        return found

    def _class_counts(self, row: Row, over: frozenset[str]) -> bool:
        terms = _listed(row.cells.get("termSourcedIds", ""))
        lasts = not terms or not set(terms) <= over
        return lasts and not _is_gone(row) and self._is_here(_listed(row.cells.get("schoolSourcedId", "")))

    def _enrolled(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """The groups of each pupil, and of each teacher, by sourcedId."""
        groups: dict[str, set[str]] = {}
        teaches: dict[str, set[str]] = {}
        for row in self._rows("enrollments.csv"):
            group = self._groups.get(row.cells["classSourcedId"])
            if group is None or _is_gone(row) or not self._is_now("enrollments.csv", row, "beginDate", "endDate"):
                continue
            part = groups if row.cells["role"].casefold() == _PUPIL else teaches
            part.setdefault(row.cells["userSourcedId"], set()).add(group.name)
        return groups, teaches

    # --- people ----------------------------------------------------------------------------------------------------

    def _places(self) -> dict[str, _Place]:
        """Of version 1.2, where roles stand in a table of their own."""
        places: dict[str, _Place] = {}
        for row in self._rows("roles.csv"):
            user, schools = row.cells["userSourcedId"], _listed(row.cells["orgSourcedId"])
            if (
                _is_gone(row)
                or not self._is_here(schools)
                or not self._is_now("roles.csv", row, "beginDate", "endDate")
            ):
                continue
            before = places.get(user, _Place("", frozenset()))
            role = max(before.role, row.cells["role"].casefold(), key=_weight)
            places[user] = _Place(role, before.schools | frozenset(schools))
        return places

    def _person(
        self,
        row: Row,
        places: Mapping[str, _Place],
        groups: Mapping[str, set[str]],
        teaches: Mapping[str, set[str]],
    ) -> RosterPerson | None:
        """None for who is none of the school's."""
        faults = self._faults["users.csv"]
        key = checked(row, "sourcedId", faults)
        place = places.get(key) if "roles.csv" in self._sheets else _own_place(row)
        if place is None or place.role in _FAMILY or not self._is_here(place.schools):
            return None
        given, family = (_preferred(row, name, faults) for name in ("GivenName", "FamilyName"))
        if not key or not (given or family):
            faults.add(row.number, "givenName" if key else "sourcedId", "is empty")
            return None
        if place.role not in {_PUPIL, *_STAFF}:
            faults.add(row.number, "role", f"{place.role[:30]!r} is no role")
        role = Role.PUPIL if place.role == _PUPIL else Role.STAFF
        year = _year(row) if role is Role.PUPIL else None
        named = {STAFF.name} if role is Role.STAFF else groups.get(key, set()) | _year_names(year)
        return RosterPerson(
            source_id=key,
            given=given,
            family=family,
            role=role,
            year=year,
            username=checked(row, "username", faults),
            groups=tuple(sorted(named)),
            teaches=tuple(sorted(teaches.get(key, ()))) if role is Role.STAFF else (),
            left=_is_gone(row) or row.cells.get("enabledUser", "").casefold() == "false",
        )

    def _rows(self, file: str) -> Iterator[Row]:
        yield from self._sheets[file].rows if file in self._sheets else ()


def _sheet(name: str, data: bytes) -> Sheet:
    sheet = read_sheet(name, data)
    if missing := [column for column in _COLUMNS[name] if column not in sheet.headings]:
        raise PeopleError(f"{name}: there is no column {', '.join(missing)}, as OneRoster has; is this another table?")
    return sheet


def _weight(role: str) -> int:
    """Of somebody's several roles the weightiest counts: a teacher may be a parent too."""
    return 3 if role in _STAFF else 2 if role == _PUPIL else bool(role)


def _own_place(row: Row) -> _Place:
    """Of version 1.1, where the role stands with the user."""
    return _Place(row.cells.get("role", "").casefold(), frozenset(_listed(row.cells.get("orgSourcedIds", ""))))


def _preferred(row: Row, name: str, faults: Faults) -> str:
    """As somebody wants to be called, which version 1.2 can say."""
    return checked(row, f"preferred{name}", faults) or checked(row, f"{name[0].lower()}{name[1:]}", faults)


def _is_gone(row: Row) -> bool:
    return row.cells.get("status", "").casefold() in _GONE


def _listed(cell: str) -> tuple[str, ...]:
    """Several in one cell are parted by commas."""
    return tuple(part.strip() for part in cell.split(",") if part.strip())


def _year(row: Row) -> int | None:
    """The first of the grades that is one; schools outside England have others."""
    return next((year for one in _listed(row.cells.get("grades", "")) if (year := parse_year(one)) is not None), None)


def _year_names(year: int | None) -> set[str]:
    return set() if year is None else {year_group(year).name}


def _own_group(title: str) -> RosterGroup:
    return RosterGroup(name=f"set-{slug(title)}", title=title, kind=GroupKind.OWN)
