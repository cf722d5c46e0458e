"""Who reads what. Whoever has no box reads nothing, and cannot tell that there is anything."""

import os
import time
from statistics import median

import pytest

from appliance.confide.sealing import CHILD
from appliance.store.confide import ConfideStore
from tests.store.confided import DAY, HEAD, LEAD, STRANGER, TEACHER, answer, new_entry, new_report, told


def test_the_newest_stands_first_and_nobody_elses_between(confide: ConfideStore) -> None:
    first = told(confide, LEAD, HEAD)
    told(confide, HEAD)
    second = told(confide, LEAD)
    confide.add(answer(first, LEAD))
    assert [row.id for row in confide.reports(LEAD)] == [second.id, first.id]
    assert [row.id for row in confide.reports(TEACHER)] == []


def test_numbers_say_nothing_of_reports_of_others(confide: ConfideStore) -> None:
    """Ten others in between make no gap."""
    mine = told(confide, LEAD)
    for _ in range(10):
        told(confide, HEAD)
    confide.add(new_entry(mine.id, LEAD, of_child=True))
    assert [entry.number for entry in confide.reports(LEAD)[0].entries] == [1, 2]
    assert confide.unread(LEAD) == 1


@pytest.mark.parametrize("account", [STRANGER, CHILD, -1, 2**62])
def test_who_has_no_box_has_nothing(confide: ConfideStore, account: int) -> None:
    report = told(confide, LEAD, HEAD, CHILD)
    assert confide.reports(account) == ()
    assert confide.report(report.id, account) is None
    assert confide.readers(report.id, account) == ()
    assert confide.unread(account) == 0


@pytest.mark.parametrize(
    "id_", ["", "0" * 32, "' OR 1=1 --", "\x00", "\ud800", "é", "%", "A" * 32, "x" * 100_000, "../../etc/passwd"]
)
def test_what_is_no_report_is_nobodys(confide: ConfideStore, id_: str) -> None:
    told(confide)
    assert confide.report(id_, LEAD) is None
    assert confide.readers(id_, LEAD) == ()


def test_a_report_of_others_takes_as_long_as_none(confide: ConfideStore) -> None:
    """Even one with many entries and readers: it is looked for among one's own, where it is not."""
    report = told(confide, *range(11, 40), size=100_000)
    for _ in range(100):
        confide.add(new_entry(report.id, *range(11, 40), of_child=True))
    for _ in range(50):
        told(confide, STRANGER)
    ids = {"theirs": report.id, "nobody's": "0" * 32}
    spent: dict[str, list[int]] = {"theirs": [], "nobody's": []}
    for _ in range(1500):
        for whose, id_ in ids.items():
            began = time.perf_counter_ns()
            assert confide.report(id_, STRANGER) is None
            spent[whose].append(time.perf_counter_ns() - began)
    theirs, none = (median(times) for times in spent.values())
    assert abs(theirs - none) < 0.25 * none, f"{theirs} ns and {none} ns"


def test_a_reader_sees_only_what_was_sealed_to_them(confide: ConfideStore) -> None:
    report = told(confide, LEAD, HEAD)
    confide.add(new_entry(report.id, LEAD))
    confide.add(new_entry(report.id, LEAD, HEAD))
    assert [entry.number for entry in confide.report(report.id, HEAD).entries] == [1, 3]  # type: ignore[union-attr]


class TestByReceipt:
    def test_only_answers_come_back(self, confide: ConfideStore) -> None:
        new = new_report(LEAD, HEAD)
        confide.add_report(new)
        (report,) = confide.reports(LEAD)
        confide.add(new_entry(report.id, LEAD, HEAD))
        reply = answer(report, LEAD)
        confide.add(reply)
        found = confide.by_receipt(new.lookup)
        assert found is not None
        assert (found.id, found.day, found.readers, found.erased) == (report.id, DAY, (LEAD, HEAD), False)
        (only,) = found.answers
        assert (only.body, only.box, only.of_child) == (reply.sealed.body, reply.sealed.boxes[CHILD], False)

    def test_it_says_whether_somebody_has_looked(self, confide: ConfideStore) -> None:
        new = new_report()
        confide.add_report(new)
        (report,) = confide.reports(LEAD)
        assert not confide.by_receipt(new.lookup).opened  # type: ignore[union-attr]
        confide.add(new_entry(report.id, LEAD, HEAD, seen_by=HEAD))
        assert confide.by_receipt(new.lookup).opened  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        "lookup",
        [b"", b"\x00" * 32, b"'", os.urandom(32), b"x" * 100_000],
        ids=["nothing", "unseen", "a quote", "any", "endless"],
    )
    def test_another_receipt_finds_nothing(self, confide: ConfideStore, lookup: bytes) -> None:
        told(confide)
        assert confide.by_receipt(lookup) is None
