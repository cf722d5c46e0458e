"""Columns as the programs of schools call them."""

import pytest

from appliance.errors import PeopleError
from appliance.people.headings import columns_of, described, is_known
from appliance.people.sheet import Sheet


def sheet(*headings: str) -> Sheet:
    return Sheet(file="a.csv", headings=headings, rows=())


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        pytest.param(
            ("Adno", "Forename", "Surname", "Reg", "Year", "DOB"),
            {"id": "Adno", "given": "Forename", "family": "Surname", "class": "Reg", "year": "Year"},
            id="a SIMS report",
        ),
        pytest.param(
            ("UPN", "Legal Forename", "Legal Surname", "Preferred Forename", "Preferred Surname", "Reg Group"),
            {"id": "UPN", "given": "Preferred Forename", "family": "Preferred Surname", "class": "Reg Group"},
            id="SIMS with chosen names",
        ),
        pytest.param(
            ("Arbor ID", "First name", "Last name", "Registration form", "Year group", "Email address"),
            {
                "id": "Arbor ID",
                "given": "First name",
                "family": "Last name",
                "class": "Registration form",
                "year": "Year group",
                "username": "Email address",
            },
            id="an Arbor export",
        ),
        pytest.param(("Pupil", "Class"), {"name": "Pupil", "class": "Class"}, id="one column for the name"),
        pytest.param(("Name", "Surname", "Class"), {"name": "Name", "class": "Class"}, id="half a name does not count"),
    ],
)
def test_columns_are_recognised(headings: tuple[str, ...], columns: dict[str, str]) -> None:
    assert columns_of(sheet(*headings), {}) == columns


def test_what_is_said_wins_and_nothing_leaves_a_column_out() -> None:
    said = {"given": "prénom", "year": ""}
    assert columns_of(sheet("Forename", "Prénom", "Surname", "Year"), said) == {"given": "Prénom", "family": "Surname"}


def test_a_name_that_is_said_wins_over_given_and_family() -> None:
    assert columns_of(sheet("Forename", "Surname", "Whole"), {"name": "Whole"}) == {"name": "Whole"}


@pytest.mark.parametrize(
    ("headings", "said", "sentence"),
    [
        pytest.param(
            ("Colour", "Size"), {}, "there is no column for names.* It has: Colour, Size.", id="another table"
        ),
        pytest.param(("Name",), {"class": "Form"}, "there is no column 'Form'. It has: Name.", id="no such column"),
        pytest.param(("Name",), {"shoe": "Name"}, "there is no field 'shoe'; there are: id, given", id="no such field"),
    ],
)
def test_wrong_columns_are_told(headings: tuple[str, ...], said: dict[str, str], sentence: str) -> None:
    with pytest.raises(PeopleError, match=sentence):
        columns_of(sheet(*headings), said)


def test_a_preview_says_what_is_used() -> None:
    told = described(sheet("Name", "Date of birth"), {"name": "Name"})
    assert told == "name is Name; not used: Date of birth."


def test_titles_are_no_headings() -> None:
    assert [is_known(one) for one in ("Reg. Group", "Pupils in Year 3", "")] == [True, False, False]
