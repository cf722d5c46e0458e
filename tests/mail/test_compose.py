"""Whatever came from the network is text in a mail, and stays where it belongs."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from html.parser import HTMLParser
from typing import cast

import pytest

from appliance import unseen
from appliance.alerts.facts import CaptureFacts
from appliance.alerts.rules import How
from appliance.errors import MailError
from appliance.mail import words
from appliance.mail.compose import address_of, envelope, fill, fill_letter
from appliance.mail.outgoing import (
    Attachment,
    CaptureMail,
    DigestMail,
    GatheredMail,
    Letter,
    MailState,
    QueuedMail,
    Why,
)
from appliance.mail.server import MailServer
from appliance.mail.words import Style
from appliance.model import ILLEGAL, Severity, TriageStatus
from tests.mail.school import NOW
from tests.webui.test_hostile_text import CORPUS

SERVER = MailServer(host="smtp.school.test", sender="lollipop@school.test", sender_name="Lollipop, St Mary’s")
STYLE = Style(school="St Mary’s", console="https://box.test", zone="Europe/London", names=True, inside=True)
HOSTILE = [
    *CORPUS,
    pytest.param("x\r\nBcc: everyone@school.test\r\n\r\nbody", id="a header"),
    pytest.param("x\n.\nMAIL FROM:<x@y>\n", id="a mail inside of the mail"),
    pytest.param("=?utf-8?q?=0D=0ABcc=3A_all=40school.test?=", id="an encoded header"),
    pytest.param("\u2028Subject: x\u2029", id="line separators"),
]


def facts(**changed: object) -> CaptureFacts:
    values: dict[str, object] = {
        "id": 12, "at": NOW, "category": "Self-harm", "term": "self-harm/1", "severity": Severity.SEVERE,
        "person": "amy", "person_name": "Amy Ash", "groups": ("class-4b",), "class_title": "4B", "device": "tablet-3",
        "room": "Room 4", "host": "search.example", "recipients": (), "status": TriageStatus.UNCLASSIFIED,
        "opened_at": None,
    }  # fmt: skip
    return CaptureFacts(**(values | changed))  # type: ignore[arg-type]  # as given


def queued() -> QueuedMail:
    return QueuedMail(
        id=1, token="abc", account=1, address="", kind="capture", content=None, queued_at=NOW, state=MailState.SENDING,
        tries=1, next_at=NOW, last_at=NOW, trouble="",
    )  # fmt: skip


def arrived(told: words.Told | Letter) -> EmailMessage:
    """As its recipient's program reads it, after its way over the line."""
    message = envelope(queued(), "ash@school.test", SERVER, NOW)
    if isinstance(told, Letter):
        fill_letter(message, told)
    else:
        fill(message, told)
    return cast("EmailMessage", message_from_bytes(message.as_bytes(policy=SMTP), policy=default))


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


HARMLESS = "html head meta title body p h2 table tr th td a bdi strong"


class Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.links = "", list[str]()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in HARMLESS.split(), tag
        values = dict(attrs)
        assert set(values) <= {"lang", "charset", "style", "href", "scope"}, values
        if tag == "a":
            self.links.append(values["href"] or "")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_in_every_field(hostile: str) -> None:
    fields = ("category", "term", "person_name", "class_title", "device", "room", "host")
    one = facts(**dict.fromkeys(fields, hostile))
    style = words.Style(school=hostile, console="https://box.test", zone="Europe/London", names=True, inside=True)
    for told in (
        *(words.about_capture(CaptureMail(capture=12, why=why, by=hostile), one, style) for why in Why),
        words.digest(DigestMail(how=How.DAILY, captures=(12,)), (one, one), style),
        words.gathered(GatheredMail(captures=(12,), why=Why.RULE, since=NOW), (one, one), style),
        words.trial(style),
    ):
        message = arrived(told)
        assert sorted(message.keys()) == sorted(
            ["From", "To", "Date", "Message-ID", "Auto-Submitted", "Subject", "MIME-Version", "Content-Type"]
        )
        assert message["To"] == "ash@school.test"
        assert not message.defects
        text, page = body(message, "plain"), Reader(body(message, "html"))
        start = unseen.one_line(hostile, 30)[:20]
        assert start in " ".join(text.split())
        assert start in " ".join(page.text.split())
        assert not [
            letter for letter in text + page.text + message["Subject"] if unseen.is_in(letter) and letter != "\n"
        ]
        assert all(link.startswith("https://box.test/") for link in page.links)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_in_a_letter(hostile: str) -> None:
    attachment = Attachment(name=hostile or "x", kind="text/csv", content=b"1")
    message = arrived(Letter(subject=hostile, text=hostile, attachments=(attachment,)))
    assert set(message.keys()) <= {
        "From", "To", "Date", "Message-ID", "Auto-Submitted", "Subject", "MIME-Version", "Content-Type",
    }  # fmt: skip
    (part,) = message.iter_attachments()
    assert not set(part.get_filename() or "") & set("\r\n\x00/\u202e")


