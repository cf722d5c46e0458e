"""`python -m appliance.machine`, as root: what systemd starts on a box."""

import asyncio
import logging
import os
import sys

from appliance.config import default_home
from appliance.errors import LollipopError
from appliance.machine.service import log, serve


def main() -> int:
    """0 at a clean end, 1 when it cannot start; the sentence on the standard error output says why."""
    logging.basicConfig(format="machine: %(levelname)s: %(message)s", level=logging.INFO)
    if os.geteuid() != 0:
        log.error("only root can look after the machine")
        return 1
    os.umask(0o077)  # the socket is its owner's from the moment it exists
    try:
        asyncio.run(serve(default_home()))
    except (LollipopError, OSError) as error:
        log.error("%s", error)  # the sentence says it all
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
