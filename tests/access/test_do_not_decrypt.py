import pytest

from appliance.access.do_not_decrypt import may_be_proposed, never_proposed, shipped
from appliance.access.hosts import HostSet

SHIPPED = HostSet(shipped())


@pytest.mark.parametrize(
    "host",
    [
        "gs.apple.com",
        "p12-ckdatabase.icloud.com",
        "accounts.google.com",
        "login.microsoftonline.com",
        "www.gstatic.com",
    ],
)
def test_services_that_break_under_inspection_pass(host: str) -> None:
    assert SHIPPED.match(host)


@pytest.mark.parametrize(
    "host",
    """www.google.com google.co.uk www.bing.com duckduckgo.com www.youtube.com www.ecosia.org search.yahoo.com
    www.qwant.com search.brave.com chatgpt.com gemini.google.com copilot.microsoft.com m365.cloud.microsoft
    docs.google.com mail.google.com outlook.office.com teams.microsoft.com web.whatsapp.com discord.com www.tiktok.com
    www.roblox.com cloudsearch.googleapis.com addons.mozilla.org storage.googleapis.com discussions.apple.com
    www.icloud.com""".split(),  # noqa: SIM905  # a list of hosts reads best as words
)
def test_where_pupils_type_or_search_is_decrypted(host: str) -> None:
    assert not SHIPPED.match(host)


def test_every_host_has_a_reason() -> None:
    assert all(reason for reason in shipped().values())


@pytest.mark.parametrize("host", ["www.google.com", "chatgpt.com", "www.tiktok.com", "nordvpn.com", "games.io"])
def test_looking_away_is_never_proposed_where_children_write_nor_where_it_is_blocked(host: str) -> None:
    assert not may_be_proposed(host, HostSet(["games.io"]))


def test_a_school_app_may_be_proposed() -> None:
    assert may_be_proposed("api.times-tables-app.example", HostSet())


def test_no_shipped_suffix_is_wider_than_a_host_that_is_never_proposed() -> None:
    exact_or_excepted = {host for host in never_proposed() if SHIPPED.match(host)}
    assert exact_or_excepted <= {"mask.icloud.com", "mask-h2.icloud.com", "icloud.com"}
