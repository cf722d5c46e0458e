"""A report on paper: by whoever reads it, and that there is a copy stands in it."""

import io

import pypdf
import pytest
from msgspec.structs import replace

from appliance.confide.model import Note
from appliance.paper import Sheet
from tests.webui.confide_reader.school import School
from tests.webui.confide_reader.test_pictures import PICTURES
from tests.webui.confide_reader.test_reading import FULL
from tests.webui.test_hostile_text import MIX, PaperReader
from webui import paper
from webui.confide_reader.printing import PRINTED
from webui.words import visible


def test_it_is_all_there_but_pictures(school: School) -> None:
    told = school.tell(replace(FULL, pictures=PICTURES), to=(school.lead,))
    lead = school.opened(school.lead)
    lead.post(f"/confide/{told.id}/note", words="zzqnote")
    answer = lead.post(f"/confide/{told.id}/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=confide.pdf"
    reader = pypdf.PdfReader(io.BytesIO(answer.data))
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    for words in ("Lily P (as the child typed it", "Bob Pike", "zzqfirst line", "zzqnote", PRINTED, "2 pictures, not"):
        assert words in text, words
    assert not [image for page in reader.pages for image in page.images]


def test_that_it_was_printed_stands_there_first(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    seen = list[bool]()

    def look(_: Sheet) -> bytes:
        seen.append(Note(by=school.lead, words=PRINTED) in school.entries(told, school.deputy))
        return b"%PDF-"

    monkeypatch.setattr(paper, "print_pdf", look)
    assert lead.post(f"/confide/{told.id}/pdf").status_code == 200
    assert seen == [True]
    assert school.answers(told) == []


def test_only_by_whoever_reads_it(school: School) -> None:
    told = school.tell()
    assert school.opened(school.teacher).post(f"/confide/{told.id}/pdf").status_code == 404
    assert school.sign_in(school.lead).post(f"/confide/{told.id}/pdf").mimetype == "text/html"
    assert not [one for one in school.entries(told, school.lead) if isinstance(one, Note)]
    assert school.opened(school.lead).get(f"/confide/{told.id}/pdf").status_code in {404, 405}


def test_hostile_words_are_text_on_paper(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = list[str]()

    def keep(sheet: Sheet) -> bytes:
        sheets.append(sheet.html)
        return b"%PDF-"

    monkeypatch.setattr(paper, "print_pdf", keep)
    told = school.tell(replace(FULL, words=MIX, name=MIX[:80]), to=(school.lead,))
    lead = school.opened(school.lead)
    lead.post(f"/confide/{told.id}/note", words=MIX)
    lead.post(f"/confide/{told.id}/pdf")
    assert str(visible(MIX))[:20] in PaperReader(sheets[0]).text
