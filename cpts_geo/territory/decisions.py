"""Decisions of an authority read against a territory: what is understood, before anything is written."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import COMMUNES, EDGES
from cpts_geo.model.problems import Problem
from cpts_geo.sources.harvest import SET_ASIDE, Harvest, Place
from cpts_geo.sources.raw import RawTable
from cpts_geo.sources.readers import Request, harvest
from cpts_geo.territory.folder import layer_path, read_layer, read_settings, read_territory
from cpts_geo.territory.recognise import Options, recognise


@dataclass(frozen=True, eq=False)
class Received:
    """A file of decisions, nothing applied.

    Attributes
    ----------
    layer
        Name of the layer that an import would write.
    frame
        One row per decision understood, in the CRS of the territory; index: number of the row in the file.
    set_aside
        How many rows are not applied.
    problems
        Why, row by row, and what there is to say of the others.
    """

    layer: str
    frame: gpd.GeoDataFrame
    set_aside: int
    problems: tuple[Problem, ...]


def look_at(folder: str | Path, path: Path, *, today: str) -> Received:
    """What is understood of a file of decisions.

    Raises
    ------
    DataError
        The file cannot be used; ``not_decisions`` when it is something else.
    """
    root = Path(folder)
    found = recognise(path, Options())
    if found.source != "decisions" or found.raw is None:
        raise LayerError("not_decisions", path.name)
    got = read_decisions(found.raw, root, root, Request(today=today))
    (layer,) = got.layers
    return Received(layer.name, layer.frame, got.count(SET_ASIDE), got.problems)


def read_decisions(raw: RawTable, folder: Path, root: Path, request: Request) -> Harvest:
    """Decisions as one layer; ``folder`` is being written, ``root`` is the territory that people changed.

    Raises
    ------
    DataError
        As ``sources.decisions.read``.
    """
    crs = str(read_settings(folder)["crs"])
    edges = read_layer(folder, EDGES, crs) if layer_path(folder, EDGES).exists() else None
    sites = read_territory(root).sites  # those added by hand can be ordered open too
    place = Place(crs, read_layer(folder, COMMUNES, crs), edges=edges, sites=sites)
    return harvest("decisions", raw, place, request)
