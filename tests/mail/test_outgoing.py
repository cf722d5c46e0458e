import pytest

from appliance.errors import MailError
from appliance.mail.outgoing import MOST_ATTACHED, Attachment, Letter


def test_what_is_too_big_for_a_mail_is_not_queued() -> None:
    whole = Attachment(name="a.pdf", kind="application/pdf", content=b"x" * MOST_ATTACHED)
    assert Letter(subject="s", text="t", attachments=(whole,))
    with pytest.raises(MailError, match="More than 5 MB"):
        Letter(subject="s", text="t", attachments=(whole, Attachment(name="b", kind="a/b", content=b"x")))
