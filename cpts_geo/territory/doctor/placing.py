"""Where structures and sites stand: in the declared commune, on dry land, near a road, in the territory."""

from collections.abc import Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.model.changes import Action
from cpts_geo.model.crs import to_degrees
from cpts_geo.model.findings import Repair
from cpts_geo.model.layers import CODE_INSEE, DECLARED, NAME, PLANNING, STRUCTURES
from cpts_geo.routing.snap import SNAP_LIMIT_M
from cpts_geo.sources.codes import CITIES
from cpts_geo.sources.harvest import Place
from cpts_geo.sources.points import near, territory_box
from cpts_geo.sources.raw import normalise
from cpts_geo.territory.doctor.case import Case
from cpts_geo.territory.doctor.facts import (
    Findings,
    cut,
    lonlats,
    metres,
    nearest_m,
    per_row,
    standing_in,
    whole,
)

FAR_FROM_ROAD_M: Final = 500.0  # SCN-13
OUTLINE_M: Final = 100.0  # outlines of communes are simplified to 5 or 50 m (FACTS 1.1): twice the worst
FLOOD: Final = "flood"
Flags = npt.NDArray[np.bool_]
Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]


def swapped(places: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> Flags:
    """Places outside the territory whose latitude and longitude, exchanged, fall in it."""
    if not len(places) or communes.empty:
        return np.zeros(len(places), dtype=bool)
    ((west, south, east, north),) = territory_box(Place(str(communes.crs), communes))
    degrees = to_degrees(places[["geometry"]]).geometry
    x, y = degrees.x.to_numpy(float), degrees.y.to_numpy(float)
    return np.asarray(~_within(x, y, (west, south, east, north)) & _within(y, x, (west, south, east, north)))


def _within(x: Floats, y: Floats, box: tuple[float, ...]) -> Flags:
    return np.asarray((x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3]))


def swapped_axes(places: gpd.GeoDataFrame, layer: str, communes: gpd.GeoDataFrame) -> Findings:
    """Latitude and longitude exchanged (STR-03); one click exchanges them."""
    wrong = places[swapped(places, communes)]
    where = lonlats(wrong.geometry)
    repairs = {
        str(key): (Repair("swap_axes", layer, str(key), lonlat=(lat, lon)),)
        for key, (lon, lat) in zip(wrong.index, where, strict=True)
    }
    said = [cut(f"{lon:.5f}", f"{lat:.5f}") for lon, lat in where]
    return per_row(wrong, layer, "swapped_axes_left", said, repairs)


def elsewhere(places: gpd.GeoDataFrame, layer: str, case: Case) -> Findings:
    """Places whose point is not in the commune that their source declares.

    The commune declared is a code, followed through ``movements``, or a name when exactly one commune of
    the territory bears it; a name of elsewhere proves nothing and is left, nor does a name when the point
    is outside: another commune bears it there. A point within ``OUTLINE_M`` of the declared commune is in
    it; so may be one beside a commune that its file cuts.
    """
    communes = case.territory.communes
    if not len(places) or communes.empty:
        return ()
    declared, by_name = declared_codes(places, communes, case.movements)
    home = standing_in(places.geometry, communes).to_numpy()
    known = declared.isin(communes.index).to_numpy()
    distance = np.full(len(places), np.inf)
    target = np.asarray(communes.geometry.loc[declared[known]])
    distance[known] = shapely.distance(np.asarray(places.geometry)[known], target)
    here = communes.index.to_numpy()[home]
    city = np.array([_one_city(a, b) for a, b in zip(declared, here, strict=True)], dtype=bool)
    foreign = (declared != "").to_numpy() & ~known & (home >= 0) & ~city
    beside = (home < 0) & (by_name | declared.isin(case.clipped)).to_numpy()
    wrong = (known & (distance > OUTLINE_M) & ~beside) | foreign
    facts = pd.DataFrame({"declared": declared.to_numpy(), "home": home, "far": distance}, index=places.index)
    return _elsewhere_findings(places[wrong], layer, communes, facts[wrong])


def declared_codes(
    places: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, movements: Mapping[str, str]
) -> tuple[pd.Series, pd.Series]:
    """Code of the commune each place declares, and whether it declares a name.

    The code is ``""`` when the place declares nothing, or a name that says nothing.
    """
    own = places[CODE_INSEE].astype(str)
    said = places[DECLARED].fillna("").astype(str).str.strip() if DECLARED in places else own
    said = said.where(said != "", own)
    is_code = said.str.fullmatch(r"\d[\dAB]\d{3}", case=False)
    names = communes[NAME].astype(str).map(_plain_name)
    lone = names[~names.duplicated(keep=False)]
    by_name = {name: str(code) for code, name in lone.items()}
    codes = said.str.upper().map(lambda code: movements.get(code, code))
    return codes.where(is_code, said.map(lambda name: by_name.get(_plain_name(name), ""))), ~is_code


def _one_city(declared: str, home: str) -> bool:
    """Whether one code is Paris, Lyon or Marseille and the other one of its districts."""
    return any(
        all(code == city or code.startswith(prefix) for code in (declared, home))
        for city, prefix in CITIES.items()
    )


