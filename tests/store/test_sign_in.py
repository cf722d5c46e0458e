"""Sign-in links and sessions."""

from appliance.config import Home
from appliance.store import Store
from appliance.store.sign_in import IDLE_SECONDS, SESSION_SECONDS


def test_a_link_signs_in_once(store: Store) -> None:
    token = store.sign_in.new_link(100.0, 60.0)
    session = store.sign_in.redeem(token, 110.0)
    assert session is not None
    assert store.sign_in.redeem(token, 111.0) is None
    found = store.sign_in.session(session, 120.0)
    assert found is not None
    assert (found.since, found.until) == (110.0, 110.0 + SESSION_SECONDS)


def test_a_link_that_is_too_old_does_not(store: Store) -> None:
    token = store.sign_in.new_link(100.0, 60.0)
    assert store.sign_in.redeem(token, 160.0) is None


def test_an_unknown_token_does_not(store: Store) -> None:
    for token in ("", "x", "\udcff", "'" * 500):
        assert store.sign_in.redeem(token, 1.0) is None
        assert store.sign_in.session(token, 1.0) is None


def test_a_link_is_no_session_and_a_session_no_link(store: Store) -> None:
    token = store.sign_in.new_link(100.0, 60.0)
    assert store.sign_in.session(token, 101.0) is None
    session = store.sign_in.redeem(token, 101.0)
    assert session is not None
    assert store.sign_in.redeem(session, 102.0) is None


def test_a_session_ends_by_time_and_by_signing_out(store: Store) -> None:
    sessions = [store.sign_in.redeem(store.sign_in.new_link(0.0, 60.0), 1.0) or "" for _ in range(2)]
    store.sign_in.end(sessions[0])
    assert store.sign_in.session(sessions[0], 2.0) is None
    assert store.sign_in.session(sessions[1], 2.0) is not None
    for now in range(0, int(SESSION_SECONDS), 3000):
        kept = store.sign_in.session(sessions[1], float(now))
        assert kept is not None
        store.sign_in.touch(kept.id, kept.last_at, float(now))
    assert store.sign_in.session(sessions[1], 2.0 + SESSION_SECONDS) is None


def test_no_token_is_in_the_file(home: Home, store: Store) -> None:
    token = store.sign_in.new_link(0.0, 60.0)
    other = store.sign_in.new_link(0.0, 60.0)
    session = store.sign_in.redeem(token, 1.0) or ""
    store.close()
    content = b"".join(path.read_bytes() for path in home.store.iterdir())
    assert not any(secret.encode() in content for secret in (token, other, session))


def test_a_session_that_nobody_uses_ends(store: Store) -> None:
    token = store.sign_in.redeem(store.sign_in.new_link(0.0, 60.0), 1.0, "10.0.0.5", "Firefox on Windows") or ""
    session = store.sign_in.session(token, IDLE_SECONDS)
    assert session is not None
    assert (session.last_at, session.address, session.browser) == (1.0, "10.0.0.5", "Firefox on Windows")
    store.sign_in.touch(session.id, session.last_at, IDLE_SECONDS)
    assert store.sign_in.session(token, 2 * IDLE_SECONDS - 1) is not None
    assert store.sign_in.session(token, 2 * IDLE_SECONDS) is None


def test_use_is_written_once_a_minute(store: Store) -> None:
    token = store.sign_in.redeem(store.sign_in.new_link(0.0, 60.0), 0.0) or ""
    for now in (20.0, 59.0, 61.0):
        session = store.sign_in.session(token, now)
        assert session is not None
        store.sign_in.touch(session.id, session.last_at, now)
        assert (now, (store.sign_in.session(token, now) or session).last_at) in {(20.0, 0.0), (59.0, 0.0), (61.0, 61.0)}


def test_a_persons_sessions_and_their_end(store: Store) -> None:
    ada, ben = (store.accounts.add(name, f"{name}@school.test", "test", 0.0) for name in ("ada", "ben"))
    first, second, third = (store.sign_in.begin(ada, at, "10.0.0.5", "Safari") for at in (1.0, 2.0, 3.0))
    other = store.sign_in.begin(ben, 1.0)
    assert [one.since for one in store.sign_in.of_account(ada, 4.0)] == [3.0, 2.0, 1.0]
    number = store.sign_in.of_account(ada, 4.0)[0].id
    assert not store.sign_in.end_one(ben, number, "Ben", 5.0)
    assert store.sign_in.end_one(ada, number, "Ada", 5.0)
    assert store.sign_in.session(third, 6.0) is None
    store.sign_in.end_all(ada, store.sign_in.of_account(ada, 6.0)[0].id, "Ada", 6.0)
    assert [store.sign_in.session(token, 7.0) is not None for token in (first, second, other)] == [False, True, True]


def test_a_link_into_an_account_is_no_way_in_by_itself(store: Store) -> None:
    ada = store.accounts.add("ada", "ada@school.test", "test", 0.0)
    first = store.sign_in.new_link(1.0, 60.0, ada)
    box = store.sign_in.new_link(1.0, 60.0)
    second = store.sign_in.new_link(1.0, 60.0, ada)
    assert store.sign_in.redeem(second, 2.0) is None
    found = store.sign_in.link(second, 2.0)
    assert found is not None
    assert (found.account, found.until) == (ada, 61.0)
    assert store.sign_in.link(first, 2.0) is None
    assert (store.sign_in.link(box, 2.0), store.sign_in.link("made up", 2.0)) != (None, None)
    assert store.sign_in.redeem(box, 2.0) is not None


def test_a_proof_is_written_down(store: Store) -> None:
    ada = store.accounts.add("ada", "ada@school.test", "test", 0.0)
    token = store.sign_in.begin(ada, 1.0)
    session = store.sign_in.session(token, 2.0)
    assert session is not None
    store.sign_in.prove(session.id, 50.0)
    assert [one.proved_at for one in store.sign_in.of_account(ada, 60.0)] == [50.0]
