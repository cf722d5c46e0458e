from pathlib import Path

import msgspec

from appliance.categories.build import build
from appliance.categories.entries import Entry
from appliance.categories.lists import Lists
from appliance.categories.table import Table, as_file
from tests.categories import given


def table(path: Path, **hosts: str) -> Table:
    rows = build(Entry("x", 1, host.replace("_", "."), category) for host, category in hosts.items()).rows
    path.write_bytes(as_file(msgspec.structs.replace(given.about(), hosts=len(rows.keys)), rows))
    return Table(path)


def test_every_list_says_what_it_knows_of_a_host_and_of_the_domains_above_it(tmp_path: Path) -> None:
    one = table(tmp_path / "one", a_example="games", www_a_example="social")
    two = table(tmp_path / "two", a_example="adult")
    lists = Lists([one, two], own={"example": frozenset({"ours"})})
    assert lists.of("www.a.example") == {"games", "social", "adult", "ours"}
    assert lists.of("a.example") == {"games", "adult", "ours"}
    assert lists.of("nota.example") == {"ours"}
    assert lists.of("a.example.org") == frozenset()
