"""`python -m webui.portal`: the process behind the pages that pupils see."""

import sys

from appliance.config import default_home, load
from appliance.errors import LollipopError
from webui.portal.server import PortalServer


def main() -> None:
    home = default_home()
    try:
        PortalServer(home, load(home)).run()
    except LollipopError as error:
        sys.exit(f"portal: {error}")


if __name__ == "__main__":
    main()
