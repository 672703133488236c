"""What the controls of the pages offer: hazard layers, road names, places, with their French labels."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd

from cpts_geo.hazards import Closure, Flood, Perimeter, Supply
from cpts_geo.model.categories import Category
from cpts_geo.model.crs import to_degrees
from cpts_geo.model.edition import Edition
from cpts_geo.model.layers import (
    ALERT,
    CATEGORY,
    CODE_INSEE,
    EXPIRED,
    ISSUED,
    NAME,
    NATURE,
    PLANNING,
    USABLE_KINDS,
)
from cpts_geo.model.network import RoadNetwork, road_labels
from cpts_geo.model.territory import Territory
from cpts_geo.render.editions import public_sites
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study
from cpts_geo.wording import cautions, labels

SHUTTING: Final = (Perimeter.name, Supply.name)


@dataclass(frozen=True)
class Place:
    """A place that can be an end of a route; ``lonlat`` in WGS84."""

    label: str
    lonlat: tuple[float, float]


def flood_layers(territory: Territory) -> list[str]:
    """Layers with water, most frequent flood first."""
    wet = [name for name, zones in territory.zones.items() if (zones["kind"] == Flood.name).any()]
    return sorted(wet, key=lambda name: (str(territory.zones[name]["occurrence"].iloc[0]), name))


def other_layers(territory: Territory) -> list[str]:
    """Hazard layers without water: snow, closed perimeters. Neither a PPR nor a vigilance."""
    usable = {name for name, zones in territory.zones.items() if zones["kind"].isin(USABLE_KINDS).any()}
    return sorted(usable - set(flood_layers(territory)))


def planning_layers(territory: Territory) -> list[str]:
    """Zones of PPR: shown, never a scenario."""
    return sorted(name for name, zones in territory.zones.items() if (zones["kind"] == PLANNING).any())


def vigilances(territory: Territory) -> dict[str, str]:
    """Level of each stretch of river under vigilance, worst when it has several; empty = unknown."""
    frames = [zones[zones["kind"] == ALERT] for zones in territory.zones.values() if "level" in zones]
    pairs = [pair for frame in frames for pair in zip(frame[NAME], frame["level"].fillna(""), strict=True)]
    return dict(
        sorted((str(name), str(level)) for name, level in pairs if name)
    )  # the last of a name is kept


def layer_label(territory: Territory, name: str) -> str:
    """French label of a hazard layer of the territory."""
    occurrences = territory.zones[name]["occurrence"]
    label = labels.hazard_layer(name, str(occurrences.iloc[0]) if len(occurrences) else "")
    zones = territory.zones[name]
    if NATURE not in zones or not (zones[NATURE] == "forecast").any():
        return label
    return labels.forecast(label, str(zones[ISSUED].max()) if ISSUED in zones else "")


def chosen_layers(spec: StudySpec, territory: Territory) -> list[str]:
    """Hazard layers of the territory that the scenario uses, in order, once."""
    used = [getattr(hazard, "layer", "") for hazard in spec.scenario.hazards]
    return list(dict.fromkeys(name for name in used if name in territory.zones))


def known_care(study: Study) -> list[Category]:
    """Categories of the study with at least one known place, in its order."""
    places = study.outcomes.comparison.categories["places"]
    return [category for category in study.spec.categories if places[category.value]]


def unless_unknown(study: Study, nothing: str) -> str:
    """What is said when nothing is found; without any known place of care nothing was looked for."""
    return nothing if known_care(study) else cautions.NO_CARE


def flooded(spec: StudySpec) -> bool:
    """Whether the scenario has water."""
    return any(hazard.name == Flood.name for hazard in spec.scenario.hazards)


def shut(spec: StudySpec) -> bool:
    """Whether the scenario closes places otherwise than by water: perimeter, loss of structures."""
    return any(hazard.name in SHUTTING for hazard in spec.scenario.hazards)


def closed_roads(spec: StudySpec) -> tuple[str, ...]:
    """Roads closed by number or name."""
    return tuple(road for h in spec.scenario.hazards if isinstance(h, Closure) for road in h.roads)


def closures_not_applied(study: Study) -> int:
    """Closures of the layers of the scenario that are over, or not begun, at the date of the study."""
    used = chosen_layers(study.spec, study.territory)
    return sum(int((study.zones[name]["kind"] == EXPIRED).sum()) for name in used)


def road_names(network: RoadNetwork) -> list[str]:
    """Numbers and names of the roads of the network, numbers first."""
    names = set(road_labels(network.edges)) - {""}
    return sorted(names, key=lambda name: (not any(c.isdigit() for c in name[:5]), name.casefold()))


def structure_places(territory: Territory) -> list[Place]:
    """Structures, sorted by category and name."""
    frame = to_degrees(territory.structures)
    kinds = [labels.CATEGORY[Category(value)] for value in frame[CATEGORY]]
    towns = [f", {town}" if town else "" for town in frame["commune"]]
    names = [f"{kind} – {name}{town}" for kind, name, town in zip(kinds, frame[NAME], towns, strict=True)]
    return _places(names, list(zip(frame.geometry.x, frame.geometry.y, strict=True)))


def lonlat_of(places: gpd.GeoDataFrame, identifier: str) -> tuple[float, float]:
    """Where one of them is, in WGS84."""
    spot = to_degrees(places.loc[[identifier]]).geometry
    return float(spot.x.iloc[0]), float(spot.y.iloc[0])


def structure_names(territory: Territory) -> dict[str, str]:
    """Label of each structure by identifier, sorted."""
    frame = territory.structures
    kinds = [labels.CATEGORY[Category(value)] for value in frame[CATEGORY]]
    towns = [f", {town}" if town else "" for town in frame["commune"]]
    said = [f"{kind} – {name}{town}" for kind, name, town in zip(kinds, frame[NAME], towns, strict=True)]
    pairs = zip(frame.index.astype(str), said, strict=True)
    return dict(sorted(pairs, key=lambda pair: (pair[1].casefold(), pair[0])))


def site_places(territory: Territory) -> list[Place]:
    """Candidate sites, sorted by name."""
    frame = to_degrees(territory.sites)
    return _places(list(frame[NAME]), list(zip(frame.geometry.x, frame.geometry.y, strict=True)))


def named_places(territory: Territory) -> dict[str, str]:
    """Label of each structure and site by identifier, sorted."""
    labelled = {
        str(row): f"{labels.CATEGORY[Category(kind)]} – {name}"
        for row, kind, name in zip(
            territory.structures.index,
            territory.structures[CATEGORY],
            territory.structures[NAME],
            strict=True,
        )
    }
    labelled |= {str(row): f"{labels.SITE} – {name}" for row, name in territory.sites[NAME].items()}
    return dict(sorted(labelled.items(), key=lambda pair: pair[1].casefold()))


def commune_places(territory: Territory) -> list[Place]:
    """Town hall of each commune, else a point inside it, sorted by name."""
    inside = territory.communes.set_geometry(territory.communes.geometry.representative_point())
    points = to_degrees(inside).geometry
    halls = to_degrees(territory.structures[territory.structures[CATEGORY] == Category.MAIRIE.value])
    known = dict(zip(halls[CODE_INSEE], halls.geometry, strict=True))
    spots = [known.get(code, points[code]) for code in territory.communes.index]
    return _places(list(territory.communes[NAME]), [(spot.x, spot.y) for spot in spots])


def _places(names: list[str], spots: list[tuple[float, float]]) -> list[Place]:
    found = [Place(str(name), (float(x), float(y))) for name, (x, y) in zip(names, spots, strict=True)]
    return sorted(found, key=lambda place: place.label.casefold())


def commune_codes(territory: Territory) -> dict[str, str]:
    """Name of each commune by INSEE code, sorted by name."""
    named = territory.communes[NAME].astype(str).sort_values(key=lambda names: names.str.casefold())
    return {str(code): name for code, name in named.items()}


def sheet_sites(territory: Territory, edition: Edition) -> dict[str, str]:
    """Label of each site that has a sheet in an edition, by identifier, sorted."""
    shown = territory.sites if edition is Edition.RESTRICTED else public_sites(territory.sites)
    towns = [f" – {town}" if town else "" for town in shown["commune"]]
    pairs = zip(shown.index.astype(str), shown[NAME].astype(str), towns, strict=True)
    labelled = [(site, f"{name}{town}") for site, name, town in pairs]
    return dict(sorted(labelled, key=lambda pair: (pair[1].casefold(), pair[0])))


def short_label(territory: Territory, name: str) -> str:
    """Label of a hazard layer without what is in brackets, for a slider."""
    return layer_label(territory, name).split(" (")[0]
