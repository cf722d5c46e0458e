"""What mails about captures say. By default who, what category, how severe, where and when, with a link; never what was
written, and no picture. Everything that came from the network is put on one line, with what nobody sees shown."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from appliance import unseen
from appliance.alerts.digest import Count, counts
from appliance.alerts.facts import CaptureFacts
from appliance.alerts.rules import How
from appliance.mail.outgoing import CaptureMail, ConfideMail, DigestMail, GatheredMail, Why
from appliance.model import Frozen, is_hidden

LISTED = 50


class Style(Frozen):
    """How a mail is written: for whom and where. `names` says whether pupils are named; `inside`, whether its recipient
    has an account and so may have a link to `console`."""

    school: str
    console: str
    zone: str
    names: bool
    inside: bool

    def link(self, path: str) -> str:
        return f"{self.console.rstrip('/')}{path}" if self.inside and self.console else ""


class Row(Frozen):
    """A line of a mail: what it is, what is said, and a link or an empty string."""

    label: str
    text: str
    link: str = ""


class Told(Frozen):
    """A mail before it takes a form. `rows` is a table, `lists` are others with their headings, `action` is the one
    thing to do, with its link or an empty string."""

    subject: str
    opening: str
    rows: tuple[Row, ...] = ()
    lists: tuple[tuple[str, tuple[Row, ...]], ...] = ()
    action: str = ""
    link: str = ""
    closing: str = ""


def about_capture(mail: CaptureMail, facts: CaptureFacts, style: Style) -> Told:
    link = style.link(f"/captures/{facts.id}")
    return Told(
        subject=unseen.one_line(f"{_subject(mail.why)}: {_category(facts)} ({facts.severity.value})", 120),
        opening=_opening(mail, facts, style),
        rows=_rows(facts, style),
        action="Open the capture" if link else _SIGN_IN,
        link=link,
        closing=_CLOSING[mail.why],
    )


_SIGN_IN = "Sign in to Lollipop to see more."
_SUBJECTS = {Why.RULE: "Lollipop", Why.UNOPENED: "Not opened yet", Why.ESCALATED: "Escalated to you"}
_CLOSING = {
    Why.RULE: "What was written or seen is not in this mail. It is in the console, for those who may see it.",
    Why.UNOPENED: "You are told because nobody who was told before has opened it. Opening it stops these mails.",
    Why.ESCALATED: "What was written or seen, and any note, is in the console.",
}


def _subject(why: Why) -> str:
    return _SUBJECTS[why]


def _opening(mail: CaptureMail, facts: CaptureFacts, style: Style) -> str:
    what = f"a {facts.severity.value} capture in {_category(facts)}"
    match mail.why:
        case Why.UNOPENED:
            return f"Nobody has opened {what} in {mail.minutes} minutes."
        case Why.ESCALATED:
            return f"{unseen.one_line(mail.by, 80)} asks you to look after {what}."
        case _:
            return f"There is {what} at {unseen.one_line(style.school, 80)}."


def _rows(facts: CaptureFacts, style: Style) -> tuple[Row, ...]:
    """Of Illegal content the category only (FEATURES row B7)."""
    what = (
        Row(label="Category", text=unseen.one_line(facts.category)),
        Row(label="Severity", text=facts.severity.value),
    )
    when = Row(label="When", text=moment(facts.at, style.zone))
    if is_hidden(facts.category):
        return (*what, when)
    return (Row(label="Who", text=who(facts, style)), *what, Row(label="Where", text=_where(facts, style)), when)


def who(facts: CaptureFacts, style: Style) -> str:
    """`Amy Ash, 4B`; without names `A pupil in 4B`. Nobody known: the device, which without names is not called by its
    name either, for that may hold a child's."""
    group = unseen.one_line(facts.class_title, 40)
    if style.names and style.inside:
        name = unseen.one_line(facts.person_name or facts.device, 80)
        return f"{name}, {group}" if group else name
    if facts.person:
        return f"A pupil in {group}" if group else "Somebody at school"
    return "A device, and nobody knows who was at it"


def _where(facts: CaptureFacts, style: Style) -> str:
    site = unseen.one_line(facts.host, 80)
    device = facts.device if style.names and style.inside and facts.person else ""
    return ", ".join(filter(None, (unseen.one_line(device, 60), unseen.one_line(facts.room, 60), site))) or "not known"


