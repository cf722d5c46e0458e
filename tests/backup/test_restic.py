"""What restic and SSH write when something is wrong, as they wrote it. The rest is tried in tests/machine."""

import pytest

from appliance.backup.restic import NoRepositoryError, in_words


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Fatal: wrong password or no key found", "The code does not open"),
        ("Fatal: unable to save snapshot: write /m/BLUE/x: no space left on device", "no room left"),
        (
            "box@10.0.0.9: Permission denied (publickey). · Fatal: unable to start the sftp session",
            "Give it the box’s key",
        ),
        ("@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @ · Host key verification failed.", "Another computer"),
        ("ssh: Could not resolve hostname nas: Name or service not known", "cannot be reached"),
        (
            "Fatal: unable to open config file: Stat: dial tcp 127.0.0.1:9: connect: connection refused",
            "does not answer",
        ),
        ("restic could not do it: it did not end within 600 seconds", "does not answer"),
        ("Fatal: unable to open config file: Stat: The request signature we calculated does not match", "keys"),
        ("Fatal: unable to open config file: Stat: Access Denied.", "Nothing can be written there"),
        ("write /m/BLUE/Lollipop backups/locks/x: input/output error", "pulled out"),
        ("open /m/BLUE/x: read-only file system", "Nothing can be written there"),
        ("Load(<data/b8915c8894>, 247, 4398) returned error, retrying after 6s: EOF", "damaged"),
        ("ignoring error for /a: ReadFull(<data/b8>): EOF · Fatal: There were 2 errors", "damaged"),
        ("Fatal: ciphertext verification failed", "damaged"),
        ("Fatal: load(<snapshot/b8915c8894>): id does not match: hash does not match", "damaged"),
    ],
)
def test_it_is_a_sentence(said: str, sentence: str) -> None:
    assert sentence in str(in_words(said))


def test_a_place_without_backups_is_known() -> None:
    said = "Fatal: unable to open config file: stat /m/config: no such file or directory · Is there a repository at the"
    assert isinstance(in_words(said), NoRepositoryError)


def test_what_nobody_foresaw_is_told_as_it_is() -> None:
    assert "a strange thing" in str(in_words("Fatal: a strange thing"))
