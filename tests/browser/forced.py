"""In a namespace of its own, without any driver attached: the portal gives the helper out, a policy forces it into
Chromium, and it knocks at a box. Prints what happened as JSON.

    unshare -m -n python -m tests.browser.forced FOLDER SECONDS
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

from cryptography.hazmat.primitives.serialization import Encoding

from appliance.extension import packing, policy
from appliance.helpers.protocol import Knock, LoggedOn, Renew
from tests.browser.chromium import FLAGS
from tests.browser.policed import wrapped
from tests.browser.small_box import CODE, SmallBox

STOPS_FORCED = "--disable-background-networking"


def main(folder: Path, seconds: float) -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    (folder / "hosts").write_text("127.0.0.1 localhost lollipop\n", encoding="ascii")
    subprocess.run(["mount", "--bind", folder / "hosts", "/etc/hosts"], check=True)
    with ExitStack() as stack:
        box = stack.enter_context(SmallBox(folder / "home"))
        packed = packing.pack(box.home, box.settings)
        stack.enter_context(_portal(box))
        told = policy.told(packed.id, packing.update_url(box.settings), box.settings, CODE)
        whole = policy.browser(told, [box.authority])
        whole["3rdparty"]["extensions"][packed.id]["address"] = f"lollipop:{box.port}"
        started = time.monotonic()
        stack.enter_context(_chromium(folder, whole))
        box.hear(LoggedOn, within=60)
        came = time.monotonic() - started
        time.sleep(seconds)  # how long the worker lives by itself is what is measured
        lived = [type(one).__name__ for one in box.heard]
        newer = _renewed(folder, box)
    print(json.dumps({"came": came, "knocks": lived.count("Knock"), "beats": lived.count("Beat"), "newer": newer}))  # noqa: T201


def _renewed(folder: Path, box: SmallBox) -> str:
    """The version of the helper, once there is a newer one and it was told to look."""
    sources = folder / "sources"
    shutil.copytree(packing.SOURCES, sources)
    manifest = json.loads((sources / "manifest.json").read_text(encoding="utf-8"))
    (sources / "manifest.json").write_text(json.dumps(manifest | {"version": "99.0"}), encoding="utf-8")
    with patch.object(packing, "SOURCES", sources):
        packing.pack(box.home, box.settings)
    box.order(Renew())
    return box.hear(Knock, lambda one: one.version == "99.0", within=40).version


@contextmanager
def _portal(box: SmallBox) -> Iterator[None]:
    box.home.certificate.write_bytes(box.authority.public_bytes(Encoding.PEM))
    with (box.home.root / "portal.log").open("wb") as log:
        environment = os.environ | {"LOLLIPOP_HOME": str(box.home.root)}
        process = subprocess.Popen([sys.executable, "-m", "webui.portal"], env=environment, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def _chromium(folder: Path, told: dict[str, object]) -> Iterator[None]:
    flags = [flag for flag in FLAGS if flag != STOPS_FORCED]
    program = wrapped(folder, told)
    with (folder / "chromium.log").open("wb") as log:
        process = subprocess.Popen(
            [program, *flags, f"--user-data-dir={folder / 'profile'}", "about:blank"], stdout=log, stderr=log
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
