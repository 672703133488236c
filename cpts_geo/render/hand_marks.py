"""What a person marked on the map: as sentences for every output, as lines on the screen."""

import geopandas as gpd
import pandas as pd
import shapely

from cpts_geo.answers.pointed import marks
from cpts_geo.hazards import ClosedByHand
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.scenario import Scenario
from cpts_geo.model.stretches import find_edges
from cpts_geo.render import style
from cpts_geo.render.map_layers import MapLayer, line, make_layer, told
from cpts_geo.study import Study
from cpts_geo.wording import by_hand


def sentences(scenario: Scenario, network: RoadNetwork) -> list[str]:
    """Who saw which stretch open, and the marks whose road is gone; none when nothing was marked."""
    said = []
    if scenario.reopened:
        said.append(by_hand.reopened([(mark.road, mark.by, mark.at) for mark in scenario.reopened]))
    gone = [mark.road for mark in marks(scenario) if find_edges(network.edges, mark.edges)[1]]
    return [*said, by_hand.lost(gone)] if gone else said


def titled(scenario: Scenario) -> list[str]:
    """Parts of the name of a scenario."""
    opened = len(scenario.reopened)
    return by_hand.title(len(marks(scenario)) - opened, opened)


def marks_layer(study: Study) -> MapLayer:
    """Stretches closed by hand (black dashes) and seen open (green), with who and when."""
    looks = [
        (by_hand.ON_MAP_CLOSED, line(style.INK, 6, "3 3")),
        (by_hand.ON_MAP_REOPENED, line(style.REOPENED, 6, "12 3")),
    ]
    edges = study.network.edges
    rows = [
        (int(not isinstance(mark, ClosedByHand)), mark, find_edges(edges, mark.edges)[0])
        for mark in marks(study.spec.scenario)
    ]
    found = [
        (look, mark, shapely.union_all(edges.geometry.to_numpy()[at])) for look, mark, at in rows if len(at)
    ]
    frame = gpd.GeoDataFrame(
        {
            "look": pd.Series([look for look, _, _ in found], dtype=int),
            "title": [by_hand.road(mark.road) for _, mark, _ in found],
        },
        geometry=[shape for _, _, shape in found],
        crs=study.territory.crs,
    )
    lines = [[looks[look][0], by_hand.signature(mark.by, mark.at)] for look, mark, _ in found]
    return make_layer(frame.assign(lines=told(lines, frame.index)), looks)
