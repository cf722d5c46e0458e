"""Web proxies, raw addresses, and sites that show others under their own name."""

import pytest

from appliance.access.ways_round import FETCHES, HIDDEN_NAMES, NUMBERS, shown_hosts, way_round

QUESTION = "AAABAAABAAAAAAAAA3d3dwdleGFtcGxlA2NvbQAAAQAB"  # the example of RFC 8484


@pytest.mark.parametrize(
    ("host", "path", "way"),
    [
        pytest.param("a.example", "/browse.php?u=https%3A%2F%2Fgames.example&b=4", FETCHES, id="Glype"),
        pytest.param("a.example", "/index.php?q=aHR0cHM6Ly9nYW1lcy5leGFtcGxl", FETCHES, id="PHProxy"),
        pytest.param("a.example", "/cgi-bin/nph-proxy.cgi/000000A/http/games.example/", FETCHES, id="CGIProxy"),
        pytest.param("a.example", "/?__cpo=aHR0cHM6Ly9nYW1lcw", FETCHES, id="CroxyProxy"),
        pytest.param("maths-help.example", "/uv/uv.bundle.js", FETCHES, id="Ultraviolet's program"),
        pytest.param("maths-help.example", "/uv/service/hvtrs8%2F-gcmgs.gxcmrlg", FETCHES, id="Ultraviolet's pages"),
        pytest.param("maths-help.example", "/scram/scramjet.all.js", FETCHES, id="Scramjet"),
        pytest.param("a.example", f"/any?dns={QUESTION}", HIDDEN_NAMES, id="a name asked for in hiding"),
        pytest.param("a.example", "/tools?dns=www.example.com", "", id="a page about a name"),
        pytest.param("93.184.216.34", "/", NUMBERS, id="an address in numbers"),
        pytest.param("2606:2800:220:1:248:1893:25c8:1946", "/", NUMBERS, id="an IPv6 address"),
        pytest.param("192.168.1.9", "/", "", id="a printer of the school's"),
        pytest.param("127.0.0.1", "/", "", id="this machine, which other walls guard"),
        pytest.param("bbc.co.uk", "/index.php?q=romans", "", id="an ordinary search"),
        pytest.param("bbc.co.uk", "/share?url=https://bbc.co.uk/news", "", id="a link to share"),
        pytest.param("bbc.co.uk", "/browse.php?u=12", "", id="an ordinary page called browse"),
        pytest.param("bbc.co.uk", "", "", id="a host of which no path was seen"),
        pytest.param("1.example", "/", "", id="a name that begins with a figure"),
    ],
)
def test_a_way_round_is_told_by_its_address(host: str, path: str, way: str) -> None:
    assert way_round(host, path) == way


@pytest.mark.parametrize(
    ("host", "path", "shown"),
    [
        pytest.param("www-games-example.translate.goog", "/x", ("www.games.example",), id="a translation's own host"),
        pytest.param("my--games-example.translate.goog", "/", ("my-games.example",), id="a name with a hyphen"),
        pytest.param("games-example.cdn.ampproject.org", "/c/s/games.example/a", ("games.example",), id="AMP's cache"),
        pytest.param(
            "translate.google.com", "/translate?sl=auto&u=https://games.example/a", ("games.example",), id="asked"
        ),
        pytest.param(
            "translate.google.co.uk", "/website?u=games.example:443/a", ("games.example",), id="without https"
        ),
        pytest.param(
            "web.archive.org", "/web/2020010203im_/http://Games.Example:80/", ("games.example",), id="archive"
        ),
        pytest.param("r.jina.example", "/https://games.example/a", ("games.example",), id="an address as the path"),
        pytest.param("r.jina.example", "/https%3A//u:p@games.example/a", ("games.example",), id="in escapes"),
        pytest.param("www.google.com", "/amp/s/games.example/a", ("games.example",), id="Google's AMP"),
        pytest.param("bbc.co.uk", "/news?next=https://games.example", (), id="a link in a query"),
        pytest.param("bbc.co.uk", "/", (), id="the front page"),
        pytest.param("bbc.co.uk", "", (), id="no path was seen"),
    ],
)
def test_the_site_that_is_shown_is_found(host: str, path: str, shown: tuple[str, ...]) -> None:
    assert shown_hosts(host, path) == shown


@pytest.mark.parametrize("path", ["/" + "a/" * 50_000, "/http:" + "/" * 100_000, "/?" + "u=1&" * 50_000])
def test_a_very_long_address_is_read_to_a_bound(path: str) -> None:
    assert way_round("a.example", path) == ""
    assert shown_hosts("translate.google.com", path) == ()
