"""How forms are read: WTForms checks each field, `templates/forms.html` draws it."""

from collections.abc import Mapping
from typing import Any, Self

from flask import request
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Form, SelectChoice  # type: ignore[attr-defined]  # its types lag behind
from wtforms.validators import Length, ValidationError

from appliance import unseen

Option = SelectChoice  # a value of a field that offers some, and its words
LONGEST_LINE = 200
LONGEST_TEXT = 4000


class ScreenForm(Form):
    """Base of the console's forms: `from_request` for what was sent, the constructor's `data` for what to show at
    first."""

    @classmethod
    def from_request(cls, **more: Any) -> Self:
        sent: CombinedMultiDict[str, Any] = CombinedMultiDict([request.form, request.files])
        return cls(sent, **more)

    @classmethod
    def from_query(cls, defaults: Mapping[str, Any] | None = None) -> Self:
        """For filters, which stand in the address."""
        return cls(MultiDict(request.args), data=defaults)

    def wrong(self, field: str, sentence: str) -> None:
        """Say beside a field what was found out only when its value was used."""
        self[field].errors = (*self[field].errors, sentence)


def line(longest: int = LONGEST_LINE) -> tuple[Any, ...]:
    """Checks of a text of one line."""
    return (Length(max=longest, message=f"Use at most {longest} letters."), _plain)


def _plain(_form: Form, field: Any) -> None:
    if unseen.is_in(field.data or ""):
        raise ValidationError("There is a character in it that cannot be seen. Type it again.")
