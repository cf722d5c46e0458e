"""Notices of an hour. When they are made and closed: tests/core/test_alerts.py."""

from msgspec.structs import replace

from appliance.alerts.directory import Recipient
from appliance.mail.outgoing import CaptureMail, NewMail
from appliance.store import Store
from appliance.store.alerting import Queue
from tests.alerts.test_flood import NOTICE


def test_they_are_kept_until_their_hour_is_closed(store: Store) -> None:
    held = replace(NOTICE, recipient=Recipient(address="trust@example.org"), held=True)
    with store._cases.transaction() as connection:
        Queue(notices=(NOTICE, held)).put(connection, 1.0)
    kept = store.notices.all()
    assert [replace(one, id=0) for one in kept] == [NOTICE, held]
    mail = NewMail(key="x", address="trust@example.org", content=CaptureMail(capture=1))
    store.notices.close(kept[1:], [mail], 2.0)
    assert store.notices.all() == kept[:1]
    assert store.outbox.state().waiting == 1
