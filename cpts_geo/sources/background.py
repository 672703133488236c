"""Water, streams and land cover that make a map readable: never used in a computation."""

from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.crs import reproject
from cpts_geo.sources.geometry_gate import check_geometry, check_place
from cpts_geo.sources.harvest import SET_ASIDE, Harvest, Place, all_stored
from cpts_geo.sources.points import territory_box
from cpts_geo.sources.raw import RawTable, normalise

# Words of the file or layer name, theme, geometry; the columns of BD TOPO confirm the first two.
NAMES: Final = (
    ("surface_hydrographique", "water", "polygon"),
    ("plan_d_eau", "water", "polygon"),
    ("cours_d_eau", "waterline", "line"),
    ("troncon_hydrographique", "waterline", "line"),
    ("zone_de_vegetation", "landuse", "polygon"),
    ("zone_d_habitation", "landuse", "polygon"),
    ("zone_d_activite", "landuse", "polygon"),
    ("occupation_du_sol", "landuse", "polygon"),
    ("landuse", "landuse", "polygon"),
    ("batiment", "buildings", "polygon"),
    ("voie_ferree", "rail", "line"),
)
LAND: Final = (
    ("foret", "forest"), ("bois", "wood"), ("lande", "scrub"), ("haie", "scrub"), ("verger", "orchard"),
    ("vigne", "orchard"), ("prairie", "meadow"), ("parc", "park"), ("cimetiere", "cemetery"),
    ("industriel", "industrial"), ("commercial", "commercial"), ("habitat", "residential"),
    ("habitation", "residential"),
    ("quartier", "residential"), ("lieu_dit_habite", "residential"), ("culture", "farmland"),
)  # fmt: skip
RIVER_IMPORTANCE: Final = frozenset({"1", "2", "3"})


def theme_of(raw: RawTable) -> tuple[str, str] | None:
    """Theme and geometry kind of a background layer, ``None`` when it is not one."""
    if raw.geometry is None:
        return None
    words = f"{normalise(raw.file)}_{normalise(raw.layer)}"
    found = next(((theme, kind) for name, theme, kind in NAMES if name in words), None)
    if found is None and {"code_hydro", "nature", "persistanc"} <= raw.headers:
        return "water", "polygon"
    if found is None and {"code_hydro", "toponyme", "importance"} <= raw.headers:
        return "waterline", "line"
    return found


def detect(raw: RawTable) -> bool:
    """Whether the file is a background layer that we know."""
    return theme_of(raw) is not None


def read(raw: RawTable, place: Place) -> Harvest:
    """One theme: column ``k`` its class, ``name``, geometry in the territory's CRS.

    Raises
    ------
    UnreadableFileError, CrsError
        When the geometry is refused as a whole.
    """
    theme, kind = theme_of(raw) or ("landuse", "polygon")
    gate = check_geometry(raw, "background", kind)
    check_place(raw.file, gate.geometry, territory_box(place))
    fate = all_stored(raw).mask(raw.columns.index.isin(gate.refused.index), SET_ASIDE)
    names = raw.text(("toponyme", "nom_c_eau", "nom_p_eau", "name", "nom")).loc[gate.geometry.index]
    columns = {"k": _classes(raw, theme).loc[gate.geometry.index], "name": names}
    frame = gpd.GeoDataFrame(columns, geometry=gate.geometry, crs=gate.geometry.crs)
    ready = reproject(frame, place.crs).reset_index(drop=True)
    return Harvest(raw, (), fate, (*raw.problems, *gate.problems), {theme: ready})


def _classes(raw: RawTable, theme: str) -> pd.Series:
    nature = raw.text(("k", "nature", "type", "landuse", "usage1", "libelle")).map(normalise)
    if theme == "waterline":
        wide = raw.text(("importance",)).isin(RIVER_IMPORTANCE)
        return wide.map({True: "river", False: "stream"})
    if theme == "water":
        return pd.Series("w", index=nature.index, dtype=object)
    if theme != "landuse":
        return nature.where(nature != "", theme)
    return nature.map(lambda word: next((k for said, k in LAND if said in word), word or "residential"))
