"""A page on paper: the same typed context, a template that extends `paper.html`, and the PDF of it."""

from collections.abc import Mapping

from flask import Response

from appliance.paper import Sheet, print_pdf
from webui.downloads import download
from webui.page import Page, render
from webui.school_look import logo

LOGO = "logo.png"


def pdf(page: Page, name: str, pictures: Mapping[str, bytes] | None = None) -> Response:
    """The PDF as a download called `name`.pdf, with `pictures` by the names that its page has for them. Raises
    PaperError."""
    own = {LOGO: picture} if (picture := logo()) else {}
    printed = print_pdf(Sheet(html=render(page), pictures={**(pictures or {}), **own}))
    return download(printed, f"{name}.pdf", "application/pdf")
