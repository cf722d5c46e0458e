"""The disk: a part that the firmware reads, two slots for a version, a key; and room for /data, which is not in it yet.

/data is made by the box when it first starts (`files/usr/lib/lollipop/data`), as large as the disk allows and shut with
a key that was never anywhere else.
"""

from dataclasses import dataclass

MEBI = 1024 * 1024
SECTOR = 512
SLOT_MEBI = 500
_FIRST = MEBI  # where the first part begins; the table of parts lies before it
_TABLE_BEHIND = MEBI  # its copy at the end

# Kinds of part as GPT names them. That of `data` is our own: by it the box finds whether it has been made.
ESP = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"
LINUX = "0FC63DAF-8483-4772-8E79-3D69D8477DE4"
DATA = "5D7A3B60-2F1C-4C57-9F0B-4C6F6C6C6970"


@dataclass(frozen=True)
class Part:
    """`start` and `size` in bytes. `uuid` is the same in each image: nothing tells boxes apart by it."""

    name: str
    kind: str
    uuid: str
    start: int
    size: int


def parts() -> tuple[Part, ...]:
    """In their order on the disk."""
    sizes = (("esp", ESP, 64), ("rootA", LINUX, SLOT_MEBI), ("rootB", LINUX, SLOT_MEBI), ("key", LINUX, 1))
    found: list[Part] = []
    start = _FIRST
    for number, (name, kind, mebi) in enumerate(sizes, start=1):
        found.append(Part(name, kind, f"6C6F6C6C-6970-4F70-8000-{number:012X}", start, mebi * MEBI))
        start += mebi * MEBI
    return tuple(found)


def size() -> int:
    """Of the image, in bytes."""
    last = parts()[-1]
    return last.start + last.size + _TABLE_BEHIND


def sfdisk() -> str:
    """What sfdisk reads."""
    head = "label: gpt\nlabel-id: 6C6F6C6C-6970-4F70-8000-000000000000\nunit: sectors\n\n"
    lines = (
        f"start={part.start // SECTOR}, size={part.size // SECTOR}, type={part.kind}, uuid={part.uuid}, "
        f'name="{part.name}"'
        for part in parts()
    )
    return head + "\n".join(lines) + "\n"
