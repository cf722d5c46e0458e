"""`make lab`: a school in network namespaces, with all of Lollipop in the gateway. `--try` runs a short tour and ends.

Needs root. Ctrl+C, or SIGTERM, takes everything away again.
"""

import argparse
import os
import shutil
import signal
import sys
import types

from tests.lab import tour
from tests.lab.box import PROXY_PORT, Box
from tests.lab.plugged import Beside, Bridged, Routed
from tests.lab.school import School
from tests.lab.topology import GATEWAY, PUPIL1, PUPIL2, NotReadyError, Topology

PLUGGED = {"bridge": Bridged, "gateway": Routed, "beside": Beside}
_WELCOME = """
The lab is up: two pupils' devices, the gateway with Lollipop, and a small internet.

  Console       {link}
                (from a device in the lab, or from this computer through the gateway's namespace)
  As a pupil    ip netns exec {pupil1} curl --cacert {ca} https://www.lab.test/sad
                ip netns exec {pupil2} curl --cacert {ca} --proxy http://{gateway}:{proxy} https://www.lab.test/
  A search      ip netns exec {pupil1} curl --cacert {ca} 'https://www.google.com/search?q=i+want+to+kill+myself'
  A shell       ip netns exec {pupil1} bash
  Pause         {lollipop} --home {home} ban tablet-1 --minutes 2
  The rules     ip netns exec {box} nft list table inet lollipop
  Logs          {folder}/*.log

Ctrl+C takes it all away.
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make lab", description=__doc__)
    parser.add_argument("--try", dest="tour", action="store_true", help="run a short tour and end")
    parser.add_argument("--plugged", choices=PLUGGED, help="behind the school's own router, in this way")
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        sys.stderr.write("The lab makes network namespaces, which needs root: sudo make lab\n")
        return 1
    signal.signal(signal.SIGTERM, _leave)
    try:
        with School(lab=PLUGGED[arguments.plugged]() if arguments.plugged else None) as school:
            return tour.run(school) if arguments.tour else _stay(school)
    except NotReadyError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stdout.write("\nThe lab is gone.\n")
        return 0


def _stay(school: School) -> int:
    sys.stdout.write(_welcome(school.lab, school.box))
    sys.stdout.flush()
    signal.pause()
    return 0


def _welcome(lab: Topology, box: Box) -> str:
    return _WELCOME.format(
        link=box.sign_in_link(),
        pupil1=lab.namespace(PUPIL1),
        pupil2=lab.namespace(PUPIL2),
        box=lab.namespace(GATEWAY),
        ca=box.home.certificate,
        gateway=lab.box[0],
        proxy=PROXY_PORT,
        lollipop=shutil.which("lollipop", path=str(lab.python.parent)) or "lollipop",
        home=box.home.root,
        folder=lab.folder,
    )


def _leave(_number: int, _frame: types.FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
