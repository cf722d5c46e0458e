"""`python -m proxy_addons N`: worker N, until SIGTERM."""

import asyncio
import logging
import signal
import sys

from appliance import logs
from appliance.config import default_home, load
from appliance.errors import LollipopError
from proxy_addons import lean
from proxy_addons.apart import Unsaid
from proxy_addons.worker import Worker


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not arguments[0].isdecimal() or int(arguments[0]) < 1:
        print("usage: python -m proxy_addons NUMBER", file=sys.stderr)  # noqa: T201  # a command's usage
        return 2
    logs.set_up(f"worker-{arguments[0]}", "proxy_addons")
    for handler in logging.getLogger().handlers:
        handler.addFilter(Unsaid())
    try:
        asyncio.run(_serve(int(arguments[0])))
    except (LollipopError, OSError) as error:
        print(f"worker-{arguments[0]}: {error}", file=sys.stderr)  # noqa: T201  # said to whoever started us
        return 1
    return 0


async def _serve(number: int) -> None:
    home = default_home()
    home.make()
    worker = Worker(number, home, load(home))
    for end in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(end, worker.shutdown)
    lean.settle()
    await worker.run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
