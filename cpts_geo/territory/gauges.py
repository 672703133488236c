"""Which scenario to look at when a gauge or a vigilance reaches a level: a table the coordinator keeps."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cpts_geo.model.changes import Change, Signed
from cpts_geo.model.errors import StoreError
from cpts_geo.territory.kept import delete_row, keep_row, kept_rows

GAUGES: Final = "gauges"
COLOURS: Final = ("1", "2", "3", "4")  # green, yellow, orange, red, as ``level`` of the zones of kind alert


@dataclass(frozen=True, eq=False)
class GaugeRule:
    """One line of the table: up to this level, look at this scenario.

    Attributes
    ----------
    station
        Gauge, or stretch of river under vigilance.
    level_m
        Level of the gauge; ``None`` when the line is about a colour.
    colour
        One of ``COLOURS``; empty when the line is about a level.
    scenario
        ``SavedScenario.key``.
    row
        As it stands in the workspace.
    """

    station: str
    level_m: float | None
    colour: str
    scenario: str
    row: Change


def list_rules(folder: str | Path) -> tuple[GaugeRule, ...]:
    """The table, by station, colours then levels from the lowest."""
    found = [_read(row) for row in kept_rows(folder, GAUGES)]
    return tuple(sorted(found, key=lambda rule: (rule.station, rule.colour, rule.level_m or 0.0)))


def add_rule(
    folder: str | Path,
    station: str,
    scenario: str,
    *,
    level_m: float | None = None,
    colour: str = "",
    by: Signed,
) -> GaugeRule:
    """Add a line.

    Raises
    ------
    StoreError
        ``bad_gauge_rule`` without a station, or with none or both of a level and a colour;
        ``gauge_rule_taken`` when the station has a line for that level or colour.
    """
    tidy = " ".join(station.split())
    if not tidy or (level_m is None) == (colour not in COLOURS):
        raise StoreError("bad_gauge_rule", value=station)
    if any(
        (rule.station, rule.level_m, rule.colour) == (tidy, level_m, colour) for rule in list_rules(folder)
    ):
        raise StoreError("gauge_rule_taken", value=tidy)
    values = {"station": tidy, "level_m": level_m, "colour": colour, "scenario": scenario}
    return _read(keep_row(folder, GAUGES, values, by))


def delete_rule(folder: str | Path, seen: GaugeRule, *, by: Signed) -> int:
    """Delete a line; the number of the journal that ``undo`` takes."""
    return delete_row(folder, seen.row, by)


def _read(row: Change) -> GaugeRule:
    level = row.values.get("level_m")
    return GaugeRule(
        station=str(row.values.get("station") or ""),
        level_m=float(level) if isinstance(level, int | float) else None,
        colour=str(row.values.get("colour") or ""),
        scenario=str(row.values.get("scenario") or ""),
        row=row,
    )
