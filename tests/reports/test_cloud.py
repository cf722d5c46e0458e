from msgspec.structs import replace

from appliance.model import Severity
from appliance.reports.cloud import cloud
from appliance.reports.report import Cloud
from tests.reports.test_most import term


def test_the_same_words_are_one_and_false_alarms_do_not_count() -> None:
    loud = replace(term("x", 4), words="SO  Stupid", severity=Severity.SEVERE, dismissed=1)
    quiet = replace(term("y", 2), words="so stupid")
    wrong = replace(term("z", 3), words="essex", dismissed=3)
    report = cloud([loud, quiet, wrong])
    assert report.pictures == (Cloud(title="Words caught", words=(("so stupid", 5, Severity.SEVERE),)),)
    assert "caught most, 5 times" in report.meaning


def test_hidden_words_are_left_out() -> None:
    report = cloud([term("secret", 3, "Illegal content")])
    assert "secret" not in str(report)
    assert report.meaning == "Nothing was caught in this time."
