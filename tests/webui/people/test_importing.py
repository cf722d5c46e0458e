import io
import re
import time
import zipfile
from collections.abc import Iterable

import pytest
from werkzeug.test import TestResponse

from appliance.config import Home
from appliance.store import Store
from tests.webui.conftest import NOW, Person
from tests.webui.people.test_one import send

HEADINGS = "UPN,Forename,Surname,Year group,Reg"


def table(*rows: str) -> bytes:
    return "\n".join((HEADINGS, *rows)).encode()


PUPILS = table("1,Amy,Ash,3,3A", "2,Ben,Birch,3,3B", "3,Cy,Dale,4,4A")


def upload(adult: Person, content: bytes, name: str = "pupils.csv") -> str:
    """The preview's address."""
    answer = send(adult, "/people/import", "file", content, name)
    assert answer.status_code == 303
    return answer.headers["Location"]


def take(adult: Person, preview: str, **fields: str) -> TestResponse:
    shown = re.search(r'name="shown" value="(\w+)"', adult.get(preview).text)
    return adult.post(preview, **({"shown": shown[1] if shown else ""} | fields))


def crowd(numbers: Iterable[int]) -> bytes:
    return table(*(f"{number},Amy{number},Ash,3,3A" for number in numbers))


def test_nothing_changes_before_it_was_seen(adult: Person, store: Store, home: Home) -> None:
    preview = upload(adult, PUPILS)
    page = adult.get(preview).text
    assert re.findall(r"<strong>(\d+)</strong> (would \w+)", page) == [
        ("3", "would join"),
        ("0", "would change"),
        ("0", "would be"),
    ]
    assert "Amy Ash (3A, Year 3)" in page
    assert store.people.count() == (0, 0, 0)
    answer = take(adult, preview)
    assert "3 joined, 0 changed, 0 left, 0 as before. Nobody was deleted." in adult.get(answer.headers["Location"]).text
    assert store.people.count() == (3, 0, 0)
    assert list(home.uploads.iterdir()) == []  # the file is gone
    assert adult.get(preview).status_code == 404


def test_a_second_list_shows_who_moves_and_leaves(adult: Person, store: Store) -> None:
    take(adult, upload(adult, PUPILS))
    preview = upload(adult, table("1,Amy,Elm,3,3A", "2,Ben,Birch,3,3A", "4,Dev,Ford,3,3B"))
    page = adult.get(preview).text
    for said in (
        "Amy Ash: is called Amy Elm now",
        "Ben Birch: moves from 3B to 3A",
        "Dev Ford (3B, Year 3)",
        "Cy Dale",
    ):
        assert said in page
    take(adult, preview)
    assert [one.name for one in store.people.leavers()] == ["Cy Dale"]


def test_the_same_list_again_changes_nothing(adult: Person, store: Store) -> None:
    take(adult, upload(adult, PUPILS))
    page = adult.get(upload(adult, PUPILS)).text
    assert "Nothing would change" in page
    assert "Import the list" not in page


def test_many_leavers_are_asked_about_twice(adult: Person, store: Store) -> None:
    take(adult, upload(adult, crowd(range(40))))
    preview = upload(adult, crowd(range(5)))
    asked = take(adult, preview)
    assert asked.status_code == 422
    assert "Very many would leave" in asked.text
    assert store.people.count() == (40, 0, 0)
    assert take(adult, preview, sure="y").status_code == 303
    assert store.people.count() == (5, 0, 35)


def test_of_a_part_nobody_leaves(adult: Person, store: Store) -> None:
    take(adult, upload(adult, crowd(range(40))))
    take(adult, f"{upload(adult, crowd(range(5)))}&part=y")
    assert store.people.count() == (40, 0, 0)


def test_what_changed_meanwhile_is_shown_again(adult: Person, store: Store) -> None:
    take(adult, upload(adult, PUPILS))
    preview = upload(adult, table("1,Amy,Ash,3,3A"))
    shown = re.search(r'name="shown" value="(\w+)"', adult.get(preview).text)
    assert shown
    store.people.mark_left("p3", "somebody else", NOW)
    answer = adult.post(preview, shown=shown[1])
    assert answer.status_code == 422
    assert "Something changed since this was shown" in answer.text
    assert store.people.count() == (2, 0, 1)


def test_staff_are_taken_as_staff(adult: Person, store: Store) -> None:
    preview = upload(adult, b"Staff code,Forename,Surname,Class\nS1,Ada,Oak,3A")
    assert "everyone in it would be a pupil" in adult.get(preview).text
    take(adult, preview.replace("role=pupil", "role=staff"))
    assert [(one.role, one.teaches) for one in store.people.all()] == [("staff", ("class-3a",))]


