"""What people change in a territory, over what was imported: values, the store keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

Cell = str | float | bool | None
LonLat = tuple[float, float]


class Action(StrEnum):
    """What was done to a row of a layer."""

    EDIT = "edit"
    ADD = "add"
    DELETE = "delete"


@dataclass(frozen=True)
class Change:
    """The local state of one row of a layer, and what the import said when it was changed.

    Attributes
    ----------
    layer
        ``structures``, ``sites`` or ``communes``; ``scenarios`` or ``gauges`` for what is kept beside them.
    feature_id
        Identifier of the row, the index of its layer.
    action
        ``edit`` lays ``values`` over the imported row, ``add`` is a row no import knows,
        ``delete`` hides the imported row without forgetting it.
    values
        Column of ``model.layers`` to its local value; ``None`` = not said.
    base
        The columns of the row as the import gave them when the person looked: what a three-way merge
        needs, and what is left of the row when a later import does not have it any more; none for ``add``.
    lonlat, base_lonlat
        Local and imported position, WGS84 degrees; ``None`` when the position was not changed.
    version
        Version of the row in the store that the person saw; 0 = never changed before.
    author, time, reason
        Who, when (ISO 8601 with offset) and why, of the last change.
    """

    layer: str
    feature_id: str
    action: Action
    values: Mapping[str, Cell] = field(default_factory=lambda: MappingProxyType({}))
    base: Mapping[str, Cell] = field(default_factory=lambda: MappingProxyType({}))
    lonlat: LonLat | None = None
    base_lonlat: LonLat | None = None
    version: int = 0
    author: str = ""
    time: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Signed:
    """Who changes something, when and why; doors make it, the library never reads the clock.

    Attributes
    ----------
    author
        Name or function, as the person gave it.
    time
        ISO 8601 with offset.
    reason
        Free text; may be empty.
    """

    author: str
    time: str
    reason: str = ""


@dataclass(frozen=True)
class JournalLine:
    """One line of the journal; each carries the hash of the one before.

    Attributes
    ----------
    n
        Sequence number from 1, without holes: the order of the journal, whatever the clock says.
    time, author, reason
        See ``Signed``.
    act
        ``edit``, ``add``, ``delete``, ``forget``, ``undo``, ``tick``, ``untick``, ``mapping``, ``restore``.
    layer, feature_id
        Row concerned; empty for a mapping or a tick.
    before, after
        JSON of the change before and after, ``""`` for none.
    previous, digest
        SHA-256, hexadecimal, of the line before and of this one.
    """

    n: int
    time: str
    author: str
    act: str
    layer: str
    feature_id: str
    before: str
    after: str
    reason: str
    previous: str
    digest: str


@dataclass(frozen=True)
class ColumnMapping:
    """How the columns of a kind of file were mapped once, remembered for the next.

    Attributes
    ----------
    signature
        SHA-256 of the normalised headers of the file.
    kind
        What the user said the file is: a value of ``cpts-geo import --as``.
    columns
        Our column to the file's.
    crs
        CRS the user gave; empty when the file's own was right.
    """

    signature: str
    kind: str
    columns: Mapping[str, str]
    crs: str = ""


@dataclass(frozen=True)
class Conflict:
    """One value that a person changed and that a later import changed otherwise; the local one is used.

    Attributes
    ----------
    layer, feature_id
        Row concerned.
    column
        Column of ``model.layers``; ``geometry`` for the position; ``""`` when the row is gone from the
        import.
    local, imported, base
        What the person said, what the layer says now, what it said when the person looked.
    """

    layer: str
    feature_id: str
    column: str
    local: Cell | LonLat = None
    imported: Cell | LonLat = None
    base: Cell | LonLat = None
