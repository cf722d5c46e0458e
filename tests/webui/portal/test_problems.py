import pytest

from appliance.config import Home, Settings
from tests.webui.portal.given import Pupil
from webui.portal.app import create_app
from webui.portal.door import Door


def test_without_core_a_child_is_told_to_wait(home: Home) -> None:
    pupil = Pupil(create_app(Door(home=home, settings=Settings())).test_client())
    answer = pupil.get("/")
    assert answer.status_code == 503
    assert "Please wait a moment" in answer.text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [("/nowhere", 404, "There is no page here"), ("/finished", 405, "That did not work")],
)
def test_problems_have_words(pupil: Pupil, path: str, status: int, words: str) -> None:
    answer = pupil.get(path)
    assert answer.status_code == status
    assert words in answer.text


def test_every_page_says_what_a_browser_may_do(pupil: Pupil) -> None:
    for path in ("/", "/nowhere", "/static/portal/portal.css", "/proxy.pac"):
        policy = pupil.get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
