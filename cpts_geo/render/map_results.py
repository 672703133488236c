"""Layers of a study's results: water, cut roads, isolated homes, minutes, routes."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.hazards.orders import about_sites
from cpts_geo.model.causes import WATER, bit
from cpts_geo.model.crs import WGS84, reproject
from cpts_geo.model.layers import CODE_INSEE, NAME, POPULATION
from cpts_geo.model.network import road_labels
from cpts_geo.model.results import Route
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.render import style
from cpts_geo.render.map_layers import SIMPLIFY_M, MapLayer, Style, area, disc, line, make_layer, told
from cpts_geo.study import Study
from cpts_geo.wording import causes, labels, maps, numbers

ZONE_SIMPLIFY_M: Final = 10.0  # outlines of water are long and never that exact
HOME_M: Final = 60.0


def zone_names(study: Study) -> list[str]:
    """Hazard layers and drawings that the scenario uses, in order, once."""
    names = dict.fromkeys(getattr(hazard, "layer", "") for hazard in study.spec.scenario.hazards)
    return [name for name in names if name]


def zone_layer(zones: gpd.GeoDataFrame) -> MapLayer:
    """Hazard zones: blues by depth, unknown depth hatched; closed zones red, slowed zones orange."""
    zones = zones[~about_sites(zones)]  # a site has its own symbol
    depths = [*style.DEPTH_STYLES, style.UNKNOWN_DEPTH]
    looks = [(maps.DEPTH[depth.key], _water(depth)) for depth in depths]
    looks.append((labels.ZONE_KIND["closure"], _closed_area()))
    looks.append((labels.ZONE_KIND["slowdown"], area(style.SLOWED, style.SLOWED, opacity=0.12, dash="3 5")))
    looks.append(
        (labels.ZONE_KIND["planning"], area(style.PLANNING, style.PLANNING, opacity=0.1, dash="1 4"))
    )
    looks.append((labels.ZONE_KIND["alert"], line(style.FLOOD_LINE, 3)))
    looks.append((labels.ZONE_KIND["expired"], line(style.COMMUNE_LINE, 2, "1 6")))
    looks.append((labels.ZONE_KIND["perimeter"], _no_entry()))
    others = ("closure", "slowdown", "planning", "alert", "expired", "perimeter")
    kinds = {kind: len(depths) + rank for rank, kind in enumerate(others)}
    found = [
        kinds.get(kind, depths.index(style.depth_style(depth)))
        for kind, depth in zip(zones["kind"], zones["depth_max_m"].astype(float), strict=True)
    ]
    joined = _joined(zones.geometry, pd.Series(found, index=zones.index))
    return make_layer(joined.assign(title=[looks[k][0] for k in joined["look"]]), looks)


def _joined(shapes: gpd.GeoSeries, look: pd.Series) -> gpd.GeoDataFrame:
    """One shape per look, surfaces and lines apart: a depth class may come in a thousand pieces."""
    simple = shapes.simplify(ZONE_SIMPLIFY_M).to_numpy()
    broken = ~shapely.is_valid(simple)
    simple[broken] = shapely.make_valid(simple[broken], method="structure")
    table = pd.DataFrame(
        {"look": look.to_numpy(), "surface": shapely.get_dimensions(simple) == 2, "shape": simple}
    )
    rows = [
        {"look": kind, "geometry": shapely.union_all(group["shape"].to_numpy())}
        for (kind, _), group in table.groupby(["look", "surface"], sort=True)
    ]
    return gpd.GeoDataFrame(rows, columns=["look", "geometry"], geometry="geometry", crs=shapes.crs)


def _water(depth: style.DepthStyle) -> Style:
    known = depth is not style.UNKNOWN_DEPTH
    look = area(depth.colour, style.FLOOD_LINE, opacity=style.DEPTH_OPACITY if known else 0.3, width=0.4)
    return look if known else {**look, "hatch": style.FLOOD_LINE, "width": 1.2}


def _closed_area() -> Style:
    look = area(style.CLOSURE_LINE, style.CLOSURE_LINE, opacity=0.06, width=1.6, dash="8 4")
    return {**look, "hatch": style.CLOSURE_LINE}


def _no_entry() -> Style:
    return area(style.CLOSURE_LINE, style.CLOSURE_LINE, opacity=0.1, width=2.6)


def roads_layer(study: Study) -> MapLayer:
    """Roads under water (red dashes), closed (dashes and dots), both (plain), maybe cut (dots), slowed."""
    looks = [
        (maps.ROAD_SLOWED, line(style.SLOWED, 3)),
        (maps.ROAD_MAYBE_CUT, line(style.DANGER, 3, "2 6")),
        (maps.ROAD_WET, line(style.DANGER, 4, "8 4")),
        (maps.ROAD_SHUT, line(style.DANGER, 4, "14 4 3 4")),
        (maps.ROAD_BOTH, line(style.DANGER, 4)),
    ]
    roads = _merged_roads(study)
    rows = zip(roads["look"], roads["depth_m"], roads["causes"], strict=True)
    facts = [[looks[look][0], causes.said(cause), maps.deepest(depth)] for look, depth, cause in rows]
    return make_layer(roads.assign(lines=told(facts, roads.index)), looks)


def _merged_roads(study: Study) -> gpd.GeoDataFrame:
    """One line per road and state, both directions once; all at once because a map redraws often."""
    own = study.outcomes.readings[study.spec.scenario.reading].edges
    factors = pd.DataFrame({r: study.outcomes.readings[r].edges["factor"] for r in READINGS})
    touched = study.network.edges[(factors < 1).any(axis=1).to_numpy()]
    factor, shut = own["factor"].loc[touched.index], (factors.loc[touched.index] == 0).any(axis=1)
    cut_by, water = own["cut_by"].loc[touched.index].to_numpy(np.int64), bit(WATER)
    dry, wet = cut_by & ~water > 0, cut_by & water > 0
    state = np.select([wet & dry, dry, wet, shut, factor < 1], [4, 3, 2, 1, 0], default=-1)
    lines = shapely.normalize(shapely.simplify(touched.geometry.to_numpy(), SIMPLIFY_M))
    depth = own["depth_m"].loc[touched.index].where(np.isfinite)
    table = pd.DataFrame(
        {
            "look": state,
            "title": road_labels(touched).to_numpy(),
            "depth_m": depth.to_numpy(),
            "causes": cut_by,
        }
    )
    table = table.assign(wkb=shapely.to_wkb(lines), line=lines)[state >= 0].drop_duplicates(["wkb", "look"])
    table = table.sort_values(["look", "title"], kind="stable").reset_index(drop=True)
    group = table.groupby(["look", "title"], sort=True)
    merged = shapely.line_merge(shapely.multilinestrings(table["line"].to_numpy(), indices=group.ngroup()))
    rows = group.agg({"depth_m": "max", "causes": _together}).reset_index()
    named = rows.assign(title=rows["title"].replace("", labels.UNNAMED_ROAD))
    return gpd.GeoDataFrame(named, geometry=merged, crs=study.territory.crs)


def _together(causes: pd.Series) -> int:
    return int(np.bitwise_or.reduce(causes.to_numpy()))


def isolated_layer(study: Study, category: str) -> MapLayer:
    """Homes newly cut from a category, sized by people."""
    before = study.outcomes.baseline.minutes[category]
    after = study.outcomes.readings[study.spec.scenario.reading].access.minutes[category]
    lost = study.territory.demand[(np.isfinite(before) & np.isinf(after)).to_numpy()]
    frame = lost.assign(
        look=0,
        title=[numbers.people(p) for p in lost[POPULATION]],
        lines=told([[maps.ISOLATED_HERE]] * len(lost), lost.index),
        radius_m=radius_m(lost[POPULATION]),
    )
    looks = [(maps.ISOLATED_HOMES, {**disc(style.ISOLATED, 5, opacity=0.75), "width": 0})]
    return make_layer(frame, looks)


def radius_m(people: pd.Series) -> pd.Series:
    """Radius of the disc of each place where people live: its area grows with them."""
    return people.astype(float).clip(1, 400) ** 0.5 * 5 + HOME_M


def minutes_looks(thresholds_min: Sequence[int]) -> list[tuple[str, Style]]:
    """Legend of minutes: one class per threshold, beyond, unreachable, unchanged, nothing to lose."""
    bounds = [0, *thresholds_min]
    classes = [maps.minutes_class(low, high) for low, high in pairwise(bounds)]
    colours = [style.MINUTE_COLOURS[min(i, len(style.MINUTE_COLOURS) - 1)] for i in range(len(classes))]
    names = [*classes, maps.minutes_beyond(bounds[-1]), maps.NOT_REACHABLE, maps.NO_LOSS, maps.NEVER]
    others = [style.BEYOND_COLOUR, style.UNREACHABLE_COLOUR, style.UNCHANGED_COLOUR, style.NEVER_COLOUR]
    fills = [*colours, *others]
    looks = [area(fill, style.INK, opacity=0.6, width=0.3) for fill in fills]
    looks[-3] |= {"fillOpacity": 0.2, "hatch": style.UNREACHABLE_COLOUR}  # names stay readable underneath
    looks[-1] |= {"fillOpacity": 0.2, "hatch": style.NEVER_COLOUR}
    return list(zip(names, looks, strict=True))


def minutes_classes(minutes: pd.Series, thresholds_min: Sequence[int], *, lost: bool) -> pd.Series:
    """Position in ``minutes_looks`` of each value; a loss of 0 is « unchanged », NaN has nothing to lose."""
    beyond = len(thresholds_min)
    found = np.searchsorted(np.asarray(thresholds_min, dtype=float), minutes.to_numpy(float), side="left")
    found = np.where(np.isinf(minutes), beyond + 1, found)
    found = np.where((minutes <= 0) & lost, beyond + 2, found)
    return pd.Series(np.where(minutes.isna(), beyond + 3, found), index=minutes.index)


def minutes_layer(study: Study, category: str, *, lost: bool, by: str) -> MapLayer:
    """Minutes to a category, or minutes lost, by commune or (``by="homes"``) by place where people live."""
    if by == "communes":
        return choropleth_layer(study, category, lost=lost)
    before = study.outcomes.baseline.minutes[category]
    after = {r: study.outcomes.readings[r].access.minutes[category] for r in READINGS}
    each = {r: lost_minutes(before, values) if lost else values for r, values in after.items()}
    return homes_layer(study, each, lost=lost)


def homes_layer(study: Study, each: Mapping[Reading, pd.Series], *, lost: bool) -> MapLayer:
    """Minutes (or minutes lost) of each place where people live, as discs coloured in the own reading."""
    minutes = each[study.spec.scenario.reading]
    demand = study.territory.demand.loc[minutes.index]
    thresholds = study.spec.thresholds_min
    looks = [
        (name, {**look, "radius": 4, "width": 0.2, "fillOpacity": 0.85, "hatch": ""})
        for name, look in minutes_looks(thresholds)
    ]
    frame = demand.assign(
        look=minutes_classes(minutes, thresholds, lost=lost),
        title=[maps.home_minutes(value) for value in minutes],
        lines=told(
            [[numbers.people(p), *band] for p, band in zip(demand[POPULATION], _bands(each), strict=True)],
            demand.index,
        ),
        radius_m=radius_m(demand[POPULATION]),
    )
    return make_layer(frame, looks)


def _bands(each: Mapping[Reading, pd.Series]) -> list[list[str]]:
    """Band of the minutes at each place, nothing where the readings agree."""
    values = np.stack([minutes.to_numpy(float) for minutes in each.values()])
    spans = zip(values.min(axis=0), values.max(axis=0), strict=True)
    return [maps.minutes_band(float(low), float(high)) for low, high in spans]


def choropleth_layer(study: Study, category: str, *, lost: bool) -> MapLayer:
    """Median minutes (or minutes lost) of each commune for a category."""
    table = study.outcomes.comparison.communes
    rows = table[table["category"] == category].set_index(CODE_INSEE)
    rows = rows[rows["minutes_reference"].notna() & rows["minutes_scenario"].notna()]
    before, after = rows["minutes_reference"], {r: rows[f"minutes_{r}"] for r in READINGS}
    each = {r: lost_minutes(before, values) if lost else values for r, values in after.items()}
    communes = study.territory.communes.loc[study.territory.communes.index.isin(rows.index)]
    each = {r: minutes.reindex(communes.index) for r, minutes in each.items()}
    values = each[study.spec.scenario.reading]
    shapes = communes.geometry.simplify(SIMPLIFY_M * 4)
    facts = [
        [maps.commune_minutes(value, lost=lost), *band]
        for value, band in zip(values, _bands(each), strict=True)
    ]
    frame = gpd.GeoDataFrame(
        {
            "look": minutes_classes(values, study.spec.thresholds_min, lost=lost),
            "title": communes[NAME],
            "lines": facts,
        },
        geometry=shapes,
        crs=communes.crs,
    )
    return make_layer(frame, minutes_looks(study.spec.thresholds_min))


def lost_minutes(before: pd.Series, after: pd.Series) -> pd.Series:
    """Minutes lost, ``inf`` = out of reach now; NaN where it was already."""
    return (after - before).where(np.isfinite(before))


def route_layer(route: Route) -> MapLayer:
    """The way under the scenario in blue, the normal way as black dashes above it."""
    ways = [(0, route.geometry_scenario), (1, route.geometry_reference)]
    rows = [{"look": k, "geometry": shape} for k, series in ways for shape in series if not shape.is_empty]
    looks = [
        (maps.ROUTE_SCENARIO, line(style.ROUTE_SCENARIO, 7, opacity=0.8)),
        (maps.ROUTE_REFERENCE, line(style.ROUTE_REFERENCE, 3, "5 5")),
    ]
    crs = route.geometry_reference.crs
    frame = gpd.GeoDataFrame(rows, columns=["look", "geometry"], geometry="geometry", crs=crs)
    return make_layer(frame.assign(title=[looks[k][0] for k in frame["look"]]), looks)


def ends_layer(ends: Sequence[tuple[int, tuple[float, float]]], crs: str) -> MapLayer:
    """Chosen ends of a route: (0, departure) and (1, arrival), positions in WGS84."""
    looks = [
        (maps.ROUTE_FROM, {**disc(style.PAPER, 8, opacity=1), "color": style.ROUTE_SCENARIO, "width": 4}),
        (maps.ROUTE_TO, {**disc(style.ROUTE_SCENARIO, 8, opacity=1), "color": style.PAPER, "width": 2}),
    ]
    points = gpd.GeoSeries(
        gpd.points_from_xy([at[0] for _, at in ends], [at[1] for _, at in ends]), crs=WGS84
    )
    frame = gpd.GeoDataFrame({"look": [look for look, _ in ends]}, geometry=points)
    return make_layer(reproject(frame.assign(title=[looks[look][0] for look, _ in ends]), crs), looks)
