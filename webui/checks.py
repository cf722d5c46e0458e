"""Is everything running? Each thing that should be so, in plain words, with what to do where it is not."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.x509 import load_pem_x509_certificate

from appliance.config import Home, MiB
from appliance.core.network_link import NOT_MANAGED
from appliance.errors import CoreAwayError, StorageError, WireError
from appliance.gauges import Clock, Gauges, clock, gauges
from appliance.mail.outgoing import OutboxState
from appliance.mail.server import MailServer
from appliance.model import Condition
from appliance.wire import AskStatus, Status
from webui.box import Box

WAITING_IS_MUCH = 1000
LEAST_DISK, FULL_DISK = 1024 * MiB, 64 * MiB
MAIL_SLOW = 15 * 60.0
MAIL_LATELY = 7 * 86_400.0
CERTIFICATE_SOON = timedelta(days=90)
_AROUND = {"cable": "Cables", "router": "Router", "internet": "Internet", "addresses": "Addresses"}


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that should be so: `state` in a word or two, `text` what it means and what to do."""

    name: str
    ok: bool
    state: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a look at the box found. `status` is None while core is away."""

    status: Status | None
    checks: tuple[Check, ...]

    @property
    def all_well(self) -> bool:
        return all(check.ok for check in self.checks)


def look(where: Box) -> Looked:
    status = _status(where)
    return Looked(
        status=status,
        checks=(
            *core_checks(status, where.settings.proxy.workers),
            clock_check(clock()),
            *heat_checks(gauges(where.home.root)),
            store_check(_store_trouble(where, status)),
            disk_check(shutil.disk_usage(where.home.root).free),
            certificate_check(where.home, datetime.fromtimestamp(where.now(), UTC)),
            *_mail_checks(where),
        ),
    )


def _status(where: Box) -> Status | None:
    try:
        answer = where.ask(AskStatus())
    except (CoreAwayError, WireError):
        return None
    return answer if isinstance(answer, Status) else None


def _store_trouble(where: Box, status: Status | None) -> str:
    try:
        where.store.incidents.recent(1)
    except StorageError as error:
        return str(error)
    return status.store_trouble if status else ""


def _mail_checks(where: Box) -> tuple[Check, ...]:
    """None while the store is away, which its own check says."""
    try:
        is_set_up = where.store.choices.get(MailServer).is_set_up
        return (mail_check(where.store.outbox.state(), is_set_up, where.now()),)
    except StorageError:
        return ()


def mail_check(state: OutboxState, is_set_up: bool, now: float) -> Check:
    """Well where nothing waits for long: a mail that was put off once is no trouble yet."""
    if state.oldest_at is not None and (now - state.oldest_at > MAIL_SLOW or not is_set_up):
        why = state.trouble if is_set_up else "No mail server is set up."
        text = f"{why or 'The part that sends mail does not answer.'} See Alerts. Nothing is lost for five days."
        return Check(name="Mail", ok=False, state=f"{state.waiting:,} waiting", text=text)
    if state.refused:
        text = "The server refused them for good. Under Alerts you see why, and can send them again."
        return Check(name="Mail", ok=False, state=f"{len(state.refused)} not delivered", text=text)
    if state.refused_unlisted:
        text = "The server refused it for good. Look under Accounts whether all addresses are right."
        return Check(name="Mail", ok=False, state="one not delivered", text=text)
    if not is_set_up:
        return Check(name="Mail", ok=True, state="not set up", text="Nobody is told by mail. Set it up under Alerts.")
    lately = state.sent_at is not None and now - state.sent_at < MAIL_LATELY
    return Check(name="Mail", ok=True, state="sent lately" if lately else "nothing waits", text="Alerts go out.")


def core_checks(status: Status | None, workers: int) -> tuple[Check, ...]:
    """What core says of itself, its workers, the spool and the network; without it, only that it is away."""
    if status is None:
        text = "Captures wait safely in the spool and appear when it is back. Pauses stay in force."
        return (Check(name="Recording", ok=False, state="away", text=text),)
    return (
        Check(name="Recording", ok=True, state="running", text="It records what is found, and carries out pauses."),
        _worker_check(len(status.workers), workers),
        _guard_check(sum(worker.pulse.guard_trips for worker in status.workers if worker.pulse)),
        _spool_check(status.spool_waiting),
        _network_check(status.network, status.network_well),
        *around_checks(status.conditions, managed=status.network != NOT_MANAGED),
        _helpers_check(len(status.helpers), status.helpers_trouble),
    )


def store_check(trouble: str) -> Check:
    if trouble:
        return Check(
            name="Storage", ok=False, state="in trouble", text=f"{trouble} What is found waits safely until then."
        )
    return Check(name="Storage", ok=True, state="working", text="Captures are written to the disk at once.")


def _worker_check(running: int, wanted: int) -> Check:
    state = f"{running} of {wanted} running"
    if running < wanted:
        text = "Pages may not load until the missing one is back; it is started again by itself."
        return Check(name="Reading pages", ok=False, state=state, text=text)
    return Check(name="Reading pages", ok=True, state=state, text="They read the pages that pupils open.")


def _guard_check(trips: int) -> Check:
    if trips:
        text = "Something in Lollipop failed on a page; the incidents below say where. Tell whoever looks after it."
        state = f"stepped in {trips:,} times" if trips > 1 else "stepped in once"
        return Check(name="Safety net", ok=False, state=state, text=text)
    return Check(name="Safety net", ok=True, state="quiet", text="No page made Lollipop fail since it was started.")


def _spool_check(waiting: int) -> Check:
    state = f"{waiting:,} waiting" if waiting else "empty"
    if waiting > WAITING_IS_MUCH:
        return Check(name="Queue", ok=False, state=state, text="Captures appear late. If this grows, look at the disk.")
    return Check(name="Queue", ok=True, state=state, text="What was found and is not written to the disk yet.")


def _network_check(network: str, well: bool) -> Check:
    if not well:
        text = f"Pupils’ traffic may not reach Lollipop: {network}."
        return Check(name="Network", ok=False, state="not as it should be", text=text)
    return Check(name="Network", ok=True, state=network, text="How pupils’ traffic comes to Lollipop.")


def around_checks(conditions: tuple[Condition, ...], *, managed: bool) -> tuple[Check, ...]:
    """Of cables, the router and the internet; nothing where the box does not look after a network."""
    if conditions:
        return tuple(Check(name=_AROUND[one.kind], ok=False, state=one.state, text=one.text) for one in conditions)
    if not managed:
        return ()
    return (
        Check(name="Cables and internet", ok=True, state="there", text="The box hears its router and the internet."),
    )


def clock_check(state: Clock) -> Check:
    if state == "set":
        return Check(name="Clock", ok=True, state="set", text="Timetables and pauses go by it.")
    if state == "wrong":
        text = (
            "The box thinks that it is long ago: its clock lost its power. Timetables and pauses are wrong, and many"
            " sites do not open, until it hears the time from the internet. It tries by itself."
        )
        return Check(name="Clock", ok=False, state="wrong", text=text)
    text = (
        "Since it was started the box has heard the time from nobody. It goes by its own clock, which may be some"
        " minutes off. If this stays so, the school’s router may keep it from asking for the time (port 123)."
    )
    return Check(name="Clock", ok=False, state="not set", text=text)


def heat_checks(found: Gauges) -> tuple[Check, ...]:
    if not found.is_hot:
        return ()
    text = "The box slows down to protect itself. Give it air: nothing on it, nothing close beside it, no sun."
    return (Check(name="Warmth", ok=False, state=f"{found.warmest:.0f} °C", text=text),)


def _helpers_check(here: int, trouble: str) -> Check:
    if trouble:
        text = f"{trouble} What devices have for Lollipop, they keep and send later."
        return Check(name="Helpers", ok=False, state="in trouble", text=text)
    text = "The small programs on pupils’ devices that are connected now."
    return Check(name="Helpers", ok=True, state=f"{here:,} here" if here else "none here", text=text)


def disk_check(free: int) -> Check:
    state = f"{free / (1024 * MiB):,.0f} GB free"
    if free < FULL_DISK:
        text = (
            "The disk is full. Pages are ruled as before, but what is found cannot be kept. Restart the box once; if"
            " this stays, tell whoever looks after it now."
        )
        return Check(name="Disk", ok=False, state="full", text=text)
    if free < LEAST_DISK:
        text = "The disk is nearly full. Captures are kept while there is room: tell whoever looks after the box now."
        return Check(name="Disk", ok=False, state=state, text=text)
    return Check(name="Disk", ok=True, state=state, text="Room for captures and what they need.")


def certificate_check(home: Home, now: datetime) -> Check:
    """By the public part: the console cannot read the key."""
    try:
        left = load_pem_x509_certificate(home.certificate.read_bytes()).not_valid_after_utc - now
    except (OSError, ValueError):
        text = "Lollipop’s certificate cannot be read, so devices cannot get it. Tell whoever looks after the box."
        return Check(name="Certificate", ok=False, state="missing", text=text)
    state = f"valid for {left.days:,} more days"
    if left < CERTIFICATE_SOON:
        text = "Devices stop trusting Lollipop when it ends. Make a new one, and put it on the devices, before then."
        return Check(name="Certificate", ok=False, state=state, text=text)
    return Check(name="Certificate", ok=True, state=state, text="With it, devices let Lollipop read what pupils open.")
