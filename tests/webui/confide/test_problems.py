import logging

import pytest
from flask import Flask, abort

from appliance.config import Home
from appliance.errors import StorageError
from appliance.store.confide import ConfideStore
from tests.webui.confide.given import ORIGIN, Child, publish
from webui.confide.problems import WORDS


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 418, 500, 503])
def test_every_error_is_a_page_that_says_whom_to_tell(app: Flask, status: int) -> None:
    @app.get("/fails")
    def fails() -> str:
        abort(status)

    answer = app.test_client().get("/fails", base_url=ORIGIN)
    assert answer.status_code == status
    for words in ("0800 1111", "999", "Mrs Oak in the office", 'href="/"'):
        assert words in answer.text


def test_what_was_written_stays_and_can_be_sent_again(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StorageError("The disk is full.")

    child.walk("I am sad. <b>")
    monkeypatch.setattr(ConfideStore, "add_report", full)
    child.press()
    assert child.answer.status_code == 507
    assert child.page.fields["q6"] == ["I am sad. <b>"]
    assert ("q1", "next") in child.page.buttons
    monkeypatch.undo()
    assert child.press().fields["q12"], "it was sent, with a receipt"


def test_a_file_that_cannot_be_read_is_said_too(home: Home, app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    (home.confide / "confide.db").write_bytes(b"no database, zqx" * 500)
    for side in ("-wal", "-shm"):
        (home.confide / f"confide.db{side}").unlink(missing_ok=True)
    with caplog.at_level(logging.ERROR):
        answer = app.test_client().get("/", base_url=ORIGIN)
    assert (answer.status_code, "0800 1111" in answer.text) == (507, True)
    assert "StorageError at appliance/store" in caplog.text
    assert "zqx" not in caplog.text


def test_an_error_of_ours_is_logged_without_its_words(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @app.post("/breaks")
    def breaks() -> str:
        raise ValueError("I am sad zqx")

    answer = app.test_client().post("/breaks", data={"q6": "I am sad zqx"}, base_url=ORIGIN, headers={"Origin": ORIGIN})
    assert (answer.status_code, "I am sad zqx" in answer.text) == (500, True)
    assert "ValueError at tests/webui/confide/test_problems.py" in caplog.text
    assert "zqx" not in caplog.text


def test_pictures_and_strange_fields_are_not_carried(child: Child) -> None:
    child.send(
        {"q0": "send", "q6": "I am sad", "other": "thing", "q14": "x"}, headers={"Origin": "http://evil.example"}
    )
    assert child.answer.status_code == 403
    assert child.page.fields["q6"] == ["I am sad"]
    assert not {"other", "q14"} & child.page.fields.keys()


@pytest.mark.parametrize("is_written", [True, False])
def test_while_it_is_closed_there_is_somebody_to_talk_to(home: Home, app: Flask, *, is_written: bool) -> None:
    if is_written:
        publish(home, is_open=False)
    else:
        for path in home.confide.iterdir():
            path.unlink()
    client = app.test_client()
    for answer in (client.get("/", base_url=ORIGIN), client.post("/", base_url=ORIGIN, headers={"Origin": ORIGIN})):
        assert (answer.status_code, "0800 1111" in answer.text) == (200, True)
        assert "<textarea" not in answer.text
    assert client.get("/ready.txt", base_url=ORIGIN).status_code == 200


def test_every_heading_is_short() -> None:
    assert all(len(heading) < 60 for heading, _ in WORDS.values())
