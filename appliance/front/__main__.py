"""`python -m appliance.front`, on the box's first terminal: what systemd starts there in place of a log-in."""

import asyncio
import logging
import sys

from appliance.config import default_home
from appliance.front.service import serve


def main() -> int:
    """0 at a clean end, 1 where the terminal went away."""
    logging.basicConfig(format="front: %(levelname)s: %(message)s", level=logging.INFO)
    try:
        asyncio.run(serve(default_home()))
    except OSError as error:
        logging.getLogger("lollipop.front").error("%s", error)  # noqa: TRY400  # the sentence says it all
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
