"""A page on paper: the same typed context, a template that extends `paper.html`, and the PDF of it."""

import unicodedata

from flask import Response

from appliance.paper import Sheet, print_pdf
from webui.page import Page, render
from webui.school_look import logo

LOGO = "logo.png"


def pdf(page: Page, name: str) -> Response:
    """The PDF as a download called `name`.pdf. Raises PaperError."""
    picture = logo()
    printed = print_pdf(Sheet(html=render(page), pictures={LOGO: picture} if picture else {}))
    response = Response(printed, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(name)}.pdf"'
    return response


def _file_name(name: str) -> str:
    """Letters, digits and hyphens, as every system takes them."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "-".join("".join(char if char.isalnum() else " " for char in plain).split())[:80].lower() or "lollipop"
