import pytest
from flask import Flask

from tests.webui.parts import SmallCore
from webui.in_force import put_in_force


def said(app: Flask) -> str:
    with app.test_request_context():
        return put_in_force()


def test_without_core_it_is_saved(app: Flask) -> None:
    assert said(app) == "It is saved, and holds as soon as Lollipop is fully running again."


@pytest.mark.parametrize(
    ("refuse", "missing", "words"),
    [
        ("", (), "It holds now."),
        ("", ("worker-2",), "It does not hold everywhere yet"),
        ("The disk is full.", (), "does not hold yet: The disk is full."),
    ],
)
def test_with_core_it_says_how_it_went(
    app: Flask, core: SmallCore, refuse: str, missing: tuple[str, ...], words: str
) -> None:
    core.refuse, core.missing = refuse, missing
    assert words in said(app)
