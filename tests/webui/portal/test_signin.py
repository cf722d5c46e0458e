import pytest
from msgspec.structs import replace

from appliance.config import Console, Home, Portal, Settings
from appliance.identify.seats import How
from appliance.model import Person, Role
from appliance.portal_wire import (
    AskClasses,
    AskGuest,
    AskNames,
    AskSeat,
    AskSignIn,
    AskSignOut,
    AskStaffSignIn,
    Classes,
    NotSignedIn,
    SignedIn,
    SignedOut,
)
from tests.webui.portal.given import ADDRESS, AMY_HERE, CLASS, NOBODY, NOW, TABLET, PortalCore, Pupil
from webui.portal.app import create_app
from webui.portal.door import Door
from webui.portal.signin import chosen_pictures

RIGHT = SignedIn(device=TABLET, until=NOW + 3600)
WRONG = NotSignedIn(why="wrong", text="")


def test_nobody_here_chooses_a_class(pupil: Pupil) -> None:
    page = pupil.get("/").text
    assert "Hello! Who are you?" in page
    assert 'href="/class/class-3b"' in page
    assert 'href="/staff"' in page
    assert 'href="/guest"' in page


def test_a_school_without_classes_still_lets_grown_ups_in(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskClasses] = Classes(classes=())
    page = pupil.get("/").text
    assert "Choose your class" not in page
    assert 'href="/staff"' in page


def test_who_is_here_sees_until_when_and_can_leave(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskSeat] = AMY_HERE
    page = pupil.get("/").text
    assert "Hello, <bdi>Amy Ash</bdi>!" in page
    assert "15:05" in page
    assert "I’m finished" in page


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        pytest.param(60, "until 14:06", id="a minute"),
        pytest.param(9 * 3600 + 55 * 60, "until the end of the day", id="midnight"),
        pytest.param(24 * 3600, "until Wed 18 Nov, 14:05", id="tomorrow"),
    ],
)
def test_until_when_in_a_childs_words(pupil: Pupil, core: PortalCore, seconds: int, said: str) -> None:
    core.says[AskSeat] = replace(AMY_HERE, until=NOW + seconds)
    assert said in pupil.get("/").text


@pytest.mark.parametrize("how", [How.OWNER, How.HELPER])
def test_an_owner_is_not_asked_to_leave(pupil: Pupil, core: PortalCore, how: How) -> None:
    core.says[AskSeat] = replace(AMY_HERE, how=how, until=0.0)
    page = pupil.get("/").text
    assert "I’m finished" not in page
    assert "until" not in page


def test_rules_that_wait_come_first(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskSeat] = replace(AMY_HERE, aup_due=True)
    assert pupil.get("/").location == "/rules"


def test_names_of_a_class(pupil: Pupil) -> None:
    page = pupil.get("/class/class-3b").text
    assert "Amy A" in page
    assert 'href="/class/class-3b/p2"' in page
    assert pupil.get("/class/none").status_code == 404
    assert pupil.get("/class/class-3b/p9").status_code == 404
    assert pupil.get(f"/class/{'x' * 5000}").status_code == 404


def test_a_photo_is_shown_where_there_is_one(pupil: Pupil, core: PortalCore, home: Home) -> None:
    amy, ben, *_ = CLASS.names
    photos = (replace(amy, photo="p1.png"), replace(ben, photo="../lollipop.toml"))
    core.says[AskNames] = replace(CLASS, names=photos)
    home.photos.mkdir()
    (home.photos / "p1.png").write_bytes(b"a picture")
    home.settings.write_text("")
    assert 'src="/class/class-3b/p1/photo"' in pupil.get("/class/class-3b").text
    answer = pupil.get("/class/class-3b/p1/photo")
    assert (answer.data, answer.content_type) == (b"a picture", "image/png")
    assert pupil.get("/class/class-3b/p2/photo").status_code == 404
    (home.photos / "p1.png").unlink()
    assert pupil.get("/class/class-3b/p1/photo").status_code == 404


def test_each_signs_in_their_own_way(pupil: Pupil) -> None:
    assert pupil.get("/class/class-3b/p1").text.count('name="picture"') == 12
    assert 'type="password"' in pupil.get("/class/class-3b/p2").text
    without = pupil.get("/class/class-3b/p3").text
    assert "ask a grown-up to set it up" in without
    assert '<form method="post"' not in without


def test_pictures_are_pressed_one_by_one_without_scripts(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskSignIn] = RIGHT
    for number, picture in enumerate(("cat", "sun", "boat"), 1):
        so_far = ("", "cat", "cat sun")[number - 1]
        page = pupil.post("/class/class-3b/p1", {"at": str(int(NOW)), "chosen": so_far, "picture": picture}).text
        assert f"{number} of 4" in page
        assert page.count("dot-full") == number
    assert not list(core.heard(AskSignIn))
    assert pupil.post("/class/class-3b/p1", {"chosen": "cat sun boat", "picture": "tree"}).location == "/"
    (asked,) = core.heard(AskSignIn)
    assert asked == AskSignIn(address=ADDRESS, person="p1", kind="picture", secret="cat sun boat tree")


@pytest.mark.parametrize("at", [str(int(NOW) - 121), str(int(NOW) + 1), "", "x", "9" * 5000, "٣"])
def test_what_was_pressed_long_ago_is_not_shown_to_who_goes_back(pupil: Pupil, at: str) -> None:
    page = pupil.post("/class/class-3b/p1", {"at": at, "chosen": "cat sun", "picture": "boat"}).text
    assert "0 of 4" in page
    assert "cat sun" not in page


