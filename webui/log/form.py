"""The log's filters, as they stand in the address, and what they ask."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from wtforms import DateField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Optional

from appliance.access.hosts import plain_host
from appliance.model import Handling, TriageStatus
from appliance.store.seen.asked import Kind, LogChoices, LogFilter
from webui.forms import Option, ScreenForm, line
from webui.words import CHANNEL_WORDS

LONGEST = 100
LONGEST_HOST = 253
KIND_WORDS = {
    Kind.VISIT: "Sites opened",
    Kind.SEARCH: "Searches",
    Kind.CAPTURE: "Captures",
    Kind.PAUSE: "Pauses",
    Kind.RULES: "Answers to the rules",
    Kind.SIGN_IN: "Signing in",
    Kind.MISTAKE: "“This is a mistake”",
}
HANDLING_WORDS = {
    Handling.READ: "Opened",
    Handling.PASSED: "Opened, content not checked",
    Handling.BLOCKED: "Blocked",
    Handling.WARNED: "Warned first",
    Handling.BANNED: "Tried during a pause",
    Handling.SPARED: "Opened: a pilot let it pass",
    Handling.SIGN_IN: "Asked to sign in first",
    Handling.REFUSED_APP: "Refused by an app",
    Handling.FAILED: "Did not load",
    Handling.ASKED: "Name looked up only",
}
STATUS_WORDS = {status: status.value.capitalize() for status in TriageStatus}
PERIODS = {"": "Any time", "1": "Today", "7": "The last 7 days", "30": "The last 30 days", "dates": "Between dates"}


_STATUSES = [Option("", "Any"), *(Option(status.value, word) for status, word in STATUS_WORDS.items())]
_CHANNELS = [Option("", "Anywhere"), *(Option(channel.value, word) for channel, word in CHANNEL_WORDS.items())]


class LogForm(ScreenForm):
    person = StringField("Who", line(LONGEST))
    group = SelectField("Class or group", default="")
    device = StringField("Device", line(LONGEST))
    room = SelectField("Room", default="")
    site = StringField("Site", line(LONGEST_HOST))
    text = StringField("Address contains", line(LONGEST))
    period = SelectField("When", choices=[Option(*one) for one in PERIODS.items()], default="")
    since = DateField("From", (Optional(),))
    until = DateField("To", (Optional(),))
    kinds = SelectMultipleField("What", choices=[Option(kind.value, word) for kind, word in KIND_WORDS.items()])
    handling = SelectMultipleField(
        "What happened to the visit", choices=[Option(one.value, word) for one, word in HANDLING_WORDS.items()]
    )
    category = StringField("Category of capture", line(LONGEST))
    term = StringField("Term that was caught", line(LONGEST))
    status = SelectField("Status of capture", choices=_STATUSES, default="")
    channel = SelectField("Where the term stood", choices=_CHANNELS, default="")

    def offer(self, choices: LogChoices) -> None:
        self.group.choices = [Option("", "Everyone"), *(Option(*one) for one in choices.groups)]
        self.room.choices = [Option("", "Every room"), *map(Option, choices.rooms)]

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if self.period.data not in {"", "dates"} and (self.since.data or self.until.data):
            self.wrong("period", "Choose “Between dates”, or empty the dates.")
            return False
        if fine and self._dated() and self.since.data and self.until.data and self.since.data > self.until.data:
            self.wrong("until", "The last day comes before the first. Change one of them.")
            return False
        return fine

    def asked(self, now: float) -> LogFilter:
        """What a form that was found right asks for."""
        since, until = self._span(now)
        return LogFilter(
            person=_plain(self.person),
            group=self.group.data or "",
            device=_plain(self.device),
            room=self.room.data or "",
            site=host_in(_plain(self.site)),
            category=_plain(self.category),
            term=_plain(self.term),
            status=TriageStatus(self.status.data) if self.status.data else None,
            channel=self.channel.data or "",
            kinds=tuple(map(Kind, self.kinds.data or ())),
            handling=tuple(map(Handling, self.handling.data or ())),
            since=since,
            until=until,
            text=_plain(self.text),
        )

    def query(self, **changed: str | date) -> str:
        """The filters as they stand in an address, in one order; with others instead."""
        given = {field.name: field.data for field in self} | changed
        return urlencode([(name, value) for name, data in given.items() for value in _values(data)])

    @property
    def more(self) -> bool:
        """Is one of the filters given that are folded away?"""
        return any(self[name].data for name in ("kinds", "handling", "category", "term", "status", "channel"))

    def _dated(self) -> bool:
        return self.period.data == "dates" or (not self.period.data and bool(self.since.data or self.until.data))

    def _span(self, now: float) -> tuple[float | None, float | None]:
        if self._dated():
            until = self.until.data + timedelta(days=1) if self.until.data else None
            return _midnight(self.since.data), _midnight(until)
        if not self.period.data:
            return None, None
        today = datetime.fromtimestamp(now, UTC).astimezone().date()
        return _midnight(today - timedelta(days=int(self.period.data) - 1)), None


def host_in(typed: str) -> str:
    """The host of what was typed or pasted: `https://www.bbc.co.uk/news` and `www.bbc.co.uk` are the same."""
    try:
        found = urlsplit(typed if "//" in typed else f"//{typed}").hostname
    except ValueError:
        return typed
    return plain_host(found or typed).removeprefix("www.")


def _plain(field: Any) -> str:
    return (field.data or "").strip()


def _midnight(day: date | None) -> float | None:
    """When a day begins here."""
    return None if day is None else datetime.combine(day, time()).astimezone().timestamp()


def _values(data: Any) -> Iterable[str]:
    if isinstance(data, date):
        return (data.isoformat(),)
    return (data,) if isinstance(data, str) and data else data or ()
