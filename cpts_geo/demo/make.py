"""A whole territory folder from a seed: the same seed, size and library versions give the same bytes."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.ops import substring

from cpts_geo.demo.basemap import Scene, background
from cpts_geo.demo.communes import commune_polygons
from cpts_geo.demo.edges import labelled, network_frames
from cpts_geo.demo.floods import RISE_M, flood_layers, snow_heights, snow_zones, water_depth
from cpts_geo.demo.grid import Floats, Shape
from cpts_geo.demo.names import commune_codes, commune_names, words
from cpts_geo.demo.plans import site_plans, without_buildings_under
from cpts_geo.demo.population import commune_people, population_grid
from cpts_geo.demo.relief import Relief, build_relief
from cpts_geo.demo.roads import Roads, build_roads, split_long
from cpts_geo.demo.settlement import Settlement, settle
from cpts_geo.demo.sites import site_layer
from cpts_geo.demo.sizes import Size, size_named
from cpts_geo.demo.spots import building_spots
from cpts_geo.demo.structures import Ground, structure_layer
from cpts_geo.demo.water import stream_lines, stream_names
from cpts_geo.model.crs import METROPOLE
from cpts_geo.model.layers import ALTITUDE_M, SLOPE
from cpts_geo.sources.relief import KEPT_M
from cpts_geo.territory.altitudes import with_altitudes

CLOSURE_REACH_M: Final = 1_300.0
CLOSURE_HALF_M: Final = 20.0
EMBANKMENT_HALF_M: Final = 16.0
VALLEY_M: Final = 1_800.0


@dataclass(frozen=True, eq=False)
class Demo:
    """A generated territory, in memory: frames in Lambert-93 by layer name."""

    size: Size
    relief: Relief
    communes: gpd.GeoDataFrame
    structures: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    plans: gpd.GeoDataFrame
    demand: gpd.GeoDataFrame
    nodes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame
    hazards: dict[str, gpd.GeoDataFrame]
    basemap: dict[str, gpd.GeoDataFrame]


def make(seed: int, size_name: str) -> Demo:
    """Territory of a seed and a size.

    Raises
    ------
    DataError
        ``unknown_size``.
    """
    size = size_named(size_name)
    draws = [np.random.default_rng([seed, topic]) for topic in range(8)]
    relief = build_relief(size, draws[0])
    settlement = settle(relief, size, draws[1])
    streams = stream_lines(relief)
    streams["name"] = stream_names(streams, words()["tributaries"])
    counts = commune_people(settlement, size.population, draws[2])
    crowd = _crowds(settlement, counts)
    roads = build_roads(relief, settlement, crowd, streams=streams, rng=draws[3])
    names = commune_names(settlement.weight, draws[4])
    communes = _communes(relief, settlement, counts, names=names)
    ways = labelled(roads.ways, settlement.seats, crowd)
    nodes, edges = network_frames(roads, settlement.seats, crowd, crs=METROPOLE)
    edges = with_altitudes(edges, relief.heights, KEPT_M).round({ALTITUDE_M: 1, SLOPE: 4})
    ground = _ground(relief, settlement, communes, ways=ways)
    scene = Scene(relief, settlement, crowd, ways, size.scale)
    structures = structure_layer(ground, size.scale, draws[5], crs=METROPOLE)
    sites = _with_health_links(site_layer(ground, size.scale, draws[6], crs=METROPOLE), structures)
    plans = site_plans(sites, ways)
    basemap = _basemap(scene, streams, names, rng=draws[7])
    basemap["buildings"] = without_buildings_under(basemap["buildings"], plans)
    return Demo(
        size=size,
        relief=relief,
        communes=communes,
        structures=structures,
        sites=sites,
        plans=plans,
        demand=_demand(relief, settlement, ways, communes=communes),
        nodes=nodes,
        edges=edges,
        hazards=_hazards(relief, settlement, roads),
        basemap=basemap,
    )


def _crowds(settlement: Settlement, counts: pd.DataFrame) -> Floats:
    """People per seat; neighbours take theirs from their weight."""
    inside = settlement.inside
    per_weight = counts["population"].sum() / settlement.weight[:inside].sum()
    return np.concatenate(
        [counts["population"].to_numpy().astype(float), settlement.weight[inside:] * per_weight]
    )


def _communes(
    relief: Relief, settlement: Settlement, counts: pd.DataFrame, *, names: list[str]
) -> gpd.GeoDataFrame:
    shapes = commune_polygons(relief.grid, settlement.commune, settlement.inside)
    frame = gpd.GeoDataFrame(
        {"name": names[: settlement.inside], **{column: counts[column].astype(float) for column in counts}},
        geometry=shapes,
        crs=METROPOLE,
    )
    frame.index = pd.Index(commune_codes(settlement.inside), name="code_insee")
    return frame


def _ground(
    relief: Relief, settlement: Settlement, communes: gpd.GeoDataFrame, *, ways: pd.DataFrame
) -> Ground:
    people = communes["population"].to_numpy()
    seats = settlement.seats[: settlement.inside]
    spots = building_spots(relief.grid, ways, water_depth(relief, "04Fai"), seats=seats, people=people)
    return Ground(settlement, communes["name"].tolist(), communes.index.tolist(), people, spots)


def _demand(
    relief: Relief, settlement: Settlement, ways: pd.DataFrame, *, communes: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    counts = communes[["population", "pop_75p"]].astype(np.int64).reset_index(drop=True)
    cells = population_grid(relief.grid, settlement, ways, people=counts)
    codes = communes.index.to_numpy()[cells["commune"]]
    frame = gpd.GeoDataFrame(
        {
            "demand_id": [
                f"{code}-{x / 100:.0f}-{y / 100:.0f}"
                for code, x, y in zip(codes, cells["x"], cells["y"], strict=True)
            ],
            "population": cells["population"].astype(np.int64),
            "code_insee": codes,
            "pop_75p": cells["pop_75p"].astype(float),
            "origin": "grid",
            "imputed": False,
        },
        geometry=shapely.points(cells[["x", "y"]].to_numpy()),
        crs=METROPOLE,
    )
    return frame.set_index("demand_id")


def _with_health_links(sites: gpd.GeoDataFrame, structures: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Sites with the hospital and the pharmacy that back them, the nearest as the crow flies."""
    links = {}
    for column, category in (("backing_hospital", "hopital"), ("backing_pharmacy", "pharmacie")):
        able = structures[structures["category"] == category]
        nearest = shapely.STRtree(np.asarray(able.geometry)).nearest(np.asarray(sites.geometry))
        links[column] = able.index.to_numpy()[nearest]
    return sites.assign(**links)