def test_what_a_mail_about_a_capture_says() -> None:
    message = arrived(words.about_capture(CaptureMail(capture=12), facts(), STYLE))
    assert message["Subject"] == "Lollipop: Self-harm (severe)"
    assert message["From"] == '"Lollipop, St Mary’s" <lollipop@school.test>'
    assert message["Message-ID"] == "<abc@school.test>"
    assert body(message, "plain") == (
        "There is a severe capture in Self-harm at St Mary’s.\n\n"
        "Who:           Amy Ash, 4B\n"
        "Category:      Self-harm\n"
        "Severity:      severe\n"
        "Where:         tablet-3, Room 4, search.example\n"
        "When:          Tue 17 Nov 2026, 14:05\n\n"
        "Open the capture: https://box.test/captures/12\n\n"
        "What was written or seen is not in this mail. It is in the console, for those who may see it.\n"
    )
    page = Reader(body(message, "html"))
    assert page.links == ["https://box.test/captures/12"]
    assert "Amy Ash, 4B" in page.text


@pytest.mark.parametrize(
    ("names", "inside"), [pytest.param(False, True, id="the school's choice"), pytest.param(True, False, id="outside")]
)
def test_no_name_where_there_should_be_none(names: bool, inside: bool) -> None:
    style = Style(school="St Mary’s", console="https://box.test", zone="Europe/London", names=names, inside=inside)
    one = facts(device="Amy's iPad")
    told = (
        words.about_capture(CaptureMail(capture=12), one, style),
        words.digest(DigestMail(how=How.DAILY, captures=(12,)), (one,), style),
        words.gathered(GatheredMail(captures=(12,), why=Why.RULE, since=NOW), (one,), style),
        words.about_capture(CaptureMail(capture=12), facts(person="", person_name="", device="Amy's iPad"), style),
        words.about_capture(CaptureMail(capture=12), facts(class_title=""), style),
    )
    for one_mail in told:
        message = arrived(one_mail)
        assert "Amy" not in message["Subject"] + body(message, "plain") + body(message, "html")
        assert inside is ("https://box.test" in body(message, "plain"))
    assert "A pupil in 4B" in body(arrived(told[0]), "plain")


def test_what_came_within_an_hour_is_one_mail() -> None:
    mail = GatheredMail(captures=(12, 13), why=Why.RULE, since=NOW)
    told = words.gathered(mail, (facts(severity=Severity.MINOR), facts(id=13, at=NOW + 60)), STYLE)
    assert told.subject == "Lollipop: 2 more captures"
    assert body(arrived(told), "plain") == (
        "2 more captures since Tue 17 Nov 2026, 14:05: Amy Ash, 4B.\n\n\n"
        "Since then\n"
        "Severe, Tue 17 Nov 2026, 14:06: Self-harm: Amy Ash, 4B  https://box.test/captures/13\n"
        "Minor, Tue 17 Nov 2026, 14:05: Self-harm: Amy Ash, 4B  https://box.test/captures/12\n\n"
        "Open the queue: https://box.test/captures\n\n"
        "There were many within an hour, so these came together. The queue has them all.\n"
    )


def test_of_illegal_content_only_the_category_is_told() -> None:
    one = facts(category=ILLEGAL, host="bad.example")
    message = arrived(words.about_capture(CaptureMail(capture=12), one, STYLE))
    text = body(message, "plain") + body(message, "html") + message["Subject"]
    assert ILLEGAL in text
    for hidden in ("Amy", "4B", "tablet-3", "Room 4", "bad.example", "illegal/1", "self-harm/1"):
        assert hidden not in text
    listed = body(arrived(words.digest(DigestMail(how=How.DAILY, captures=(12,)), (one,), STYLE)), "plain")
    assert "Amy" not in listed
    together = words.gathered(GatheredMail(captures=(12,), why=Why.RULE, since=NOW), (one,), STYLE)
    assert "Amy" not in body(arrived(together), "plain")


def test_the_subject_never_says_who() -> None:
    for why in Why:
        told = words.about_capture(CaptureMail(capture=12, why=why, by="Mrs Fox"), facts(), STYLE)
        assert "Amy" not in told.subject


def test_a_digest_adds_up() -> None:
    captures = tuple(
        facts(id=number, category=category, severity=severity, status=status)
        for number, (category, severity, status) in enumerate(
            [
                ("Bullying", Severity.MINOR, TriageStatus.RESOLVED),
                ("Bullying", Severity.MINOR, TriageStatus.UNCLASSIFIED),
                ("Self-harm", Severity.SEVERE, TriageStatus.ESCALATED),
            ]
        )
    )
    told = words.digest(DigestMail(how=How.DAILY, captures=(0, 1, 2)), captures, STYLE)
    assert told.subject == "Lollipop: daily digest, 3 captures"
    counted, open_ = told.lists
    assert [(row.label, row.text) for row in counted[1]] == [("Severe, Self-harm", "1"), ("Minor, Bullying", "2")]
    assert [row.link for row in open_[1]] == ["https://box.test/captures/2", "https://box.test/captures/1"]
    assert "2 are still open" in told.opening


def test_a_long_digest_says_how_many_more_there_are() -> None:
    captures = tuple(facts(id=number) for number in range(120))
    text = body(arrived(words.digest(DigestMail(how=How.WEEKLY, captures=()), captures, STYLE)), "plain")
    assert text.count("https://box.test/captures/") == words.LISTED
    assert "70 more, in the console" in text


@pytest.mark.parametrize("text", ["", "a", "a@", "@b", "a b@c", "a@b\n", "a@b>", "<a@b>", "ä@b", "a@b, c@d"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(MailError):
        address_of(text)
