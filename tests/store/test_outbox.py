"""The outbox as a whole is tried with the mail process, in tests/mail/."""

import pytest

from appliance.mail.outgoing import Letter, MailState, NewMail, TestMail
from appliance.store import Store

NOW = 1_000_000.0


def mail(key: str, **more: object) -> NewMail:
    return NewMail(key=key, address="a@b.test", content=Letter(subject=key, text="t"), **more)  # type: ignore[arg-type]  # as given


def test_a_mail_of_the_same_key_is_the_same_mail(store: Store) -> None:
    assert store.outbox.add([mail("1"), mail("1"), mail("2")], NOW) == 2
    assert store.outbox.add([mail("2"), mail("3")], NOW) == 1
    assert len({one.token for one in store.outbox.waiting()}) == 3


def test_also_when_it_was_sent(store: Store) -> None:
    store.outbox.add([mail("1")], NOW)
    claimed = store.outbox.claim(NOW)
    assert claimed
    store.outbox.sent(claimed.id, NOW)
    assert store.outbox.add([mail("1")], NOW) == 0
    store.outbox.forget(NOW)
    assert store.outbox.add([mail("1")], NOW) == 0
    store.outbox.forget(NOW + 1)
    assert store.outbox.get(claimed.id) is None


def test_whose_turn_it_is(store: Store) -> None:
    store.outbox.add([mail("1"), mail("2")], NOW)
    store.outbox.add([NewMail(key="t", address="a@b.test", content=TestMail())], NOW + 1)
    first = store.outbox.claim(NOW)
    assert first
    assert first.content == Letter(subject="1", text="t")
    store.outbox.later(first.id, NOW + 60, "not yet")
    order = []
    while claimed := store.outbox.claim(NOW + 100):
        order.append(claimed.kind if claimed.kind == "test" else claimed.id)
    assert order == ["test", 2, 1]
    assert store.outbox.interrupted() == 3


def test_state_says_since_when_and_what_went_wrong_last(store: Store) -> None:
    store.outbox.add([mail("1")], NOW)
    store.outbox.add([mail("2")], NOW + 5)
    assert (store.outbox.state().waiting, store.outbox.state().oldest_at) == (2, NOW)
    claimed = store.outbox.claim(NOW + 10)
    assert claimed
    store.outbox.refused(claimed.id, NOW + 11, "no such person", "A mail was refused.")
    state = store.outbox.state()
    assert (state.waiting, state.oldest_at, state.trouble, state.trouble_at) == (1, NOW + 5, "no such person", NOW + 11)
    assert [one.state for one in state.refused] == [MailState.REFUSED]
    assert store.incidents.recent()[0].text == "A mail was refused."


@pytest.mark.parametrize("way", ["again", "put_away"])
def test_only_what_was_refused_is_tried_again_or_put_away(store: Store, way: str) -> None:
    store.outbox.add([mail("1")], NOW)
    assert not (store.outbox.again(1, NOW) if way == "again" else store.outbox.put_away(1))
    assert not (store.outbox.again(77, NOW) if way == "again" else store.outbox.put_away(77))
