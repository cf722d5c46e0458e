"""Fields say what is wrong beside them."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from webui.forms import ScreenForm, line


class NameForm(ScreenForm):
    name = StringField("Name", line(10))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        pytest.param("Mrs Ash", "", id="a name"),
        pytest.param("x" * 11, "Use at most 10 letters.", id="too long"),
        pytest.param("a\u202eb", "cannot be seen", id="turns the reading round"),
        pytest.param("a\nb", "cannot be seen", id="two lines"),
    ],
)
def test_a_line_of_text(typed: str, told: str) -> None:
    form = NameForm(MultiDict({"name": typed}))
    assert form.validate() is (told == "")
    assert told in " ".join(form.name.errors)


def test_what_is_found_out_later_stands_beside_its_field() -> None:
    form = NameForm(MultiDict({"name": "Ash"}))
    assert form.validate()
    form.wrong("name", "Somebody has that name.")
    assert form.errors == {"name": ["Somebody has that name."]} or form.name.errors == ("Somebody has that name.",)