def _hazards(relief: Relief, settlement: Settlement, roads: Roads) -> dict[str, gpd.GeoDataFrame]:
    text = words()
    titles, source = text["scenarios"], text["source"]
    layers = {}
    for occurrence, zones in flood_layers(relief, _embankments(relief, roads)).items():
        name = f"crue_{occurrence.lower()}"
        layers[name] = zones.assign(name=titles[name], cours_deau=text["river"], source=source)
    heights = snow_heights(relief)
    snow = snow_zones(relief, heights)
    slow, closed = (
        titles["snow_slow"].format(height=int(heights[0])),
        titles["snow_closed"].format(height=int(heights[1])),
    )
    layers["neige"] = snow.assign(name=np.where(snow["speed_factor"] > 0, slow, closed), source=source)
    layers["fermeture_ponts"] = _closures(settlement, roads).assign(name=titles["closure"], source=source)
    return {name: zones.set_crs(METROPOLE).set_index("zone_id") for name, zones in layers.items()}


def _embankments(relief: Relief, roads: Roads) -> Shape:
    """Ground of roads built above the water: the motorway, and main roads where they cross a tributary."""
    ways = split_long(roads).ways
    middle = shapely.line_interpolate_point(ways["line"].to_numpy(), 0.5, normalized=True)
    cells = relief.grid.cells(shapely.get_coordinates(middle))
    valley = (relief.river_m < VALLEY_M) & (relief.height - relief.bed < RISE_M["04Fai"] + 1.0)
    motorway = ways["highway"].isin(["motorway", "motorway_link"])
    raised = (motorway | ((ways["highway"] == "primary") & ~valley.ravel()[cells])) & ~ways["bridge"]
    lines = ways.loc[raised, "line"].to_numpy()
    return shapely.union_all(shapely.buffer(lines, EMBANKMENT_HALF_M, cap_style="square", quad_segs=2))


def _closures(settlement: Settlement, roads: Roads) -> gpd.GeoDataFrame:
    """Zones drawn over the bridges of the main town."""
    town = shapely.Point(settlement.seats[int(np.argmax(settlement.weight[: settlement.inside]))])
    bridges = roads.ways.loc[roads.ways["bridge"] & (roads.ways["highway"] != "motorway"), "line"].to_numpy()
    order = np.argsort(shapely.distance(bridges, town), kind="stable")[:2]
    near = [k for k in order if shapely.distance(bridges[k], town) < CLOSURE_REACH_M] or order[:1].tolist()
    decks = [substring(bridges[k], 0.2, 0.8, normalized=True) for k in near]
    shapes = shapely.set_precision(shapely.buffer(decks, CLOSURE_HALF_M, cap_style="flat"), 0.1)
    ids = [f"COUPURE_{k}" for k in range(1, len(near) + 1)]
    return gpd.GeoDataFrame({"zone_id": ids, "kind": "closure"}, geometry=shapes)


def _basemap(
    scene: Scene, streams: gpd.GeoDataFrame, names: list[str], *, rng: np.random.Generator
) -> dict[str, gpd.GeoDataFrame]:
    themes = background(scene, streams, rng)
    centre_lines = gpd.GeoDataFrame(
        {"k": ["river"] * len(scene.relief.rivers), "name": words()["river"]},
        geometry=[shapely.simplify(shapely.LineString(river.line), 2.0) for river in scene.relief.rivers],
    )
    themes["waterline"] = gpd.GeoDataFrame(pd.concat([centre_lines, themes["waterline"]], ignore_index=True))
    themes["places"] = _places(scene, names)
    return {theme: frame.set_crs(METROPOLE) for theme, frame in themes.items()}


def _places(scene: Scene, names: list[str]) -> gpd.GeoDataFrame:
    hamlets = words()["hamlets"]
    settlement = scene.settlement
    kind = np.where(scene.people > 2_300, "town", "village").tolist()
    rows = [
        *zip(kind, names, strict=True),
        *(("hamlet", hamlets[7 * k % len(hamlets)]) for k in range(len(settlement.hamlets))),
    ]
    points = shapely.points(np.round(np.vstack([settlement.seats, settlement.hamlets]), 1))
    titles = [name[:1].upper() + name[1:] for _, name in rows]
    return gpd.GeoDataFrame({"k": [k for k, _ in rows], "name": titles}, geometry=points)


def readme_text(demo: Demo) -> str:
    """French text of the folder's ``README.md``."""
    people = f"{demo.size.population:,}".replace(",", "\u202f")
    text = str(words()["text"]["readme"]).lstrip()
    return text.replace("{population}", people).replace("{first_code}", str(demo.communes.index[0]))
