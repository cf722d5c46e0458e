"""Names under which every system saves a file."""

import pytest

from webui.downloads import download, filename_of


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        pytest.param("captures.csv", "captures.csv", id="as it is"),
        pytest.param("Amy O'Neill, week 3.csv", "amy-o-neill-week-3.csv", id="words"),
        pytest.param("Zoë Öz: history.pdf", "zoe-oz-history.pdf", id="letters with marks"),
        pytest.param("历史.pdf", "lollipop.pdf", id="letters that not every system takes"),
        pytest.param("\u202e.csv", "lollipop.csv", id="what nobody sees"),
        pytest.param("../../etc/passwd.csv", "etc-passwd.csv", id="a path"),
        pytest.param('a"; filename="b.exe', "a-filename-b.exe", id="an attack on the header"),
        pytest.param("a\r\nSet-Cookie: x=1.csv", "a-set-cookie-x-1.csv", id="another header"),
        pytest.param("x" * 300 + ".csv", "x" * 100 + ".csv", id="very long"),
        pytest.param("", "lollipop", id="nothing"),
    ],
)
def test_the_name_can_be_saved_everywhere(name: str, saved: str) -> None:
    assert filename_of(name) == saved
    assert download(b"x", name, "text/plain").headers["Content-Disposition"] == f"attachment; filename={saved}"
