import pytest

from appliance.extract.search import search_names


@pytest.mark.parametrize(
    ("host", "path", "name"),
    [
        ("www.google.com", "/search", "q"),
        ("www.google.co.uk", "/complete/search", "q"),
        ("images.google.de", "/anything", "q"),
        ("www.bing.com", "/search", "q"),
        ("duckduckgo.com", "/", "q"),
        ("www.youtube.com", "/results", "search_query"),
        ("m.youtube.com", "/youtubei/v1/search", "query"),
        ("www.ecosia.org", "/search", "q"),
        ("uk.search.yahoo.com", "/search", "p"),
        ("search.yahoo.com", "/search", "p"),
        ("www.qwant.com", "/", "q"),
        ("search.brave.com", "/search", "q"),
        ("blog.example", "/", "s"),
        ("shop.example", "/search/results", "k"),
        ("shop.example", "/anywhere", "search"),
    ],
)
def test_search_fields(host: str, path: str, name: str) -> None:
    assert name in search_names(host, path)


@pytest.mark.parametrize(
    ("host", "path", "name"),
    [
        ("www.google.com", "/search", "hl"),
        ("shop.example", "/item", "k"),
        ("api.example", "/graphql", "query"),
        ("notgoogle.com.evil.example", "/x", "q"),
    ],
)
def test_other_fields(host: str, path: str, name: str) -> None:
    assert name not in search_names(host, path)
