"""`python -m webui.confide`: the process that children write to."""

import sys

from appliance import logs
from appliance.config import default_home, load
from appliance.errors import LollipopError
from appliance.own_process import raise_file_limit
from webui.confide.server import ConfideServer, close_to_others


def main() -> None:
    close_to_others()
    logs.set_up("confide")
    raise_file_limit()
    home = default_home()
    try:
        home.make()
        ConfideServer(home, load(home)).run()
    except (LollipopError, OSError) as error:
        sys.exit(f"confide: {error}")


if __name__ == "__main__":
    main()
