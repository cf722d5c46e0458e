"""`python -m webui`: the console's process."""

import sys

from appliance.config import default_home, load
from appliance.errors import LollipopError
from webui.server import ConsoleServer


def main() -> None:
    home = default_home()
    try:
        ConsoleServer(home, load(home)).run()
    except LollipopError as error:
        sys.exit(f"web: {error}")


if __name__ == "__main__":
    main()
