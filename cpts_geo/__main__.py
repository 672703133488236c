"""``python -m cpts_geo`` is the command ``cpts-geo``."""

import sys

from cpts_geo.cli import main

if __name__ == "__main__":
    sys.exit(main())
