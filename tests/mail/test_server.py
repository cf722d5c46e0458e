import pytest

from appliance.config import Home
from appliance.errors import MailError
from appliance.mail.server import MailServer, Secrets, keep_secrets, secrets_of


def test_secrets_are_kept_apart_and_never_printed(home: Home) -> None:
    assert secrets_of(home) == Secrets()
    keep_secrets(home, Secrets(password="hush", client_secret="quiet"))
    assert secrets_of(home) == Secrets(password="hush", client_secret="quiet")
    assert "hush" not in repr(secrets_of(home)) + str(secrets_of(home))
    assert home.mail_secrets.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"{", b'{"password": 7}', b"\xff"])
def test_a_damaged_file_says_what_to_do(home: Home, content: bytes) -> None:
    home.mail_secrets.parent.mkdir(parents=True)
    home.mail_secrets.write_bytes(content)
    with pytest.raises(MailError, match="Type it again"):
        secrets_of(home)


def test_it_is_set_up_with_a_host_and_a_sender() -> None:
    assert not MailServer().is_set_up
    assert not MailServer(host="smtp.school.test").is_set_up
    assert MailServer(host="smtp.school.test", sender="box@school.test").is_set_up
