"""Pages on paper."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from flask import Flask

from tests.webui.conftest import Person
from webui.page import Page
from webui.paper import pdf
from webui.security import needs


@dataclass(frozen=True, kw_only=True)
class Letter(Page):
    template: ClassVar[str] = "paper.html"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        pytest.param("Zoë Öz: history", "zoe-oz-history", id="a name"),
        pytest.param('a"\r\nSet-Cookie: x', "a-set-cookie-x", id="an attack on the header"),
        pytest.param("../../etc", "etc", id="a path"),
        pytest.param("历史", "lollipop", id="letters that not every system takes"),
    ],
)
def test_a_download_has_a_name_that_every_system_takes(app: Flask, adult: Person, name: str, file: str) -> None:
    app.add_url_rule("/letter", "letter", needs()(lambda: pdf(Letter(), name)))
    answer = adult.get("/letter")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{file}.pdf"'
