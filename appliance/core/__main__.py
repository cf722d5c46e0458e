"""`python -m appliance.core`: one of the box's processes."""

import asyncio
import logging
import sys

from appliance.config import default_home, load
from appliance.core.service import serve
from appliance.errors import LollipopError


def main() -> int:
    logging.basicConfig(format="%(name)s %(levelname)s %(message)s", level=logging.INFO)
    home = default_home()
    try:
        home.make()
        asyncio.run(serve(home, load(home)))
    except LollipopError as error:
        logging.getLogger("lollipop.core").error("%s", error)  # noqa: TRY400  # the sentence says it all
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
