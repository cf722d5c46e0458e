"""Photos of people, from a folder of files named by an id: `A123.jpg`."""

from collections.abc import Iterable
from pathlib import Path

from appliance.errors import PeopleError
from appliance.model import Frozen
from appliance.people.roster import Known

LARGEST = 1024 * 1024  # bytes of one photo
_KINDS = {b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}


class Photo(Frozen):
    """`file` is what we call it: somebody's id, and the ending of what is in it, whatever it was called before."""

    id: str
    file: str
    content: bytes


class Photos(Frozen):
    """`strange` are sentences on files that were passed over."""

    found: tuple[Photo, ...]
    strange: tuple[str, ...]


def photos_in(folder: Path, people: Iterable[Known]) -> Photos:
    """Files named by an id of ours, or by the id that somebody has in their list. Raises PeopleError."""
    owners: dict[str, str | None] = {}
    for one in people:
        if not one.person.left:
            owners[one.id] = one.id
            key = one.person.source_id.casefold()
            owners[key] = one.id if owners.get(key, one.id) == one.id else None  # two lists may share an id
    try:
        read = [_read(path, owners) for path in sorted(folder.iterdir()) if path.is_file()]
    except OSError as error:
        raise PeopleError(f"{folder.name}: cannot be read: {error.strerror or error}") from error
    return Photos(
        found=tuple(one for one in read if isinstance(one, Photo)),
        strange=tuple(one for one in read if isinstance(one, str)),
    )


def _read(path: Path, owners: dict[str, str | None]) -> Photo | str:
    owner = owners.get(path.stem.casefold())
    if owner is None:
        return f"{path.name}: is named by nobody's id"
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    ending = next((ending for start, ending in _KINDS.items() if content.startswith(start)), "")
    if not ending:
        return f"{path.name}: is neither JPEG nor PNG"
    if len(content) > LARGEST:
        return f"{path.name}: is larger than {LARGEST // 1024**2} MB"
    return Photo(id=owner, file=f"{owner}{ending}", content=content)
