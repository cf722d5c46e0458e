"""Where things are on Windows: everything in the folder of the program, which pupils may read and not write."""

import sys
from pathlib import Path

INSTALLED = Path(sys.executable).parent
KEPT = INSTALLED / "kept"  # closed to all but the system and administrators
