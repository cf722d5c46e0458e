from appliance.portal_wire import Mistake, Noted
from tests.webui.portal.given import ADDRESS, PortalCore, Pupil

URL = "https://owls.example/<b>?q=1&r=2"


def test_a_link_only_shows_what_would_be_sent(pupil: Pupil, core: PortalCore) -> None:
    page = pupil.get("/mistake?url=https://owls.example/%3Cb%3E").text
    assert "https://owls.example/&lt;b&gt;" in page
    assert not list(core.heard(Mistake))


def test_the_form_tells_a_grown_up(pupil: Pupil, core: PortalCore) -> None:
    core.says[Mistake] = Noted()
    page = pupil.post("/mistake", {"url": URL, "words": " my project "}).text
    assert "Thank you" in page
    assert list(core.heard(Mistake)) == [Mistake(address=ADDRESS, url=URL, words="my project")]


def test_without_an_address_there_is_nothing_to_tell(pupil: Pupil) -> None:
    assert pupil.get("/mistake").status_code == 404
    assert pupil.post("/mistake", {"words": "x"}).status_code == 400


def test_what_is_too_long_is_cut(pupil: Pupil, core: PortalCore) -> None:
    core.says[Mistake] = Noted()
    pupil.post("/mistake", {"url": "u" * 9000, "words": "w" * 3000})
    (told,) = core.heard(Mistake)
    assert (len(told.url), len(told.words)) == (8000, 2000)
