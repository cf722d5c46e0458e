"""`lollipop unblock`: for a period of study, and then closed again."""

from pathlib import Path

from tests.cli.test_rules import said

FOR = ("--for", "group:staff", "--reason", "the Romans", "--by", "Mr Bell")


def test_it_is_open_until_its_end(tmp_path: Path) -> None:
    told = said(tmp_path, "unblock", "romans.example", "--until", "2099-01-01 12:00", *FOR, status=1)
    assert "ends within a year" in told
    assert "It is change 1." in said(tmp_path, "unblock", "romans.example", "--until", "23:59", *FOR)
    assert "1  unblocked  “romans.example for study”: allow romans.example for staff" in said(
        tmp_path, "access", "list"
    )


def test_it_can_be_left_to_somebody_else(tmp_path: Path) -> None:
    assert "waits as change 1" in said(tmp_path, "unblock", "romans.example", "--until", "23:59", "--ask", *FOR)
    said(tmp_path, "access", "approve", "1", "--by", "Ms Ada")
    assert "unblocked" in said(tmp_path, "access", "list")


def test_everything_is_no_unblock(tmp_path: Path) -> None:
    assert "names what is to be opened" in said(tmp_path, "unblock", "everything", "--until", "23:59", *FOR, status=1)
