"""What a child wrote, sealed for whom it is for and kept; and they are told that something waits."""

import secrets
from collections.abc import Iterable
from hashlib import blake2b

from appliance.confide.due import due_at
from appliance.confide.front import Front, Reader
from appliance.confide.model import ON_DUTY, More, Picture, Report
from appliance.confide.receipt import keys_of, receipt_of
from appliance.confide.routing import Route
from appliance.confide.sealing import seal
from appliance.confide.urgent import wont_wait
from appliance.model import Frozen
from appliance.store.confide import NewEntry, NewReport
from appliance.store.rows.confide import ChildsReport, NoticeRow
from webui.confide.door import ConfideDoor
from webui.confide.steps import Draft

_NOTICE_BYTES = 12


class Pictures(Frozen):
    """`came` as the child chose them, `drawn` as they are kept."""

    came: tuple[bytes, ...] = ()
    drawn: tuple[Picture, ...] = ()


def send(draft: Draft, pictures: Pictures, route: Route, door: ConfideDoor) -> str:
    """The receipt: the same for the same form, which is kept once; one that was changed is another report. The store
    keeps only a digest of what the receipt is made of. Raises StorageError and ConfideError."""
    once = _once(draft, b"report", repr(draft).encode("utf-8", "replace"), pictures)
    receipt = receipt_of(once, door.secret, draft.language)
    keys = keys_of(receipt, door.secret)
    report = _report(draft, pictures, route, door)
    new = NewReport(
        once=once,
        lookup=keys.lookup,
        child=keys.public,
        day=door.today(),
        sealed=seal(report, {reader.account: reader.key for reader in route.readers}),
        notices=_notices(route.readers, door, urgent=report.urgent, more=False),
    )
    door.store().add_report(new)
    return receipt


def write_on(draft: Draft, words: str, pictures: Pictures, kept: ChildsReport, door: ConfideDoor) -> bool:
    """False where nobody of its readers is here any more. Raises StorageError and ConfideError."""
    readers = readers_of(kept, door.front())
    if not readers:
        return False
    more = More(words=words, pictures=pictures.drawn, urgent=door.urgent.is_urgent(words))
    once = _once(draft, b"more", f"{kept.id} {words}".encode("utf-8", "replace"), pictures)
    door.store().add(
        NewEntry(
            report=kept.id,
            day=door.today(),
            of_child=True,
            sealed=seal(more, {reader.account: reader.key for reader in readers}),
            once=once,
            notices=_notices(readers, door, urgent=more.urgent, more=True),
        )
    )
    return True


def readers_of(kept: ChildsReport, front: Front | None) -> tuple[Reader, ...]:
    """Those of its readers who can still open something."""
    return tuple(one for one in (front.readers if front else ()) if one.account in kept.readers)


def _report(draft: Draft, pictures: Pictures, route: Route, door: ConfideDoor) -> Report:
    if draft.about is None:
        raise ValueError("a draft without an answer to the first question is never sent")
    report = Report(
        about=draft.about,
        themes=draft.themes,
        words=draft.words,
        feeling=draft.feeling,
        safe=draft.safe,
        adult=draft.adult or "",
        wanted=draft.wanted or ON_DUTY,
        name=draft.name,
        pictures=pictures.drawn,
        language=draft.language,
        for_chair=route.for_chair,
    )
    urgent = wont_wait(report, door.urgent.is_urgent(report.words))
    return Report(**{name: getattr(report, name) for name in report.__struct_fields__} | {"urgent": urgent})


def _notices(readers: Iterable[Reader], door: ConfideDoor, *, urgent: bool, more: bool) -> tuple[NoticeRow, ...]:
    now = door.now()
    return tuple(
        NoticeRow(
            id=secrets.token_hex(_NOTICE_BYTES),
            account=reader.account,
            due=due_at(now, urgent),
            urgent=urgent,
            more=more,
        )
        for reader in readers
    )


def _once(draft: Draft, kind: bytes, said: bytes, pictures: Pictures) -> bytes:
    """Of the form and all that it says. Whoever goes back after Send, changes a word and sends it again has not sent it
    before."""
    made = blake2b(said, key=draft.once, digest_size=32, person=b"confide once")
    for part in (kind, *pictures.came):
        made.update(blake2b(part).digest())
    return made.digest()
