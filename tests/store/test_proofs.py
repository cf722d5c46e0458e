"""What people prove themselves by, as it is kept."""

import pytest

from appliance.errors import PeopleError
from appliance.store import Store
from appliance.store.rows import NewPasskey
from appliance.store.sign_in import token_hash


@pytest.fixture
def ada(store: Store) -> int:
    return store.accounts.add("Ada Khan", "a.khan@school.test", "test", 1.0)


def passkey(id_: bytes = b"one") -> NewPasskey:
    return NewPasskey(id=id_, public_key=b"public", sign_count=0)


def told(store: Store) -> list[str]:
    return [entry.what for entry in reversed(store.audit.recent())]


def test_a_new_account_has_nothing_to_prove_itself_by(store: Store, ada: int) -> None:
    assert (store.proofs.password(ada), store.proofs.app(ada), store.proofs.has_second(ada)) == ("", (b"", 0), False)
    assert (store.proofs.passkeys(ada), store.proofs.codes_left(ada)) == ((), 0)
    assert (store.proofs.password(99), store.proofs.app(99), store.proofs.has_second(99)) == ("", (b"", 0), False)


def test_a_new_password_ends_the_other_sessions_and_the_links(store: Store, ada: int) -> None:
    here, there = store.sign_in.begin(ada, 2.0), store.sign_in.begin(ada, 2.0)
    link = store.sign_in.new_link(2.0, 60.0, ada)
    session = store.sign_in.session(here, 3.0)
    assert session is not None
    store.proofs.set_password(ada, "hash", session.id, "Ada", 3.0)
    assert store.proofs.password(ada) == "hash"
    assert store.sign_in.session(here, 4.0) is not None
    assert store.sign_in.session(there, 4.0) is None
    assert store.sign_in.link(link, 4.0) is None


def test_a_link_chooses_a_password_once_and_ends_what_was_open(store: Store, ada: int) -> None:
    before = store.sign_in.begin(ada, 2.0)
    link = token_hash(store.sign_in.new_link(2.0, 60.0, ada))
    assert store.proofs.choose_password(link, "hash", 3.0) == ada
    assert store.proofs.choose_password(link, "other", 4.0) is None
    assert (store.proofs.password(ada), store.sign_in.session(before, 4.0)) == ("hash", None)


def test_a_link_of_the_box_or_of_an_ended_account_chooses_none(store: Store, ada: int) -> None:
    box = token_hash(store.sign_in.new_link(2.0, 60.0))
    late = token_hash(store.sign_in.new_link(2.0, 1.0, ada))
    assert store.proofs.choose_password(box, "hash", 3.0) is None
    assert store.proofs.choose_password(late, "hash", 3.0) is None
    ended = token_hash(store.sign_in.new_link(3.0, 60.0, ada))
    store.accounts.end(ada, "test", 4.0)
    assert store.proofs.choose_password(ended, "hash", 5.0) is None


def test_a_time_step_is_taken_once_and_none_before_it(store: Store, ada: int) -> None:
    store.proofs.set_app(ada, b"sealed", 7, "Ada", 2.0)
    assert store.proofs.app(ada) == (b"sealed", 7)
    assert [store.proofs.take_step(ada, step) for step in (7, 8, 8, 6, 9)] == [False, True, False, False, True]


def test_several_passkeys_with_names(store: Store, ada: int) -> None:
    store.proofs.add_passkey(ada, passkey(), "phone", "lollipop.lan", "Ada", 2.0)
    store.proofs.add_passkey(ada, passkey(b"two"), "tablet", "lollipop.lan", "Ada", 3.0)
    assert [(one.name, one.host, one.last_at) for one in store.proofs.passkeys(ada)] == [
        ("phone", "lollipop.lan", None),
        ("tablet", "lollipop.lan", None),
    ]
    store.proofs.signed(b"two", 5, 9.0)
    used = store.proofs.passkey(b"two")
    assert used is not None
    assert (used.account, used.sign_count, used.last_at) == (ada, 5, 9.0)
    with pytest.raises(PeopleError, match="there already"):
        store.proofs.add_passkey(ada, passkey(), "again", "lollipop.lan", "Ada", 4.0)


def test_the_last_second_step_stays_until_there_is_another(store: Store, ada: int) -> None:
    store.proofs.set_app(ada, b"sealed", 0, "Ada", 2.0)
    with pytest.raises(PeopleError, match="only second step"):
        store.proofs.remove_app(ada, "Ada", 3.0)
    store.proofs.add_passkey(ada, passkey(), "phone", "h", "Ada", 3.0)
    store.proofs.remove_app(ada, "Ada", 4.0)
    with pytest.raises(PeopleError, match="only second step"):
        store.proofs.remove_passkey(ada, b"one", "Ada", 5.0)
    assert store.proofs.has_second(ada)


def test_nobody_removes_somebody_elses_passkey(store: Store, ada: int) -> None:
    ben = store.accounts.add("Ben", "b@school.test", "test", 1.0)
    store.proofs.add_passkey(ada, passkey(), "phone", "h", "Ada", 2.0)
    assert not store.proofs.remove_passkey(ben, b"one", "Ben", 3.0)
    assert store.proofs.passkey(b"one") is not None


def test_recovery_codes_are_used_once_and_replaced_as_a_whole(store: Store, ada: int) -> None:
    store.proofs.set_codes(ada, [b"a", b"b"], "Ada", 2.0)
    assert [store.proofs.use_code(ada, b"a", "Ada", at) for at in (3.0, 4.0)] == [True, False]
    assert store.proofs.codes_left(ada) == 1
    store.proofs.set_codes(ada, [b"c"], "Ada", 5.0)
    assert not store.proofs.use_code(ada, b"b", "Ada", 6.0)
    assert store.proofs.codes_left(ada) == 1
    assert not store.proofs.has_second(ada)


def test_who_lost_everything_starts_anew(store: Store, ada: int) -> None:
    store.proofs.set_app(ada, b"sealed", 0, "Ada", 2.0)
    store.proofs.add_passkey(ada, passkey(), "phone", "h", "Ada", 2.0)
    store.proofs.set_codes(ada, [b"a"], "Ada", 2.0)
    session = store.sign_in.begin(ada, 2.0)
    store.proofs.drop_second(ada, "Head", 3.0)
    assert (store.proofs.has_second(ada), store.proofs.codes_left(ada)) == (False, 0)
    assert store.sign_in.session(session, 4.0) is None


def test_every_change_stands_in_the_audit_trail(store: Store, ada: int) -> None:
    store.proofs.set_password(ada, "hash", 0, "Ada", 2.0)
    store.proofs.set_app(ada, b"sealed", 0, "Ada", 2.0)
    store.proofs.add_passkey(ada, passkey(), "phone", "h", "Ada", 2.0)
    store.proofs.remove_passkey(ada, b"one", "Ada", 2.0)
    store.proofs.set_codes(ada, [b"a"], "Ada", 2.0)
    store.proofs.use_code(ada, b"a", "Ada", 2.0)
    store.proofs.drop_second(ada, "Head", 2.0)
    assert told(store) == [
        "account made",
        "password chosen",
        "authenticator app added",
        "passkey added",
        "passkey removed",
        "recovery codes made",
        "recovery code used",
        "second step taken away",
    ]
