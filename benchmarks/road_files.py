"""Road files of any size made from a network: an OpenStreetMap extract, a BD TOPO GeoPackage."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from osmium.osm import mutable

from cpts_geo.model.crs import to_degrees

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
