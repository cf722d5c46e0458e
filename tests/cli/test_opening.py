from pathlib import Path

import pytest

from appliance.cli.opening import libraries, ready_store
from appliance.config import Home


def test_a_store_is_made_where_there_is_none(tmp_path: Path) -> None:
    with ready_store(Home(tmp_path / "new")) as store:
        assert store.school.load().terms == ()


@pytest.mark.usefixtures("few_terms")
def test_the_libraries_are_those_in_force(tmp_path: Path) -> None:
    assert [term.id for term in libraries(Home(tmp_path))] == ["weapons/1", "suicide/2", "illegal content/3"]
