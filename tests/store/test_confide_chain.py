"""Whoever has the file and not the key is found out, and the sentences that say so count nothing."""

import re
from datetime import timedelta

import pytest

from appliance.config import Home
from appliance.errors import StorageError
from appliance.store.confide import ConfideStore
from appliance.store.confide_file import path_of
from tests.core.samples import column
from tests.store.confided import DAY, HEAD, LEAD, TEACHER, answer, new_entry, tampered, told

CHANGED = "Something in Confide is not as it was written."
GONE = "Something is gone from Confide that was written there."
READERS = "Who can read something in Confide is not as it was written."
ADDED = "Something stands in Confide that it did not write."
ERASURE = "An erasure in Confide is not as it was written."
CUT_OFF = "Confide does not hold the seal that the audit trail kept: its newest part is gone, or it is another file."


@pytest.fixture
def known(confide: ConfideStore) -> str:
    """Three reports, one with an answer, one handed over, one erased; then the seal of the day."""
    first, second, third = (told(confide) for _ in range(3))
    confide.tick(DAY)
    confide.add(answer(first, LEAD))
    assert confide.hand_over(new_entry(second.id, LEAD, TEACHER, seen_by=LEAD), {1: b"handed"}, TEACHER)
    assert confide.erase(third.id, LEAD, HEAD, DAY)
    return confide.tick(DAY + timedelta(1))


def faults(home: Home, known: str) -> list[str]:
    """Without what is said of triggers, which `tampered` takes away."""
    with ConfideStore.open(home, read_only=True) as confide:
        return [fault for fault in confide.faults(known) if "trigger" not in fault]


def test_what_nobody_touched_is_whole(confide: ConfideStore, known: str) -> None:
    assert confide.faults() == confide.faults(known) == []
    told(confide)
    assert confide.faults(known) == []


def test_an_empty_one_is_whole(confide: ConfideStore) -> None:
    assert confide.faults() == []


OF_LIVE = " WHERE report IS NOT NULL AND report NOT IN (SELECT report FROM confide_erased)"


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        pytest.param("UPDATE confide_entries SET body = x'00'" + OF_LIVE, CHANGED, id="words"),  # noqa: S608  # ours
        pytest.param("UPDATE confide_entries SET body = x''" + OF_LIVE, CHANGED, id="words taken out"),  # noqa: S608  # ours
        pytest.param("UPDATE confide_entries SET body = x'00' WHERE report IS NULL", CHANGED, id="words in a tick"),
        pytest.param("UPDATE confide_entries SET digest = x'00' WHERE number = 2", CHANGED, id="a digest"),
        pytest.param("UPDATE confide_entries SET day = '2026-01-01' WHERE number = 2", CHANGED, id="a day"),
        pytest.param("UPDATE confide_entries SET of_child = 0 WHERE number = 2", CHANGED, id="who wrote"),
        pytest.param("UPDATE confide_entries SET once = x'00' WHERE number = 2", CHANGED, id="of which form"),
        pytest.param("UPDATE confide_entries SET seal = 'ab' WHERE number = 2", CHANGED, id="a seal"),
        pytest.param("UPDATE confide_reports SET day = '2026-01-01'", CHANGED, id="the day of a report"),
        pytest.param("UPDATE confide_reports SET child = zeroblob(32)", CHANGED, id="a key for the answers"),
        pytest.param("UPDATE confide_reports SET lookup = randomblob(32)", CHANGED, id="a receipt"),
        pytest.param("DELETE FROM confide_reports", CHANGED, id="reports without their entries"),
        pytest.param(
            "UPDATE confide_entries SET number = 99 - number WHERE number IN (1, 2, 3)", GONE, id="order, with a gap"
        ),
        pytest.param("DELETE FROM confide_entries WHERE number = 2", GONE, id="one in the middle"),
        pytest.param("DELETE FROM confide_entries WHERE number = 1", GONE, id="the first"),
        pytest.param("DELETE FROM confide_entries WHERE report IS NULL", GONE, id="the ticks"),
        pytest.param("UPDATE confide_boxes SET box = x'00' WHERE reader = 1", READERS, id="a box"),
        pytest.param("UPDATE confide_boxes SET box = x'' WHERE reader = 1", READERS, id="a box emptied"),
        pytest.param("DELETE FROM confide_boxes WHERE reader = 2", READERS, id="a reader shut out"),
        pytest.param("DELETE FROM confide_boxes WHERE reader = 3 AND place = 1", READERS, id="what was handed over"),
        pytest.param("UPDATE confide_boxes SET reader = 7 WHERE reader = 2", READERS, id="another reader"),
        pytest.param(
            "INSERT INTO confide_boxes SELECT 7, report, place, given, digest, box FROM confide_boxes"
            " WHERE reader = 1 AND place = 1",
            READERS,
            id="one more reader",
        ),
        pytest.param(
            "INSERT INTO confide_boxes SELECT 7, report, place, 99, digest, box FROM confide_boxes"
            " WHERE reader = 1 AND place = 1",
            ADDED,
            id="a box that no entry gave",
        ),
        pytest.param(
            "INSERT INTO confide_reports VALUES ('f', '2026-01-01', x'00', x'00', x'00')", ADDED, id="a bare report"
        ),
        pytest.param("DELETE FROM confide_erased", CHANGED, id="an erasure hidden"),
        pytest.param("UPDATE confide_erased SET agreed_by = 3", ERASURE, id="another who agreed"),
        pytest.param("UPDATE confide_erased SET day = '2026-01-01'", ERASURE, id="another day of erasing"),
        pytest.param("UPDATE confide_erased SET place = 1", ERASURE, id="another entry as its proof"),
        pytest.param(
            "INSERT OR IGNORE INTO confide_erased SELECT id, 1, '2026-01-01', 1, 2 FROM confide_reports",
            ERASURE,
            id="an erasure of their own",
        ),
        pytest.param(
            "UPDATE confide_entries SET body = x'00' WHERE report IN (SELECT report FROM confide_erased)",
            CHANGED,
            id="words in what was erased",
        ),
    ],
)
def test_what_somebody_rewrote_is_told(
    confide: ConfideStore, home: Home, known: str, statement: str, fault: str
) -> None:
    confide.close()
    tampered(home, statement)
    told_of = faults(home, known)
    assert fault in told_of
    assert not [sentence for sentence in told_of if re.search(r"\d", sentence)]


