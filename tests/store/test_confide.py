"""What is put into the file of Confide and taken out of it: told once, added to, handed over, erased by two."""

import os
import struct
from datetime import date, timedelta

import msgspec
import pytest

from appliance.confide.front import Front, Reader
from appliance.confide.reader_keys import WrappedKey
from appliance.confide.sealing import CHILD
from appliance.config import Home
from appliance.errors import RowError, StorageError
from appliance.languages.choosing import SchoolWords
from appliance.store.confide import ConfideStore
from appliance.store.confide_file import path_of
from tests.core.samples import column
from tests.store.confided import (
    DAY,
    HEAD,
    LEAD,
    STRANGER,
    TEACHER,
    answer,
    bytes_of,
    new_entry,
    new_report,
    notice,
    sealed,
    tampered,
    told,
)

KEY = WrappedKey(public=b"p" * 32, wrapped=b"w" * 72, recovery=b"r" * 80)


def changed(confide: ConfideStore, *statements: str) -> None:
    with confide._file.transaction() as connection:
        for statement in statements:
            connection.execute(statement)


class TestTelling:
    def test_a_report_is_read_as_it_was_told(self, confide: ConfideStore) -> None:
        new = new_report(LEAD, HEAD, CHILD)
        assert confide.add_report(new)
        (row,) = confide.reports(LEAD)
        (entry,) = row.entries
        assert (row.day, row.unread, row.erased, row.child) == (DAY, True, False, new.child)
        assert (entry.number, entry.day, entry.of_child, entry.body) == (1, DAY, True, new.sealed.body)
        assert entry.box == new.sealed.boxes[LEAD]
        assert confide.reports(HEAD)[0].entries[0].box == new.sealed.boxes[HEAD]

    def test_the_same_form_twice_is_one_report(self, confide: ConfideStore) -> None:
        new = new_report(notices=(notice(),))
        assert [confide.add_report(new), confide.add_report(new)] == [True, False]
        assert len(confide.reports(LEAD)) == 1
        assert len(confide.due(1e12)) == 1

    def test_what_a_form_carried_is_not_kept_as_it_was(self, confide: ConfideStore, home: Home) -> None:
        """With it and the box's secret anybody could make the receipt."""
        new = new_report()
        confide.add_report(new)
        more = new_entry(confide.reports(LEAD)[0].id, LEAD, of_child=True, once=os.urandom(16))
        assert confide.add(more)
        assert new.lookup in bytes_of(home)
        assert new.once not in bytes_of(home)
        assert more.once not in bytes_of(home)

    def test_a_report_that_nobody_could_read_is_refused(self, confide: ConfideStore) -> None:
        for nobody in (sealed(), sealed(CHILD)):
            with pytest.raises(StorageError, match="nobody can read"):
                confide.add_report(msgspec.structs.replace(new_report(), sealed=nobody))
        assert confide.faults() == []

    def test_two_children_with_one_receipt_are_told_apart_or_not_at_all(self, confide: ConfideStore) -> None:
        first = new_report()
        confide.add_report(first)
        with pytest.raises(RowError):
            confide.add_report(new_report(lookup=first.lookup))
        assert len(confide.reports(LEAD)) == 1

    def test_ids_are_random(self, confide: ConfideStore) -> None:
        ids = {told(confide).id for _ in range(20)}
        assert len({id_[:4] for id_ in ids}) > 15

    def test_no_time_is_kept_but_that_of_a_notice(self, confide: ConfideStore, home: Home) -> None:
        told(confide, notices=(notice(due=1_777_777_777.25),))
        tables = column(path_of(home), "SELECT name FROM sqlite_master WHERE type='table' AND name LIKE 'confide%'")
        assert len(tables) == 11
        reals = [
            f"{table}.{name}"
            for table in tables
            for name in column(path_of(home), f"SELECT name FROM pragma_table_info('{table}') WHERE type = 'REAL'")  # noqa: S608  # a table of ours
        ]
        assert reals == ["confide_notices.due"]
        days = "SELECT day FROM confide_reports UNION ALL SELECT day FROM confide_entries"
        assert column(path_of(home), days) == ["2026-05-04"] * 2

    def test_a_notice_that_was_told_leaves_no_byte(self, confide: ConfideStore, home: Home) -> None:
        due = 1_777_777_777.25
        late, soon = notice(due=due), notice(due=1.0, urgent=True, more=True)
        told(confide, notices=(late, soon))
        assert confide.due(2.0) == (soon,)
        assert confide.due(due) == (soon, late)
        assert struct.pack(">d", due) in bytes_of(home)
        confide.told([late.id, soon.id, "never was"])
        assert confide.due(1e12) == ()
        assert struct.pack(">d", due) not in bytes_of(home)
        assert late.id.encode() not in bytes_of(home)


