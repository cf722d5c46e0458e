"""“May this pupil open this address now?”, answered with the rule that says so."""

from dataclasses import dataclass

from flask import request

from appliance.access.explain import Explanation
from appliance.access.rules import Subject, SubjectKind
from appliance.errors import AccessError, PeopleError
from appliance.may_reach import explained, known_device
from appliance.model import Device, Pass, SignInFirst, Verdict, Warn
from appliance.people_changes import find
from webui.box import box
from webui.proposals import policy
from webui.security import seen

_LONGEST_ADDRESS = 2000


@dataclass(frozen=True, kw_only=True)
class Try:
    """“May they open it now?” `verdict` is a word, `told` the explanation; `problem` is what is wrong with what was
    typed."""

    url: str = ""
    who: str = ""
    name: str = ""
    verdict: str = ""
    told: Explanation | None = None
    sentence: str = ""
    problem: str = ""


def tried() -> Try:
    """What stands in the address of the page."""
    url, who = (request.args.get(name, "").strip()[:_LONGEST_ADDRESS] for name in ("url", "who"))
    if not url:
        return Try(who=who, problem="Type an address." if "url" in request.args else "")
    try:
        name, device = whoever(who)
        told = explained(url, device, policy(), box().now())
    except (AccessError, PeopleError) as error:
        return Try(url=url, who=who, problem=str(error))
    return Try(url=url, who=who, name=name, verdict=verdict_word(told.verdict), told=told, sentence=sentence_of(told))


def whoever(who: str) -> tuple[str, Device]:
    """A pupil by name, where they are now; or a device; or, for an empty name, a device with nobody at it. Raises
    PeopleError."""
    where = box()
    if not who:
        return "a device with nobody signed in", Device(name="", addresses=())
    device = known_device(where.settings, who)
    if device.addresses:
        return device.name, device
    if found := where.store.devices.called(who):
        row = found[0]
        return row.title, Device(name=row.name, addresses=row.addresses, room=row.room, mac=row.mac)
    person = find(where.store, who).person
    seat = seen().classes.one(Subject(kind=SubjectKind.PERSON, name=person.id), where.now(), where.settings.known)
    here = seat.device if seat else None
    return person.name, here or Device(name="", addresses=(), person=person)


def sentence_of(told: Explanation) -> str:
    """Why, for people who do not know rules by number."""
    if isinstance(told.verdict, Pass) and told.verdict.spared:
        return told.sentence
    decides = next((step.name for step in told.steps if step.decides), "")
    return f"The rule “{decides}” decides." if decides else told.sentence


def verdict_word(verdict: Verdict) -> str:
    """`open`, `warned`, `signin` or `closed`."""
    match verdict:
        case Pass():
            return "open"
        case Warn():
            return "warned"
        case SignInFirst():
            return "signin"
    return "closed"
