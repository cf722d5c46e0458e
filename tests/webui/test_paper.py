"""Pages on paper."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Flask

from tests.webui.conftest import Person
from webui.page import Page
from webui.paper import pdf
from webui.security import needs


@dataclass(frozen=True, kw_only=True)
class Letter(Page):
    template: ClassVar[str] = "paper.html"


def test_a_page_is_a_download(app: Flask, adult: Person) -> None:
    app.add_url_rule("/letter", "letter", needs()(lambda: pdf(Letter(), "Zoë Öz: history")))
    answer = adult.get("/letter")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename=zoe-oz-history.pdf"