class TestAdding:
    def test_entries_stand_in_their_order_and_number_from_one_in_each_report(self, confide: ConfideStore) -> None:
        first, second = told(confide), told(confide)
        for report in (second, first, second):
            assert confide.add(new_entry(report.id, LEAD, of_child=True))
        assert [entry.number for entry in confide.report(first.id, LEAD).entries] == [1, 2]  # type: ignore[union-attr]
        assert [entry.number for entry in confide.report(second.id, LEAD).entries] == [1, 2, 3]  # type: ignore[union-attr]

    def test_the_same_form_twice_is_one_entry(self, confide: ConfideStore) -> None:
        report = told(confide)
        more = new_entry(report.id, LEAD, of_child=True, once=b"once" * 4, notices=(notice(more=True),))
        assert [confide.add(more), confide.add(more)] == [True, False]
        assert len(confide.reports(LEAD)[0].entries) == 2
        assert len(confide.due(1e12)) == 1

    def test_who_wrote_has_read_all_before(self, confide: ConfideStore) -> None:
        report = told(confide)
        assert (confide.unread(LEAD), confide.unread(HEAD)) == (1, 1)
        confide.add(answer(report, LEAD))
        assert (confide.unread(LEAD), confide.unread(HEAD)) == (0, 1)
        assert not confide.reports(LEAD)[0].unread
        confide.add(new_entry(report.id, LEAD, HEAD, of_child=True))
        assert confide.unread(LEAD) == 1
        assert confide.reports(LEAD)[0].unread

    def test_what_an_adult_writes_is_not_unread_for_another(self, confide: ConfideStore) -> None:
        report = told(confide)
        confide.add(answer(report, HEAD))
        confide.add(answer(report, LEAD))
        assert confide.unread(HEAD) == 0

    @pytest.mark.parametrize(
        "id_",
        ["", "0" * 32, "'; DROP TABLE confide_reports; --", "\x00", "\ud800", "é" * 32, "x" * 100_000, "%", "F" * 32],
    )
    @pytest.mark.parametrize("by", [0, LEAD, -1])
    def test_nothing_is_added_to_what_is_none(self, confide: ConfideStore, id_: str, by: int) -> None:
        told(confide)
        assert not confide.add(new_entry(id_, LEAD, seen_by=by))
        assert not confide.hand_over(new_entry(id_, LEAD, seen_by=by), {1: b"box"}, TEACHER)
        assert not confide.erase(id_, LEAD, HEAD, DAY)
        assert confide.faults() == []

    def test_nothing_is_added_by_who_does_not_read_it(self, confide: ConfideStore) -> None:
        report = told(confide, notices=())
        assert not confide.add(new_entry(report.id, LEAD, seen_by=STRANGER, notices=(notice(),)))
        assert len(confide.reports(LEAD)[0].entries) == 1
        assert confide.due(1e12) == ()


