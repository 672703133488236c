"""From the options of a command to the study spec that they describe."""

import argparse
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from cpts_geo.answers.hydrograph import rule_of_station, with_hydrograph
from cpts_geo.answers.steps import LevelLayer
from cpts_geo.cli.output import warn
from cpts_geo.model.crs import WGS84, reproject, to_degrees
from cpts_geo.model.errors import LayerError, ScenarioError, UnreadableFileError
from cpts_geo.model.scenario import REFERENCE, Reading
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.scene import hazards_for_layers, study_zones
from cpts_geo.sources.geometry_gate import check_geometry
from cpts_geo.sources.hydrograph import Datum, read_hydrograph, read_levels
from cpts_geo.sources.safe_read import read_file
from cpts_geo.spec import Drawing, StudySpec
from cpts_geo.study import Inputs
from cpts_geo.wording import evolution, hours, hydrograph

WKT_DECIMALS = 7  # about 1 cm


def read_spec(path: str | None, folder: str) -> StudySpec:
    """Spec of a ``study.toml``, or the reference when no file is named; dated now unless it has a date.

    Raises
    ------
    UnreadableFileError, ScenarioError
        When the file is absent, is not text or does not describe a study.
    """
    spec = StudySpec.from_toml(_text(Path(path)), folder) if path else StudySpec(folder=folder)
    return (
        spec if spec.date else replace(spec, date=datetime.now().astimezone().isoformat(timespec="minutes"))
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableFileError("missing_file", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError("not_utf8", file=path.name) from error


def study_spec(arguments: argparse.Namespace, inputs: Inputs) -> StudySpec:
    """Spec of ``--spec`` with ``--hazard`` and ``--close`` added, the other options in the place of its own.

    Raises
    ------
    DataError, ScenarioError
        When a file cannot be used or a layer does not exist.
    """
    return in_time(arguments, _composed(arguments, inputs), inputs)


def _composed(arguments: argparse.Namespace, inputs: Inputs) -> StudySpec:
    spec = read_spec(arguments.spec, arguments.folder)
    drawings = tuple(drawing for path in arguments.close for drawing in _closures(Path(path), inputs))
    spec = replace(spec, drawings=(*spec.drawings, *(d for d in drawings if d not in spec.drawings)))
    layers = [*arguments.hazard, *(drawing.layer for drawing in drawings)]
    hazards = hazards_for_layers(layers, study_zones(spec, inputs.territory))
    added = tuple(dict.fromkeys(hazard for hazard in hazards if hazard not in spec.scenario.hazards))
    changes: dict[str, Any] = {
        "hazards": (*spec.scenario.hazards, *added),
        "name": _name(spec.scenario.name, layers if added else []),
        "reading": Reading(arguments.reading or spec.scenario.reading),
    }
    vehicle = VehicleName(arguments.vehicle or spec.vehicle)
    return replace(spec, scenario=replace(spec.scenario, **changes), vehicle=vehicle)


def in_time(arguments: argparse.Namespace, spec: StudySpec, inputs: Inputs) -> StudySpec:
    """The spec with the steps of ``--hydrograph``; what each takes, and why, goes to standard error.

    Raises
    ------
    LayerError, ScenarioError
        ``hydrograph_alone``, and as the readers and ``with_hydrograph``.
    """
    if not (arguments.hydrograph or arguments.levels or arguments.station):
        return spec
    if not arguments.hydrograph or bool(arguments.levels) == bool(arguments.station):
        raise LayerError("hydrograph_alone")
    crs, zones = inputs.territory.crs, inputs.territory.zones
    levels = read_hydrograph(arguments.hydrograph, crs=crs, gaps_known=arguments.gaps)
    datum, rule = _rule(arguments)
    stepped, chosen = with_hydrograph(spec, levels.counted_from(datum, arguments.zero), rule, zones)
    for one, moment in zip(chosen, hours.moments([one.at for one in chosen]), strict=True):
        warn(hydrograph.sentence(one, moment))
    name = evolution.title(spec.scenario.name, len(stepped.steps))
    return replace(stepped, scenario=replace(stepped.scenario, name=name))


def _rule(arguments: argparse.Namespace) -> tuple[Datum, tuple[LevelLayer, ...]]:
    if arguments.station:
        return Datum.GAUGE, rule_of_station(arguments.folder, arguments.station)
    datum, lines = read_levels(arguments.levels)
    return datum, tuple(LevelLayer(level, layer) for level, layer in lines)


def _name(name: str, added: list[str]) -> str:
    known = [] if name == REFERENCE.name and added else [name]
    return " + ".join(dict.fromkeys([*known, *added]))


def _closures(path: Path, inputs: Inputs) -> list[Drawing]:
    """Closures drawn in a file: one for its surfaces, one for its lines.

    A file that touches no road is refused: it would close nothing and nobody would know.
    """
    raw = read_file(path)
    gate = check_geometry(raw, "closures", "any")
    for row, why in gate.refused.items():
        raise LayerError("unusable_closure", file=path.name, row=int(str(row)), value=str(why))
    if not len(gate.geometry):
        raise LayerError("no_geometry", file=path.name)
    shapes = gate.geometry
    frame = gpd.GeoDataFrame(geometry=shapes.set_crs(WGS84) if shapes.crs is None else shapes)
    if frame.geom_type.isin(["Point", "MultiPoint"]).any():
        raise LayerError("geometry_type", file=path.name, value="Point", expected="Polygon, LineString")
    _check_touches_roads(frame, inputs, path.name)
    degrees = to_degrees(frame).geometry
    is_line = degrees.geom_type.isin(["LineString", "MultiLineString"])
    name = _free_name(f"close_{path.stem}", inputs)
    groups = {name: degrees[~is_line], f"{name}_lines": degrees[is_line]}
    return [
        Drawing(layer, "closure", _wkt(gpd.GeoSeries(part))) for layer, part in groups.items() if len(part)
    ]


def _wkt(shapes: gpd.GeoSeries) -> str:
    return shapely.to_wkt(shapely.union_all(shapes.to_numpy()), WKT_DECIMALS)


def _free_name(name: str, inputs: Inputs) -> str:
    """Name that hides no layer of the territory."""
    while name in inputs.territory.zones or f"{name}_lines" in inputs.territory.zones:
        name += "_"
    return name


def _check_touches_roads(frame: gpd.GeoDataFrame, inputs: Inputs, file: str) -> None:
    metres = reproject(frame, inputs.territory.crs).geometry
    roads = inputs.network.edges
    if not len(roads.sindex.query(metres.to_numpy(), predicate="intersects")[0]):
        raise ScenarioError("closes_nothing", file=file)
