"""`lollipop people guest`."""

import re
import time
from pathlib import Path

from appliance.config import Home
from appliance.people.secrets import hash_code
from appliance.store import Store
from tests.cli.given import lollipop


def said(home: Path, *arguments: str, status: int = 0) -> str:
    result = lollipop(home, "people", "guest", *arguments)
    assert result.exit_code == status, result.output
    return result.output


def test_a_guest_gets_a_code_that_ends(tmp_path: Path) -> None:
    assert said(tmp_path, "list") == "No guests.\n"
    found = re.fullmatch(
        r"Mrs Fir’s code is (\w{4}-\w{4}), until .*\.\n", said(tmp_path, "add", "Mrs  Fir", "--hours", "2")
    )
    assert found
    with Store.open(Home(tmp_path)) as store:
        guest = store.guests.by_code(hash_code(found[1]), time.time())
    assert guest is not None
    assert (guest.name, round((guest.until - guest.since) / 3600)) == ("Mrs Fir", 2)
    assert said(tmp_path, "list").startswith("g1  Mrs Fir  until ")
    assert said(tmp_path, "end", "g1").startswith("g1 has ended.")
    assert said(tmp_path, "end", "g1", status=1) == "Error: There is no guest 'g1'.\n"


def test_a_name_that_nobody_could_read_is_refused(tmp_path: Path) -> None:
    assert "all of them to be seen" in said(tmp_path, "add", "\u202eevil", status=1)
    assert "all of them to be seen" in said(tmp_path, "add", " ", status=1)