def _plain_name(name: str) -> str:
    words = [{"st": "saint", "ste": "sainte"}.get(word, word) for word in normalise(name).split("_")]
    return " ".join(word for word in words if word != "cedex" and not word.isdigit())


def _elsewhere_findings(
    wrong: gpd.GeoDataFrame, layer: str, communes: gpd.GeoDataFrame, facts: pd.DataFrame
) -> Findings:
    names = communes[NAME].astype(str).to_dict()
    inside = communes[communes.index.isin(facts["declared"])]
    centre = dict(zip(inside.index, lonlats(inside.geometry), strict=True))
    values, repairs = [], {}
    for key, declared, position, far in facts.itertuples():
        home = str(communes.index[position]) if position >= 0 else ""
        distance = [metres(far)] if np.isfinite(far) else []
        values.append(cut(names.get(declared, declared), names.get(home, "-"), *distance))
        offers = [_take_commune(layer, str(key), home, names[home])] if home else []
        if declared in centre and layer == STRUCTURES.name:
            offers.append(_move(str(key), declared, names[declared], centre[declared]))
        repairs[str(key)] = tuple(offers)
    return per_row(wrong, layer, "in_another_commune", values, repairs)


def _take_commune(layer: str, key: str, code: str, name: str) -> Repair:
    declared = {DECLARED: code} if layer == STRUCTURES.name else {}
    return Repair("take_commune", layer, key, values={CODE_INSEE: code, "commune": name, **declared})


def _move(key: str, code: str, name: str, where: tuple[float, float]) -> Repair:
    """To a point inside the declared commune, flagged: it is not the address."""
    values = {CODE_INSEE: code, "commune": name, "geo_quality": "commune"}
    return Repair("move_to_commune", STRUCTURES.name, key, values=values, lonlat=where)


def in_water(places: gpd.GeoDataFrame, layer: str, water: gpd.GeoDataFrame | None) -> Findings:
    """Places in a water surface of the background; only a person can tell where they really are."""
    if water is None or not len(places):
        return ()
    surfaces = water[water.geom_type.isin(["Polygon", "MultiPolygon"])]
    wet = places[(standing_in(places.geometry, surfaces) >= 0).to_numpy()]
    return per_row(wet, layer, f"{layer.removesuffix('s')}_in_water")


def in_zones(places: gpd.GeoDataFrame, layer: str, zones: Mapping[str, gpd.GeoDataFrame]) -> Findings:
    """Places in flood layers, with the scenario of each (FACTS 6), and in the zones of a PPR."""
    one = layer.removesuffix("s")
    found: Findings = ()
    for kind, said in ((f"{one}_in_flood", FLOOD), (f"{one}_in_plan", PLANNING)):
        over = _layers_over(places, {name: frame[frame["kind"] == said] for name, frame in zones.items()})
        found += per_row(places[(over != "").to_numpy()], layer, kind, over[over != ""])
    return found


def _layers_over(places: gpd.GeoDataFrame, layers: Mapping[str, gpd.GeoDataFrame]) -> pd.Series:
    """Names of the layers over each place, joined; the occurrence stands for the name of a TRI layer."""
    said = pd.Series("", index=places.index, dtype=object)
    for name, frame in layers.items():
        home = standing_in(places.geometry, frame).to_numpy()
        label = frame["occurrence"].where(frame["occurrence"] != "", name).to_numpy(object)
        here = np.where(home >= 0, label[home] if len(label) else "", "")
        said = said.where(here == "", (said + " ; " + here).str.removeprefix(" ; "))
    return said


def off_road(places: gpd.GeoDataFrame, layer: str, communes: gpd.GeoDataFrame, road_m: Floats) -> Findings:
    """Places further than ``FAR_FROM_ROAD_M`` from any road where a trip may start (SCN-13).

    Structures outside the communes that a study cannot reach are counted: the roads stop before them.
    """
    inside = (standing_in(places.geometry, communes) >= 0).to_numpy() | (layer != STRUCTURES.name)
    far = inside & (road_m > FAR_FROM_ROAD_M)
    lost = int((~inside & (road_m > SNAP_LIMIT_M)).sum())
    said = per_row(places[far], layer, "far_from_road", [metres(d) for d in road_m[far]])
    return (*said, whole(layer, "beyond_network", str(lost))) if lost else said


def outside(places: gpd.GeoDataFrame, layer: str, communes: gpd.GeoDataFrame) -> Findings:
    """Any site outside the communes; structures beyond the margin of the imports, the others counted."""
    if not len(places) or communes.empty:
        return ()
    distance = nearest_m(places.geometry, communes.geometry)
    if layer != STRUCTURES.name:
        return _away(places, layer, "site_outside", distance, distance > OUTLINE_M)
    far = ~near(places.geometry, Place(str(communes.crs), communes)).to_numpy(bool)
    beside = int(((distance > 0) & ~far).sum())
    counted = (whole(layer, "structures_outside", str(beside)),) if beside else ()
    return (*_away(places, layer, "structure_far", distance, far), *counted)


def _away(places: gpd.GeoDataFrame, layer: str, kind: str, distance: Floats, far: Flags) -> Findings:
    repairs = {str(key): (Repair("remove", layer, str(key), Action.DELETE),) for key in places.index[far]}
    return per_row(places[far], layer, kind, [metres(d) for d in distance[far]], repairs)
