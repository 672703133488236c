"""Between which places a stretch of road runs: villages at its two ends, else the roads that it joins."""

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.model.layers import NAME
from cpts_geo.model.network import road_labels
from cpts_geo.render.escape import plain_text
from cpts_geo.study import Study
from cpts_geo.wording import sheet_commune as words

NEAR_M: Final = 4000.0  # beyond, an end has no place to be named after (assumption, inclusive)
Rows = npt.NDArray[np.int64]
NAMED: Final = ("city", "town", "village", "hamlet")


class Whereabouts:
    """Names of places of a study, ready to be asked many times."""

    def __init__(self, study: Study) -> None:
        edges, nodes = study.network.edges, study.network.nodes
        self._u, self._v = (nodes.index.get_indexer(pd.Index(edges[end])) for end in ("u", "v"))
        self._labels = road_labels(edges).to_numpy()
        self._where = shapely.get_coordinates(np.asarray(nodes.geometry))
        named = _named_places(study)
        self._names = named[NAME].to_numpy()
        self._tree = shapely.STRtree(np.asarray(named.geometry))

    def between(self, edges: Sequence[int]) -> str:
        """« entre Saint-Éloi et les Granges », else « entre D6 et rue du Pont », else « vers Saint-Éloi »."""
        rows = np.array(edges)
        start, end = self._ends(rows)
        one, other = self._place(start), self._place(end)
        if one != other:
            return words.between(one, other)
        crossed, met = self._crossing(start, rows), self._crossing(end, rows)
        if crossed and met and crossed != met:
            return words.between(crossed, met)
        return words.between(one, other)

    def _ends(self, rows: Rows) -> tuple[int, int]:
        """The two nodes of a stretch that are the furthest apart."""
        nodes = np.unique(np.r_[self._u[rows], self._v[rows]])
        points = self._where[nodes]
        first = int(np.argmax(((points - points.mean(axis=0)) ** 2).sum(axis=1)))
        last = int(np.argmax(((points - points[first]) ** 2).sum(axis=1)))
        return int(nodes[min(first, last)]), int(nodes[max(first, last)])

    def _place(self, node: int) -> str:
        if not len(self._names):
            return ""
        found = self._tree.query_nearest(shapely.Point(self._where[node]), max_distance=NEAR_M)
        return plain_text(self._names[found.min()], 60) if len(found) else ""

    def _crossing(self, node: int, rows: Rows) -> str:
        """Name of another road at a node, the first in alphabetical order."""
        at = (self._u == node) | (self._v == node)
        own = set(self._labels[rows])
        return min((str(label) for label in self._labels[at] if label and label not in own), default="")


def _named_places(study: Study) -> gpd.GeoDataFrame:
    """Towns, villages and hamlets of the background, else a point of each commune."""
    places = study.territory.basemap.get("places")
    if places is not None and NAME in places:
        found = places[places["k"].isin(NAMED) & (places[NAME].fillna("") != "")]
        if len(found):
            return found
    communes = study.territory.communes
    return communes.set_geometry(communes.geometry.representative_point())
