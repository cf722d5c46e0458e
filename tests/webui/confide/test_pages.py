"""The whole walk, as a browser without a script goes it."""

from appliance.confide.model import About, Report, Safe
from tests.webui.confide.given import CHAIR, DEPUTY, HEAD, LEAD, TEACHER, WORDS, Child, told


def test_from_the_first_page_to_the_receipt(child: Child) -> None:
    assert "You can tell us" in child.page.heading
    page = child.walk()
    assert "send this" in page.heading
    page = child.press()
    assert "It is sent" in page.heading
    (report,) = told(child.home, LEAD)
    assert isinstance(report, Report)
    assert (report.about, report.words, report.safe) == (About.ME, WORDS, Safe.YES)
    assert told(child.home, DEPUTY) == [report]
    for account in (TEACHER, HEAD, CHAIR):
        assert told(child.home, account) == []