def test_columns_can_be_said(adult: Person, store: Store) -> None:
    preview = upload(adult, b"Nr,Rufname,Zuname,Gruppe\n1,Amy,Ash,3A")
    page = adult.get(preview).text
    assert "there is no column for names" in page
    assert '<option value="Rufname">' in page
    assert "--map" not in page
    take(adult, f"{preview}&given=Rufname&family=Zuname&id=Nr&class=Gruppe&name=-&year=-&username=-")
    assert [(one.name, one.groups) for one in store.people.all()] == [("Amy Ash", ("class-3a",))]


def test_a_column_that_there_is_not(adult: Person, store: Store) -> None:
    page = adult.get(f"{upload(adult, PUPILS)}&given=Nonsense&family=Surname").text
    assert "there is no column &#39;Nonsense&#39;" in page
    assert "Import the list" not in page


def zipped(**files: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return written.getvalue()


USERS = "sourcedId,status,givenName,familyName,role,orgSourcedIds\nu1,,Amy,Ash,student,s1\nu2,,Ben,Birch,student,s2\n"
SCHOOLS = "sourcedId,status,name,type\ns1,,Oak Primary,school\ns2,,Elm Primary,school\n"


def test_oneroster_with_two_schools_asks_which(adult: Person, store: Store) -> None:
    preview = upload(adult, zipped(users=USERS, orgs=SCHOOLS), "roster.zip")
    page = adult.get(preview).text
    assert "say which school it is" in page
    assert "Oak Primary (s1)" in page
    take(adult, f"{preview}&school=Oak+Primary")
    assert [one.name for one in store.people.all()] == ["Amy Ash"]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        pytest.param(table("1,Amy,Ash,3,3A", "1,Ben,Birch,3,3A"), "a.csv", "row 3, column UPN", id="one id twice"),
        pytest.param(table("1,,,3,3A"), "a.csv", "row 2, column Forename: there is no name", id="no name"),
        pytest.param(table("1,Amy,Ash,Hogwarts,3A"), "a.csv", "is no year group", id="no year"),
        pytest.param(table(f"1,{'x' * 10_000},Ash,3,3A"), "a.csv", "longer than 100 characters", id="a long name"),
        pytest.param(table('1,"Amy,Ash,3,3A'), "a.csv", "quotation marks", id="a quotation mark too few"),
        pytest.param(b"", "a.csv", "is empty", id="an empty file"),
        pytest.param(b"\x00\x01\x02" * 100, "a.csv", "is no text", id="no text"),
        pytest.param(b"\x89PNG\r\n\x1a\n\xff\xfe\x00", "a.csv", "is no text", id="a picture"),
        pytest.param(zipped(other="x"), "a.zip", "There is no users.csv", id="another zip"),
        pytest.param(zipped(users=USERS)[:-30], "a.zip", "no", id="half a zip"),
        pytest.param(zipped(users=" " * 40_000_000), "a.zip", "larger than 32 MB", id="a zip bomb"),
        pytest.param(b"<html><script>alert(1)</script>,b\nc,d", "a.csv", "no column for names", id="a web page"),
    ],
)
def test_a_wrong_file_says_where_it_is_wrong(adult: Person, store: Store, content: bytes, name: str, says: str) -> None:
    page = adult.get(upload(adult, content, name)).text
    assert says in page
    assert "Import the list" not in page
    assert "<script>alert" not in page
    assert store.people.count() == (0, 0, 0)


def test_no_file_at_all(adult: Person) -> None:
    answer = adult.post("/people/import", role="pupil")
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_a_list_is_put_aside(adult: Person, store: Store, home: Home) -> None:
    preview = upload(adult, PUPILS).partition("?")[0]
    answer = adult.post(f"{preview}/cancel")
    assert "Nothing was imported" in adult.get(answer.headers["Location"]).text
    assert list(home.uploads.iterdir()) == []


@pytest.mark.parametrize("token", ["0" * 32, "..", "x", "0" * 500])
def test_no_such_list(adult: Person, token: str) -> None:
    assert adult.get(f"/people/import/{token}").status_code == 404
    assert adult.post(f"/people/import/{token}", shown="x").status_code == 404


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_list_in_any_encoding(adult: Person, store: Store, encoding: str) -> None:
    take(adult, upload(adult, "Forename,Surname\nZoë,Müller".encode(encoding)))
    assert [one.name for one in store.people.all()] == ["Zoë Müller"]


def test_fifty_thousand_people(adult: Person, store: Store) -> None:
    started = time.monotonic()
    preview = upload(adult, crowd(range(50_000)))
    assert "50,000" in adult.get(preview).text
    assert take(adult, preview).status_code == 303
    assert store.people.count() == (50_000, 0, 0)
    assert time.monotonic() - started < 40
    started = time.monotonic()
    assert "Amy777" in adult.get("/people?q=amy777").text
    assert time.monotonic() - started < 2
