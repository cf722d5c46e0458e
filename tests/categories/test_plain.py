from io import BytesIO

from appliance.categories.entries import Entry
from appliance.categories.plain import read


def test_one_host_a_line() -> None:
    assert list(read(BytesIO(b"# mine\na.example\n"), "x.txt", "games")) == [Entry("x.txt", 2, "a.example", "games")]
