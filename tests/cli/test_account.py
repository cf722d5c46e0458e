"""`lollipop account`."""

import re
import time
from pathlib import Path

from appliance.config import Home
from appliance.duties import Assignment, Duty
from appliance.store import Store
from tests.cli.given import lollipop

MAIL = "a.khan@school.test"


def said(home: Path, *arguments: str, status: int = 0) -> str:
    result = lollipop(home, "account", *arguments)
    assert result.exit_code == status, result.output
    return result.output


def test_an_account_begins_with_a_link_and_ends(tmp_path: Path) -> None:
    assert said(tmp_path, "list") == "No accounts.\n"
    found = re.search(
        r"http://127\.0\.0\.1:8000/sign-in/(\S+)", said(tmp_path, "add", "Ada Khan", MAIL, "--duty", "dsl")
    )
    assert found
    with Store.open(Home(tmp_path)) as store:
        link = store.sign_in.link(found[1], time.time())
        assert link is not None
        assert link.account == 1
        assert store.accounts.has_lead
    assert said(tmp_path, "list") == f"1  Ada Khan  {MAIL}  dsl\n"
    said(tmp_path, "add", "Ben Bell", "b@school.test", "--duty", "office")
    assert said(tmp_path, "end", MAIL.upper()) == "Ada Khan can no longer sign in.\n"
    assert "Nobody has an account" in said(tmp_path, "end", MAIL, status=1)


def test_a_teacher_has_classes_and_a_librarian_rooms(tmp_path: Path) -> None:
    lollipop(tmp_path, "group", "add", "class-3a")
    lollipop(tmp_path, "room", "add", "Library")
    said(tmp_path, "add", "Ben Bell", "b@school.test", "--duty", "teacher", "--group", "class-3a")
    said(tmp_path, "add", "Cat Elm", "c@school.test", "--duty", "librarian", "--room", "Library")
    with Store.open(Home(tmp_path)) as store:
        assert [one.duties for one in store.accounts.all()] == [
            (Assignment(duty=Duty.TEACHER, scope=("class-3a",)),),
            (Assignment(duty=Duty.LIBRARIAN, scope=("Library",)),),
        ]


def test_what_there_is_not_is_one_sentence(tmp_path: Path) -> None:
    assert "no duty 'king'" in said(tmp_path, "add", "Ada", MAIL, "--duty", "king", status=2)
    assert "class-9z" in said(tmp_path, "add", "Ada", MAIL, "--duty", "teacher", "--group", "class-9z", status=1)
    assert "looks like" in said(tmp_path, "add", "Ada", "nowhere", status=1)
    assert "Nobody has an account" in said(tmp_path, "link", MAIL, status=1)
    assert said(tmp_path, "list") == "No accounts.\n"


def test_the_last_who_looks_after_accounts_stays(tmp_path: Path) -> None:
    said(tmp_path, "add", "Ada Khan", MAIL, "--duty", "dsl")
    assert "Only Ada Khan can look after accounts" in said(tmp_path, "end", MAIL, status=1)


def test_a_new_link_ends_the_old_one_and_keeps_the_second_step_unless_it_is_lost(tmp_path: Path) -> None:
    said(tmp_path, "add", "Ada Khan", MAIL, "--duty", "dsl")
    with Store.open(Home(tmp_path)) as store:
        store.proofs.set_password(1, "hash", 0, "test", 1.0)
        store.proofs.set_app(1, b"sealed", 0, "test", 1.0)
    first = re.search(r"/sign-in/(\S+)", said(tmp_path, "link", MAIL))
    assert first
    with Store.open(Home(tmp_path)) as store:
        assert store.proofs.has_second(1)
    said(tmp_path, "link", MAIL, "--lost")
    with Store.open(Home(tmp_path)) as store:
        assert not store.proofs.has_second(1)
        assert store.sign_in.link(first[1], time.time()) is None
