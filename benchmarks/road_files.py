"""Files of any size made from a territory: an OSM extract, a BD TOPO GeoPackage, communes, a grid."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from osmium.osm import mutable

from cpts_geo.model.crs import reproject, to_degrees

IMPORTANCE = {"motorway": "1", "trunk": "1", "primary": "2", "secondary": "3", "tertiary": "4"}
CLASSES = {"motorway": "Type autoroutier", "footway": "Sentier", "track": "Chemin", "path": "Sentier"}


def once(edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Each piece of road once, with ``oneway`` true when only one direction exists."""
    low, high = edges[["u", "v"]].min(axis=1), edges[["u", "v"]].max(axis=1)
    groups = edges.groupby([low, high, edges["length_m"].round(1)])
    single = groups["u"].transform("nunique") == 1
    return edges.assign(oneway=single)[groups.cumcount() == 0]


def write_osm(edges: gpd.GeoDataFrame, path: Path) -> None:
    """Extract of the container that the suffix names."""
    roads = once(edges)
    xy, owner = shapely.get_coordinates(to_degrees(roads).geometry.to_numpy(), return_index=True)
    keys, inverse = np.unique(np.rint(xy * 1e7).astype(np.int64), axis=0, return_inverse=True)
    bounds = np.flatnonzero(np.diff(owner, prepend=-1))
    refs = np.split(inverse.reshape(-1) + 1, bounds[1:])
    with osmium.SimpleWriter(str(path)) as writer:
        for number, (lon, lat) in enumerate((keys / 1e7).tolist(), start=1):
            writer.add_node(mutable.Node(id=number, location=(lon, lat), version=1))
        for number, (row, nodes) in enumerate(zip(roads.to_dict("records"), refs, strict=True), start=1):
            writer.add_way(mutable.Way(id=number, nodes=nodes.tolist(), tags=tags_of(row), version=1))


def tags_of(row: dict[str, Any]) -> dict[str, str]:
    """Tags of a way."""
    tags = {"highway": row["highway"], "maxspeed": f"{row['speed_kmh']:.0f}"}
    tags |= {key: row[key] for key in ("name", "ref") if row[key]}
    tags |= {key: "yes" for key in ("bridge", "tunnel", "ford", "oneway") if row[key]}
    return tags


def write_bdtopo(edges: gpd.GeoDataFrame, path: Path) -> None:
    """GeoPackage of the current edition, with the columns nobody reads, and its forbidden turns."""
    roads = once(edges).reset_index(drop=True)
    count = len(roads)
    columns = {
        "cleabs": [f"TRONROUT{n:016d}" for n in range(count)],
        "nature": roads["highway"].map(CLASSES).fillna("Route à 1 chaussée"),
        "nom_collaboratif_gauche": roads["name"],
        "nom_collaboratif_droite": roads["name"],
        "importance": roads["highway"].map(IMPORTANCE).fillna("5"),
        "position_par_rapport_au_sol": np.select(
            [roads["ford"], roads["bridge"], roads["tunnel"]], ["Gué ou radier", "1", "-1"], "0"
        ),
        "etat_de_l_objet": "En service",
        "sens_de_circulation": np.where(roads["oneway"], "Sens direct", "Double sens"),
        "urbain": roads["highway"] == "residential",
        "vitesse_moyenne_vl": roads["speed_kmh"].round().where(roads["car"], 1).astype(int),
        "acces_vehicule_leger": np.where(roads["car"], "Libre", "Physiquement impossible"),
        "acces_pieton": "A pied permanent",
        "cpx_numero": roads["ref"],
        **{f"attribut_{n}": f"valeur {n} que personne ne lit" for n in range(50)},
    }
    shapes = shapely.force_3d(roads.geometry.to_numpy(), 12.5)
    gpd.GeoDataFrame(columns, geometry=shapes, crs=edges.crs).to_file(path, layer="troncon_de_route")
    turns = pd.DataFrame({"cleabs": ["NONCOM1"]}).assign(
        lien_vers_troncon_entree=columns["cleabs"][0], liens_vers_troncon_sortie=columns["cleabs"][1]
    )
    centre = [shapely.get_point(roads.geometry.iloc[0], 0)]
    gpd.GeoDataFrame(turns, geometry=centre, crs=edges.crs).to_file(path, layer="non_communication")


def middle(edges: gpd.GeoDataFrame, count: int) -> gpd.GeoDataFrame:
    """The edges nearest to the centre of all."""
    centre = edges.geometry.interpolate(0.5, normalized=True)
    west, south, east, north = edges.total_bounds
    far = np.maximum(abs(centre.x - (west + east) / 2), abs(centre.y - (south + north) / 2))
    return edges.loc[far.sort_values(kind="stable").index[:count]].sort_index()


def write_communes(folder: Path, path: Path, count: int) -> gpd.GeoDataFrame:
    """The communes nearest to the centre of all, as geo.api.gouv.fr would give them."""
    every = gpd.read_file(folder / "communes" / "communes.geojson")
    metres = reproject(every, "EPSG:2154")
    order = metres.centroid.distance(metres.union_all().centroid).sort_values(kind="stable").index[:count]
    kept = every.loc[order].rename(columns={"code_insee": "code", "name": "nom"})
    kept[["code", "nom", "population", "geometry"]].to_file(path, driver="GeoJSON")
    return kept


def write_grid(communes: gpd.GeoDataFrame, path: Path, count: int) -> int:
    """Cells of 200 m as Filosofi writes them, people shared equally; at most ``count`` of them."""
    area = reproject(communes, "EPSG:3035")
    west, south, east, north = (int(value // 200 * 200) for value in area.total_bounds)
    x, y = np.meshgrid(np.arange(west, east, 200), np.arange(south, north, 200))
    centres = shapely.points(x.ravel() + 100, y.ravel() + 100)
    cell, owner = area.sindex.query(centres, predicate="within")
    chosen = np.unique(np.linspace(0, len(cell) - 1, min(count, len(cell))).astype(int))
    cell, owner = cell[chosen], owner[chosen]
    each = float(communes["population"].sum()) / len(cell)
    east_m, north_m = x.ravel()[cell], y.ravel()[cell]
    ids = [f"CRS3035RES200mN{n}E{e}" for n, e in zip(north_m, east_m, strict=True)]
    table = pd.DataFrame({"idcar_200m": ids, "idcar_1km": "", "i_est_200": 0, "i_est_1km": 0})
    table = table.assign(
        lcog_geo=communes["code"].to_numpy()[owner], ind=round(each, 1), men=round(each / 2, 1)
    )
    ages = ["ind_0_3", "ind_4_5", "ind_6_10", "ind_11_17", "ind_18_24", "ind_25_39", "ind_40_54", "ind_55_64"]
    table = table.assign(**dict.fromkeys([*ages, "ind_65_79", "ind_80p"], round(each / 10, 1)))
    table.to_csv(path, index=False)
    return len(table)
