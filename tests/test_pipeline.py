import msgspec
import pytest

from appliance.config import Access, ActionRule, Settings
from appliance.match.terms import load_terms
from appliance.model import Ban, BanFor, Block, Capture, Channel, Device, Direction, Message, Pass, Severity
from appliance.pipeline import admit, fingerprint, inspect
from appliance.policy.rules import Policy, build_policy, with_bans

IPAD = Device(name="iPad 7", addresses=("10.0.0.7",), room="Oak")
SETTINGS = Settings(
    access=Access(blocked=("games.io",)),
    devices=(IPAD,),
    actions=(ActionRule(ban_minutes=5, category="Self-harm", severity=Severity.SEVERE),),
)
POLICY = build_policy(SETTINGS, load_terms())
SEARCH = Message(
    client="10.0.0.7",
    direction=Direction.SENT,
    method="GET",
    scheme="https",
    host="www.google.co.uk",
    path="/search?q=how+to+kill+myself",
    at=100.0,
)
PAGE = msgspec.structs.replace(
    SEARCH,
    direction=Direction.RECEIVED,
    content_type="text/html",
    body=b"<title>x</title><p>How to get past the school filter</p>",
)


def test_a_search_becomes_a_capture_that_says_why() -> None:
    decision = inspect(SEARCH, POLICY)
    assert isinstance(decision, Capture)
    assert decision.actions == (BanFor(seconds=300),)
    assert decision.findings[0].match.channel is Channel.SEARCH
    assert decision.findings[0].match.text == "how to kill myself"
    assert decision.findings[0].why.startswith("Self-harm, severe: searched for; the library raises it")


def test_a_page_is_read_without_its_address() -> None:
    decision = inspect(PAGE, POLICY)
    assert isinstance(decision, Capture)
    assert {finding.match.term.split("/")[0] for finding in decision.findings} == {"filter-bypass"}


def test_what_was_cut_is_marked() -> None:
    decision = inspect(msgspec.structs.replace(SEARCH, cut=True), POLICY)
    assert isinstance(decision, Capture)
    assert decision.cut


def test_more_matches_than_are_kept_count_as_cut() -> None:
    decision = inspect(msgspec.structs.replace(PAGE, body=b"<p>get past the school filter" * 500), POLICY)
    assert isinstance(decision, Capture)
    assert decision.cut
    assert len(decision.findings) == 200


def test_ordinary_traffic_passes() -> None:
    assert inspect(msgspec.structs.replace(SEARCH, path="/search?q=volcanoes"), POLICY) == Pass()


@pytest.mark.parametrize(
    ("host", "policy", "kind"),
    [
        pytest.param("bbc.co.uk", POLICY, Pass, id="allowed"),
        pytest.param("www.games.io", POLICY, Block, id="blocked"),
        pytest.param(
            "bbc.co.uk",
            with_bans(
                POLICY,
                [Ban(id="b", device="iPad 7", addresses=("10.0.0.7",), since=0.0, until=999.0, reason="", by="")],
            ),
            Ban,
            id="banned",
        ),
    ],
)
def test_may_this_request_go_out(host: str, policy: Policy, kind: type) -> None:
    device, verdict = admit(msgspec.structs.replace(SEARCH, host=host), policy, 1.0)
    assert device is IPAD
    assert isinstance(verdict, kind)


@pytest.mark.parametrize(
    ("message", "other", "same"),
    [
        pytest.param(
            PAGE,
            {"client": "10.0.0.8", "at": 5.0, "host": "b.org", "path": "/x", "referer": "y"},
            True,
            id="thirty children open the same page",
        ),
        pytest.param(PAGE, {"body": b"<p>other"}, False, id="another page"),
        pytest.param(PAGE, {"content_type": "text/plain"}, False, id="read as another format"),
        pytest.param(PAGE, {"cut": True}, False, id="cut"),
        pytest.param(SEARCH, {"client": "10.0.0.8", "at": 5.0}, True, id="the same search by another child"),
        pytest.param(SEARCH, {"path": "/search?q=x"}, False, id="another search"),
        pytest.param(PAGE, {"direction": Direction.SENT}, False, id="the other way"),
    ],
)
def test_a_fingerprint_covers_what_a_decision_depends_on(
    message: Message, other: dict[str, object], same: bool
) -> None:
    changed = msgspec.structs.replace(message, **other)
    assert (fingerprint(message, POLICY) == fingerprint(changed, POLICY)) is same
    if same:
        assert inspect(message, POLICY) == inspect(changed, POLICY)


def test_another_policy_has_other_fingerprints_and_bans_do_not_matter() -> None:
    assert fingerprint(PAGE, build_policy(Settings(), load_terms())) != fingerprint(PAGE, POLICY)
    assert fingerprint(PAGE, with_bans(POLICY, [])) == fingerprint(PAGE, POLICY)


def test_where_one_part_ends_and_the_next_begins_matters() -> None:
    one = msgspec.structs.replace(PAGE, content_type="a", body=b"b")
    assert fingerprint(one, POLICY) != fingerprint(msgspec.structs.replace(one, content_type="", body=b"ab"), POLICY)
