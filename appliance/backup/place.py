"""Where backups go: a stick in the box, a computer that is reached by SFTP, or a shelf that speaks S3."""

from typing import Annotated, assert_never

import msgspec

from appliance.model import Tagged

_Host = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,252}\Z")]
_User = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_][\w.-]{0,63}\Z")]
_Folder = Annotated[str, msgspec.Meta(pattern=r"^[\w/][\w./-]{0,199}\Z")]  # no letter that a shell would read
_Stick = Annotated[str, msgspec.Meta(pattern=r"^[\w][\w .+-]{0,199}\Z")]
_Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]


class OnStick(Tagged):
    """A stick that stays plugged in, by its name. It is no help against fire or thieves."""

    stick: _Stick


class OnSftp(Tagged):
    """A computer that lets the box in by its key."""

    host: _Host
    user: _User
    folder: _Folder = "lollipop"
    port: _Port = 22


class OnS3(Tagged):
    """A shelf that is rented, or stands at the council. `address` is the server's, as `https://s3.example.org`."""

    address: Annotated[str, msgspec.Meta(pattern=r"^https?://[A-Za-z0-9][A-Za-z0-9.-]{0,252}(:\d{1,5})?\Z")]
    bucket: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9.-]{1,62}\Z")]
    key_id: Annotated[str, msgspec.Meta(pattern=r"^[\x21-\x7e]{1,128}\Z")]
    secret: Annotated[str, msgspec.Meta(pattern=r"^[\x21-\x7e]{1,256}\Z")]
    folder: _Folder = "lollipop"


Place = OnStick | OnSftp | OnS3


def in_words(place: Place) -> str:
    """Without the secret: `the stick BLUE`."""
    match place:
        case OnStick():
            return f"the stick {place.stick}"
        case OnSftp():
            return f"{place.host}, by SFTP, folder {place.folder}"
        case OnS3():
            return f"{place.address.partition('://')[2]}, by S3, bucket {place.bucket}"
    assert_never(place)
