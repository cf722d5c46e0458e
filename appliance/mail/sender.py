"""Sends what waits in the outbox: one mail after another, each until the server has taken it or said that it never
will."""

import logging
from collections.abc import Callable, Iterator
from itertools import chain

from appliance.config import Home
from appliance.errors import MailError
from appliance.mail.line import Line
from appliance.mail.outgoing import QueuedMail
from appliance.mail.retry import next_try, pause
from appliance.mail.server import MailServer, Secrets, secrets_of
from appliance.mail.token import Tokens
from appliance.mail.trouble import MailServerError, TryLaterError
from appliance.mail.writing import Desk, Dropped
from appliance.store import Store
from appliance.store.outbox import is_given_up

AT_ONCE = 50  # mails over one line
_GIVEN_UP = "It could not be sent for five days."
_UNLISTED = "A mail was not delivered. Look under Accounts whether all addresses are right."
log = logging.getLogger("lollipop.mail")


class Sender:
    """`now` is the clock, in seconds since the epoch. A mail whose sending is broken off is sent again under the same
    Message-ID: it may then come twice, but it does not get lost."""

    def __init__(self, home: Home, store: Store, desk: Desk, now: Callable[[], float], tokens: Tokens) -> None:
        self._home = home
        self._store = store
        self._desk = desk
        self._now = now
        self._tokens = tokens
        self._known: tuple[MailServer, Secrets] | None = None
        self._failures = 0
        self._paused_until = 0.0
        self._taken: set[int] = set()  # by the server, and the store could not say so yet

    def begin(self) -> None:
        """Before the first round, and after one that the store broke off. Raises StorageError."""
        for number in tuple(self._taken):
            self._settle(number)
        if interrupted := self._store.outbox.interrupted():
            log.warning("%d mails were being sent when that was broken off; they are sent again", interrupted)

    def round(self) -> None:
        """Send what has its turn. Raises StorageError; every trouble with mail is told in the store."""
        try:
            server, secrets = self._settings()
        except MailError as error:
            self._fail_tests(str(error))
            return
        if not server.is_set_up:
            self._fail_tests("No mail server is set up yet.")
            return
        turns = self._turns(tests_only=self._now() < self._paused_until)
        if first := next(turns, None):
            self._send_all(first, turns, server, secrets)

    def _settings(self) -> tuple[MailServer, Secrets]:
        """When they changed, nothing waits any longer for what was wrong before."""
        found = self._store.choices.get(MailServer), secrets_of(self._home)
        if self._known is not None and self._known != found:
            self._failures, self._paused_until = 0, 0.0
            self._store.outbox.hurry()
        self._known = found
        return found

    def _turns(self, tests_only: bool) -> Iterator[QueuedMail]:
        for _ in range(AT_ONCE):
            if (mail := self._store.outbox.claim(self._now(), tests_only)) is None:
                return
            yield mail

    def _send_all(self, first: QueuedMail, turns: Iterator[QueuedMail], server: MailServer, secrets: Secrets) -> None:
        mail = first
        try:
            with Line(server, secrets, self._tokens) as line:
                for mail in chain([first], turns):  # the one that was tried last is asked for below
                    self._send(mail, line, server)
                    self._failures = 0
        except MailServerError as error:
            self._server_failed(mail, str(error))

    def _send(self, mail: QueuedMail, line: Line, server: MailServer) -> None:
        """Raises MailServerError."""
        try:
            written = self._desk.write(mail, server, self._now())
            if isinstance(written, Dropped):
                self._store.outbox.dropped(mail.id, self._now(), written.why)
                return
            line.send(written.message, written.to)
        except MailServerError:
            raise
        except TryLaterError as error:
            self._try_later(mail, next_try(mail.tries, self._now()), str(error))
        except MailError as error:
            self._refuse(mail, str(error))
        else:
            self._taken.add(mail.id)
            self._settle(mail.id)

    def _settle(self, number: int) -> None:
        self._store.outbox.sent(number, self._now())
        self._taken.discard(number)

    def _try_later(self, mail: QueuedMail, at: float, sentence: str) -> None:
        if mail.kind == "test" or is_given_up(mail, self._now()):
            self._refuse(mail, sentence if mail.kind == "test" else f"{_GIVEN_UP} {sentence}")
        else:
            self._store.outbox.later(mail.id, at, sentence)

    def _refuse(self, mail: QueuedMail, sentence: str) -> None:
        told = "" if mail.kind == "test" else f"A mail was not delivered. {sentence} See Alerts."
        if mail.kind == "confide":  # the server's words may say to whom it was
            sentence, told = "", _UNLISTED
        self._store.outbox.refused(mail.id, self._now(), sentence, told)

    def _server_failed(self, mail: QueuedMail, sentence: str) -> None:
        """Then it has time to come back, and the first time is an incident."""
        if mail.kind != "test":
            self._failures += 1
            self._paused_until = self._now() + pause(self._failures)
            if self._failures == 1:
                self._store.incidents.add("mail", self._now(), f"Mail cannot be sent, and waits. {sentence}", "mail")
        self._try_later(mail, self._paused_until, sentence)

    def _fail_tests(self, sentence: str) -> None:
        for mail in self._turns(tests_only=True):
            self._refuse(mail, sentence)
