import pytest

from appliance.errors import WireError
from appliance.helpers.protocol import Rules, Watch
from endpoint.desktop.windows.wire import (
    Answered,
    Around,
    Chosen,
    PutAway,
    Said,
    Show,
    ShowLock,
    ShowMark,
    ShowMenu,
    Shown,
    ShowNote,
    ShowNotice,
    ShowRules,
    ShowWatched,
    line_of,
    said_in,
    show_in,
)

AROUND = Around(language="cy", watched_by="Mrs\nJones", turn="t")
SHOWS = [
    ShowLock(around=AROUND, left=1.5, reason="r", talk_to="t"),
    ShowNote(around=AROUND, left=1, text="x\u2028y", sender="s"),
    ShowRules(around=AROUND, rules=Rules(person="p", name="n", version=1, title="t", text="", points=())),
    ShowNotice(around=AROUND, left=1, text=""),
    ShowWatched(around=AROUND, left=1, school="s", watch=Watch()),
    ShowMark(around=AROUND),
    ShowMenu(around=AROUND, left=1, x=-5, y=3),
]


@pytest.mark.parametrize("show", SHOWS, ids=lambda show: type(show).__name__)
def test_what_is_told_is_one_line_and_arrives(show: Show) -> None:
    line = line_of(show)
    assert line.count(b"\n") == 1
    assert show_in(line) == show


@pytest.mark.parametrize("said", [Shown(), Answered(accepted=True), PutAway(), Chosen(what="confide")])
def test_what_is_said_arrives(said: Said) -> None:
    assert said_in(line_of(said)) == said


@pytest.mark.parametrize("line", [b"", b"{", b'{"type":"lock"}', b'{"type":"other"}', b'{"type":"chosen","what":"x"}'])
def test_what_is_neither_is_refused(line: bytes) -> None:
    with pytest.raises(WireError):
        show_in(line)
    with pytest.raises(WireError):
        said_in(line)
