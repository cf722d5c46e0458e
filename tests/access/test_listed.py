from pathlib import Path

import pytest

from appliance.access.listed import read_list
from appliance.errors import ConfigError


def test_entries_stand_below_their_reason_in_one_spelling(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("# why\n\n[an encyclopedia]\nWikipedia.org # everyone knows it\n[help]\n=nhs.uk\n")
    assert read_list(path) == {"wikipedia.org": "an encyclopedia", "=nhs.uk": "help"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("a.org\n[reason]\n", "list.txt: line 1: 'a.org' stands before the first", id="no reason"),
        pytest.param("[reason]\na b\n", "'a b' is not a host name", id="no host"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "list.txt"
    path.write_text(text)
    with pytest.raises(ConfigError, match=sentence.replace("[", r"\[")):
        read_list(path)