class TestHandingOver:
    def test_who_is_given_it_reads_all_of_it(self, confide: ConfideStore) -> None:
        report = told(confide)
        confide.add(new_entry(report.id, LEAD, HEAD, of_child=True))
        entry = new_entry(report.id, LEAD, HEAD, TEACHER, seen_by=LEAD)
        assert confide.report(report.id, TEACHER) is None
        assert confide.hand_over(entry, {1: b"first", 2: b"second"}, TEACHER)
        handed = confide.report(report.id, TEACHER)
        assert handed is not None
        assert [one.box for one in handed.entries] == [b"first", b"second", entry.sealed.boxes[TEACHER]]
        assert confide.readers(report.id, LEAD) == (LEAD, HEAD, TEACHER)
        assert confide.faults() == []

    def test_what_was_written_meanwhile_is_not_left_out(self, confide: ConfideStore) -> None:
        report = told(confide)
        confide.add(new_entry(report.id, LEAD, HEAD, of_child=True))
        assert not confide.hand_over(new_entry(report.id, LEAD, TEACHER, seen_by=LEAD), {1: b"first"}, TEACHER)
        assert confide.report(report.id, TEACHER) is None

    def test_twice_to_the_same_changes_no_box(self, confide: ConfideStore) -> None:
        report = told(confide)
        entry = new_entry(report.id, LEAD, HEAD, TEACHER, seen_by=LEAD)
        assert confide.hand_over(entry, {1: b"first"}, TEACHER)
        assert confide.hand_over(entry, {1: b"other", 2: b"other"}, TEACHER)
        assert confide.report(report.id, TEACHER).entries[0].box == b"first"  # type: ignore[union-attr]
        assert confide.faults() == []

    def test_the_child_is_given_nothing(self, confide: ConfideStore) -> None:
        report = told(confide)
        assert not confide.hand_over(new_entry(report.id, LEAD, seen_by=LEAD), {1: b"box"}, CHILD)

    def test_nobody_hands_over_what_they_do_not_read(self, confide: ConfideStore) -> None:
        report = told(confide)
        for by in (0, STRANGER):
            assert not confide.hand_over(new_entry(report.id, LEAD, seen_by=by), {1: b"box"}, STRANGER)
        assert confide.report(report.id, STRANGER) is None


class TestErasing:
    def test_no_byte_of_it_is_left_and_the_chain_still_fits(self, confide: ConfideStore, home: Home) -> None:
        before, after = told(confide, size=20_000), None
        report = told(confide, LEAD, HEAD, CHILD, size=200_000)
        confide.add(answer(report, LEAD))
        after = told(confide, size=20_000)
        gone = confide.report(report.id, LEAD)
        assert gone is not None
        pieces = [entry.body[at : at + 40] for entry in gone.entries for at in range(0, len(entry.body), 1000)]
        pieces += [entry.box for entry in gone.entries]
        assert all(piece in bytes_of(home) for piece in (pieces[0], pieces[-1]))
        known = confide.tick(DAY)
        assert confide.erase(report.id, LEAD, HEAD, DAY + timedelta(3))
        assert not [piece for piece in pieces if piece in bytes_of(home)]
        assert confide.faults(known) == []
        for other in (before, after):
            assert confide.report(other.id, LEAD) == other

    def test_that_there_was_one_stays(self, confide: ConfideStore) -> None:
        new = new_report(LEAD, HEAD, CHILD)
        confide.add_report(new)
        (report,) = confide.reports(LEAD)
        confide.add(answer(report, LEAD))
        confide.erase(report.id, LEAD, HEAD, date(2026, 6, 1))
        row = confide.report(report.id, HEAD)
        assert row is not None
        assert (row.day, row.erased, row.erased_on, row.erased_by) == (DAY, True, date(2026, 6, 1), (LEAD, HEAD))
        assert {(entry.body, entry.box, entry.erased) for entry in row.entries} == {(b"", b"", True)}
        assert (row.unread, confide.unread(HEAD)) == (False, 0)
        found = confide.by_receipt(new.lookup)
        assert found is not None
        assert found.erased
        assert [entry.body for entry in found.answers] == [b"", b""]

    @pytest.mark.parametrize(
        ("asked_by", "agreed_by"),
        [
            pytest.param(LEAD, LEAD, id="one person"),
            pytest.param(LEAD, STRANGER, id="one who does not read it"),
            pytest.param(STRANGER, LEAD, id="asked by one who does not"),
            pytest.param(LEAD, CHILD, id="the child"),
            pytest.param(CHILD, LEAD, id="asked by the child"),
            pytest.param(LEAD, -1, id="nobody"),
        ],
    )
    def test_it_takes_two_who_read_it(self, confide: ConfideStore, asked_by: int, agreed_by: int) -> None:
        report = told(confide, LEAD, HEAD, CHILD)
        assert not confide.erase(report.id, asked_by, agreed_by, DAY)
        assert confide.report(report.id, LEAD) == report

    def test_it_is_erased_once_and_then_closed(self, confide: ConfideStore) -> None:
        new = new_report()
        confide.add_report(new)
        (report,) = confide.reports(LEAD)
        assert [confide.erase(report.id, *two, DAY) for two in ((LEAD, HEAD), (HEAD, LEAD))] == [True, False]
        assert not confide.add(new_entry(report.id, LEAD, of_child=True))
        assert not confide.add(answer(report, LEAD))
        assert not confide.hand_over(new_entry(report.id, LEAD, seen_by=LEAD), {1: b"b", 2: b"b"}, TEACHER)
        assert not confide.add_report(new), "the same form again is still the same report"
        assert confide.faults() == []

    def test_what_somebody_reads_meanwhile_is_swept_away_by_the_next_tick(
        self, confide: ConfideStore, home: Home
    ) -> None:
        report = told(confide, size=50_000)
        piece = report.entries[0].body[1000:1040]
        with ConfideStore.open(home, busy_seconds=0.1) as eraser, ConfideStore.open(home) as reader:
            reader._file._connection.execute("BEGIN")
            reader.reports(LEAD)
            assert eraser.erase(report.id, LEAD, HEAD, DAY)
            assert piece in bytes_of(home)
            assert reader.report(report.id, LEAD) == report
            reader._file._connection.execute("COMMIT")
        confide.tick(DAY)
        assert piece not in bytes_of(home)
        assert column(path_of(home), "SELECT only FROM confide_sweep") == []


