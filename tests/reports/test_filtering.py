import pytest

from appliance.reports.filtering import Filtering, reason, report
from appliance.reports.report import Mention
from appliance.reports.rows import BlockCount, MistakeCount
from tests.reports.test_most import pupil

NOTHING = Filtering(stopped=(), round_about=(), mistakes=())


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("access rule 12: Gambling", "Gambling"),
        ("access.blocked: tiktok.com", "The school’s block list: tiktok.com"),
        ("access.ways_round: VPN", "Ways round the filter: VPN"),
        ("illegal list: bad.test/secret", "Illegal lists"),
        ("the connection was made for another site", "The connection was made for another site"),
        ("", "No reason was recorded"),
        ("access rule 12: " + "x" * 500, "x" * 120),
    ],
)
def test_a_reason_reads_as_people_say_it(detail: str, said: str) -> None:
    assert reason(detail) == said


def test_what_was_stopped_is_added_up_by_reason() -> None:
    found = Filtering(
        stopped=(
            BlockCount(why="access rule 1: Games", visits=5, pupils=2),
            BlockCount(why="illegal list: a.test", visits=2, pupils=1),
            BlockCount(why="illegal list: b.test", visits=4, pupils=1),
        ),
        round_about=(pupil("Amy", 2),),
        mistakes=(MistakeCount(url="https://tudors.test/", times=2, outcome="", last_at=1.0),),
    )
    made = report(found)
    assert made.meaning == "11 pages stopped; 1 pupil looked for a way round; 1 address reported as blocked by mistake."
    assert made.advice == "Look at 1 request that nobody has answered: under Requests."
    stopped, ways, mistakes = made.tables
    assert stopped.rows == (("Illegal lists", 6), ("Games", 5))
    assert ways.rows[0][0] == Mention(text="Amy", of="pupil", key="p-Amy")
    assert mistakes.rows[0][:3] == ("https://tudors.test/", 2, "waits for an answer")
    assert "a.test" not in str(made)


def test_what_a_pilot_let_pass_is_told_apart() -> None:
    made = report(Filtering(stopped=(), round_about=(), mistakes=(), spared=(("games.test", 3), ("films.test", 1))))
    assert "4 pages would have been stopped, but a pilot let them pass" in made.meaning
    assert made.meaning.startswith("No pages stopped")
    (table,) = made.tables
    assert table.caption == "Would have been stopped, but a pilot let it pass"
    assert table.rows == (("games.test", 3), ("films.test", 1))
    assert not made.pictures


def test_a_quiet_time() -> None:
    made = report(NOTHING)
    assert "Nothing was stopped" in made.meaning
    assert not made.tables
    assert not made.pictures
    assert "Talk with pupils" in report(Filtering(stopped=(), round_about=(pupil("Amy", 1),), mistakes=())).advice
