"""What the data doctor finds: ranked facts with their place and the repairs it proposes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from cpts_geo.model.changes import Action, Cell, LonLat
from cpts_geo.model.problems import Outcome


class Severity(StrEnum):
    """Rank of a finding, gravest first."""

    BLOCKING = "blocking"
    LOOK = "look"
    INFORMATION = "information"


@dataclass(frozen=True)
class Repair:
    """One change that would settle a finding; nothing is changed until a person chooses it.

    Attributes
    ----------
    kind
        Stable code, a key of ``wording.findings``: ``move_to_commune``, ``swap_axes``, ``keep_first``…
    layer, feature_id, action, values, lonlat
        As in ``Change``.
    """

    kind: str
    layer: str
    feature_id: str
    action: Action = Action.EDIT
    values: Mapping[str, Cell] = field(default_factory=lambda: MappingProxyType({}))
    lonlat: LonLat | None = None


@dataclass(frozen=True)
class Finding:
    """One thing wrong, doubtful or missing in a territory.

    Attributes
    ----------
    kind
        Stable code, a key of ``wording.findings`` or ``wording.problems``.
    severity
        Rank.
    layer, feature_id, name
        Row concerned and what people call it; empty for a whole layer.
    value
        Value read, cut at 60 characters.
    lonlat
        Where to look on the map, WGS84 degrees; ``None`` when it has no place.
    repairs
        What could be done in one click, the most likely first; empty when only a person can tell.
    file, row, column
        Where it comes from, as in ``Problem``.
    outcome
        What an import did of the row; a look at the layers only informs.
    ticked
        A person said « seen »: it comes last, and still counts.
    """

    kind: str
    severity: Severity
    layer: str
    feature_id: str = ""
    name: str = ""
    value: str = ""
    lonlat: LonLat | None = None
    repairs: tuple[Repair, ...] = ()
    file: str = ""
    row: int = 0
    column: str = ""
    outcome: Outcome = Outcome.INFORMATION
    ticked: bool = False

    @property
    def key(self) -> str:
        """What a person ticks as seen: the same fact about the same row has the same key."""
        return "/".join((self.layer, self.kind, self.file, str(self.row), self.feature_id, self.value))
