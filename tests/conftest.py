"""Makes ``toy`` importable from every folder of tests; no test is judged on its time."""

import gc
import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("house", deadline=None)  # a busy machine is no fault
settings.load_profile("house")


def pytest_collection_finish() -> None:
    """What was imported stays: the collector need not walk through it again at each of its rounds."""
    gc.collect()
    gc.freeze()
