"""Frames of the network: nodes, and one edge per direction of travel, named and timed."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from cpts_geo.demo.grid import Bools, Floats, Ints
from cpts_geo.demo.names import fill, words
from cpts_geo.demo.roads import Roads, is_urban, speeds, split_long

DECIMALS: Final = 2
FIRST_MOTORWAY: Final = 90_000
FIRST_MINOR: Final = 2_000
FIRST_LANE: Final = 3_000


def network_frames(
    roads: Roads, seats: Floats, people: Floats, *, crs: str
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Nodes and directed edges, in ``crs``."""
    whole = split_long(roads)
    used, compact = np.unique(whole.ways[["u", "v"]].to_numpy(), return_inverse=True)
    compact = compact.reshape(-1, 2)
    ways = whole.ways.assign(u=compact[:, 0], v=compact[:, 1])
    points = np.round(whole.points[used], DECIMALS)
    lines = shapely.transform(ways["line"].to_numpy(), lambda xy: np.round(xy, DECIMALS))
    ways = labelled(ways.assign(line=lines), seats, people)
    return _nodes(points, crs), _edges(ways, crs)


def labelled(ways: pd.DataFrame, seats: Floats, people: Floats) -> pd.DataFrame:
    """Ways with ``urban``, ``speed_kmh``, ``ref`` and ``name``."""
    urban = is_urban(ways["line"].to_numpy(), seats, people)
    return ways.assign(urban=urban, speed_kmh=speeds(ways, urban), **_labels(ways, urban, seats))


def _nodes(points: Floats, crs: str) -> gpd.GeoDataFrame:
    index = pd.RangeIndex(len(points), name="node_id")
    return gpd.GeoDataFrame(index=index, geometry=shapely.points(points), crs=crs)


def _edges(ways: pd.DataFrame, crs: str) -> gpd.GeoDataFrame:
    back = ways[~ways["oneway"]]
    turned = back.assign(u=back["v"], v=back["u"], line=shapely.reverse(back["line"].to_numpy()))
    both = pd.concat([ways, turned]).sort_index(kind="stable").reset_index(drop=True)
    length = np.round(shapely.length(both["line"].to_numpy()), DECIMALS)
    columns = {
        "u": both["u"].astype(np.int64),
        "v": both["v"].astype(np.int64),
        "length_m": length,
        "speed_kmh": both["speed_kmh"],
        "time_s": length / both["speed_kmh"] * 3.6,
        "highway": both["highway"],
        "name": both["name"],
        "bridge": both["bridge"],
        "tunnel": both["tunnel"],
        "ford": both["ford"],
        "ref": both["ref"],
        "car": both["car"],
        "foot": ~both["highway"].isin(["motorway", "motorway_link"]),
        "oneway": both["oneway"],
        "junction": both["junction"],
    }
    out = gpd.GeoDataFrame(columns, geometry=both["line"].to_numpy(), crs=crs)
    out.index = pd.RangeIndex(len(out), name="edge_id")
    return out


def _labels(ways: pd.DataFrame, urban: Bools, seats: Floats) -> dict[str, pd.Series]:
    middle = shapely.get_coordinates(
        shapely.line_interpolate_point(ways["line"].to_numpy(), 0.5, normalized=True)
    )
    place = pd.Series(cKDTree(seats).query(middle)[1], index=ways.index)
    return {"ref": _refs(ways), "name": _street_names(ways, urban, place)}


def _refs(ways: pd.DataFrame) -> pd.Series:
    number, highway = ways["number"], ways["highway"]
    main = highway.isin(["primary", "secondary", "tertiary"]) & (ways["junction"] == "")
    length = pd.Series(shapely.length(ways["line"].to_numpy()), index=ways.index)
    known = sorted(number[main].unique().tolist())
    national = length[highway == "primary"].groupby(number).sum()
    refs = {value: f"D{rank + 2 if value < FIRST_MINOR else rank + 80}" for rank, value in enumerate(known)}
    if len(national):
        refs[int(national.index[int(np.argmax(national.to_numpy()))])] = "N87"
    motorway = number >= FIRST_MOTORWAY
    out = number.map(refs).where(main, "").fillna("")
    return out.mask(
        motorway & (highway == "motorway"), "A" + (99 - (number - FIRST_MOTORWAY).clip(0) % 90).astype(str)
    )


def _street_names(ways: pd.DataFrame, urban: Bools, place: pd.Series) -> pd.Series:
    text = words()
    number, highway = ways["number"], ways["highway"]
    out = pd.Series("", index=ways.index)
    street = highway == "residential"
    home = ways["place"].where(ways["place"] >= 0, place)
    out = out.mask(street, _pick(text["streets"], home * 11 + number))
    main = highway.isin(["primary", "secondary", "tertiary"]) & urban
    out = out.mask(main, _pick(text["main_streets"], place * 7 + number))
    lane = highway == "unclassified"
    lanes = [fill(text["lane"], hamlet) for hamlet in text["hamlets"]]
    out = out.mask(lane, _pick(lanes, number)).mask(ways["ford"], text["ford_lane"])
    tunnels = [fill(text["tunnel"], hamlet) for hamlet in text["hamlets"]]
    out = out.mask(ways["tunnel"], _pick(tunnels, number + 5))
    rings = [fill(text["roundabout"], hamlet) for hamlet in text["hamlets"]]
    out = out.mask(ways["junction"] == "roundabout", _pick(rings, ways["u"]))
    return out.mask(highway == "motorway", text["motorway"]).mask(highway == "footway", text["footpath"])


def _pick(names: list[str], number: pd.Series) -> pd.Series:
    chosen: Ints = number.to_numpy().astype(np.int64) % len(names)
    return pd.Series(np.array(names, dtype=object)[chosen], index=number.index)
