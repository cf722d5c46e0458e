import time

import pytest

from appliance.extract.url import read
from appliance.model import Channel
from tests.extract.given import said, sent


@pytest.mark.parametrize(
    ("host", "path", "texts"),
    [
        pytest.param("nordvpn.com", "", [(Channel.URL, "nordvpn.com")], id="a host that is passed"),
        pytest.param(
            "a.org",
            "/how-to/make.a%20b%C3%B6mb?x=1",
            [(Channel.URL, "a.org\nhow-to\nmake a bömb\n1")],
            id="path and query",
        ),
        pytest.param(
            "www.google.co.uk",
            "/search?q=kill+my%73elf&hl=en",
            [(Channel.SEARCH, "kill myself"), (Channel.URL, "www.google.co.uk\nsearch\nen")],
            id="a search is told once, as a search",
        ),
        pytest.param("a.org", "/?kill+myself", [(Channel.URL, "a.org\nkill myself")], id="a query of words alone"),
        pytest.param("a.org", "/?&kill=&a&", [(Channel.URL, "a.org\na")], id="an empty field says nothing"),
        pytest.param("a.org", "/?password=kill+myself", [(Channel.URL, "a.org")], id="a password is not read"),
        pytest.param("a.org", "/%E9%zz%", [(Channel.URL, "a.org\n\ufffd%zz%")], id="broken escapes"),
    ],
)
def test_addresses(host: str, path: str, texts: list[tuple[Channel, str]]) -> None:
    assert said(list(read(sent(host=host, path=path)))) == texts


def test_a_megabyte_of_query_is_quick() -> None:
    started = time.perf_counter()
    list(read(sent(host="a.org", path="/?" + "a=%41&" * 200_000)))
    assert time.perf_counter() - started < 1
