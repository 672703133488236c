"""The motorway: two carriageways, a viaduct over the valley, junctions with four one-way ramps each."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely

from cpts_geo.demo.grid import Floats, Shape
from cpts_geo.demo.lines import arclength, normals, resampled
from cpts_geo.demo.relief import Relief
from cpts_geo.demo.ways import cut, way_table

HALF_GAP_M: Final = 13.0
RAMP_M: Final = 420.0  # from the crossing to the place where a ramp leaves the carriageway
LANDING_M: Final = 80.0  # from the centre line to the place where ramps meet the crossing road
JUNCTION_PITCH_M: Final = 4_500.0
MOTORWAY_PITCH_M: Final = 45_000.0
EDGE_M: Final = 700.0
VIADUCT_ABOVE_BED_M: Final = 11.0


@dataclass(frozen=True)
class _Ramp:
    """Side of a junction: where the crossing road meets the ramps of one carriageway."""

    landing: Floats
    at: float


def motorway_ways(
    relief: Relief, seats: Floats, people: Floats, *, roads: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Carriageways, ramps and turning links of every motorway of the domain."""
    width = relief.grid.cols * relief.grid.cell_m
    count = max(1, round(width / MOTORWAY_PITCH_M))
    tables = []
    for k in range(count):
        middle = relief.grid.x0 + (k + 0.5) * width / count
        line = _centre_line(relief, seats, people, middle=middle, rng=rng)
        tables.append(_one_motorway(relief, line, roads).assign(number=90_000 + k))
    return pd.concat(tables, ignore_index=True)


def _centre_line(
    relief: Relief, seats: Floats, people: Floats, *, middle: float, rng: np.random.Generator
) -> Floats:
    """A wide curve from south to north that keeps away from towns."""
    grid = relief.grid
    y = np.arange(grid.y0 + EDGE_M, grid.y0 + grid.rows * grid.cell_m - EDGE_M, 50.0)
    room = 0.5 * min(MOTORWAY_PITCH_M, grid.cols * grid.cell_m) - 1_500
    curves = []
    for _ in range(80):
        wave = sum(
            size * np.sin(2 * np.pi * y / length + rng.uniform(0, 6.3))
            for size, length in ((900, 15_000), (380, 7_300))
        )
        curves.append(np.column_stack([middle + rng.uniform(-0.55, 0.55) * room + wave, y]))
    return max(
        curves, key=lambda points: _clearance(points, seats, people) - _over_valley(relief, points).sum() / 20
    )


def _clearance(points: Floats, seats: Floats, people: Floats) -> float:
    near = (np.abs(seats[:, 0] - points[:, 0].mean()) < 12_000) & (people > 0)
    away = [np.hypot(*(points - seat).T).min() for seat in seats[near]]
    room = np.array(away) / (500 + 11 * np.sqrt(people[near]))
    town = float(np.array(away)[int(np.argmax(people[near]))]) if away else 0.0
    return float(min(room.min(initial=1.6), 1.6) - abs(town - 3_000) / 6_000)


def _one_motorway(relief: Relief, line: Floats, roads: pd.DataFrame) -> pd.DataFrame:
    tables = [_turning_links(line)]
    junctions = _junctions(relief, line, roads)
    for right in (1.0, -1.0):
        lane = _lane(line, right)
        marks = [s for at, _ in junctions for s in _ramp_marks(line, lane, at)]
        tables.append(_carriageway(relief, lane, marks))
        for at, road in junctions:
            tables.append(_ramps(line, lane, _Ramp(_landing(line, at, right, road=road), at)))
    return pd.concat(tables, ignore_index=True)


def _lane(line: Floats, right: float) -> Floats:
    """Carriageway on the right of its own direction: north-bound for 1, south-bound for -1."""
    lane = line - right * HALF_GAP_M * normals(line)
    return lane if right > 0 else lane[::-1]


def _turning_links(line: Floats) -> pd.DataFrame:
    """Links between the two carriageways at both ends: the next junction, outside the domain."""
    north, south = _lane(line, 1.0), _lane(line, -1.0)
    lines = [shapely.linestrings([north[-1], south[0]]), shapely.linestrings([south[-1], north[0]])]
    return way_table(lines, highway="motorway_link", oneway=True)


def _junctions(relief: Relief, line: Floats, roads: pd.DataFrame) -> list[tuple[float, Shape]]:
    """Crossings with main roads that get a junction: distance along the line and the road crossed."""
    centre = shapely.linestrings(line)
    main = roads[roads["highway"].isin(["primary", "secondary", "tertiary"]) & ~roads["bridge"]]
    hits = main["line"].to_numpy()[shapely.intersects(main["line"].to_numpy(), centre)]
    spots = [
        (float(shapely.line_locate_point(centre, spot)), road)
        for road in hits
        for spot in shapely.get_parts(shapely.intersection(road, centre))
    ]
    good = [
        (at, road)
        for at, road in sorted(spots, key=lambda pair: pair[0])
        if _fits(relief, line, at, road=road)
    ]
    kept: list[tuple[float, Shape]] = []
    for at, road in good:
        if not kept or at - kept[-1][0] > JUNCTION_PITCH_M:
            kept.append((at, road))
    return kept


