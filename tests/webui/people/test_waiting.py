import io
import os
import time
from pathlib import Path

import pytest

from appliance.config import Home
from webui.people.waiting import KEPT, KEPT_SECONDS, drop, keep, tidy, waiting


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_a_list_waits_closed_to_others(home: Home) -> None:
    token = keep(home, "pupils.csv", io.BytesIO(b"x"), time.time())
    path = waiting(home, token)
    assert path
    assert (path.name, path.read_bytes()) == ("pupils.csv", b"x")
    assert [one.stat().st_mode & 0o777 for one in (path, path.parent, home.uploads)] == [0o600, 0o700, 0o700]
    drop(home, token)
    assert waiting(home, token) is None
    assert list(home.uploads.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        pytest.param("../../etc/passwd", "etc_passwd", id="a way out"),
        pytest.param("C:\\lists\\3B.csv", "Clists3B.csv", id="a name with drives"),
        pytest.param("…", "list", id="nothing that can be spelt"),
        pytest.param("x" * 500 + ".csv", "x" * 76 + ".csv", id="very long"),
        pytest.param(".htaccess", "htaccess", id="a hidden file"),
    ],
)
def test_a_name_is_only_a_name(home: Home, name: str, kept: str) -> None:
    path = waiting(home, keep(home, name, io.BytesIO(b""), time.time()))
    assert path
    assert path.name == kept


@pytest.mark.parametrize("token", ["", ".", "..", "../store", "g" * 32, "0" * 31, "0" * 32, "0" * 32 + "\n"])
def test_a_token_that_is_none(home: Home, token: str) -> None:
    keep(home, "pupils.csv", io.BytesIO(b"x"), time.time())
    drop(home, token)
    assert waiting(home, token) is None
    assert len(list(home.uploads.iterdir())) == 1


def test_old_lists_go(home: Home) -> None:
    token = keep(home, "old.csv", io.BytesIO(b"x"), time.time())
    long_ago = time.time() - KEPT_SECONDS - 1
    os.utime(home.uploads / token, (long_ago, long_ago))
    keep(home, "new.csv", io.BytesIO(b"x"), time.time())
    assert waiting(home, token) is None


def test_there_may_be_nothing_to_tidy(home: Home) -> None:
    tidy(home, time.time())
    assert not home.uploads.exists()


def test_only_a_few_wait(home: Home) -> None:
    for _ in range(KEPT + 3):
        keep(home, "list.csv", io.BytesIO(b"x"), time.time())
    assert len(list(home.uploads.iterdir())) == KEPT
