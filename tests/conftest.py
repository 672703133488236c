"""Makes ``toy`` importable from every folder of tests; no test is judged on its time."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("house", deadline=None)  # a busy machine is no fault
settings.load_profile("house")
