"""Pictures that a child sent: blurred until somebody asks, which stands in the report first."""

import io

import pytest
from PIL import Image, ImageDraw

from appliance.confide.model import About, Report, Viewed
from tests.webui.confide_reader.school import School
from tests.webui.conftest import Clock


def picture(colour: str = "#2266cc") -> bytes:
    image, file = Image.new("RGB", (320, 240), colour), io.BytesIO()
    ImageDraw.Draw(image).rectangle((40, 40, 120, 120), fill="white")
    image.save(file, "JPEG")
    return file.getvalue()


PICTURES = picture(), picture("#cc2222")
WITH = Report(about=About.ME, words="look", pictures=PICTURES)


def test_it_is_blurred_until_somebody_asks_and_that_is_written_first(school: School) -> None:
    told, lead = school.tell(WITH), school.opened(school.lead)
    path = f"/confide/{told.id}"
    page = lead.get(path).text
    assert f'src="{path}/blurred/1"' in page
    assert f'src="{path}/picture/1"' not in page
    blurred = lead.get(f"{path}/blurred/1")
    assert blurred.mimetype == "image/jpeg"
    assert max(Image.open(io.BytesIO(blurred.data)).size) <= 360
    assert lead.get(f"{path}/picture/1").status_code == 404
    answer = lead.post(f"{path}/picture/1")
    assert school.entries(told, school.lead)[-1] == Viewed(by=school.lead, picture=1)
    page = lead.get(answer.headers["Location"].partition("#")[0]).text
    assert f'src="{path}/picture/1"' in page
    assert f'src="{path}/picture/2"' not in page
    assert "Do not copy it" in page
    assert "looked at picture 1" in page
    clear = lead.get(f"{path}/picture/1")
    assert Image.open(io.BytesIO(clear.data)).size == (320, 240)
    assert "attachment" not in str(clear.headers)


def test_each_asks_for_themselves_and_for_one_and_for_a_day(school: School, clock: Clock) -> None:
    told, lead, deputy = school.tell(WITH), school.opened(school.lead), school.opened(school.deputy)
    path = f"/confide/{told.id}"
    lead.post(f"{path}/picture/1")
    assert deputy.get(f"{path}/picture/1").status_code == 404
    assert lead.get(f"{path}/picture/2").status_code == 404
    clock.time += 86_400
    assert school.opened(school.lead).get(f"{path}/picture/1").status_code == 404


def test_what_came_later_has_the_next_number(school: School) -> None:
    told = school.tell(WITH)
    school.write_on(told, "more", pictures=(picture("#22cc22"),))
    lead = school.opened(school.lead)
    lead.post(f"/confide/{told.id}/picture/3")
    image = Image.open(io.BytesIO(lead.get(f"/confide/{told.id}/picture/3").data))
    red, green, blue = image.getpixel((200, 200))  # type: ignore[misc]
    assert green > 180
    assert max(red, blue) < 80


@pytest.mark.parametrize("number", ["3", "0", "99999", "100000", "-1", "x", "1.0"])
def test_there_is_no_other_picture(school: School, number: str) -> None:
    told, lead = school.tell(WITH), school.opened(school.lead)
    assert lead.get(f"/confide/{told.id}/blurred/{number}").status_code == 404
    assert lead.get(f"/confide/{told.id}/picture/{number}").status_code == 404
    assert lead.post(f"/confide/{told.id}/picture/{number}").status_code in {404, 405}
    assert not [one for one in school.entries(told, school.lead) if isinstance(one, Viewed) and one.picture]


def test_nobody_else_sees_it(school: School) -> None:
    told, lead, teacher = school.tell(WITH), school.opened(school.lead), school.opened(school.teacher)
    lead.post(f"/confide/{told.id}/picture/1")
    for path in ("blurred/1", "picture/1"):
        assert teacher.get(f"/confide/{told.id}/{path}").status_code == 404
    lead.post("/confide/close")
    for path in ("blurred/1", "picture/1"):
        assert lead.get(f"/confide/{told.id}/{path}").mimetype == "text/html"


def test_one_that_cannot_be_drawn_says_so(school: School) -> None:
    told, lead = school.tell(Report(about=About.ME, pictures=(b"no picture",))), school.opened(school.lead)
    lead.post(f"/confide/{told.id}/picture/1")
    for path in ("blurred/1", "picture/1"):
        assert lead.get(f"/confide/{told.id}/{path}").headers["Location"].endswith("no-picture.svg")
