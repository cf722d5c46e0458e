"""HTML to PDF by WeasyPrint."""

import io
from collections.abc import Mapping
from importlib.resources import files

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from appliance.paper.sheet import Sheet

_SCHEME = "picture:"


class _Pictures(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
    """Gives the sheet's own pictures; every other address is refused, which leaves its place empty."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self._pictures = pictures

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002  # as the library calls it
        picture = self._pictures.get(url.removeprefix(_SCHEME)) if url.startswith(_SCHEME) else None
        if picture is None:
            raise ValueError("a sheet reaches nothing but its own pictures")
        return URLFetcherResponse(url, io.BytesIO(picture))


def pdf_of(sheet: Sheet) -> bytes:
    style = CSS(string=files("appliance.paper").joinpath("paper.css").read_text(encoding="utf-8"))
    page = HTML(string=sheet.html, url_fetcher=_Pictures(sheet.pictures), base_url=None)
    made: bytes = page.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1", pdf_tags=True)
    return made
