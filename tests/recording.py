"""What a page offers to download: AppTest keeps the buttons, not the bytes behind them."""

from typing import Any

import pytest
from streamlit.elements.widgets import button


def downloads_of(patch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Bytes behind each button that downloads, by file name, as a page offered them last."""
    offered: dict[str, bytes] = {}
    marshal = button.marshall_file

    def keep(*args: Any, **options: Any) -> None:
        data, name = args[1], args[4] if len(args) > 4 else options["file_name"]
        offered[name] = data.encode() if isinstance(data, str) else data
        marshal(*args, **options)

    patch.setattr(button, "marshall_file", keep)
    return offered
