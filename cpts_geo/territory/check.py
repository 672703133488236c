"""Data doctor: what the imports said, and what a look at the whole folder adds."""

from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final

import geopandas as gpd
import shapely

from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CATEGORY, CODE_INSEE, EDGES, NAME, POPULATION
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.model.territory import Territory
from cpts_geo.territory.folder import layer_path, read_network, read_territory
from cpts_geo.territory.parts import parts_problems

HOLE_M2: Final = 10_000.0  # smaller gaps between communes are rounding of their outlines


def check_folder(folder: str | Path) -> tuple[Problem, ...]:
    """Problems of the imports, then those of the folder as a whole; nothing is changed.

    Raises
    ------
    DataError, LayerError
        When the folder is not a territory or a layer breaks its contract.
    """
    root = Path(folder)
    territory = read_territory(root)
    seen = [
        *territory.problems,
        *missing_layers(territory, has_roads=layer_path(root, EDGES).exists()),
        *commune_problems(territory.communes, told={p.value for p in territory.problems}),
        *place_problems(territory),
        *demand_total(territory),
    ]
    told = any(p.kind == "network_parts" for p in territory.problems)
    if layer_path(root, EDGES).exists() and not told:
        seen += parts_problems(read_network(root), layer_path(root, EDGES).name)
    return tuple(dict.fromkeys(seen))


def _said(layer: str, kind: str, value: str = "") -> Problem:
    return Problem("", layer, 0, "", kind, value[:60], Outcome.INFORMATION)


def missing_layers(territory: Territory, *, has_roads: bool) -> tuple[Problem, ...]:
    """Data that is absent: absent is never read as « no risk » or « nobody »."""
    present = {
        "communes": len(territory.communes) > 0,
        "structures": len(territory.structures) > 0,
        "sites": len(territory.sites) > 0,
        "demand": len(territory.demand) > 0,
        "network": has_roads,
        "hazard": any((zones["kind"] == "flood").any() for zones in territory.zones.values()),
    }
    return tuple(_said(layer, f"no_{layer}") for layer, there in present.items() if not there)


def commune_problems(communes: gpd.GeoDataFrame, told: AbstractSet[str] = frozenset()) -> tuple[Problem, ...]:
    """Communes without population that no import has ``told``, and holes in their union."""
    unknown = [f"{code} {name}" for code, name in communes.loc[communes[POPULATION].isna(), NAME].items()]
    said = [_said("communes", "commune_without_population", who) for who in unknown if who not in told]
    if len(communes):
        parts = shapely.get_parts(communes.union_all())
        holes = [
            shapely.area(shapely.polygons(ring)) for part in parts for ring in shapely.get_rings(part)[1:]
        ]
        said += [
            _said("communes", "hole_between_communes", f"{h / 1e6:.2f} km2") for h in holes if h > HOLE_M2
        ]
    return tuple(said)


def place_problems(territory: Territory) -> tuple[Problem, ...]:
    """Structures outside the communes, of no known category, or with only the point of their commune."""
    structures = territory.structures
    outside = int((~structures[CODE_INSEE].isin(territory.communes.index)).sum())
    rough = structures[structures["geo_quality"] == "commune"]
    said = [_said("structures", "structures_outside", str(outside))] if outside else []
    strange = structures.loc[~structures[CATEGORY].isin(list(Category)), CATEGORY]
    said += [_said("structures", "category_not_counted", str(name)) for name in sorted(set(strange))]
    return (*said, *(_said("structures", "rough_location", str(name)) for name in rough[NAME]))


def demand_total(territory: Territory) -> tuple[Problem, ...]:
    """People of the demand points against the total of the communes."""
    if not len(territory.demand) or not len(territory.communes):
        return ()
    points = int(territory.demand[POPULATION].sum())
    communes = round(float(territory.communes[POPULATION].sum()))
    if points == communes:
        return ()
    return (_said("demand", "demand_differs", f"{points} / {communes}"),)