def test_two_that_changed_places_are_found(confide: ConfideStore, home: Home, known: str) -> None:
    confide.close()
    tampered(
        home,
        "UPDATE confide_entries SET number = 100 WHERE number = 1",
        "UPDATE confide_entries SET number = 1 WHERE number = 2",
        "UPDATE confide_entries SET number = 2 WHERE number = 100",
    )
    assert faults(home, known) == [CHANGED]


def test_bodies_that_were_swapped_with_their_digests_are_found(confide: ConfideStore, home: Home, known: str) -> None:
    confide.close()
    tampered(
        home,
        "CREATE TABLE other AS SELECT number, digest, body FROM confide_entries WHERE number IN (1, 2)",
        "UPDATE confide_entries SET (digest, body) = (SELECT digest, body FROM other WHERE"
        " other.number = 3 - confide_entries.number) WHERE number IN (1, 2)",
        "DROP TABLE other",
    )
    assert faults(home, known) == [CHANGED]


def test_boxes_that_were_swapped_with_their_digests_are_found(confide: ConfideStore, home: Home, known: str) -> None:
    """So that one reader cannot be given what another was."""
    confide.close()
    tampered(
        home,
        "UPDATE confide_boxes SET reader = 100 WHERE reader = 1",
        "UPDATE confide_boxes SET reader = 1 WHERE reader = 2",
        "UPDATE confide_boxes SET reader = 2 WHERE reader = 100",
    )
    assert faults(home, known) == [READERS]


def test_cutting_off_the_newest_is_found_by_what_the_audit_trail_kept(
    confide: ConfideStore, home: Home, known: str
) -> None:
    confide.close()
    tampered(home, "DELETE FROM confide_entries WHERE number = (SELECT max(number) FROM confide_entries)")
    assert faults(home, "") == []
    assert faults(home, known) == [CUT_OFF]


def test_a_file_that_was_begun_anew_is_found(confide: ConfideStore, home: Home, known: str) -> None:
    confide.close()
    for path in home.confide.iterdir():
        path.unlink()
    with ConfideStore.open(home) as anew:
        anew.tick(DAY)
        anew.tick(DAY + timedelta(1))
        assert anew.faults() == []
        assert anew.faults(known) == [CUT_OFF]


def test_another_key_fits_nothing(confide: ConfideStore, home: Home, known: str) -> None:
    confide.close()
    (home.keys / "confide-chain.key").write_bytes(b"k" * 32)
    assert faults(home, known) == [CHANGED]
    (home.keys / "confide-chain.key").unlink()
    assert faults(home, known) == [CHANGED]
    assert not (home.keys / "confide-chain.key").exists(), "who only looks makes no key"
    (home.keys / "confide-chain.key").write_bytes(b"short")
    with pytest.raises(StorageError, match="damaged"):
        ConfideStore.open(home)


def test_a_lost_trigger_is_told(confide: ConfideStore, home: Home) -> None:
    tampered(home)
    assert "Confide’s trigger confide_boxes_is_not_deleted is gone." in confide.faults()
    assert len(confide.faults()) == 15


def test_damage_is_told_without_saying_of_what(confide: ConfideStore, home: Home) -> None:
    for _ in range(40):
        told(confide, size=5000)
    confide._file.fold_log()
    confide.close()
    data = bytearray(path_of(home).read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 40_960] = b"\xa5" * 40_960
    path_of(home).write_bytes(data)
    with ConfideStore.open(home) as opened:
        try:
            assert opened.faults() == ["Confide’s file is damaged."]
        except StorageError as error:
            assert str(error) == "confide.db: the file is damaged"  # noqa: PT017  # one or the other


class TestTick:
    def test_one_a_day_moves_the_head_and_says_nothing(self, confide: ConfideStore, home: Home) -> None:
        seals = [confide.tick(DAY), confide.tick(DAY), confide.tick(DAY + timedelta(1))]
        assert seals[0] == seals[1] != seals[2]
        assert all(re.fullmatch(r"[0-9a-f]{64}", seal) for seal in seals)
        assert column(path_of(home), "SELECT count(*) FROM confide_entries") == [2]
        assert confide.reports(LEAD) == ()

    def test_its_seal_does_not_move_when_something_is_told_that_day(self, confide: ConfideStore) -> None:
        before = confide.tick(DAY)
        told(confide)
        assert confide.tick(DAY) == before
        assert confide.faults(before) == []

    def test_it_goes_on_when_the_clock_was_set_back(self, confide: ConfideStore) -> None:
        late = confide.tick(DAY)
        early = confide.tick(DAY - timedelta(2000))
        assert confide.tick(DAY) not in {late, early}
        assert confide.faults(late) == confide.faults(early) == []
