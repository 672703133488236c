"""Map layers held in memory under the name of their content, for the browser to fetch once."""

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import Final

BYTES_KEPT: Final = 60_000_000
ADDRESS: Final = "../../calques/{name}.json"  # from the frame of the map component

_layers: OrderedDict[str, bytes] = OrderedDict()
_lock = Lock()


def publish(data: bytes) -> str:
    """Make a layer available; returns its address as seen from the map."""
    name = hashlib.sha256(data).hexdigest()[:40]
    with _lock:
        _layers[name] = data
        _layers.move_to_end(name)
        while sum(map(len, _layers.values())) > BYTES_KEPT and len(_layers) > 1:
            _layers.popitem(last=False)
    return ADDRESS.format(name=name)


def fetch(name: str) -> bytes | None:
    """Content of a layer, or ``None`` when it was never published or was dropped."""
    with _lock:
        return _layers.get(name)
