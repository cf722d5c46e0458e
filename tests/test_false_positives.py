"""What a fix says, what it covers, and what else it would have dropped."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from appliance.config import Home
from appliance.errors import PolicyError
from appliance.false_positives import MOST_EXAMPLES, FixKind, Groups, covering, dropped, fix_for
from appliance.model import Channel, Finding, Match, Severity, the_box
from appliance.policy.school import Ignore, Off
from appliance.store import Store
from appliance.store.rows import CaptureRow
from appliance.store.seen.history import PastHit
from tests.webui.parts import captured


def finding(before: str = "the zombie will ", term: str = "w/7", raises: bool = True) -> Finding:
    words = "kill them"
    match = Match(
        term=term,
        category="Weapons and violence",
        severity=Severity.MODERATE,
        definition="",
        channel=Channel.TYPED,
        start=len(before),
        end=len(before) + len(words),
        text=words,
        snippet=f"{before}{words} all",
        snippet_start=0,
    )
    return Finding(match=match, raises=raises, why="")


def hit(capture: int, *findings: Finding, person: str = "", device: str = "pc-1", host: str = "a.test") -> PastHit:
    return PastHit(
        capture=capture,
        at=float(-capture),
        person=person,
        person_name=person,
        device=device,
        host=host,
        findings=findings,
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    home = Home(tmp_path)
    home.make()
    with Store.open(home) as opened:
        opened.migrate()
        yield opened


@pytest.fixture
def row(store: Store) -> CaptureRow:
    store.captures.add(
        [captured(at=1.0, words="kill them", before="the zombie will ", after="", term="w/7", host="www.a.test")]
    )
    found = store.seen_by(the_box("test")).captures.one(1)
    assert found
    return found


NOBODY = Groups(of_person={}, of_device={})
SITE = Ignore(number=0, site="a.test", term="w/7")
NEAR = Ignore(number=0, term="w/7", phrase="(zombie *6 kill them|kill them *6 zombie)")


@pytest.mark.parametrize(
    ("kind", "more", "fix"),
    [
        pytest.param(FixKind.SITE, {}, SITE, id="on this site, with or without www"),
        pytest.param(FixKind.NEIGHBOUR, {"words": " zombie! "}, NEAR, id="beside a word"),
        pytest.param(FixKind.GROUP, {"group": "3a"}, Off(term="w/7", group="3a"), id="for a group"),
        pytest.param(FixKind.EVERYWHERE, {}, Off(term="w/7"), id="everywhere"),
    ],
)
def test_a_fix_is_an_entry_or_a_switch(row: CaptureRow, kind: FixKind, more: dict[str, str], fix: Ignore | Off) -> None:
    assert fix_for(kind, row, **more) == fix


def test_illegal_content_is_never_ignored(row: CaptureRow) -> None:
    hidden = msgspec.structs.replace(row, category="Illegal content")
    for kind in FixKind:
        with pytest.raises(PolicyError, match="cannot be"):
            fix_for(kind, hidden, group="3a", words="zombie")


@pytest.mark.parametrize(
    ("fix", "findings", "host", "covered"),
    [
        pytest.param(SITE, [finding()], "a.test", True, id="on the site"),
        pytest.param(SITE, [finding()], "www.a.test", True, id="below the site"),
        pytest.param(SITE, [finding()], "b.test", False, id="elsewhere"),
        pytest.param(NEAR, [finding()], "b.test", True, id="beside the word"),
        pytest.param(NEAR, [finding("tomorrow i will ")], "b.test", False, id="without the word"),
        pytest.param(SITE, [finding(), finding(term="w/8")], "a.test", False, id="something else raised it too"),
        pytest.param(
            SITE, [finding(), finding(term="w/8", raises=False)], "a.test", True, id="the other was only noted"
        ),
        pytest.param(Off(term="w/7"), [finding()], "b.test", True, id="switched off"),
        pytest.param(Off(term="w/8"), [finding()], "b.test", False, id="another term"),
    ],
)
def test_it_covers_only_what_it_covers_wholly(
    fix: Ignore | Off, findings: list[Finding], host: str, covered: bool
) -> None:
    assert covering(fix)(findings, host) is covered


def test_what_else_it_would_have_dropped() -> None:
    hits = [
        hit(1, finding()),
        hit(2, finding()),
        hit(2, finding()),
        hit(3, finding(), host="b.test"),
        hit(4, finding()),
    ]
    seen = dropped(SITE, hits, NOBODY, but=1)
    assert (seen.times, seen.captures, seen.cut) == (3, 2, False)
    assert [one.capture for one in seen.examples] == [2, 4]


def test_only_some_are_shown() -> None:
    assert len(dropped(SITE, [hit(n, finding()) for n in range(50)], NOBODY, but=99).examples) == MOST_EXAMPLES


def test_a_group_is_of_people_and_of_devices() -> None:
    groups = Groups(of_person={"Amy": ("3a",), "Ben": ("3b",)}, of_device={"pc-9": ("3a",)})
    hits = [
        hit(1, finding(), person="Amy"),
        hit(2, finding(), person="Ben"),
        hit(3, finding(), device="pc-9"),
        hit(4, finding()),
    ]
    assert dropped(Off(term="w/7", group="3a"), hits, groups, but=0).captures == 2
