"""Sign-in links and sessions."""

from appliance.config import Home
from appliance.store import Store
from appliance.store.sign_in import SESSION_SECONDS


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
    assert store.sign_in.session(sessions[1], 2.0 + SESSION_SECONDS) is None


def test_no_token_is_in_the_file(home: Home, store: Store) -> None:
    token = store.sign_in.new_link(0.0, 60.0)
    other = store.sign_in.new_link(0.0, 60.0)
    session = store.sign_in.redeem(token, 1.0) or ""
    store.close()
    content = b"".join(path.read_bytes() for path in home.store.iterdir())
    assert not any(secret.encode() in content for secret in (token, other, session))
