"""Read device trees as the kernel ships them, and say whether they hold what a box needs of a board.

A tree is big-endian: a header, then tokens of four bytes that open nodes, close them and give properties, whose names
stand in a block of strings (Devicetree Specification 0.4, chapter 5).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_MAGIC = 0xD00DFEED
_HEADER = struct.Struct(">10I")
_BEGIN, _END, _PROPERTY, _NOTHING, _LAST = 1, 2, 3, 4, 9
_ON = (b"okay\0", b"ok\0")


class DeviceTreeError(Exception):
    """It is no device tree, or lacks what a box needs. The text says which file and what."""


@dataclass(frozen=True)
class Node:
    """`path` as in `/soc/usb@7e980000`. `enabled` is False where it or what it hangs on is switched off."""

    path: str
    compatible: tuple[str, ...]
    enabled: bool


@dataclass(frozen=True)
class Need:
    """`count` parts that are switched on and call themselves `compatible`."""

    what: str
    compatible: str
    count: int = 1


@dataclass(frozen=True)
class Board:
    """`files` are the trees of its editions."""

    model: str
    compatible: str
    files: tuple[str, ...]
    needs: tuple[Need, ...]


BOARDS = (
    Board(
        "Raspberry Pi 4",
        "raspberrypi,4-model-b",
        ("bcm2711-rpi-4-b.dtb",),
        (
            Need("Ethernet", "brcm,bcm2711-genet-v5"),
            Need("PCIe, on which USB 3 hangs", "brcm,bcm2711-pcie"),
            Need("the SD card", "brcm,bcm2711-emmc2"),
            Need("the watchdog", "brcm,bcm2711-pm"),
        ),
    ),
    Board(
        "Raspberry Pi 5",
        "raspberrypi,5-model-b",
        ("bcm2712-rpi-5-b.dtb", "bcm2712-d-rpi-5-b.dtb"),
        (
            Need("PCIe, on which Ethernet and USB hang", "brcm,bcm2712-pcie"),
            Need("Ethernet", "raspberrypi,rp1-gem"),
            Need("USB", "snps,dwc3", count=2),
            Need("the SD card", "brcm,bcm2712-sdhci"),
            Need("the watchdog", "brcm,bcm2712-pm"),
        ),
    ),
)


def check(folder: Path) -> None:
    """Look at every tree of every board in `folder`. Raises DeviceTreeError with all that is missing."""
    missing = [trouble for board in BOARDS for name in board.files for trouble in _lacks(board, folder / name)]
    if missing:
        raise DeviceTreeError("; ".join(missing))


def nodes(tree: bytes) -> tuple[Node, ...]:
    """All nodes, parents before children. Raises DeviceTreeError where it is no whole device tree."""
    try:
        return tuple(_walk(tree))
    except (struct.error, IndexError, ValueError) as error:
        raise DeviceTreeError(f"no device tree: {error}") from error


def _lacks(board: Board, path: Path) -> Iterator[str]:
    if not path.is_file():
        yield f"{path.name} is missing"
        return
    found = nodes(path.read_bytes())
    if board.compatible not in found[0].compatible:
        yield f"{path.name} is not of a {board.model}"
    for need in board.needs:
        there = sum(node.enabled and need.compatible in node.compatible for node in found)
        if there < need.count:
            yield f"{path.name} lacks {need.what} ({need.compatible}: {there} of {need.count})"


def _walk(tree: bytes) -> Iterator[Node]:
    """A node is told of when its properties are complete, which is where its first child opens or it closes."""
    opened: list[_Open] = []
    for token in _tokens(tree):
        if isinstance(token, _Property):
            opened[-1].properties[token.name] = token.value
            continue
        if opened and opened[-1].enabled is None:
            yield _complete(opened)
        if token is None:
            opened.pop()
        else:
            opened.append(_Open(token))


@dataclass
class _Open:
    name: str
    properties: dict[str, bytes] = field(default_factory=dict)
    enabled: bool | None = None


@dataclass(frozen=True)
class _Property:
    name: str
    value: bytes


def _complete(opened: list[_Open]) -> Node:
    node = opened[-1]
    node.enabled = node.properties.get("status", _ON[0]) in _ON and all(above.enabled for above in opened[:-1])
    path = "/".join(each.name for each in opened) or "/"
    return Node(path, _texts(node.properties.get("compatible", b"")), node.enabled)


def _tokens(tree: bytes) -> Iterator[str | _Property | None]:
    """A name where a node opens, a property, None where a node closes."""
    magic, size, at, strings, *_ = _HEADER.unpack_from(tree)
    if magic != _MAGIC or size > len(tree):
        raise ValueError(f"magic {magic:#x}, {len(tree)} of {size} bytes")
    while (token := _word(tree, at)) != _LAST:
        at += 4
        if token == _BEGIN:
            name = _text(tree, at)
            yield name.decode()
            at += _padded(len(name) + 1)
        elif token == _PROPERTY:
            length, name_at = _word(tree, at), _word(tree, at + 4)
            yield _Property(_text(tree, strings + name_at).decode(), tree[at + 8 : at + 8 + length])
            at += 8 + _padded(length)
        elif token == _END:
            yield None
        elif token != _NOTHING:
            raise ValueError(f"token {token}")


def _text(tree: bytes, at: int) -> bytes:
    return tree[at : tree.index(b"\0", at)]


def _padded(length: int) -> int:
    return (length + 3) & ~3


def _word(tree: bytes, at: int) -> int:
    return int(struct.unpack_from(">I", tree, at)[0])


def _texts(value: bytes) -> tuple[str, ...]:
    return tuple(part.decode() for part in value.split(b"\0") if part)
