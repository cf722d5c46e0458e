import pytest

from appliance.access.engine import Asked, Engine
from appliance.access.hosts import HostSet
from appliance.access.rules import AccessPolicy, AccessRule, Effect, Target, TargetKind
from appliance.access.verdict import AccessRules, admit, listed, person_key, undecrypted
from appliance.model import Ban, Block, Device, Pass, Person, Reason, Role, SignInFirst, Verdict

IPAD = Device(name="iPad 7", addresses=("10.0.0.7",))
AMY = Person(id="p1", name="Amy", role=Role.PUPIL, groups=("year3",))
BAN = Ban(id="b", device="iPad 7", addresses=("10.0.0.7",), since=100.0, until=200.0, reason="break", by="Ms Lee")
BANNED = AccessRules(
    blocked=HostSet(["games.io", "blocked-help.org", "childline.org.uk"]),
    always_allowed=HostSet(["our-school.sch.uk", "blocked-help.org"]),
    bans={"10.0.0.7": BAN},
)
BLOCKED = Block(reason=Reason.BLOCK_LIST, rule="games.io", source="access.blocked")
NOTHING = AccessRule(number=9, name="Nothing at all", effect=Effect.BLOCK)
CLOSED = Engine(AccessPolicy(rules=(NOTHING,)))


class Terrible:
    """An illegal list of two entries."""

    def match(self, host: str, path: str) -> str:
        return "Police/4" if host == "terrible.example" or (host == "nspcc.org.uk" and path == "/x") else ""


def asked(host: str, device: Device = IPAD, path: str | None = "/", *groups: str) -> Asked:
    return Asked(host=host, path=path, device=device, groups=groups, at=1000.0)


@pytest.mark.parametrize(
    ("host", "now", "verdict"),
    [
        pytest.param("bbc.co.uk", 150.0, BAN, id="banned"),
        pytest.param("games.io", 150.0, BAN, id="a ban comes before the block list"),
        pytest.param("www.childline.org.uk", 150.0, Pass(), id="help stays reachable, whatever the settings block"),
        pytest.param("lollipop", 150.0, Pass(), id="the box's own pages too"),
        pytest.param("our-school.sch.uk", 150.0, Pass(), id="what the school always allows too"),
        pytest.param("bbc.co.uk", 200.0, Pass(), id="the ban ends by itself"),
        pytest.param("bbc.co.uk", 99.0, BAN, id="the clock was set back to before the ban"),
        pytest.param("www.games.io", 250.0, BLOCKED, id="blocked"),
    ],
)
def test_may_this_device_go_there_now(host: str, now: float, verdict: Verdict) -> None:
    assert admit(asked(host), BANNED, now) == verdict


def test_a_host_that_is_both_allowed_in_a_ban_and_blocked_stays_blocked() -> None:
    assert isinstance(admit(asked("blocked-help.org"), BANNED, 150.0), Block)


def test_a_ban_follows_the_device_to_another_address() -> None:
    moved = Device(name="iPad 7", addresses=("10.0.0.99",))
    assert admit(asked("bbc.co.uk", moved), AccessRules(bans={"iPad 7": BAN}), 150.0) == BAN


def test_a_ban_follows_the_pupil_to_another_device() -> None:
    other = Device(name="Laptop 2", addresses=("10.0.0.20",), person=AMY)
    assert admit(asked("bbc.co.uk", other), AccessRules(bans={person_key("p1"): BAN}), 150.0) == BAN


def test_another_device_goes_on() -> None:
    assert admit(asked("bbc.co.uk", Device(name="x", addresses=("10.0.0.8",))), BANNED, 150.0) == Pass()


@pytest.mark.parametrize("host", ["childline.org.uk", "confide", "our-school.sch.uk"])
def test_no_rule_closes_help_confide_or_what_is_always_allowed(host: str) -> None:
    access = AccessRules(engine=CLOSED, always_allowed=HostSet(["our-school.sch.uk"]))
    assert admit(asked(host), access, 0.0) == Pass()
    assert admit(asked("bbc.co.uk"), access, 0.0) == Block(
        reason=Reason.RULE, rule="Nothing at all", source="access rule 9"
    )


def test_nothing_opens_an_illegal_address() -> None:
    everything = AccessRule(number=1, name="Filtering off", effect=Effect.ALLOW)
    access = AccessRules(
        engine=Engine(AccessPolicy(rules=(everything,))),
        always_allowed=HostSet(["terrible.example"]),
        do_not_decrypt=HostSet(["terrible.example"]),
        illegal=Terrible(),
    )
    block = Block(reason=Reason.ILLEGAL, rule="Police/4", source="illegal list")
    assert admit(asked("terrible.example"), access, 0.0) == block
    assert admit(asked("nspcc.org.uk", IPAD, "/x"), access, 0.0) == block, "a page of a site that is always open"
    assert admit(asked("nspcc.org.uk"), access, 0.0) == Pass()
    assert listed("Terrible.Example", access) == block


@pytest.mark.parametrize(
    ("device", "groups", "verdict"),
    [
        pytest.param(IPAD, (), SignInFirst(), id="nobody signed in"),
        pytest.param(Device(name="iPad 7", addresses=(), person=AMY), (), Pass(), id="Amy"),
        pytest.param(Device(name="Printer", addresses=()), (), Pass(), id="an exempt device"),
        pytest.param(IPAD, ("staff",), Pass(), id="a device of an exempt group"),
    ],
)
def test_who_is_it(device: Device, groups: tuple[str, ...], verdict: Verdict) -> None:
    access = AccessRules(sign_in=frozenset({"Printer", "staff"}))
    assert admit(asked("bbc.co.uk", device, "/", *groups), access, 0.0) == verdict
    assert admit(asked("childline.org.uk", device, "/", *groups), access, 0.0) == Pass(), "help is there for anyone"


def test_a_rule_passes_a_host_undecrypted_but_not_past_a_rule_about_its_pages() -> None:
    bank = Target(kind=TargetKind.HOST, value="bank.example")
    page = Target(kind=TargetKind.URL, value="bank.example/games")
    never = AccessRule(number=2, name="The bank", effect=Effect.NEVER_DECRYPT, what=(bank,))
    games = AccessRule(number=1, name="No games", effect=Effect.BLOCK, what=(page,))
    about = asked("bank.example", IPAD, None)
    assert undecrypted(about, AccessRules(engine=Engine(AccessPolicy(rules=(never,))))) == "The bank"
    assert undecrypted(about, AccessRules(engine=Engine(AccessPolicy(rules=(games, never))))) == ""
    assert undecrypted(about, AccessRules(do_not_decrypt=HostSet(["bank.example"]))) == "bank.example"