def test_a_wrong_secret_begins_anew(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskSignIn] = WRONG
    answer = pupil.post("/class/class-3b/p1", {"chosen": "cat sun boat", "picture": "star"})
    assert answer.status_code == 422
    assert "Those are not your pictures" in answer.text
    assert "0 of 4" in answer.text
    answer = pupil.post("/class/class-3b/p2", {"password": "open sesame"})
    assert "That is not your password" in answer.text
    assert "open sesame" not in answer.text


def test_after_too_many_tries_there_is_a_wait_and_no_form(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskSignIn] = NotSignedIn(why="wait", text="", wait=19.2)
    page = pupil.post("/class/class-3b/p1", {"chosen": "cat sun boat", "picture": "star"}).text
    assert "Wait 20 seconds." in page
    assert '<form method="post"' not in page


def test_who_has_to_wait_is_not_told_to_try_again(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskSignIn] = replace(WRONG, wait=10.0)
    page = pupil.post("/class/class-3b/p2", {"password": "open sesame"}).text
    assert "That is not your password.</p>" in page
    assert "Wait 10 seconds." in page


def test_staff_by_name_and_password(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskStaffSignIn] = WRONG
    page = pupil.post("/staff", {"name": " tthorn ", "password": "open sesame"}).text
    assert "Name and password do not fit" in page
    assert 'value="tthorn"' in page
    assert "open sesame" not in page
    core.says[AskStaffSignIn] = RIGHT
    assert pupil.post("/staff", {"name": "tthorn", "password": "x"}).location == "/"


def test_a_guest_by_code(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskGuest] = WRONG
    assert "No such code" in pupil.post("/guest", {"code": "7KQ2-M9XA"}).text
    core.says[AskGuest] = RIGHT
    assert pupil.post("/guest", {"code": "7kq2 m9xa"}).location == "/"
    assert next(iter(core.heard(AskGuest))) == AskGuest(address=ADDRESS, code="7KQ2-M9XA")


def test_leaving_says_goodbye(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskSignOut] = SignedOut(device=TABLET, was="Amy Ash")
    assert pupil.post("/finished").location == "/"
    assert "Goodbye, Amy Ash!" in pupil.get("/").text


def test_other_sites_cannot_sign_anybody_out_or_in(pupil: Pupil, core: PortalCore) -> None:
    for path in ("/finished", "/staff", "/guest", "/class/class-3b/p1", "/rules", "/mistake"):
        assert pupil.post(path, Origin="https://evil.example").status_code == 403
    assert core.of_people == []


@pytest.mark.parametrize("why", ["wrong", "wait", "no secret", "nobody", "no device"])
def test_every_refusal_has_words(pupil: Pupil, core: PortalCore, why: str) -> None:
    core.says[AskGuest] = NotSignedIn(why=why, text="")
    page = pupil.post("/guest", {"code": "x"}).text
    assert 'role="alert"' in page


def test_hostile_names_are_text(pupil: Pupil, core: PortalCore) -> None:
    hostile = "\"'><script>alert(1)</script>\u202e"
    core.says[AskSeat] = replace(AMY_HERE, device=replace(TABLET, person=replace(AMY_HERE.device.person, name=hostile)))
    page = pupil.get("/").text
    assert "<script>alert" not in page
    assert "⟨U+202E⟩" in page


@pytest.mark.parametrize(
    ("so_far", "pressed", "chosen"),
    [
        ("", "", ()),
        ("", "cat", ("cat",)),
        ("cat", "cat", ("cat",)),
        ("cat sun", "boat", ("cat", "sun", "boat")),
        ("cat <b> ../x", "sun", ("cat", "sun")),
        ("cat sun boat tree star", "moon", ("cat", "sun", "boat", "tree")),
        ("cat " * 10_000, "sun", ("cat", "sun")),
    ],
)
def test_what_was_pressed(so_far: str, pressed: str, chosen: tuple[str, ...]) -> None:
    assert chosen_pictures(so_far, pressed) == chosen


STAFF_HERE = replace(
    AMY_HERE, device=replace(TABLET, person=Person(id="s1", name="Ms Ada", role=Role.STAFF)), aup_due=False
)


def of_school(home: Home, **sections: Console | Portal) -> Pupil:
    return Pupil(create_app(Door(home=home, settings=Settings(**sections))).test_client())  # type: ignore[arg-type]  # by their names


@pytest.mark.parametrize(
    ("host", "console", "link"),
    [
        ("lollipop", Console(tls_port=4443), "https://lollipop:4443/"),
        ("10.0.0.2", Console(tls_port=4443), "https://10.0.0.2:4443/"),
        ("[fd00::2]", Console(tls_port=4443), "https://[fd00::2]:4443/"),
        ("wpad", Console(tls_port=4443), "https://lollipop:4443/"),
        ("lollipop", Console(listen="::", port=8100), "http://lollipop:8100/"),
    ],
)
def test_staff_find_the_console(home: Home, core: PortalCore, host: str, console: Console, link: str) -> None:
    pupil = of_school(home, console=console, portal=Portal(listen="::"))
    pupil.host = host
    words = f'<a href="{link}">Staff: open the console</a>'
    assert words in pupil.get("/").text
    core.says[AskSeat] = STAFF_HERE
    assert words in pupil.get("/").text


def test_a_pupil_who_is_here_is_told_nothing_of_the_console(home: Home, core: PortalCore) -> None:
    core.says[AskSeat] = AMY_HERE
    page = of_school(home, console=Console(tls_port=4443)).get("/").text
    assert "Hello, <bdi>Amy Ash</bdi>!" in page
    assert "console" not in page
    assert "4443" not in page


def test_a_console_that_is_kept_to_the_box_has_no_link(home: Home, core: PortalCore) -> None:
    assert core.says[AskSeat] == NOBODY
    assert "open the console" not in of_school(home).get("/").text
