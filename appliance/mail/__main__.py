"""`python -m appliance.mail`: one of the box's processes."""

import logging
import sys

from appliance.config import default_home, load
from appliance.errors import LollipopError
from appliance.mail.service import serve


def main() -> int:
    logging.basicConfig(format="%(name)s %(levelname)s %(message)s", level=logging.WARNING)
    home = default_home()
    try:
        home.make()
        serve(home, load(home))
    except LollipopError as error:
        logging.getLogger("lollipop.mail").error("%s", error)  # noqa: TRY400  # the sentence says it all
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
