"""Every failure the house can name; constructors take facts, ``wording`` makes the sentence.

CptsGeoError
├── DataError (ValueError)
│   ├── LayerError
│   ├── CrsError
│   ├── UnknownCommuneError
│   └── UnreadableFileError
├── NetworkError
├── ScenarioError (ValueError)
├── InfeasiblePlanError
├── SourceError
├── StoreError
│   └── ConflictError
└── ExportError
"""

from dataclasses import dataclass

from cpts_geo.model.changes import Change


@dataclass(eq=False)
class CptsGeoError(Exception):
    """Base of every error raised on purpose.

    Attributes
    ----------
    kind
        Short stable code of what went wrong, e.g. ``"missing_column"``; ``wording.errors`` holds
        one French sentence per kind.
    file, row, column, value
        Where and what was read; empty when it does not apply.
    expected
        What was expected instead: a column list, a limit with its unit, a format.
    """

    kind: str
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    expected: str = ""

    def __post_init__(self) -> None:
        super().__init__(self.kind, self.file, self.row, self.column, self.value, self.expected)

    def __str__(self) -> str:
        facts = [self.file, self.column, self.value, self.expected]
        return f"{self.kind}: " + ", ".join(fact for fact in facts if fact)


class DataError(CptsGeoError, ValueError):
    """A file or a value from outside cannot be used."""


class LayerError(DataError):
    """A layer breaks its contract: columns, index, geometry type."""


class CrsError(DataError):
    """A coordinate system is absent, unknown or contradicted by the coordinates."""


class UnknownCommuneError(DataError):
    """A commune code is not in the territory's commune layer."""


class UnreadableFileError(DataError):
    """A file is empty, truncated, disguised or of a kind that is not accepted."""


class NetworkError(CptsGeoError):
    """The road network is absent or cannot answer."""


class ScenarioError(CptsGeoError, ValueError):
    """A scenario or a study spec names something that does not exist."""


class InfeasiblePlanError(CptsGeoError):
    """No plan satisfies the demand; ``value`` holds the shortfall."""


class SourceError(CptsGeoError):
    """A public service gave nothing usable; ``file`` is its name, ``column`` a field of its answer."""


class StoreError(CptsGeoError):
    """The workspace cannot be opened or written."""


@dataclass(eq=False)
class ConflictError(StoreError):
    """Someone else changed the same row since it was read.

    Attributes
    ----------
    current
        What the store holds now; ``None`` when the local change was dropped.
    """

    current: Change | None = None


class ExportError(CptsGeoError):
    """An export cannot be written."""
