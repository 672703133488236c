"""WFS of the Géoplateforme: a layer of a box, page after page, into one GeoPackage."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pyogrio
import shapely

from cpts_geo.model.crs import WGS84
from cpts_geo.model.errors import SourceError
from cpts_geo.sources.download.answer import check_features, check_fields
from cpts_geo.sources.download.catalogue import LICENCE_OUVERTE, FeatureType, Services
from cpts_geo.sources.download.client import Client
from cpts_geo.sources.download.shelf import Card, Shelf

NAME: Final = "Géoplateforme (WFS)"
PAGE: Final = 5000  # assumption: largest page that public readers of this server ask for
SMALLEST_PAGE: Final = 500
LARGEST: Final = 3_000_000  # objects; BD TOPO has about forty million road segments in all
OUTSIDE_DEG: Final = 1e-6
Box = tuple[float, float, float, float]  # west, south, east, north, degrees


@dataclass
class _Progress:
    """Where an assembly stands; written beside the layer so that it can be resumed the same day."""

    day: str
    box: list[float]
    total: int
    rows: int = 0
    digest: str = ""


def layer(client: Client, services: Services, shelf: Shelf, kind: FeatureType, box: Box) -> Card:
    """All objects of a layer that meet the box, kept as ``FILE.gpkg``; a copy of the same day is left alone.

    Pages are asked in the order of ``cleabs``, so that they are disjoint. The box is given as
    longitude, latitude, the order of the short form ``EPSG:4326`` on this server, and every object
    must meet it: an answer in the other order, or that ignores the box, is refused.

    Raises
    ------
    SourceError
        ``nothing_here``, ``whole_country``, ``swapped_answer``, ``incomplete_pages``, ``missing_field``
        and what the client raises. What was received so far is kept, to go on from there.
    """
    name = f"{kind.file}.gpkg"
    # The typename and the box make the address that is written down: it can be asked again.
    url = f"{services.wfs}?typenames={kind.name}&bbox={','.join(f'{v:.5f}' for v in box)}"
    old = shelf.card(name)
    if old and (old.fetched, old.url) == (shelf.today, url):
        return old
    shelf.folder.mkdir(parents=True, exist_ok=True)
    done = _assembled(client, services, shelf, kind, box)
    card = Card(name, url, sha256=done.digest, licence=LICENCE_OUVERTE, title=kind.title)
    _state(shelf, kind).unlink(missing_ok=True)
    if old and old.sha256 == card.sha256:
        _draft(shelf, kind).unlink()
        return replace(old, fetched=shelf.today)
    _draft(shelf, kind).replace(shelf.part(name))
    return shelf.keep(card)


def _draft(shelf: Shelf, kind: FeatureType) -> Path:
    return shelf.folder / f"{kind.file}.draft.gpkg"


def _state(shelf: Shelf, kind: FeatureType) -> Path:
    return shelf.folder / f"{kind.file}.draft.json"


def _assembled(client: Client, services: Services, shelf: Shelf, kind: FeatureType, box: Box) -> _Progress:
    draft = _draft(shelf, kind)
    done = _resumed(shelf, kind, box)
    for features, total in _pages(client, services, kind, box, done.rows if done else 0):
        if done is None:
            draft.unlink(missing_ok=True)
            done = _Progress(shelf.today, list(box), total)
        if done.total != total:
            _state(shelf, kind).unlink(missing_ok=True)
            raise SourceError("incomplete_pages", file=NAME, value=str(total), expected=str(done.total))
        _add(draft, kind, features, done)
        _state(shelf, kind).write_text(json.dumps(asdict(done)), encoding="utf-8")
        client.progress(kind.title, done.rows, total)
    if done is None or done.rows == 0:
        _state(shelf, kind).unlink(missing_ok=True)
        raise SourceError("nothing_here", file=NAME, value=kind.name)
    ids = gpd.read_file(draft, columns=["cleabs"], ignore_geometry=True)["cleabs"]
    if ids.nunique() != done.total:
        _state(shelf, kind).unlink(missing_ok=True)
        raise SourceError("incomplete_pages", file=NAME, value=str(ids.nunique()), expected=str(done.total))
    return done


def _resumed(shelf: Shelf, kind: FeatureType, box: Box) -> _Progress | None:
    """State of an assembly interrupted today on the same box, when its draft agrees."""
    try:
        facts = json.loads(_state(shelf, kind).read_text(encoding="utf-8"))
        found = _Progress(**facts)
        rows = pyogrio.read_info(_draft(shelf, kind))["features"]
    except (OSError, ValueError, TypeError, pyogrio.errors.DataSourceError):
        return None
    same = (found.day, tuple(found.box), found.rows) == (shelf.today, box, rows)
    return found if same else None


def _pages(
    client: Client, services: Services, kind: FeatureType, box: Box, start: int
) -> Iterator[tuple[list[dict[str, Any]], int]]:
    total, count = start + 1, PAGE
    while start < total:
        try:
            answer = client.get_json(NAME, services.wfs, _query(kind, box, start, count))
        except SourceError as error:
            if error.kind != "timed_out" or count <= SMALLEST_PAGE:
                raise
            count //= 4  # a slow line: less at a time, twice at most
            continue
        facts = check_fields(NAME, answer, {"numberMatched": int, "features": list})
        total = int(facts["numberMatched"])
        features = check_features(NAME, answer, kind.required)
        if total > LARGEST:
            raise SourceError("whole_country", file=NAME, value=f"{total} objets")
        if not features and start < total:
            raise SourceError("incomplete_pages", file=NAME, value=str(start), expected=str(total))
        start += len(features)
        yield features, total


def _query(kind: FeatureType, box: Box, start: int, count: int) -> dict[str, str]:
    return {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typenames": kind.name,
        "outputFormat": "application/json",
        "srsName": WGS84,
        "bbox": ",".join(f"{v:.6f}" for v in box) + f",{WGS84}",
        "count": str(count),
        "startIndex": str(start),
        "sortby": "cleabs",
    }


def _add(draft: Path, kind: FeatureType, features: list[dict[str, Any]], done: _Progress) -> None:
    if not features:
        return
    names = [*kind.required, *kind.kept]
    rows = [{name: feature["properties"].get(name) for name in names} for feature in features]
    shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in features], on_invalid="ignore")
    frame = gpd.GeoDataFrame(rows, columns=names, geometry=shapes, crs=WGS84)
    _check_inside(frame, tuple(done.box))
    for name in names:  # one type for all pages: an attribute may be empty on a whole page
        frame[name] = [None if value is None else _text(value) for value in frame[name]]
    frame = gpd.GeoDataFrame(frame[[*names, "geometry"]].astype(dict.fromkeys(names, object)), crs=WGS84)
    options = {"layer": kind.file, "driver": "GPKG", "geometry_type": "Unknown", "append": draft.exists()}
    try:
        pyogrio.write_dataframe(frame, draft, promote_to_multi=kind.geometry == "polygon", **options)
    except (OSError, pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError) as error:
        raise SourceError("cannot_write", file=draft.name) from error
    page = json.dumps([rows, [f["geometry"] for f in features]], sort_keys=True, default=str)
    done.digest = hashlib.sha256((done.digest + page).encode()).hexdigest()
    done.rows += len(features)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _check_inside(frame: gpd.GeoDataFrame, box: tuple[float, ...]) -> None:
    west, south, east, north = box
    known = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    bounds = known.bounds
    inside = (
        (bounds["minx"] <= east + OUTSIDE_DEG)
        & (bounds["maxx"] >= west - OUTSIDE_DEG)
        & (bounds["miny"] <= north + OUTSIDE_DEG)
        & (bounds["maxy"] >= south - OUTSIDE_DEG)
    )
    if inside.all():
        return
    turned = (bounds["miny"] <= east) & (bounds["maxy"] >= west) & (bounds["minx"] <= north)
    kind = "swapped_answer" if (turned & (bounds["maxx"] >= south)).all() else "whole_country"
    raise SourceError(kind, file=NAME, value=f"{len(known)} objets")
