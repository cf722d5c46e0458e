"""Whatever a device sent, and whatever a colleague wrote, is text on the pages about one capture too."""

from urllib.parse import quote

import pytest

from appliance.store import Store
from appliance.store.triage import Decision
from tests.webui.captures.school import decided
from tests.webui.conftest import NOW, Person
from tests.webui.parts import captured
from tests.webui.test_hostile_text import CORPUS, FIELDS, Reader
from webui.words import visible


@pytest.mark.parametrize("hostile", CORPUS)
def test_it_is_only_text(adult: Person, store: Store, hostile: str) -> None:
    for number in (1, 2):
        store.captures.add([captured(number, at=NOW - number * 9000, **dict.fromkeys(FIELDS, hostile))])
    decided(store, 1, Decision(note=hostile))
    shown = str(visible(hostile))[:60]
    for path in (
        "/captures/1",
        "/captures/2",
        "/captures?pile=newest",
        "/captures/1/fix",
        "/captures/1/fix?kind=everywhere",
    ):
        answer = adult.get(path)
        assert answer.status_code == 200, path
        assert shown in Reader(answer.text).text, path
        assert not [letter for letter in answer.text if letter != visible(letter) and letter != "\t"], path


@pytest.mark.parametrize("hostile", CORPUS)
def test_what_is_typed_comes_back_as_text(adult: Person, store: Store, hostile: str) -> None:
    store.captures.add([captured(at=NOW)])
    short = quote(hostile[:500])
    for answer in (
        adult.post("/captures/1", mark="1.0.78", status="banana", note=hostile),
        adult.get(f"/captures/1/fix?kind=neighbour&words={short}"),
        adult.get(f"/captures/1/fix?kind={short}&group={short}"),
        adult.get(f"/captures?pile={short}&severity={short}&undo={short}"),
        adult.post("/captures/words", resolved=hostile, escalated=hostile),
    ):
        assert answer.status_code in {200, 422}
        Reader(answer.text)
