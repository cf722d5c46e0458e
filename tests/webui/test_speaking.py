import pytest
from flask import Flask, render_template_string
from flask_babel import gettext

from appliance.languages.choosing import Language
from webui import speaking


@pytest.mark.parametrize("spoken", Language)
def test_python_and_templates_say_the_same(spoken: Language) -> None:
    app = Flask(__name__)
    speaking.register(app, lambda: spoken)
    with app.test_request_context("/"):
        said = gettext("Back")
        assert render_template_string('{{ _("Back") }}') == said
    assert (said == "Back") is (spoken is Language.ENGLISH)


def test_each_language_is_called_by_its_own_name() -> None:
    assert set(speaking.NAMES) == set(Language)
    assert speaking.NAMES[Language.WELSH] == "Cymraeg"
