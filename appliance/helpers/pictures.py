"""Pictures from devices: looked at from outside, sealed, and told. Nothing here decodes one."""

import time

from appliance.errors import PictureError
from appliance.helpers.picture_size import size_of
from appliance.helpers.protocol import LONGEST_PICTURE, Picture
from appliance.helpers.words import LONGEST_AGO, WORKER
from appliance.model import Pictured, PictureKind

MOST_PIXELS = 40_000_000
THUMBNAIL = (320, 180)
LONGEST_THUMBNAIL = 48 * 1024  # one has 6 KB


def check(header: Picture, image: bytes) -> None:
    """Raises PictureError with what is wrong with it, for a grown-up."""
    if len(image) > LONGEST_PICTURE:
        raise PictureError("The picture is too long.")
    if header.width * header.height > MOST_PIXELS:
        raise PictureError("The picture has too many pixels.")
    if size_of(image) != (header.format, header.width, header.height):
        raise PictureError("The picture is not what its header says.")
    if header.kind == "thumbnail" and (
        header.width > THUMBNAIL[0] or header.height > THUMBNAIL[1] or len(image) > LONGEST_THUMBNAIL
    ):
        raise PictureError("The thumbnail is too large.")


def pictured(header: Picture, kind: PictureKind, helper: str, digest: str, size: int) -> Pictured:
    """What is told of one that is sealed under `digest`."""
    return Pictured(
        at=time.time() - min(header.ago, LONGEST_AGO),
        worker=WORKER,
        helper=helper,
        number=header.number,
        order=header.order,
        kind=kind,
        digest=digest,
        size=size,
        format=header.format,
        width=header.width,
        height=header.height,
        screen=header.screen,
        sequence=header.sequence,
        last=header.last,
    )
