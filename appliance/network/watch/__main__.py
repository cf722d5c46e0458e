"""`python -m appliance.network.watch`, started as root for its raw sockets: what systemd starts on a box."""

import asyncio
import logging
import os
import sys

from appliance.config import default_home, load
from appliance.errors import LollipopError

log = logging.getLogger("lollipop.watch")


def main() -> int:
    """0 at a clean end, and where there is no network to watch; 1 when it cannot go on."""
    logging.basicConfig(format="watch: %(levelname)s: %(message)s", level=logging.INFO)
    logging.getLogger("scapy").setLevel(logging.CRITICAL)  # a device's odd packet is no news for the box's log
    home = default_home()
    try:
        settings = load(home)
        if not settings.network.inside:
            log.info("network.inside is not set: there is no network to watch")
            return 0
        from appliance.network.watch.service import serve  # noqa: PLC0415  # scapy takes a second

        os.umask(0o007)
        asyncio.run(serve(home, settings))
    except (LollipopError, OSError) as error:
        log.error("%s", error)  # noqa: TRY400  # the sentence says it all
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
