"""From the outbox to a mail: what its recipient may see at this moment is read, and nothing else."""

from email.message import EmailMessage

from appliance.account_changes import Changer, link
from appliance.alerts.facts import CaptureFacts
from appliance.config import Settings
from appliance.errors import MailError
from appliance.mail import words
from appliance.mail.compose import envelope, fill, fill_letter
from appliance.mail.outgoing import (
    CaptureMail,
    ConfideMail,
    DigestMail,
    GatheredMail,
    InvitationMail,
    Letter,
    QueuedMail,
    TestMail,
)
from appliance.mail.server import MailServer
from appliance.mail.words import Style, Told
from appliance.model import Frozen, Right, Viewer, the_box
from appliance.school_choices import school_of
from appliance.store import Store
from appliance.store.rows import AccountRow

_SENDER = the_box("invitations by mail")
_OUTSIDE = the_box("mail to an address outside the console")


class Dropped(Frozen):
    """There is nothing that the recipient may have, and `why` says so."""

    why: str


class Written(Frozen):
    to: str
    message: EmailMessage


class Desk:
    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    def write(self, queued: QueuedMail, server: MailServer, now: float) -> Written | Dropped:
        """Raises MailError where its address is none, StorageError."""
        account = self._account(queued)
        if queued.account is not None and account is None:
            return Dropped(why="The account has ended.")
        to = account.email if account else queued.address
        message = envelope(queued, to, server, now)
        if isinstance(queued.content, Letter):
            fill_letter(message, queued.content)
            return Written(to=to, message=message)
        if isinstance(queued.content, InvitationMail):
            told = self._invitation(account, server, queued, now)
        else:
            told = self._told(queued, server)
        if isinstance(told, Dropped):
            return told
        fill(message, told)
        return Written(to=to, message=message)

    def _account(self, queued: QueuedMail) -> AccountRow | None:
        row = self._store.accounts.get(queued.account) if queued.account is not None else None
        return row if row and row.ended_at is None else None

    def _told(self, queued: QueuedMail, server: MailServer) -> Told | Dropped:
        style = self._style(queued, server)
        match queued.content:
            case TestMail():
                return words.trial(style)
            case ConfideMail() as mail:
                return words.confide(mail, style)
            case CaptureMail() as mail:
                seen = self._seen(queued, (mail.capture,))
                return words.about_capture(mail, seen[0], style) if seen else _UNSEEN
            case DigestMail() as mail:
                seen = self._seen(queued, mail.captures)
                return words.digest(mail, seen, style) if seen else _UNSEEN
            case GatheredMail() as mail:
                seen = self._seen(queued, mail.captures)
                return words.gathered(mail, seen, style) if seen else _UNSEEN
            case _:
                raise MailError("There is nothing in this mail.")

    def _invitation(
        self, account: AccountRow | None, server: MailServer, queued: QueuedMail, now: float
    ) -> Told | Dropped:
        """Each try makes a new link, which ends the one before."""
        if account is None or not server.console:
            return Dropped(why="There is nowhere that the link could lead.")
        if self._store.proofs.password(account.number):
            return _HERE
        changer = Changer(viewer=_SENDER, by=_SENDER.name)
        token, until = link(self._store, account.number, changer, now)
        address = f"{server.console.rstrip('/')}/sign-in/{token}"
        return words.invitation(account.name, address, until, self._style(queued, server))

    def _style(self, queued: QueuedMail, server: MailServer) -> Style:
        return Style(
            school=school_of(self._store, self._settings).name,
            console=server.console,
            zone=self._store.access.timetable().zone,
            names=server.names,
            inside=queued.account is not None or queued.kind == "test",
        )

    def _seen(self, queued: QueuedMail, captures: tuple[int, ...]) -> tuple[CaptureFacts, ...]:
        """What the recipient may see of them now (FEATURES row C3). An address outside is told no names."""
        viewer = _OUTSIDE if queued.account is None else self._store.accounts.viewer(queued.account)
        return facts_for(self._store, viewer, captures)


def facts_for(store: Store, viewer: Viewer | None, captures: tuple[int, ...]) -> tuple[CaptureFacts, ...]:
    if viewer is None or not viewer.may(Right.CAPTURES):
        return ()
    return store.seen_by(viewer).alerts.facts(captures)


_HERE = Dropped(why="They have chosen a password already.")
_UNSEEN = Dropped(why="Its recipient may no longer see what it is about.")
