import time

import pytest

from appliance.access.hosts import HostSet, is_host, plain_host
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


@pytest.mark.parametrize(
    ("spelt", "host"),
    [
        pytest.param("Example.ORG.", "example.org", id="capitals and a full stop"),
        pytest.param("bücher.de", "xn--bcher-kva.de", id="international"),
        pytest.param("XN--Bcher-kva.de", "xn--bcher-kva.de", id="international, for the wire"),
        pytest.param("ｅxample。org。", "example.org", id="wide letters and stops"),
        pytest.param("2130706441", "127.0.0.9", id="an address as one number"),
        pytest.param("0177.0.0.9", "127.0.0.9", id="octal"),
        pytest.param("0x7f.9", "127.0.0.9", id="hexadecimal and short"),
        pytest.param("127.0.0.9.", "127.0.0.9", id="an address with a full stop"),
        pytest.param("[::FFFF:127.0.0.9]", "127.0.0.9", id="IPv4 in IPv6"),
        pytest.param("2001:DB8:0:0::1", "2001:db8::1", id="IPv6 at length"),
        pytest.param("256.1.1.1", "256.1.1.1", id="no address"),
        pytest.param("1.example", "1.example", id="a name that begins with a number"),
    ],
)
def test_a_host_has_one_spelling(spelt: str, host: str) -> None:
    assert plain_host(spelt) == host
    assert plain_host(host) == host
    assert is_host(host)


@pytest.mark.parametrize("entry", ["127.0.0.9", "2130706441", "::ffff:127.0.0.9"])
@pytest.mark.parametrize("asked", ["127.0.0.9", "127.9", "0177.0.0.9", "[::ffff:7f00:9]"])
def test_a_blocked_address_is_blocked_in_every_spelling(entry: str, asked: str) -> None:
    assert HostSet([entry]).match(asked)


@pytest.mark.parametrize("name", ["", "a..b", ".a", "a b", "a,b", "u@a", "a/b", "%61.org", "ü" * 100, "a" * 254])
def test_what_a_request_may_not_name(name: str) -> None:
    assert not is_host(plain_host(name))
