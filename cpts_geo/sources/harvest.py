"""What a reader hands to the importer: layers, and the fate of every row of the file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import LayerContract
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.model.reference import Reference
from cpts_geo.sources.raw import RawTable, problem

STORED: Final = "stored"
SET_ASIDE: Final = "set_aside"
EXCLUDED: Final = "excluded"
MARGIN_M: Final = 20_000.0  # national files keep what lies this close to the communes' envelope


@dataclass(frozen=True, eq=False)
class Place:
    """Where the territory is, for readers that filter or locate.

    Attributes
    ----------
    crs
        Legal projected CRS.
    communes
        Layer of the territory, in ``crs``; may be empty.
    edges
        Roads of the territory, ``None`` when there are none yet or the reader needs none: for closures, and
        for landing places found beside roads in a folder without communes.
    structures
        Structures that the territory already has, in ``crs``; ``None`` when the reader needs none.
    sites
        Candidate sites likewise: a contact, a drawing or an order may be about one.
    reference
        National tables of the folder: movements of communes, COG, EPCI.
    """

    crs: str
    communes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame | None = None
    structures: gpd.GeoDataFrame | None = None
    sites: gpd.GeoDataFrame | None = None
    reference: Reference = field(default_factory=Reference)

    @property
    def finess(self) -> frozenset[str]:
        """FINESS numbers that the territory already knows."""
        return frozenset() if self.structures is None else frozenset(self.structures["finess"]) - {""}


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer read: ``frame`` carries the contract's index as a column, in any CRS."""

    contract: LayerContract
    frame: gpd.GeoDataFrame
    name: str = ""


@dataclass(frozen=True, eq=False)
class Harvest:
    """Result of a reader.

    Attributes
    ----------
    raw
        The file, so that rows set aside can be handed back as they were.
    layers
        What goes in the territory.
    fate
        Per row of the file: ``stored``, ``set_aside`` or ``excluded``; nothing is lost.
    problems
        What must be told.
    basemap
        Background themes.
    vintage
        Date or edition of the data, when the file says it.
    reference
        National tables to keep, by name (``model.reference.COLUMNS``).
    left_out
        Rows of a national file that were never loaded: they are elsewhere.
    contacts
        Whom to call, by function (``model.contacts``).
    """

    raw: RawTable
    layers: tuple[Layer, ...]
    fate: pd.Series
    problems: tuple[Problem, ...]
    basemap: Mapping[str, gpd.GeoDataFrame] | None = None
    vintage: str = ""
    reference: Mapping[str, pd.DataFrame] | None = None
    left_out: int = 0
    contacts: pd.DataFrame | None = None

    def count(self, fate: str) -> int:
        """Rows of that fate."""
        return int((self.fate == fate).sum()) + (self.left_out if fate == EXCLUDED else 0)

    @property
    def rows_read(self) -> int:
        """Rows of the file, those that were never loaded included."""
        return len(self.fate) + self.left_out


def all_stored(raw: RawTable) -> pd.Series:
    """Every row stored, to start with."""
    return pd.Series(STORED, index=raw.columns.index, dtype=object)


def summary(raw: RawTable, layer: str, kind: str, count: int, *, value: str = "") -> tuple[Problem, ...]:
    """One information line with a count, none when the count is zero."""
    said = f"{count} {value}".strip()
    return (problem(raw, layer, kind, Outcome.INFORMATION, value=said),) if count else ()


def nothing_usable(raw: RawTable, problems: Iterable[Problem]) -> LayerError:
    """``no_valid_row`` with the place and the kind (``expected``) of the first row set aside."""
    first = next((p for p in problems if p.outcome is Outcome.SET_ASIDE and p.row), None)
    if first is None:
        return LayerError("no_valid_row", raw.file)
    facts = {"column": first.column, "value": first.value, "expected": first.kind}
    return LayerError("no_valid_row", raw.file, first.row, **facts)


def file_stem(file: str) -> str:
    """Name of a file without folder and extensions."""
    return file.split(".", maxsplit=1)[0]
