import pytest

from appliance.access.urls import plain_path, plain_url
from appliance.errors import ConfigError


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        pytest.param("/games", "/games", id="as it is"),
        pytest.param("/%67ames", "/games", id="an escaped letter"),
        pytest.param("/Games", "/games", id="capitals"),
        pytest.param("//games", "/games", id="two slashes"),
        pytest.param("/./x/../games/", "/games/", id="dots"),
        pytest.param("/..%2f..%2fgames", "/games", id="escaped dots"),
        pytest.param("/\\games", "/games", id="a backslash, which browsers turn"),
        pytest.param("/watch?v=A%42//c", "/watch?v=ab//c", id="a question keeps its slashes"),
        pytest.param("", "/", id="nothing"),
        pytest.param("/%ff", "/�", id="no text at all"),
    ],
)
def test_a_path_has_one_spelling(path: str, plain: str) -> None:
    assert plain_path(path) == plain


def test_a_path_without_end_is_cut() -> None:
    assert len(plain_path("/" + "a" * 1_000_000)) <= 2000


def test_an_address_has_one_spelling() -> None:
    assert plain_url(" HTTPS://WWW.Example.ORG:443/%67ames/ ") == "www.example.org/games/"


@pytest.mark.parametrize("text", ["example.org", "", "/games", "http://", "ex ample.org/x", "=example.org/x"])
def test_what_is_no_address_of_a_page_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        plain_url(text)
