from io import BytesIO

from appliance.categories.csv_list import read


def test_host_and_category() -> None:
    text = b'Domain,Category\n"a.example",Social_Networks\nb.example,\nc.example\n'
    found = [(entry.text, entry.category) for entry in read(BytesIO(text), "x.csv", "other")]
    assert found == [("a.example", "social"), ("b.example", "other"), ("c.example", "other")]


def test_a_cell_that_is_none_is_told_and_no_error() -> None:
    assert [entry.text for entry in read(BytesIO(b"a\rb,c\n"), "x.csv", "other")] == ["a\rb,c"]
