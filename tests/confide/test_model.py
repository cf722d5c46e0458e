"""Stored words: what a child told must be readable for as long as it is kept."""

from enum import StrEnum

import msgspec
import pytest

from appliance.confide.model import (
    LARGEST_PICTURE,
    LONGEST_WORDS,
    MOST_PICTURES,
    About,
    Content,
    Feeling,
    Grave,
    HandedOver,
    More,
    Note,
    Reply,
    Report,
    Safe,
    Status,
    StatusSet,
    Theme,
    Viewed,
)

WORDS = {
    About: "me friend saw",
    Theme: "unkind friends home online hurt myself feelings school other",
    Feeling: "fine sad scared angry worried lonely mixed",
    Safe: "yes no unsure",
    Grave: "minor moderate severe",
}


@pytest.mark.parametrize(("kind", "words"), WORDS.items())
def test_the_stored_words_stay(kind: type[StrEnum], words: str) -> None:
    assert " ".join(kind) == words


def test_the_statuses_stay() -> None:
    assert [*Status] == ["new", "open", "passed on", "closed"]


@pytest.mark.parametrize(
    "content",
    [
        Report(about=About.ME, themes=(Theme.HOME,), words="x", pictures=(b"jpeg",)),
        More(words="y"),
        Reply(by=1, shown="Ms Oak", words="z"),
        Note(by=1, words="n"),
        StatusSet(by=1, status=Status.OPEN),
        HandedOver(by=1, to=2, name="Mr Elm"),
        Viewed(by=1, picture=2),
    ],
)
def test_each_is_read_as_what_it_is(content: Content) -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(content), type=Content) == content


@pytest.mark.parametrize(
    "report",
    [
        Report(about=About.ME, words="x" * (LONGEST_WORDS + 1)),
        Report(about=About.ME, pictures=(b"",) * (MOST_PICTURES + 1)),
        Report(about=About.ME, pictures=(b"x" * (LARGEST_PICTURE + 1),)),
        Report(about="nobody"),  # type: ignore[arg-type]  # as hostile bytes say it
    ],
)
def test_what_is_beyond_the_bounds_is_refused(report: Report) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(msgspec.msgpack.encode(report), type=Content)
