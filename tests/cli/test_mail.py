"""`lollipop mail`."""

import time
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.mail.outgoing import Letter, NewMail
from appliance.store import Store
from tests.cli.given import lollipop
from tests.mail.post_office import post_office
from tests.mail.school import letter, set_up
from tests.mail.test_service import mail_process


def test_nothing_waits(tmp_path: Path) -> None:
    assert lollipop(tmp_path, "mail", "queue").output == "0 waiting, 0 refused.\n"


def test_what_waits_and_what_was_refused_is_listed_on_one_line_each(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.make()
    with Store.open(home) as store:
        store.migrate()
        hostile = NewMail(key="x", address="a\x1b[2J@b", content=Letter(subject="s", text="t"))
        store.outbox.add([letter(1), hostile], time.time())
        store.outbox.refused(1, time.time(), "no such\nperson\x1b[2J")
        store.outbox.later(2, time.time() + 900, "later")
        output = lollipop(tmp_path, "mail", "queue", "--now").output
        second = store.outbox.get(2)
    assert "waiting  letter to a [2J@b" in output
    assert "refused  letter to ash@school.test" in output
    assert output.endswith("1 waiting, 1 refused.\n")
    assert "\x1b" not in output
    assert len(output.splitlines()) == 3
    assert second
    assert second.next_at == 0


def test_a_test_says_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.cli.mail.WAIT_SECONDS", 0.3)
    assert "is no mail address" in lollipop(tmp_path, "mail", "test", "me").output
    result = lollipop(tmp_path, "mail", "test", "me@school.test")
    assert result.exit_code == 1
    assert "does not run" in result.output


def test_a_test_arrives(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.make()
    with post_office(tmp_path) as office, Store.open(home) as store:
        store.migrate()
        set_up(home, store, office)
        with mail_process(home):
            result = lollipop(home.root, "mail", "test", "me@school.test")
        assert result.exit_code == 0, result.output
        assert "The server has taken it" in result.output
        assert office.to == ["me@school.test"]
