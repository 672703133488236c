"""The Streamlit door: pages and widgets that compute nothing."""

import os

# Read once, when Arrow is first imported: its own pool keeps what is freed.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
