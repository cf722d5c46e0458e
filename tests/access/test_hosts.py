import time

import pytest

from appliance.access.hosts import HostSet
from appliance.errors import ConfigError

HOSTS = HostSet(["Example.org", "=exact.net", "bücher.de", "apple.com", "!www.apple.com", "2001:db8::1"])


@pytest.mark.parametrize(
    ("host", "entry"),
    [
        pytest.param("example.org", "example.org", id="the host itself"),
        pytest.param("a.b.example.org", "example.org", id="below it"),
        pytest.param("EXAMPLE.ORG.", "example.org", id="upper case and a trailing dot"),
        pytest.param("notexample.org", "", id="a name that only ends alike"),
        pytest.param("example.org.evil.net", "", id="a name that only begins alike"),
        pytest.param("exact.net", "=exact.net", id="exactly"),
        pytest.param("www.exact.net", "", id="below an exact entry"),
        pytest.param("xn--bcher-kva.de", "bücher.de".encode("idna").decode(), id="international name"),
        pytest.param("gs.apple.com", "apple.com", id="below an entry with an exception"),
        pytest.param("www.apple.com", "", id="the exception"),
        pytest.param("a.www.apple.com", "", id="below the exception"),
        pytest.param("[2001:db8::1]", "2001:db8::1", id="an IPv6 address in brackets"),
        pytest.param("", "", id="no host"),
    ],
)
def test_which_entry_covers_a_host(host: str, entry: str) -> None:
    assert HOSTS.match(host) == entry


@pytest.mark.parametrize("entry", ["", "=", "https://example.org/", "exa mple.org", "*.example.org", "a" * 300, "<b>"])
def test_what_is_no_host_is_refused_with_advice(entry: str) -> None:
    with pytest.raises(ConfigError, match="is not a host name; write it like"):
        HostSet([entry])


def test_a_megabyte_of_dots_is_answered_at_once() -> None:
    started = time.perf_counter()
    assert HOSTS.match("." * 1_000_000 + "a." * 500_000 + "example.org") == "example.org"
    assert time.perf_counter() - started < 0.5
