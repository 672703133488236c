"""Levels of a river over time, at a gauge: a table of a user, or observations of Vigicrues and Hub'Eau.

Vigicrues (``Serie.ObssHydro``) gives metres, as ``DtObsHydro``/``ResObsHydro`` or as pairs of milliseconds
since 1970 and a level; Hub'Eau (``observations_tr``, JSON or CSV) gives ``resultat_obs`` in millimetres for
``grandeur_hydro`` H, most recent first. Both say UTC.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import Any, Final

from cpts_geo.model.errors import LayerError, UnreadableFileError
from cpts_geo.sources.csv_text import beginning, decode
from cpts_geo.sources.hydrograph_times import Line, check_order, local_times, read_moment, sort_key, told
from cpts_geo.sources.raw import RawTable, normalise, parse_number
from cpts_geo.sources.safe_read import read_file

TIMES: Final = (
    *("date_obs", "dtobshydro", "date_heure", "dateheure", "date_et_heure", "horodatage", "datetime"),
    *("date", "heure", "heures", "temps", "time", "hour", "hours"),
)
CLOCKS: Final = ("heure", "heures", "time", "hour")  # beside a column of days
LEVELS: Final = frozenset({"hauteur", "hauteurs", "niveau", "niveaux", "level", "cote", "resobshydro"})
SHORT_LEVELS: Final = ({"h"}, {"h", "m"}, {"h", "cm"}, {"h", "mm"})
TIME_WORDS: Final = ("date", "heure", "heures", "horodatage", "temps", "time")
LAYERS: Final = ("couche", "layer", "inondation", "emprise")
STATIONS: Final = ("code_station", "cdstationhydro", "station")
HUBEAU: Final = "resultat_obs"
HIGHEST_GAUGE_M: Final = 50.0  # assumption: no gauge reads more, millimetres taken for metres do
UNITS: Final = {"mm": 0.001, "cm": 0.01}
MOST_BYTES: Final = 20_000_000
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Datum(StrEnum):
    """What a level is counted from: the zero of the gauge, or the zero of the legal altitudes (NGF)."""

    GAUGE = "gauge"
    NGF = "ngf"


@dataclass(frozen=True)
class Hydrograph:
    """Levels in the order of time.

    Attributes
    ----------
    file, station
        Where they come from; the station is empty when the file names none.
    datum
        What the levels are counted from.
    points
        Hour of the scenario, or local ISO time, and level in metres.
    """

    file: str
    station: str
    datum: Datum
    points: tuple[tuple[float | str, float], ...]

    def counted_from(self, datum: Datum, zero_m: float | None = None) -> "Hydrograph":
        """Levels counted from the zero of the gauge, or as altitudes; ``zero_m``: altitude of that zero.

        Raises
        ------
        LayerError
            ``hydrograph_needs_zero`` or ``hydrograph_rule_is_ngf`` when that altitude is not known.
        """
        if self.datum is datum:
            return self
        if zero_m is None:
            kind = "hydrograph_needs_zero" if datum is Datum.GAUGE else "hydrograph_rule_is_ngf"
            raise LayerError(kind, self.file)
        lift = zero_m if datum is Datum.NGF else -zero_m
        points = tuple((at, round(level + lift, 4)) for at, level in self.points)
        return replace(self, datum=datum, points=points)


def read_hydrograph(path: str | Path, *, crs: str = "", gaps_known: bool = False) -> Hydrograph:
    """Levels of a file; nothing is filled, sorted or dropped silently, but the order of Hub'Eau.

    Parameters
    ----------
    path
        CSV, XLSX, or JSON of Vigicrues or Hub'Eau.
    crs
        Legal projection of the territory, which says its local time.
    gaps_known
        Accept holes: the higher of both ends then counts throughout.

    Raises
    ------
    UnreadableFileError
        As ``safe_read.read_file``; ``broken_json``.
    LayerError
        ``hydrograph_*``, with the row, the column and what was read.
    """
    path = Path(path)
    is_json = beginning(path).lstrip().startswith(("{", "["))
    station, datum, lines, newest_first = _from_json(path) if is_json else _from_table(read_file(path))
    if not lines:
        raise LayerError("hydrograph_empty", path.name)
    ordered = sorted(lines, key=lambda line: sort_key(line.at)) if newest_first else lines
    local = local_times(ordered, path.name, crs)
    check_order(local, path.name, gaps_known=gaps_known)
    points = tuple((told(line.at), line.level_m) for line in local)
    return Hydrograph(path.name, station, datum, points)


def read_levels(path: str | Path) -> tuple[Datum, tuple[tuple[float, str], ...]]:
    """Table of a user: up to which level each flood layer stands for the water; an empty layer is no water.

    Raises
    ------
    UnreadableFileError, LayerError
        ``hydrograph_no_level``, ``hydrograph_no_layer``, ``hydrograph_bad_level``.
    """
    raw = read_file(path)
    column, factor, datum = _level_column(raw)
    layer = raw.header(LAYERS)
    if layer is None:
        raise LayerError("hydrograph_no_layer", raw.file, expected=", ".join(raw.columns.columns))
    rows = zip(raw.columns.index, raw.columns[column], raw.columns[layer], strict=True)
    return datum, tuple(
        (_level(raw.file, row, column, text=str(level), factor=factor, datum=datum), str(name).strip())
        for row, level, name in rows
    )


def _from_table(raw: RawTable) -> tuple[str, Datum, list[Line], bool]:
    if HUBEAU in raw.headers:
        return _from_hubeau(raw.file, _records(raw), first_row=2)
    column, factor, datum = _level_column(raw)
    time, clock = _time_columns(raw)
    lines = []
    for row, cells in raw.columns.iterrows():
        read = " ".join(filter(None, (str(cells[name]).strip() for name in (time, clock) if name)))
        level = _level(raw.file, int(str(row)), column, text=str(cells[column]), factor=factor, datum=datum)
        at = read_moment(raw.file, int(str(row)), time, read)
        lines.append(Line(int(str(row)), time, at, read, level))
    return _one_station(raw.file, raw.text(STATIONS)), datum, lines, False


def _records(raw: RawTable) -> list[dict[str, Any]]:
    names = [normalise(name) for name in raw.columns.columns]
    return [dict(zip(names, row, strict=True)) for row in raw.columns.itertuples(index=False)]


def _level_column(raw: RawTable) -> tuple[str, float, Datum]:
    """Column of levels, metres in one of its units, and what they are counted from."""
    named = {str(column): set(normalise(column).split("_")) for column in raw.columns.columns}
    found = {column: words for column, words in named.items() if words & LEVELS or words in SHORT_LEVELS}
    headers = ", ".join(named)
    if not found:
        raise LayerError("hydrograph_no_level", raw.file, expected=headers)
    if len(found) > 1:
        raise LayerError("hydrograph_two_levels", raw.file, value=", ".join(found))
    column, words = next(iter(found.items()))
    datum = Datum.NGF if "ngf" in words else Datum.GAUGE
    if "cote" in words and datum is Datum.GAUGE:
        raise LayerError("hydrograph_which_zero", raw.file, column=column)
    return column, next((UNITS[word] for word in words if word in UNITS), 1.0), datum


def _time_columns(raw: RawTable) -> tuple[str, str]:
    """Column of times, and that of the hours when days stand apart; empty when they do not."""
    loose = (name for name in raw.columns.columns if normalise(name).split("_")[0] in TIME_WORDS)
    time = raw.header(TIMES) or next(loose, None)
    if time is None:
        raise LayerError("hydrograph_no_time", raw.file, expected=", ".join(raw.columns.columns))
    clock = raw.header(CLOCKS) if normalise(time) == "date" else None
    return time, clock or ""


def _one_station(file: str, names: Iterable[object]) -> str:
    found = list(dict.fromkeys(name for name in map(str, names) if name))
    if len(found) > 1:
        raise LayerError("hydrograph_stations", file, value=", ".join(found[:5]))
    return found[0] if found else ""


def _level(
    file: str, row: int, column: str, *, text: str, factor: float, datum: Datum = Datum.GAUGE
) -> float:
    if not text.strip():
        raise LayerError("hydrograph_hole", file, row=row, column=column)
    found = round(parse_number(text) * factor, 4)
    if not isfinite(found):
        raise LayerError("hydrograph_bad_level", file, row=row, column=column, value=text)
    if datum is Datum.GAUGE and abs(found) > HIGHEST_GAUGE_M:
        limit = f"{HIGHEST_GAUGE_M:g} m"
        raise LayerError("hydrograph_too_high", file, row, column, value=f"{found:g} m", expected=limit)
    return found


def _from_json(path: Path) -> tuple[str, Datum, list[Line], bool]:
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableFileError("too_large", path.name, expected=f"{MOST_BYTES // 1_000_000} Mo")
    try:
        found = json.loads(decode(path)[0])
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError("broken_json", path.name) from error
    if isinstance(found, dict) and isinstance(found.get("data"), list):
        return _from_hubeau(path.name, [row for row in found["data"] if isinstance(row, dict)], first_row=1)
    serie = found.get("Serie") if isinstance(found, dict) else None
    if not isinstance(serie, dict) or not isinstance(serie.get("ObssHydro"), list):
        raise LayerError("hydrograph_unknown_json", path.name)
    return _from_vigicrues(path.name, serie)


def _from_hubeau(
    file: str, records: Sequence[Mapping[str, Any]], *, first_row: int
) -> tuple[str, Datum, list[Line], bool]:
    numbered = list(enumerate(records, start=first_row))
    own = [(row, record) for row, record in numbered if str(record.get("grandeur_hydro", "H")) == "H"]
    if records and not own:
        raise LayerError("hydrograph_discharge", file, value=str(records[0].get("grandeur_hydro")))
    station = _one_station(file, (record.get("code_station") or "" for _, record in own))
    return station, Datum.GAUGE, [_observed(file, row, record) for row, record in own], True


def _observed(file: str, row: int, record: Mapping[str, Any]) -> Line:
    read, value = str(record.get("date_obs") or ""), record.get(HUBEAU)
    level = _level(file, row, HUBEAU, text="" if value is None else str(value), factor=UNITS["mm"])
    return Line(row, "date_obs", read_moment(file, row, "date_obs", read), read, level)


def _from_vigicrues(file: str, serie: Mapping[str, Any]) -> tuple[str, Datum, list[Line], bool]:
    if str(serie.get("GrdSerie", "H")) != "H":
        raise LayerError("hydrograph_discharge", file, value=str(serie["GrdSerie"]))
    lines = []
    for row, seen in enumerate(serie["ObssHydro"], start=1):
        pair = [seen.get("DtObsHydro"), seen.get("ResObsHydro")] if isinstance(seen, dict) else seen
        if not isinstance(pair, list) or len(pair) != 2:
            raise LayerError("hydrograph_unknown_json", file, row=row)
        text = "" if pair[1] is None else str(pair[1])
        level = _level(file, row, "ResObsHydro", text=text, factor=1.0)
        at: float | dt.datetime
        if isinstance(pair[0], int | float):
            at = _EPOCH + dt.timedelta(milliseconds=pair[0])
        else:
            at = read_moment(file, row, "DtObsHydro", str(pair[0] or ""))
        lines.append(Line(row, "DtObsHydro", at, str(pair[0]), level))
    name = " ".join(str(serie[key]) for key in ("LbStationHydro", "CdStationHydro") if serie.get(key))
    return name, Datum.GAUGE, lines, True
