"""`python -m endpoint.desktop.win32.remove`: for the installer, when the helper is removed.
Its key and what waited go too."""

import shutil

from endpoint.desktop.win32.places import KEPT

if __name__ == "__main__":
    shutil.rmtree(KEPT, ignore_errors=True)
