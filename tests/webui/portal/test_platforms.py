import pytest

from webui.portal.platforms import named, recognised


@pytest.mark.parametrize(
    ("says", "name"),
    [
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1", "ipad"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15", "mac"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/131.0.0.0", "chromebook"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile", "android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0", "windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0", "linux"),
    ],
)
def test_a_browser_says_what_it_runs_on(says: str, name: str) -> None:
    found = recognised(says)
    assert found
    assert found == named(name)


@pytest.mark.parametrize("says", ["", "curl/8.5", "Nintendo Switch", "x" * 100_000 + "Windows NT"])
def test_what_is_not_known_is_not_guessed(says: str) -> None:
    assert recognised(says) is None
    assert named("toaster") is None
