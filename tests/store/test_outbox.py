"""The outbox as a whole is tried with the mail process, in tests/mail/."""

import pytest
from msgspec.structs import replace

from appliance.mail.outgoing import ConfideMail, Letter, MailState, NewMail, TestMail
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


# --- about Confide: nobody's but its recipient's ---


def confide(store: Store, key: str = "confide/1") -> NewMail:
    number = next((one.number for one in store.accounts.all()), 0) or store.accounts.add("A", "a@b.test", "test", NOW)
    return NewMail(key=key, account=number, content=ConfideMail(urgent=True))


def listed(store: Store) -> tuple[object, ...]:
    return store.outbox.state(), store.outbox.waiting(), store.sizes()


@pytest.mark.parametrize("becomes", ["waiting", "later", "sending", "interrupted", "sent", "dropped", "given again"])
def test_a_mail_about_confide_makes_no_difference_to_anybody(store: Store, becomes: str) -> None:
    mail = confide(store)
    before = listed(store)
    assert store.outbox.add([mail], NOW) == 1
    claimed = store.outbox.claim(NOW + 1) if becomes != "waiting" else None
    match claimed, becomes:
        case None, _:
            assert becomes == "waiting"
        case one, "later":
            store.outbox.later(one.id, NOW + 60, "550 no such box: a@b.test")
        case _, "interrupted":
            assert store.outbox.interrupted() == 0
            assert store.outbox.claim(NOW + 2)
        case one, "sent":
            store.outbox.sent(one.id, NOW + 2)
        case one, "dropped":
            store.outbox.dropped(one.id, NOW + 2, "The account has ended.")
    if becomes == "given again":
        assert store.outbox.add([mail], NOW) == 0
    assert listed(store) == before


def test_its_number_leaves_no_gap(store: Store) -> None:
    store.outbox.add([confide(store), mail("1"), confide(store, "confide/2"), mail("2")], NOW)
    assert [one.id for one in store.outbox.waiting()] == [1, 2]
    store.outbox.add([confide(store, "confide/3"), mail("3")], NOW)
    assert [one.id for one in store.outbox.waiting()] == [1, 2, 3]


def test_that_one_was_refused_is_told_and_nothing_else_of_it(store: Store) -> None:
    store.outbox.add([confide(store)], NOW)
    claimed = store.outbox.claim(NOW)
    assert claimed
    before = store.outbox.state()
    store.outbox.refused(claimed.id, NOW, "", "A mail was not delivered.")
    assert store.outbox.state() == replace(before, refused_unlisted=True)
    assert not store.outbox.again(claimed.id, NOW)
    assert not store.outbox.put_away(claimed.id)


def test_nothing_is_left_of_one_that_was_sent_an_hour_ago(store: Store) -> None:
    store.outbox.add([confide(store), mail("1")], NOW)
    for _ in range(2):
        claimed = store.outbox.claim(NOW)
        assert claimed
        store.outbox.sent(claimed.id, NOW)
    store.outbox.forget_unlisted(NOW, NOW)
    assert store.outbox.with_key("confide/1")
    store.outbox.forget_unlisted(NOW + 1, NOW)
    assert store.outbox.with_key("confide/1") is None
    assert store.outbox.with_key("1")


def test_a_refused_one_is_told_of_for_longer(store: Store) -> None:
    store.outbox.add([confide(store)], NOW)
    claimed = store.outbox.claim(NOW)
    assert claimed
    store.outbox.refused(claimed.id, NOW, "")
    store.outbox.forget_unlisted(NOW + 1, NOW)
    assert store.outbox.state().refused_unlisted
    store.outbox.forget_unlisted(NOW + 1, NOW + 1)
    assert not store.outbox.state().refused_unlisted
