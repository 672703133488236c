"""What a study depends on, as one number: same layers and same local changes, same value."""

import hashlib
import json
from pathlib import Path

from cpts_geo.model.changes import Change
from cpts_geo.territory.settings import TERRITORY_FILE


def fingerprint(folder: Path, changes: tuple[Change, ...]) -> str:
    """SHA-256 of the settings, of every layer a study reads and of what people changed in them."""
    digest = hashlib.sha256()
    names = ["communes", "structures", "sites", "demand", "hazards", "network"]
    files = [folder / TERRITORY_FILE, *(p for name in names for p in sorted((folder / name).glob("*.*")))]
    woods = folder / "basemap" / "landuse.parquet"  # a storm reads it
    for path in [*files, *([woods] if woods.is_file() else [])]:
        if path.suffix in {".toml", ".geojson", ".parquet"} and not path.name.startswith("."):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    for change in changes:  # in order of layer and identifier; neither who nor when
        state = [change.layer, change.feature_id, str(change.action), dict(change.values), dict(change.base)]
        places = [change.lonlat, change.base_lonlat]
        digest.update(json.dumps([*state, *places], sort_keys=True).encode())
    return digest.hexdigest()
