import msgspec
import pytest

from appliance.config import Access, ActionRule, Group, Settings
from appliance.match.terms import Terms, load_terms
from appliance.model import (
    Ban,
    BanFor,
    Block,
    Capture,
    Channel,
    Device,
    Direction,
    Message,
    Pass,
    Person,
    Role,
    Severity,
)
from appliance.pipeline import admit, fingerprint, inspect
from appliance.policy.rules import Policy, build_policy, with_bans, with_school, with_seats
from appliance.policy.school import OwnTerm, SchoolPolicy
from tests.match.given import term

IPAD = Device(name="iPad 7", addresses=("10.0.0.7",), room="Oak")
SETTINGS = Settings(
    access=Access(blocked=("games.io",)),
    devices=(IPAD,),
    actions=(ActionRule(ban_minutes=5, category="Suicide", severity=Severity.SEVERE),),
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
    assert decision.findings[0].why.startswith("Suicide, severe: searched for; the library raises it")


def test_whoever_signs_in_is_judged_by_the_rules_of_their_class() -> None:
    settings = msgspec.structs.replace(SETTINGS, groups={"class-3b": Group(off=("Suicide",))})
    policy = build_policy(settings, load_terms())
    amy = Person(id="p1", name="Amy Bell", role=Role.PUPIL, groups=("class-3b", "chess"))
    ben = Person(id="p2", name="Ben Cole", role=Role.PUPIL, groups=("chess",))
    seats = {
        person: with_seats(policy, settings, [Device(name="iPad 7", addresses=("10.0.0.7",), person=person)])
        for person in (amy, ben)
    }
    assert isinstance(inspect(SEARCH, seats[ben]), Capture)
    assert not isinstance(inspect(SEARCH, seats[amy]), Capture)
    assert fingerprint(SEARCH, seats[amy]) != fingerprint(SEARCH, seats[ben])
    assert fingerprint(SEARCH, seats[ben]) == fingerprint(SEARCH, policy), "chess does not matter to it"


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
    assert [finding.count for finding in decision.findings] == [200]


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
    assert device == IPAD
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


PUPILS = Settings(
    groups={
        "nest": Group(devices=("10.0.0.9",), vulnerable=True),
        "year3": Group(devices=("10.0.0.7", "10.0.0.8"), off=("Filter bypass",)),
    }
)
TERMS = Terms(
    (term(1, "kill myself"), term(2, "past the school filter", channels=tuple(Channel), category="Filter bypass"))
)
GROUPED = build_policy(PUPILS, TERMS)


def by(message: Message, client: str, host: str = "") -> Message:
    return msgspec.structs.replace(message, client=client, host=host or message.host)


def test_a_device_is_judged_by_the_rules_of_its_group() -> None:
    assert inspect(by(PAGE, "10.0.0.7"), GROUPED) == Pass()
    assert isinstance(inspect(by(PAGE, "10.0.0.6"), GROUPED), Capture)


def test_what_a_library_only_notes_and_page_code_are_for_vulnerable_groups() -> None:
    noted = msgspec.structs.replace(PAGE, body=b"<p>i want to kill myself</p>")
    code = msgspec.structs.replace(PAGE, body=b"<p>hello</p><!-- how to get past the school filter -->")
    for message in (noted, code):
        assert inspect(by(message, "10.0.0.6"), GROUPED) == Pass()
        assert isinstance(inspect(by(message, "10.0.0.9"), GROUPED), Capture)


def test_a_reference_site_lowers_a_page_but_not_what_a_child_searches_for_there() -> None:
    page = inspect(by(PAGE, "10.0.0.6", "en.wikipedia.org"), POLICY)
    assert isinstance(page, Capture)
    assert page.findings[0].match.severity is Severity.MINOR
    assert page.findings[0].match.lowered == "it stands on wikipedia.org, an encyclopedia"
    search = msgspec.structs.replace(SEARCH, host="en.wikipedia.org", path="/w/index.php?search=how+to+kill+myself")
    found = inspect(search, POLICY)
    assert isinstance(found, Capture)
    assert found.findings[0].match.severity is Severity.SEVERE


def test_an_own_term_is_found_beside_the_libraries() -> None:
    own = OwnTerm(
        number=1,
        pattern="volcano club",
        severity=Severity.MODERATE,
        category="School's own terms",
        definition="",
        channels=(Channel.SEARCH,),
    )
    policy = with_school(POLICY, SETTINGS, SchoolPolicy(terms=(own,)))
    found = inspect(msgspec.structs.replace(SEARCH, path="/search?q=volcano+club"), policy)
    assert isinstance(found, Capture)
    assert found.findings[0].match.term == "school/1"
    assert inspect(SEARCH, policy) == inspect(SEARCH, POLICY)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(by(PAGE, "10.0.0.7"), by(PAGE, "10.0.0.8"), True, id="two devices of a group"),
        pytest.param(by(PAGE, "10.0.0.7"), by(PAGE, "10.0.0.6"), False, id="a group and none"),
        pytest.param(by(PAGE, "10.0.0.7"), by(PAGE, "10.0.0.9"), False, id="two groups"),
        pytest.param(by(PAGE, "", "a.example"), by(PAGE, "", "b.example"), True, id="two sites that nobody named"),
        pytest.param(by(PAGE, "", "a.example"), by(PAGE, "", "en.wikipedia.org"), False, id="a reference site"),
    ],
)
def test_a_fingerprint_covers_groups_and_sites(one: Message, other: Message, same: bool) -> None:
    assert (fingerprint(one, GROUPED) == fingerprint(other, GROUPED)) is same
    if same:
        assert inspect(one, GROUPED) == inspect(other, GROUPED)


def test_where_one_part_ends_and_the_next_begins_matters() -> None:
    one = msgspec.structs.replace(PAGE, content_type="a", body=b"b")
    assert fingerprint(one, POLICY) != fingerprint(msgspec.structs.replace(one, content_type="", body=b"ab"), POLICY)
