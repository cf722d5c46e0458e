"""PDFs from a process of its own."""

import io
import socket
import threading

import pytest
from pypdf import PdfReader

from appliance.errors import PaperError
from appliance.paper import Sheet, print_pdf

PAGE = '<html lang="en"><title>Paper</title><body>{}</body></html>'


def read(printed: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(printed))


def test_words_come_out_as_words_in_every_script() -> None:
    pages = read(print_pdf(Sheet(html=PAGE.format("<h1>Zoë Öz</h1><p>Помощь</p>"))))
    text = pages.pages[0].extract_text()
    assert "Zoë Öz" in text
    assert "Помощь" in text
    assert pages.metadata is not None
    assert pages.metadata.title == "Paper"


def test_a_document_takes_nothing_from_the_disk_or_the_network(tmp_path: object) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        server.settimeout(0.5)
        hostile = f"""<img src="http://127.0.0.1:{port}/x"><img src="file:///etc/hostname">
            <link rel="stylesheet" href="http://127.0.0.1:{port}/y"><link rel="attachment" href="file:///etc/passwd">
            <style>@import url(http://127.0.0.1:{port}/z)</style><object data="file:///etc/passwd"></object>"""
        pages = read(print_pdf(Sheet(html=PAGE.format(hostile))))
        with pytest.raises(TimeoutError):
            server.accept()
    assert not pages.attachments
    assert not list(pages.pages[0].images)


def test_pictures_come_with_the_sheet() -> None:
    from PIL import Image  # noqa: PLC0415  # only here

    file = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "PNG")
    html = PAGE.format('<img src="picture:logo.png" alt="Logo"><img src="picture:other.png" alt="None">')
    assert len(read(print_pdf(Sheet(html=html, pictures={"logo.png": file.getvalue()}))).pages[0].images) == 1


def test_what_takes_too_long_is_ended_and_told() -> None:
    with pytest.raises(PaperError, match="too long"):
        print_pdf(Sheet(html=PAGE.format("x")), seconds=0.05)


def test_a_picture_that_is_none_leaves_its_place_empty() -> None:
    html = PAGE.format('<img src="picture:logo.png" alt="Logo"><p>still here</p>')
    pages = read(print_pdf(Sheet(html=html, pictures={"logo.png": b"\x89PNG nonsense"})))
    assert "still here" in pages.pages[0].extract_text()


def test_at_most_two_are_printed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from appliance.paper import sheet  # noqa: PLC0415  # the module behind the name

    running: list[int] = []
    most: list[int] = []
    turn = threading.Event()

    def run(_sheet: Sheet, _seconds: float) -> bytes:
        running.append(1)
        most.append(len(running))
        turn.wait(0.2)
        running.pop()
        return b""

    monkeypatch.setattr(sheet, "_run", run)
    threads = [threading.Thread(target=print_pdf, args=(Sheet(html=""),)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 2
