import pytest

from appliance.access.hosts import HostSet
from appliance.errors import ConfigError
from appliance.model import Channel, Severity
from appliance.policy.sites import at_site, build_sites, shipped
from tests.match.given import term
from tests.policy.given import match

TERMS = (
    term(1, "boom", category="Weapons", unless_sites=("bbc.co.uk", "!news.bbc.co.uk")),
    term(2, "bang", category="Weapons"),
)
SITES = build_sites(("ourschool.example", "!twinkl.co.uk"), TERMS, ("games.example",))


@pytest.mark.parametrize(
    "host",
    """www.bbc.co.uk www.thenational.academy learning.nspcc.org.uk www.childline.org.uk en.wikipedia.org
    simple.wikipedia.org www.gov.uk 111.nhs.uk www.youngminds.org.uk www.papyrus-uk.org www.samaritans.org
    www.beateatingdisorders.org.uk www.talktofrank.com kids.britannica.com www.natgeokids.com www.mind.org.uk
    www.kooth.com www.internetmatters.org www.thinkuknow.co.uk www.ceop.police.uk www.twinkl.co.uk""".split(),  # noqa: SIM905  # a list of hosts reads best as words
)
def test_sites_that_teach_and_help_are_shipped(host: str) -> None:
    assert HostSet(shipped()).match(host)


@pytest.mark.parametrize(
    "host", ["www.google.com", "www.reddit.com", "bbc.co.uk.example.com", "notwikipedia.org", "www.tes-forum.example"]
)
def test_other_sites_are_not(host: str) -> None:
    assert not HostSet(shipped()).match(host)


def test_every_shipped_site_says_what_it_is() -> None:
    assert all(shipped().values())


@pytest.mark.parametrize(
    ("host", "channel", "lowered"),
    [
        pytest.param("en.wikipedia.org", Channel.PAGE, "it stands on wikipedia.org, an encyclopedia", id="a page"),
        pytest.param("EN.Wikipedia.org.", Channel.TITLE, "it stands on wikipedia.org, an encyclopedia", id="a title"),
        pytest.param("en.wikipedia.org", Channel.TYPED, "", id="what a child types there"),
        pytest.param("en.wikipedia.org", Channel.SEARCH, "", id="what a child searches for there"),
        pytest.param("en.wikipedia.org", Channel.CHAT, "", id="a chat"),
        pytest.param("www.reddit.com", Channel.PAGE, "", id="another site"),
        pytest.param("www.twinkl.co.uk", Channel.PAGE, "", id="a site that the school took out"),
        pytest.param(
            "www.ourschool.example",
            Channel.PAGE,
            "it stands on ourschool.example, a site on the school's own list",
            id="a site that the school put in",
        ),
    ],
)
def test_a_page_of_a_reference_site_counts_for_less(host: str, channel: Channel, lowered: str) -> None:
    (hit,) = at_site([match("weapons/2", channel)], host, SITES)
    assert hit.lowered == lowered
    assert hit.severity is (Severity.MINOR if lowered else Severity.SEVERE)


def test_what_lowered_a_hit_before_stays() -> None:
    quoted = match("weapons/2", Channel.PAGE, Severity.MINOR, lowered="it stands in quotation marks")
    assert at_site([quoted], "bbc.co.uk", SITES) == (quoted,)


@pytest.mark.parametrize(
    ("host", "channel", "hits"),
    [
        pytest.param("www.bbc.co.uk", Channel.PAGE, 0, id="on a page of its site"),
        pytest.param("www.bbc.co.uk", Channel.URL, 0, id="in an address of its site"),
        pytest.param("www.bbc.co.uk", Channel.TYPED, 1, id="typed there"),
        pytest.param("news.bbc.co.uk", Channel.PAGE, 1, id="on a part that is taken out"),
        pytest.param("www.itv.com", Channel.PAGE, 1, id="elsewhere"),
    ],
)
def test_a_terms_own_sites_take_the_hit_away(host: str, channel: Channel, hits: int) -> None:
    assert len(at_site([match("weapons/1", channel)], host, SITES)) == hits


@pytest.mark.parametrize(
    ("host", "matters"),
    [
        pytest.param("www.bbc.co.uk", True, id="a reference site"),
        pytest.param("games.example", True, id="the site of an ignore entry"),
        pytest.param("news.bbc.co.uk", True, id="one that a term takes out"),
        pytest.param("www.itv.com", False, id="a site that nobody named"),
    ],
)
def test_only_sites_that_a_rule_names_matter(host: str, matters: bool) -> None:
    assert SITES.matter(host) is matters


def test_a_site_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match="'a b' is not a host name"):
        build_sites(("a b",), (), ())
