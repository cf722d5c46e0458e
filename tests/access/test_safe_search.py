"""Searches ask for safe results, and YouTube for its restricted mode."""

import pytest

from appliance.access.safe_search import safe_headers, safe_path


@pytest.mark.parametrize(
    ("host", "asked", "sent"),
    [
        pytest.param("www.google.co.uk", "/search?q=cats", "/search?q=cats&safe=active", id="Google"),
        pytest.param(
            "www.google.com", "/search?safe=off&q=cats", "/search?q=cats&safe=active", id="switched off by hand"
        ),
        pytest.param(
            "www.google.com", "/search?q=a&SAFE=off&safe=images", "/search?q=a&safe=active", id="and said twice"
        ),
        pytest.param(
            "www.bing.com", "/images/search?q=cats", "/images/search?q=cats&adlt=strict", id="Bing's pictures"
        ),
        pytest.param("duckduckgo.com", "/?q=cats&kp=-2", "/?q=cats&kp=1", id="DuckDuckGo"),
        pytest.param("www.google.com", "/maps?q=cats", "/maps?q=cats", id="maps are no search"),
        pytest.param("www.google.com", "/search", "/search", id="nothing was asked"),
        pytest.param("www.google.evil.example", "/search?q=a", "/search?q=a", id="a name that only begins so"),
        pytest.param("bbc.co.uk", "/search?q=cats", "/search?q=cats", id="another site"),
    ],
)
def test_a_search_asks_for_safe_results(host: str, asked: str, sent: str) -> None:
    assert safe_path(host, asked) == sent


def test_headers() -> None:
    assert safe_headers("m.youtube.com", "strict", search=False) == (("YouTube-Restrict", "Strict"),)
    assert safe_headers("m.youtube.com", "moderate", search=True) == (("YouTube-Restrict", "Moderate"),)
    assert safe_headers("m.youtube.com", "off", search=True) == ()
    assert safe_headers("www.bing.com", "strict", search=True) == (("Prefer", "safe"),)
    assert safe_headers("www.bing.com", "strict", search=False) == ()
    assert safe_headers("bbc.co.uk", "strict", search=True) == ()
