import pytest
from msgspec.structs import replace

from appliance.config import Home
from appliance.errors import StorageError
from appliance.store.confide import ConfideStore
from tests.webui.confide.given import FRONT, publish
from webui.confide.showing import Showing

JPEG = b"\xff\xd8\xff\xe0 a face"


def with_face(home: Home) -> str:
    with ConfideStore.open(home) as store:
        name = store.put_photo(JPEG)
        store.publish(replace(FRONT, faces=(replace(FRONT.faces[0], photo=name),)))
    return name


def test_it_is_nobodys_before_core_has_written_it(home: Home) -> None:
    assert Showing(home).front() is None


def test_it_holds_the_pictures_that_it_names(home: Home) -> None:
    name = with_face(home)
    showing = Showing(home)
    front = showing.front()
    assert front
    assert front.faces[0].photo == name
    assert showing.picture(name).startswith("data:image/jpeg;base64,")
    assert showing.picture("another") == ""


def test_a_change_is_there_when_it_is_renewed_and_not_in_the_middle_of_a_page(home: Home) -> None:
    publish(home)
    showing = Showing(home, holds=0)
    assert showing.front() == FRONT
    with ConfideStore.open(home) as store:
        store.publish(replace(FRONT, welcome="Come in."))
    assert showing.front() == FRONT
    showing.renew()
    assert showing.front() == replace(FRONT, welcome="Come in.")


def test_it_is_not_read_again_at_once(home: Home) -> None:
    publish(home)
    showing = Showing(home, holds=60)
    showing.renew()
    (home.confide / "confide.db").write_bytes(b"broken")
    showing.renew()
    assert showing.front() == FRONT


def test_what_breaks_later_hides_nothing_and_what_never_could_be_read_is_told(home: Home) -> None:
    publish(home)
    known = Showing(home, holds=0)
    known.renew()
    for path in home.confide.iterdir():
        path.write_bytes(b"broken" * 1000)
    known.renew()
    assert known.front() == FRONT
    with pytest.raises(StorageError):
        Showing(home).front()