def _fits(relief: Relief, line: Floats, at: float, *, road: Shape) -> bool:
    """Whether the road crosses at a wide angle, goes on far enough, on dry ground, away from the ends."""
    along = arclength(line)
    if not 1_200 < at < along[-1] - 1_200:
        return False
    spot = np.array([np.interp(at, along, line[:, k]) for k in (0, 1)])
    cell = relief.grid.cells(spot)[0]
    wet = (
        relief.river_m.ravel()[cell] < 2500
        and (relief.height - relief.bed).ravel()[cell] < VIADUCT_ABOVE_BED_M + 2
    )
    where = shapely.line_locate_point(road, shapely.Point(spot))
    ends = shapely.get_coordinates(shapely.line_interpolate_point(road, [max(0.0, where - 60), where + 60]))
    course = line[int(np.searchsorted(along, at))] - line[int(np.searchsorted(along, at)) - 1]
    step = ends[1] - ends[0]
    cosine = abs(float(step @ course)) / (np.hypot(*step) * np.hypot(*course) + 1e-9)
    return bool(not wet and cosine < 0.72 and LANDING_M * 1.6 < where < road.length - LANDING_M * 1.6)


def _landing(line: Floats, at: float, right: float, *, road: Shape) -> Floats:
    """Point of the crossing road on the given side of the motorway."""
    along = arclength(line)
    spot = np.array([np.interp(at, along, line[:, k]) for k in (0, 1)])
    where = float(shapely.line_locate_point(road, shapely.Point(spot)))
    both = shapely.get_coordinates(
        shapely.line_interpolate_point(road, [where - LANDING_M, where + LANDING_M])
    )
    side = -right * normals(line)[int(np.searchsorted(along, at))]
    return np.asarray(max(both, key=lambda point: float((point - spot) @ side)))


def _ramp_marks(line: Floats, lane: Floats, at: float) -> tuple[float, float]:
    """Distances along the carriageway where its exit leaves and its entry joins."""
    spot = np.array([np.interp(at, arclength(line), line[:, k]) for k in (0, 1)])
    here = float(shapely.line_locate_point(shapely.linestrings(lane), shapely.Point(spot)))
    return here - RAMP_M, here + RAMP_M


def _ramps(line: Floats, lane: Floats, ramp: _Ramp) -> pd.DataFrame:
    leave, join = _ramp_marks(line, lane, ramp.at)
    along, left = arclength(lane), normals(lane)
    lines = []
    for mark, middle in ((leave, leave + 0.72 * RAMP_M), (join, join - 0.72 * RAMP_M)):
        on_lane = np.array([np.interp(mark, along, lane[:, k]) for k in (0, 1)])
        k = int(np.clip(np.searchsorted(along, middle), 0, len(lane) - 1))
        curve = _bend(on_lane, lane[k] - 26.0 * left[k], ramp.landing)
        lines.append(shapely.linestrings(curve if mark == leave else curve[::-1]))
    return way_table(lines, highway="motorway_link", oneway=True)


def _bend(start: Floats, control: Floats, end: Floats) -> Floats:
    t = np.linspace(0, 1, 12)[:, None]
    return np.asarray((1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end)


def _carriageway(relief: Relief, lane: Floats, marks: list[float]) -> pd.DataFrame:
    whole = way_table([shapely.linestrings(resampled(lane, 40.0))], highway="motorway", oneway=True)
    marks = marks + _viaduct_marks(relief, lane)
    spots = shapely.line_interpolate_point(whole["line"].iloc[0], marks)
    pieces = cut(whole, np.zeros(len(marks), dtype=np.int64), np.asarray(spots))
    middle = shapely.get_coordinates(
        shapely.line_interpolate_point(pieces["line"].to_numpy(), 0.5, normalized=True)
    )
    return pieces.assign(bridge=_over_valley(relief, middle))


def _over_valley(relief: Relief, points: Floats) -> np.ndarray:
    cells = relief.grid.cells(points)
    low = (relief.height - relief.bed).ravel()[cells] < VIADUCT_ABOVE_BED_M
    return np.asarray(low & (relief.river_m.ravel()[cells] < 1_500))


def _viaduct_marks(relief: Relief, lane: Floats) -> list[float]:
    fine = resampled(lane, 10.0)
    over = _over_valley(relief, fine)
    return list(arclength(fine)[1:][np.diff(over.astype(int)) != 0])
