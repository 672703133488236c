"""BD TOPO of the IGN: ``troncon_de_route`` in GeoPackage, ``ROUTES`` in older shapefiles."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.crs import reproject
from cpts_geo.model.errors import LayerError
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.road_form import (
    BACKWARD,
    BOTH,
    FORWARD,
    RoadRead,
    Shapes,
    complete_roads,
    counted,
    filled,
    only_lines,
)

# Our field: the spellings of the editions, newest first (GeoPackage 3.5 … shapefile 3.0 of 2018).
FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "key": ("cleabs", "id"),
        "nature": ("nature",),
        "importance": ("importance",),
        "direction": ("sens_de_circulation", "sens"),
        "speed": ("vitesse_moyenne_vl", "vit_moy_vl"),
        "level": ("position_par_rapport_au_sol", "pos_sol"),
        "urban": ("urbain",),
        "state": ("etat_de_l_objet", "etat"),
        "car_access": ("acces_vehicule_leger", "acces_vl"),
        "foot_access": ("acces_pieton", "acces_ped"),
        "private": ("prive",),
        "closed": ("periode_de_fermeture", "fermeture"),
        "height": ("restriction_de_hauteur", "restr_h"),
        "weight": ("restriction_de_poids_total", "restr_p"),
        "number": ("cpx_numero", "numero"),
        "name": ("nom_collaboratif_gauche", "nom_voie_ban_gauche", "nom_1_gauche", "nom_1_g"),
        "name_right": ("nom_collaboratif_droite", "nom_voie_ban_droite", "nom_1_droite", "nom_1_d"),
    }
)
ROAD_LAYER: Final = "troncon_de_route"
COLUMNS_READ: Final = frozenset(name for names in FIELDS.values() for name in names)
# A layer with both columns of one edition is a road layer, whose Z is the height of the road.
HEIGHT_COLUMNS: Final = (("sens_de_circulation", "vitesse_moyenne_vl"), ("sens", "vit_moy_vl"))
NO_HEIGHT_M: Final = -100.0  # the IGN writes -1000 where it has none; no road of France is that low
REQUIRED: Final = ("nature", "importance", "direction", "speed")
IN_SERVICE: Final = "En service"
FERRIES: Final = ("Bac ou liaison maritime", "Bac auto", "Bac piéton")
RESTRICTED: Final = "Restreint aux ayants droit"
NO_CAR_ACCESS: Final = (RESTRICTED, "Physiquement impossible")
YES: Final = ("oui", "true", "1", "1.0", "t")
NOT_ON_FOOT: Final = ("Type autoroutier", "Bretelle")  # IGN route-graph-generator (FACTS 1.8)
# Where a restricted road without a speed is still a road: an ambulance gets the speed of its class.
BUILT: Final = ("Route à 1 chaussée", "Route à 2 chaussées", "Bretelle", "Rond-point", "Route empierrée")
URBAN_PENALTY_S: Final = 5.0  # idem: 5 seconds for each urban segment
NO_CAR_SPEED: Final = 1.0  # the IGN writes 1 km/h, or nothing, where a car cannot drive

DIRECTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"Sens direct": FORWARD, "Sens inverse": BACKWARD, "Direct": FORWARD, "Inverse": BACKWARD}
)
PATHS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Type autoroutier": "motorway",
        "Route empierrée": "track",
        "Chemin": "track",
        "Sentier": "path",
        "Escalier": "steps",
        "Piste cyclable": "cycleway",
    }
)
BY_IMPORTANCE: Final[Mapping[str, str]] = MappingProxyType(
    {"1": "trunk", "2": "primary", "3": "secondary", "4": "tertiary", "5": "unclassified", "6": "service"}
)


def detect(columns: Iterable[str]) -> bool:
    """Whether these headers are those of a BD TOPO road layer."""
    return not _missing(_spelling(columns))


def read_bdtopo(frame: gpd.GeoDataFrame, *, crs: str, file: str = "") -> RoadRead:
    """Roads of a BD TOPO layer, in the common form.

    Rows without a line are set aside one by one; ferries and roads not in service are left out. A speed of
    1 km/h or none means that a car cannot drive there: the road stays open on foot. What is kept for
    those entitled (« Restreint aux ayants droit ») is closed to cars, open to emergency vehicles.
    Above the ground is a bridge, below is a tunnel. The 5 seconds of an urban segment are shared by
    its parts. Roads closed a part of the year stay open, are counted and keep the text of the source.

    Parameters
    ----------
    frame
        Rows as read, in their own CRS, 3-D or not.
    crs
        CRS of the territory, metres.
    file
        Name quoted in problems.

    Raises
    ------
    LayerError
        ``missing_column`` naming the first column that no edition's spelling provides.
    CrsError
        When the frame has no CRS or does not fit in ``crs``.
    """
    spelling = _spelling(frame.columns)
    for name in _missing(spelling):
        raise LayerError(
            "missing_column", file=file, column=FIELDS[name][0], expected=" / ".join(FIELDS[name])
        )
    lines, bad = only_lines(frame, file)
    raw = _raw(lines, spelling)
    kept, told = _left_out(raw, lines["source_row"], file)
    roads = gpd.GeoDataFrame(_common(raw[kept]), geometry=lines.geometry[kept], crs=frame.crs)
    roads["source_row"] = lines["source_row"][kept]
    roads["source_key"] = raw["key"][kept]
    roads["penalty_s"] /= roads.groupby("source_row")["penalty_s"].transform("size")
    facts = (*bad, *told, *_counts(file, raw[kept], roads))
    return RoadRead(complete_roads(roads, crs, file), len(frame), facts, heights=_heights(roads, crs))


def _heights(roads: gpd.GeoDataFrame, crs: str) -> Shapes:
    """Lines whose every point has a height, in the CRS of the territory."""
    shapes = roads.geometry.to_numpy()
    xyz, owner = shapely.get_coordinates(shapes, include_z=True, return_index=True)
    unknown = np.unique(owner[~(xyz[:, 2] > NO_HEIGHT_M)])
    kept = roads[["geometry"]].iloc[np.setdiff1d(np.arange(len(roads)), unknown)]
    return np.asarray((kept if str(kept.crs) == crs else reproject(kept, crs)).geometry, dtype=object)


def _spelling(columns: Iterable[str]) -> dict[str, str]:
    lower = {str(column).lower(): str(column) for column in columns}
    return {name: lower[c] for name, known in FIELDS.items() for c in reversed(known) if c in lower}


def _missing(spelling: Mapping[str, str]) -> list[str]:
    return [name for name in REQUIRED if name not in spelling]


def _raw(lines: gpd.GeoDataFrame, spelling: Mapping[str, str]) -> pd.DataFrame:
    """Our field names, text without missing values."""
    nothing = pd.Series("", index=lines.index)
    columns = {name: lines[spelling[name]] if name in spelling else nothing for name in FIELDS}
    raw = pd.DataFrame({name: filled(column, "") for name, column in columns.items()}, index=lines.index)
    return raw.assign(speed=pd.to_numeric(lines[spelling["speed"]], errors="coerce"))


def _left_out(raw: pd.DataFrame, rows: pd.Series, file: str) -> tuple[pd.Series, tuple[Problem, ...]]:
    ferry = raw["nature"].isin(FERRIES)
    unbuilt = ~raw["state"].isin([IN_SERVICE, ""]) & ~ferry
    facts = [
        fact
        for kind, mask in (("ferry", ferry), ("not_in_service", unbuilt))
        for fact in counted(file, kind, rows[mask].nunique(), Outcome.INFORMATION)
    ]
    return ~(ferry | unbuilt), tuple(facts)


def _counts(file: str, raw: pd.DataFrame, roads: gpd.GeoDataFrame) -> tuple[Problem, ...]:
    masks = {
        "closed_to_cars": ~roads["car"],
        "emergency_only": roads["emergency"] & ~roads["car"],
        "closed_to_all": ~roads["emergency"] & ~roads["foot"],
        "private_open": raw["private"].str.lower().isin(YES) & roads["car"],
        "closed_period": roads["closed_period"] != "",
        "limited_roads": roads["max_weight_t"].notna() | roads["max_height_m"].notna(),
    }
    rows = roads["source_row"]
    return tuple(
        fact
        for kind, mask in masks.items()
        for fact in counted(file, kind, rows[mask].nunique(), Outcome.INFORMATION)
    )


def _limit(text: pd.Series) -> pd.Series:
    """Metres or tonnes; zero stands for « no limit » in older editions."""
    number = pd.to_numeric(text.str.replace(",", "."), errors="coerce")
    return number.where(number > 0)


def _common(raw: pd.DataFrame) -> pd.DataFrame:
    level = pd.to_numeric(raw["level"], errors="coerce").fillna(0)
    urban = raw["urban"].str.lower().isin(YES)
    drivable = raw["speed"] > NO_CAR_SPEED
    car = drivable & ~raw["car_access"].isin(NO_CAR_ACCESS)
    helped = car | (raw["nature"].isin(BUILT) & (raw["car_access"] == RESTRICTED))
    return pd.DataFrame(
        {
            "highway": _highway(raw, urban),
            "name": raw["name"].where(raw["name"] != "", raw["name_right"]),
            "ref": raw["number"],
            "oneway": raw["direction"].map(dict(DIRECTIONS)).fillna(BOTH),
            "speed_kmh": raw["speed"].where(drivable),
            "car": car,
            "emergency": helped,
            "foot": ~raw["nature"].isin(NOT_ON_FOOT) & (raw["foot_access"] != RESTRICTED),
            "bridge": level > 0,
            "tunnel": level < 0,
            "ford": raw["level"].str.contains("Gué", case=False)
            | raw["nature"].str.contains("Gué", case=False),
            "penalty_s": np.where(urban & helped, URBAN_PENALTY_S, 0.0),
            "max_weight_t": _limit(raw["weight"]),
            "max_height_m": _limit(raw["height"]),
            "closed_period": raw["closed"],
        }
    )


def _highway(raw: pd.DataFrame, urban: pd.Series) -> pd.Series:
    by_importance = raw["importance"].str[:1].map(dict(BY_IMPORTANCE)).fillna("unclassified")
    street = by_importance.mask((by_importance == "unclassified") & urban, "residential")
    ramp = by_importance.where(~by_importance.isin(["unclassified", "service"]), "tertiary") + "_link"
    out = street.mask(raw["nature"] == "Bretelle", ramp)
    paths = raw["nature"].map(dict(PATHS))
    return paths.where(paths.notna(), out)
