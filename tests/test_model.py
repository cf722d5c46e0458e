"""Stored words: what stands in a school's database today must be readable for ever."""

from enum import StrEnum
from typing import get_args

import msgspec
import pytest

from appliance import model


@pytest.mark.parametrize(
    ("enum", "words"),
    [
        (model.Severity, ["minor", "moderate", "severe"]),
        (model.Channel, ["typed", "search", "chat", "title", "page", "url", "code"]),
        (model.Direction, ["sent", "received"]),
        (model.Reason, ["block list", "ban", "own address", "guard", "rule", "illegal list"]),
        (model.Role, ["pupil", "staff", "guest"]),
        (
            model.TriageStatus,
            [
                "unclassified",
                "requires attention",
                "under investigation",
                "escalated",
                "false positive",
                "false positive, ignored",
                "resolved",
            ],
        ),
        (
            model.Handling,
            ["read", "passed", "blocked", "banned", "refused by app", "failed", "warned", "sign-in", "asked", "spared"],
        ),
        (model.HelperKind, ["desktop", "browser"]),
        (model.OrderState, ["waiting", "done", "failed"]),
        (model.OrderKind, ["screenshot", "recording", "message", "log off", "close tabs", "renew"]),
        (model.PictureKind, ["still", "frame"]),
        (
            model.Notice,
            [
                "USB storage seen",
                "USB storage blocked",
                "application closed",
                "helper stopped or changed",
                "clock is wrong",
                "lock ended by itself",
                "refused by the box",
                "no room on the device",
            ],
        ),
    ],
)
def test_the_words_of_an_enum_stay(enum: type[StrEnum], words: list[str]) -> None:
    assert [member.value for member in enum] == words


def test_no_enum_is_forgotten_here() -> None:
    enums = {name for name, thing in vars(model).items() if isinstance(thing, type) and issubclass(thing, StrEnum)}
    assert enums - {"StrEnum"} == {
        "Severity",
        "Channel",
        "Direction",
        "Reason",
        "Right",
        "Role",
        "Handling",
        "TriageStatus",
        "HelperKind",
        "OrderState",
        "OrderKind",
        "PictureKind",
        "Notice",
    }


@pytest.mark.parametrize(
    ("union", "tags"),
    [
        (
            model.Event,
            {"Captured", "Visit", "AppRefused", "GuardTripped", "Ignored", "SpoolFull", "Pictured", "Noticed"},
        ),
        (model.Verdict, {"Pass", "Warn", "Block", "SignInFirst", "Ban"}),
        (model.Decision, {"Pass", "Capture"}),
    ],
)
def test_the_tags_of_what_travels_stay(union: object, tags: set[str]) -> None:
    assert {kind.__struct_config__.tag for kind in get_args(union)} == tags


def test_severities_sort_by_how_grave_they_are() -> None:
    assert sorted(model.Severity, key=lambda severity: severity.rank) == list(model.Severity)


def test_a_messages_url_is_put_together() -> None:
    message = model.Message(
        client="", direction=model.Direction.SENT, method="GET", scheme="https", host="a.org", path="/b?c", at=0.0
    )
    assert message.url == "https://a.org/b?c"


def test_what_is_illegal_does_not_show_itself_where_values_are_printed() -> None:
    term = model.Term(
        id="illegal/1", category=model.ILLEGAL, pattern="unsayable", severity=model.Severity.SEVERE, definition="It is",
        channels=(), source="", since="",
    )  # fmt: skip
    match = model.Match(
        term="illegal/1", category=model.ILLEGAL, severity=model.Severity.SEVERE, definition="It is.",
        channel=model.Channel.TYPED, start=0, end=9, text="unsayable", snippet="unsayable", snippet_start=0,
    )  # fmt: skip
    shown = [*map(repr, (term, match)), str([term, match]), f"{model.Finding(match=match, raises=True, why='')}"]
    assert not [text for text in shown if "unsayable" in text]
    assert "unsayable" in repr(msgspec.structs.replace(term, category="Suicide"))