def digest(mail: DigestMail, captures: tuple[CaptureFacts, ...], style: Style) -> Told:
    """`captures` are those of the mail that the recipient may see. Outside the console only numbers are told."""
    period = "daily" if mail.how is How.DAILY else "weekly"
    open_ = tuple(one for one in captures if one.status.is_open)
    link = style.link("/captures")
    return Told(
        subject=f"Lollipop: {period} digest, {_times(len(captures), 'capture')}",
        opening=_summary(captures, open_, style, mail.more),
        lists=(
            ("How many", tuple(map(_count_row, counts(captures)))),
            *((("Still open", tuple(_listed(open_, style))),) if style.inside and open_ else ()),
        ),
        action="Open the queue" if link else _SIGN_IN,
        link=link,
        closing="Times and digests are chosen in the console under Alerts.",
    )


def _summary(captures: tuple[CaptureFacts, ...], open_: tuple[CaptureFacts, ...], style: Style, more: int) -> str:
    school = unseen.one_line(style.school, 80)
    first, last = moment(captures[0].at, style.zone), moment(captures[-1].at, style.zone)
    cut = f" {more:,} older ones are not counted here." if more else ""
    total = _times(len(captures), "capture")
    return f"{total} at {school}, from {first} to {last}. {_times(len(open_), 'is', 'are')} still open.{cut}"


def _count_row(count: Count) -> Row:
    return Row(
        label=f"{count.severity.value.capitalize()}, {unseen.one_line(count.category, 60)}", text=str(count.times)
    )


def _listed(captures: tuple[CaptureFacts, ...], style: Style) -> Iterable[Row]:
    """The gravest first, and of those the oldest."""
    ordered = sorted(captures, key=lambda one: (-one.severity.rank, one.at))
    for one in ordered[:LISTED]:
        hidden = is_hidden(one.category)
        said = (
            unseen.one_line(one.category, 60) if hidden else f"{unseen.one_line(one.category, 60)}: {who(one, style)}"
        )
        label = f"{one.severity.value.capitalize()}, {moment(one.at, style.zone)}"
        yield Row(label=label, text=said, link=style.link(f"/captures/{one.id}"))
    if len(ordered) > LISTED:
        yield Row(label="And more", text=f"{len(ordered) - LISTED} more, in the console")


def gathered(mail: GatheredMail, captures: tuple[CaptureFacts, ...], style: Style) -> Told:
    """`captures` are those of the mail that the recipient may see, all of one person or device."""
    link = style.link("/captures")
    total = _times(len(captures) + mail.more, "more capture")
    about = "" if is_hidden(captures[0].category) else f": {who(captures[0], style)}"
    return Told(
        subject=f"{_subject(mail.why)}: {total}",
        opening=f"{total} since {moment(mail.since, style.zone)}{about}.",
        lists=(("Since then", tuple(_listed(captures, style))),) if style.inside else (),
        action="Open the queue" if link else _SIGN_IN,
        link=link,
        closing="There were many within an hour, so these came together. The queue has them all.",
    )


def _category(facts: CaptureFacts) -> str:
    return unseen.one_line(facts.category, 60)


def invitation(name: str, link: str, until: float, style: Style) -> Told:
    """`link` opens the account of `name` once, until then."""
    return Told(
        subject=f"Lollipop: your account at {unseen.one_line(style.school, 80)}",
        opening=f"Hello {unseen.one_line(name, 80)}, you have an account at {unseen.one_line(style.school, 80)}’s"
        " Lollipop, which looks after the internet of the pupils.",
        action="Choose your password",
        link=link,
        closing=f"The link works once, until {moment(until, style.zone)}, and it is yours alone: whoever has it can"
        " choose the password. If it is too late, ask for another.",
    )


def confide(mail: ConfideMail, style: Style) -> Told:
    """Nothing of what waits, of whom it is, or since when."""
    link = style.link("/confide")
    return Told(
        subject="Please look in Confide now" if mail.urgent else "Something waits for you in Confide",
        opening="Something in Confide would not wait. Please look at it now."
        if mail.urgent
        else "Something waits for you in Confide.",
        action="Open Confide" if link else "Sign in to Lollipop, and open Confide.",
        link=link,
        closing="What it is stands in no mail. Please do not pass this mail on.",
    )


def trial(style: Style) -> Told:
    return Told(
        subject="Lollipop: mail works",
        opening=f"This is the test that was asked for at {unseen.one_line(style.school, 80)}. Alerts can reach you.",
        link=style.link("/alerts"),
        action="Open alerts" if style.link("/alerts") else "",
    )


def moment(at: float, zone: str) -> str:
    """`Mon 16 Nov 2026, 09:12` on the school's clock."""
    then = datetime.fromtimestamp(at, ZoneInfo(zone))
    return f"{then:%a} {then.day} {then:%b %Y, %H:%M}"


def _times(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
