"""`python -m appliance.helpers`: one of the box's processes."""

import asyncio
import sys

from appliance import logs
from appliance.config import default_home, load
from appliance.errors import LollipopError
from appliance.helpers.service import serve


def main() -> int:
    logs.set_up("helpers", "appliance.helpers")
    home = default_home()
    try:
        home.make()
        asyncio.run(serve(home, load(home)))
    except (LollipopError, OSError) as error:
        print(f"helpers: {error}", file=sys.stderr)  # noqa: T201  # said to whoever started us
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