class TestNeverChanged:
    """By us neither: triggers stand before what the chain would only find later."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE confide_reports SET day = '2026-01-01'",
            "UPDATE confide_reports SET child = x'00'",
            "DELETE FROM confide_reports",
            "INSERT OR REPLACE INTO confide_reports SELECT id, '2026-01-01', once, lookup, child FROM confide_reports",
            "INSERT OR REPLACE INTO confide_reports SELECT 'other', day, once, x'00', child FROM confide_reports",
            "INSERT OR REPLACE INTO confide_reports SELECT 'other', day, x'00', lookup, child FROM confide_reports",
            "UPDATE confide_entries SET body = x''",
            "UPDATE confide_entries SET body = x'00'",
            "UPDATE confide_entries SET digest = x'00'",
            "UPDATE confide_entries SET seal = ''",
            "UPDATE confide_entries SET number = number + 100",
            "DELETE FROM confide_entries",
            "INSERT OR REPLACE INTO confide_entries SELECT * FROM confide_entries",
            (
                "INSERT OR REPLACE INTO confide_entries SELECT number + 100, report, place, day, of_child, once,"
                " digest, boxes, seal, body FROM confide_entries"
            ),
            (
                "INSERT OR REPLACE INTO confide_entries SELECT number + 100, report, place + 100, day, of_child, once,"
                " digest, boxes, seal, body FROM confide_entries WHERE once IS NOT NULL"
            ),
            "UPDATE confide_boxes SET box = x''",
            "UPDATE confide_boxes SET box = x'00'",
            "UPDATE confide_boxes SET reader = 9",
            "DELETE FROM confide_boxes",
            "REPLACE INTO confide_boxes SELECT reader, report, place, given, digest, x'00' FROM confide_boxes",
            (
                "INSERT INTO confide_boxes SELECT reader, report, place, given, digest, x'00' FROM confide_boxes"
                " WHERE true ON CONFLICT DO UPDATE SET box = x'00'"
            ),
            "INSERT INTO confide_erased SELECT id, 1, day, 1, 9 FROM confide_reports",
            "INSERT INTO confide_erased SELECT id, 1, day, 0, 1 FROM confide_reports",
            "INSERT INTO confide_erased SELECT id, 1, day, 1, 1 FROM confide_reports",
        ],
    )
    def test_what_was_told_stays(self, confide: ConfideStore, statement: str) -> None:
        report = told(confide, LEAD, HEAD, CHILD)
        confide.add(new_entry(report.id, LEAD, of_child=True, once=b"once"))
        before = confide.report(report.id, LEAD)
        for recursive in ("ON", "OFF"):
            confide._file.rows(f"PRAGMA recursive_triggers = {recursive}")
            with pytest.raises(RowError):
                changed(confide, statement)
        assert confide.report(report.id, LEAD) == before
        assert confide.faults() == []

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE confide_erased SET agreed_by = 3",
            "DELETE FROM confide_erased",
            "INSERT OR REPLACE INTO confide_erased SELECT report, place, '2026-01-01', 2, 1 FROM confide_erased",
            "UPDATE confide_entries SET body = x'00' WHERE report IS NOT NULL",
            "UPDATE confide_entries SET day = '2026-01-01' WHERE report IN (SELECT report FROM confide_erased)",
            "UPDATE confide_entries SET body = x''",
            "UPDATE confide_boxes SET box = x'00'",
            "UPDATE confide_boxes SET digest = x'00', box = x''",
            "DELETE FROM confide_boxes",
            "INSERT INTO confide_boxes SELECT 9, report, place, given, digest, x'' FROM confide_boxes",
            (
                "INSERT INTO confide_entries SELECT number + 100, report, place + 100, day, of_child, NULL, digest,"
                " boxes, seal, body FROM confide_entries WHERE report IN (SELECT report FROM confide_erased)"
            ),
        ],
    )
    def test_an_erasure_stays_and_opens_nothing_else(self, confide: ConfideStore, statement: str) -> None:
        gone, stays = told(confide), told(confide)
        confide.erase(gone.id, LEAD, HEAD, DAY)
        with pytest.raises(RowError):
            changed(confide, statement)
        assert confide.report(stays.id, LEAD) == stays
        assert confide.faults() == []


class TestSchool:
    def test_what_children_see_is_what_was_published_last(self, confide: ConfideStore) -> None:
        assert confide.front() is None
        front = Front(
            school=SchoolWords(name="Ysgol y Bont"), is_open=True, readers=(Reader(account=1, name="A", key=b"k" * 32),)
        )
        for one in (Front(school=front.school), front, front):
            confide.publish(one)
        assert confide.front() == front

    def test_a_key_that_was_made_anew_is_sealed_to_before_core_has_told_of_it(self, confide: ConfideStore) -> None:
        readers = tuple(Reader(account=one, name="A", key=b"k" * 32) for one in (LEAD, HEAD))
        confide.publish(Front(school=SchoolWords(), readers=readers))
        confide.put_key(LEAD, KEY, DAY)
        front = confide.front()
        assert front
        assert [one.key for one in front.readers] == [KEY.public, b"k" * 32]

    @pytest.mark.parametrize("value", ["x''", "x'ff'", "CAST('{\"new\": 1}' AS BLOB)", "CAST('null' AS BLOB)"])
    def test_one_that_this_version_does_not_read_is_none(self, confide: ConfideStore, value: str) -> None:
        changed(confide, f"INSERT INTO confide_front VALUES (1, {value})")  # noqa: S608  # from the list above
        assert confide.front() is None

    def test_photographs_are_named_by_content_and_go_when_nobody_shows_them(self, confide: ConfideStore) -> None:
        one, two = (confide.put_photo(image) for image in (b"one", b"two"))
        assert confide.put_photo(b"one") == one != two
        confide.keep_photos([two, "never was", "'"])
        assert (confide.photo(one), confide.photo(two)) == (None, b"two")
        assert [confide.photo(name) for name in ("", "../keys", "\ud800", "\x00", "a" * 100_000)] == [None] * 5
        confide.keep_photos([])
        assert confide.photo(two) is None

    def test_keys_are_kept_one_for_an_account(self, confide: ConfideStore) -> None:
        assert (confide.keys(), confide.key_of(LEAD), confide.kit()) == ((), None, None)
        older = WrappedKey(public=b"o" * 32, wrapped=os.urandom(72))
        confide.put_key(LEAD, older, DAY)
        confide.put_key(HEAD, KEY, DAY)
        confide.put_key(LEAD, KEY, DAY + timedelta(1))
        lead, head = confide.keys()
        assert (lead.account, lead.key, lead.since) == (LEAD, KEY, DAY + timedelta(1))
        assert (head.account, head.key, head.since) == (HEAD, KEY, DAY)
        assert (confide.key_of(LEAD), confide.key_of(STRANGER)) == (KEY, None)
        for public in (b"a" * 32, b"b" * 32):
            confide.put_kit(public, DAY)
        assert confide.kit() == b"b" * 32

    def test_a_day_that_is_none_is_told_as_an_error_of_the_file(self, confide: ConfideStore, home: Home) -> None:
        told(confide)
        tampered(home, "UPDATE confide_reports SET day = 'soon'")
        with pytest.raises(StorageError, match="a day is none"):
            confide.reports(LEAD)
