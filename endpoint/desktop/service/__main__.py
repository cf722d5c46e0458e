"""`python -m endpoint.desktop.service [CONFIG]`: run the service until it is told to end."""

import logging
import sys
from pathlib import Path

from appliance.errors import LollipopError
from endpoint.desktop.service.service import Service
from endpoint.desktop.service.system import FILE, until_told


async def run(config: Path) -> None:
    await Service(config).run()


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        until_told(lambda: run(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE))
    except (LollipopError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
