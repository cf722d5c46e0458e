"""`python -m endpoint.desktop.session`: started by the service in each graphical session, as the pupil."""

import sys

for name in ("ssl", "_ssl", "_hashlib"):  # others load them where they can, but this line is local: 4 MB for nothing
    sys.modules[name] = None  # type: ignore[assignment]

from endpoint.desktop.session.start import main  # noqa: E402

if __name__ == "__main__":
    main()
