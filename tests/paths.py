"""Real data used when it is there; nothing from it enters the project."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REAL = ROOT.parent / "shared" / "data"
DEMO = ROOT / "data"

needs_real_data = pytest.mark.skipif(
    not REAL.exists(), reason="real data are not shipped: put them in ../shared/data"
)
