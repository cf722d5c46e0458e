"""`python -m image x86 [--version 0.1.9] [--key KEY --certificate CERTIFICATE] [--pack]`, as root: into build/image/.

`python -m image sources` packs what renews a box of plain Debian; `python -m image same ONE OTHER` says in what
two built folders differ.
"""

import argparse
import sys
import time
from pathlib import Path

from image import release, same, signing
from image.build import build, pack, sizes
from image.machines import MACHINES
from image.tools import ROOT, BuildError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m image", description="Builds an image of a box, and its update.")
    parts = parser.add_subparsers(dest="what", required=True)
    for name in MACHINES:
        asked = parts.add_parser(name)
        asked.add_argument("--to", type=Path, default=ROOT / "build" / "image")
        asked.add_argument("--version", default="", help="another than the commit's, for trying an update")
        asked.add_argument("--key", type=Path)
        asked.add_argument("--certificate", type=Path)
        asked.add_argument("--pack", action="store_true", help="compress the image for handing on")
    packed = parts.add_parser("sources")
    packed.add_argument("--to", type=Path, default=ROOT / "build" / "image")
    packed.add_argument("--version", default="")
    compared = parts.add_parser("same")
    compared.add_argument("one", type=Path)
    compared.add_argument("other", type=Path)
    given = parser.parse_args()
    try:
        return _DO.get(given.what, _build)(given)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1


def _build(given: argparse.Namespace) -> int:
    start = time.monotonic()
    if given.key and given.certificate:
        signer = signing.given(given.key, given.certificate)
    else:
        signer = signing.for_trying(ROOT / "build" / "signing")
        print("signed for trying: boxes with this image take updates from this computer alone")
    built = build(
        given.to,
        MACHINES[given.what],
        release.here(given.version),
        signer,
        lambda text: print(f"{time.monotonic() - start:6.1f} s  {text}", flush=True),
    )
    print(f"{time.monotonic() - start:6.1f} s  MiB: {sizes(built)}")
    if given.pack:
        print(f"{time.monotonic() - start:6.1f} s  packed: {pack(built.image).stat().st_size >> 20} MiB")
    return 0


def _compare(given: argparse.Namespace) -> int:
    found = same.differences(given.one, given.other)
    print("\n".join(found) or "no difference")
    return 1 if found else 0


def _pack_sources(given: argparse.Namespace) -> int:
    print(release.here(given.version).pack(given.to))
    return 0


_DO = {"same": _compare, "sources": _pack_sources}

if __name__ == "__main__":
    sys.exit(main())
