"""`python -m endpoint.desktop.service [CONFIG]`: run the service until it is told to end."""

import asyncio
import contextlib
import logging
import signal
import sys
from pathlib import Path

from appliance.errors import LollipopError
from endpoint.desktop.service.config import FILE
from endpoint.desktop.service.service import Service


async def run(config: Path) -> None:
    service = asyncio.create_task(Service(config).run())
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, service.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await service


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        asyncio.run(run(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE))
    except (LollipopError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
