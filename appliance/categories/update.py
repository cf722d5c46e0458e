"""Lists that are fetched anew: from where the school said, by HTTPS, no larger than they may be, and checked first."""

import hashlib
import re
import ssl
import tempfile
import urllib.request
from collections.abc import Callable
from datetime import date
from http.client import HTTPException
from pathlib import Path, PurePosixPath
from typing import IO
from urllib.parse import urlsplit

from appliance.categories.shelf import Shelf
from appliance.categories.table import About
from appliance.errors import CategoryError

MOST_BYTES = 256 * 1024 * 1024
_MOST_CHECKSUMS = 64 * 1024
_SECONDS = 60.0
_STEP = 1 << 16
_HASHES = {32: "md5", 40: "sha1", 64: "sha256"}
_HEX = re.compile(r"\b[0-9a-fA-F]{32,64}\b")
Fetch = Callable[[str, IO[bytes], int], None]
"""Fetches an address into a file, no more than so many bytes of it. Raises CategoryError."""


def fetch(address: str, into: IO[bytes], most: int, context: ssl.SSLContext | None = None) -> None:
    """By HTTPS, and by nothing else, also when the server sends us on."""
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), OnlyHttps())
    try:
        with opener.open(_secure(address), timeout=_SECONDS) as answer:
            while part := answer.read(_STEP):
                most -= len(part)
                if most < 0:
                    raise CategoryError(f"{address}: is larger than it may be.")
                into.write(part)
    except (OSError, HTTPException) as error:
        raise CategoryError(f"{address}: cannot be fetched: {error}") from error


def take(shelf: Shelf, given: About, fetched: Fetch, *, today: date, smaller: bool = False) -> About:
    """Fetch `given.source`, check it by `given.checksum` (an address, or none), and put it in force.

    Raises CategoryError; then the list in force stays.
    """
    name = PurePosixPath(urlsplit(given.source).path).name or given.name
    with tempfile.TemporaryDirectory(prefix="lollipop-") as folder:
        path = Path(folder) / (re.sub(r"[^\w.-]", "_", name)[-80:])
        with path.open("wb") as file:
            fetched(given.source, file, MOST_BYTES)
        if given.checksum:
            _verify(path, name, given.checksum, fetched)
        return shelf.take(given, path, today=today, smaller=smaller)


def update(shelf: Shelf, fetched: Fetch, today: date) -> tuple[tuple[About, ...], tuple[str, ...]]:
    """Every list that has an address, anew: those that were taken, and a sentence for each that was not."""
    taken, troubles = [], []
    for one in shelf.lists():
        if not is_address(one.source):
            continue
        try:
            taken.append(take(shelf, _anew(one), fetched, today=today))
        except CategoryError as error:
            troubles.append(f"{one.name}: was not renewed; that of {one.dated} stays in force. {error}")
    return tuple(taken), tuple(troubles)


def is_address(source: str) -> bool:
    """Is it something to fetch, and no file's name?"""
    return "://" in source


class OnlyHttps(urllib.request.HTTPRedirectHandler):
    """Goes on to where a server sends us only if that is HTTPS too."""

    def redirect_request(  # type: ignore[no-untyped-def]  # its types are those of the class above
        self, req, fp, code, msg, headers, newurl
    ):
        return super().redirect_request(req, fp, code, msg, headers, _secure(newurl))


def _secure(address: str) -> str:
    if not address.startswith("https://"):
        raise CategoryError(f"{address}: is not fetched; the address must begin with https://")
    return address


def _anew(one: About) -> About:
    return About(
        name=one.name,
        kind=one.kind,
        licence=one.licence,
        dated="",
        imported="",
        source=one.source,
        category=one.category,
        checksum=one.checksum,
    )


def _verify(path: Path, name: str, address: str, fetched: Fetch) -> None:
    """The file of checksums has one for our file: on the line with its name, or the only one there is."""
    with tempfile.TemporaryFile() as file:
        fetched(address, file, _MOST_CHECKSUMS)
        file.seek(0)
        lines = file.read().decode("utf-8", "replace").splitlines()
    ours = [line for line in lines if name in line.split() or f"*{name}" in line.split()] or lines
    sums = [found.group().lower() for line in ours if (found := _HEX.search(line))]
    if len(sums) != 1 or len(sums[0]) not in _HASHES:
        raise CategoryError(f"{address}: has no checksum for {name}.")
    with path.open("rb") as file:
        if hashlib.file_digest(file, _HASHES[len(sums[0])]).hexdigest() != sums[0]:
            raise CategoryError(f"{name}: does not fit its checksum: it is damaged, or is being renewed just now.")
