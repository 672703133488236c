"""Answers of the French public services in their real shapes, hand-written for a territory of squares."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.sources.download.catalogue import Services
from fault_server import Asked, Reply, Server

EPCI = "200000172"
SIDE = 5_000
ORIGIN = (400_000, 6_500_000)  # Lambert-93, in Charente-Maritime
CODES = ("17001", "17002", "17003")


def degrees(*metres: tuple[float, float]) -> list[list[float]]:
    return [[round(x, 7), round(y, 7)] for x, y in transform_points(list(metres), "EPSG:2154", WGS84)]


def corner(column: float, row: float) -> tuple[float, float]:
    return ORIGIN[0] + SIDE * column, ORIGIN[1] + SIDE * row


def square_ring(column: int) -> list[list[float]]:
    return degrees(*(corner(column + x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))))


def as_json(value: Any) -> Reply:
    return Reply(json.dumps(value).encode(), headers={"Content-Type": "application/json"})


def collection(features: Sequence[Any], **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **more}


def commune(code: str, **changes: Any) -> dict[str, Any]:
    """Commune of geo.api.gouv.fr, contour asked for."""
    column = CODES.index(code)
    told = {
        "nom": f"Ville-{column}",
        "code": code,
        "population": 1000 + column,
        "codeEpci": EPCI,
        "codeDepartement": "17",
        "surface": 2500.0,
        "mairie": {"type": "Point", "coordinates": degrees(corner(column + 0.5, 0.5))[0]},
    }
    shape = {"type": "Polygon", "coordinates": [square_ring(column)]}
    return {"type": "Feature", "properties": told | changes, "geometry": shape}


def communes_answer(asked: Asked) -> Reply:
    """All the behaviours of ``/communes`` that FACTS 1.1 describes."""
    params = asked.params
    if "lat" in params:
        lon, lat = float(params["lon"]), float(params["lat"])
        return as_json([{"code": "17300", "codeDepartement": "17" if lon < 0 and lat < 47 else "85"}])
    if "ancienCode" in params:
        heirs = {"17099": "17002"}.get(params["ancienCode"])
        return as_json([{"nom": "Ville-1", "code": heirs, "anciensCodes": ["17099"]}] if heirs else [])
    wanted = {"codeEpci": EPCI, "codeDepartement": "17"}
    if not any(name in params for name in (*wanted, "code")):
        return Reply(b'{"code":400,"message":"filter required"}', 400)
    known = all(params.get(name, value) == value for name, value in wanted.items())
    found = [commune(code) for code in CODES if known and params.get("code", code) == code]
    if params.get("geometry") != "contour":
        found = [f | {"geometry": f["properties"]["mairie"]} for f in found]
    return as_json(collection(found))


def road(rank: int, ends: tuple[tuple[float, float], tuple[float, float]], **changes: Any) -> dict[str, Any]:
    """Road segment of BD TOPO in three dimensions."""
    told = {
        "cleabs": f"TRONROUT{rank:016d}",
        "nature": "Route à 1 chaussée",
        "importance": "4",
        "sens_de_circulation": "Double sens",
        "vitesse_moyenne_vl": 50,
        "position_par_rapport_au_sol": "0",
        "urbain": False,
        "etat_de_l_objet": "En service",
        "acces_vehicule_leger": "Libre",
        "acces_pieton": None,
        "cpx_numero": "D1",
        "nom_collaboratif_gauche": None,
        "nom_collaboratif_droite": None,
        "precision_altimetrique": 2.5,
    }
    line = [[*point, 12.0] for point in degrees(*(corner(*end) for end in ends))]
    shape = {"type": "LineString", "coordinates": line}
    return {"type": "Feature", "id": f"troncon.{rank}", "properties": told | changes, "geometry": shape}


def roads(count: int = 7) -> list[dict[str, Any]]:
    """A line of roads through the middle of the three communes."""
    step = 3 / count
    return [road(i, ((i * step, 0.5), ((i + 1) * step, 0.5))) for i in range(count)]


def pages(features: Sequence[dict[str, Any]], at_most: int = 3) -> Callable[[Asked], Reply]:
    """WFS whose server gives fewer objects than asked."""

    def answer(asked: Asked) -> Reply:
        start = int(asked.params["startIndex"])
        page = sorted(features, key=lambda f: f["properties"]["cleabs"])[start : start + at_most]
        return as_json(
            collection(
                page, totalFeatures=len(features), numberMatched=len(features), numberReturned=len(page)
            )
        )

    return answer


def wfs(layers: dict[str, Callable[[Asked], Reply]]) -> Callable[[Asked], Reply]:
    """The one address of the WFS: its layer is in the parameters; a layer without objects is legitimate."""
    return lambda asked: layers.get(asked.params["typenames"].partition(":")[2], pages([]))(asked)


def water() -> dict[str, Any]:
    told = {"cleabs": "SURFHYDR01", "nature": "Ecoulement naturel", "persistance": "Permanent"}
    ring = degrees(*(corner(x, y) for x, y in ((0, 0.4), (3, 0.4), (3, 0.45), (0, 0.45), (0, 0.4))))
    return {"type": "Feature", "properties": told, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def aerodrome(nature: str = "Héliport") -> dict[str, Any]:
    told = {"cleabs": "AERODROM01", "nature": nature, "toponyme": "Hélistation du CH", "code_icao": None}
    ring = degrees(*(corner(x, y) for x, y in ((1, 0.6), (1.01, 0.6), (1.01, 0.61), (1, 0.6))))
    return {"type": "Feature", "properties": told, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def dataset(url: str, *resources: tuple[str, str], licence: str = "lov2") -> dict[str, Any]:
    """Dataset of data.gouv.fr: names and SHA-1 of its files."""
    return {
        "slug": "x",
        "license": licence,
        "resources": [
            {
                "title": name,
                "url": f"{url}/{name}",
                "checksum": {"type": "sha1", "value": sha1},
                "last_modified": "2026-11-01T02:15:00+00:00",
            }
            for name, sha1 in resources
        ],
    }


def zipped(**members: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", ".") if "." not in name else name, content)
    return out.getvalue()


def services(server: Server) -> Services:
    """All the services at one local server."""
    url = server.url
    return Services(
        geo_api=f"{url}/geo",
        wfs=f"{url}/wfs/ows",
        geocoding=f"{url}/geocodage",
        data_gouv=f"{url}/datasets",
        georisques_api=f"{url}/georisques",
        georisques_files=f"{url}/di_2020",
        insee=f"{url}/insee",
        vigicrues=f"{url}/vigicrues",
    )
