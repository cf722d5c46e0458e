"""Which column of a table is what: by its heading, or as somebody says."""

import re
from collections.abc import Mapping

from appliance.errors import PeopleError
from appliance.people.sheet import Sheet

# Each field by the headings of school information systems and of spreadsheets, the better one first. Only letters and
# digits are compared.
HEADINGS: dict[str, tuple[str, ...]] = {
    "id": (
        *("upn", "uniquepupilnumber", "admissionnumber", "admissionno", "admno", "adno", "pupilid", "studentid"),
        *("arborid", "personid", "misid", "staffcode", "staffid", "employeenumber", "payrollnumber", "id"),
    ),
    "given": (
        *("preferredforename", "preferredfirstname", "preferredgivenname", "chosenname", "knownas", "forename"),
        *("firstname", "givenname", "legalforename", "legalfirstname", "given"),
    ),
    "family": (
        *("preferredsurname", "preferredlastname", "preferredfamilyname", "chosensurname", "surname", "lastname"),
        *("familyname", "legalsurname", "legallastname", "family"),
    ),
    "name": (
        *("preferredname", "fullname", "name", "pupilname", "studentname", "staffname", "legalname", "pupil"),
        *("student", "staffmember"),
    ),
    "role": ("role", "usertype", "persontype"),
    "year": ("yeargroup", "year", "ncyear", "nationalcurriculumyear", "ncyearactual", "curriculumyear", "yearcode"),
    "class": (
        *("registrationgroup", "reggroup", "registrationform", "regform", "reg", "class", "classname", "form"),
        *("formgroup", "tutorgroup"),
    ),
    "username": ("username", "login", "loginname", "networklogin", "workemail", "email", "emailaddress"),
}
_SHOWN = 20


def columns_of(sheet: Sheet, mapping: Mapping[str, str]) -> dict[str, str]:
    """The heading of each field that the table has. `mapping` wins over what is guessed; an empty heading leaves a
    field out. Raises PeopleError where nobody could be named, or for what the table does not have."""
    said = _said(sheet, mapping)
    columns = {field: heading for field, heading in (_guessed(sheet) | said).items() if heading}
    if {"given", "family"} <= columns.keys() and not said.get("name"):
        columns.pop("name", None)
    elif "name" not in columns:
        raise PeopleError(
            f"{sheet.file}: there is no column for names. Say which are given and family, or which is name."
            f" {_has(sheet)}"
        )
    else:
        columns = {field: heading for field, heading in columns.items() if field not in {"given", "family"}}
    return columns


def described(sheet: Sheet, columns: Mapping[str, str]) -> str:
    """For whoever looks at a preview: `given is Forename, …; not used: Date of birth.`"""
    used = ", ".join(f"{field} is {heading}" for field, heading in columns.items())
    rest = [heading for heading in sheet.headings if heading not in columns.values()]
    more = f", and {len(rest) - _SHOWN} more" if len(rest) > _SHOWN else ""
    return f"{used}; not used: {', '.join(rest[:_SHOWN]) or 'none'}{more}."


def is_known(heading: str) -> bool:
    """Would it be recognised by itself?"""
    plain = _plain(heading)
    return any(plain in ours for ours in HEADINGS.values())


def _guessed(sheet: Sheet) -> dict[str, str]:
    plain = {_plain(heading): heading for heading in reversed(sheet.headings)}
    return {field: next((plain[one] for one in ours if one in plain), "") for field, ours in HEADINGS.items()}


def _said(sheet: Sheet, mapping: Mapping[str, str]) -> dict[str, str]:
    headings = {heading.casefold(): heading for heading in sheet.headings} | {"": ""}
    for field, heading in mapping.items():
        if field not in HEADINGS:
            raise PeopleError(f"--map: there is no field {field!r}; there are: {', '.join(HEADINGS)}.")
        if heading.casefold() not in headings:
            raise PeopleError(f"{sheet.file}: there is no column {heading!r}. {_has(sheet)}")
    return {field: headings[heading.casefold()] for field, heading in mapping.items()}


def _has(sheet: Sheet) -> str:
    return f"It has: {', '.join(sheet.headings[:_SHOWN])}."


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", heading.casefold())
