"""Photos from a folder, and files that are none."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.errors import PeopleError
from appliance.people.photos import LARGEST, photos_in
from appliance.people.roster import Known
from tests.people.given import AMY, BEN

JPEG, PNG = b"\xff\xd8\xff\xe0 amy", b"\x89PNG\r\n\x1a\n ben"
SCHOOL = (
    Known(id="p1", source="pupils", person=replace(AMY, source_id="A1")),
    Known(id="p2", source="pupils", person=replace(BEN, source_id="A2")),
    Known(id="p3", source="pupils", person=replace(BEN, source_id="A3", left=True)),
)


def test_photos_are_named_by_either_id_and_called_by_ours(tmp_path: Path) -> None:
    (tmp_path / "a1.JPEG").write_bytes(JPEG)
    (tmp_path / "p2.jpg").write_bytes(PNG)
    photos = photos_in(tmp_path, SCHOOL)
    assert [(one.id, one.file, one.content) for one in photos.found] == [("p1", "p1.jpg", JPEG), ("p2", "p2.png", PNG)]
    assert photos.strange == ()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        pytest.param("zoe.jpg", JPEG, "zoe.jpg: is named by nobody's id", id="nobody"),
        pytest.param("A3.jpg", JPEG, "A3.jpg: is named by nobody's id", id="a leaver"),
        pytest.param("A1.jpg", b"<svg onload=alert(1)>", "A1.jpg: is neither JPEG nor PNG", id="no photo"),
        pytest.param("A1.jpg", b"", "A1.jpg: is neither JPEG nor PNG", id="empty"),
        pytest.param("A1.jpg", JPEG + bytes(LARGEST), "A1.jpg: is larger than 1 MB", id="too large"),
    ],
)
def test_what_is_no_photo_is_passed_over(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.jpg").mkdir()
    photos = photos_in(tmp_path, SCHOOL)
    assert (photos.found, photos.strange) == ((), (sentence,))


def test_an_id_that_two_lists_share_names_nobody(tmp_path: Path) -> None:
    (tmp_path / "A1.jpg").write_bytes(JPEG)
    other = Known(id="p9", source="staff", person=replace(BEN, source_id="A1"))
    assert photos_in(tmp_path, (*SCHOOL, other)).found == ()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PeopleError, match="nowhere: cannot be read"):
        photos_in(tmp_path / "nowhere", SCHOOL)
