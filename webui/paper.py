"""A page on paper: the same typed context, a template that extends `paper.html`, and the PDF of it."""

from flask import Response

from appliance.paper import Sheet, print_pdf
from webui.downloads import download
from webui.page import Page, render
from webui.school_look import logo

LOGO = "logo.png"


def pdf(page: Page, name: str) -> Response:
    """The PDF as a download called `name`.pdf. Raises PaperError."""
    picture = logo()
    printed = print_pdf(Sheet(html=render(page), pictures={LOGO: picture} if picture else {}))
    return download(printed, f"{name}.pdf", "application/pdf")
