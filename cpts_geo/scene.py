"""What a scenario is played on: the layers that its hazards read, and the territory at the study's date."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.hazards import Closure, Flood, Perimeter, SiteOrders, Snow, Storm, Supply, Traffic, Winter
from cpts_geo.hazards.closure import ever_in_force, order_changes
from cpts_geo.hazards.orders import ordered_closed, ordered_open
from cpts_geo.hazards.overlay import check_usable
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.layers import SITE_CLOSED, SITE_OPEN, USABLE_KINDS, WOODS, ZONES, conform
from cpts_geo.model.moments import in_season, moment, turns
from cpts_geo.model.scenario import Hazard, Step
from cpts_geo.model.territory import Territory
from cpts_geo.spec import Drawing, StudySpec, drawing_zones

Zones = Mapping[str, gpd.GeoDataFrame]
OWN: Final = (Winter, Storm, Traffic, Supply)  # kinds whose hazards need no layer
WOODED: Final = ("forest", "wood")  # classes of the background's ``landuse`` under trees
_READERS: Final[dict[str, type[Flood | Closure | Snow | Perimeter | SiteOrders]]] = {
    "flood": Flood,
    "closure": Closure,
    "slowdown": Snow,
    "perimeter": Perimeter,
    SITE_OPEN: SiteOrders,
    SITE_CLOSED: SiteOrders,
}


def study_zones(spec: StudySpec, territory: Territory) -> Zones:
    """Hazard layers of the territory, closures in force at the spec's date, and its drawings, by name.

    With dated steps, which a study without an hour counts together: closures in force at any time from the
    first one on.
    The woods of the background come with them when a storm asks for them.
    """
    drawn: dict[str, list[gpd.GeoDataFrame]] = {}
    for drawing in spec.drawings:
        drawn.setdefault(drawing.layer, []).append(drawing_zones(drawing, territory.crs))
    layers = {name: pd.concat(frames) for name, frames in drawn.items()}
    known = _in_force(spec, territory)
    windy = any(hazard.name == "storm" for hazard in spec.scenario.hazards)
    return MappingProxyType({**known, **(_woods(territory) if windy else {}), **layers})


def with_orders(spec: StudySpec, territory: Territory) -> StudySpec:
    """The spec with the sites that are open once the orders in force at its date are obeyed."""
    if not any(isinstance(hazard, SiteOrders) for hazard in spec.scenario.hazards):
        return spec
    zones = _in_force(spec, territory)
    closed = ordered_closed(spec.scenario, zones)
    ordered = (site for site in ordered_open(spec.scenario, zones) if site in territory.sites.index)
    asked = (site for site in spec.open_sites if site not in closed)
    return replace(spec, open_sites=tuple(dict.fromkeys((*asked, *ordered))))


def _in_force(spec: StudySpec, territory: Territory) -> dict[str, gpd.GeoDataFrame]:
    steps = with_dated_steps(spec, territory).steps
    moments = [step.at for step in steps if isinstance(step.at, str)] or [spec.date]
    return {name: ever_in_force(zones, moments) for name, zones in territory.zones.items()}


def with_dated_steps(spec: StudySpec, territory: Territory) -> StudySpec:
    """The spec with one more dated step at each moment when what has dates of its own begins, or is over.

    These are the orders that it reads and, until its last step, the structures that open or close. A step
    shows what is true at its beginning: without them a date would count from the next step on.
    """
    if not spec.steps or not isinstance(spec.steps[0].at, str):
        return spec
    read = {str(getattr(hazard, "layer", "")) for hazard in spec.scenario.hazards}
    orders = {at for name, zones in territory.zones.items() if name in read for at in order_changes(zones)}
    known = {at: step for step in spec.steps for at in [moment(str(step.at))] if at is not None}
    places = place_changes(territory.structures, min(known), max(known)) if known else set()
    steps: list[Step] = []
    for at in sorted({*known, *orders, *places}):
        if at in known:
            steps.append(known[at])
        elif steps:
            text = at.isoformat(timespec="seconds" if at.second else "minutes")
            steps.append(replace(steps[-1], at=text))
    return replace(spec, steps=tuple(steps))


def has_woods(territory: Territory) -> bool:
    """Whether the territory says where its woods are."""
    land = territory.basemap.get("landuse")
    return land is not None and bool(land["k"].isin(WOODED).any())


def _woods(territory: Territory) -> dict[str, gpd.GeoDataFrame]:
    if not has_woods(territory):
        return {}
    land = territory.basemap["landuse"]
    shapes = shapely.get_parts(np.asarray(land.geometry, dtype=object)[land["k"].isin(WOODED)])
    shapes = shapes[shapely.get_dimensions(shapes) == 2]
    frame = gpd.GeoDataFrame({"zone_id": range(len(shapes)), "kind": WOODS}, geometry=shapes, crs=land.crs)
    return {WOODS: conform(frame, ZONES)}


def hazards_for_layers(layers: Sequence[str], zones: Zones) -> tuple[Hazard, ...]:
    """Hazards that read each layer according to the kinds of its zones.

    Raises
    ------
    ScenarioError
        As ``hazards.overlay.check_usable``, and ``empty_layer`` when a layer has no zone.
    """
    made: list[Hazard] = []
    for layer in layers:
        check_usable(layer, zones)
        kinds = set(zones[layer]["kind"])
        if not kinds & set(USABLE_KINDS):
            raise ScenarioError("empty_layer", value=layer)
        made += dict.fromkeys(reader(layer) for kind, reader in _READERS.items() if kind in kinds)
    return tuple(made)


def drawn_hazard(drawing: Drawing) -> Hazard:
    """Hazard that reads a drawing."""
    return (
        Traffic(layer=drawing.layer) if drawing.kind == "slowdown" else _READERS[drawing.kind](drawing.layer)
    )


def recompose(
    hazards: Sequence[Hazard],
    zones: Zones,
    *,
    layers: Sequence[str],
    drawings: Sequence[Drawing],
    roads: Sequence[str],
    own: Sequence[Hazard] | None = None,
) -> tuple[Hazard, ...]:
    """Hazards of a scenario once its layers, drawings, roads closed by name and own hazards are changed.

    A hazard that reads a layer still used keeps its parameters. What these choices do not speak of stays:
    a study may hold more than the controls of a page can show.

    Parameters
    ----------
    hazards
        Those of the scenario so far.
    zones
        Hazard layers of the territory.
    own
        Hazards that read no layer, of the kinds of ``OWN``; ``None`` keeps them.
    """
    reading: dict[str, list[Hazard]] = {}
    for hazard in hazards:
        layer = str(getattr(hazard, "layer", ""))
        reading.setdefault(layer, []).append(
            replace(hazard, roads=()) if isinstance(hazard, Closure) else hazard
        )
    alone = [h for h in reading.pop("", []) if not isinstance(h, Closure)]
    of_layers = [h for name in layers for h in reading.get(name) or hazards_for_layers([name], zones)]
    drawn = [h for d in drawings for h in reading.get(d.layer) or [drawn_hazard(d)]]
    by_name = [Closure(roads=tuple(roads))] if roads else []
    kept = alone if own is None else [*(h for h in alone if not isinstance(h, OWN)), *own]
    return (*of_layers, *drawn, *by_name, *kept)


def own_hazards(hazards: Sequence[Hazard]) -> tuple[Hazard, ...]:
    """Hazards of the kinds of ``OWN`` that read no layer."""
    return tuple(h for h in hazards if isinstance(h, OWN) and not getattr(h, "layer", ""))


def not_open(structures: gpd.GeoDataFrame, date: str) -> pd.Series:
    """Structures whose own dates say that they are not open at an ISO time; none without a time."""
    pairs = zip(structures["opens"].fillna(""), structures["closes"].fillna(""), strict=True)
    shut = [not in_season(str(opens), str(closes), date) for opens, closes in pairs]
    return pd.Series(shut, index=structures.index, dtype=bool)


def place_changes(structures: gpd.GeoDataFrame, first: datetime, last: datetime) -> set[datetime]:
    """Local moments between two others when the own dates of a structure open it, or have just closed it."""
    pairs = structures[["opens", "closes"]].fillna("").drop_duplicates().astype(str)
    found = {
        at for opens, closes in pairs.itertuples(index=False) for at in turns(opens, closes, first, last)
    }
    return {at for at in found if first < at < last}


def at_date(territory: Territory, date: str) -> Territory:
    """The territory with the structures that are not open at an ISO time closed, in normal times too."""
    shut = not_open(territory.structures, date)
    if not shut.any():
        return territory
    status = territory.structures["status"].mask(shut, "closed")
    return replace(territory, structures=territory.structures.assign(status=status))
