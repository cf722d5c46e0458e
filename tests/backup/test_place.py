import msgspec
import pytest

from appliance.backup.place import OnS3, OnSftp, OnStick, Place, in_words


def test_words_tell_no_secret() -> None:
    s3 = OnS3(address="https://s3.example.org:9000", bucket="school", key_id="the key", secret="hidden")
    assert in_words(s3) == "s3.example.org:9000, by S3, bucket school"
    assert in_words(OnSftp(host="backup.example", user="box")) == "backup.example, by SFTP, folder lollipop"
    assert in_words(OnStick(stick="BLUE")) == "the stick BLUE"


@pytest.mark.parametrize(
    "place",
    [
        {"type": "OnStick", "stick": "../etc"},
        {"type": "OnStick", "stick": "a\n"},
        {"type": "OnSftp", "host": "-oProxyCommand=sh", "user": "box"},
        {"type": "OnSftp", "host": "a b", "user": "box"},
        {"type": "OnSftp", "host": "a", "user": "box@b"},
        {"type": "OnSftp", "host": "a", "user": "box", "folder": "a b"},
        {"type": "OnSftp", "host": "a", "user": "box", "folder": "$(sh)"},
        {"type": "OnSftp", "host": "a", "user": "box", "port": 0},
        {"type": "OnS3", "address": "file:///etc", "bucket": "school", "key_id": "k", "secret": "s"},
        {"type": "OnS3", "address": "https://a/b", "bucket": "school", "key_id": "k", "secret": "s"},
        {"type": "OnS3", "address": "https://a", "bucket": "../a", "key_id": "k", "secret": "s"},
        {"type": "OnS3", "address": "https://a", "bucket": "school", "key_id": "k", "secret": "s\n"},
    ],
)
def test_what_a_program_could_take_for_more_is_no_place(place: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(place, Place)
